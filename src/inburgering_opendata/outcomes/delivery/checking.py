"""The expectations of a kind of delivery, asked of rows that are held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.outcomes.delivery.errors import CHECK_NOT_MADE
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.rules.finding import Breach
from inburgering_opendata.toolkit.validate.workspace import TableFile


def breaches_of(project: Project, kind: str, rows: pa.Table) -> Iterator[tuple[Check, Breach]]:
    """Every breach of every expectation of `kind`, schema and suite, in the order of the checks.

    The rows stay in memory, save what DuckDB puts aside in a temporary folder of its own when they
    are too many.

    Raises:
        OpendataError: `CHECK_NOT_MADE`: an expectation could not be asked.
    """
    engine, assembly = DuckdbEngine(), Assembly(project)
    checks = checks_of(project, kind)
    names = {name for check in checks for name, _ in check.references}
    references = {name: _held(project, engine, name, assembly.table(name)) for name in names}
    answers = engine.answers(_held(project, engine, kind, rows), checks, references)
    for check in checks:
        answer = answers[check.id]
        if isinstance(answer, str):
            if not rows.num_rows:
                continue  # that there are no rows is told by the check of that
            raise OpendataError(CHECK_NOT_MADE, kind=kind, check=check.id)
        for breach in answer.breaches:
            yield check, breach


def _held(project: Project, engine: DuckdbEngine, name: str, rows: pa.Table) -> TableFile:
    file = TableFile("deliveries", load_table_schema(project, name), Path(name))
    engine.hold(file, rows)
    return file
