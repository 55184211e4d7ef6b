"""The days that a code of a period stands for."""

from __future__ import annotations

import re
from datetime import date

_YEAR, _MONTH, _QUARTER, _HALF = "JJ", "MM", "KW", "HJ"
_MONTHS = {_YEAR: 12, _MONTH: 1, _QUARTER: 3, _HALF: 6}
_CODE = re.compile(r"([0-9]{4})(JJ|MM|KW|HJ)([0-9]{2})")


def first_day(code: str) -> date:
    """The day on which a period starts: `2022JJ00` on 1 January, `2022MM12` on 1 December.

    Raises:
        ValueError: it is no code of a year, half-year, quarter or month.
    """
    year, kind, number = _parts(code)
    return date(year, 1 + (number - 1) * _MONTHS[kind] if kind != _YEAR else 1, 1)


def next_day(code: str) -> date:
    """The day after a period: a figure of its end is one of the start of that day."""
    year, kind, number = _parts(code)
    months = 12 if kind == _YEAR else number * _MONTHS[kind]
    return date(year + months // 12, months % 12 + 1, 1)


def _parts(code: str) -> tuple[int, str, int]:
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"'{code}' is no period: 2022JJ00, 2022HJ01, 2022KW01 or 2022MM01")
    year, kind, number = int(match[1]), match[2], int(match[3])
    most = 12 // _MONTHS[kind]
    if (number != 0) if kind == _YEAR else not 1 <= number <= most:
        raise ValueError(f"'{code}' is no period: there is no {kind}{match[3]}")
    return year, kind, number
