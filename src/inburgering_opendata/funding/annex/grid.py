"""A sheet or a CSV file as it is laid out: rows of cells, numbered as the reader sees them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.structure import Form, problems_of_structure

Cell = object
"""Text, a number, a date and so on, as the file has it; empty text for an empty cell."""


@dataclass(frozen=True)
class Line:
    """One row of the file; `number` counts from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Grid:
    """All rows of a sheet or a CSV file."""

    lines: tuple[Line, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row and last column of each merged area; rows from 1."""

    def is_merged(self, line: int, column: int) -> bool:
        """Whether a cell is part of a merged area: only one of the area has its value."""
        return any(
            top <= line <= bottom and left <= column <= right
            for top, left, bottom, right in self.merged
        )


def read_workbook(data: bytes, sheet: str | None) -> Grid:
    """A sheet of a workbook (xlsx, xls, ods): the named one, or the only one.

    Raises:
        ValueError: it is no workbook, there is no such sheet, or none is named and there are more.
    """
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if sheet is None and len(names) == 1:
            sheet = names[0]
        if sheet not in names:
            raise ValueError(f"its sheets are {names}; name one of them as 'sheet' of the annex")
        found = workbook.get_sheet_by_name(sheet)
        rows = found.to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise ValueError(f"it cannot be read as a workbook: {error}") from error
    merged = [
        (top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return Grid(tuple(_lines(rows)), tuple(merged))


def read_delimited(data: bytes, delimiter: str, encoding: str) -> Grid:
    """A CSV file in the stated encoding and with the stated delimiter.

    Raises:
        ValueError: it is not in that encoding, or a quote or the end of a line is out of place.
    """
    try:
        text = data.decode(encoding)
        form = Form(delimiter=delimiter, ragged=True)
        if problems := problems_of_structure(text, form):
            raise ValueError(f"it cannot be read as CSV: {problems[0]}")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return Grid(tuple(Line(reader.line_num, tuple(cells)) for cells in reader))
    except (UnicodeDecodeError, LookupError, csv.Error) as error:
        raise ValueError(f"it cannot be read as CSV in {encoding}: {error}") from error


def printed(cell: Cell) -> str:
    """A cell as text, on one line and with single spaces."""
    whole = isinstance(cell, float) and cell.is_integer()
    text = str(int(cell)) if whole and isinstance(cell, float) else str(cell)
    return re.sub(r"\s+", " ", text).strip()


def _lines(rows: Sequence[Sequence[Cell]]) -> Iterator[Line]:
    for number, cells in enumerate(rows, start=1):
        yield Line(number, tuple(cells))
