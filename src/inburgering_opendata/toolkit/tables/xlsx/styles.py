"""Which numbers of a workbook are days or times: those that are shown so (ECMA-376, 18.8.30)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import BinaryIO

from inburgering_opendata.toolkit.tables.xlsx.xml import local, parse

_BUILT_IN_DAYS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_BUILT_IN_SPANS = {46}
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
"""What in a format is text, space or a condition."""
_SIGNS_OF_DAYS = re.compile("[dmyhs]", re.IGNORECASE)

_FIRST_1900, _FIRST_1904 = datetime(1899, 12, 31), datetime(1904, 1, 1)
_LEAP_DAY = 60
"""29 February 1900, which Excel has and which never was."""
_MILLISECONDS = 86_400_000


class Shown(Enum):
    """As what a number is shown."""

    NUMBER = "n"
    DAY = "d"
    SPAN = "p"


def read_styles(stream: BinaryIO) -> Sequence[Shown]:
    """As what the cells of each style show a number.

    Raises:
        WorkbookError: it is not XML.
    """
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        inside.append(local(name))
        match inside:
            case [_, "numFmts", "numFmt"]:
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case [_, "cellXfs", "xf"]:
                formats.append(attributes.get("numFmtId", "0"))

    def end(_: str) -> None:
        inside.pop()

    parse(stream, start, end)
    known: dict[str, Shown] = {}
    for number in formats:
        if number not in known:
            known[number] = _shown(number, codes.get(number))
    return [known[number] for number in formats]


def _shown(number: str, code: str | None) -> Shown:
    if code is None:
        built_in = int(number) if number.isascii() and number.isdigit() else 0
        if built_in in _BUILT_IN_SPANS:
            return Shown.SPAN
        return Shown.DAY if built_in in _BUILT_IN_DAYS else Shown.NUMBER
    first, _, _ = _NO_SIGNS.sub(_kept_if_elapsed, code).partition(";")
    if _ELAPSED.search(first):
        return Shown.SPAN
    return Shown.DAY if _SIGNS_OF_DAYS.search(first) else Shown.NUMBER


def _kept_if_elapsed(found: re.Match[str]) -> str:
    return found[0] if _ELAPSED.fullmatch(found[0]) else ""


def day_of(serial: float, *, since_1904: bool) -> date | datetime | time | float:
    """The day, moment or time of day that a number stands for; the number when there is none.

    A day without a time is a `date`; below one day only the time is shown. To the millisecond, as
    the fraction of a day is binary.
    """
    days, fraction = divmod(serial, 1)
    milliseconds = round(fraction * _MILLISECONDS)
    if milliseconds == _MILLISECONDS:
        days, milliseconds = days + 1, 0
    rest = timedelta(milliseconds=milliseconds)
    if days == 0 and not since_1904:
        return (datetime.min + rest).time()
    if days < 0 or (days == _LEAP_DAY and not since_1904):
        return serial
    first = _FIRST_1904 if since_1904 else _FIRST_1900
    if not since_1904 and days > _LEAP_DAY:
        days -= 1
    try:
        moment = first + timedelta(days=days) + rest
    except OverflowError:
        return serial
    return moment if rest else moment.date()


def span_of(serial: float) -> timedelta | float:
    """The span of time that a number stands for; the number when it is too long."""
    try:
        return timedelta(milliseconds=round(serial * _MILLISECONDS))
    except OverflowError:
        return serial
