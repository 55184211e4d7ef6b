"""Every check that the schemas of the air imply can fail, of date-times too."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import load_project
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.mutations.derived import derive
from tests.mutations.runner import Stage, why_not_caught
from tests.projects.conftest import Air
from tests.projects.made_up import AIR
from tests.whole import first

MOMENT = {"measured_at"}


@pytest.mark.parametrize(
    ("engine", "columns"),
    first(
        1,
        [(DuckdbEngine, MOMENT), (DuckdbEngine, None), (GxEngine, MOMENT)],
        "Each kind of check is broken in tests/mutations, with gx too; make test adds date-times.",
    ),
    ids=["duckdb-moment", "duckdb", "gx-moment"],
)
def test_every_check_of_a_schema_can_fail(
    engine: type[Engine], columns: set[str] | None, air: Air, tmp_path: Path
) -> None:
    project = load_project(AIR)
    files = {
        name: TableFile("air", load_table_schema(project, name), air.build / f"air/data/{name}.csv")
        for name in ("station", "measurement")
    }
    stage = Stage(files, tmp_path)
    judge, proven = engine(), set()
    for name, file in files.items():
        for check in compile_schema(file.schema):
            if columns is None or columns & {*check.columns}:
                for mutation in derive(check, file.schema):
                    reason = why_not_caught(mutation, check, judge, stage)
                    assert reason is None, (name, check.id, mutation.name, reason)
                    proven.add(check.id)
    assert {"schema.measured_at.type", "schema.measured_at.range"} <= proven
    assert (
        columns
        or {check.id for file in files.values() for check in compile_schema(file.schema)} == proven
    )
