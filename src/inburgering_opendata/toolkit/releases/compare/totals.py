"""What the amounts of a table add up to, where its schema says that they add up at all.

They are added up within each value of the groups that the schema names, so that years are never
mixed. Of other tables nothing says that a sum
means anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.releases.compare.relations import as_text
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import quoted

Group = tuple[tuple[str, str], ...]
"""The rest of the key that a total is of: pairs of field and value."""


@dataclass(frozen=True)
class Total:
    """A sum before and after; None where there was no such group."""

    group: Group
    field: str
    old: int | None
    new: int | None

    @property
    def difference(self) -> int:
        return (self.new or 0) - (self.old or 0)


def totals(
    connection: duckdb.DuckDBPyConnection, view: str, schema: TableSchema
) -> Mapping[tuple[Group, str], int]:
    """The sum of each field that adds up, by group; empty for a table without such fields."""
    if (adding_up := schema.adding_up) is None:
        return {}
    group = [schema.field(name) for name in adding_up.groups]
    keys = [as_text(field, quoted(field.name)) for field in group]
    sums = [f"sum({quoted(name)})" for name in adding_up.sums]
    rows = connection.execute(
        f"select {', '.join([*keys, *sums])} from {view} group by all order by all"
    ).fetchall()
    return {
        (tuple((f.name, str(v)) for f, v in zip(group, row, strict=False)), name): int(value)
        for row in rows
        for name, value in zip(adding_up.sums, row[len(group) :], strict=True)
        if value is not None
    }


def beside(
    old: Mapping[tuple[Group, str], int], new: Mapping[tuple[Group, str], int]
) -> tuple[Total, ...]:
    """Every total before and after, those that changed most first."""
    found = [
        Total(group, field, old.get((group, field)), new.get((group, field)))
        for group, field in {**old, **new}
    ]
    return tuple(sorted(found, key=lambda t: (-abs(t.difference), t.group, t.field)))
