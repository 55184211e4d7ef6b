"""Largest remainder keeps its promises for every total and every set of weights."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.assemble.apportionment import largest_remainder

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
