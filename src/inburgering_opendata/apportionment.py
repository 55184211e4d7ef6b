"""Exact division of a whole amount: largest remainder (Hamilton), Adams' method, and rounding
each share by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from heapq import heapify, heapreplace


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide `total` in proportion to `weights`, in whole units that add up to it exactly.

    Each recipient gets its exact share rounded down; what is left goes, a unit each, to the
    largest remainders, and between equal remainders to the lower code. Only integers are used.
    The outcome does not depend on the order of `weights`; each amount is less than one unit from
    the exact share, and a larger weight never gets less.

    No official rounding rule for the streams of the agreement was found; this one is ours.

    Args:
        total: what is divided, in whole units (euros), 0 or more.
        weights: the key value of each recipient (inhabitants), 0 or more, by code.

    Returns:
        The amount of each recipient by code, in the order of the codes.

    Raises:
        ValueError: the total or a weight is negative, or the weights add up to nothing.
    """
    if total < 0:
        raise ValueError(f"the total is {total}; 0 or more was expected")
    if negative := sorted(code for code, weight in weights.items() if weight < 0):
        raise ValueError(f"the weights of {negative} are negative")
    sum_of_weights = sum(weights.values())
    if sum_of_weights == 0:
        raise ValueError("the weights add up to 0, so there is nothing to divide by")

    shares = {code: divmod(total * weights[code], sum_of_weights) for code in sorted(weights)}
    amounts = {code: whole for code, (whole, _) in shares.items()}
    left = total - sum(amounts.values())
    for code in sorted(shares, key=lambda code: (-shares[code][1], code))[:left]:
        amounts[code] += 1
    return amounts


def adams(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide `total` by Adams' method, the divisor method that rounds up.

    Each recipient gets its weight divided by one divisor, rounded up; the divisor is the one at
    which that adds up to `total`. Where equal priorities leave a choice, the lower code goes
    first. Only integers and fractions are used.

    Huisvestingswet 2014, art. 29(1), rounds the share of each municipality in the national
    housing target up. Rounded up one by one the targets would exceed the national one; published
    targets meet this method. No rule text that names it was found.

    Args:
        total: what is divided, in whole units; at least one for each weight above 0.
        weights: the key value of each recipient (inhabitants), 0 or more, by code.

    Returns:
        The share of each recipient by code, in the order of the codes; 0 for a weight of 0.

    Raises:
        ValueError: a weight is negative, or there are more weights above 0 than units.
    """
    return dict(_adams(total, tuple(sorted(weights.items()))))


# The same targets are divided where they are made, where they are checked, and where explained.
@lru_cache(maxsize=64)
def _adams(total: int, weighted: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    weights = dict(weighted)
    if negative := sorted(code for code, weight in weights.items() if weight < 0):
        raise ValueError(f"the weights of {negative} are negative")
    positive = {code: weights[code] for code in sorted(weights) if weights[code]}
    if not len(positive) <= total or (total and not positive):
        raise ValueError(f"{total} cannot be rounded up over {len(positive)} recipients")
    # Rounding up adds less than one unit a recipient, so nobody gets less than this.
    sure, whole = total - len(positive), sum(positive.values())
    shares = {code: max(1, -(-weight * sure // whole)) for code, weight in positive.items()}
    queue = [(-Fraction(positive[code], share), code) for code, share in shares.items()]
    heapify(queue)
    for _ in range(total - sum(shares.values())):
        code = queue[0][1]
        shares[code] += 1
        heapreplace(queue, (-Fraction(positive[code], shares[code]), code))
    return {code: shares.get(code, 0) for code in sorted(weights)}


def adams_divisor(shares: Mapping[str, int], weights: Mapping[str, int]) -> str | None:
    """A divisor that gives `shares` by Adams' method: each weight divided by it, rounded up.

    Any from the largest weight ÷ share up to, but not, the smallest weight ÷ (share - 1) will do.

    Returns:
        The one of those with the fewest decimals, at most ten; None when there is none, as where
        equal priorities were broken by code, or nothing was divided.
    """
    above, over = 0, 1
    below, under = 1, 0
    for code, share in shares.items():
        weight = weights[code]
        if share and weight * over > above * share:
            above, over = weight, share
        if share > 1 and weight * under < below * (share - 1):
            below, under = weight, share - 1
    for places in range(11 if above else 0):
        divisor = -(-above * 10**places // over)
        if divisor * under < below * 10**places:
            return f"{Decimal(divisor).scaleb(-places):f}"
    return None


def rounded_up(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Each exact share of `total` rounded up by itself; together they exceed it.

    Raises:
        ValueError: the weights add up to nothing.
    """
    if (whole := sum(weights.values())) <= 0:
        raise ValueError("the weights add up to 0, so there is nothing to divide by")
    return {code: -(-total * weights[code] // whole) for code in sorted(weights)}


def ordinary_rounding(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Each exact share of `total` rounded to the nearest whole, halves up; they need not add up.

    Raises:
        ValueError: the weights add up to nothing.
    """
    if (whole := sum(weights.values())) <= 0:
        raise ValueError("the weights add up to 0, so there is nothing to divide by")
    return {code: (2 * total * weights[code] + whole) // (2 * whole) for code in sorted(weights)}
