"""The rows of a table, read from the annex of an official document.

An annex has a title above its header and mostly a total below its rows; both are printed for
people. The header is found by its printed names, the period must be told where it is declared, the
total must be right, every municipality of the day must have one row, and every cell in between must
be what it should be: whatever stands in the way is listed, all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.funding.annex.declaration import CODE, NAME, Annex, annex_of
from inburgering_opendata.funding.annex.dutch_numbers import EXPECTED, dutch_number
from inburgering_opendata.funding.annex.errors import ANNEX_UNREADABLE
from inburgering_opendata.funding.annex.matching import municipality_of
from inburgering_opendata.municipalities.names import Names, existed_on, named
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.tables.grid import (
    OTHER_WORKBOOKS,
    Cell,
    Grid,
    Line,
    printed,
    read_delimited,
    read_other_workbook,
    read_workbook,
)
from inburgering_opendata.toolkit.tables.rows import Row
from inburgering_opendata.toolkit.tables.xlsx.places import letter

SHOWN = 10
"""How many missing municipalities are named."""


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
        raise OpendataError(ANNEX_UNREADABLE, path=path, problems=Lines([str(error)])) from error
    reader = _Reader(grid, printed_table, annex, municipality.to_pylist())
    rows = list(reader.rows())
    if reader.problems or not rows:
        listed = Lines(map(str, reader.problems or ["it has no rows"]))
        where = f"{path}, sheet '{grid.sheet}'" if grid.sheet else path
        raise OpendataError(ANNEX_UNREADABLE, path=where, problems=listed)
    return pa.Table.from_pylist(rows).select(schema.field_names).cast(arrow_schema(schema))


@dataclass(frozen=True)
class _Printed:
    """Where the parts of the table stand."""

    columns: dict[str, int]
    rows: tuple[Line, ...]
    total: Line | None
    below: tuple[Line, ...]


class _Reader:
    """Reads row after row and remembers what was wrong."""

    def __init__(self, grid: Grid, table: _Printed, annex: Annex, register: list[Row]) -> None:
        self._grid, self._table, self._annex = grid, table, annex
        self._register, self._names = register, Names(register)
        self.problems: list[str] = []

    def rows(self) -> Iterator[dict[str, object]]:
        first_row: dict[str, int] = {}
        sums = dict.fromkeys(self._annex.numbers, 0)
        all_known = True
        for line in self._table.rows:
            code = self._municipality(line)
            all_known = all_known and code is not None
            numbers = {field: self._number(line, field) for field in sums}
            for field, number in numbers.items():
                sums[field] += number or 0
            if code in first_row:
                self._note(line, f"{code} stands in row {first_row[code]} already")
            elif code:
                first_row[code] = line.number
                yield {CODE: code, **numbers, **self._annex.values}
        if all_known:  # else it may be the one that could not be read
            self._note_who_is_missing(first_row)
        self._note_what_is_hidden()
        for line in self._table.below:
            self._note(line, "an amount stands below the total; a table ends at its total")
        for field, total in sums.items():
            self._check_total(field, total)

    def _note_who_is_missing(self, found: Collection[str]) -> None:
        day = self._annex.municipalities_on
        there = [row for row in self._register if existed_on(row, day)]
        if missing := [named(row) for row in there if row["municipality_code"] not in found]:
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            self.problems.append(
                f"no row is of {', '.join(missing[:SHOWN])}{more}; every municipality of {day} "
                "was expected once"
            )

    def _note_what_is_hidden(self) -> None:
        """What nobody sees in the workbook was perhaps not published."""
        for line in (*self._table.rows, self._table.total):
            if line and line.is_hidden:
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

    def _number(self, line: Line, field: str) -> int | None:
        column, header = self._table.columns[field], self._annex.columns[field]
        cell = line.cell(column)
        if self._grid.is_merged(line.number, column):
            self._note(line, f"'{header}': the cell is merged with others; whose amount is it?")
            return None
        exact = _exact(cell)
        if exact is None:
            self._note(line, f"'{header}': '{printed(cell)}' is not {EXPECTED}")
            return None
        number = exact * self._annex.factor
        if number < 0 or number != int(number):
            expected = self._annex.expected(field)
            self._note(line, f"'{header}': '{printed(cell)}' is not {expected}")
            return None
        return int(number)

    def _check_total(self, field: str, observed: int) -> None:
        if self.problems:
            return  # the sum of what could be read would only mislead
        header, total = self._annex.columns[field], self._table.total
        stated = self._number(total, field) if total else None
        if total and stated is not None and stated != observed:
            self._note(
                total,
                f"'{header}': the total says {stated:,}, the rows add up to {observed:,}: "
                f"{stated - observed:+,}",
            )
        known = self._annex.totals.get(field)
        if known is not None and known != observed:
            self.problems.append(
                f"'{header}': the rows add up to {observed:,}; {known:,} was expected, as declared "
                f"in 'totals': {observed - known:+,}"
            )

    def _note(self, line: Line, problem: str) -> None:
        self.problems.append(f"row {line.number}, {problem}")


def _locate(grid: Grid, annex: Annex) -> _Printed:
    """The parts of the table: header and total are found by what is printed there.

    Raises:
        ValueError: there is no such header or total, more than one header, or the period is not
            the declared one.
    """
    header, columns = _header(grid, annex)
    _check_what_it_says(grid, annex, header)
    below = [
        line
        for line in grid.lines
        if line.number > header.number
        and any(printed(line.cell(column)) for column in columns.values())
    ]
    numbers = [columns[field] for field in annex.numbers]
    with_numbers = [
        place
        for place, line in enumerate(below)
        if any(printed(line.cell(column)) for column in numbers)
    ]
    if annex.total is None:
        # What stands below the last number is a footnote.
        end = with_numbers[-1] + 1 if with_numbers else 0
        return _Printed(columns, tuple(below[:end]), None, ())
    places = [
        place
        for place, line in enumerate(below)
        if printed(annex.total) in {printed(cell) for cell in line.cells}
    ]
    if not places:
        raise ValueError(f"no row below the header says '{annex.total}'; a total was expected")
    end = places[0]
    beyond = tuple(below[place] for place in with_numbers if place > end)
    return _Printed(columns, tuple(below[:end]), below[end], beyond)


def _header(grid: Grid, annex: Annex) -> tuple[Line, dict[str, int]]:
    """The row with the declared names, and the place of each field in it."""
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
    return headers[0], {field: names.index(name) for field, name in wanted.items()}


def _check_what_it_says(grid: Grid, annex: Annex, header: Line) -> None:
    """That the document tells the period that is declared, down to its header.

    Raises:
        ValueError: it does not; names the years that it prints there.
    """
    if annex.says is None:
        return
    told = [grid.sheet]
    told += [printed(c) for line in grid.lines if line.number <= header.number for c in line.cells]
    wanted = printed(annex.says).casefold()
    if any(wanted in text.casefold() for text in told):
        return
    years = sorted({year for text in told for year in re.findall(r"\b20[0-9]{2}\b", text)})
    raise ValueError(
        f"neither its sheet nor a row down to the header (row {header.number}) says "
        f"'{annex.says}'; the years it prints there are: {', '.join(years) or 'none'}"
    )


def _exact(cell: Cell) -> Decimal | None:
    if isinstance(cell, str):
        return dutch_number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return Decimal(str(cell)) if abs(cell) < 2**53 else None
