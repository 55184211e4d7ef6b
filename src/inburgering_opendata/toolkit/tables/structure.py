"""The structure of a CSV text as it comes in, in bounded memory: rows, cells, quotes, line ends.

RFC 4180 to the letter. Readers forgive what it forbids, each in its own way, so that a row may
vanish into a cell for the one and not for the other. What passes here, all read alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inburgering_opendata.toolkit.tables.malformed import ENDS, Malformed, MalformedError
from inburgering_opendata.toolkit.tables.structure_glance import glance
from inburgering_opendata.toolkit.tables.structure_walk import Place, Shape, Walk, WalkedRow

MOST_PROBLEMS = 100
"""Rows of a text that are named; the rest is not looked at."""

LONGEST_HEADER = 1 << 20
"""Bytes of a header of several lines."""

LARGE = 1 << 25
"""Bytes of a text behind which it is looked at with arrays."""

_CHUNK = 1 << 20
_UNIT_SEPARATOR = "\x1f"

HeaderCheck = Callable[[Sequence[str]], str | None]
"""Why a text with these columns cannot be read, or None."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a text is delimited, and what it may have beyond RFC 4180."""

    delimiter: str = ","
    ragged: bool = False
    """Rows need not be as long as the first."""
    blank_lines: bool = False
    """A line without anything may stand between the rows."""


class Structure:
    """A pass over the parts of a text; `problems` are in the order of the text.

    A row of the wrong length is named and passed over; any other problem is the last, as nothing
    behind it can be told apart.
    """

    def __init__(
        self,
        form: Form,
        check_first_line: Callable[[str], str | None] | None = None,
        check_header: HeaderCheck | None = None,
    ) -> None:
        self.problems: list[Malformed] = []
        self.line_feeds = 0
        """Of what was fed, whatever it holds."""
        self.is_large = False
        """Whether there is so much of it that it is looked at with arrays."""
        self._fed = 0
        self._form = form
        self._delimiter = form.delimiter.encode()
        self._check_first_line = check_first_line
        self._check_header = check_header
        self._shape: Shape | None = None
        self._place = Place()
        self._rest = b""
        self._lost = False

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes, up to the last line feed among them."""
        self._fed += len(chunk)
        self.is_large = self._fed > LARGE
        stop = chunk.rfind(b"\n") + 1
        if not stop and not self._lost:
            self._rest += chunk
        elif not self._lost:
            part = b"".join((self._rest, memoryview(chunk)[:stop]))
            self._rest = chunk[stop:]
            self._look(part)
        # A look at rows counts their lines.
        looked = self._shape is not None and not self._lost
        self.line_feeds = self._place.line - 1 if looked else self.line_feeds + chunk.count(b"\n")

    def finish(self) -> None:
        """Look at what is left, once there is no more."""
        if self._rest and not self._lost:
            # The last row need not end in anything; so that it ends as the others do.
            self._look(self._rest + (self._shape.end if self._shape else b"\n"))
        if self._place.opened and not self._lost:
            self._lose(self._unclosed())

    def _look(self, part: bytes) -> None:
        try:
            if self._shape is None:
                part = self._behind_header(part)
            if self._shape is None or not part:
                return
            ahead = glance(part, self._place, self._shape, is_large=self.is_large)
            self._place = ahead or self._walk(part, self._shape)
        except MalformedError as error:
            self._lose(error.malformed)

    def _unclosed(self) -> Malformed:
        line, column = self._place.opened or (self._place.line, 1)
        return Malformed(kind="quote_unclosed", line=line, row=self._place.row, column=column)

    def _lose(self, malformed: Malformed) -> None:
        self.problems.append(malformed)
        self._lost = True
        self._rest = b""

    def _behind_header(self, part: bytes) -> bytes:
        """What follows the header, by which the shape is known; raises `MalformedError`."""
        if self._check_first_line is not None:
            line = part.partition(b"\n")[0].decode(errors="replace").rstrip("\r")
            if problem := self._check_first_line(line):
                raise _of_header(problem)
        walk = Walk(part, Place(), self._delimiter)
        row = next(walk.rows(), None)
        if row is None:
            # A cell of the header goes on in the next part.
            self._rest = part + self._rest
            self._place = walk.place
            if len(part) > LONGEST_HEADER:
                raise MalformedError(self._unclosed())
            return b""
        if row.end == b"\r":
            raise MalformedError(Malformed(kind="lone_return", line=row.line, row=1))
        text = part[: row.stop].decode(errors="replace")
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self._form.delimiter), [])
        if self._check_header is not None and (problem := self._check_header(cells or [""])):
            raise _of_header(problem)
        self._shape = Shape(
            self._delimiter,
            row.end,
            None if self._form.ragged else row.cells,
            self._form.blank_lines or self._form.ragged,
        )
        header = row.stop + len(row.end)
        self._place = Place(part.count(b"\n", 0, header) + 1, 2)
        return part[header:]

    def _walk(self, part: bytes, shape: Shape) -> Place:
        walk = Walk(part, self._place, self._delimiter)
        for row in walk.rows():
            if row.end != shape.end:
                raise MalformedError(_mixed(row, shape.end))
            if malformed := _of_length(part, row, shape):
                self.problems.append(malformed)
                if len(self.problems) == MOST_PROBLEMS:
                    self._lost = True
                    break
        return walk.place


def problems_of_structure(text: str, form: Form) -> list[Malformed]:
    """All that `Structure` finds in a text that is at hand as a whole."""
    if not form.delimiter.isascii():
        # A delimiter of several bytes gives way to the sign that ASCII has for it.
        text = text.replace(form.delimiter, _UNIT_SEPARATOR)
        form = replace(form, delimiter=_UNIT_SEPARATOR)
    structure = Structure(form)
    data = text.encode()
    for start in range(0, len(data), _CHUNK):
        structure.feed(data[start : start + _CHUNK])
    structure.finish()
    return structure.problems


def _of_header(problem: str) -> MalformedError:
    return MalformedError(Malformed(kind="header", line=1, row=1, details={"problem": problem}))


def _mixed(row: WalkedRow, expected: bytes) -> Malformed:
    details = {"found": ENDS[row.end], "expected": ENDS[expected]}
    return Malformed(kind="mixed_ends", line=row.line, row=row.number, details=details)


def _of_length(part: bytes, row: WalkedRow, shape: Shape) -> Malformed | None:
    """What is wrong with the number of cells of a row."""
    if row.is_blank:
        if shape.blank_lines:
            return None
        details = {"cells": 0, "expected": shape.width}
        return Malformed(kind="blank", line=row.line, row=row.number, details=details)
    if shape.width in (None, row.cells):
        return None
    assert shape.width is not None
    details = {"cells": row.cells, "expected": shape.width}
    text = part[row.start : row.stop]
    surplus = row.cells - shape.width
    kind = "cells"
    if 0 < surplus <= len(text) - len(text.rstrip(shape.delimiter)):
        kind, details = "surplus_empty", details | {"surplus": surplus}
    return Malformed(kind=kind, line=row.line, row=row.number, details=details)
