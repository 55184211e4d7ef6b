"""Put a mutation before an engine, and say why it was not caught, if it was not."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.files import write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.engine import Engine, UnreadableTableError
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.delivery.made_up import counts, trajectories
from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import Mutation, Spoilt

Place = tuple[int | None, frozenset[tuple[str, str]]]
"""What a failure names: a line and the primary key of its row, or the key of a group alone."""


@dataclass(frozen=True)
class Stage:
    """The pristine tables, and a folder for spoilt ones."""

    files: Mapping[str, TableFile]
    scratch: Path

    def table(self, name: str) -> CsvTable:
        return _read(self.files[name].path)


@cache
def _read(path: Path) -> CsvTable:
    return CsvTable.read(path)


def set_stage(project: Project, build: Path, scratch: Path) -> Stage:
    """The stage for the tables of a build, and for deliveries that are made up."""
    files = {
        table: TableFile(
            package.name,
            load_table_schema(project, table),
            build / package.name / "data" / f"{table}.csv",
        )
        for package in load_data_packages(project)
        for table in package.tables
    }
    made_up = {"trajectory": trajectories(60), "count": counts()}
    for kind in KINDS:
        path = scratch / "deliveries" / f"{kind}.csv"
        write_whole(path, to_csv(made_up[kind]))
        files[kind] = TableFile("deliveries", load_table_schema(project, kind), path)
    return Stage(files, scratch)


def why_not_caught(mutation: Mutation, check: Check, engine: Engine, stage: Stage) -> str | None:
    """None when `check` fails and names exactly the rows and groups that were spoilt."""
    pristine = stage.table(mutation.table)
    try:
        spoilt = mutation.spoil(pristine)
    except (LookupError, ValueError) as error:
        return f"the mutation does not fit the data: {error}"
    if spoilt.table == pristine and not spoilt.stored_as:
        return "the mutation changes nothing"
    if not spoilt.rows and not spoilt.groups:
        return "the mutation does not say what must be named"
    file = write(spoilt, stage.files[mutation.table], stage.scratch)
    try:
        [result] = ask(engine, file, [check], stage)
    except UnreadableTableError as error:
        return f"the table cannot be read: {error.problems[0]}"
    wanted = Outcome.WARNING if check.severity == "warning" else Outcome.FAILED
    if result.outcome is not wanted:
        return f"the outcome is {result.outcome}, not {wanted}: {result.observed}"
    return _misnamed(result, spoilt, file)


def ask(
    engine: Engine, file: TableFile, checks: Sequence[Check], stage: Stage
) -> list[CheckResult]:
    """The results of some checks of a table, which stands in for the pristine one."""
    engine.open(file)
    return engine.run(file, checks, {**stage.files, file.name: file})


def write(spoilt: Spoilt, pristine: TableFile, scratch: Path) -> TableFile:
    """A file of its own, as an engine reads a path only once."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    data = spoilt.table.to_csv()
    if not spoilt.stored_as:
        path = folder / f"{pristine.name}.csv"
        path.write_bytes(data)
        return replace(pristine, path=path)
    table = read_csv(data, pristine.schema).table
    assert table is not None
    for name, type in spoilt.stored_as.items():
        position = table.column_names.index(name)
        table = table.set_column(position, name, table.column(name).cast(type))
    path = folder / f"{pristine.name}.parquet"
    pq.write_table(table, path)
    return replace(pristine, path=path)


def _misnamed(result: CheckResult, spoilt: Spoilt, file: TableFile) -> str | None:
    wanted = {_place_of_row(spoilt.table, row, file) for row in spoilt.rows}
    wanted |= {(None, frozenset(group.items())) for group in spoilt.groups}
    named = {_place(failure) for failure in result.failures}
    if missing := wanted - named:
        return f"it does not name {_in_words(missing)}, but {_in_words(named)}"
    if besides := named - wanted:
        return f"it names besides {_in_words(besides)}"
    return None


def _place_of_row(table: CsvTable, row: int, file: TableFile) -> Place:
    key = {name: table.cell(row, name) or "(empty)" for name in file.schema.primary_key}
    return table.line_of(row), frozenset(key.items())


def _place(failure: Failure) -> Place:
    return failure.line, frozenset(failure.key.items())


def _in_words(places: set[Place]) -> str:
    shown = [
        f"line {line}, {dict(sorted(key))}" if line else str(dict(sorted(key)))
        for line, key in sorted(places, key=str)
    ]
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return "; ".join(shown[:3]) + more if shown else "nothing"
