"""Expressions in the SQL of DuckDB."""

from __future__ import annotations

from collections.abc import Sequence

from inburgering_opendata.toolkit.validate.engines.duckdb_tables import literal, quoted
from inburgering_opendata.toolkit.validate.expressions import Expression

_OF_ROW = {
    "+": "({} + {})",
    "-": "({} - {})",
    "*": "({} * {})",
    "//": "({} // nullif({}, 0))",
    "abs": "abs({})",
    "<": "({} < {})",
    ">": "({} > {})",
    "<=": "({} <= {})",
    ">=": "({} >= {})",
    "=": "({} = {})",
    "and": "({} and {})",
    "or": "({} or {})",
    "not": "(not {})",
    "same": "({} is not distinct from {})",
    "empty": "({} is null)",
    "column": "{}",
    "whole": "if(typeof({0}) = 'BIGINT', {0}::hugeint, null)",
}
_OF_GROUP = {
    "size": "count(*) over ({group})",
    "total": "sum({}::hugeint) over ({group})",
    "least": "min({}) over ({group})",
    "place": "rank() over ({group} order by {} desc nulls last)",
    "first": "first_value({}) over ({group} {order})",
    "previous": "lag({}) over ({group} {order})",
    "following": "lead({}) over ({group} {order})",
}


def doubtful(
    surely: Expression, relation: str, groups: Sequence[str] = (), order: Sequence[str] = ()
) -> str:
    """What stands after `from` for the rows of which it is not sure that the expression holds.

    Args:
        relation: what stands after `from` for all rows.
        groups: the columns that make a group; without any, all rows are one.
        order: by what the rows of a group are in order, in SQL.
    """
    over = {
        "group": f"partition by {', '.join(map(quoted, groups))}" if groups else "",
        "order": f"order by {', '.join(order)}",
    }
    windows: list[str] = []
    condition = _written(surely, windows, over)
    listed = ", ".join(["*", *(f"{window} as {_name(n)}" for n, window in enumerate(windows))])
    # A number beyond the largest integer is an error of the expression; such a row is in doubt.
    return f"(select * from (select {listed} from {relation}) where try({condition}) is not true)"


def _written(part: Expression | int | str, windows: list[str], over: dict[str, str]) -> str:
    """The part in SQL; what is of the group is added to `windows`, and named."""
    if isinstance(part, int):
        return f"{part}::hugeint"
    if isinstance(part, str):
        return quoted(part)
    if part.operator == "text":
        return literal(part.parts[0])
    inside = [_written(each, windows, over) for each in part.parts]
    if part.operator == "one of":
        return f"({inside[0]} in ({', '.join(inside[1:])}))" if inside[1:] else "false"
    if part.operator in _OF_ROW:
        return _OF_ROW[part.operator].format(*inside)
    window = _OF_GROUP[part.operator].format(*inside, **over)
    if window not in windows:
        windows.append(window)
    return _name(windows.index(window))


def _name(number: int) -> str:
    return f'"#{number}"'
