"""The totals a reader wants to see first: each stream against its national amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from inburgering_opendata.toolkit.ground.text import as_columns


@dataclass(frozen=True)
class StreamTotal:
    """The sum over municipalities beside the national amount, in whole euros."""

    stream: str
    municipalities: int
    sum: int
    national: int
    basis: str


def stream_totals(tables: Mapping[str, pa.Table]) -> list[StreamTotal]:
    """A total for each stream of the table `stream`, from `allocation` and `national_amount`."""
    national = {row["id"]: row["amount_eur"] for row in tables["national_amount"].to_pylist()}
    amounts: dict[str, list[int]] = {}
    for row in tables["allocation"].select(["stream", "amount_eur"]).to_pylist():
        amounts.setdefault(row["stream"], []).append(row["amount_eur"])
    return [
        StreamTotal(
            stream=row["stream"],
            municipalities=len(amounts[row["stream"]]),
            sum=sum(amounts[row["stream"]]),
            national=national[row["stream"]],
            basis=row["basis"],
        )
        for row in tables["stream"].to_pylist()
    ]


def totals_in_words(tables: Mapping[str, pa.Table]) -> str:
    """The totals as a table in text, and how to read it; nothing without the tables for it."""
    if not {"stream", "allocation", "national_amount"} <= tables.keys():
        return ""
    rows = [("stream", "municipalities", "sum (EUR)", "national amount (EUR)", "basis")]
    rows += [
        (
            total.stream,
            str(total.municipalities),
            f"{total.sum:,}",
            f"{total.national:,}",
            total.basis,
        )
        for total in stream_totals(tables)
    ]
    said = (
        as_columns(rows, right=frozenset({1, 2, 3}))
        + "\n\nRead the basis before an amount: an indicative division was agreed by nobody, and "
        "structural is an illustration\non the inhabitants and boundaries of 1 January 2020."
    )
    for row in tables["stream"].to_pylist():
        if before := row["same_money_as"]:
            said += f"\n{row['stream']} is the same money as {before}: never add the two up."
    return said
