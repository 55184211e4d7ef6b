"""The rows of two versions of a table that are not the same, found by one full join on disk.

The outcome is a table with, for each such row, `what` (added, removed or changed), `kind`, `size`
(the largest difference in a measure, to order by), the key `k0…`, the fields that both have before
`o0…` and after `n0…`, and those that only one has, `x0…` (old) and `y0…` (new).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.releases.compare.layout import Layout
from inburgering_opendata.toolkit.releases.compare.relations import alike, as_text
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import quoted


def find_differences(
    connection: duckdb.DuckDBPyConnection, layout: Layout, old: str, new: str, into: str
) -> None:
    """Make the table `into` from the views `old` and `new`; see above for its columns."""
    pairs = list(enumerate(layout.common))
    different = [
        differs(before, after, f"o.{quoted(before.name)}", f"n.{quoted(after.name)}")
        for before, after in layout.common
    ]
    definition = _either([different[n] for n in layout.defining])
    status = _either([different[n] for n in layout.status])
    what = "case when o.here is null then 'added' when n.here is null then 'removed' else 'changed'"
    kind = (
        "case when o.here is null then 'added' when n.here is null then 'removed' "
        f"when {definition} then 'definition_changed' when {status} then 'status_changed' "
        "else 'value_revised'"
    )
    columns = [f"{what} end as what", f"{kind} end as kind", f"{_size(layout)} as size"]
    columns += [f"{key} as k{n}" for n, key in enumerate(_keys(layout))]
    columns += [f"o.{quoted(before.name)} as o{n}" for n, (before, _) in pairs]
    columns += [f"n.{quoted(after.name)} as n{n}" for n, (_, after) in pairs]
    columns += [f"o.{quoted(field.name)} as x{n}" for n, field in enumerate(layout.only_old)]
    columns += [f"n.{quoted(field.name)} as y{n}" for n, field in enumerate(layout.only_new)]
    # In whatever order rows are found, less of them has to be kept in memory.
    connection.execute("set preserve_insertion_order = false")
    connection.execute(
        f"create table {into} as select {', '.join(columns)} "
        f"from {joined(layout, old, new, 'full')} "
        f"where o.here is null or n.here is null or {_either(different)}"
    )
    connection.execute("reset preserve_insertion_order")


def joined(layout: Layout, old: str, new: str, how: str) -> str:
    """The two views side by side, as SQL."""
    if layout.key:
        numbers, conditions = ("1", "1"), [*_same_key(layout)]
    elif layout.only_new:
        # Without a key no row meets another, so a value of a new column belongs to none of before.
        numbers, conditions = ("1", "2"), ["o.here = n.here"]
    else:
        numbers, conditions = _numbered(layout), ["o.here = n.here", *_same_values(layout)]
    sides = (f"(select *, {n} as here from {v})" for n, v in zip(numbers, (old, new), strict=True))
    return f"{next(sides)} o {how} join {next(sides)} n on {' and '.join(conditions)}"


def repeated_key(
    connection: duckdb.DuckDBPyConnection, view: str, key: tuple[str, ...]
) -> dict[str, object] | None:
    """A key that several rows of `view` have, or None.

    Published tables stand in the order of their key; where each row comes after the one before
    it, nothing else needs to be looked at.
    """
    names = [quoted(name) for name in key]
    before = ", ".join(f"lag({name}) over () as b{n}" for n, name in enumerate(names))
    empty = " or ".join(f"{name} is null" for name in names)
    in_order = f"select * from (select *, {before} from {view})"
    [found] = connection.execute(
        f"select exists({in_order} where not ({_after(names)}) or {empty})"
    ).fetchall()
    if not found[0]:
        return None
    rows = connection.execute(
        f"select {', '.join(names)} from {view} group by all having count(*) > 1 "
        "order by all limit 1"
    ).fetchall()
    return dict(zip(key, rows[0], strict=True)) if rows else None


def _after(names: list[str], first: int = 0) -> str:
    """Whether a row comes after the one before it, in the order of the named columns."""
    here, before = names[first], f"b{first}"
    if first == len(names) - 1:
        return f"{here} > {before}"
    return f"({here} > {before} or ({here} = {before} and {_after(names, first + 1)}))"


def _numbered(layout: Layout) -> tuple[str, str]:
    """The number of a row among those with the same values, so that each meets one at the most."""
    sides = (
        ", ".join(as_text(pair[side], quoted(pair[side].name)) for pair in layout.common)
        for side in (0, 1)
    )
    old, new = (f"row_number() over (partition by {columns})" for columns in sides)
    return old, new


def _same_values(layout: Layout) -> Iterator[str]:
    for before, after in layout.common:
        yield f"{_text(before, 'o')} is not distinct from {_text(after, 'n')}"


def _same_key(layout: Layout) -> Iterator[str]:
    for name in layout.key:
        before, after = layout.old.field(name), layout.new.field(name)
        same = "=" if before.required and after.required else "is not distinct from"
        if alike(before, after):
            yield f"o.{quoted(name)} {same} n.{quoted(name)}"
        else:
            yield f"{_text(before, 'o')} {same} {_text(after, 'n')}"


def _keys(layout: Layout) -> Iterator[str]:
    for name in layout.key:
        before, after = layout.old.field(name), layout.new.field(name)
        if alike(before, after):
            yield f"coalesce(o.{quoted(name)}, n.{quoted(name)})"
        else:
            yield f"coalesce({_text(before, 'o')}, {_text(after, 'n')})"


def differs(before: Field, after: Field, old: str, new: str) -> str:
    """SQL for whether the column `old` of a field and the column `new` hold other values."""
    if alike(before, after):
        return f"{old} is distinct from {new}"
    return f"{as_text(before, old)} is distinct from {as_text(after, new)}"


def _text(field: Field, side: str) -> str:
    return as_text(field, f"{side}.{quoted(field.name)}")


def _size(layout: Layout) -> str:
    names = [quoted(layout.common[n][1].name) for n in layout.measures]
    sizes = [f"abs(coalesce(n.{c}, 0)::double - coalesce(o.{c}, 0)::double)" for c in names]
    return f"greatest(0.0, {', '.join(sizes)})" if sizes else "0.0"


def _either(conditions: list[str]) -> str:
    return f"({' or '.join(conditions)})" if conditions else "false"
