"""The one list of checks of a table: what its Table Schema implies, and its suite."""

from __future__ import annotations

from functools import cache

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.suites import load_suite


@cache
def checks_of(project: Project, table: str, *, is_source: bool = False) -> tuple[Check, ...]:
    """Every check of `table`: those its schema implies, then those of its suite.

    Args:
        is_source: whether it is checked as a source has it, without the fields filled in later.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN` when the suite is missing, empty, or has an
            expectation without id, severity and reason, or an id twice.
    """
    schema = load_table_schema(project, table)
    if is_source:
        schema = schema.unfilled
    checks = (*compile_schema(schema), *load_suite(project, table))
    ids = [check.id for check in checks]
    if doubled := sorted({id for id in ids if ids.count(id) > 1}):
        path = project.expectations / f"{table}.json"
        raise OpendataError(
            PROJECT_FILE_BROKEN, path=path, problem=f"the ids {doubled} are used twice"
        )
    return checks
