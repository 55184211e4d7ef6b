"""What a spreadsheet writes above the header of a CSV file: `sep=;`, and lines without anything.

Excel takes `sep=;` in the first line for the delimiter and does not show the line, so that whoever
looks at the file there sees the header in the first row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEP_LINE = re.compile(r'"?sep=(?P<stated>[^\r\n]*)(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_DELIMITER = re.compile(r"([^\w\s\"]|\t)\"?\1*[ \t]*")
# A line of delimiters is a row in which nothing stands. What cannot match is not tried again.
_BLANK_LINE = re.compile(r"[ \t;,|]*+(?:\r\n|\n|\r)")


@dataclass(frozen=True, kw_only=True)
class Preamble:
    """What stands above the header."""

    lines: int
    length: int
    """Characters up to the header."""
    has_sep: bool
    delimiter: str | None
    """What the first line states; None where it states none."""

    @property
    def blank_lines(self) -> int:
        return self.lines - self.has_sep


def preamble_of(text: str) -> Preamble:
    """What stands above the header of a text, which has no byte-order mark."""
    stated = _SEP_LINE.match(text)
    position = stated.end() if stated else 0
    sign = _DELIMITER.fullmatch(stated["stated"]) if stated else None
    lines = 1 if stated else 0
    while blank := _BLANK_LINE.match(text, position):
        position = blank.end()
        lines += 1
    return Preamble(
        lines=lines,
        length=position,
        has_sep=stated is not None,
        delimiter=sign[1] if sign else None,
    )
