"""Two municipalities that one key divides stand in its proportion, however they were rounded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.funding.running_costs import (
    BESIDE,
    FIXED_SHARES,
    KEY,
    running_cost_evidence,
)
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.project import Project

OTHER = "GM0002"
DAY = date(2020, 1, 1)


def statement(area: str, period: str, value: int, precision: str = "exact") -> dict[str, object]:
    return {
        "place": area,
        "place_nl": area,
        "area": area,
        "period": period,
        "subject": "running_costs",
        "source_address": "https://example.org/",
        "value": value,
        "unit": "EUR",
        "precision": precision,
        "status": "stated",
        "used_to_find": None,
    }


def judged(
    *statements: Mapping[str, object], inhabitants: Mapping[str, int]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    rules = [{"rule": name, "reference_date": DAY} for name in (KEY, FIXED_SHARES)]
    population = [
        {"municipality_code": code, "reference_date": DAY, "inhabitants": number}
        for code, number in inhabitants.items()
    ]
    tables = (pa.Table.from_pylist([dict(r) for r in t]) for t in (rules, statements, population))
    return {(row["rule"], row["period"]): row for row in running_cost_evidence(*tables)}


def test_a_share_by_inhabitants_is_met_and_another_is_not() -> None:
    """By hand: 100,000 of 40 people beside 10 people is 25,000."""
    known = [statement(BESIDE, "2021", 100_000), statement(BESIDE, "2022", 300_000)]
    people = {BESIDE: 40, OTHER: 10}
    for value, met in ((25_000, True), (25_001, False), (24_999, False)):
        own = [statement(OTHER, "2021", value), statement(OTHER, "2022", 75_000)]
        found = judged(*known, *own, inhabitants=people)
        assert set(found) == {(KEY, "2021"), (FIXED_SHARES, "2021")}, "the last year is the base"
        row = found[KEY, "2021"]
        assert (row["computed_value"], row["is_met"]) == (25_000, met)
        assert row["derivation"] == "100000 × 10 ÷ 40"


@pytest.mark.parametrize(
    ("value", "met"), [(24_874, False), (24_875, True), (25_125, True), (25_126, False)]
)
def test_what_was_rounded_is_met_within_its_rounding(value: int, met: bool) -> None:
    """By hand: 99,500 up to 100,499 of 40 people beside 10 people is 24,875 up to 25,124.75; the
    last may have been rounded up to 25,125, the first is a whole number.
    """
    known = [statement(BESIDE, year, 100_000, "thousands") for year in ("2021", "2022")]
    own = [statement(OTHER, "2021", value), statement(OTHER, "2022", 25_000)]
    found = judged(*known, *own, inhabitants={BESIDE: 40, OTHER: 10})
    assert found[KEY, "2021"]["is_met"] is met


def test_the_same_profile_is_met_whatever_the_key() -> None:
    known = [statement(BESIDE, "2021", 100_000), statement(BESIDE, "2022", 300_000)]
    own = [statement(OTHER, "2021", 7_000), statement(OTHER, "2022", 21_000)]
    found = judged(*known, *own, inhabitants={BESIDE: 40, OTHER: 10})
    assert found[FIXED_SHARES, "2021"]["is_met"]
    assert not found[KEY, "2021"]["is_met"]
    other = [statement(OTHER, "2021", 9_000), statement(OTHER, "2022", 21_000)]
    assert not judged(*known, *other, inhabitants={BESIDE: 40, OTHER: 10})[FIXED_SHARES, "2021"][
        "is_met"
    ]


def test_reported_running_costs_refute_inhabitants_as_their_key(project: Project) -> None:
    rows = Assembly(project).table("rule").to_pylist()
    fits = {(row["rule"], row["period"]): row for row in rows}
    for year in ("2021", "2022", "2023"):
        key, shares = fits[KEY, year], fits[FIXED_SHARES, year]
        assert (key["use"], key["fit"], key["met"], key["compared"]) == (
            *("illustration", "refuted"),
            *(0, 1),
        )
        assert (shares["fit"], shares["compared_unused"]) == ("met", 0)
    transferred = fits["introduction_transferred_key", "2020"]
    assert (transferred["met"], transferred["compared"]) == (2, 2)
    assert (transferred["met_unused"], transferred["compared_unused"]) == (1, 1)
