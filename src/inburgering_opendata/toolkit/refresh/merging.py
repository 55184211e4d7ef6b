"""Fetched rows among those that are pinned, where an answer is not the whole of the table.

Three things may be declared: that an answer has the rows of one year, and those of other years
stay (`replaces`); that it says what there is on a day, and the table since when and until when
(`validity`); and that a cell is what pinned rows have beside the same value (`beside`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.refresh.converting import FIRST, unfit
from inburgering_opendata.toolkit.refresh.declaration import Fetched, Part

SourceRow = dict[str, Any]

SHOWN = 20
"""Rows or cells that are named."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The rows of the source as they would be pinned."""

    table: pa.Table
    remarks: tuple[str, ...] = ()


def merged(fetched: Fetched, schema: TableSchema, table: pa.Table, pinned: pa.Table) -> Merged:
    """The fetched rows with the pinned ones that stay; most sources have the fetched ones alone.

    Raises:
        OpendataError: `ANSWER_UNFIT`.
    """
    columns, by = fetched.fetch.columns, fetched.fetch.replaces
    valid = {c.name: name for name, c in columns.items() if c.part is Part.VALIDITY}
    beside = {name: c.name for name, c in columns.items() if c.part is Part.BESIDE}
    if not (by or valid or beside):
        return Merged(table=table)
    named = [*beside.values(), *([by] if by else [])]
    if strangers := [name for name in named if name not in schema.field_names]:
        raise unfit(fetched, f"'{strangers[0]}', which 'fetch' names, is no column of it")
    rows, before = table.to_pylist(), pinned.to_pylist()
    for name, other in beside.items():
        known = _beside(fetched, before, name, other)
        rows = [{**row, name: known.get(row[other])} for row in rows]
    remarks: tuple[str, ...] = ()
    if by is not None:
        now = {row[by] for row in rows}
        rows += [row for row in before if row[by] not in now]
    if valid:
        rows, remarks = _history(fetched, schema, rows, before, valid)
    return Merged(table=pa.Table.from_pylist(rows, schema=arrow_schema(schema)), remarks=remarks)


def _beside(fetched: Fetched, before: list[SourceRow], name: str, other: str) -> dict[Any, Any]:
    """What pinned rows have in column `name`, by what they have in column `other`."""
    known: dict[Any, set[Any]] = defaultdict(set)
    for row in before:
        known[row[other]].add(row[name])
    for value, cells in known.items():
        if len(cells) > 1:
            told = ", ".join(sorted(map(str, cells)))
            raise unfit(fetched, f"beside {other} '{value}' the pinned rows have several: {told}")
    return {value: cells.pop() for value, cells in known.items()}


def _history(
    fetched: Fetched,
    schema: TableSchema,
    rows: list[SourceRow],
    before: list[SourceRow],
    valid: dict[str, str],
) -> tuple[list[SourceRow], tuple[str, ...]]:
    """The pinned rows, those that are not there any more ended, and those that are new.

    What is pinned of a row that goes on stays as it is: a publisher may write a name otherwise, so
    what differs is only told.
    """
    if {*valid} != {FIRST, "last"} or len(schema.primary_key) != 1:
        raise unfit(fetched, "a validity has a first and a last day, and the table a key of one")
    first, last = valid[FIRST], valid["last"]
    [key] = schema.primary_key
    if not rows:
        raise unfit(fetched, "there is no row at all, as if everything had ended")
    day: date = rows[0][first]
    there = {row[key]: row for row in rows}
    found: list[SourceRow] = []
    ended: list[str] = []
    otherwise: list[str] = []
    for row in before:
        now = there.pop(row[key], None)
        is_open = (row[first] or date.min) <= day <= (row[last] or date.max)
        if is_open and now is None:
            found.append({**row, last: day - timedelta(days=1)})
            ended.append(str(row[key]))
            continue
        if now is not None and not is_open:
            lived = f"from {row[first] or 'ever'} to {row[last] or 'now'}"
            raise unfit(fetched, f"{row[key]} is there on {day}, and pinned as one {lived}")
        if now is not None:
            otherwise += _differing(now, row, key, {first, last})
        found.append(row)
    remarks = (
        *_told(f"not there on {day}, so that they ended the day before", ended, ", "),
        *_told("written otherwise there, and kept as it is pinned", otherwise, "; "),
    )
    return [*found, *there.values()], remarks


def _differing(now: SourceRow, row: SourceRow, key: str, days: set[str]) -> Iterator[str]:
    for name, value in now.items():
        if name != key and name not in days and value != row[name]:
            yield f"{row[key]} {name} '{value}' (pinned: '{row[name]}')"


def _told(what: str, cases: list[str], separator: str) -> Iterator[str]:
    if cases:
        more = f" and {len(cases) - SHOWN:,} more" if len(cases) > SHOWN else ""
        yield f"{what}: {separator.join(cases[:SHOWN])}{more}"
