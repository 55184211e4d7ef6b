"""The rows that a comparison found, read from its database a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb

from inburgering_opendata.toolkit.ground.moments import in_text
from inburgering_opendata.toolkit.releases.compare.difference import (
    CellChange,
    RowChange,
    TableDifference,
    Value,
)
from inburgering_opendata.toolkit.releases.compare.layout import Layout
from inburgering_opendata.toolkit.releases.compare.rows import joined
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import quoted

BATCH = 10_000
"""Rows that are fetched at a time: few calls, and some megabytes."""

Record = dict[str, Value]


def changed_rows(
    connection: duckdb.DuckDBPyConnection,
    table: TableDifference,
    what: str | None = None,
    limit: int | None = None,
) -> Iterator[RowChange]:
    """The rows that are not the same, the largest differences first, then by key.

    Args:
        connection: the database of the comparison.
        table: which table.
        what: only `added`, `removed` or `changed` ones.
        limit: at most so many.
    """
    where = f"where what = '{what}'" if what else ""
    most = f"limit {limit}" if limit is not None else ""
    keys = [f"k{n}" for n in range(len(table.layout.key))]
    order = ", ".join(["size desc", *keys, "what"])
    query = f"select * from {table.differences} {where} order by {order} {most}"
    for record in _records(connection, query):
        yield _row_change(table.layout, record)


def filled_rows(
    connection: duckdb.DuckDBPyConnection, table: TableDifference
) -> Iterator[RowChange]:
    """The values of columns that were added, in the rows that were there before."""
    layout = table.layout
    if not layout.only_new or not layout.key:
        return
    columns = [f"n.{quoted(name)} as k{n}" for n, name in enumerate(layout.key)]
    columns += [f"n.{quoted(field.name)} as y{n}" for n, field in enumerate(layout.only_new)]
    both = joined(layout, f"{table.differences}_old", f"{table.differences}_new", "inner")
    for record in _records(connection, f"select {', '.join(columns)} from {both}"):
        cells = (CellChange(f.name, None, record[f"y{n}"]) for n, f in enumerate(layout.only_new))
        yield RowChange(
            what="changed", kind="value_revised", key=_key(layout, record), cells=tuple(cells)
        )


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Record]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description or ()]
        while batch := cursor.fetchmany(BATCH):
            for values in batch:
                yield dict(zip(names, values, strict=True))


def _row_change(layout: Layout, record: Record) -> RowChange:
    what = str(record["what"])
    cells = [
        CellChange(after.name, record[f"o{n}"], record[f"n{n}"])
        for n, (_, after) in enumerate(layout.common)
        if what != "changed" or plain(record[f"o{n}"]) != plain(record[f"n{n}"])
    ]
    if what == "removed":
        cells += [CellChange(f.name, record[f"x{n}"], None) for n, f in enumerate(layout.only_old)]
    if what == "added":
        cells += [CellChange(f.name, None, record[f"y{n}"]) for n, f in enumerate(layout.only_new)]
    others = record["others"]
    came_from = tuple(map(str, others)) if isinstance(others, list) else ()
    return RowChange(
        what=what,
        kind=str(record["kind"]),
        key=_key(layout, record),
        cells=tuple(cells),
        others=came_from,
    )


def _key(layout: Layout, record: Record) -> dict[str, Value]:
    return {name: record[f"k{n}"] for n, name in enumerate(layout.key)}


def plain(value: Value) -> str | None:
    """A value as text that says nothing of how it is stored: 1, 1.0 and 1.00 are 1."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case _:
            return in_text(value)
