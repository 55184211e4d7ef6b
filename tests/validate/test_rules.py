"""The rules of the field, on small tables by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from inburgering_opendata.municipalities.register_rules import (
    changes_complete,
    municipalities_go_over,
    population_continues,
    register_counts_equal,
)
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from inburgering_opendata.toolkit.validate.rules.presence import (
    distinct_counts_equal,
    group_sizes_equal,
    one_is_true,
    values_match_where,
)
from inburgering_opendata.toolkit.validate.rules.references import (
    group_totals_equal,
    group_totals_equal_reference,
)
from inburgering_opendata.toolkit.validate.rules.sums import ranges_adjoin


class Rows(Columns):
    """A table given as rows."""

    def __init__(self, names: str, *rows: tuple[Any, ...]) -> None:
        self._names = names.split()
        self._rows = rows

    def rows(self, *names: str) -> Iterable[tuple[Any, ...]]:
        positions = [self._names.index(name) for name in names]
        return (tuple(row[position] for position in positions) for row in self._rows)


def test_of_every_group_one_row_is_true() -> None:
    table = Rows("g c", ("a", True), ("b", True), ("a", False), ("b", None), ("c", True))
    assert one_is_true(table, "g", "c").success
    table = Rows("g c", ("a", True), ("b", False), ("a", True), ("b", None), ("a", True))
    breaches = list(one_is_true(table, "g", "c").breaches)
    assert [(breach.row, breach.key) for breach in breaches if breach.row is not None] == [
        (2, {}),
        (4, {}),
    ]
    assert [breach.key for breach in breaches if breach.row is None] == [{"g": "b"}]


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


@pytest.mark.parametrize(
    ("judge", "pinned"),
    [
        (lambda table, pins: group_totals_equal(table, "year", "number", pins), (3, 7)),
        (lambda table, pins: group_sizes_equal(table, "year", pins), (2, 2)),
        (lambda table, pins: distinct_counts_equal(table, "year", "name", pins), (2, 1)),
    ],
    ids=["totals", "sizes", "distinct counts"],
)
@pytest.mark.parametrize("new", [2023, None])
def test_a_group_without_a_pin_fails_as_does_one_that_is_missing(
    judge: Callable[[Columns, dict[str, int]], Finding], pinned: tuple[int, int], new: int | None
) -> None:
    rows = [(2021, "a", 1), (2021, "b", 2), (2022, "a", 3), (2022, "a", 4)]
    pins = dict(zip(("2021", "2022"), pinned, strict=True))
    assert judge(Rows("year name number", *rows), pins).success
    for right in pinned:
        wrong = judge(Rows("year name number", *rows, (new, "a", right)), pins)
        assert [(b.expected, b.key) for b in wrong.breaches] == [
            ("no such group", {"year": "(empty)" if new is None else "2023"})
        ]
    missing = judge(Rows("year name number", *rows[:2]), pins)
    assert [(b.observed, b.key) for b in missing.breaches] == [("no rows", {"year": "2022"})]


def test_a_group_without_a_total_in_the_reference_fails() -> None:
    table = Rows("group amount", ("a", 5), ("b", 7))
    groups, reference = Rows("group", ("a",), ("b",)), Rows("id total", ("a", 5), ("c", 1))

    def judge(reference: Columns) -> list[tuple[str, Any]]:
        found = group_totals_equal_reference(
            table, "group", "amount", groups, reference, "id", "total"
        )
        return [(breach.expected, breach.key) for breach in found.breaches]

    assert judge(reference) == [("a total to compare with", {"group": "b"})]
    assert judge(Rows("id total", ("a", 5), ("b", None))) == judge(reference)
    assert judge(Rows("id total", ("a", 5), ("b", 7))) == []


def test_a_value_must_match_where_its_condition_holds_and_may_be_anything_elsewhere() -> None:
    table = Rows("name kind", ("b1", "x"), ("a1", "y"), ("a2", None), (None, "x"), ("b2", "z"))

    def rows_of(*kinds: str | None) -> list[int | None]:
        return [b.row for b in values_match_where(table, "name", "^a", "kind", kinds).breaches]

    assert rows_of("x") == [0]
    assert rows_of("y", None) == []
    assert rows_of("x", "z", None) == [0, 4]


def test_a_line_feed_behind_a_text_is_part_of_it() -> None:
    table = Rows("name kind", ("a1", "x"), ("a1\n", "x"))
    found = values_match_where(table, "name", r"^a\d$", "kind", ["x"])
    assert [breach.row for breach in found.breaches] == [1]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.data())
def test_ranges_adjoin_unless_one_of_them_is_moved(sizes: list[int], data: st.DataObject) -> None:
    rows = [("g", sum(sizes[:n]), size) for n, size in enumerate(sizes)]
    shuffled = data.draw(st.permutations(rows))
    assert ranges_adjoin(Rows("group start size", *shuffled), "group", "start", "size").success
    moved = data.draw(st.integers(0, len(rows) - 1))
    group, start, size = rows[moved]
    change = data.draw(st.sampled_from([-1, 1, None]))
    rows[moved] = (group, None if change is None else start + change, size)  # type: ignore[assignment]
    found = ranges_adjoin(Rows("group start size", *rows), "group", "start", "size")
    assert any(breach.row == moved for breach in found.breaches)


def test_a_register_that_changes_after_its_last_count_is_refused() -> None:
    rows = [("A", None, date(2026, 1, 1)), ("B", date(2026, 1, 1), None), ("C", None, None)]

    def breaches(**counts: int) -> list[tuple[int | None, str | None]]:
        pinned = {day.removeprefix("on_").replace("_", "-"): n for day, n in counts.items()}
        found = register_counts_equal(Rows("municipality_code valid_from valid_to", *rows), pinned)
        return [(breach.row, breach.column) for breach in found.breaches]

    assert breaches(on_2026_01_01=3, on_2026_01_02=2) == []
    assert breaches(on_2026_01_01=3) == [(0, "valid_to")]
    assert breaches(on_2025_12_31=2) == [(0, "valid_to"), (1, "valid_from")]


def test_a_municipality_that_ends_or_begins_has_its_change() -> None:
    day, eve = date(2021, 1, 1), date(2020, 12, 31)
    old, new = ("A", None, eve), ("B", day, None)
    before = ("C", date(1999, 1, 1), None)

    def breaches(*register: Any, changes: Any = ((day, "A", "B"),)) -> list[tuple[Any, Any]]:
        municipalities = Rows("municipality_code valid_from valid_to", *register)
        steps = Rows("date old_municipality_code new_municipality_code", *changes)
        found = municipalities_go_over(municipalities, steps).breaches
        # Whoever has no change at all is named on the other side as well.
        unheard_of = {row[0] for row in register} - {code for step in changes for code in step[1:]}
        missing = {
            code
            for breach in changes_complete(steps, municipalities).breaches
            for code in breach.key.values()
        }
        named = {register[breach.row][0] for breach in found if breach.row is not None}
        assert missing & unheard_of == named & unheard_of
        assert missing <= named
        return [(breach.row, breach.column) for breach in found]

    assert breaches(old, new, before) == []
    assert breaches(old, new, ("D", None, eve)) == [(2, "valid_to")]
    assert breaches(old, new, ("D", day, None)) == [(2, "valid_from")]
    assert breaches(old) == [(0, "valid_to")]
    # The successor had ended by then, or the day is another.
    assert breaches(old, ("B", None, eve)) == [(0, "valid_to"), (1, "valid_to")]
    assert breaches(("A", None, date(2020, 12, 30)), new) == [(0, "valid_to")]
    # The calendar ends where a register may.
    assert breaches(old, new, ("D", None, date.max)) == [(2, "valid_to")]
    assert breaches(old, changes=((date.min, "A", "B"),)) == [(0, "valid_to")]


def test_a_municipality_forgotten_at_a_merger_is_found() -> None:
    changes = Rows(
        "date old_municipality_code new_municipality_code",
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
