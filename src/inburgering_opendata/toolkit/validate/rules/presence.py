"""Rules about which values are there, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from inburgering_opendata.toolkit.describe.patterns import compiled
from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Count,
    KeysOf,
    Several,
    ValuesOf,
)
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill


@rule("expect_values_to_be_given_where", about_emptiness=True)
def values_given_where(
    table: Columns,
    column: str,
    condition_column: str,
    condition_values: Annotated[Sequence[object], ValuesOf("condition_column")],
    may_be_empty: bool = False,
) -> Finding:
    """`column` has a value where `condition_column` is one of `condition_values`, and has none
    elsewhere.

    With `may_be_empty` it may have none there either. None among `condition_values` is an empty
    cell.
    """
    breaches: Spill[Breach] = Spill()
    for row, value, case in table.misplaced(
        column, condition_column, condition_values, may_be_empty
    ):
        expected = "a value" if case in condition_values else "no value"
        because = f"{expected}, as {condition_column} is {as_text(case)}"
        # A value that stands without its condition points at the condition, which is empty.
        at = condition_column if value is not None and case is None else column
        breaches.append(Breach(because, as_text(value), row=row, column=at))
    where = f"where {condition_column} is one of {as_text(tuple(condition_values))}"
    return summed_up(
        f"{column} is given {'only' if may_be_empty else 'exactly'} {where}",
        f"{len(breaches)} rows are not so",
        breaches,
    )


@rule("expect_values_to_be_given_together", about_emptiness=True)
def values_given_together(table: Columns, columns: Annotated[Sequence[str], Several(2)]) -> Finding:
    """In each row `columns` are all given, or none of them is."""
    breaches: Spill[Breach] = Spill()
    empty_ones = [e.column(name).is_empty() for name in columns]
    surely = e.every(each.equals(empty_ones[0]) for each in empty_ones)
    for row, values in table.numbered(*columns, surely=surely):
        empty = [name for name, value in zip(columns, values, strict=True) if value is None]
        if 0 < len(empty) < len(columns):
            given = ", ".join(name for name in columns if name not in empty)
            expected = f"{', '.join(empty)} as well as {given}, or none of them"
            breaches.append(Breach(expected, as_text(values), row=row, column=empty[0]))
    return summed_up(
        f"{', '.join(columns)} are given together, or not at all",
        f"{len(breaches)} rows are not so",
        breaches,
    )


@rule("expect_values_to_match_regex_where")
def values_match_where(
    table: Columns,
    column: str,
    regex: str,
    condition_column: str,
    condition_values: Annotated[Sequence[object], ValuesOf("condition_column")],
) -> Finding:
    """`column` matches `regex` where `condition_column` is one of `condition_values`; what it is
    elsewhere is let be, as is an empty cell.

    None among `condition_values` is an empty cell.
    """
    breaches: Spill[Breach] = Spill()
    pattern = compiled(regex)
    case, values = (
        e.column(condition_column),
        (each for each in condition_values if each is not None),
    )
    surely = ~e.one_of(case, values) & ~case.is_empty()
    for row, (value, stated) in table.numbered(column, condition_column, surely=surely):
        if value is None or stated not in condition_values:
            continue
        if not pattern.search(text := as_text(value)):
            because = f"{regex}, as {condition_column} is {as_text(stated)}"
            breaches.append(Breach(because, text, row=row, column=column))
    return summed_up(
        f"{column} matches {regex} where {condition_column} is one of "
        f"{as_text(tuple(condition_values))}",
        f"{len(breaches)} rows do not",
        breaches,
    )


@rule("expect_distinct_counts_to_equal")
def distinct_counts_equal(
    table: Columns,
    group_column: str,
    column: str,
    counts: Annotated[Mapping[str, Count], KeysOf("group_column")],
) -> Finding:
    """Each group has the stated number of different values, and there is no other group."""
    return _numbers_equal(
        table.grouped([group_column, column]), group_column, counts, f"different {column}"
    )


@rule("expect_one_row_per_group_to_be_true", about_emptiness=True)
def one_is_true(table: Columns, group_column: str, column: str) -> Finding:
    """In each group exactly one row has true in `column`; the others have false, or nothing."""
    breaches: Spill[Breach] = Spill()
    for (value,), rows in table.in_groups([group_column], [column]):
        true = (row for row, (own,) in rows if own is True)
        if next(true, None) is None:
            key = {group_column: as_text(value)}
            breaches.append(Breach(f"one row with {column} true", "none", key=key))
        for row in true:
            expected = f"no {column}, as another row of its {group_column} has it"
            breaches.append(Breach(expected, as_text(True), row=row, column=column))
    return summed_up(
        f"exactly one row with {column} true per {group_column}",
        f"{len(breaches)} rows or groups are not so",
        breaches,
    )


@rule("expect_group_sizes_to_equal")
def group_sizes_equal(
    table: Columns, group_column: str, sizes: Annotated[Mapping[str, Count], KeysOf("group_column")]
) -> Finding:
    """Each group has the stated number of rows, and there is no other group."""
    return _numbers_equal(table, group_column, sizes, "rows")


def _numbers_equal(
    table: Columns, group_column: str, numbers: Mapping[str, int], counted: str
) -> Finding:
    """Each group has the stated number of rows, and there is no other group."""
    breaches: Spill[Breach] = Spill()
    absent = dict(numbers)
    for (value,), rows in table.in_groups([group_column], ()):
        name, number = as_text(value), sum(1 for _ in rows)
        absent.pop(name, None)
        if numbers.get(name) != number:
            expected = str(numbers.get(name, "no such group"))
            breaches.append(Breach(expected, str(number), key={group_column: name}))
    for name, want in absent.items():
        breaches.append(Breach(str(want), "no rows", key={group_column: name}))
    return summed_up(
        f"the stated number of {counted} per {group_column}",
        f"{len(breaches)} groups differ",
        breaches,
    )
