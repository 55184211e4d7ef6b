"""What nobody kept is not reported, and never 0; only what is published decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.outcomes.disclosure.keeping import without_unkept
from tests.indicators.made_up import INDICATORS, OBSERVATION

Row = dict[str, Any]

COLUMNS = pa.schema([field.with_nullable(True) for field in OBSERVATION])


def figure(indicator: str, area: str, value: int | None, **more: Any) -> Row:
    return {
        **dict.fromkeys(OBSERVATION.names),
        "publication": "deliveries of 2025-12-31",
        "indicator": indicator,
        "area": area,
        "period": "2023",
        "target_group": "total",
        "legal_regime": "total",
        "route": "total",
        "status": "withheld" if value is None else "observed",
        "value": None if value is None else Decimal(value),
        "interval_low": None if value is None else Decimal(0),
        **more,
    }


def published(*rows: Row) -> list[Row]:
    table = without_unkept(pa.Table.from_pylist(list(rows), COLUMNS), INDICATORS)
    found: list[Row] = table.to_pylist()
    return found


@pytest.mark.parametrize("known", [0, 3, None])
def test_what_rests_on_a_published_0_is_not_reported(known: int | None) -> None:
    rows = [
        figure("work_known", "GM0001", known),
        figure("work_known", "GM0001", 0, target_group="asiel"),
        figure("with_paid_work", "GM0001", 4, route="B"),
        figure("with_paid_work_rate", "GM0001", None),
        figure("obliged", "GM0001", 0),
        figure("with_assistance", "GM0001", 0),
        figure("with_paid_work", "GM0001", 0, period="2024"),
        figure("work_known", "NL", 50),
        figure("with_paid_work", "NL", 20),
        figure("with_paid_work", "GM0001", None, legal_regime="WI2007", status="not_applicable"),
    ]
    found = published(*rows)
    if known != 0:
        assert [row["status"] for row in found] == [row["status"] for row in rows]
        return
    assert [row["status"] for row in found] == [
        *["not_reported"] * 4,
        *["observed"] * 5,
        "not_applicable",
    ]
    for row in found[:4]:
        assert (row["value"], row["interval_low"]) == (None, None)
        assert row["note"] == "nobody is published of whom it was kept: work_known is 0"
        assert row["note_nl"].endswith("van wie dit is bijgehouden: work_known is 0")


def test_each_figure_that_may_not_have_been_kept_says_by_what_that_is_seen() -> None:
    kept = {each.id: each.kept for each in INDICATORS.all if each.kept}
    assert len(set(kept.values())) == 9
    for known in set(kept.values()):
        assert kept[str(known)] == known
        own = [each.id for each in INDICATORS.all if each.id != known and each.kept == known]
        assert own, "it says of something whether it was kept"
