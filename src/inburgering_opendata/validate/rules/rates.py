"""Rules about what follows from amounts: ranks, shares, and amounts a head."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inburgering_opendata.validate.columns import Columns
from inburgering_opendata.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.validate.spill import Spill


def ranks_follow(table: Columns, group: str, rank: str, value: str) -> Finding:
    """Within a group each rank is one more than the number of larger values.

    So equals share a rank, and the next one is skipped.
    """
    groups: dict[Any, list[int]] = {}
    for name, number in table.rows(group, value):
        if number is not None:
            groups.setdefault(name, []).append(number)
    first: dict[Any, dict[int, int]] = {}
    for name, numbers in groups.items():
        ranks = first.setdefault(name, {})
        for place, number in enumerate(sorted(numbers, reverse=True), start=1):
            ranks.setdefault(number, place)
    breaches: Spill[Breach] = Spill()
    for row, (name, number, got) in enumerate(table.rows(group, value, rank)):
        want = None if number is None else first[name][number]
        if got != want:
            breaches.append(Breach(as_text(want), as_text(got), row=row))
    return summed_up(
        f"each {rank} is the place of {value} in its {group}, the largest first",
        f"{len(breaches)} rows are not so",
        breaches,
    )


def quotients_follow(
    table: Columns,
    group: str,
    column: str,
    amount: str,
    by: str | None,
    factor: int = 1,
    decimals: int = 0,
) -> Finding:
    """Each `column` is `factor` × `amount` ÷ `by`, rounded half up to so many decimals; without
    `by` it is divided by the sum of the amounts in its group.

    Compared as integers, without a float.
    """
    sums = {} if by else table.sums_by_group(group, amount)
    scale = 10**decimals
    breaches: Spill[Breach] = Spill()
    for row, (name, whole, got, *divisor) in enumerate(
        table.rows(group, amount, column, *((by,) if by else ()))
    ):
        below = divisor[0] if by else sums[name]
        if whole is None or not below:
            want = None
        else:
            rounded = (2 * factor * scale * whole + below) // (2 * below)
            want = Decimal(rounded).scaleb(-decimals)
        if got != want:
            breaches.append(Breach(as_text(want), as_text(got), row=row))
    divided_by = by or f"its sum in the {group}"
    times = f"{factor} × " if factor != 1 else ""
    return summed_up(
        f"each {column} is {times}{amount} ÷ {divided_by}, rounded half up",
        f"{len(breaches)} rows are not so",
        breaches,
    )
