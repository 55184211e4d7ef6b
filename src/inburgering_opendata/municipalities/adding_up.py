"""Rows that came together, added up exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pyarrow as pa

from inburgering_opendata.municipalities.errors import KEPT_COLUMN_DIFFERS
from inburgering_opendata.toolkit.ground.errors import OpendataError

_DIFFERS = "columns differ"


def added_up(
    rows: duckdb.DuckDBPyRelation, key: Sequence[str], sums: Sequence[str], day: date
) -> pa.Table:
    """The rows with the same `key` as one, whose `sums` are added up; empty if one is empty.

    Texts that differ are joined by "; "; what is true of one of them is true of the whole.

    Raises:
        OpendataError: `KEPT_COLUMN_DIFFERS` when another column differs among them.
    """
    how = ", ".join(_columns(rows, key, sums))
    outcome = rows.aggregate(how, ", ".join(quoted(name) for name in key)).to_arrow_table()
    if (differing := outcome.filter(outcome[_DIFFERS])).num_rows:
        found = dict(differing.select(list(key)).to_pylist()[0])
        raise OpendataError(KEPT_COLUMN_DIFFERS, row=found, day=day)
    return outcome.drop([_DIFFERS])


def _columns(
    rows: duckdb.DuckDBPyRelation, key: Sequence[str], sums: Sequence[str]
) -> Iterator[str]:
    differs = ["false"]
    for name, kind in zip(rows.columns, rows.types, strict=True):
        column = quoted(name)
        if name in key:
            yield column
        elif name in sums:
            # Added up as a hugeint: a sum beyond int64 is an error, not another number.
            yield f"case when count(*) = count({column}) then sum({column})::bigint end as {column}"
        elif str(kind) == "BOOLEAN":
            yield f"bool_or({column}) as {column}"
        elif str(kind) == "VARCHAR":
            yield f"string_agg(distinct {column}, '; ' order by {column}) as {column}"
        else:
            yield f"min({column}) as {column}"
            differs.append(f"min({column}) is distinct from max({column})")
    yield f"({' or '.join(differs)}) as {quoted(_DIFFERS)}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
