"""The national amounts in time: every stage of a sum of money, which counts once."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pytest

from inburgering_opendata.funding.errors import SAME_MONEY_IN_A_CIRCLE
from inburgering_opendata.funding.timeline import money_timeline
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project


def amount(id: str, nature: str = "promised", same: str = "", whole: str = "") -> dict[str, object]:
    return {
        "id": id,
        "nature": nature,
        "basis": "official",
        "stream": "wind",
        "stream_ground": "stated",
        "year": 2020,
        "last_year": None,
        "amount_eur": 7,
        "recurrence": "one_off",
        "same_money_as": same or None,
        "part_of": whole or None,
        "counts": True,
    }


def money(*amounts: Mapping[str, object]) -> dict[str, str]:
    rows = money_timeline(pa.Table.from_pylist([dict(each) for each in amounts])).to_pylist()
    return {row["national_amount"]: row["money"] for row in rows}


def test_a_sum_is_named_after_its_first_stage_as_a_whole() -> None:
    assert money(
        amount("whole"),
        amount("paid", "transferred", same="whole"),
        amount("part", whole="whole"),
        amount("part_paid", "realised", same="part"),
        amount("other"),
    ) == {
        "whole": "whole",
        "paid": "whole",
        "part": "whole",
        "part_paid": "whole",
        "other": "other",
    }


@pytest.mark.parametrize("nature", ["estimate", "ceiling", "price", "change", "adjustment"])
def test_what_is_no_money_is_not_in_it(nature: str) -> None:
    assert money(amount("a"), amount("b", nature)) == {"a": "a"}


@pytest.mark.parametrize(
    "amounts",
    [
        (amount("a", same="b"), amount("b", whole="a")),
        (amount("a", same="a"),),
        (amount("a", whole="nowhere"),),
    ],
)
def test_a_chain_without_an_end_is_refused(amounts: tuple[Mapping[str, object], ...]) -> None:
    with pytest.raises(OpendataError) as raised:
        money(*amounts)
    assert raised.value.kind is SAME_MONEY_IN_A_CIRCLE
    assert "'a'" in raised.value.message


def test_the_mission_and_the_transfer_are_there_to_the_euro(project: Project) -> None:
    rows = {
        row["national_amount"]: row for row in Assembly(project).table("money_timeline").to_pylist()
    }
    promised = {
        name: rows[name]["amount_eur"] for name in rows if rows[name]["status"] == "promised"
    }
    assert promised["structural"] == 35_200_000
    assert promised["introduction"] == 36_500_000
    assert promised["current_group"] == 25_500_000
    transferred = rows["introduction_transferred"]
    assert (transferred["status"], transferred["amount_eur"]) == ("transferred", 34_405_000)
    counted = [row for row in rows.values() if row["money"] == "introduction" and row["counts"]]
    assert counted == [transferred]
