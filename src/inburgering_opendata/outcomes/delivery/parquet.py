"""A Parquet file, of which the footer says how much it is before any of it is unpacked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from inburgering_opendata.outcomes.delivery.column import Column
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Reading, Sheet
from inburgering_opendata.toolkit.tables.xlsx.sheet import MOST_CELLS

MOST_BYTES = 1 << 27
"""Unpacked bytes that are accepted; of a larger file, four times its own bytes."""


def read_parquet(data: bytes) -> Reading:
    """The table of a Parquet file.

    Text is read as the different texts there are, so that one that stands in every row costs
    memory once.
    """
    try:
        texts = [field.name for field in pq.read_schema(pa.BufferReader(data)) if _is_text(field)]
        file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        if problem := _too_large(file.metadata, len(data)):
            return Reading(problems=(problem,))
        table = file.read()
        columns = tuple(Column.of_array(column) for column in table.columns)
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
    return bool(pa.types.is_string(field.type) or pa.types.is_large_string(field.type))


def _too_large(footer: pq.FileMetaData, size: int) -> Problem | None:
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    unpacked = sum(
        group.column(number).total_uncompressed_size
        for group in groups
        for number in range(group.num_columns)
    )
    cells = footer.num_rows * footer.num_columns
    if unpacked <= max(MOST_BYTES, 4 * size) and cells <= max(MOST_CELLS, size):
        return None
    details = {
        "rows": footer.num_rows,
        "columns": footer.num_columns,
        "megabytes": unpacked // 1_000_000,
    }
    return Problem("parquet_too_large", details=details)
