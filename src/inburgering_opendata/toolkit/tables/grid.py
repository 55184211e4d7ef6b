"""A sheet or a CSV file as it is laid out: rows of cells, numbered as the reader sees them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.preamble import preamble_of
from inburgering_opendata.toolkit.tables.structure import Form, problems_of_structure
from inburgering_opendata.toolkit.tables.xlsx.places import Area
from inburgering_opendata.toolkit.tables.xlsx.sheet import SheetRow
from inburgering_opendata.toolkit.tables.xlsx.values import NeverComputed
from inburgering_opendata.toolkit.tables.xlsx.workbook import open_workbook

Cell = object
"""Text, a number, a date and so on, as the file has it; empty text for an empty cell."""


OTHER_WORKBOOKS = frozenset({".xls", ".xlsb", ".ods"})


@dataclass(frozen=True)
class Line:
    """One row of the file; `number` counts from 1."""

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False
    """In the workbook, by hand or by a filter."""

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Grid:
    """All rows of a sheet or a CSV file in which something stands."""

    lines: tuple[Line, ...]
    merged: tuple[Area, ...] = ()
    hides: Callable[[int], bool] = lambda column: False
    """Whether a column is hidden."""
    sheet: str = ""
    """The name of the sheet; empty for a CSV file."""

    def is_merged(self, line: int, column: int) -> bool:
        """Whether a cell is part of a merged area: only one of the area has its value."""
        return any(
            area.top <= line <= area.bottom and area.left <= column <= area.right
            for area in self.merged
        )


def read_workbook(data: bytes, sheet: str | None) -> Grid:
    """A sheet of a workbook (xlsx): the named one, or the only one that is not hidden.

    Raises:
        ValueError: it is no workbook, there is no such sheet, none is named and there are more, or
            it is hidden.
    """
    workbook = open_workbook(data)
    name = _chosen(sheet, workbook.visible, workbook.hidden)
    found = workbook.sheet(name)
    lines = tuple(_line(row) for row in found.rows())
    return Grid(lines, tuple(found.merged), found.hides, name)


def read_other_workbook(data: bytes, sheet: str | None) -> Grid:
    """A sheet of a workbook in another format (xls, xlsb, ods); as `read_workbook`."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = python_calamine.SheetVisibleEnum.Visible
        visible = [each.name for each in workbook.sheets_metadata if each.visible == shown]
        hidden = sorted({*workbook.sheet_names} - {*visible})
        name = _chosen(sheet, visible, hidden)
        found = workbook.get_sheet_by_name(name)
        rows = found.to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise ValueError(f"it cannot be read as a workbook: {error}") from error
    merged = [
        Area(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    lines = (Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    return Grid(tuple(lines), tuple(merged), sheet=name)


def _chosen(sheet: str | None, visible: Sequence[str], hidden: Sequence[str]) -> str:
    if sheet is None and len(visible) == 1:
        return visible[0]
    if sheet in hidden:
        raise ValueError(f"its sheet {sheet!r} is hidden, so it is not what was published")
    if sheet is None or sheet not in visible:
        raise ValueError(f"its sheets are {[*visible]}; name one of them as 'sheet'")
    return sheet


def read_delimited(data: bytes, delimiter: str, encoding: str) -> Grid:
    """A CSV file in the stated encoding and with the stated delimiter.

    Raises:
        ValueError: it is not in that encoding, a quote or the end of a line is out of place, or its
            first line states another delimiter, as Excel takes `sep=;` for.
    """
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
        above = preamble_of(text)
        if above.has_sep and above.delimiter != delimiter:
            first = text.splitlines()[0]
            raise ValueError(f"line 1 is {first!r}, and {delimiter!r} is declared as delimiter")
        form = Form(delimiter=delimiter, ragged=True)
        if problems := problems_of_structure(text, form):
            raise ValueError(f"it cannot be read as CSV: {problems[0]}")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return Grid(tuple(Line(reader.line_num, tuple(cells)) for cells in reader))
    except (UnicodeDecodeError, LookupError, csv.Error) as error:
        raise ValueError(f"it cannot be read as CSV in {encoding}: {error}") from error


def printed(cell: Cell) -> str:
    """A cell as text, on one line and with single spaces."""
    if isinstance(cell, NeverComputed):
        return "(a formula that was never computed)"
    whole = isinstance(cell, float) and cell.is_integer()
    text = str(int(cell)) if whole and isinstance(cell, float) else str(cell)
    return re.sub(r"\s+", " ", text).strip()


def _line(row: SheetRow) -> Line:
    cells: list[Cell] = [""] * (1 + max(row.cells))
    for column, cell in row.cells.items():
        cells[column] = cell
    return Line(row.number, tuple(cells), row.is_hidden)
