"""What columns of a table say of each other: expectations across columns, to be confirmed.

Given together: cells are empty in the same rows. Given where: a cell is given by what another
column says. Order: a day never comes before another. Pairs: one column tells what another is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.validate.rules.finding import as_text

FEWEST_EMPTY = 10
"""Rows without a value, of which another column says so, below which that may well be by chance."""
MOST_VALUES = 8
"""Values of a column that says where another may be given, and need not be."""
MOST_PAIRS = 40
"""Pairs of values that are still read by who confirms them."""

Kwargs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Related:
    """An expectation across columns, before somebody gave a reason for it."""

    type: str
    kwargs: Kwargs
    id: str
    confirm: str
    """What a person is asked to confirm, after the word `that`."""


def related(rows: pa.Table, groups: Sequence[str]) -> Iterator[Related]:
    """What columns say of each other.

    Args:
        groups: columns with few values, each in several rows.
    """
    depends = {name: found for name in _partly(rows) if (found := _given_where(rows, name, groups))}
    yield from depends.values()
    yield from _given_together(rows, [name for name in _partly(rows) if name not in depends])
    yield from _in_order(rows)
    yield from _in_pairs(rows, groups)


def _partly(rows: pa.Table) -> list[str]:
    """The columns that are given in some rows, and not in all."""
    counts = {name: rows.column(name).null_count for name in rows.column_names}
    return [name for name, empty in counts.items() if 0 < empty < rows.num_rows]


def _given_where(rows: pa.Table, name: str, groups: Sequence[str]) -> Related | None:
    """By which column a cell is given: in all rows of some groups, else in some of them, and in
    none of the others."""
    found = []
    for group in groups:
        if group == name or pc.all(_same_empty(rows, name, group)).as_py():
            continue
        counted = rows.group_by(group)
        of_group = counted.aggregate([([], "count_all"), (name, "count")]).to_pylist()
        given = [each for each in of_group if each[f"{name}_count"]]
        whole = all(each[f"{name}_count"] == each["count_all"] for each in given)
        without = sum(each["count_all"] for each in of_group if not each[f"{name}_count"])
        few = len(of_group) <= MOST_VALUES and without >= FEWEST_EMPTY
        if without and (whole or few):
            found.append((not whole, len(of_group), group, [each[group] for each in given]))
    if not found:
        return None
    loose, _, group, values = min(found, key=lambda each: each[:2])
    listed = sorted(values, key=lambda value: (value is None, as_text(value)))
    words = ", ".join(map(as_text, listed))
    return Related(
        type="expect_values_to_be_given_where",
        kwargs={
            "column": name,
            "condition_column": group,
            "condition_values": [*map(in_json, listed)],
            **({"may_be_empty": True} if loose else {}),
        },
        id=f"{name}_by_{group}",
        confirm=f"{name} is given {'only ' if loose else ''}where {group} is {words}",
    )


def _same_empty(rows: pa.Table, one: str, other: str) -> pa.ChunkedArray:
    return pc.equal(rows.column(one).is_null(), rows.column(other).is_null())


def _given_together(rows: pa.Table, names: Sequence[str]) -> Iterator[Related]:
    left = [*names]
    while left:
        first = left[0]
        together = [name for name in left if pc.all(_same_empty(rows, first, name)).as_py()]
        left = [name for name in left if name not in together]
        if len(together) > 1:
            yield Related(
                type="expect_values_to_be_given_together",
                kwargs={"columns": together},
                id=f"{first}_given_together",
                confirm=f"{', '.join(together)} are all given, or none of them is",
            )


def _in_order(rows: pa.Table) -> Iterator[Related]:
    """Of days and moments, which is never before which; not what follows from two others."""
    days = [field.name for field in rows.schema if pa.types.is_temporal(field.type)]
    after = {
        (late, early)
        for late, early in permutations(days, 2)
        if rows.schema.field(late).type == rows.schema.field(early).type
        and _never_before(rows.column(late), rows.column(early))
    }
    for late, early in sorted(after, key=lambda each: tuple(map(days.index, each))):
        if any({(late, each), (each, early)} <= after for each in days):
            continue
        some = rows.column(late).null_count or rows.column(early).null_count
        yield Related(
            type="expect_column_pair_values_a_to_be_greater_than_b",
            kwargs={
                "column_A": late,
                "column_B": early,
                "or_equal": True,
                **({"ignore_row_if": "either_value_is_missing"} if some else {}),
            },
            id=f"{late}_not_before_{early}",
            confirm=f"{late} is never before {early}",
        )


def _never_before(late: pa.ChunkedArray, early: pa.ChunkedArray) -> bool:
    """Whether it is so in each row that has both, and later in one at least."""
    is_later, is_not_before = pc.greater(late, early), pc.greater_equal(late, early)
    return bool(pc.any(is_later).as_py()) and bool(pc.all(is_not_before).as_py())


def _in_pairs(rows: pa.Table, groups: Sequence[str]) -> Iterator[Related]:
    """Columns of which one tells the other: of each, the one with the fewest values that does."""
    values = {name: pc.count_distinct(rows.column(name), mode="all").as_py() for name in groups}
    for told in groups:
        tells = []
        for name in (each for each in groups if each != told):
            pairs = rows.group_by([name, told]).aggregate([])
            if pairs.num_rows == values[name] <= MOST_PAIRS:
                tells.append((values[name], name, pairs))
        if not tells:
            continue
        _, name, pairs = min(tells, key=lambda each: each[0])
        if values[name] == values[told] and groups.index(name) > groups.index(told):
            continue  # each tells the other, which is said once
        listed = sorted(([row[name], row[told]] for row in pairs.to_pylist()), key=_as_texts)
        yield Related(
            type="expect_column_pair_values_to_be_in_set",
            kwargs={
                "column_A": name,
                "column_B": told,
                "value_pairs_set": [[*map(in_json, pair)] for pair in listed],
            },
            id=f"{told}_by_{name}",
            confirm=f"{name} tells {told}, and these are all pairs",
        )


def _as_texts(pair: Sequence[Any]) -> list[str]:
    return [*map(as_text, pair)]


def in_json(value: Any) -> Any:
    """A value as a suite has it."""
    return value if value is None or isinstance(value, str | bool | int) else as_text(value)
