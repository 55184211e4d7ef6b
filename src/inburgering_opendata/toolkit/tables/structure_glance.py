"""Whether a part of a CSV text is surely in order, told without looking at its cells one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.tables.structure_walk import Place

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.tables.bitmaps import Words

SAMPLE = 1 << 16
FEW = 1 << 7
"""Quotes in so many bytes of a part that are cut at one by one; more are looked at as an array,
which takes longer to begin with.
"""


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


def glance(part: bytes, place: Place, shape: Shape) -> Place | None:
    """Where the next part begins, when this one is in order; None when that must be looked at.

    Only what is surely in order passes; a part ends where a line ends.
    """
    if shape.width == 1 and not shape.blank_lines and _may_have_blank_lines(part):
        return None
    found = _signs(part, place.opened is not None, shape)
    if found is None:
        return None
    signs, is_open = found
    signs = shape.delimiter * place.delimiters + signs
    rows = signs.count(b"\n")
    stop = signs.rfind(b"\n") + 1
    left = len(signs) - stop
    if shape.width is not None and (left >= shape.width or signs[:stop] != shape.row * rows):
        return None
    opened = None
    if is_open:
        position = _still_open(part)
        line = place.line + part.count(b"\n", 0, max(position, 0))
        opened = place.opened if position < 0 else (line, left + 1)
    quotes = place.opened is not None or b'"' in part
    lines = part.count(b"\n") if quotes else rows
    return Place(place.line + lines, place.row + rows, left, opened)


def _signs(part: bytes, is_open: bool, shape: Shape) -> tuple[bytes, bool] | None:
    """The delimiters and line feeds outside quotes, and whether a quote is left open.

    None when a quote is out of place, or a row does not end as the header does. Quotes open and
    close in turn: one that opens stands at the start of a cell or right behind one that closes,
    which is how a quote that is text is written; one that closes, the other way round.
    """
    if not is_open and b'"' not in part:
        return _ended_alike(part, shape, False)
    few = part.count(b'"', 0, SAMPLE) < FEW or not _has_arrays()
    return (_signs_of_few if few else _signs_of_many)(part, is_open, shape)


@cache
def _has_arrays() -> bool:
    """Whether numpy is there: who only reads may do without, and waits longer."""
    return find_spec("numpy") is not None


def _may_have_blank_lines(part: bytes) -> bool:
    return part.startswith((b"\n", b"\r")) or b"\n\n" in part or b"\n\r" in part


def _ended_alike(text: bytes, shape: Shape, is_open: bool) -> tuple[bytes, bool] | None:
    """The answer for what stands outside quotes, when every row ends as the header does."""
    if shape.end == b"\r\n":
        if not text.count(b"\r") == text.count(b"\r\n") == text.count(b"\n"):
            return None
    elif b"\r" in text:
        return None
    return text.translate(None, _all_but(shape.delimiter + b"\n")), is_open


@cache
def _all_but(signs: bytes) -> bytes:
    return bytes(set(range(256)) - set(signs))


def _signs_of_few(part: bytes, is_open: bool, shape: Shape) -> tuple[bytes, bool] | None:
    """See `_signs`: what stands between quotes is left out piece by piece."""
    pieces = part.split(b'"')
    outside = pieces[is_open::2]
    left_open = (len(pieces) - 1 + is_open) % 2 == 1
    edges = {b"", b"\n", b"\r", shape.delimiter}
    # The first piece begins with the part, and the last one ends with it.
    starts = {piece[:1] for piece in (outside if is_open else outside[1:])}
    stops = {piece[-1:] for piece in (outside if left_open else outside[:-1])}
    if not starts | stops <= edges:
        return None
    # A quote between the pieces keeps what did not stand side by side from doing so.
    return _ended_alike(b'"'.join(outside), shape, left_open)


def _signs_of_many(part: bytes, is_open: bool, shape: Shape) -> tuple[bytes, bool] | None:
    """See `_signs`: every byte is a bit, and 64 of them are looked at in one step."""
    import numpy as np

    from inburgering_opendata.toolkit.tables.bitmaps import moved_back, moved_on, packed, unpacked

    text = np.frombuffer(part, np.uint8)
    quotes, delimiters, feeds, returns = (
        packed(text == sign[0]) for sign in (b'"', shape.delimiter, b"\n", b"\r")
    )
    inside = _inside(quotes, is_open)
    edges = quotes | delimiters | feeds | returns
    before = moved_on(edges)
    before[0] |= 1  # what a part begins with stands at the start of a line, or inside quotes
    if (quotes & inside & ~before).any() or (quotes & ~inside & ~moved_back(edges)).any():
        return None
    feeds &= ~inside
    returns &= ~inside
    pairs = shape.end == b"\r\n"
    ends = moved_back(feeds) if pairs else np.zeros_like(feeds)
    begins_with_feed = bool(feeds[0] & np.uint64(1))
    if (returns ^ ends).any() or (pairs and begins_with_feed):
        return None
    kept = unpacked((delimiters & ~inside) | feeds, len(text))
    word, bit = divmod(len(text) - 1, 64)
    return text[kept].tobytes(), bool(int(inside[word]) >> bit & 1)


def _inside(quotes: Words, is_open: bool) -> Words:
    """Whether a byte has an odd number of quotes up to it, itself one of them."""
    import numpy as np

    inside = quotes.copy()
    for step in np.array([1, 2, 4, 8, 16, 32], np.uint64):
        inside ^= inside << step
    odd = inside >> np.uint64(63)
    opened: Words = np.bitwise_xor.accumulate(odd) ^ odd ^ np.uint64(is_open)
    return inside ^ (np.uint64(0) - opened)


def _still_open(part: bytes) -> int:
    """Position of the quote that opened the cell the part ends in; -1 when that was before it."""
    position = part.rfind(b'"')
    # A quote right behind another goes on with the cell that the other one seemed to close.
    while position > 0 and part[position - 1] == ord('"'):
        position = part.rfind(b'"', 0, position - 1)
    return position
