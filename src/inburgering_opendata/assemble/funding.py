"""The tables of the package `funding` that are computed."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from inburgering_opendata.assemble.apportionment import largest_remainder
from inburgering_opendata.errors import (
    NOTHING_TO_DIVIDE_BY,
    UNKNOWN_NATIONAL_AMOUNT,
    OpendataError,
)


def allocation(stream: pa.Table, national_amount: pa.Table, population: pa.Table) -> pa.Table:
    """Every stream divided over the municipalities by inhabitants on its reference date.

    Args:
        stream: stream (an id of national_amount), basis, distribution_key, reference_date.
        national_amount: id, amount_eur (whole euros).
        population: municipality_code, reference_date, inhabitants.

    Returns:
        The columns of the table `allocation` but its rates; per stream the amounts add up exactly.

    Raises:
        OpendataError: `UNKNOWN_NATIONAL_AMOUNT` or `NOTHING_TO_DIVIDE_BY`, naming the stream.
    """
    ids, amounts = national_amount["id"].to_pylist(), national_amount["amount_eur"].to_pylist()
    total_of = dict(zip(ids, amounts, strict=True))
    inhabitants_on = _inhabitants_by_date(population)
    rows: list[dict[str, object]] = []
    for line in stream.to_pylist():
        if line["stream"] not in total_of:
            raise OpendataError(UNKNOWN_NATIONAL_AMOUNT, stream=line["stream"])
        inhabitants = inhabitants_on.get(line["reference_date"])
        if inhabitants is None:
            raise OpendataError(
                NOTHING_TO_DIVIDE_BY, stream=line["stream"], date=line["reference_date"]
            )
        divided = largest_remainder(total_of[line["stream"]], inhabitants)
        key_total = sum(inhabitants.values())
        rows += [
            {
                "stream": line["stream"],
                "municipality_code": code,
                "amount_eur": amount,
                "basis": line["basis"],
                "distribution_key": line["distribution_key"],
                "key_value": inhabitants[code],
                "key_total": key_total,
                "reference_date": line["reference_date"],
                "inhabitants": inhabitants[code],
            }
            for code, amount in divided.items()
        ]
    return pa.Table.from_pylist(rows)


def _inhabitants_by_date(population: pa.Table) -> dict[date, dict[str, int]]:
    by_date: dict[date, dict[str, int]] = {}
    for row in population.to_pylist():
        by_date.setdefault(row["reference_date"], {})[row["municipality_code"]] = row["inhabitants"]
    return by_date
