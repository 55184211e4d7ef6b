"""The tables of the package `funding` that are computed."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from inburgering_opendata.apportionment import largest_remainder
from inburgering_opendata.funding.errors import (
    NOTHING_TO_DIVIDE_BY,
    OFFICIAL_STREAM_UNKNOWN,
    UNKNOWN_NATIONAL_AMOUNT,
)
from inburgering_opendata.funding.official import amounts_of
from inburgering_opendata.funding.rates import allocation_rates
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import Row

OFFICIAL = {
    "basis": "official",
    "distribution_key": "published",
    "reference_date_status": "stated",
}
"""What the table stream says of a stream whose amounts were published."""


@derives()
def stream(stream: pa.Table, official_amount: pa.Table) -> pa.Table:
    """How each stream is divided; one with published amounts is official, whatever was chosen.

    A stream that is chosen to be official, and has no published amounts as yet, is left out:
    nothing is computed in its place.

    Args:
        stream: the choices of this project, in the columns of the table.
        official_amount: stream, reference_date, note, note_nl.

    Raises:
        OpendataError: `OFFICIAL_STREAM_UNKNOWN`, naming a stream that has amounts and no line.
    """
    published: dict[str, Row] = {row["stream"]: row for row in official_amount.to_pylist()}
    choices = stream.to_pylist()
    if unknown := sorted(set(published) - {row["stream"] for row in choices}):
        raise OpendataError(OFFICIAL_STREAM_UNKNOWN, stream=", ".join(unknown))
    told = ("reference_date", "note", "note_nl")
    rows = [
        {**row, **OFFICIAL, **{name: published[row["stream"]][name] for name in told}}
        if row["stream"] in published
        else row
        for row in choices
        if row["stream"] in published or row["basis"] != OFFICIAL["basis"]
    ]
    return pa.Table.from_pylist(rows, stream.schema)


@derives(finish=allocation_rates)
def allocation(
    stream: pa.Table, national_amount: pa.Table, population: pa.Table, official_amount: pa.Table
) -> pa.Table:
    """Every stream over the municipalities: as published, or else divided by inhabitants.

    Args:
        stream: stream (an id of national_amount), basis, distribution_key, reference_date.
        national_amount: id, amount_eur (whole euros).
        population: municipality_code, reference_date, inhabitants.
        official_amount: stream, municipality_code, amount_eur (whole euros).

    Returns:
        The columns of the table `allocation` but its rates. Amounts that are divided add up
        exactly; published ones have no key.

    Raises:
        OpendataError: `UNKNOWN_NATIONAL_AMOUNT`, `NOTHING_TO_DIVIDE_BY` or
            `OFFICIAL_FIGURE_TWICE`, naming the stream.
    """
    ids, amounts = national_amount["id"].to_pylist(), national_amount["amount_eur"].to_pylist()
    total_of = dict(zip(ids, amounts, strict=True))
    inhabitants_on = _inhabitants_by_date(population)
    published = amounts_of(official_amount)
    rows: list[dict[str, object]] = []
    for line in stream.to_pylist():
        name = line["stream"]
        if name not in total_of:
            raise OpendataError(UNKNOWN_NATIONAL_AMOUNT, stream=name)
        inhabitants = inhabitants_on.get(line["reference_date"])
        if inhabitants is None:
            raise OpendataError(NOTHING_TO_DIVIDE_BY, stream=name, date=line["reference_date"])
        official = {code: row["amount_eur"] for code, row in published.get(name, {}).items()}
        given = official or largest_remainder(total_of[name], inhabitants)
        key = {} if official else inhabitants
        rows += [
            {
                "stream": name,
                "municipality_code": code,
                "amount_eur": amount,
                "basis": line["basis"],
                "distribution_key": line["distribution_key"],
                "key_value": key.get(code),
                "key_total": sum(key.values()) or None,
                "reference_date": line["reference_date"],
                "inhabitants": inhabitants.get(code),
            }
            for code, amount in given.items()
        ]
    return pa.Table.from_pylist(rows)


def _inhabitants_by_date(population: pa.Table) -> dict[date, dict[str, int]]:
    by_date: dict[date, dict[str, int]] = {}
    for row in population.to_pylist():
        by_date.setdefault(row["reference_date"], {})[row["municipality_code"]] = row["inhabitants"]
    return by_date
