"""Tables as Great Expectations wants them: pandas frames that keep every value exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
from great_expectations.types import SerializableDictDot

from inburgering_opendata.toolkit.describe.arrow import MOMENT, arrow_type, without_zone
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground import moments
from inburgering_opendata.toolkit.tables.reading import Reading
from inburgering_opendata.toolkit.validate.check import Check


class ExactNumber(Decimal, SerializableDictDot):
    """A decimal that Great Expectations names by its digits, where it names a metric.

    Another it turns into a float, for which numbers that are nearly the same are one; and to know
    who wants that float it looks through all that is being called, for tens of milliseconds.
    """

    def to_json_dict(self) -> str:  # type: ignore[override]
        return str(self)


FIELD_TYPE_KEY = "field_types"
"""Where a frame says of which Table Schema type each column as a whole was read."""

_PYTHON_TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": date,
    "datetime": datetime,
    "boolean": bool,
}


def to_frame(reading: Reading, schema: TableSchema) -> pd.DataFrame:
    """The table of `reading`, a row of the frame for each row of the file, in its order.

    Integers are exact (nullable 64 bits, never floats), numbers are decimals, dates are dates. In
    a column with cells that could not be read these stay text among the values that could.
    """
    assert reading.table is not None
    bad_rows: dict[str, set[int]] = {}
    for cell in reading.cells:
        bad_rows.setdefault(cell.field, set()).add(cell.row)
    fields = {field.name: field for field in schema.fields}
    columns: dict[str, Any] = {}
    types: dict[str, str] = {}
    for name in reading.table.column_names:
        column = reading.table.column(name)
        if name in bad_rows:
            columns[name] = _mixed(column, bad_rows[name], arrow_type(fields[name]))
            types[name] = "text, in part"
        else:
            columns[name] = _to_pandas(column)
            types[name] = fields[name].type if name in fields else "unknown"
    frame = pd.DataFrame(columns)
    frame.attrs[FIELD_TYPE_KEY] = types
    return frame


def with_exact_numbers(check: Check) -> Check:
    """The check with every decimal that it compares with as an `ExactNumber`."""
    return replace(check, kwargs={name: _exact(value) for name, value in check.kwargs.items()})


def is_of_type(value: Any, field_type: str) -> bool:
    """Whether a value of a frame is missing or of the Table Schema type."""
    return bool(pd.isna(value)) or isinstance(value, _PYTHON_TYPES[field_type])


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return ExactNumber(value)
    return type(value)(map(_exact, value)) if isinstance(value, (list, tuple)) else value


def _to_pandas(column: pa.ChunkedArray) -> Any:
    if pa.types.is_int64(column.type):
        return column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    if pa.types.is_boolean(column.type):
        return column.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    if column.type == MOMENT:
        # As they are compared with: pandas has moments of its own, which Python ones are not among.
        return pd.Series(without_zone(column).to_pylist(), dtype="object")
    return column.to_pandas(date_as_object=True)


def _mixed(column: pa.ChunkedArray, bad: set[int], type: pa.DataType) -> pd.Series:
    values = [
        cell.as_py() if row in bad else cell.cast(type).as_py() for row, cell in enumerate(column)
    ]
    values = [moments.without_zone(each) if isinstance(each, datetime) else each for each in values]
    return pd.Series(values, dtype="object")
