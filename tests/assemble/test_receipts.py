"""What receipts say of the total and the day behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.apportionment import largest_remainder
from inburgering_opendata.funding.receipts import DAYS, implied_total
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.project import Project
from tests.whole import first


def implied(
    receipts: Mapping[str, tuple[int, str]], inhabitants: Mapping[str, int], published: int
) -> dict[tuple[date, str], Mapping[str, object]]:
    reported = [
        {
            "municipality_code": code,
            "subject": "introduction_money",
            "nature": "received",
            "value": value,
            "precision": precision,
            "used_to_find": None,
        }
        for code, (value, precision) in receipts.items()
    ]
    population = [
        {"municipality_code": code, "reference_date": day, "inhabitants": number}
        for day in DAYS
        for code, number in inhabitants.items()
    ]
    amounts = [{"id": "introduction_transferred", "amount_eur": published}]
    tables = (pa.Table.from_pylist(rows) for rows in (reported, population, amounts))
    rows = implied_total(*tables).to_pylist()
    return {(row["reference_date"], row["receipts"]): row for row in rows}


@given(
    st.integers(1_000, 10**8),
    st.lists(st.integers(1, 10**6), min_size=2, max_size=6),
    st.sampled_from(["exact", "thousands"]),
)
def test_a_total_that_was_divided_is_among_those_that_its_parts_leave(
    total: int, numbers: list[int], precision: str
) -> None:
    inhabitants = {f"GM{place:04}": number for place, number in enumerate(numbers)}
    parts = largest_remainder(total, inhabitants)
    unit = 1_000 if precision == "thousands" else 1
    told = {
        code: ((2 * part + unit) // (2 * unit) * unit, precision) for code, part in parts.items()
    }
    assert all(row["has_published_total"] for row in implied(told, inhabitants, total).values())


def test_a_receipt_excludes_totals_that_are_too_small_or_too_large() -> None:
    """By hand: 1 in 10 received 50, so 491 to 509 whole euros can have been divided."""
    row = implied({"GM0001": (50, "exact")}, {"GM0001": 1, "GM0002": 9}, 510)[DAYS[0], "GM0001"]
    assert (row["least_total_eur"], row["most_total_eur"]) == (491, 509)
    assert row["has_published_total"] is False


def test_receipts_that_no_total_explains_leave_none() -> None:
    rows = implied(
        {"GM0001": (50, "exact"), "GM0002": (50, "exact")}, {"GM0001": 1, "GM0002": 9}, 60
    )
    together = rows[DAYS[0], "all"]
    assert (together["least_total_eur"], together["most_total_eur"]) == (None, None)
    assert together["has_published_total"] is False


@pytest.mark.parametrize(
    ("day", "least", "most", "fits"),
    first(
        1,
        [
            (date(2019, 1, 1), 34_404_415, 34_405_349, True),
            (date(2020, 1, 1), 34_497_297, 34_498_233, False),
            (date(2021, 1, 1), None, None, False),
        ],
        "It is another total of the same rule.",
    ),
)
def test_the_receipts_of_moerdijk_and_nijmegen_leave_the_published_total_on_one_day(
    project: Project, day: date, least: int | None, most: int | None, fits: bool
) -> None:
    [row] = [
        row
        for row in Assembly(project).table("implied_total").to_pylist()
        if (row["reference_date"], row["receipts"]) == (day, "all")
    ]
    found = (row["least_total_eur"], row["most_total_eur"], row["has_published_total"])
    assert found == (least, most, fits)
