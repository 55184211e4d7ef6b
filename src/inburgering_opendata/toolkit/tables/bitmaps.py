"""Flags as bits, 64 in a word, the first in its lowest bit; zeros fill the last word."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]


BLOCK = 1 << 18
"""Bytes that are compared at a time: what is made of them stays in the cache of the processor."""


def where(text: Bytes, sign: int) -> Words:
    """The words that hold where the sign stands."""
    words = np.zeros(-(-len(text) // 64), "<u8")
    octets = words.view(np.uint8)
    flags = np.empty(min(BLOCK, len(text)), np.bool_)
    for start in range(0, len(text), BLOCK):
        block = text[start : start + BLOCK]
        found = np.packbits(np.equal(block, sign, out=flags[: len(block)]), bitorder="little")
        octets[start // 8 : start // 8 + len(found)] = found
    return words


def moved_on(bits: Words) -> Words:
    """Each place gets the bit of the one before it."""
    moved = bits << np.uint64(1)
    moved[1:] |= bits[:-1] >> np.uint64(63)
    return moved


def moved_back(bits: Words) -> Words:
    """Each place gets the bit of the one behind it."""
    moved = bits >> np.uint64(1)
    moved[:-1] |= bits[1:] << np.uint64(63)
    return moved


def number_of(bits: Words) -> int:
    """How many are set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def is_set(bits: Words, place: int) -> bool:
    word, bit = divmod(place, 64)
    return bool(int(bits[word]) >> bit & 1)


def number_before_words(bits: Words) -> npt.NDArray[np.int64]:
    """For each word, how many are set in those before it."""
    counts = np.bitwise_count(bits)
    before: npt.NDArray[np.int64] = np.cumsum(counts, dtype=np.int64) - counts
    return before


def number_up_to_last(bits: Words, marks: Words) -> int:
    """How many are set before the last mark; none when there is no mark."""
    words = np.flatnonzero(marks)
    if not len(words):
        return 0
    last = int(words[-1])
    up_to = (1 << int(marks[last]).bit_length()) - 1
    return number_of(bits[:last]) + (int(bits[last]) & up_to).bit_count()


def is_printable(ascii: bytes, line_feeds: int) -> bool:
    """Whether there is no sign but those that ASCII prints, and so many line feeds."""
    controls = np.count_nonzero(np.frombuffer(ascii, np.uint8) < 0x20)
    return controls == line_feeds and b"\x7f" not in ascii
