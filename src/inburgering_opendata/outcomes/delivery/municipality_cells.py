"""The cells that say a municipality: read as its code, however they name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.outcomes.delivery.column import Column, as_text
from inburgering_opendata.outcomes.delivery.headers import Matched
from inburgering_opendata.outcomes.delivery.sheet import Sheet

FIELD = "municipality_code"


def with_codes(sheet: Sheet, matched: Matched, names: Callable[[], Names]) -> tuple[Sheet, int]:
    """The sheet with the code of each municipality that is named otherwise, and how many cells.

    A name that two municipalities have stays as it is, to be refused.

    Args:
        names: makes the register known, which is done only when a cell is no code.
    """
    position = matched.columns.get(FIELD)
    if position is None:
        return sheet, 0
    column = sheet.columns[position]
    codes = {
        place: code
        for place, value in enumerate(column.values)
        if (code := _code_of(value, names)) is not None
    }
    if not codes:
        return sheet, 0
    values = tuple(codes.get(place, value) for place, value in enumerate(column.values))
    columns = list(sheet.columns)
    columns[position] = Column(values, column.indices)
    return replace(sheet, columns=tuple(columns)), column.count(list(codes))


def _code_of(value: object, names: Callable[[], Names]) -> str | None:
    """The code that a cell means; None when it is that code itself, or is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = as_text(value)
    if not text or (text.startswith("GM") and len(text) == 6 and text[2:].isdecimal()):
        return None
    found = names().called(text)
    return str(found[0]["municipality_code"]) if len(found) == 1 else None
