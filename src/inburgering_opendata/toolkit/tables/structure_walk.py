"""The rows of a part of a CSV text cell by cell: slow, exact, and names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from inburgering_opendata.toolkit.tables.malformed import Malformed, MalformedError

_QUOTE = ord('"')
# What no other reading could match is not tried again, so that it takes time by length alone.
_TO_CLOSING_QUOTE = re.compile(rb'[^"]*+(?:""[^"]*+)*+"')


@dataclass(frozen=True)
class Place:
    """Where in a text a part of it begins."""

    line: int = 1
    row: int = 1
    delimiters: int = 0
    """How many the row had before, when it goes on from an earlier part."""
    opened: tuple[int, int] | None = None
    """Line and column of the quote that is still open."""


@dataclass(frozen=True)
class Shape:
    """What every row is held against."""

    delimiter: bytes
    end: bytes
    """How the header ends."""
    width: int | None
    """Cells of the header; None when rows may be of any length."""
    blank_lines: bool
    """Whether a line without anything may stand between the rows."""

    @cached_property
    def row(self) -> bytes:
        """The delimiters and the line feed of one row."""
        return self.delimiter * ((self.width or 1) - 1) + b"\n"


@dataclass(frozen=True, kw_only=True)
class WalkedRow:
    """One row as it stands in a part."""

    number: int
    line: int
    cells: int
    is_blank: bool
    start: int
    """Position of its first byte in the part, or 0 when it began before."""
    stop: int
    """Position of its end, which `end` stands at."""
    end: bytes


class Walk:
    """The rows of a part that ends where a line ends; `place` is then where the next begins."""

    def __init__(self, part: bytes, place: Place, delimiter: bytes) -> None:
        self._part = part
        self.place = place
        self._delimiter = delimiter

    def rows(self) -> Iterator[WalkedRow]:
        """Each row that ends in the part.

        Raises:
            MalformedError: a quote is out of place.
        """
        part, plain = self._part, _plain(self._delimiter)
        line, number, delimiters = self.place.line, self.place.row, self.place.delimiters
        opened = self.place.opened
        position = start = 0
        begun = opened is not None
        while position < len(part):
            began = None
            if opened is None and part[position] == _QUOTE:
                opened = (line, delimiters + 1)
                position += 1
            if opened is not None:
                closing = _TO_CLOSING_QUOTE.match(part, position)
                stop = closing.end() if closing else len(part)
                line += part.count(b"\n", position, stop)
                position = stop
                if closing is None:
                    break
                began, opened, begun = opened, None, True
            else:
                position = _end_of(plain, part, position)
            after = part[position : position + 1]
            if after == self._delimiter:
                delimiters += 1
                position += 1
                continue
            if after not in (b"\r", b"\n"):
                cell = part[part.rfind(self._delimiter, 0, position) + 1 : position]
                where = Place(line, number, delimiters)
                raise MalformedError(_misplaced(where, cell.rpartition(b"\n")[2], began))
            end = b"\r\n" if part.startswith(b"\r\n", position) else after
            yield WalkedRow(
                number=number,
                line=line,
                cells=delimiters + 1,
                is_blank=position == start and not begun,
                start=start,
                stop=position,
                end=end,
            )
            position += len(end)
            start, begun = position, False
            line += end != b"\r"
            number, delimiters = number + 1, 0
        self.place = Place(line, number, delimiters, opened)


def opened_at(part: bytes, place: Place, column: int) -> tuple[int, int] | None:
    """Line and column of the cell that a part ends in, between its quotes; `column` is its own."""
    position = _still_open(part)
    line = place.line + part.count(b"\n", 0, max(position, 0))
    return place.opened if position < 0 else (line, column)


def _still_open(part: bytes) -> int:
    """Position of the quote that opened the cell the part ends in; -1 when that was before it."""
    position = part.rfind(b'"')
    # A quote right behind another goes on with the cell that the other one seemed to close.
    while position > 0 and part[position - 1] == ord('"'):
        position = part.rfind(b'"', 0, position - 1)
    return position


@cache
def _plain(delimiter: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'[^"\r\n' + re.escape(delimiter) + rb"]*+")


def _end_of(pattern: re.Pattern[bytes], part: bytes, position: int) -> int:
    """Where what matches at `position` ends; the pattern matches nothing at least."""
    found = pattern.match(part, position)
    assert found is not None
    return found.end()


def _misplaced(where: Place, before: bytes, began: tuple[int, int] | None) -> Malformed:
    """A quote after text, or text after a quote; `before` is what the cell has up to there."""
    details: dict[str, object] = {}
    if began is None:
        kind = "quote_inside" if before.strip() else "space_before"
    elif began[0] == where.line:
        kind = "quote_behind"
    else:
        kind, details = "quote_behind_lines", {"began": began[0]}
    return Malformed(
        kind=kind,
        line=where.line,
        row=where.row,
        column=where.delimiters + 1,
        details=details,
    )
