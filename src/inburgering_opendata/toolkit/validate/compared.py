"""The values that a check compares with, as values of the columns it compares them with.

A suite is JSON, which knows neither decimals nor dates, and has `null` where a cell is empty. Every
engine is given the same Python values, so that none makes something of its own of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.describe.patterns import portable
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.moments import moment, without_zone
from inburgering_opendata.toolkit.validate.checks import Check

_BETWEEN = "expect_column_values_to_be_between"
_BOUNDS = ("min_value", "max_value")


def with_values_of_columns(check: Check, schema: TableSchema) -> Check:
    """The check with each value it compares with as its column has them, `null` as None.

    What a value set says of an empty cell is left out of it: no cell that is empty is asked.

    Raises:
        ValueError: a value is none that its column can have, or a pair is not of two.
        TypeError: where there should be a list, there is none.
    """
    types = {field.name: field.type for field in schema.fields}
    k = check.kwargs

    def of(column: str, value: object) -> object:
        return _value(value, types.get(str(k[column])))

    found: dict[str, Any] = {}
    if "value_set" in k:
        found["value_set"] = [of("column", each) for each in k["value_set"] if each is not None]
    if "condition_values" in k:
        found["condition_values"] = [of("condition_column", each) for each in k["condition_values"]]
    if "value_pairs_set" in k:
        found["value_pairs_set"] = [
            (of("column_A", a), of("column_B", b)) for a, b in k["value_pairs_set"]
        ]
    if check.type == _BETWEEN:
        found |= {bound: of("column", k[bound]) for bound in _BOUNDS if bound in k}
    if "regex" in k:
        found["regex"] = portable(k["regex"])
    return replace(check, kwargs={**k, **found}) if found else check


def _value(value: object, field_type: str | None) -> object:
    """A value from JSON as one of the type; of a column without a known type it stays as it is."""
    if value is None or field_type is None:
        return value
    try:
        return _OF_TYPE[field_type](value)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise ValueError(f"it compares with {value!r}, which is no {field_type}") from error


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: object) -> int | float:
    # A bound may lie between two whole numbers.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return value


def _number(value: object) -> Decimal:
    # As a float, a tenth is not the decimal 0.1.
    if isinstance(value, bool) or not (number := Decimal(str(value))).is_finite():
        raise ValueError
    return number


def _date(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(_string(value))


def _datetime(value: object) -> datetime:
    return without_zone(value) if isinstance(value, datetime) else moment(_string(value))


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_OF_TYPE: Mapping[str, Callable[[object], object]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
}
