"""A Parquet file, of which the footer says how much it is before any of it is unpacked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from inburgering_opendata.outcomes.delivery.column import columns_of
from inburgering_opendata.outcomes.delivery.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_UNPACKED,
    TooLargeError,
)
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Reading, Sheet
from inburgering_opendata.toolkit.tables.parquet_counts import miscounted

_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}
"""Bytes of a value, by its physical type; of text each different one is held once."""
_OF_TEXT = 4
_EXPANDING = frozenset({"DELTA_BYTE_ARRAY"})
"""Encodings in which a text is a part of the one before it: a few bytes may be any number of them.
"""


def read_parquet(data: bytes) -> Reading:
    """The table of a Parquet file, of which nothing is unpacked when it is too large.

    Text is read as the different texts there are, so that one that stands in every row costs
    memory once.
    """
    try:
        opened = pq.ParquetFile(pa.BufferReader(data))
        schema = opened.schema_arrow
        if any(pa.types.is_nested(field.type) for field in schema):
            return Reading(problems=(Problem("not_parquet"),))
        if miscounted(opened.metadata):
            return Reading(problems=(Problem("not_parquet"),))
        if problem := _too_large(opened.metadata, opened.schema, len(data)):
            return Reading(problems=(problem,))
        texts = [field.name for field in schema if _is_text(field)]
        file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        table = file.read(use_threads=False)
        if miscounted(opened.metadata, table.num_rows):
            return Reading(problems=(Problem("not_parquet"),))
        columns = columns_of(table)
    except TooLargeError:
        return Reading(problems=(_too_many(opened.metadata, 0),))
    except (pa.ArrowException, OSError):
        return Reading(problems=(Problem("not_parquet"),))
    sheet = Sheet(
        name=None,
        header=tuple(table.column_names),
        columns=columns,
        row_numbers=range(1, table.num_rows + 1),
        header_row=0,
    )
    return Reading((sheet,))


def _is_text(field: pa.Field) -> bool:
    kinds = (pa.types.is_string, pa.types.is_large_string)
    binary = (pa.types.is_binary, pa.types.is_large_binary)
    return any(is_kind(field.type) for is_kind in (*kinds, *binary))


def _too_large(footer: pq.FileMetaData, schema: pq.ParquetSchema, size: int) -> Problem | None:
    """Why a file is not unpacked, by its footer; None when it may be."""
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    chunks = [group.column(n) for group in groups for n in range(group.num_columns)]
    cells = max(footer.num_rows * max(footer.num_columns, 1), sum(c.num_values for c in chunks))
    packed = sum(max(chunk.total_uncompressed_size, 0) for chunk in chunks)
    widths = [_width(schema.column(number)) for number in range(footer.num_columns)]
    plain = sum(
        group.column(n).num_values * widths[n] for group in groups for n in range(group.num_columns)
    )
    unpacked = max(packed, plain)
    expanding = any(
        chunk.physical_type == "BYTE_ARRAY" and not _EXPANDING.isdisjoint(chunk.encodings)
        for chunk in chunks
    )
    fits = (
        cells <= MOST_CELLS
        and footer.num_columns <= MOST_COLUMNS
        and unpacked <= max(MOST_UNPACKED, 4 * size)
        and not expanding
    )
    return None if fits else _too_many(footer, unpacked)


def _width(column: pq.ColumnSchema) -> int:
    """Bytes that a value takes, at least, once it is unpacked."""
    if column.physical_type == "FIXED_LEN_BYTE_ARRAY":
        return int(column.length)
    return _WIDTHS.get(column.physical_type, _OF_TEXT)


def _too_many(footer: pq.FileMetaData, unpacked: int) -> Problem:
    details = {
        "rows": footer.num_rows,
        "columns": footer.num_columns,
        "megabytes": unpacked // 1_000_000,
    }
    return Problem("parquet_too_large", details=details)
