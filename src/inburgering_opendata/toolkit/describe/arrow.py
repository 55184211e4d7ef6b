"""The Arrow schema of a table, derived from its Table Schema."""

from __future__ import annotations

import pyarrow as pa

from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema


def arrow_type(field: Field) -> pa.DataType:
    """Exact types only: a number is a decimal of its declared precision, never a float."""
    match field.type:
        case "string":
            return pa.string()
        case "integer":
            return pa.int64()
        case "date":
            return pa.date32()
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
