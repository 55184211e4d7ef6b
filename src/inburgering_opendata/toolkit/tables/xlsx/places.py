"""Where a cell stands: columns by letter, rows by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
"""Of a sheet: to XFD1048576."""

_LETTERS = re.compile("[A-Z]{1,3}")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")


@dataclass(frozen=True)
class Area:
    """Cells side by side; rows count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1


def letter(column: int) -> str:
    """The letter of a column, counted from 0, as spreadsheets have it: A … Z, AA …"""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=MOST_COLUMNS)
def column_of(letters: str) -> int:
    """The column that has these letters, counted from 0; -1 when they are no such letters."""
    if not _LETTERS.fullmatch(letters):
        return -1
    column = 0
    for each in letters:
        column = column * 26 + ord(each) - ord("A") + 1
    return column - 1


def area_of(reference: str) -> Area | None:
    """The cells that a reference such as `A1:B2` names; None when it names none."""
    found = _AREA.fullmatch(reference)
    if not found:
        return None
    left, top, right, bottom = found.groups()
    return Area(int(top), column_of(left), int(bottom or top), column_of(right or left))


def stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of numbers that follow one another."""
    first = last = None
    for number in sorted(numbers):
        if last is None or first is None:
            first = last = number
        elif number <= last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last
