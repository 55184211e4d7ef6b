"""A table as somebody published it: columns of text under printed names, wherever it begins.

CSV with any delimiter and encoding, a sheet of a workbook, or Parquet. Nothing is typed here; what
a workbook or Parquet holds as a number, a day or a truth value is said beside the text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.tables.grid import (
    OTHER_WORKBOOKS,
    Grid,
    printed,
    read_other_workbook,
    read_workbook,
)
from inburgering_opendata.toolkit.tables.parquet_counts import miscounted
from inburgering_opendata.toolkit.tables.records import records
from inburgering_opendata.toolkit.tables.structure import Form, problems_of_structure

WORKBOOKS = frozenset({".xlsx", ".xlsm", *OTHER_WORKBOOKS})
PARQUET = ".parquet"

UNNAMED = "(column {number})"
"""What a column with cells and without a name is called, as row names of R and pandas are."""

Cell = str | bool | int | Decimal | date | datetime | time | None
"""A cell as the file has it; text of a CSV file is text, whatever it says."""


@dataclass(frozen=True)
class PrintedTable:
    """The columns of a file, in its order, and where its rows stand."""

    names: tuple[str, ...]
    """As printed, on one line; one that has none has no cells either."""
    columns: tuple[Sequence[Cell] | pa.ChunkedArray, ...]
    """Text in Arrow where the file holds nothing but text, else cell by cell."""
    line_of: Callable[[int], int]
    """Where a row stands, by its number from 0: the line, or the row of a sheet."""
    is_of_lines: bool = False
    """Whether rows stand in lines of text."""
    sheet: str = ""
    """Of a workbook, the name of the sheet."""
    hidden: tuple[str, ...] = ()
    """What of it nobody sees in the workbook."""

    def place_of(self, row: int) -> str:
        """Where a row stands, by its number from 0: `line 3`."""
        return f"{'line' if self.is_of_lines else 'row'} {self.line_of(row)}"

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where in a file its table stands."""

    header: int = 1
    """The line, or the row of the sheet, that names the columns, from 1."""
    header_rows: int = 1
    """How many name them together."""
    notes: int = 0
    """How many below the table are notes, each in one cell."""


def read_printed(
    path: Path, data: bytes, *, frame: Frame, delimiter: str, encoding: str, sheet: str | None
) -> PrintedTable:
    """The table in `data`, read from `path`, whose ending says what it is.

    Raises:
        ValueError: why it cannot be read so.
    """
    ending = path.suffix.lower()
    if ending == PARQUET:
        return _parquet(data)
    if ending in OTHER_WORKBOOKS:
        return _of_grid(read_other_workbook(data, sheet), frame)
    if ending in WORKBOOKS:
        return _of_grid(read_workbook(data, sheet), frame)
    return _delimited(decoded(data, encoding), frame, delimiter)


def decoded(data: bytes, encoding: str) -> str:
    """The text of a file in a stated encoding, without a byte-order mark.

    Raises:
        ValueError: it is not in that encoding, naming the line; or there is no such encoding.
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise ValueError(f"there is no encoding {encoding!r}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise ValueError(f"line {line}: byte 0x{byte:02x} is not {encoding}") from error


def _delimited(text: str, frame: Frame, delimiter: str) -> PrintedTable:
    header, named = frame.header, frame.header_rows
    lines = io.StringIO(text, newline="").readlines()
    if (nul := text.find("\0")) >= 0:
        line = 1 + text.count("\n", 0, nul)
        raise ValueError(
            f"line {line}: a NUL byte; text was expected, so another 'encoding' perhaps"
        )
    if len(lines) < header:
        raise ValueError(f"it has {len(lines)} lines; the header was expected in line {header}")
    if not lines[header - 1].strip():
        raise ValueError(f"line {header} is empty; the header was expected there")
    body = "".join(_without_notes(lines, frame, delimiter)[header - 1 :])
    if problems := problems_of_structure(body, Form(delimiter=delimiter, blank_lines=True)):
        problem = str(problems[0])
        above = f" (counted from line {header})" if header > 1 else ""
        raise ValueError(f"it cannot be read as CSV with {delimiter!r}: {problem}{above}")
    rows = (cells for _, cells in records_of(body, delimiter) if cells)
    heads = [*islice(rows, named)]
    if len(heads) < named:
        raise ValueError(f"it ends within the {named} lines of its header")
    width = len(heads[0])
    table = pa_csv.read_csv(
        pa.BufferReader(f"{body}\n".encode()),
        read_options=pa_csv.ReadOptions(
            use_threads=False,
            block_size=4 * len(body) + 2,
            column_names=[str(number) for number in range(width)],
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=True
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types={str(number): pa.string() for number in range(width)},
            null_values=[""],
            strings_can_be_null=True,
        ),
    ).slice(named)
    stands = pa.array([False] * table.num_rows, pa.bool_())
    for column in table.columns:
        stands = pc.or_(stands, column.is_valid())
    kept = pc.indices_nonzero(stands)

    @cache
    def lines_of() -> list[int]:
        found = [line for line, cells in records_of(body, delimiter) if cells]
        return [found[row + named] + header - 1 for row in kept.to_pylist()]

    columns = tuple(table.take(kept).columns)
    return PrintedTable(
        _named(together(heads), [column.null_count < len(column) for column in columns]),
        columns,
        lambda row: lines_of()[row],
        is_of_lines=True,
    )


def _without_notes(lines: Sequence[str], frame: Frame, delimiter: str) -> Sequence[str]:
    """The lines up to the notes below the table.

    Raises:
        ValueError: one of these is a row of a table.
    """
    end = len(lines)
    for _ in range(frame.notes):
        while end and not filled_cells(lines[end - 1], delimiter):
            end -= 1
        last = frame.header + frame.header_rows
        _refuse_a_row(f"line {end}", filled_cells(lines[end - 1], delimiter), is_note=end > last)
        end -= 1
    return lines[:end]


def filled_cells(line: str, delimiter: str) -> list[str]:
    """What stands in one line of CSV, by cell."""
    return [
        cell for cell in map(printed, next(csv.reader([line], delimiter=delimiter), [])) if cell
    ]


def _refuse_a_row(place: str, cells: Sequence[str], *, is_note: bool) -> None:
    if not is_note:
        raise ValueError("it has fewer lines below its header than 'notes' says")
    if len(cells) > 1:
        raise ValueError(
            f"{place} would be a note by 'notes', and has {len(cells)} filled cells, as a row of "
            "the table has"
        )


def together(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of columns, of which the words stand in several rows.

    A name in an upper row is also that of the empty cells on its right, as in merged cells.
    """
    width = max(map(len, rows))
    filled = [[*map(printed, row)] + [""] * (width - len(row)) for row in rows]
    for row in filled[:-1]:
        for place in range(1, width):
            row[place] = row[place] or row[place - 1]
    return tuple(
        " ".join(dict.fromkeys(filter(None, words))) for words in zip(*filled, strict=True)
    )


