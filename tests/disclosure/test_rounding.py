"""Controlled rounding: every sum stays exact, no count goes far, and the attack finds nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inburgering_opendata.disclosure.attack import attack
from inburgering_opendata.disclosure.cells import ROUNDED
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.protection import protect, true_values
from inburgering_opendata.disclosure.rounding import rounded_counts
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.errors import OpendataError
from tests.disclosure.made_up import RULES, population, table
from tests.disclosure.test_attack import FLEVOLAND, REGISTER

ROUNDING = Settings(rounding=5)
CODES = ("GM0034", "GM0050", "GM0995")
GROUPS = ("asiel", "gezin_overig")


def precise(observations: pa.Table) -> pa.Table:
    """Observations with the column that says how precise each is."""
    exact = pa.array(["exact"] * observations.num_rows)
    return observations.append_column("precision", exact)


@pytest.fixture(scope="module")
def counted() -> pa.Table:
    return precise(population(REGISTER, FLEVOLAND, ["2022"], 400))


@pytest.fixture(scope="module")
def rounded(counted: pa.Table) -> pa.Table:
    return protect(counted, RULES, REGISTER, ROUNDING).table


@given(
    st.lists(st.integers(0, 30), min_size=12, max_size=12),
    st.sampled_from([5, 7, 10]),
)
@settings(max_examples=60, deadline=None)
def test_all_equations_hold_and_no_count_goes_far(values: list[int], base: int) -> None:
    """Three municipalities × two groups × fulfilled or still running, with all margins."""
    counts: Counter[tuple[str, str, str]] = Counter()
    cells = [(a, g, i) for a in CODES for g in GROUPS for i in ("fulfilled", "running")]
    for (area, group, indicator), value in zip(cells, values, strict=True):
        for place in (area, "PV24"):
            for kind in (group, "total"):
                counts[place, kind, indicator] += value
                counts[place, kind, "obliged"] += value
    rows = [
        {"area": area, "target_group": group, "indicator": indicator, "value": value}
        for (area, group, indicator), value in counts.items()
    ]
    system = link([table(rows)], RULES, REGISTER)
    true = true_values(system)
    found = rounded_counts(system, true, Settings(rounding=base))
    for equation in system.equations:
        terms = zip(equation.members, equation.coefficients, strict=True)
        assert sum(found[member] * factor for member, factor in terms) == 0
    for before, after in zip(true, found, strict=True):
        assert after % base == 0 and after >= 0
        # Mostly to the multiple next to it; where the sums leave no such table, one further.
        assert abs(after - before) < 2 * base
        assert after == 0 or before > 0


def test_no_count_is_suppressed_and_each_says_that_it_is_rounded(rounded: pa.Table) -> None:
    counts = {rule.id for rule in RULES.values() if rule.kind == "count"}
    for row in rounded.to_pylist():
        if row["indicator"] in counts:
            assert (row["status"], row["precision"]) == ("observed", ROUNDED)
            assert row["value"] % 5 == 0


def test_rates_are_those_of_the_rounded_counts(rounded: pa.Table) -> None:
    rows = rounded.to_pylist()
    at = {
        (row["indicator"], row["area"], row["target_group"], row["route"]): row["value"]
        for row in rows
    }
    seen = 0
    for row in rows:
        if row["indicator"] == "pip_rate":
            key = (row["area"], row["target_group"], row["route"])
            pip, on_time = at["pip", *key], at["pip_on_time", *key]
            assert row["value"] == (round(Decimal(on_time * 100) / pip, 1) if pip else None)
            seen += 1
    assert seen


def test_sums_are_protected_by_suppression_as_ever(counted: pa.Table, rounded: pa.Table) -> None:
    suppressed = protect(counted, RULES, REGISTER, Settings()).table
    talks = [
        [row for row in each.to_pylist() if row["indicator"] == "talks"]
        for each in (suppressed, rounded)
    ]
    assert talks[0] == talks[1]
    assert any(row["value"] is None for row in talks[0])


def test_the_attack_finds_nothing_and_is_not_done_without_the_base(rounded: pa.Table) -> None:
    result = attack(link([rounded], RULES, REGISTER, (), ROUNDING), ROUNDING)
    assert result.holds
    with pytest.raises(OpendataError, match="does not say to what"):
        link([rounded], RULES, REGISTER, (), replace(ROUNDING, rounding=None))


def test_an_exact_count_left_among_rounded_ones_is_found(
    counted: pa.Table, rounded: pa.Table
) -> None:
    rows = rounded.to_pylist()
    for at, row in enumerate(counted.to_pylist()):
        if row["indicator"] == "pip" and 0 < row["value"] < 5:
            rows[at] = row
            break
    left = pa.Table.from_pylist(rows, rounded.schema)
    with pytest.raises(OpendataError, match="contradict each other"):
        link([left], RULES, REGISTER, (), ROUNDING)


def test_it_is_the_same_at_every_run(counted: pa.Table, rounded: pa.Table) -> None:
    assert protect(counted, RULES, REGISTER, ROUNDING).table.equals(rounded)


def test_where_there_is_no_such_table_it_says_so() -> None:
    rows = [{"area": "PV24", "value": 6}, {"area": "GM0034", "value": 6}]
    system = link([table(rows)], RULES, REGISTER)
    # What cannot be: of nobody, six.
    with pytest.raises(OpendataError, match="no table of multiples of 5"):
        rounded_counts(system, [600, 0], ROUNDING)
