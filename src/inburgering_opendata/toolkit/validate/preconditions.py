"""What must be true of a table before a check can be asked of it, the same for every engine.

A check that finds nothing to check has not passed: without this, most checks hold for a table
without rows, a column without values, or a column that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.vocabulary import problem_with

TYPE_CHECK = "expect_column_values_to_be_of_field_type"


@dataclass(frozen=True)
class TableState:
    """What an engine knows of a table once it is open."""

    rows: int
    columns: tuple[str, ...]
    unreadable: frozenset[str] = frozenset()
    """Columns with values that are not of their declared type."""
    empty: frozenset[str] = frozenset()
    """Columns without any value."""


def obstacle(
    check: Check, state: TableState, references: Mapping[str, TableState | None]
) -> str | None:
    """Why `check` cannot be asked, or None; a reference of None could not be read."""
    if check.rule is None:
        return f"there is no expectation '{check.type}' in the vocabulary"
    if problem := problem_with(check.rule, check.kwargs):
        return problem
    if check.rule.about_table:
        return None
    columns = check.columns
    if missing := [name for name in columns if name not in state.columns]:
        return f"the table has no column {', '.join(missing)}"
    if state.rows == 0:
        return "the table has no rows"
    if check.type == TYPE_CHECK:
        return None
    if unreadable := [name for name in columns if name in state.unreadable]:
        return f"{', '.join(unreadable)} holds values of another type"
    if not check.rule.about_emptiness and (empty := [c for c in columns if c in state.empty]):
        return f"{', '.join(empty)} holds no value at all"
    for table, needed in check.references:
        if problem := _problem_with_reference(table, needed, references.get(table)):
            return problem
    return None


def _problem_with_reference(
    table: str, needed: tuple[str, ...], state: TableState | None
) -> str | None:
    if state is None:
        return f"the table {table} it refers to is not there, or cannot be read"
    if missing := [name for name in needed if name not in state.columns]:
        return f"the table {table} it refers to has no column {', '.join(missing)}"
    if unreadable := [name for name in needed if name in state.unreadable]:
        return f"in the table {table} it refers to, {', '.join(unreadable)} is of another type"
    if state.rows == 0:
        return f"the table {table} it refers to has no rows"
    return None
