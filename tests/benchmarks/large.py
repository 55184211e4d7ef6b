"""Group `large`: a release with the results of five cohorts, about a million rows.

Run as a program, so that each piece of work is a process of its own. The persons are made up; the
figures are called real ones, as those of synthetic deliveries are refused, and never leave the
folder of the benchmark.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.measure import FRESH, Case, run_once

COHORTS = (2021, 2022, 2023, 2024, 2025)
PERSONS = 150_000
VERSION, LATER = "2026.09.21", "2026.10.21"
RELEASE = "a release of five cohorts"
MOST_MB = 1_536


def cases(scratch: Path) -> list[Case]:
    """Publishing, verifying and comparing; with the release of `VERSION` in a folder `dist`."""
    program = [sys.executable, "-m", "tests.benchmarks.large"]
    run_once([*program, "make", str(scratch)])
    release = str(scratch / "dist" / VERSION)
    same = "copying the same files"
    commands = {
        f"opendata publish, {RELEASE}": ["publish", str(scratch), FRESH],
        f"opendata verify, {RELEASE}": ["verify", str(scratch)],
        f"opendata diff, {RELEASE} and the one after it": ["diff", str(scratch)],
    }
    return [
        Case(
            name,
            [*program, *command],
            same,
            ["/usr/bin/cp", "-r", release, FRESH],
            seconds=150,
            peak_mb=MOST_MB,
            slow=True,
        )
        for name, command in commands.items()
    ]


def make(folder: Path) -> None:
    """A project with the results as a source, its build, and two releases in `dist`.

    The second is the first with other results: each tenth figure is 41, each hundredth row is
    gone, and each hundredth has another key, so that it came as well as went.
    """
    from inburgering_opendata.outcomes.delivery.store import Store
    from inburgering_opendata.outcomes.disclosure.secret import FILE as SECRET
    from inburgering_opendata.outcomes.disclosure.secret import write_secret
    from inburgering_opendata.outcomes.publication import write_outcomes
    from inburgering_opendata.toolkit.ground.project import installed_project, load_project
    from tests.benchmarks.outcomes import AS_OF
    from tests.synthetic.trajectories import trajectories

    root, real = folder / "project", installed_project()
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(real.root / room, root / room)
    shutil.copy(real.file, root)
    project, store = load_project(root), folder / "store"
    # A made-up one, the same each time: with another, other figures are withheld.
    write_secret(store / SECRET, bytes(range(32)))
    register = (real.packages / "municipalities/sources/municipality.csv").read_text("utf-8")
    Store(store).add(
        "trajectory",
        trajectories(PERSONS, cohorts=COHORTS, as_of=AS_OF),
        municipalities=_codes(register),
        as_of=AS_OF,
        origin="made up",
        file_sha256="0" * 64,
        synthetic=False,
    )
    write_outcomes(project, Store(store), AS_OF, AS_OF, folder / "counted")
    _declare(root / "datapackages/outcomes", folder / "counted")
    opendata(folder, "assemble")
    opendata(folder, "publish", "--version", VERSION)
    _revise(folder / "dist" / VERSION, folder / "dist" / LATER)


def _revise(old: Path, new: Path) -> None:
    """A release as another edition of the results would make it, as far as `diff` reads it."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    shutil.copytree(old, new)
    for path in new.glob("*/datapackage.json"):
        path.write_text(path.read_text("utf-8").replace(old.name, new.name), encoding="utf-8")
    path = new / "outcomes/data/observation.parquet"
    table = pq.read_table(path)
    number = pa.array(range(table.num_rows))
    hundreds = pc.subtract(number, pc.multiply(pc.divide(number, 100), 100))
    tens = pc.subtract(number, pc.multiply(pc.divide(number, 10), 10))
    changed = {
        "value": pc.if_else(pc.equal(tens, 0), 41.0, table["value"]),
        "publication": pc.if_else(pc.equal(hundreds, 2), "later", table["publication"]),
    }
    for name, column in changed.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), column)
    pq.write_table(table.filter(pc.not_equal(hundreds, 1)), path, compression="zstd")


def _codes(register: str) -> tuple[str, ...]:
    """The municipalities of now."""
    rows = csv.DictReader(register.splitlines())
    return tuple(row["municipality_code"] for row in rows if not row["valid_to"])


def _declare(package: Path, counted: Path) -> None:
    """Put what was written among the sources of the package, as `opendata outcomes` says."""
    from inburgering_opendata.toolkit.ground.files import sha256

    path = package / "package.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    template = {**described["sources"][-1], "confidential": True}
    described["tables"].append("disclosure_audit")
    for table in ("observation", "coverage", "disclosure_audit"):
        name = f"sources/{table}_delivered.csv"
        data = (counted / f"{table}.csv").read_bytes()
        (package / name).write_bytes(data)
        source = {**template, "table": table, "path": name, "sha256": sha256(data)}
        described["sources"].append(source)
    path.write_text(json.dumps(described), encoding="utf-8")


def opendata(folder: Path, *arguments: str) -> None:
    """Run a command in `folder`, on its project, to its end."""
    run_once([sys.executable, "-m", "tests.benchmarks.large", "command", str(folder), *arguments])


def instead(folder: Path, *arguments: str) -> None:
    """Become that command, so that what is measured is it."""
    environment: Mapping[str, str] = {**os.environ, "OPENDATA_PROJECT": str(folder / "project")}
    os.chdir(folder)
    program = [sys.executable, "-m", "inburgering_opendata", *arguments]
    os.execve(sys.executable, program, environment)


def main(what: str, folder: str, *more: str) -> None:
    here = Path(folder)
    match what:
        case "make":
            make(here)
        case "command":
            instead(here, *more)
        case "publish":
            instead(here, "publish", "--version", VERSION, "--output", more[0])
        case "verify":
            instead(here, "verify", f"dist/{VERSION}")
        case "diff":
            instead(here, "diff", f"dist/{VERSION}", f"dist/{LATER}")
        case _:
            raise SystemExit(f"'{what}' is not one of make, command, publish, verify, diff")


if __name__ == "__main__":
    main(*sys.argv[1:])
