"""Pinned source files: read only when they are, byte for byte, what the package declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.errors import (
    SOURCE_CHANGED,
    SOURCE_MISSING,
    SOURCE_UNREADABLE,
)
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.ground.files import read_regular, sha256
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.reading import Reading

MOST_PROBLEMS = 20
"""Problems of a source that are named at once."""


def read_pinned(package: DataPackage, source: Source) -> bytes:
    """The bytes of one source file.

    Raises:
        OpendataError: `SOURCE_MISSING` or `SOURCE_CHANGED` (its sha256 is not the pinned one).
        OSError: it cannot be read, or is no file.
    """
    try:
        data = read_regular(source.path)
    except FileNotFoundError as error:
        raise OpendataError(SOURCE_MISSING, path=source.path) from error
    if (observed := sha256(data)) != source.sha256:
        raise OpendataError(
            SOURCE_CHANGED,
            path=source.path,
            observed=observed,
            expected=source.sha256,
            descriptor=package.path,
        )
    return data


def read_table(path: Path, data: bytes, schema: TableSchema) -> pa.Table:
    """The rows of the CSV file `data`, read from `path`, in the columns and types of `schema`.

    Raises:
        OpendataError: `SOURCE_UNREADABLE`, naming line, field, value and what was expected.
    """
    reading = read_csv(data, schema)
    if problems := [*islice(_problems(reading, schema), MOST_PROBLEMS + 1)]:
        if len(problems) > MOST_PROBLEMS:
            problems[-1] = "and more"
        raise OpendataError(SOURCE_UNREADABLE, path=path, problems=Lines(problems))
    assert reading.table is not None
    return reading.table.cast(arrow_schema(schema))


def _other_columns(names: Sequence[str], schema: TableSchema) -> Iterator[str]:
    for name in schema.field_names:
        if name not in names:
            meant = did_you_mean(name, {*names} - {*schema.field_names})
            yield f"line 1: there is no column '{name}', which is a field of the schema{meant}"
    for name in names:
        if name not in schema.field_names:
            yield f"line 1: the column '{name}' is no field of the schema"
    if {*names} == {*schema.field_names}:
        yield f"line 1: the columns are {[*names]}; {list(schema.field_names)} were expected"


def _problems(reading: Reading, schema: TableSchema) -> Iterator[str]:
    if reading.table is None:
        yield from reading.broken
        return
    if tuple(reading.table.column_names) != schema.field_names:
        yield from _other_columns(reading.table.column_names, schema)
        return
    lines = cache(reading.line_numbers)
    for cell in reading.cells:
        line = lines()[cell.row]
        yield f"line {line}, field '{cell.field}': '{cell.value}' is not {cell.expected}"
    for field in schema.fields:
        column = reading.table.column(field.name)
        if field.required and column.null_count:
            given = {cell.row for cell in reading.cells if cell.field == field.name}
            empty = (row for row, cell in enumerate(column.to_pylist()) if cell is None)
            if (row := next((row for row in empty if row not in given), None)) is not None:
                line = lines()[row]
                yield f"line {line}, field '{field.name}': the cell is empty; a value was expected"
