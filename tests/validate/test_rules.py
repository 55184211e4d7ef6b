"""The rules of the field, on small tables by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inburgering_opendata.funding.rules import (
    amounts_follow_key,
    targets_follow_adams,
)
from inburgering_opendata.municipalities.rules import population_continues
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Finding


class Rows(Columns):
    """A table given as rows."""

    def __init__(self, names: str, *rows: tuple[Any, ...]) -> None:
        self._names = names.split()
        self._rows = rows

    def rows(self, *names: str) -> Iterable[tuple[Any, ...]]:
        positions = [self._names.index(name) for name in names]
        return (tuple(row[position] for position in positions) for row in self._rows)


def adams(*rows: tuple[Any, ...]) -> Finding:
    table = Rows("half_year target inhabitants national", *rows)
    return targets_follow_adams(table, "half_year", "target", "inhabitants", "national")


def test_targets_of_adams_method_pass() -> None:
    # By hand: with 150 inhabitants a person, 1000, 500 and 100 give 6.67, 3.33 and 0.67: 7, 4, 1.
    assert adams(("H1", 7, 1000, 12), ("H1", 4, 500, 12), ("H1", 1, 100, 12)).success


@pytest.mark.parametrize(
    ("rows", "row", "key"),
    [
        # The same total by largest remainder: the smallest gets too little, the largest too much.
        ((("H1", 8, 1000, 12), ("H1", 3, 500, 12), ("H1", 1, 100, 12)), 0, None),
        # Rounded up one by one: 7.5, 3.75 and 0.75 give one too many.
        ((("H1", 8, 1000, 12), ("H1", 4, 500, 12), ("H1", 1, 100, 12)), None, "H1"),
        ((("H1", 0, 1000, 0),), 0, None),
        ((("H1", None, 1000, 1),), 0, None),
    ],
)
def test_targets_of_another_rounding_fail(
    rows: tuple[tuple[Any, ...], ...], row: int | None, key: str | None
) -> None:
    breaches = adams(*rows).breaches
    assert any(b.row == row and b.key.get("half_year") == key for b in breaches), breaches


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.fractions(Fraction(1, 2), 10**4)
)
def test_whatever_a_divisor_rounds_up_follows_adams(sizes: list[int], divisor: Fraction) -> None:
    targets = [ceil(size / divisor) for size in sizes]
    total = sum(targets)
    rows = [("H1", t, size, total) for t, size in zip(targets, sizes, strict=True)]
    assert adams(*rows).success
    assume(len(sizes) > 1)
    moved = [(rows[0][0], rows[0][1] + 2, *rows[0][2:]), *rows[1:]]
    assert not adams(*moved).success


def test_a_municipality_forgotten_at_a_merger_is_found() -> None:
    changes = Rows(
        "date old_code new_code",
        (date(2021, 1, 1), "A", "C"),
        (date(2021, 1, 1), "B", "C"),
    )
    before = [("A", date(2020, 1, 1), 1000), ("B", date(2020, 1, 1), 500)]
    grown = [("C", date(2021, 1, 1), 1520), ("D", date(2021, 1, 1), 9)]
    forgotten = [("C", date(2021, 1, 1), 1000)]

    def judge(*rows: tuple[Any, ...]) -> Finding:
        table = Rows("code day inhabitants", *rows)
        return population_continues(table, "code", "day", "inhabitants", changes, 3)

    assert judge(*before, *grown).success
    [breach] = judge(*before, *forgotten).breaches
    assert (breach.expected, breach.observed) == ("about 1,500, as on 2020-01-01", "1,000")
    assert breach.key == {"code": "A, B, C", "day": "2021-01-01"}
    # A date without a single inhabitant is none to compare with, even right beside the change.
    nobody = ("A", date(2020, 12, 31), None)
    assert judge(*before, nobody, *forgotten).breaches == (breach,)


def test_a_larger_key_with_less_money_is_found() -> None:
    table = Rows("s amount key total", ("s", 5, 10, 30), ("s", 4, 11, 30), ("s", 4, 9, 30))
    breaches = amounts_follow_key(table, "s", "amount", "key", "total").breaches
    assert any(b.row == 1 and b.expected == "at least 5" for b in breaches)
