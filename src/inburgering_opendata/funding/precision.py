"""Whether a computed value is what was reported, as precisely as it was reported."""

from __future__ import annotations

_STEPS = (1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)


def rounding_of(precision: str, value: int) -> int:
    """The unit to which a value was rounded: 1 for an exact one, 1,000 for one in thousands.

    Of a value that is said to be about, just over or just under it is the largest of 1, 5, 10,
    50 and so on that divides it: 145 is of fives, 600 of hundreds.
    """
    if precision in ("exact", "part_of_period"):
        return 1
    if precision == "thousands":
        return 1_000
    return max((step for step in _STEPS if value and value % step == 0), default=1)


def range_of(precision: str, value: int) -> tuple[int, int]:
    """The least and the largest whole number that a rounded `value` can have been."""
    half = rounding_of(precision, value) // 2
    return value - half, value + max(half - 1, 0)


def meets(precision: str, value: int, computed: int) -> bool:
    """Whether `computed` is within the rounding of a reported `value`.

    An exact value is met exactly. One in thousands, rounded or about is met from half a unit
    below it up to half a unit above it; `just_under` is met within the unit below it, `just_over`
    within the unit from it on, and `at_least` by anything from it on.
    """
    unit = rounding_of(precision, value)
    match precision:
        case "exact":
            return computed == value
        case "just_under":
            return value - unit <= computed < value
        case "just_over":
            return value <= computed < value + unit
        case "at_least":
            return computed >= value
        case _:
            return -unit <= 2 * (computed - value) < unit
