"""The rows of a table, read from the annex of an official document.

An annex has a title above its header and mostly a total below its rows, and may have headings and
totals of parts between them; all of these are printed for people. The header is found by its
printed names, the period must be told where it is declared, every total must be right, every
municipality of the day must have one row, and every cell in between must be what it should be:
whatever stands in the way is listed, all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
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

TOP = 50
"""In how many rows a name is looked for that is like the one of a column that was not found."""


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
        before = dict(sums)  # what the rows added up to at the total of the part before
        all_known = True
        for line in self._table.rows:
            if self._is_between(line):
                self._check_part(line, {field: sums[field] - before[field] for field in sums})
                before = before if self._is_heading(line) else dict(sums)
                continue
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

    def _is_between(self, line: Line) -> bool:
        """Whether a row is of no municipality, but the heading or the total of a part."""
        begins = next((text for text in map(printed, line.cells) if text), "").casefold()
        return any(begins.startswith(printed(w).casefold()) for w in self._annex.between)

    def _is_heading(self, line: Line) -> bool:
        return not any(printed(line.cell(self._table.columns[f])) for f in self._annex.numbers)

    def _check_part(self, line: Line, sums: Mapping[str, int]) -> None:
        """The total of a part adds up the rows since the one before; a heading says nothing."""
        for field, observed in sums.items():
            if self._is_heading(line) or self.problems:
                continue  # the sum of what could be read would only mislead
            stated = self._number(line, field)
            if stated is not None and stated != observed:
                self._note(
                    line,
                    f"'{self._annex.columns[field]}': the total of the part says {stated:,}, its "
                    f"rows add up to {observed:,}: {stated - observed:+,}",
                )

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
    last, columns = _header(grid, annex)
    _check_what_it_says(grid, annex, last)
    below = [
        line
        for line in grid.lines
        if line.number > last and any(printed(line.cell(column)) for column in columns.values())
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


def _header(grid: Grid, annex: Annex) -> tuple[int, dict[str, int]]:
    """The number of the row of the header, the lower one of two, and the place of each field in it.

    A header may be of two rows, as where the cell of one column is merged over both.
    """
    wanted = {field: printed(header) for field, header in annex.columns.items()}
    names = set(wanted.values())
    headers: list[tuple[Line, ...]] = [(line,) for line in grid.lines if names <= _texts(line)]
    headers = headers or [
        (upper, lower)
        for upper, lower in pairwise(grid.lines)
        if upper.number + 1 == lower.number and names <= _texts(upper) | _texts(lower)
    ]
    if len(headers) != 1:
        where = f" (rows {[lines[-1].number for lines in headers]})" if headers else ""
        raise ValueError(
            f"{len(headers) or 'no'} rows have the columns {list(wanted.values())}{where}; "
            f"one header was expected{'' if headers else _nearest(grid, names)}"
        )
    [header] = headers
    places = {
        field: {
            column
            for line in header
            for column, cell in enumerate(line.cells)
            if printed(cell) == name
        }
        for field, name in wanted.items()
    }
    if doubled := sorted({wanted[field] for field, found in places.items() if len(found) > 1}):
        raise ValueError(f"row {header[-1].number}: the column {doubled} stands there twice")
    return header[-1].number, {field: min(found) for field, found in places.items()}


def _texts(line: Line) -> set[str]:
    return {printed(cell) for cell in line.cells}


def _nearest(grid: Grid, names: set[str]) -> str:
    """What is printed near the top that looks like a name that was not found, with its row."""
    rows = {text: line.number for line in grid.lines[:TOP] for text in _texts(line) if text}
    near = {name: get_close_matches(name, rows, n=1) for name in sorted(names - rows.keys())}
    told = [f"; row {rows[text]} has '{text}'" for [text] in filter(None, near.values())]
    return "".join(told)


def _check_what_it_says(grid: Grid, annex: Annex, header: int) -> None:
    """That the document tells the period that is declared, down to its header.

    Raises:
        ValueError: it does not; names the years that it prints there.
    """
    if annex.says is None:
        return
    told = [grid.sheet]
    told += [printed(c) for line in grid.lines if line.number <= header for c in line.cells]
    wanted = printed(annex.says).casefold()
    if any(wanted in text.casefold() for text in told):
        return
    years = sorted({year for text in told for year in re.findall(r"\b20[0-9]{2}\b", text)})
    raise ValueError(
        f"neither its sheet nor a row down to the header (row {header}) says "
        f"'{annex.says}'; the years it prints there are: {', '.join(years) or 'none'}"
    )


def _exact(cell: Cell) -> Decimal | None:
    if isinstance(cell, str):
        return dutch_number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return Decimal(str(cell)) if abs(cell) < 2**53 else None
