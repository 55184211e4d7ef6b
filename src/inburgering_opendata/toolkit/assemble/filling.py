"""Columns that are filled by following a key: the name of a place beside its code.

Nobody types them: a source, and a rule that makes a table, leave them out. They are filled when the
table is whole, from the table that the key refers to.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.table_schema import TableSchema


def filled(table: pa.Table, schema: TableSchema, table_of: Callable[[str], pa.Table]) -> pa.Table:
    """`table` with every field of `schema` that is `filledFrom` another table.

    Where the key is empty, or is nowhere in the other table, there is nothing to fill in.

    Args:
        table: its other columns; what it has under the name of a filled field is let go of.
        table_of: the table that a key refers to, by its name.
    """
    for name, follows in schema.filled.items():
        there = table if follows.table == schema.name else table_of(follows.table)
        row = pc.index_in(
            table.column(follows.key).combine_chunks(),
            value_set=there.column(follows.reference_key).combine_chunks(),
        )
        values = there.column(follows.field).combine_chunks().take(row)
        table = table.drop_columns([name] if name in table.column_names else [])
        table = table.append_column(name, values)
    return table


def unfilled(table: pa.Table, schema: TableSchema) -> pa.Table:
    """`table` without what was filled in."""
    return table.drop_columns([name for name in schema.filled if name in table.column_names])
