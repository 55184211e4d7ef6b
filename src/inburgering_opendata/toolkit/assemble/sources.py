"""Pinned source files: read only when they are, byte for byte, what the package declares."""

from __future__ import annotations

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
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_regular, sha256
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.reading import Reading


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
    if problem := _first_problem(reading, schema):
        raise OpendataError(SOURCE_UNREADABLE, path=path, problem=problem)
    assert reading.table is not None
    return reading.table.cast(arrow_schema(schema))


def _first_problem(reading: Reading, schema: TableSchema) -> str | None:
    if reading.table is None:
        return reading.broken[0]
    if tuple(reading.table.column_names) != schema.field_names:
        return (
            f"line 1: the columns are {reading.table.column_names}; "
            f"{list(schema.field_names)} were expected"
        )
    if reading.cells:
        cell = reading.cells[0]
        line = reading.line_numbers()[cell.row]
        return f"line {line}, field '{cell.field}': '{cell.value}' is not {cell.expected}" + (
            f" (and {len(reading.cells) - 1} cells more)" if len(reading.cells) > 1 else ""
        )
    for field in schema.fields:
        if field.required and reading.table.column(field.name).null_count:
            row = reading.table.column(field.name).to_pylist().index(None)
            line = reading.line_numbers()[row]
            return f"line {line}, field '{field.name}': the cell is empty; a value was expected"
    return None
