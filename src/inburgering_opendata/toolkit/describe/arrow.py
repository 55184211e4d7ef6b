"""The Arrow schema of a table, derived from its Table Schema."""

from __future__ import annotations

import pyarrow as pa

from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema

MOMENT = pa.timestamp("us", "UTC")
"""What a date-time is: microseconds, which Parquet, DuckDB and Spark have too, so that a table has
the same type wherever it is; its values are whole seconds."""


def arrow_type(field: Field) -> pa.DataType:
    """Exact types only: a number is a decimal of its declared precision, never a float."""
    match field.type:
        case "string":
            return pa.string()
        case "integer":
            return pa.int64()
        case "date":
            return pa.date32()
        case "datetime":
            return MOMENT
        case "boolean":
            return pa.bool_()
        case "number":
            return pa.decimal128(field.precision, field.decimals)
        case other:
            raise ValueError(f"field '{field.name}': no Arrow type for '{other}'")


def arrow_schema(schema: TableSchema) -> pa.Schema:
    """The columns of the table in their declared order; a required field is not nullable."""
    return pa.schema(
        [
            pa.field(field.name, arrow_type(field), nullable=not field.required)
            for field in schema.fields
        ]
    )


def without_zone(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Date-times in UTC without saying so, as engines compare them and spreadsheets hold them."""
    return column.cast(pa.timestamp("us"))
