"""Two formats of one table, compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.publish.formats.errors import FORMATS_DIFFER


@dataclass(frozen=True)
class Difference:
    """The first cell that is not the same; `row` counts from 1, and is 0 for a type."""

    row: int
    field: str
    expected: str
    found: str


def first_difference(
    schema: TableSchema, expected: pa.Table, found: Iterable[pa.Table]
) -> Difference | None:
    """Where `found` is not `expected`, which has the columns and types of `schema`; or None.

    Args:
        found: the table in parts, one after the other; nothing but one of them is in memory.
    """
    first = 0
    for part in found:
        ours = expected.slice(first, part.num_rows)
        if difference := _first_in_part(schema, ours, part, first):
            return difference
        first += part.num_rows
    if first < expected.num_rows:
        name = schema.field_names[0]
        there = expected.column(name)[first].as_py()
        return Difference(first + 1, name, repr(there), repr(_NO_ROW))
    return None


_NO_ROW = "no such row"


def _first_in_part(
    schema: TableSchema, expected: pa.Table, found: pa.Table, first: int
) -> Difference | None:
    types = arrow_schema(schema)
    for name in schema.field_names:
        if name not in found.column_names:
            return Difference(0, name, "a column", "no such column")
    try:
        if found.select(schema.field_names).cast(types).equals(expected):
            return None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
        pass  # a value that does not fit its type is found below
    for name in schema.field_names:
        ours, theirs = expected.column(name).to_pylist(), found.column(name).to_pylist()
        for row, other in enumerate(theirs):
            one = ours[row] if row < len(ours) else _NO_ROW
            if one != other:
                return Difference(first + row + 1, name, repr(one), repr(other))
    return Difference(0, "(types)", str(types), str(found.schema))


def prove_equal(
    schema: TableSchema, format: str, expected: pa.Table, found: Iterable[pa.Table]
) -> None:
    """Compare what was read back from a file, in parts, with the table that was written.

    Raises:
        OpendataError: `FORMATS_DIFFER`, naming the first cell that is not the same.
    """
    if difference := first_difference(schema, expected, found):
        raise OpendataError(
            FORMATS_DIFFER,
            table=schema.name,
            format=format,
            row=difference.row,
            field=difference.field,
            expected=difference.expected,
            found=difference.found,
        )
