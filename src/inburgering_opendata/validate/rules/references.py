"""Rules that hold a table against another one: keys, and sums that must be the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def foreign_key_exists(
    table: Columns, columns: Sequence[str], reference: Columns, reference_columns: Sequence[str]
) -> Finding:
    """Every combination of `columns` stands in `reference_columns` of the reference table.

    A row in which one of the columns is empty refers to nothing and is let be (Table Schema,
    foreign keys).
    """
    breaches = Spill(
        Breach("a value of the referenced table", as_text(values), row=row)
        for row, values in table.strays(columns, reference, reference_columns)
    )
    expected = f"{as_text(tuple(columns))} stands in the referenced table"
    return summed_up(expected, f"{len(breaches)} rows refer to what is not there", breaches)


def group_totals_equal(
    table: Columns, group: str, amount: str, totals: Mapping[str, int], every_group: bool
) -> Finding:
    """The sum of `amount` per `group` equals `totals` exactly.

    With `every_group` false, groups that `totals` does not name are let be; a named group that
    is missing is always a breach.
    """
    sums = table.sums_by_group(group, amount)
    observed = {as_text(name): total for name, total in sums.items()}
    judged = sorted({*totals, *observed} if every_group else totals)
    breaches = []
    for name in judged:
        want, got = totals.get(name), observed.get(name)
        if want != got:
            breaches.append(
                Breach(
                    "no such group" if want is None else as_amount(want),
                    "no rows" if got is None else as_amount(got),
                    None if want is None or got is None else as_signed(got - want),
                    key={group: name},
                )
            )
    return summed_up(
        f"the {amount} of each {group} adds up to its total exactly",
        f"{len(judged) - len(breaches)} of {len(judged)} totals are right",
        breaches,
    )


def values_equal_reference_sums(
    table: Columns,
    columns: Sequence[str],
    value: str,
    reference: Columns,
    reference_columns: Sequence[str],
    reference_value: str,
) -> Finding:
    """`value` equals the sum of `reference_value` over the reference rows with the same key.

    An empty value claims nothing; whether it may be empty is a question of its own.
    """
    unlike = table.unlike_sums(columns, value, reference, reference_columns, reference_value)
    breaches = Spill(
        Breach(
            "not in the reference" if want is None else as_amount(want),
            as_amount(number),
            None if want is None else as_signed(number - want),
            row=row,
        )
        for row, number, want in unlike
        if number is not None
    )
    return summed_up(
        f"{value} equals the reference for its {as_text(tuple(columns))}",
        f"{len(breaches)} rows differ",
        breaches,
    )


def sums_equal_reference_sums(
    table: Columns,
    columns: Sequence[str],
    value: str,
    reference: Columns,
    reference_columns: Sequence[str],
    reference_value: str,
) -> Finding:
    """For each combination of `columns` in the table, `value` adds up to what `reference_value`
    adds up to in the reference for the same combination. An empty value is nothing.
    """
    sums = _sums(table.rows(*columns, value))
    wanted = _sums(reference.rows(*reference_columns, reference_value))
    breaches = []
    for group in sorted(sums, key=str):
        want, got = wanted.get(group), sums[group]
        if want != got:
            breaches.append(
                Breach(
                    "not in the reference" if want is None else as_amount(want),
                    as_amount(got),
                    None if want is None else as_signed(got - want),
                    key={name: as_text(part) for name, part in zip(columns, group, strict=True)},
                )
            )
    return summed_up(
        f"{value} adds up to that of the reference for each {as_text(tuple(columns))}",
        f"{len(sums) - len(breaches)} of {len(sums)} sums are right",
        breaches,
    )


def _sums(rows: Iterable[Sequence[Any]]) -> dict[tuple[Any, ...], int]:
    sums: dict[tuple[Any, ...], int] = {}
    for *group, value in rows:
        sums[tuple(group)] = sums.get(tuple(group), 0) + (value or 0)
    return sums
