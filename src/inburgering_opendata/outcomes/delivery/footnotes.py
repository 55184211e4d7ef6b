"""Text below a table, such as a footnote: told as what it is, not as a row with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from inburgering_opendata.outcomes.delivery.column import as_text, is_blank
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Sheet
from inburgering_opendata.toolkit.tables.xlsx.places import letter


def footnotes(sheet: Sheet) -> list[Problem]:
    """A problem for each footnote, which is no row of the table and may not stand in the file."""
    return [
        Problem("footnote", sheet.name, sheet.row_numbers[row], letter(column), value=text)
        for row, column, text in reversed([*_found(sheet)])
    ]


def without_footnotes(sheet: Sheet) -> Sheet:
    """The sheet without the footnotes, of which no more is then told."""
    number = len([*_found(sheet)])
    if not number:
        return sheet
    left = len(sheet.row_numbers) - number
    kept = pa.array(range(left), pa.int64())
    columns = tuple(column.take(kept) for column in sheet.columns)
    return replace(sheet, columns=columns, row_numbers=sheet.row_numbers[:left])


def _found(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each, from the last row of the sheet upward.

    A footnote is the only cell of its row, and has more than one word or begins with a mark.
    """
    for row in reversed(range(len(sheet.row_numbers))):
        cells = {
            position: value
            for position, column in enumerate(sheet.columns)
            if not is_blank(value := column.values[column.indices[row].as_py()])
        }
        position = next(iter(cells), None)
        if len(cells) != 1 or position is None:
            return
        text = as_text(cells[position])
        if not isinstance(cells[position], str) or (" " not in text and text[0].isalnum()):
            return
        yield row, position, text
