"""The need found by AEF and the adjustments give the structural amount, or a difference."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

from inburgering_opendata.funding.reconciliation import aef_reconciliation

LETTER = {
    "aef_need": ("estimate", 42_300_000, "A2"),
    "talks": ("adjustment", -2_200_000, "A2 i"),
    "hours": ("adjustment", -2_600_000, "A2 ii"),
    "rate": ("adjustment", -2_300_000, "A2 iii"),
    "structural": ("promised", 35_200_000, "A1"),
    "letter_saving": ("rounded", -7_000_000, "Brief"),
}


def reconciled(**amounts: int) -> list[Mapping[str, object]]:
    national_amount = [
        {
            "id": id,
            "title": id,
            "title_nl": id,
            "amount_eur": amounts.get(id, amount),
            "nature": nature,
            "letter_section": section,
        }
        for id, (nature, amount, section) in sorted(LETTER.items())
    ]
    parameters = [
        {
            "id": f"parameter_{explains}",
            "value_before": Decimal(8),
            "value_agreed": Decimal(6),
            "unit": "talks",
            "explains": explains,
        }
        for explains in ("talks", "rate", None)
    ]
    tables = pa.Table.from_pylist(national_amount), pa.Table.from_pylist(parameters)
    return list(aef_reconciliation(*tables).to_pylist())


def test_need_and_adjustments_add_up_to_the_structural_amount() -> None:
    rows = reconciled()
    assert [row["step"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["running_total_eur"] for row in rows] == [
        42_300_000,
        40_100_000,
        37_500_000,
        35_200_000,
        35_200_000,
    ]
    assert [row["difference_eur"] for row in rows] == [None, None, None, None, 0]


def test_what_does_not_add_up_shows_as_a_difference() -> None:
    assert reconciled(hours=-2_500_000)[-1]["difference_eur"] == -100_000


def test_only_what_data_link_is_explained() -> None:
    parameters = [row["parameter"] for row in reconciled()]
    assert parameters == [None, "parameter_talks", None, "parameter_rate", None]
