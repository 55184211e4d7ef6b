"""Rules about the rows that belong to one person, or to one trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from inburgering_opendata.validate.columns import Columns, Values
from inburgering_opendata.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.validate.spill import Spill


def at_most_one_open(table: Columns, group: str, column: str, end: str) -> Finding:
    """In each group at most one value of `column` has rows where `end` is empty."""
    first_open: dict[Any, Any] = {}
    breaches: Spill[Breach] = Spill()
    for row, (name,), (value, ended) in table.sharing([group], [column, end]):
        if ended is None and first_open.setdefault(name, value) != value:
            expected = f"{end}, as {column} {as_text(first_open[name])} is open already"
            breaches.append(Breach(expected, as_text(ended), row=row))
    return summed_up(
        f"at most one {column} without {end} per {group}",
        f"{len(breaches)} rows are open besides",
        breaches,
    )


def spells_follow(table: Columns, groups: Sequence[str], start: str, end: str) -> Finding:
    """In each group a spell ends before the next begins; only the last may have no end."""
    spells: dict[Values, list[tuple[Any, Any, int]]] = {}
    for row, group, (first, last) in table.sharing(groups, [start, end]):
        if first is not None:
            spells.setdefault(group, []).append((first, last, row))
    breaches: Spill[Breach] = Spill()
    for in_group in spells.values():
        ordered = sorted(in_group, key=lambda spell: (spell[0], spell[2]))
        for (_, last, row), (following, _, _) in pairwise(ordered):
            if last is None or last >= following:
                breaches.append(Breach(f"{end} before {following}", as_text(last), row=row))
    return summed_up(
        f"the spells of each {', '.join(groups)} follow each other",
        f"{len(breaches)} spells do not end before the next",
        sorted(breaches, key=lambda breach: breach.row or 0),
    )


def values_same_within(table: Columns, groups: Sequence[str], columns: Sequence[str]) -> Finding:
    """All rows of a group have the same values in `columns`, the empty ones included."""
    first: dict[Values, Values] = {}
    breaches: Spill[Breach] = Spill()
    for row, group, own in table.sharing(groups, columns):
        other = first.setdefault(group, own)
        if own != other:
            unlike = [n for n, (a, b) in enumerate(zip(own, other, strict=True)) if a != b]
            breaches.append(
                Breach(
                    ", ".join(f"{columns[n]} {as_text(other[n])}" for n in unlike),
                    ", ".join(f"{columns[n]} {as_text(own[n])}" for n in unlike),
                    row=row,
                )
            )
    return summed_up(
        f"the same values in all rows of each {', '.join(groups)}",
        f"{len(breaches)} rows differ from the first",
        breaches,
    )
