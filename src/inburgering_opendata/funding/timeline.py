"""The national amounts in time: what was promised, budgeted, transferred and realised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import SAME_MONEY_IN_A_CIRCLE
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

STATUSES = ("promised", "budgeted", "transferred", "realised")
"""The natures of national_amount that are stages of money, from the first to the last."""

TAKEN_OVER = (
    *("basis", "stream", "stream_ground", "year", "last_year", "amount_eur", "recurrence"),
    "counts",
)
"""Columns of national_amount that the timeline has as they are."""


@derives()
def money_timeline(national_amount: pa.Table) -> pa.Table:
    """Each national amount that is money, with its stage and with the money that it tells of.

    Args:
        national_amount: id, nature, basis, stream, stream_ground, year, last_year, amount_eur
            (whole euros), recurrence, same_money_as and part_of (ids, or empty), counts.

    Returns:
        The columns of the table `money_timeline`; status is the nature, and money the amount at
        which the chain of same_money_as and part_of ends.

    Raises:
        OpendataError: `SAME_MONEY_IN_A_CIRCLE`, naming an amount from which the chain has no end.
    """
    amounts = national_amount.to_pylist()
    of_id = {row["id"]: row for row in amounts}
    rows = [
        {
            "national_amount": row["id"],
            "status": row["nature"],
            "money": _money(row["id"], of_id),
            **{name: row[name] for name in TAKEN_OVER},
        }
        for row in amounts
        if row["nature"] in STATUSES
    ]
    return pa.Table.from_pylist(rows)


def _money(name: str, of_id: Mapping[str, Mapping[str, Any]]) -> str:
    """The amount that is the same money at its earliest stage, and no part of another."""
    passed = {name}
    last = name
    while before := of_id[last]["same_money_as"] or of_id[last]["part_of"]:
        if before in passed or before not in of_id:
            raise OpendataError(SAME_MONEY_IN_A_CIRCLE, id=name, before=before)
        passed.add(before)
        last = before
    return last
