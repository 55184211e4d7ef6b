"""Whether a part of a CSV text is surely in order, told without looking at its cells one by one."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from inburgering_opendata.toolkit.tables.structure_walk import Place, Shape, opened_at

SAMPLE = 1 << 16
"""Bytes of a part in which quotes are counted: enough to tell a part with many."""
FEW = 1 << 7
"""Quotes in so many bytes of a part that are cut at one by one; more are looked at with arrays,
which take a tenth of a second to begin with.
"""


def glance(part: bytes, place: Place, shape: Shape, *, is_large: bool = False) -> Place | None:
    """Where the next part begins, when this one is in order; None when that must be looked at.

    Only what is surely in order passes; a part ends where a line ends.

    Args:
        is_large: the part is one of many, so that beginning with arrays is worth it.
    """
    if shape.width == 1 and not shape.blank_lines and _may_have_blank_lines(part):
        return None
    if (is_large or part.count(b'"', 0, SAMPLE) >= FEW) and has_arrays():
        from inburgering_opendata.toolkit.tables.structure_bits import glance_by_bits

        return glance_by_bits(part, place, shape)
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
    opened = opened_at(part, place, left + 1) if is_open else None
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
    return _between_quotes(part, is_open, shape)


@cache
def has_arrays() -> bool:
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


def _between_quotes(part: bytes, is_open: bool, shape: Shape) -> tuple[bytes, bool] | None:
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
