"""The distribution of maximum entropy with mean 0 and a given variance, on a few whole numbers.

It is exp(a·v + b·v²), scaled to add up to 1, with a and b such that mean and variance are right.
They are where the logarithm of that sum is least, which is convex in both: its slopes are the mean,
and how far the variance is from the given one. Newton's method finds the place. Two unknowns need
no library, so the table that hangs on them can be made by who only reads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Pair = tuple[float, float]

_MOST_STEPS = 200
"""A dozen are enough, as each doubles the digits; this ends what would never come there."""
_CLOSE = 1e-6
"""Below this promised gain Newton's steps are safe as they are, and gains too small to be seen."""
_DONE = 1e-28
"""The promised gain of the last step: what chances still are off is its square root."""
_ENOUGH = 1e-4
"""The part of the promised gain that a step must bring, or be halved."""


def chances_of_most_entropy(support: Sequence[int], variance: float) -> list[float]:
    """The chance of each number in `support`, for a variance that these numbers can have."""
    directions = [(float(v), v * v - variance) for v in support]
    at = (0.0, -1 / (2 * variance))
    for _ in range(_MOST_STEPS):
        chances = _chances(directions, at)
        step, gain = _newton(directions, chances)
        size = 1.0
        if gain > _CLOSE:
            height = _height(directions, at)
            while _height(directions, _moved(at, step, size)) > height - _ENOUGH * size * gain:
                size /= 2
        at = _moved(at, step, size)
        if gain < _DONE:
            break
    return _chances(directions, at)


def _moved(at: Pair, step: Pair, size: float) -> Pair:
    return at[0] + size * step[0], at[1] + size * step[1]


def _exponents(directions: Sequence[Pair], at: Pair) -> list[float]:
    return [first * at[0] + second * at[1] for first, second in directions]


def _height(directions: Sequence[Pair], at: Pair) -> float:
    """The logarithm of the sum; the largest exponent is taken out, so that nothing overflows."""
    exponents = _exponents(directions, at)
    largest = max(exponents)
    return largest + math.log(math.fsum(math.exp(each - largest) for each in exponents))


def _chances(directions: Sequence[Pair], at: Pair) -> list[float]:
    exponents = _exponents(directions, at)
    largest = max(exponents)
    parts = [math.exp(each - largest) for each in exponents]
    total = math.fsum(parts)
    return [part / total for part in parts]


def _newton(directions: Sequence[Pair], chances: Sequence[float]) -> tuple[Pair, float]:
    """The step to where the slopes would be 0, were the bend everywhere the same; and its gain."""
    slope = [_mean(chances, [d[i] for d in directions]) for i in (0, 1)]
    away = [(first - slope[0], second - slope[1]) for first, second in directions]
    bend = [_mean(chances, [d[i] * d[j] for d in away]) for i, j in ((0, 0), (0, 1), (1, 1))]
    determinant = bend[0] * bend[2] - bend[1] ** 2
    step = (
        (bend[1] * slope[1] - bend[2] * slope[0]) / determinant,
        (bend[1] * slope[0] - bend[0] * slope[1]) / determinant,
    )
    return step, -(slope[0] * step[0] + slope[1] * step[1])


def _mean(chances: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(chance * value for chance, value in zip(chances, values, strict=True))
