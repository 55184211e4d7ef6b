"""Rules about what follows from amounts: ranks, shares, and amounts a head."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Between, Comparable, Number, Whole
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill, gathered


@rule("expect_ranks_to_follow_values")
def ranks_follow(
    table: Columns, group_column: str, column: Whole, value_column: Comparable
) -> Finding:
    """Within a group each rank is one more than the number of larger values.

    So equals share a rank, and the next one is skipped.
    """
    breaches: Spill[Breach] = Spill()
    number_of = e.column(value_column)
    surely = e.column(column).equals(e.place(number_of)) & ~number_of.is_empty()
    columns = [value_column, column]
    for _, rows in table.in_groups(
        [group_column], columns, by=[value_column], largest_first=True, surely=surely
    ):
        want, before = None, None
        for place, (row, (number, got)) in enumerate(rows, start=1):
            if number != before:
                want, before = None if number is None else place, number
            if got != want:
                breaches.append(Breach(as_text(want), as_text(got), row=row))
    return summed_up(
        f"each {column} is the place of {value_column} in its {group_column}, the largest first",
        f"{len(breaches)} rows are not so",
        breaches,
    )


@rule("expect_quotients_to_follow_amounts")
def quotients_follow(
    table: Columns,
    group_column: str,
    column: Number,
    amount_column: Whole,
    by_column: Whole | None = None,
    factor: Annotated[int, Between(1)] = 1,
    decimals: Annotated[int, Between(0, 38)] = 0,
) -> Finding:
    """Each `column` is `factor` × `amount_column` ÷ `by_column`, rounded half up to so many
    decimals; without `by_column` it is divided by the sum of the amounts in its group.

    Compared as integers, without a float.
    """
    scale = 10**decimals
    breaches: Spill[Breach] = Spill()
    money = e.whole(amount_column)
    parts = e.whole(by_column) if by_column else e.total(money)
    rounded = (2 * factor * scale * money + parts) // (2 * parts)
    surely = (money * factor >= 0) & (parts > 0) & (e.whole(column) * scale).equals(rounded)
    for row, whole, below, got in _quotients(
        table, group_column, column, amount_column, by_column, surely
    ):
        if whole is None or not below:
            want = None
        else:
            rounded = (2 * factor * scale * whole + below) // (2 * below)
            want = Decimal(rounded).scaleb(-decimals)
        if got != want:
            breaches.append(Breach(as_text(want), as_text(got), row=row))
    divided_by = by_column or f"its sum in the {group_column}"
    times = f"{factor} × " if factor != 1 else ""
    return summed_up(
        f"each {column} is {times}{amount_column} ÷ {divided_by}, rounded half up",
        f"{len(breaches)} rows are not so",
        breaches,
    )


def _quotients(
    table: Columns, group: str, column: str, amount: str, by: str | None, surely: e.Expression
) -> Iterator[tuple[int, int | None, int | None, int | Decimal | None]]:
    """Each row, what is divided, what it is divided by, and the quotient that is stated."""
    if by:
        for row, (whole, below, got) in table.numbered(amount, by, column, surely=surely):
            yield row, whole, below, got
        return
    for _, rows in table.in_groups([group], [amount, column], surely=surely):
        members = gathered(rows)
        total = sum(whole or 0 for _, (whole, _) in members)
        for row, (whole, got) in members:
            yield row, whole, total, got
