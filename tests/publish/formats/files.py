"""What a format writes to a stream, as bytes, and what it reads from them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.database import database_parts, write_database
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView
from inburgering_opendata.toolkit.publish.formats.excel_csv import (
    excel_csv_parts,
    write_excel_csv,
)
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

Parts = Callable[[Path, TableSchema], Iterator[pa.Table]]


def written(write: Callable[[BinaryIO], Any]) -> bytes:
    """What is written to a stream."""
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def read(parts: Parts, data: bytes, schema: TableSchema) -> pa.Table:
    """The parts of a file with these bytes as one table."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        return pa.concat_tables(parts(Path(file.name), schema))


def to_excel_csv(table: pa.Table) -> bytes:
    return written(lambda stream: write_excel_csv(table, stream))


def read_excel_csv(data: bytes, schema: TableSchema) -> pa.Table:
    return read(excel_csv_parts, data, schema)


def to_database(packages: Sequence[PackageContents], views: Sequence[DatabaseView] = ()) -> bytes:
    return written(lambda stream: write_database(packages, views, stream))


def read_database(data: bytes, schema: TableSchema) -> pa.Table:
    return read(database_parts, data, schema)
