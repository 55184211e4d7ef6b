"""Flags as bits, 64 in a word, the first in its lowest bit; zeros fill the last word."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]


def packed(flags: Flags) -> Words:
    """The words that hold the flags."""
    octets = np.packbits(flags, bitorder="little")
    return np.pad(octets, (0, -len(octets) % 8)).view("<u8")


def unpacked(bits: Words, count: int) -> Flags:
    """The first `count` flags."""
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").view(np.bool_)


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
