"""Rules about sums within a table: parts and wholes, differences, totals."""

from __future__ import annotations

from collections.abc import Sequence

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import SUM, Columns
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_amount,
    as_signed,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.spill import Spill

SHOWN = 10
"""Different totals of one group that a finding names."""


def amounts_reconcile(
    table: Columns, id_column: str, amount: str, total: str, parts: Sequence[str]
) -> Finding:
    """The amounts of `parts` add up exactly to the amount of `total`."""
    wanted = {total, *parts}
    known = {
        name: value
        for name, value in table.rows(id_column, amount)
        if value is not None and name in wanted
    }
    if absent := sorted(wanted - set(known)):
        breaches = [Breach("an amount", "missing", key={id_column: name}) for name in absent]
        return summed_up(f"{total} is the sum of its parts", f"{absent} missing", breaches)
    computed, stated = sum(known[part] for part in parts), known[total]
    terms = " + ".join(f"{part} {as_amount(known[part])}" for part in parts)
    breaches = (
        []
        if computed == stated
        else [
            Breach(
                as_amount(computed),
                as_amount(stated),
                as_signed(stated - computed),
                key={id_column: total},
            )
        ]
    )
    return summed_up(f"{total} = {terms} = {as_amount(computed)}", as_amount(stated), breaches)


def group_sums_equal_column(table: Columns, group: str, amount: str, total: str) -> Finding:
    """In each group `amount` adds up to `total`, which is the same in all its rows."""
    breaches: Spill[Breach] = Spill()
    right = 0
    # With each total of a group comes what the rows that state it add up to.
    for (name,), rows in table.grouped([group, total], amount).in_groups([group], [total, SUM]):
        got = 0
        stated: list[int | None] = []
        more: list[str] = []
        for _, (each, part) in rows:
            got += part
            if len(stated) < SHOWN:
                stated.append(each)
            else:
                more = ["…"]
        if stated == [got]:
            right += 1
            continue
        want = stated[0] if len(stated) == 1 else None
        expected = as_text((*stated, *more)) if want is None else as_amount(want)
        difference = None if want is None else as_signed(got - want)
        key = {group: as_text(name)}
        breaches.append(Breach(expected, as_amount(got), difference, key=key))
    return summed_up(
        f"{amount} adds up to {total} for each {group}",
        f"{right} of {right + len(breaches)} sums are right",
        breaches,
    )


def amounts_differ_as_stated(table: Columns, one: str, other: str, difference: str) -> Finding:
    """`difference` is `one` minus `other`, and is empty where one of them is."""
    breaches: Spill[Breach] = Spill()
    some_empty = e.column(one).is_empty() | e.column(other).is_empty()
    right = e.whole(difference).equals(e.whole(one) - e.whole(other))
    surely = right | (some_empty & e.column(difference).is_empty())
    for row, (first, second, stated) in table.numbered(one, other, difference, surely=surely):
        want = None if first is None or second is None else first - second
        if stated != want:
            breaches.append(Breach(as_amount(want), as_amount(stated), row=row))
    return summed_up(f"{difference} is {one} - {other}", f"{len(breaches)} rows are not", breaches)


def parts_add_up(table: Columns, parts: Sequence[str], total: str) -> Finding:
    """In each row `parts` add up to `total`; none of them is empty."""
    breaches: Spill[Breach] = Spill()
    surely = e.whole(total).equals(e.sum_of(e.whole(part) for part in parts))
    for row, (stated, *values) in table.numbered(total, *parts, surely=surely):
        want = None if None in values else sum(values)
        if want is None or stated != want:
            breaches.append(Breach(as_amount(want), as_amount(stated), row=row))
    return summed_up(f"{total} is {' + '.join(parts)}", f"{len(breaches)} rows are not", breaches)
