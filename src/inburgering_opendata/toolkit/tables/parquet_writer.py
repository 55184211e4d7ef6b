"""Parquet that says in its own footer what it holds, and is the same whenever it is written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.language import worded
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.tables.doubles import as_stored, in_declared_types
from inburgering_opendata.toolkit.tables.parquet_counts import miscounted

ROWS = 50_000
"""Rows that are read at a time."""


def to_parquet(table: pa.Table, schema: TableSchema, about: Mapping[str, str]) -> bytes:
    """As `write_parquet`, in memory."""
    stream = io.BytesIO()
    write_parquet(table, schema, about, stream)
    return stream.getvalue()


def write_parquet(
    table: pa.Table, schema: TableSchema, about: Mapping[str, str], stream: BinaryIO
) -> None:
    """Write the table in the types of its schema, zstd-compressed; a number that is stored as a
    double is the one nearest to the decimal.

    The footer holds `about` (package, version, licence …), the titles and description of the
    table, and its whole Table Schema; each column its titles, description and unit, and of a
    double how many decimals the number has.
    """
    told = worded(schema.descriptor, "title", "description")
    words = {key: str(value) for key, value in told.items()}
    descriptor = json.dumps(schema.descriptor, ensure_ascii=False, sort_keys=True)
    columns = [
        column.with_metadata(_words_of(field))
        for column, field in zip(arrow_schema(schema), schema.fields, strict=True)
    ]
    described = pa.schema(columns, {**about, **words, "table_schema": descriptor})
    pq.write_table(as_stored(table.cast(described), schema), stream, compression="zstd")


def footer_difference(path: Path, schema: TableSchema, about: Mapping[str, str]) -> str | None:
    """What the file `path` says of itself that `write_parquet` would write otherwise; or None.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not Parquet.
    """
    empty = to_parquet(arrow_schema(schema).empty_table(), schema, about)
    wanted, found = pq.read_schema(pa.BufferReader(empty)), pq.read_schema(path)
    if wanted.names != found.names:
        return f"its columns are {', '.join(found.names)}"
    if wanted.metadata != found.metadata:
        return "its footer says something else of the table"
    for name in wanted.names:
        if not wanted.field(name).equals(found.field(name), check_metadata=True):
            return f"its footer says something else of the column {name}"
    return None


def parquet_parts(path: Path, schema: TableSchema) -> Iterator[pa.Table]:
    """The table in the file `path`, in the types of its schema, part by part.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not Parquet, or a double stands for no number of its field.
    """
    with path.open("rb") as stream:
        try:
            with pq.ParquetFile(stream) as opened:
                if problem := miscounted(opened.metadata):
                    raise ValueError(problem)
                yield opened.schema_arrow.empty_table()
                for batch in opened.iter_batches(ROWS):
                    batch.validate(full=True)
                    yield in_declared_types(pa.Table.from_batches([batch]), schema)
        except OSError as error:
            # Arrow says so as well of a file of which footer and pages contradict each other.
            if error.errno is None:
                raise ValueError(str(error).splitlines()[0]) from error
            raise


def _words_of(field: Field) -> dict[str, str]:
    told = worded(field.descriptor, "title", "description", "unit")
    words = {key: str(value) for key, value in told.items()}
    if field.stored_as_double:
        words["stored_as"] = f"the double nearest to a number of {field.decimals} decimals"
    return words
