"""Rules about a total that was divided: by a key, by Adams’ method, or rounded up."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from inburgering_opendata.validate.columns import Columns
from inburgering_opendata.validate.rules.finding import (
    Breach,
    Finding,
    as_amount,
    as_signed,
    as_text,
    summed_up,
)
from inburgering_opendata.validate.spill import Spill


def amounts_follow_key(
    table: Columns, group: str, amount: str, key_value: str, key_total: str
) -> Finding:
    """Within a group each amount is less than one euro from its exact share, and a larger key
    value never has a smaller amount. A group without any key was not divided: it is let be.

    The exact share is total × key_value ÷ key_total; compared as integers, without division.
    """
    rows = list(table.rows(group, amount, key_value, key_total))
    divided = {name for name, _, *key in rows if key != [None, None]}
    totals: dict[Any, int] = {}
    for name, euros, _, _ in rows:
        totals[name] = totals.get(name, 0) + (euros or 0)
    breaches: Spill[Breach] = Spill()
    for row, (name, euros, value, whole) in enumerate(rows):
        if name not in divided:
            continue
        if None in (euros, value, whole) or whole <= 0:
            breaches.append(Breach("an amount, a key value and a key total", "missing", row=row))
        elif abs(euros * whole - totals[name] * value) >= whole:
            share = totals[name] * value // whole
            expected = f"{as_amount(share)} or {as_amount(share + 1)}"
            breaches.append(Breach(expected, as_amount(euros), as_signed(euros - share), row=row))
    whole_rows = [row for row in range(len(rows)) if None not in rows[row]]
    in_order = sorted(
        whole_rows, key=lambda row: (str(rows[row][0]), rows[row][2], rows[row][1], row)
    )
    for before, after in pairwise(in_order):
        same_group = rows[before][0] == rows[after][0]
        if same_group and rows[before][2] < rows[after][2] and rows[before][1] > rows[after][1]:
            expected = f"at least {as_amount(rows[before][1])}"
            breaches.append(Breach(expected, as_amount(rows[after][1]), row=after))
    return summed_up(
        f"each {amount} is within one euro of total × {key_value} ÷ {key_total}",
        f"{len(breaches)} rows are not",
        breaches,
    )


def targets_follow_adams(
    table: Columns, group: str, target: str, key_value: str, total: str
) -> Finding:
    """Within a group the targets add up to the total and are those of Adams' method.

    Adams' method rounds every share up, with a divisor at which the shares rounded up add up to
    the total. Such a divisor exists exactly when no (target - 1) ÷ key is larger than any
    target ÷ key; so the targets are checked without computing them, as integers.

    Housing targets: Huisvestingswet 2014, art. 29(1), rounds the share of each municipality up to
    a whole person; rounded up one by one they would exceed the national target, and of the
    published targets those that clearly exclude arrears all meet Adams' method.
    """
    breaches: Spill[Breach] = Spill()
    groups: dict[Any, list[tuple[int, int, int, int]]] = {}
    for row, (name, persons, inhabitants, national) in enumerate(
        table.rows(group, target, key_value, total)
    ):
        if None in (name, persons, inhabitants, national) or persons < 1 or inhabitants < 1:
            breaches.append(Breach("a group, and a target, key and total above 0", "none", row=row))
        else:
            groups.setdefault(name, []).append((row, persons, inhabitants, national))
    for name, members in groups.items():
        assigned, national = sum(persons for _, persons, _, _ in members), members[0][3]
        if assigned != national or len({member[3] for member in members}) > 1:
            difference = as_signed(assigned - national)
            key = {group: as_text(name)}
            breaches.append(Breach(as_amount(national), as_amount(assigned), difference, key=key))
        lowest = min(Fraction(persons, inhabitants) for _, persons, inhabitants, _ in members)
        for row, persons, inhabitants, _ in members:
            if Fraction(persons - 1, inhabitants) > lowest:
                expected = f"at most {as_amount(int(lowest * inhabitants) + 1)}"
                breaches.append(Breach(expected, as_amount(persons), row=row))
    return summed_up(
        f"each {target} is that of Adams' method, adding up to {total}",
        f"{len(breaches)} rows or groups are not",
        breaches,
    )


def shares_are_rounded_up(
    table: Columns, amount: str, key_value: str, key_total: str, total: str
) -> Finding:
    """Each amount is total × key ÷ key total, rounded up to a whole one by itself.

    Huisvestingswet 2014, art. 29(1), read to the letter.
    """
    breaches: Spill[Breach] = Spill()
    for row, values in enumerate(table.rows(amount, key_value, key_total, total)):
        if None in values or values[2] <= 0:
            breaches.append(Breach("an amount, a key, a key total and a total", "none", row=row))
            continue
        got, weight, whole, divided = values
        if got != (want := -(-divided * weight // whole)):
            breaches.append(Breach(as_amount(want), as_amount(got), as_signed(got - want), row=row))
    return summed_up(
        f"each {amount} is {total} × {key_value} ÷ {key_total}, rounded up",
        f"{len(breaches)} rows are not",
        breaches,
    )
