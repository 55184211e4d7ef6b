"""`opendata outcomes`, as a function: count what is in the store, protect it, and write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.outcomes.audit.audit import World
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.counting.caseload import completed_caseload, must_count_completed
from inburgering_opendata.outcomes.counting.delivered import count_deliveries, must_have_deliveries
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.outcomes.disclosure.keeping import without_unkept
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.report import as_markdown, audit_rows
from inburgering_opendata.outcomes.disclosure.secret import FILE as SECRET
from inburgering_opendata.outcomes.disclosure.secret import keys_in, protection_key, secret_for
from inburgering_opendata.outcomes.disclosure.settings import Settings, load_settings
from inburgering_opendata.outcomes.disclosure.withholding import Protection, protect_and_audit
from inburgering_opendata.outcomes.indicators.declaration import FILE, Indicators, read_indicators
from inburgering_opendata.outcomes.indicators.errors import OUTPUT_IN_STORE
from inburgering_opendata.outcomes.observations import OBSERVATION, earlier_observations
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.unfinished import place_files
from inburgering_opendata.toolkit.tables.csv_writer import to_csv

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
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
    """Write observation.csv (protected), coverage.csv, disclosure_audit.csv and disclosure.md.

    Everything is made before anything is written. What is not protected stays in the store: the
    caseload of completed trajectories, in its folder `derived`, which goes when it is purged.

    Args:
        output: the folder that they are written to.
        earlier: releases that were published before, as `earlier_observations` takes them, which
            the audit knows beside this one.

    Raises:
        OpendataError: `OUTPUT_IN_STORE`, `NOTHING_DELIVERED`, `ANOTHER_SECRET` when what was
            published, or the project has among its sources, was protected with another, or what
            counting, protecting and writing raise; nothing was written then.
    """
    if output.resolve().is_relative_to(store.path):
        raise OpendataError(OUTPUT_IN_STORE, path=output)
    before = earlier_observations(earlier, load_table_schema(project, OBSERVATION))
    assembly = Assembly(project)
    settings = load_settings(project)
    table = PerturbationTable.of_rows(assembly.table("perturbation"))
    published = [assembly.table(OBSERVATION), *before]
    used = frozenset(key for each in published for key in keys_in(each))
    must_have_deliveries(store, as_of)
    secret = secret_for(store.path / SECRET, table, used)
    # Counting takes minutes.
    must_count_completed(read_indicators(project.packages / FILE))
    progress("counting")
    counted = count_deliveries(project, assembly, store, as_of, boundaries, secret)
    protection = Protection(
        table=table,
        settings=settings,
        protection_key=protection_key(secret, table),
        schema=arrow_schema(load_table_schema(project, OBSERVATION).unfilled),
        world=_world(assembly, counted.indicators, settings),
    )
    progress("protecting")
    audited_table = protect_and_audit(counted.observations, protection, before, progress)
    # The audit knew more: that these figures are 0.
    protected = replace(
        audited_table, table=without_unkept(audited_table.table, counted.indicators)
    )
    audited = audit_rows(
        protected, counted.publication, arrow_schema(load_table_schema(project, "disclosure_audit"))
    )
    files = {
        "observation.csv": to_csv(protected.table),
        "coverage.csv": to_csv(counted.coverage),
        "disclosure_audit.csv": to_csv(audited),
        "disclosure.md": as_markdown(protected, settings).encode(),
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
    kept = store.keep(f"caseload-{as_of.isoformat()}.csv", to_csv(caseload))
    place_files(files, output, list(files))
    return Outcomes(
        publication=counted.publication,
        deliveries=counted.deliveries,
        municipalities=len(counted.register.codes),
        delivered=sum(counted.coverage["delivered"].to_pylist()),
        statuses=_statuses(protected.table),
        files={name: sha256(data) for name, data in files.items()},
        caseload=kept,
    )


def _world(assembly: Assembly, indicators: Indicators, settings: Settings) -> World:
    places = Places.of(assembly.table("municipality"), assembly.table("municipality_change"))
    return World(
        indicators=indicators,
        places=places,
        perturbation=assembly.table("perturbation"),
        limits=settings.limits,
    )


def _statuses(table: pa.Table) -> dict[str, int]:
    counts = table["status"].value_counts().to_pylist()
    return {entry["values"]: entry["counts"] for entry in counts}
