"""The perturbation table is what it declares: the tables of others, its properties, its limits."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inburgering_opendata.outcomes.counting.keys import CELL_KEYS
from inburgering_opendata.outcomes.disclosure.entropy import chances_of_most_entropy
from inburgering_opendata.outcomes.disclosure.errors import (
    PERTURBATION_IMPOSSIBLE,
    PERTURBATION_WRONG,
)
from inburgering_opendata.outcomes.disclosure.perturbation import (
    CHANCES,
    PerturbationTable,
    check,
    perturbation_table,
)
from inburgering_opendata.outcomes.disclosure.settings import Settings, load_settings
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project


def test_a_table_of_ptable_comes_out_the_same() -> None:
    """The R package ptable 1.0.0 prints these for create_cnt_ptable(D = 2, V = 1); its row for a
    count of 1 is held to be monotone besides, so only that of 2 and more is comparable.
    """
    settings = Settings(maximum=2, variance=Decimal(1), largest_unpublished=0)
    row = perturbation_table(settings).of(2)
    assert {a: round(w / CHANCES, 4) for a, w in row.items()} == {
        -2: 0.0638,
        -1: 0.2447,
        0: 0.383,
        1: 0.2447,
        2: 0.0638,
    }


@given(
    st.integers(2, 8),
    st.integers(1, 400).map(lambda hundredths: Decimal(hundredths) / 50),
    st.integers(0, 4),
)
def test_every_row_is_unbiased_with_its_variance_and_publishes_nothing_small(
    maximum: int, variance: Decimal, largest_unpublished: int
) -> None:
    settings = Settings(maximum=maximum, variance=variance, largest_unpublished=largest_unpublished)
    try:
        table = perturbation_table(settings)
    except OpendataError as error:
        assume(error.kind is not PERTURBATION_IMPOSSIBLE)
        raise
    assert table.of(0) == {0: CHANCES}, "a zero stays a zero"
    for count, row in table.weights.items():
        assert sum(row.values()) == CHANCES == CELL_KEYS
        assert sum(added * weight for added, weight in row.items()) == 0
        assert max(map(abs, row)) <= maximum
        shown = {count + added for added in row}
        assert min(shown) >= 0
        assert not shown & set(range(1, largest_unpublished + 1))
        spread = sum(added**2 * weight for added, weight in row.items()) / CHANCES
        assert not count or math.isclose(spread, variance, abs_tol=1e-6)


def test_no_other_distribution_has_more_entropy(project: Project) -> None:
    """Weight is moved along every direction that keeps sum, mean and variance."""
    table = perturbation_table(load_settings(project))

    def entropy(row: dict[int, float]) -> float:
        return -sum(p * math.log(p) for p in row.values() if p)

    for count, row in list(table.weights.items())[1:]:
        chances = {added: weight / CHANCES for added, weight in row.items()}
        support = list(chances)
        for at in range(len(support) - 3):
            four = support[at : at + 4]
            # The direction that changes none of the three, by the differences of its points.
            factors = [1 / math.prod(v - w for w in four if w != v) for v in four]
            for step in (1e-7, -1e-7):
                moved = dict(chances)
                for value, factor in zip(four, factors, strict=True):
                    moved[value] += step * factor
                if min(moved.values()) > 0:
                    assert entropy(moved) <= entropy(chances) + 1e-11, (count, four)


@given(st.integers(2, 8), st.integers(105, 400).map(lambda hundredths: Decimal(hundredths) / 50))
def test_chances_are_exact(maximum: int, variance: Decimal) -> None:
    """Mean and variance hang on both unknowns: they are right only where those are."""
    support = [-1, *range(2, maximum + 1)]
    assume(variance < maximum)
    chances = chances_of_most_entropy(support, float(variance))
    assert math.isclose(math.fsum(chances), 1)
    pairs = list(zip(support, chances, strict=True))
    assert math.isclose(math.fsum(v * c for v, c in pairs), 0, abs_tol=1e-13)
    assert math.isclose(math.fsum(v * v * c for v, c in pairs), variance, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"variance": Decimal(2)}, "for a count of 1 has the variance 2.0; it can be more than 2"),
        ({"variance": Decimal(7)}, "less than 6"),
        ({"maximum": 2, "variance": Decimal("2.25"), "largest_unpublished": 4}, "a count of 1"),
    ],
)
def test_what_cannot_be_says_which_variance_can(changes: dict[str, object], words: str) -> None:
    with pytest.raises(OpendataError) as caught:
        perturbation_table(replace(Settings(), **changes))  # type: ignore[arg-type]
    assert caught.value.kind is PERTURBATION_IMPOSSIBLE
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({-1: 1, 2: 1}, "its weights do not add up"),
        ({-3: 500_000_000, 3: 500_000_000}, "its variance is another"),
        ({-3: 400_000_000, 3: 600_000_000}, "its mean is not 0"),
        ({-7: 500_000_000, 7: 500_000_000}, "more is added than the maximum"),
        ({-4: 500_000_000, 4: 500_000_000}, "it becomes negative"),
        ({-2: 500_000_000, 2: 500_000_000}, "it becomes too small to publish"),
        ({-3: 0, 0: CHANCES}, "a weight is below 1"),
    ],
)
def test_a_table_that_is_not_what_it_should_be_is_refused(row: dict[int, int], words: str) -> None:
    with pytest.raises(OpendataError) as caught:
        check(PerturbationTable({0: {0: CHANCES}, 3: row}), Settings())
    assert caught.value.kind is PERTURBATION_WRONG
    assert words in caught.value.message


def test_the_published_table_is_the_one_that_is_drawn_from(project: Project) -> None:
    published = Assembly(project).table("perturbation")
    table = perturbation_table(load_settings(project))
    assert PerturbationTable.of_rows(published) == table
    for row in published.to_pylist():
        ends = row["first_key"], row["first_key"] + row["weight"] - 1
        assert {table.added(row["count"], key) for key in ends} == {row["added"]}


def test_the_half_width_holds_as_many_as_it_says(project: Project) -> None:
    table = perturbation_table(load_settings(project))
    half = table.half_width(95)

    def within(width: int) -> list[float]:
        rows = table.weights.values()
        return [sum(w for a, w in row.items() if abs(a) <= width) / CHANCES for row in rows]

    assert min(within(half)) >= 0.95 > min(within(half - 1))
