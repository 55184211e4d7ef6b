"""The small picture on the page of a municipality: where its amount stands among all of them.

Written directly as SVG: hundreds are made, and each is a score of bars.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

# Steps that people can read; each bin runs from one to the next, in whole euros.
_STEPS = tuple(step * 10**power for power in range(9) for step in (1, 2, 5))

WIDTH, HEIGHT, FOOT, HEAD = 440, 140, 26, 28


@dataclass(frozen=True)
class Bin:
    """Amounts from `low` up to, but not including, `high`."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bin as it is drawn."""

    bin: Bin
    x: int
    y: int
    width: int
    height: int
    own: bool

    @property
    def anchor(self) -> str:
        """On which side of its bar a name has room, as SVG has it."""
        return "start" if self.middle < WIDTH // 2 else "end"

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


class Distribution:
    """The amounts of one stream, in bins that grow like 1, 2, 5, 10."""

    def __init__(self, amounts: Iterable[int]) -> None:
        self._amounts = sorted(amounts)
        first = max(bisect_right(_STEPS, self._amounts[0]) - 1, 0)
        last = bisect_right(_STEPS, self._amounts[-1])
        edges = _STEPS[first : last + 1]
        self.bins = tuple(
            Bin(low, high, bisect_left(self._amounts, high) - bisect_left(self._amounts, low))
            for low, high in pairwise(edges)
        )

    def below(self, amount: int) -> int:
        return bisect_left(self._amounts, amount)

    def above(self, amount: int) -> int:
        return len(self._amounts) - bisect_right(self._amounts, amount)

    def bars(self, amount: int) -> tuple[Bar, ...]:
        """The bars of the picture, the one that holds `amount` marked."""
        plain, own = self._drawn
        return tuple(
            marked if marked.bin.low <= amount < marked.bin.high else bar
            for bar, marked in zip(plain, own, strict=True)
        )

    @cached_property
    def _drawn(self) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
        """Every bar as somebody else's, and as one's own."""
        return self._bars(own=False), self._bars(own=True)

    def _bars(self, *, own: bool) -> tuple[Bar, ...]:
        step = WIDTH // len(self.bins)
        most = max(bin_.count for bin_ in self.bins)
        heights = [-(-(HEIGHT - FOOT - HEAD) * bin_.count // most) for bin_ in self.bins]
        return tuple(
            Bar(
                bin=bin_,
                x=number * step,
                y=HEIGHT - FOOT - height,
                width=step - 2,
                height=height,
                own=own,
            )
            for number, (bin_, height) in enumerate(zip(self.bins, heights, strict=True))
        )
