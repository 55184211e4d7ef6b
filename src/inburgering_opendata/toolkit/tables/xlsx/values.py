"""What a cell of a workbook holds (ECMA-376, part 1, 18.18.11: the types of cells)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from inburgering_opendata.toolkit.tables.xlsx.styles import Shown, day_of, span_of
from inburgering_opendata.toolkit.tables.xlsx.texts import unescaped

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class ErrorCell:
    """An error, such as #N/A."""

    error: str

    def __str__(self) -> str:
        return self.error


@dataclass(frozen=True)
class NeverComputed:
    """A formula without an outcome: what wrote the workbook left computing to whoever opens it."""

    def __str__(self) -> str:
        return ""


Value = str | float | bool | date | datetime | time | timedelta | ErrorCell | NeverComputed


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What the cells of all sheets of a workbook refer to."""

    texts: Sequence[str]
    styles: Sequence[Shown]
    since_1904: bool
    computed_when_opened: bool
    """The formulas are to be computed anew: a stored 0 then says nothing."""


def shown_as(style: str | None, meaning: Meaning) -> Shown:
    """As what a cell with this style shows a number.

    Raises:
        ValueError: there is no such style.
    """
    if style is None:
        return meaning.styles[0] if meaning.styles else Shown.NUMBER
    number = _number_of(style)
    if number is None or (number >= len(meaning.styles) and number > 0):
        raise ValueError(f"there is no style {style}")
    return meaning.styles[number] if meaning.styles else Shown.NUMBER


def value_of(kind: str, shown: Shown, text: str, meaning: Meaning) -> Value:
    """The value of a cell of the type `kind` that holds `text`.

    Raises:
        ValueError: no cell of this type can hold that.
    """
    match kind:
        case "n":
            return _number(text.strip(), shown, meaning)
        case "s":
            number = _number_of(text.strip())
            if number is None or number >= len(meaning.texts):
                raise ValueError(f"there is no shared text {text}")
            return meaning.texts[number]
        case "str" | "inlineStr":
            return unescaped(text)
        case "b":
            if text.strip() not in ("0", "1", "true", "false"):
                raise ValueError(f"{text} is no logical value")
            return text.strip() in ("1", "true")
        case "e":
            return ErrorCell(text.strip() or "#")
        case "d":
            return _iso(text.strip())
        case _:
            raise ValueError(f"there is no type of cell '{kind}'")


def _number(text: str, shown: Shown, meaning: Meaning) -> Value:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text} is no number")
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is too large a number")
    match shown:
        case Shown.DAY:
            return day_of(number, since_1904=meaning.since_1904)
        case Shown.SPAN:
            return span_of(number)
        case _:
            return number


def _iso(text: str) -> Value:
    """A day, moment or time of day as ISO 8601 has it."""
    try:
        if "T" not in text:
            return date.fromisoformat(text) if "-" in text else time.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text} is no day or time") from error
    if moment.tzinfo is not None:
        raise ValueError(f"{text} has a time zone, which no cell has")
    return moment if moment.time() != time() else moment.date()


def _number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
