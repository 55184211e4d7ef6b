"""Parquet that was written, read again."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.tables.doubles import in_declared_types


def from_parquet(data: bytes, schema: TableSchema) -> pa.Table:
    """The table that was written, in the types of its schema.

    Raises:
        ValueError: a double stands for no number of its field.
    """
    return in_declared_types(pq.read_table(pa.BufferReader(data)), schema)
