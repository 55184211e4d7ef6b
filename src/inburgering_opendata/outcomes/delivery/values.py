"""From a cell to a value of its field, strictly: whatever could mean two things is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from inburgering_opendata.outcomes.delivery.column import Unheld, as_text
from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.tables.xlsx.values import ErrorCell, NeverComputed

COMMA, POINT = ",", "."
"""The two decimal signs; the other one may stand between groups of three digits."""

_NUMBER = {
    COMMA: re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    POINT: re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_TIME = re.compile(r"[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)$")
_SERIAL = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?")
_FLAGS = {
    **dict.fromkeys(("ja", "waar", "yes", "true"), True),
    **dict.fromkeys(("nee", "onwaar", "no", "false"), False),
}
_ERROR_CELL = re.compile(r"#[A-Z0-9/]+[!?]?")


@dataclass(frozen=True)
class Fault:
    """A cell that is no value of its field; `rule` has a sentence in words.toml."""

    rule: str


_NO_VALUES = {
    ErrorCell: Fault("error_cell"),
    NeverComputed: Fault("formula_without_value"),
    Unheld: Fault("unheld"),
}
"""Cells that are no value, whatever the field."""

Parse = Callable[[object], object]
"""From a cell that is not empty to a value, or a `Fault`."""


def parser_of(field: Field, decimal_sign: str) -> Parse:
    """How a cell of `field` is read; numbers in text have `decimal_sign`."""
    parse = _parser_of(field, decimal_sign)
    return lambda cell: _NO_VALUES[type(cell)] if type(cell) in _NO_VALUES else parse(cell)


def _parser_of(field: Field, decimal_sign: str) -> Parse:
    match field.type:
        case "integer":
            return lambda cell: _whole(cell, decimal_sign)
        case "number":
            return lambda cell: _exact(cell, decimal_sign, field.precision, field.decimals)
        case "date":
            return _day
        case "boolean":
            return _flag
        case _ if choices := choices_of(field):
            return lambda cell: _choice(cell, choices)
        case _:
            return _text


def choices_of(field: Field) -> Mapping[str, str]:
    """The categories of a field, by value and by label in either language, without case."""
    choices: dict[str, str] = {}
    for category in field.descriptor.get("categories", ()):
        for name in ("value", "label", "label@nl"):
            choices.setdefault(str(category[name]).casefold(), category["value"])
    return choices


def number_in(text: str, decimal_sign: str) -> Decimal | None:
    """The number that `text` writes with this decimal sign, or None when it writes none.

    Signs between groups of three digits or not at all; no `+`, no exponent, no unit.
    """
    if not _NUMBER[decimal_sign].fullmatch(text):
        return None
    group = POINT if decimal_sign == COMMA else COMMA
    return Decimal(text.replace(group, "").replace(decimal_sign, "."))


def day_in(text: str) -> date | None:
    """The day that `text` writes as d-m-jjjj, padded or not, or as YYYY-MM-DD; None for none."""
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DUTCH_DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_day_first(text: str) -> bool:
    """Whether a day is written with the day first, as Excel with Dutch settings does."""
    return _DUTCH_DAY.fullmatch(without_time(text)[0]) is not None


def without_time(text: str) -> tuple[str, str | None]:
    """A day and, apart from it, the time of day that is written behind it, if there is one.

    Excel writes a time behind every day of a cell that is shown so.
    """
    found = _TIME.search(text)
    return (text[: found.start()].rstrip(" "), found[1]) if found else (text, None)


def is_midnight(time_of_day: str) -> bool:
    return not time_of_day.strip("0:.")


def _text(cell: object) -> object:
    if isinstance(cell, bool | date | time):
        return Fault("text_expected")
    text = cell.strip() if isinstance(cell, str) else as_text(cell)
    return Fault("error_cell") if text[:1] == "#" and _ERROR_CELL.fullmatch(text) else text


def _choice(cell: object, choices: Mapping[str, str]) -> object:
    return choices.get(as_text(cell).casefold(), Fault("not_a_choice"))


def _whole(cell: object, decimal_sign: str) -> object:
    number = _number(cell, decimal_sign)
    if isinstance(number, Fault):
        return number
    if number != number.to_integral_value():
        return Fault("not_whole")
    return int(number) if abs(number) < 2**53 else Fault("too_large")


def _exact(cell: object, decimal_sign: str, precision: int, decimals: int) -> object:
    number = _number(cell, decimal_sign)
    if isinstance(number, Fault):
        return number
    if abs(number) >= Decimal(10) ** (precision - decimals):
        return Fault("too_large")
    rounded = round(number, decimals)
    return rounded if rounded == number else Fault("too_many_decimals")


def _number(cell: object, decimal_sign: str) -> Decimal | Fault:
    if isinstance(cell, str):
        number = number_in(cell.strip(), decimal_sign)
        return Fault("not_a_number") if number is None else number
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return Fault("not_a_number")
    number = Decimal(str(cell))
    return number if number.is_finite() else Fault("not_a_number")


def _day(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else Fault("day_with_time")
    if isinstance(cell, date):
        return cell
    text = as_text(cell)
    if not isinstance(cell, bool) and _SERIAL.fullmatch(text):
        return Fault("day_as_number")
    written, time_of_day = without_time(text)
    if day := day_in(written):
        return Fault("day_with_time") if time_of_day and not is_midnight(time_of_day) else day
    is_written = _ISO_DAY.fullmatch(written) or _DUTCH_DAY.fullmatch(written)
    return Fault("day_impossible" if is_written else "not_a_day")


def _flag(cell: object) -> object:
    if isinstance(cell, bool):
        return cell
    text = cell.strip().casefold() if isinstance(cell, str) else ""
    return _FLAGS.get(text, Fault("not_a_flag"))
