"""`opendata outcomes`, as a function: count what is in the store, protect it, and write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.assemble.assembly import Assembly
from inburgering_opendata.delivery.store import Store
from inburgering_opendata.describe.arrow import arrow_schema
from inburgering_opendata.describe.table_schema import load_table_schema
from inburgering_opendata.disclosure.cells import rules_from
from inburgering_opendata.disclosure.places import Places
from inburgering_opendata.disclosure.protection import Protected, protect
from inburgering_opendata.disclosure.settings import load_settings
from inburgering_opendata.errors import OpendataError
from inburgering_opendata.files import sha256, write_whole
from inburgering_opendata.indicators.caseload import completed_caseload
from inburgering_opendata.indicators.delivered import Counted, count_deliveries
from inburgering_opendata.indicators.errors import OUTPUT_IN_STORE
from inburgering_opendata.project import Project
from inburgering_opendata.tables.csv_writer import to_csv
from inburgering_opendata.validate.observations import OBSERVATION, earlier_observations

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcomes:
    """What was written, and what it holds."""

    publication: str
    deliveries: tuple[str, ...]
    municipalities: int
    delivered: int
    statuses: dict[str, int]
    """Rows of the protected table by status."""
    files: dict[str, str]
    """By name of the file in the output, its sha256."""
    caseload: Path
    """The completed trajectories, in the store: they are not protected."""

    @property
    def synthetic(self) -> bool:
        return self.publication.startswith("synthetic")


def write_outcomes(
    project: Project,
    store: Store,
    as_of: date,
    boundaries: date,
    output: Path,
    earlier: Sequence[Path] = (),
    progress: Progress = lambda message: None,
) -> Outcomes:
    """Write observation.csv (protected), coverage.csv and disclosure.md to `output`.

    Everything is made before anything is written. What is not protected stays in the store: the
    caseload of completed trajectories, in its folder `derived`, which goes when it is purged.

    Args:
        earlier: releases that were published before, as `earlier_observations` takes them, whose
            results are protected together with these.

    Raises:
        OpendataError: `OUTPUT_IN_STORE`, `NOTHING_DELIVERED`, or what
            counting, protecting and writing raise; nothing was written then.
    """
    if output.resolve().is_relative_to(store.path):
        raise OpendataError(OUTPUT_IN_STORE, path=output)
    before = earlier_observations(earlier, load_table_schema(project, OBSERVATION))
    assembly = Assembly(project)
    progress("counting")
    counted = count_deliveries(project, assembly, store, as_of, boundaries)
    protected = _protect(project, assembly, counted, before, progress)
    files = {
        "observation.csv": to_csv(protected.table),
        "coverage.csv": to_csv(counted.coverage),
        "disclosure.md": protected.report.as_markdown().encode(),
    }
    caseload = completed_caseload(
        counted.observations,
        counted.indicators,
        counted.register,
        counted.trajectories_of,
        as_of,
        arrow_schema(load_table_schema(project, "spuk_caseload")),
    )
    progress("writing")
    kept = store.path / "derived" / f"caseload-{as_of.isoformat()}.csv"
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(kept, to_csv(caseload))
    kept.chmod(0o600)
    for name, data in files.items():
        write_whole(output / name, data)
    return Outcomes(
        counted.publication,
        counted.deliveries,
        len(counted.register.codes),
        sum(counted.coverage["delivered"].to_pylist()),
        _statuses(protected.table),
        {name: sha256(data) for name, data in files.items()},
        kept,
    )


def _protect(
    project: Project,
    assembly: Assembly,
    counted: Counted,
    before: Sequence[pa.Table],
    progress: Progress,
) -> Protected:
    progress("protecting")
    places = Places.of(
        *(
            assembly.table(name)
            for name in ("municipality", "municipality_change", "municipality_region")
        )
    )
    return protect(
        counted.observations,
        rules_from(assembly.table("indicator")),
        places,
        load_settings(project),
        earlier=before,
        progress=progress,
    )


def _statuses(table: pa.Table) -> dict[str, int]:
    counts = table["status"].value_counts().to_pylist()
    return {entry["values"]: entry["counts"] for entry in counts}
