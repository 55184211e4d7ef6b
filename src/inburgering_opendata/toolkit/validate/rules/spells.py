"""Rules about the rows that belong to one thing, such as a person, and follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Annotated

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Different, Like, OfType
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill


@rule("expect_at_most_one_open_per_group", about_emptiness=True)
def at_most_one_open(table: Columns, group_column: str, column: str, date_column: str) -> Finding:
    """In each group at most one value of `column` has rows where `date_column` is empty."""
    breaches: Spill[Breach] = Spill()
    surely = e.total(e.column(date_column).is_empty()) <= 1
    for _, rows in table.in_groups(
        [group_column], [column, date_column], alone=False, surely=surely
    ):
        is_open = ((row, value) for row, (value, ended) in rows if ended is None)
        for _, first in islice(is_open, 1):
            for row, value in is_open:
                if value != first:
                    expected = f"{date_column}, as {column} {as_text(first)} is open already"
                    breaches.append(Breach(expected, as_text(None), row=row, column=date_column))
    return summed_up(
        f"at most one {column} without {date_column} per {group_column}",
        f"{len(breaches)} rows are open besides",
        breaches,
    )


@rule("expect_spells_to_follow_each_other", about_emptiness=True)
def spells_follow(
    table: Columns,
    group_columns: Sequence[str],
    date_column: Annotated[str, OfType(("date", "datetime"))],
    end_column: Annotated[str, Like("date_column")],
) -> Finding:
    """In each group a spell ends before the next begins; only the last may have no end."""
    breaches: Spill[Breach] = Spill()
    following = e.following(e.column(date_column))
    surely = following.is_empty() | (e.column(end_column) < following)
    for _, rows in table.in_groups(
        group_columns, [date_column, end_column], by=[date_column], alone=False, surely=surely
    ):
        for (row, (_, last)), (_, (then, _)) in pairwise(rows):
            if then is not None and (last is None or last >= then):
                breaches.append(
                    Breach(f"{end_column} before {then}", as_text(last), row=row, column=end_column)
                )
    return summed_up(
        f"the spells of each {', '.join(group_columns)} follow each other",
        f"{len(breaches)} spells do not end before the next",
        breaches,
    )


@rule("expect_values_to_be_the_same_within", about_emptiness=True)
def values_same_within(
    table: Columns, group_columns: Sequence[str], column_list: Different
) -> Finding:
    """All rows of a group have the same values in `column_list`, the empty ones included."""
    breaches: Spill[Breach] = Spill()
    values = [e.column(name) for name in column_list]
    surely = e.every(each.same_as(e.first(each)) for each in values)
    for _, rows in table.in_groups(group_columns, column_list, alone=False, surely=surely):
        rest = iter(rows)
        _, first = next(rest)
        for row, own in rest:
            unlike = [n for n, (a, b) in enumerate(zip(own, first, strict=True)) if a != b]
            if unlike:
                expected, observed = (
                    ", ".join(f"{column_list[n]} {as_text(each[n])}" for n in unlike)
                    for each in (first, own)
                )
                at = next((n for n in unlike if own[n] is None), unlike[0])
                breaches.append(Breach(expected, observed, row=row, column=column_list[at]))
    return summed_up(
        f"the same values in all rows of each {', '.join(group_columns)}",
        f"{len(breaches)} rows differ from the first",
        breaches,
    )
