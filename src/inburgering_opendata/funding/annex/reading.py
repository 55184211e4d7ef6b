"""The rows of a table, read from the annex of an official document.

An annex has a title above its header and a total below its rows; both are printed for people. The
header is found by its printed names, the total must be right, and every cell in between must be
what it should be: whatever stands in the way is listed, all of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.funding.annex.declaration import CODE, NAME, Annex, annex_of
from inburgering_opendata.funding.annex.dutch_numbers import EXPECTED, dutch_number
from inburgering_opendata.funding.annex.errors import ANNEX_UNREADABLE
from inburgering_opendata.funding.annex.grid import (
    OTHER_WORKBOOKS,
    Cell,
    Grid,
    Line,
    printed,
    read_delimited,
    read_other_workbook,
    read_workbook,
)
from inburgering_opendata.funding.annex.matching import municipality_of
from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.tables.xlsx.places import letter


def read_annex(
    path: Path, data: bytes, declared: Json, schema: TableSchema, municipality: pa.Table
) -> pa.Table:
    """The rows of the annex `data`, read from `path`, in the columns and types of `schema`.

    Args:
        declared: the property `annex` of the source.
        municipality: the register: municipality_code, municipality_name, valid_from, valid_to.

    Raises:
        OpendataError: `ANNEX_UNREADABLE`, naming row, column and value of all that is wrong.
    """
    ending = path.suffix.lower()
    is_csv = ending == ".csv"
    try:
        annex = annex_of(declared, schema, is_csv)
        if is_csv:
            grid = read_delimited(data, annex.delimiter, annex.encoding)
        elif ending in OTHER_WORKBOOKS:
            grid = read_other_workbook(data, annex.sheet)
        else:
            grid = read_workbook(data, annex.sheet)
        printed_table = _locate(grid, annex)
    except (ValueError, KeyError, TypeError) as error:
        raise OpendataError(ANNEX_UNREADABLE, path=path, problems=f"  {error}") from error
    reader = _Reader(grid, printed_table, annex, Names(municipality.to_pylist()))
    rows = list(reader.rows())
    if reader.problems or not rows:
        listed = "\n".join(f"  {problem}" for problem in reader.problems or ["it has no rows"])
        raise OpendataError(ANNEX_UNREADABLE, path=path, problems=listed)
    return pa.Table.from_pylist(rows).select(schema.field_names).cast(arrow_schema(schema))


@dataclass(frozen=True)
class _Printed:
    """Where the parts of the table stand."""

    columns: dict[str, int]
    rows: tuple[Line, ...]
    total: Line
    below: tuple[Line, ...]


class _Reader:
    """Reads row after row and remembers what was wrong."""

    def __init__(self, grid: Grid, table: _Printed, annex: Annex, names: Names) -> None:
        self._grid, self._table, self._annex, self._names = grid, table, annex, names
        self.problems: list[str] = []

    def rows(self) -> Iterator[dict[str, object]]:
        first_row: dict[str, int] = {}
        sums = dict.fromkeys(self._annex.amounts, 0)
        for line in self._table.rows:
            code = self._municipality(line)
            amounts = {field: self._amount(line, field) for field in sums}
            for field, amount in amounts.items():
                sums[field] += amount or 0
            if code in first_row:
                self._note(line, f"{code} stands in row {first_row[code]} already")
            elif code:
                first_row[code] = line.number
                yield {CODE: code, **amounts, **self._annex.values}
        self._note_what_is_hidden()
        for line in self._table.below:
            self._note(line, "an amount stands below the total; a table ends at its total")
        for field, total in sums.items():
            self._check_total(field, total)

    def _note_what_is_hidden(self) -> None:
        """What nobody sees in the workbook was perhaps not published."""
        for line in (*self._table.rows, self._table.total):
            if line.is_hidden:
                self._note(line, "it is hidden in the workbook, by hand or by a filter")
        for field, column in self._table.columns.items():
            if self._grid.hides(column):
                header = self._annex.columns[field]
                self.problems.append(f"column {letter(column)}, '{header}': it is hidden")

    def _municipality(self, line: Line) -> str | None:
        told_by = {
            field: line.cell(self._table.columns[field])
            for field in (CODE, NAME)
            if field in self._table.columns
        }
        try:
            return municipality_of(line.number, told_by, self._annex, self._names)
        except ValueError as error:
            self._note(line, str(error))
            return None

    def _amount(self, line: Line, field: str) -> int | None:
        column, header = self._table.columns[field], self._annex.columns[field]
        cell = line.cell(column)
        if self._grid.is_merged(line.number, column):
            self._note(line, f"'{header}': the cell is merged with others; whose amount is it?")
            return None
        exact = _number(cell)
        if exact is None:
            self._note(line, f"'{header}': '{printed(cell)}' is not {EXPECTED}")
            return None
        amount = exact * self._annex.factor
        if amount < 0 or amount != int(amount):
            self._note(
                line, f"'{header}': '{printed(cell)}' is not a whole number of euros, 0 or more"
            )
            return None
        return int(amount)

    def _check_total(self, field: str, observed: int) -> None:
        if self.problems:
            return  # the sum of what could be read would only mislead
        stated = self._amount(self._table.total, field)
        if stated is not None and stated != observed:
            self._note(
                self._table.total,
                f"'{self._annex.columns[field]}': the total says {stated:,}, the rows add up to "
                f"{observed:,}: {stated - observed:+,}",
            )

    def _note(self, line: Line, problem: str) -> None:
        self.problems.append(f"row {line.number}, {problem}")


def _locate(grid: Grid, annex: Annex) -> _Printed:
    """The parts of the table: header and total are found by what is printed there.

    Raises:
        ValueError: there is no such header or total, or more than one header.
    """
    wanted = {field: printed(header) for field, header in annex.columns.items()}
    headers = [
        line
        for line in grid.lines
        if set(wanted.values()) <= {printed(cell) for cell in line.cells}
    ]
    if len(headers) != 1:
        where = f" (rows {[line.number for line in headers]})" if headers else ""
        raise ValueError(
            f"{len(headers) or 'no'} rows have the columns {list(wanted.values())}{where}; "
            "one header was expected"
        )
    names = [printed(cell) for cell in headers[0].cells]
    if doubled := sorted({name for name in wanted.values() if names.count(name) > 1}):
        raise ValueError(f"row {headers[0].number}: the column {doubled} stands there twice")
    columns = {field: names.index(name) for field, name in wanted.items()}
    below_header = [
        line
        for line in grid.lines
        if line.number > headers[0].number
        and any(printed(line.cell(column)) for column in columns.values())
    ]
    places = [
        place
        for place, line in enumerate(below_header)
        if printed(annex.total) in {printed(cell) for cell in line.cells}
    ]
    if not places:
        raise ValueError(f"no row below the header says '{annex.total}'; a total was expected")
    end = places[0]
    amounts = [columns[field] for field in annex.amounts]
    below = [
        line
        for line in below_header[end + 1 :]
        if any(printed(line.cell(column)) for column in amounts)
    ]
    return _Printed(columns, tuple(below_header[:end]), below_header[end], tuple(below))


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, str):
        return dutch_number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return Decimal(str(cell)) if abs(cell) < 2**53 else None
