"""Whether a part of a CSV text is surely in order, told with arrays: 64 bytes in one step.

It finds what `structure_glance` finds without arrays, in a fraction of the time.
"""

from __future__ import annotations

import numpy as np

from inburgering_opendata.toolkit.tables.bitmaps import (
    Words,
    is_set,
    moved_back,
    moved_on,
    number_before_words,
    number_of,
    number_up_to_last,
    where,
)
from inburgering_opendata.toolkit.tables.structure_walk import Place, Shape, opened_at


def glance_by_bits(part: bytes, place: Place, shape: Shape) -> Place | None:
    """Where the next part begins, when this one is in order; None when that must be looked at."""
    text = np.frombuffer(part, np.uint8)
    delimiters, feeds = where(text, shape.delimiter[0]), where(text, ord("\n"))
    returns = where(text, ord("\r")) if b"\r" in part else np.zeros_like(feeds)
    lines = number_of(feeds)
    is_open = place.opened is not None
    if is_open or b'"' in part:
        quotes = where(text, ord('"'))
        inside = _inside(quotes, is_open)
        if _out_of_place(quotes, inside, quotes | delimiters | feeds | returns):
            return None
        delimiters, feeds, returns = (bits & ~inside for bits in (delimiters, feeds, returns))
        is_open = is_set(inside, len(text) - 1)
    if not _ended_alike(feeds, returns, shape):
        return None
    rows = number_of(feeds)
    left = number_of(delimiters) - number_up_to_last(delimiters, feeds)
    if not rows:
        left += place.delimiters
    if shape.width is not None:
        in_row = shape.width - 1
        if left > in_row or not _alike(delimiters, feeds, in_row, place.delimiters):
            return None
    opened = opened_at(part, place, left + 1) if is_open else None
    return Place(place.line + lines, place.row + rows, left, opened)


def _inside(quotes: Words, is_open: bool) -> Words:
    """Whether a byte has an odd number of quotes up to it, itself one of them."""
    inside = quotes.copy()
    for step in np.array([1, 2, 4, 8, 16, 32], np.uint64):
        inside ^= inside << step
    odd = inside >> np.uint64(63)
    opened: Words = np.bitwise_xor.accumulate(odd) ^ odd ^ np.uint64(is_open)
    return inside ^ (np.uint64(0) - opened)


def _out_of_place(quotes: Words, inside: Words, edges: Words) -> bool:
    """Whether a quote is.

    Quotes open and close in turn: one that opens stands at the start of a cell or right behind
    one that closes, which is how a quote that is text is written; one that closes, the other way
    round.
    """
    behind_edge = moved_on(edges)
    # What a part begins with stands at the start of a line, or inside quotes.
    behind_edge[0] |= np.uint64(1)
    in_place = (inside & behind_edge) | (~inside & moved_back(edges))
    return bool((quotes & ~in_place).any())


def _ended_alike(feeds: Words, returns: Words, shape: Shape) -> bool:
    """Whether every row ends as the header does."""
    if shape.end != b"\r\n":
        return not returns.any()
    return not is_set(feeds, 0) and bool((returns == moved_back(feeds)).all())


def _alike(delimiters: Words, feeds: Words, in_row: int, carried: int) -> bool:
    """Whether each row that ends has so many delimiters, `carried` of them in an earlier part."""
    words = np.flatnonzero(feeds)
    found = number_before_words(delimiters)[words] + carried
    expected = number_before_words(feeds)[words] * in_row
    left, among = feeds[words], delimiters[words]
    # The first row that ends in each word, then the second, as far as there are any.
    while len(left):
        lowest = left & (~left + np.uint64(1))
        expected += in_row
        if (found + np.bitwise_count(among & (lowest - np.uint64(1))) != expected).any():
            return False
        left ^= lowest
        more = left != 0
        left, among, found, expected = left[more], among[more], found[more], expected[more]
    return True
