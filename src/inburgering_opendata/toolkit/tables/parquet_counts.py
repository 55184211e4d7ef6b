"""How many rows the footer of a Parquet file counts, which it does in three places."""

from __future__ import annotations

import pyarrow.parquet as pq


def miscounted(footer: pq.FileMetaData, found: int | None = None) -> str | None:
    """Where a footer contradicts itself about its rows, in words; None when it does not.

    A reader goes by one of the counts, and another reader by another one, so that the one has a row
    that the other does not have.

    Args:
        found: how many rows came out of its pages, where they were read.
    """
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    for number, group in enumerate(groups, 1):
        for position in range(group.num_columns):
            column = group.column(position)
            is_flat = footer.schema.column(position).max_repetition_level == 0
            if is_flat and column.num_values != group.num_rows:
                return (
                    f"its footer counts {group.num_rows:,} rows in row group {number}, and "
                    f"{column.num_values:,} of them in the column {column.path_in_schema}"
                )
    if (rows := sum(group.num_rows for group in groups)) != footer.num_rows:
        return f"its footer counts {footer.num_rows:,} rows, and {rows:,} in its row groups"
    if found not in (None, footer.num_rows):
        return f"its footer counts {footer.num_rows:,} rows, and {found:,} are in its pages"
    return None
