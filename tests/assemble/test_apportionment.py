"""Largest remainder keeps its promises for every total and every set of weights."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.apportionment import (
    adams,
    adams_divisor,
    largest_remainder,
    rounded_up,
)

CODES = st.integers(0, 9999).map("GM{:04d}".format)
WEIGHTS = st.dictionaries(CODES, st.integers(0, 10**7), min_size=1, max_size=400).filter(
    lambda weights: sum(weights.values()) > 0
)
TOTALS = st.one_of(st.integers(0, 10**9), st.integers(2**53, 2**80))


@given(TOTALS, WEIGHTS)
def test_the_amounts_add_up_exactly_and_none_is_negative(
    total: int, weights: dict[str, int]
) -> None:
    amounts = largest_remainder(total, weights)
    assert sum(amounts.values()) == total
    assert min(amounts.values()) >= 0
    assert list(amounts) == sorted(weights)


@given(TOTALS, WEIGHTS)
def test_each_amount_is_within_one_unit_of_its_exact_share(
    total: int, weights: dict[str, int]
) -> None:
    whole = sum(weights.values())
    for code, amount in largest_remainder(total, weights).items():
        assert abs(amount - Fraction(total * weights[code], whole)) < 1


@given(TOTALS, WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: dict[str, int]) -> None:
    amounts = largest_remainder(total, weights)
    by_weight = sorted(weights, key=lambda code: weights[code])
    for smaller, larger in pairwise(by_weight):
        if weights[smaller] < weights[larger]:
            assert amounts[smaller] <= amounts[larger]


@given(TOTALS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_does_not_matter(
    total: int, weights: dict[str, int], chance: random.Random
) -> None:
    shuffled = list(weights.items())
    chance.shuffle(shuffled)
    assert largest_remainder(total, dict(shuffled)) == largest_remainder(total, weights)


def test_equal_remainders_go_to_the_lower_code() -> None:
    assert largest_remainder(2, {"GM0003": 1, "GM0002": 1, "GM0001": 1}) == {
        "GM0001": 1,
        "GM0002": 1,
        "GM0003": 0,
    }


def test_a_larger_remainder_goes_before_a_lower_code() -> None:
    # Exact shares of 10: 1.25, 3.75 and 5.
    assert largest_remainder(10, {"GM0001": 1, "GM0002": 3, "GM0003": 4}) == {
        "GM0001": 1,
        "GM0002": 4,
        "GM0003": 5,
    }


@pytest.mark.parametrize(
    ("total", "weights", "words"),
    [
        (-1, {"GM0001": 1}, "total is -1"),
        (1, {"GM0001": -1, "GM0002": 2}, "GM0001"),
        (1, {"GM0001": 0}, "nothing to divide by"),
        (1, {}, "nothing to divide by"),
    ],
)
def test_what_cannot_be_divided_is_refused(total: int, weights: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        largest_remainder(total, weights)


HOUSED = st.dictionaries(CODES, st.integers(0, 10**6), min_size=1, max_size=400)


@given(st.data(), HOUSED)
def test_adams_adds_up_and_no_divisor_fits_better(
    data: st.DataObject, weights: dict[str, int]
) -> None:
    """A divisor that gives these shares exists: every (share - 1) ÷ weight is below it, every
    share ÷ weight at or above it.
    """
    positive = {code: weight for code, weight in weights.items() if weight}
    least = len(positive)
    total = data.draw(st.integers(least, least + 10**5) if positive else st.just(0))
    shares = adams(total, weights)
    assert sum(shares.values()) == total
    assert list(shares) == sorted(weights)
    assert all(shares[code] >= 1 for code in positive)
    assert not any(shares[code] for code in weights if code not in positive)
    if positive:
        lowest = min(Fraction(shares[code], weight) for code, weight in positive.items())
        assert all(Fraction(shares[code] - 1, w) <= lowest for code, w in positive.items())


@given(st.data(), HOUSED)
def test_a_divisor_of_adams_gives_every_share_back(
    data: st.DataObject, weights: dict[str, int]
) -> None:
    least = sum(weight > 0 for weight in weights.values())
    total = data.draw(st.integers(least, least + 10**3) if least else st.just(0))
    shares = adams(total, weights)
    divisor = adams_divisor(shares, weights)
    if divisor is not None:
        assert shares == {code: -(-weights[code] // Fraction(divisor)) for code in sorted(weights)}


def test_the_divisor_of_adams_is_the_shortest_and_a_tie_has_none() -> None:
    # From 90 ÷ 8 = 11.25 up to, but not, 90 ÷ 7 = 12.86.
    weights = {"GM0001": 1, "GM0002": 9, "GM0003": 90}
    assert adams_divisor(adams(10, weights), weights) == "12"
    # From 100 ÷ 30 = 3.333 up to, but not, 101 ÷ 30 = 3.367.
    assert adams_divisor({"GM0001": 30, "GM0002": 31}, {"GM0001": 100, "GM0002": 101}) == "3.34"
    assert adams_divisor(adams(3, {"GM0001": 5, "GM0002": 5}), {"GM0001": 5, "GM0002": 5}) is None
    assert adams_divisor(adams(1, {"GM0001": 5}), {"GM0001": 5}) == "5"


@given(TOTALS, WEIGHTS)
def test_rounded_up_is_the_ceiling_of_the_exact_share(total: int, weights: dict[str, int]) -> None:
    whole = sum(weights.values())
    for code, share in rounded_up(total, weights).items():
        assert share - 1 < Fraction(total * weights[code], whole) <= share


def test_adams_gives_the_small_more_than_their_exact_share() -> None:
    # Exact shares of 10: 0.1, 0.9 and 9. Divided by 12 and rounded up: 1, 1 and 8.
    assert adams(10, {"GM0001": 1, "GM0002": 9, "GM0003": 90}) == {
        "GM0001": 1,
        "GM0002": 1,
        "GM0003": 8,
    }


def test_adams_cannot_round_up_over_more_recipients_than_there_are_units() -> None:
    for total, weights in (
        (1, {"GM0001": 1, "GM0002": 1}),
        (1, {"GM0001": 0}),
        (1, {"GM0001": -1}),
    ):
        with pytest.raises(ValueError, match=r"negative|cannot be rounded up"):
            adams(total, weights)
    with pytest.raises(ValueError, match="nothing to divide by"):
        rounded_up(1, {"GM0001": 0})
