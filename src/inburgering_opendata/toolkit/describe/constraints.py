"""What the constraints of a field demand, and which a field of its type cannot have.

Table Schema lets the values of a constraint be written as a cell would be, such as the text "1" for
an integer. Here they become values as JSON has them, so that whoever reads a constraint finds one
form. A constraint that cannot be asked is refused: one that is passed over would bind nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.describe.patterns import whole
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.moments import moment

ORDERED = ("integer", "number", "date", "datetime")
EVERY = ("string", *ORDERED, "boolean")
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "required": EVERY,
    "unique": EVERY,
    "enum": EVERY,
    "pattern": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
    "minimum": ORDERED,
    "maximum": ORDERED,
    "exclusiveMinimum": ORDERED,
    "exclusiveMaximum": ORDERED,
}
"""Of which types a field may have a constraint (Table Schema 2.0, field constraints)."""

EXACT_DIGITS = 15
"""Digits of a number in JSON that are kept whatever reads it: it becomes a float."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_LARGEST = 2**63


def constraints_of(descriptor: Json, *, in_key: bool) -> dict[str, Any]:
    """The constraints of a field, in values of its type: what it declares and what follows.

    A field with `categories` has their values as its `enum`, less those that an `enum` of its own
    leaves out; a field of the primary key is required.

    Raises:
        ValueError: a constraint is unknown, is not for a field of this type, has a value that is
            none of the type, or leaves no value over.
    """
    declared = dict(descriptor.get("constraints", {}))
    type = str(descriptor["type"])
    for name in declared:
        if name not in FIELDS_OF:
            raise ValueError(f"there is no constraint '{name}'; there are {sorted(FIELDS_OF)}")
        if type not in FIELDS_OF[name]:
            can = ", ".join(FIELDS_OF[name])
            raise ValueError(f"the constraint '{name}' is for fields of {can}, not of {type}")
    made = {name: _made(name, value, type) for name, value in declared.items()}
    if categories := descriptor.get("categories"):
        values = [_value(category["value"], type) for category in categories]
        if strange := [each for each in made.get("enum", ()) if each not in values]:
            raise ValueError(f"the enum has {strange}, which are none of its categories")
        made["enum"] = [each for each in values if each in made.get("enum", values)]
    if in_key:
        if declared.get("required") is False:
            raise ValueError("it is in the primary key, so it cannot be 'required: false'")
        made.setdefault("required", True)
    _something_is_left(made, type)
    return made


def _made(name: str, value: Any, type: str) -> Any:
    try:
        match name:
            case "required" | "unique":
                return _boolean(value)
            case "pattern":
                whole(_string(value))
                return value
            case "minLength" | "maxLength":
                if (length := _integer(value)) < 0:
                    raise ValueError(f"{length} is less than nothing")
                return length
            case "enum":
                if not isinstance(value, list) or not value:
                    raise ValueError("a list of values was expected")
                return [_value(each, type) for each in value]
            case _:
                return _value(value, type)
    except ValueError as error:
        raise ValueError(f"the constraint '{name}': {error}") from error


def _value(value: Any, type: str) -> Any:
    """A value as JSON has one of the type, from such a one or from the text of a cell."""
    return _OF_TYPE[type](value)


def _string(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no text")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    if not -_LARGEST <= value < _LARGEST:
        raise ValueError(f"{value} is no integer of 64 bits")
    return value


def _number(value: Any) -> int | float | str:
    """A number that has too many digits for JSON stays the text that it was given as."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            raise ValueError(f"{value!r} is no number")
        short = float(value)
        return short if _digits(value) <= EXACT_DIGITS else value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is no number")
    if not Decimal(value).is_finite():
        raise ValueError(f"{value} is no number")
    if isinstance(value, float) and _digits(str(value)) > EXACT_DIGITS:
        raise ValueError(
            f"{value} has more digits than JSON keeps: write it as a text, with quotes around it"
        )
    return value


def _digits(text: str) -> int:
    return len(Decimal(text).as_tuple().digits)


def _date(value: Any) -> str:
    text = _string(value)
    if str(date.fromisoformat(text)) != text:
        raise ValueError(f"{text!r} is no date such as 2020-01-31")
    return text


def _datetime(value: Any) -> str:
    moment(text := _string(value))
    return text


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


_OF_TYPE: Mapping[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "boolean": lambda value: _boolean({"true": True, "false": False}.get(value, value)),
}


def _something_is_left(made: Json, type: str) -> None:
    """Refuse bounds between which nothing lies: every value would be wrong."""
    if made.get("minLength", 0) > (most := made.get("maxLength", _LARGEST)):
        raise ValueError(f"no text has {made['minLength']} to {most} characters")
    lows = [(name, made[name]) for name in ("minimum", "exclusiveMinimum") if name in made]
    highs = [(name, made[name]) for name in ("maximum", "exclusiveMaximum") if name in made]
    for low, least in lows:
        for high, largest in highs:
            a, b = (_in_order(each, type) for each in (least, largest))
            is_open = "exclusive" in low + high
            if a > b or (is_open and a == b):
                raise ValueError(f"nothing lies between {low} {least} and {high} {largest}")


def _in_order(value: Any, type: str) -> Any:
    return value if type in ("date", "datetime") else Decimal(str(value))