def _named(names: Iterable[str], has_cells: Sequence[bool]) -> tuple[str, ...]:
    return tuple(
        name or (UNNAMED.format(number=number) if filled else "")
        for number, (name, filled) in enumerate(zip(names, has_cells, strict=True), start=1)
    )


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it ends."""
    return records(io.StringIO(text, newline=""), delimiter)


def _of_grid(grid: Grid, frame: Frame) -> PrintedTable:
    first, named = frame.header, frame.header_rows
    heads = [line for line in grid.lines if first <= line.number < first + named]
    if len(heads) < named:
        there = {line.number for line in heads}
        empty = next(number for number in range(first, first + named) if number not in there)
        raise ValueError(f"row {empty} is empty; the header was expected there")
    below = [
        line
        for line in grid.lines
        if line.number >= first + named and any(printed(cell) for cell in line.cells)
    ]
    for _ in range(frame.notes):
        cells = [*filter(None, map(printed, below[-1].cells))] if below else []
        _refuse_a_row(f"row {below[-1].number if below else 0}", cells, is_note=bool(below))
        below.pop()
    width = max((len(line.cells) for line in (*heads, *below)), default=0)
    columns = tuple([_cell(line.cell(column)) for line in below] for column in range(width))
    words = [[printed(line.cell(column)) for column in range(width)] for line in heads]
    names = _named(together(words), [any(c is not None for c in column) for column in columns])
    hidden = [f"row {line.number}" for line in below if line.is_hidden]
    hidden += [f"column '{name}'" for place, name in enumerate(names) if grid.hides(place)]
    return PrintedTable(
        names,
        columns,
        lambda row: below[row].number,
        sheet=grid.sheet,
        hidden=tuple(hidden),
    )


def _cell(value: object) -> Cell:
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int | float):
        # The digits of the cell, not those of the binary fraction nearest to it.
        number = Decimal(repr(value))
        return int(number) if number == number.to_integral_value() else number
    return printed(value) or None


def _parquet(data: bytes) -> PrintedTable:
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"it is no readable Parquet: {str(error).splitlines()[0]}") from error
    if problem := miscounted(file.metadata, table.num_rows):
        raise ValueError(f"it is no readable Parquet: {problem}")
    columns = tuple(_plain(column) for column in table.columns)
    return PrintedTable(tuple(table.column_names), columns, lambda row: row + 1)


def _plain(column: pa.ChunkedArray) -> Sequence[Cell] | pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.cast(pa.string())
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    if pa.types.is_timestamp(column.type):
        column = _to_microseconds(column)
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise ValueError(f"a column is of the type {column.type}, which is no cell of a table")
    return [_cell(value) if isinstance(value, float) else value for value in column.to_pylist()]


def _to_microseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as Python has them, whatever else is installed that reads finer ones."""
    try:
        return column.cast(pa.timestamp("us", column.type.tz))
    except pa.ArrowInvalid as error:
        raise ValueError("a column has moments that are finer than a microsecond") from error
