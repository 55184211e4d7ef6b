"""Exact division of a whole amount: largest remainder (Hamilton), ties to the lower code."""

from __future__ import annotations

from collections.abc import Mapping


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
