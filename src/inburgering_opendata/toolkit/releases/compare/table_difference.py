"""What changed in one table: its schema, its rows and what they add up to."""

from __future__ import annotations

import duckdb

from inburgering_opendata.toolkit.describe.renames import Renames, with_present_names
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.releases.compare.difference import TableDifference
from inburgering_opendata.toolkit.releases.compare.errors import KEY_REPEATED
from inburgering_opendata.toolkit.releases.compare.layout import Layout, lay_out
from inburgering_opendata.toolkit.releases.compare.recoded import mark_recoded
from inburgering_opendata.toolkit.releases.compare.relations import open_table
from inburgering_opendata.toolkit.releases.compare.rows import (
    differs,
    find_differences,
    repeated_key,
)
from inburgering_opendata.toolkit.releases.compare.rules import (
    TABLE_ADDED,
    TABLE_MOVED,
    TABLE_REMOVED,
)
from inburgering_opendata.toolkit.releases.compare.schema_changes import (
    SchemaChange,
    schema_changes,
)
from inburgering_opendata.toolkit.releases.compare.totals import beside, totals
from inburgering_opendata.toolkit.validate.workspace import TableFile


def table_difference(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    old: TableFile | None,
    new: TableFile | None,
    into: str,
    renames: Renames,
) -> TableDifference:
    """What changed in table `name`, with the rows in the table `into` of the database.

    Args:
        renames: what was renamed between the two releases; columns of the old table are called by
            their present names.

    Raises:
        OpendataError: `TABLE_UNREADABLE` or `KEY_REPEATED`.
    """
    file = new or old
    assert file is not None
    old_schema = with_present_names((old or file).schema, renames)
    layout = lay_out(old_schema, (new or file).schema)
    views = f"{into}_old", f"{into}_new"
    # A table that is on one side only is compared with one without rows.
    counted = [
        open_table(connection, side, view, renamed) if side else None
        for side, view, renamed in zip((old, new), views, (renames.get(name), None), strict=True)
    ]
    for rows, view, other in zip(counted, views, reversed(views), strict=True):
        if rows is None:
            connection.execute(f"create view {view} as select * from {other} limit 0")
    layout = _checked(connection, layout, (old, new), views)
    find_differences(connection, layout, *views, into)
    mark_recoded(connection, layout, views[1], into)
    counts = _counts(connection, into)
    schema = _schema_changes(old, new, renames)
    sums = (
        totals(connection, view, side) if there else {}
        for there, side, view in zip((old, new), (layout.old, layout.new), views, strict=True)
    )
    what = "changed" if counts or schema else "same"
    return TableDifference(
        package=file.package,
        table=name,
        what=what if old and new else "added" if new else "removed",
        versions=(old.schema.version if old else None, new.schema.version if new else None),
        schema=schema,
        rows=(counted[0] or 0, counted[1] or 0),
        counts=counts,
        fields=_changed_fields(connection, layout, into),
        totals=beside(*sums),
        layout=layout,
        differences=into,
    )


def _checked(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    files: tuple[TableFile | None, TableFile | None],
    views: tuple[str, str],
) -> Layout:
    """`layout`, whose key tells all rows apart; without a key when a new one does not fit."""
    for file, schema, view in zip(files, (layout.old, layout.new), views, strict=True):
        if not layout.key or file is None:
            continue
        if repeated := repeated_key(connection, view, layout.key):
            if {*schema.primary_key} <= {*layout.key}:
                raise OpendataError(KEY_REPEATED, path=file.path, key=repeated)
            return Layout(layout.old, layout.new, ())
    return layout


def _schema_changes(
    old: TableFile | None, new: TableFile | None, renames: Renames
) -> tuple[SchemaChange, ...]:
    if old and new:
        moved = SchemaChange(TABLE_MOVED, None, old.package, new.package)
        changes = schema_changes(old.schema, new.schema, renames)
        return changes if old.package == new.package else (moved, *changes)
    return (SchemaChange(TABLE_ADDED if new else TABLE_REMOVED),)


def _counts(connection: duckdb.DuckDBPyConnection, into: str) -> dict[tuple[str, str], int]:
    rows = connection.execute(
        f"select what, kind, count(*) from {into} group by all order by all"
    ).fetchall()
    return {(what, kind): number for what, kind, number in rows}


def _changed_fields(
    connection: duckdb.DuckDBPyConnection, layout: Layout, into: str
) -> dict[str, int]:
    counts = [
        f"count_if({differs(before, after, f'o{n}', f'n{n}')})"
        for n, (before, after) in enumerate(layout.common)
    ]
    if not counts:
        return {}
    [row] = connection.execute(
        f"select {', '.join(counts)} from {into} where what = 'changed'"
    ).fetchall()
    names = [field.name for _, field in layout.common]
    return {name: number for name, number in zip(names, row, strict=True) if number}
