"""Rules about the rows that belong to one person, or to one trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.toolkit.validate.spill import Spill


def at_most_one_open(table: Columns, group: str, column: str, end: str) -> Finding:
    """In each group at most one value of `column` has rows where `end` is empty."""
    breaches: Spill[Breach] = Spill()
    surely = e.total(e.column(end).is_empty()) <= 1
    for _, rows in table.in_groups([group], [column, end], alone=False, surely=surely):
        is_open = ((row, value) for row, (value, ended) in rows if ended is None)
        for _, first in islice(is_open, 1):
            for row, value in is_open:
                if value != first:
                    expected = f"{end}, as {column} {as_text(first)} is open already"
                    breaches.append(Breach(expected, as_text(None), row=row, column=end))
    return summed_up(
        f"at most one {column} without {end} per {group}",
        f"{len(breaches)} rows are open besides",
        breaches,
    )


def spells_follow(table: Columns, groups: Sequence[str], start: str, end: str) -> Finding:
    """In each group a spell ends before the next begins; only the last may have no end."""
    breaches: Spill[Breach] = Spill()
    following = e.following(e.column(start))
    surely = following.is_empty() | (e.column(end) < following)
    for _, rows in table.in_groups(groups, [start, end], by=[start], alone=False, surely=surely):
        for (row, (_, last)), (_, (then, _)) in pairwise(rows):
            if then is not None and (last is None or last >= then):
                breaches.append(Breach(f"{end} before {then}", as_text(last), row=row, column=end))
    return summed_up(
        f"the spells of each {', '.join(groups)} follow each other",
        f"{len(breaches)} spells do not end before the next",
        breaches,
    )


def values_same_within(table: Columns, groups: Sequence[str], columns: Sequence[str]) -> Finding:
    """All rows of a group have the same values in `columns`, the empty ones included."""
    breaches: Spill[Breach] = Spill()
    values = [e.column(name) for name in columns]
    surely = e.every(each.same_as(e.first(each)) for each in values)
    for _, rows in table.in_groups(groups, columns, alone=False, surely=surely):
        rest = iter(rows)
        _, first = next(rest)
        for row, own in rest:
            unlike = [n for n, (a, b) in enumerate(zip(own, first, strict=True)) if a != b]
            if unlike:
                expected, observed = (
                    ", ".join(f"{columns[n]} {as_text(each[n])}" for n in unlike)
                    for each in (first, own)
                )
                at = next((n for n in unlike if own[n] is None), unlike[0])
                breaches.append(Breach(expected, observed, row=row, column=columns[at]))
    return summed_up(
        f"the same values in all rows of each {', '.join(groups)}",
        f"{len(breaches)} rows differ from the first",
        breaches,
    )
