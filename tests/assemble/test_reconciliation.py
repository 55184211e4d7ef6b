"""The need and its adjustments, as a table that adds up."""

from __future__ import annotations

import pyarrow as pa
import pytest

from inburgering_opendata.assemble.assembly import Assembly
from inburgering_opendata.assemble.reconciliation import aef_reconciliation
from inburgering_opendata.errors import UNKNOWN_NATIONAL_AMOUNT, OpendataError
from inburgering_opendata.project import Project


def test_the_need_and_the_adjustments_add_up_to_the_structural_amount(project: Project) -> None:
    rows = Assembly(project).table("aef_reconciliation").to_pylist()
    assert [row["amount_eur"] for row in rows[:-1]] == [
        42_300_000,
        -2_200_000,
        -2_600_000,
        -2_300_000,
    ]
    assert [row["running_total_eur"] for row in rows] == [
        42_300_000,
        40_100_000,
        37_500_000,
        35_200_000,
        35_200_000,
    ]
    assert [(row["value_before"], row["value_agreed"]) for row in rows[1:4]] == [
        (8, 6),
        (7, 3),
        (90, 72),
    ]


def test_an_adjustment_without_amount_is_refused(project: Project) -> None:
    assembly = Assembly(project)
    amounts = pa.table({"id": ["aef_need", "structural"], "amount_eur": [2, 1]})
    with pytest.raises(OpendataError, match="knob_progress_talks") as caught:
        aef_reconciliation(amounts, assembly.table("agreement_parameter"))
    assert caught.value.kind is UNKNOWN_NATIONAL_AMOUNT
