"""Numbers that Parquet holds as doubles: `storedAs` of a field of type number.

Most programs read a decimal of Parquet as an object, and a double as a number. A double is never
the figure itself: it stands for the one decimal, of the digits that the field has, that is nearest
to it, and a double that is nearest to none of them is no value of the field. Up to 15 digits each
decimal has a double of its own.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema


def nearest_doubles(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The double nearest to each decimal, as reading its text gives it.

    Arrow's own cast multiplies by powers of ten, and gives another double for one in four.
    """
    return column.cast(pa.string()).cast(pa.float64())


def problem_with_doubles(column: pa.ChunkedArray, field: Field) -> str | None:
    """What a column of doubles holds that stands for no number of the field, with its first row."""
    decimals = _decimals(column, field)
    if decimals is not None:
        same = pc.equal(nearest_doubles(decimals), column)
        row = pc.index(same, pa.scalar(False)).as_py()
        if row < 0:
            return None
    else:
        row = next(n for n, x in enumerate(column.to_pylist()) if not _fits(x, field))
    return f"{field.not_nearest}, first in row {row + 1}"


def in_declared_types(table: pa.Table, schema: TableSchema) -> pa.Table:
    """`table`, as Parquet holds it, with the decimals that its doubles stand for.

    Raises:
        ValueError: a double stands for none; it names the column and the first row.
    """
    for field in schema.fields:
        position = table.schema.get_field_index(field.name)
        if position < 0 or not field.stored_as_double:
            continue
        column = table.column(position)
        if column.type == pa.float64():
            if problem := problem_with_doubles(column, field):
                raise ValueError(f"the column {field.name} holds {problem}")
            typed = column.cast(arrow_type(field))
            declared = table.schema.field(position).with_type(typed.type)
            table = table.set_column(position, declared, typed)
    return table


def as_stored(table: pa.Table, schema: TableSchema) -> pa.Table:
    """`table`, in its declared types, as Parquet holds it."""
    for field in schema.fields:
        if field.stored_as_double:
            position = table.schema.get_field_index(field.name)
            stored = table.schema.field(position).with_type(pa.float64())
            table = table.set_column(position, stored, nearest_doubles(table.column(position)))
    return table


def _decimals(column: pa.ChunkedArray, field: Field) -> pa.ChunkedArray | None:
    try:
        return column.cast(arrow_type(field))
    except pa.ArrowInvalid:
        return None


def _fits(value: float | None, field: Field) -> bool:
    return _decimals(pa.chunked_array([[value]], pa.float64()), field) is not None
