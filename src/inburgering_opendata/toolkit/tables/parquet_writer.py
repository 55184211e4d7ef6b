"""Parquet that says in its own footer what it holds, and is the same whenever it is written."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema


def to_parquet(table: pa.Table, schema: TableSchema, about: Mapping[str, str]) -> bytes:
    """The table in the types of its schema, zstd-compressed.

    The footer holds `about` (package, version, licence …), the titles and description of the
    table, and its whole Table Schema; each column its titles, description and unit.
    """
    words = {
        key: str(schema.descriptor[key])
        for key in ("title", "title@nl", "description", "description@nl")
    }
    descriptor = json.dumps(schema.descriptor, ensure_ascii=False, sort_keys=True)
    columns = [
        column.with_metadata(
            {
                key: str(field.descriptor[key])
                for key in ("title", "title@nl", "description", "description@nl", "unit")
                if key in field.descriptor
            }
        )
        for column, field in zip(arrow_schema(schema), schema.fields, strict=True)
    ]
    described = pa.schema(columns, {**about, **words, "table_schema": descriptor})
    stream = io.BytesIO()
    pq.write_table(table.cast(described), stream, compression="zstd")
    return stream.getvalue()


def from_parquet(data: bytes) -> pa.Table:
    return pq.read_table(pa.BufferReader(data))
