"""Rules about a total that was divided: by a key, by Adams’ method, or rounded up."""

from __future__ import annotations

from itertools import pairwise

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Whole
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_amount,
    as_signed,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill, gathered

_FINE = 10**18
"""By which a quotient is multiplied to compare its floor with that of others."""


@rule("expect_amounts_to_follow_key")
def amounts_follow_key(
    table: Columns,
    group_column: str,
    amount_column: Whole,
    key_value_column: Whole,
    key_total_column: Whole,
) -> Finding:
    """Within a group each amount is less than one euro from its exact share, and a larger key
    value never has a smaller amount. A group without any key was not divided: it is let be.

    The exact share is total × key_value ÷ key_total; compared as integers, without division.
    """
    breaches: Spill[Breach] = Spill()
    columns = (amount_column, key_value_column, key_total_column)
    money, weight, weights = map(e.whole, columns)
    near = abs(money * weights - e.total(money) * weight) < weights
    turned = (e.previous(weight) < weight) & (e.previous(money) > money)
    surely = near & (e.previous(weight).is_empty() | ~turned)
    for _, rows in table.in_groups(
        [group_column], columns, by=(key_value_column, amount_column), surely=surely
    ):
        members = gathered(rows)
        if all(value is None and whole is None for _, (_, value, whole) in members):
            continue
        divided = sum(euros or 0 for _, (euros, _, _) in members)
        for row, (euros, value, whole) in members:
            if None in (euros, value, whole) or whole <= 0:
                missing = Breach("an amount, a key value and a key total", "missing", row=row)
                breaches.append(missing)
            elif abs(euros * whole - divided * value) >= whole:
                share = divided * value // whole
                expected = f"{as_amount(share)} or {as_amount(share + 1)}"
                difference = as_signed(euros - share)
                breaches.append(Breach(expected, as_amount(euros), difference, row=row))
        filled = ((row, values) for row, values in members if None not in values)
        for (_, (more, smaller, _)), (row, (euros, value, _)) in pairwise(filled):
            if smaller < value and more > euros:
                expected = f"at least {as_amount(more)}"
                breaches.append(Breach(expected, as_amount(euros), row=row))
    return summed_up(
        f"each {amount_column} is within one euro of total × {key_value_column} ÷ "
        f"{key_total_column}",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_targets_to_follow_adams")
def targets_follow_adams(
    table: Columns,
    group_column: str,
    amount_column: Whole,
    key_value_column: Whole,
    total_column: Whole,
) -> Finding:
    """Within a group the targets add up to the total and are those of Adams' method.

    Adams' method rounds every share up, with a divisor at which the shares rounded up add up to
    the total. Such a divisor exists exactly when no (target - 1) ÷ key is larger than any
    target ÷ key; so the targets are checked without computing them, as integers.

    Housing targets: Huisvestingswet 2014, art. 29(1), rounds the share of each municipality up to
    a whole person; rounded up one by one they would exceed the national target. How well Adams'
    method fits what was reported is in the table rule.
    """
    breaches: Spill[Breach] = Spill()
    columns = (amount_column, key_value_column, total_column)
    given, weight, whole = map(e.whole, columns)
    # A quotient is at least its floor, and less than one more.
    below_all = (given - 1) * _FINE // weight + 1 <= e.least(given * _FINE // weight)
    positive = (given > 0) & (weight > 0) & ~e.column(group_column).is_empty()
    surely = positive & e.total(given).equals(whole) & below_all
    for (name,), rows in table.in_groups([group_column], columns, surely=surely):
        members: Spill[tuple[int, int, int, int]] = Spill()
        for row, (persons, inhabitants, national) in rows:
            if None in (name, persons, inhabitants, national) or persons < 1 or inhabitants < 1:
                expected = "a group, and a target, key and total above 0"
                breaches.append(Breach(expected, "none", row=row))
            else:
                members.append((row, persons, inhabitants, national))
        if not members:
            continue
        _, least, below, stated = members[0]
        assigned, same = 0, True
        for _, persons, inhabitants, national in members:
            assigned += persons
            same = same and national == stated
            if persons * below < least * inhabitants:
                least, below = persons, inhabitants
        if assigned != stated or not same:
            difference = as_signed(assigned - stated)
            key = {group_column: as_text(name)}
            breaches.append(Breach(as_amount(stated), as_amount(assigned), difference, key=key))
        for row, persons, inhabitants, _ in members:
            if (persons - 1) * below > least * inhabitants:
                expected = f"at most {as_amount(least * inhabitants // below + 1)}"
                breaches.append(Breach(expected, as_amount(persons), row=row))
    return summed_up(
        f"each {amount_column} is that of Adams' method, adding up to {total_column}",
        f"{len(breaches)} rows or groups are not",
        breaches,
    )


@rule("expect_shares_to_be_rounded_up")
def shares_are_rounded_up(
    table: Columns,
    amount_column: Whole,
    key_value_column: Whole,
    key_total_column: Whole,
    total_column: Whole,
) -> Finding:
    """Each amount is total × key ÷ key total, rounded up to a whole one by itself.

    Huisvestingswet 2014, art. 29(1), read to the letter.
    """
    columns = (amount_column, key_value_column, key_total_column, total_column)
    return _rounded(table, columns, "rounded up", nearest=False)


@rule("expect_shares_to_be_rounded")
def shares_are_rounded(
    table: Columns,
    amount_column: str,
    key_value_column: str,
    key_total_column: str,
    total_column: str,
) -> Finding:
    """Each amount is total × key ÷ key total, rounded to the nearest whole one, halves up."""
    columns = (amount_column, key_value_column, key_total_column, total_column)
    return _rounded(table, columns, "rounded to the nearest whole one", nearest=True)


def _rounded(
    table: Columns, columns: tuple[str, str, str, str], how: str, *, nearest: bool
) -> Finding:
    breaches: Spill[Breach] = Spill()
    rounded, part, parts, money = map(e.whole, columns)
    more = rounded * parts - money * part
    if nearest:
        surely = (2 * more <= parts) & (2 * more + parts > 0)
    else:
        surely = (more >= 0) & (more < parts)
    for row, values in table.numbered(*columns, surely=surely):
        if None in values or values[2] <= 0:
            breaches.append(Breach("an amount, a key, a key total and a total", "none", row=row))
            continue
        got, weight, whole, divided = values
        share = divided * weight
        want = (2 * share + whole) // (2 * whole) if nearest else -(-share // whole)
        if got != want:
            breaches.append(Breach(as_amount(want), as_amount(got), as_signed(got - want), row=row))
    amount, key, total, divided_column = columns
    return summed_up(
        f"each {amount} is {divided_column} × {key} ÷ {total}, {how}",
        f"{len(breaches)} rows are not",
        breaches,
    )
