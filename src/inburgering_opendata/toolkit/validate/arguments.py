"""Whether the arguments of an expectation fit its table, and what they are as values of columns.

A suite is JSON, which knows neither decimals nor dates, and has `null` where a cell is empty. It is
held against what each rule says of its arguments (`rules/arguments.py`) before an engine is asked,
and every engine is given the same Python values, so that none makes something of its own of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from inburgering_opendata.toolkit.describe.constraints import EXACT_DIGITS
from inburgering_opendata.toolkit.describe.patterns import portable
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.moments import in_text, moment, without_zone
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Between,
    Days,
    KeysOf,
    Like,
    OfType,
    Several,
    There,
    ValuesOf,
)
from inburgering_opendata.toolkit.validate.rules.finding import as_text
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import names_columns, problem_with

Kwargs = Mapping[str, Any]
SchemaOf = Callable[[str], TableSchema | None]
"""From the name of a table to its schema, or None where there is no such table."""

_EXACT_FLOAT = 2**53
_INTEGERS = range(-(2**63), 2**63)
_MOST_DIGITS = 38
_ALIKE = {"integer": "number"}
"""Types that can be compared with each other, exactly."""


def problem_with_arguments(
    rule: Rule, kwargs: object, schema: TableSchema, schema_of: SchemaOf
) -> str | None:
    """Why an expectation cannot be asked of the table, or None.

    Args:
        kwargs: the arguments, as they stand in a suite.
        schema_of: the schema of a table it refers to.
    """
    if not isinstance(kwargs, Mapping):
        return f"the arguments are {kwargs!r}, where an object was expected"
    if problem := problem_with(rule, kwargs):
        return problem
    given = {name: value for name, value in kwargs.items() if value is not None}
    for find in (_misshapen, _about_columns, _about_values):
        if problem := next(find(rule, given, schema, schema_of), None):
            return problem
    return None


def with_values_of_columns(rule: Rule, kwargs: Kwargs, schema: TableSchema) -> dict[str, Any]:
    """The arguments with each value they compare with as its column has it, `null` as None.

    What a value set says of an empty cell is left out of it: no cell that is empty is asked.

    Raises:
        ValueError: a value is none that its column can have, or a pair is not of two.
    """
    fields = {field.name: field for field in schema.fields}
    made = dict(kwargs)
    for name, value in kwargs.items():
        for said in _said(rule, name):
            if isinstance(said, ValuesOf) and value is not None:
                field = fields.get(str(kwargs.get(said.column)))
                made[name] = _converted(value, field, said.bound and name)
    if pairs := kwargs.get("value_pairs_set"):
        a, b = (fields.get(str(kwargs[name])) for name in ("column_A", "column_B"))
        for pair in pairs:
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise ValueError(f"it compares with {pair!r}, which is no pair")
        made["value_pairs_set"] = [(_value(x, a), _value(y, b)) for x, y in pairs]
    if "value_set" in made:
        made["value_set"] = [each for each in made["value_set"] if each is not None]
    if "regex" in made:
        made["regex"] = portable(made["regex"])
    return made


def _misshapen(rule: Rule, kwargs: Kwargs, _: TableSchema, __: SchemaOf) -> Iterator[str]:
    for name, value in kwargs.items():
        hint = rule.argument_types[name]
        if not _fits(value, hint):
            yield f"'{name}' is {value!r}, where {_in_words(hint)} was expected"
        for said in _said(rule, name):
            if isinstance(said, Between):
                for each in _leaves(value):
                    if not said.least <= each <= said.most:
                        yield f"'{name}' has {each}, which is not from {said.least} to {said.most}"
            if isinstance(said, Days):
                for each in value if isinstance(value, (list, Mapping)) else [value]:
                    if not _is_day(each):
                        yield f"'{name}' has {each!r}, which is no day such as 2020-01-31"
            if isinstance(said, Several) and (len(set(value)), len(value)) < (said.least,) * 2:
                yield f"'{name}' has {value!r}, where {said.least} or more were expected"
        if isinstance(value, list) and names_columns(name) and len({*value}) < len(value):
            yield f"'{name}' names a column twice: {value!r}"


def _about_columns(
    rule: Rule, kwargs: Kwargs, schema: TableSchema, schema_of: SchemaOf
) -> Iterator[str]:
    for name, value in kwargs.items():
        there = next((said for said in _said(rule, name) if isinstance(said, There)), None)
        if not there and not names_columns(name):
            continue
        if rule.about_table:
            continue
        table = schema_of(kwargs[there.table]) if there else schema
        if table is None:
            yield f"there is no table '{kwargs[there.table]}'" if there else ""
            continue
        fields = {field.name: field for field in table.fields}
        columns = [value] if isinstance(value, str) else list(value)
        for column in columns:
            if column not in fields:
                yield f"'{name}' names '{column}', which the table {table.name} does not have"
                return
        for said in _said(rule, name):
            if isinstance(said, OfType):
                for column in columns:
                    if (type := fields[column].type) not in said.types:
                        yield (
                            f"'{name}' names {column}, which is of type {type}; it must be one of "
                            f"{', '.join(said.types)}"
                        )
            if isinstance(said, Like):
                yield from _unlike(name, columns, fields, said.other, kwargs, schema)

    for column in rule.implicit_columns:
        if column not in schema.field_names:
            yield f"it reads the column '{column}', which the table {schema.name} does not have"


def _unlike(
    name: str,
    columns: Sequence[str],
    fields: Mapping[str, Field],
    other: str,
    kwargs: Kwargs,
    schema: TableSchema,
) -> Iterator[str]:
    if (named := kwargs.get(other)) is None:
        return
    others = [named] if isinstance(named, str) else list(named)
    if len(columns) != len(others):
        yield f"'{name}' names {len(columns)} columns and '{other}' {len(others)}"
        return
    for column, twin in zip(columns, others, strict=True):
        if twin not in schema.field_names:
            continue
        pair = fields[column].type, schema.field(twin).type
        if len({_ALIKE.get(type, type) for type in pair}) > 1:
            yield f"{column} is of type {pair[0]}, and {twin} of type {pair[1]}: never the same"


def _about_values(rule: Rule, kwargs: Kwargs, schema: TableSchema, _: SchemaOf) -> Iterator[str]:
    try:
        made = with_values_of_columns(rule, kwargs, schema)
    except ValueError as error:
        yield str(error)
        return
    for name, value in kwargs.items():
        for said in _said(rule, name):
            if isinstance(said, ValuesOf) and said.column not in kwargs:
                yield f"'{name}' is given without '{said.column}'"
            if isinstance(said, KeysOf):
                field = schema.field(kwargs[said.column])
                for key in value:
                    if not _is_text_of(key, field):
                        yield f"'{name}' has '{key}', which is no {field.type} as text"
    low, high = made.get("min_value"), made.get("max_value")
    is_open = kwargs.get("strict_min") or kwargs.get("strict_max")
    if low is not None and high is not None and (low > high or (is_open and low == high)):
        yield f"nothing lies between min_value {in_text(low)} and max_value {in_text(high)}"


def _converted(value: Any, field: Field | None, bound: str | bool) -> Any:
    if isinstance(value, Mapping):
        return {key: _value(each, field) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(each, field) for each in value]
    if bound and field is not None and field.type == "integer":
        return _whole_bound(value, lower=str(bound).startswith("min"))
    return _value(value, field, bound=bool(bound))


def _value(value: Any, field: Field | None, *, bound: bool = False) -> Any:
    """A value from JSON as one of the field; of an unknown field it stays as it is."""
    if value is None or field is None:
        return value
    try:
        if field.type == "number":
            return _number(value, field, bound=bound)
        return _OF_TYPE[field.type](value)
    except (ArithmeticError, TypeError, ValueError) as error:
        because = f": {error}" if str(error) else ""
        problem = f"it compares with {value!r}, which is no {field.type} of {field.name}{because}"
        raise ValueError(problem) from error


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if value not in _INTEGERS:
        raise ValueError("it has more than 64 bits")
    return value


def _whole_bound(value: Any, *, lower: bool) -> int:
    """A bound of whole numbers; one that lies between two of them is the one within."""
    try:
        if isinstance(value, float) and abs(value) < _EXACT_FLOAT:
            return math.ceil(value) if lower else math.floor(value)
        return _integer(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"it compares with {value!r}, which is no integer: {error}") from error


def _number(value: Any, field: Field, *, bound: bool) -> Decimal:
    """A number as it is written: as a float, a tenth is not the decimal 0.1."""
    if isinstance(value, bool) or not (number := Decimal(str(value))).is_finite():
        raise ValueError
    digits = len(number.as_tuple().digits)
    if isinstance(value, float) and digits > EXACT_DIGITS:
        raise ValueError("it has more digits than JSON keeps; write it as a text, with quotes")
    if max(digits, number.adjusted() + 1) > _MOST_DIGITS:
        raise ValueError(f"it has more than {_MOST_DIGITS} digits")
    if not bound and number != round(number, field.decimals):
        raise ValueError(f"it has more than {field.decimals} decimals")
    return number


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not _is_day(value):
        raise ValueError
    return date.fromisoformat(value)


def _datetime(value: Any) -> datetime:
    return without_zone(value) if isinstance(value, datetime) else moment(_string(value))


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_OF_TYPE: Mapping[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
}


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, date) or str(date.fromisoformat(value)) == value
    except (TypeError, ValueError):
        return False


def _is_text_of(text: str, field: Field) -> bool:
    """Whether it is how a group of that value, or of empty cells, is named."""
    if text == as_text(None):
        return True
    try:
        match field.type:
            case "integer":
                return str(_integer(int(text))) == text
            case "number":
                number = _number(text, field, bound=False)
                return f"{round(number, field.decimals):f}" == text
            case "boolean":
                return text in ("True", "False")
            case "string":
                return bool(text)
            case other:
                return in_text(_OF_TYPE[other](text)) == text
    except (ArithmeticError, TypeError, ValueError):
        return False


def _said(rule: Rule, argument: str) -> tuple[Any, ...]:
    """What the rule says of an argument beside its Python type."""
    hint = rule.argument_types.get(argument)
    found: list[Any] = []
    for each in (hint, *(get_args(hint) if _is_union(hint) else ())):
        if get_origin(each) is Annotated:
            found += get_args(each)[1:]
    return tuple(found)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value from JSON is of a Python type; of a list or an object, each part of it."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _fits(value, inside[0])
    if _is_union(hint):
        return any(_fits(value, each) for each in inside)
    if origin is Sequence:
        return isinstance(value, (list, tuple)) and all(_fits(each, inside[0]) for each in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(v, inside[1]) for v in value.values())
    if hint is bool:
        return isinstance(value, bool)
    if hint is Decimal:
        return isinstance(value, (int, float, str, Decimal)) and not isinstance(value, bool)
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    if hint is object:
        return not isinstance(value, (list, tuple, Mapping))
    return hint is Any or isinstance(value, hint)


def _in_words(hint: Any) -> str:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _in_words(inside[0])
    if _is_union(hint):
        return " or ".join(_in_words(each) for each in inside if each is not NoneType)
    if origin is Sequence:
        return f"a list, of each {_in_words(inside[0])},"
    if origin is Mapping:
        return f"an object, with {_in_words(inside[1])} for each name,"
    return {
        str: "a text",
        int: "a whole number",
        float: "a number",
        Decimal: "a number",
        bool: "true or false",
        object: "a value",
    }.get(hint, "something else")


def _leaves(value: Any) -> Sequence[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]
