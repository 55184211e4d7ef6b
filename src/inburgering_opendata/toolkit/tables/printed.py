"""A table as somebody published it: columns of text under printed names, wherever it begins.

CSV with any delimiter and encoding, a sheet of a workbook, or Parquet. Nothing is typed here; what
a workbook or Parquet holds as a number, a day or a truth value is said beside the text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
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

Cell = str | bool | int | Decimal | date | datetime | None
"""A cell as the file has it; text of a CSV file is text, whatever it says."""


@dataclass(frozen=True)
class PrintedTable:
    """The columns of a file, in its order, and where its rows stand."""

    names: tuple[str, ...]
    """As printed, on one line; a column need not have one."""
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


def read_printed(
    path: Path, data: bytes, *, header: int, delimiter: str, encoding: str, sheet: str | None
) -> PrintedTable:
    """The table in `data`, read from `path`, whose ending says what it is.

    Args:
        header: the line, or the row of the sheet, that names the columns, from 1.

    Raises:
        ValueError: why it cannot be read so.
    """
    ending = path.suffix.lower()
    if ending == PARQUET:
        return _parquet(data)
    if ending in OTHER_WORKBOOKS:
        return _of_grid(read_other_workbook(data, sheet), header)
    if ending in WORKBOOKS:
        return _of_grid(read_workbook(data, sheet), header)
    return _delimited(decoded(data, encoding), header, delimiter)


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


def _delimited(text: str, header: int, delimiter: str) -> PrintedTable:
    lines = io.StringIO(text, newline="").readlines()
    if len(lines) < header:
        raise ValueError(f"it has {len(lines)} lines; the header was expected in line {header}")
    body = "".join(lines[header - 1 :])
    if problems := problems_of_structure(body, Form(delimiter=delimiter, blank_lines=True)):
        problem = str(problems[0])
        above = f" (counted from line {header})" if header > 1 else ""
        raise ValueError(f"it cannot be read as CSV with {delimiter!r}: {problem}{above}")
    _, names = next(records_of(body, delimiter))
    table = pa_csv.read_csv(
        pa.BufferReader(f"{body}\n".encode()),
        read_options=pa_csv.ReadOptions(
            use_threads=False,
            block_size=4 * len(body) + 2,
            column_names=[str(number) for number in range(len(names))],
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=True
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types={str(number): pa.string() for number in range(len(names))},
            null_values=[""],
            strings_can_be_null=True,
        ),
    ).slice(1)
    stands = pa.array([False] * table.num_rows, pa.bool_())
    for column in table.columns:
        stands = pc.or_(stands, column.is_valid())
    kept = pc.indices_nonzero(stands)

    @cache
    def lines_of() -> list[int]:
        found = [line for line, cells in records_of(body, delimiter) if cells]
        return [found[row + 1] + header - 1 for row in kept.to_pylist()]

    return PrintedTable(
        tuple(printed(name) for name in names),
        tuple(table.take(kept).columns),
        lambda row: lines_of()[row],
        is_of_lines=True,
    )


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it ends."""
    return records(io.StringIO(text, newline=""), delimiter)


def _of_grid(grid: Grid, header: int) -> PrintedTable:
    named = next((line for line in grid.lines if line.number == header), None)
    if named is None:
        raise ValueError(f"row {header} is empty; the header was expected there")
    below = [
        line
        for line in grid.lines
        if line.number > header and any(printed(cell) for cell in line.cells)
    ]
    width = max((len(line.cells) for line in (named, *below)), default=0)
    names = tuple(printed(named.cell(column)) for column in range(width))
    columns = tuple([_cell(line.cell(column)) for line in below] for column in range(width))
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
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise ValueError(f"a column is of the type {column.type}, which is no cell of a table")
    return [_cell(value) if isinstance(value, float) else value for value in column.to_pylist()]
