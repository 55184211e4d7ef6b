"""Rows that moved because their code went over into another: told by a register, not guessed."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from inburgering_opendata.toolkit.releases.compare.layout import Layout
from inburgering_opendata.toolkit.releases.compare.relations import alike
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import quoted


def successions(changes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every pair of an old code and a code that it went to, at once or step by step."""
    receivers: dict[str, set[str]] = {}
    for old, new in changes:
        receivers.setdefault(old, set()).add(new)
    pairs = []
    for old in receivers:
        reached: set[str] = set()
        ahead = set(receivers[old])
        while ahead:
            code = ahead.pop()
            if code not in reached:
                reached.add(code)
                ahead |= receivers.get(code, set())
        pairs += [(old, code) for code in sorted(reached - {old})]
    return sorted(pairs)


def mark_recoded(
    connection: duckdb.DuckDBPyConnection, layout: Layout, new: str, differences: str
) -> None:
    """Give the kind `recoded` to rows of `differences` that moved to another code.

    A row that was removed moved when a succession took its code to that of a row in `new`
    with the same rest of the key; the row that it went to, added or changed, is marked as well.
    Where there are measures, a row that stayed the same has taken nothing over, so that nothing
    moved to it. A column `others` gets the codes that a row went to, or came from. A cell outside
    the key that followed its code makes a row recoded when nothing else in it changed.

    The table `succession` (old_code, new_code) must be there.
    """
    connection.execute(f"alter table {differences} add column others varchar[]")
    if not connection.execute(f"select 1 from {differences} limit 1").fetchall():
        return
    for n, name in enumerate(layout.key):
        before, after = layout.old.field(name), layout.new.field(name)
        if before.type == "string" and alike(before, after):
            _mark_by_key(connection, layout, new, differences, n)
    _mark_by_cell(connection, layout, differences)


def _mark_by_key(
    connection: duckdb.DuckDBPyConnection, layout: Layout, new: str, differences: str, moved: int
) -> None:
    rest = [(n, name) for n, name in enumerate(layout.key) if n != moved]
    if layout.measures:
        there = f"(select * from {differences} where what <> 'removed') n"
        columns = {n: f"n.k{n}" for n in range(len(layout.key))}
    else:
        there = f"{new} n"
        columns = {n: f"n.{quoted(name)}" for n, name in enumerate(layout.key)}
    same = "".join(f" and {columns[n]}::varchar = d.k{n}::varchar" for n, _ in rest)
    keys = ", ".join(f"k{n}" for n, _ in rest)
    listed = f", {keys.replace('k', 'd.k')}" if keys else ""
    connection.execute(
        f"create or replace table moved as select d.k{moved} as old_code, s.new_code{listed} "
        f"from {differences} d join succession s on s.old_code = d.k{moved} "
        f"join {there} on {columns[moved]} = s.new_code{same} where d.what = 'removed'"
    )
    listed = f", {keys}" if keys else ""
    together = "".join(f" and m.k{n} = d.k{n}" for n, _ in rest)
    for here, there, what in (
        ("old_code", "new_code", "d.what = 'removed'"),
        ("new_code", "old_code", "d.what <> 'removed'"),
    ):
        connection.execute(
            f"update {differences} d set kind = 'recoded', others = m.others from "
            f"(select {here}{listed}, list(distinct {there} order by {there}) as others "
            f"from moved group by all) m where d.k{moved} = m.{here}{together} and {what}"
        )


def _mark_by_cell(connection: duckdb.DuckDBPyConnection, layout: Layout, differences: str) -> None:
    texts = [
        n
        for n, (before, after) in enumerate(layout.common)
        if before.type == "string" and after.type == "string"
    ]
    for n in texts:
        others = [
            f"o{m}::varchar is not distinct from n{m}::varchar"
            for m in range(len(layout.common))
            if m != n
        ]
        alone = " and ".join(["true", *others])
        connection.execute(
            f"update {differences} set kind = 'recoded', others = [o{n}] from succession s "
            f"where what = 'changed' and o{n} = s.old_code and n{n} = s.new_code and {alone}"
        )
