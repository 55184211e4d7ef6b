"""How a total was divided by a key: largest remainder, every step of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Division:
    """The part of one municipality, in whole units (euros, or eurocents)."""

    share_whole: int
    """total × key ÷ key total, rounded down."""
    remainder: int
    """What the division leaves; to be read over the key total."""
    left_over: int
    """Units that rounding down leaves for all municipalities together."""
    place: int
    """Place of the remainder among all: the first `left_over` get a unit more."""

    @property
    def extra(self) -> int:
        return int(self.place <= self.left_over)

    @property
    def part(self) -> int:
        return self.share_whole + self.extra


def divide(total: int, keys: Mapping[str, int], key_total: int) -> dict[str, Division]:
    """The part of each code of `keys`; equal remainders go by code."""
    exact = {code: divmod(total * key, key_total) for code, key in keys.items()}
    left_over = total - sum(whole for whole, _ in exact.values())
    in_order = sorted(exact, key=lambda code: (-exact[code][1], code))
    return {
        code: Division(*exact[code], left_over, place)
        for place, code in enumerate(in_order, start=1)
    }


def rounded(number: int, by: int) -> int:
    """`number` ÷ `by`, both 0 or more, rounded half up, in whole numbers."""
    return (2 * number + by) // (2 * by)


def as_share(number: int, total: int) -> str:
    """A part of a total in ten decimals, as a table has it."""
    digits = f"{rounded(number * 10**10, total):011}"
    return f"{digits[:-10]}.{digits[-10:]}"
