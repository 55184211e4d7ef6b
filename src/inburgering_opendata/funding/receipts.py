"""What the receipts that municipalities reported say of the total and the day behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import NOTHING_TO_DIVIDE_BY
from inburgering_opendata.funding.precision import range_of
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

STREAM = "introduction_transferred"
SUBJECT = "introduction_money"
"""The subject of reported figures that are receipts of that stream."""

DAYS = (date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1))
"""The days that were considered: 1 January of the year of the money, and of those around it."""

TOGETHER = "all"


@derives()
def implied_total(
    reported_figure: pa.Table, population: pa.Table, national_amount: pa.Table
) -> pa.Table:
    """The national totals by which each receipt, and all together, can be explained.

    A receipt was rounded to whole euros up or down, nobody knows which; so the exact share of a
    municipality, total × its inhabitants ÷ all inhabitants, lies less than a euro from it.

    Args:
        reported_figure: municipality_code, subject, nature, value (whole euros), precision,
            used_to_find.
        population: municipality_code, reference_date, inhabitants.
        national_amount: id, amount_eur (whole euros).

    Returns:
        The columns of the table `implied_total`.

    Raises:
        OpendataError: `NOTHING_TO_DIVIDE_BY` when a day or a municipality has no inhabitants.
    """
    receipts = [
        row
        for row in reported_figure.to_pylist()
        if row["subject"] == SUBJECT and row["nature"] == "received"
    ]
    [published] = [row["amount_eur"] for row in national_amount.to_pylist() if row["id"] == STREAM]
    inhabitants_on: dict[date, dict[str, int]] = {day: {} for day in DAYS}
    for row in population.to_pylist():
        if row["reference_date"] in inhabitants_on:
            inhabitants_on[row["reference_date"]][row["municipality_code"]] = row["inhabitants"]
    rows: list[dict[str, Any]] = []
    for day, inhabitants in inhabitants_on.items():
        ranges = [_totals(receipt, inhabitants, day) for receipt in receipts]
        for receipt, totals in zip(receipts, ranges, strict=True):
            rows.append(_row(day, receipt, totals, published))
        rows += _together(day, ranges, published)
    return pa.Table.from_pylist(rows)


def _totals(
    receipt: Mapping[str, Any], inhabitants: Mapping[str, int], day: date
) -> tuple[int, int]:
    """The least and the largest total that give a receipt."""
    key, whole = inhabitants.get(receipt["municipality_code"]), sum(inhabitants.values())
    if not key:
        raise OpendataError(NOTHING_TO_DIVIDE_BY, stream=STREAM, date=day)
    low, high = range_of(receipt["precision"], receipt["value"])
    return (low - 1) * whole // key + 1, -(-(high + 1) * whole // key) - 1


def _together(
    day: date, ranges: Iterable[tuple[int, int]], published: int
) -> Iterable[dict[str, Any]]:
    """The totals that every receipt leaves; none where there is no receipt."""
    if not (found := list(ranges)):
        return
    least, most = max(low for low, _ in found), min(high for _, high in found)
    yield _row(day, {}, (least, most) if least <= most else None, published)


def _row(
    day: date, receipt: Mapping[str, Any], totals: tuple[int, int] | None, published: int
) -> dict[str, Any]:
    return {
        "reference_date": day,
        "receipts": receipt.get("municipality_code", TOGETHER),
        "municipality_code": receipt.get("municipality_code"),
        "reported_eur": receipt.get("value"),
        "precision": receipt.get("precision"),
        "least_total_eur": totals[0] if totals else None,
        "most_total_eur": totals[1] if totals else None,
        "published_total_eur": published,
        "has_published_total": totals is not None and totals[0] <= published <= totals[1],
        "is_used_to_find": bool(receipt.get("used_to_find")),
    }
