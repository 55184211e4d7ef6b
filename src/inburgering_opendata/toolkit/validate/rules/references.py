"""Rules that hold a table against another one: keys, and sums that must be the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import SUM, Columns, Values
from inburgering_opendata.toolkit.validate.rules.arguments import (
    KeysOf,
    Like,
    Number,
    OfType,
    Several,
    There,
    ValuesOf,
)
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_amount,
    as_signed,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill

KeyThere = Annotated[Sequence[str], There("reference_table"), Like("columns")]
NumberThere = Annotated[str, There("reference_table"), OfType(("integer", "number"))]
"""Columns of the table that is referred to."""

_UNKNOWN = "a total to compare with"
"""What is expected of a group that the reference has no amount for."""


@rule("expect_foreign_key_to_exist")
def foreign_key_exists(
    table: Columns,
    columns: Sequence[str],
    reference_table: Columns,
    reference_columns: KeyThere,
) -> Finding:
    """Every combination of `columns` stands in `reference_columns` of the reference table.

    A row in which one of the columns is empty refers to nothing and is let be (Table Schema,
    foreign keys).
    """
    breaches = Spill(
        Breach("a value of the referenced table", as_text(values), row=row)
        for row, values in table.strays(columns, reference_table, reference_columns)
    )
    expected = f"{as_text(tuple(columns))} stands in the referenced table"
    return summed_up(expected, f"{len(breaches)} rows refer to what is not there", breaches)


@rule("expect_values_to_follow_their_key", about_emptiness=True)
def values_follow_key(
    table: Columns,
    columns: Annotated[Sequence[str], Several(2)],
    reference_table: Columns,
    reference_columns: KeyThere,
) -> Finding:
    """The last of `columns` is what the last of `reference_columns` is in the row that the others
    refer to, and is empty where one of these is.

    A key that the reference does not have is a question of its own.
    """
    *keys, column = columns
    breaches: Spill[Breach] = Spill()
    known: dict[Values, Any] = {}

    def expected(values: Values) -> str:
        if not known:
            known.update((each[:-1], each[-1]) for each in reference_table.rows(*reference_columns))
        return as_text(known.get(values[:-1], "a key of the referenced table"))

    for row, values in table.strays(columns, reference_table, reference_columns):
        breaches.append(Breach(expected(values), as_text(values[-1]), row=row, column=column))
    empty = [e.column(name).is_empty() for name in columns]
    surely = e.every(each.equals(empty[0]) for each in empty)
    for row, values in table.numbered(*columns, surely=surely):
        if None in values[:-1] and values[-1] is not None:
            wanted = f"no value, as there is no {' and '.join(keys)}"
            breaches.append(Breach(wanted, as_text(values[-1]), row=row, column=column))
        elif None not in values[:-1] and values[-1] is None:
            wanted = expected(values)
            if known.get(values[:-1]) is not None:
                breaches.append(Breach(wanted, as_text(None), row=row, column=column))
    return summed_up(
        f"{column} is what the referenced table has for {as_text(tuple(keys))}",
        f"{len(breaches)} rows have another",
        breaches,
    )


@rule("expect_group_totals_to_equal")
def group_totals_equal(
    table: Columns,
    group_column: str,
    amount_column: Number,
    totals: Annotated[
        Mapping[str, int | Decimal], KeysOf("group_column"), ValuesOf("amount_column")
    ],
) -> Finding:
    """The sum of `amount_column` per `group_column` equals `totals`, exactly, and there is no other
    group. Pins totals, whatever other tables say.
    """
    return _totals_equal(table, group_column, amount_column, totals)


@rule("expect_group_totals_to_equal_reference")
def group_totals_equal_reference(
    table: Columns,
    group_column: str,
    amount_column: Number,
    group_table: Columns,
    reference_table: Columns,
    reference_key: Annotated[str, There("reference_table"), Like("group_column")],
    reference_amount: NumberThere,
) -> Finding:
    """The sum of `amount_column` per group equals `reference_amount` of the row of
    `reference_table` that `reference_key` names, exactly.

    `group_table` lists the groups there must be, so that a group that vanished is found, as is one
    without an amount in the reference.
    """
    amounts = {
        as_text(name): amount
        for name, amount in reference_table.rows(reference_key, reference_amount)
    }
    groups = [as_text(name) for (name,) in group_table.rows(group_column)]
    totals: dict[str, int | Decimal | None] = {name: amounts.get(name) for name in groups}
    return _totals_equal(table, group_column, amount_column, totals)


def _totals_equal(
    table: Columns, group: str, amount: str, totals: Mapping[str, int | Decimal | None]
) -> Finding:
    """The sum of `amount` per `group` equals `totals` exactly, and these are the groups."""
    breaches: Spill[Breach] = Spill()
    absent, right = dict(totals), 0
    for value, got in table.grouped([group], amount).rows(group, SUM):
        name = as_text(value)
        want = absent.pop(name, None)
        if want == got:
            right += 1
        elif want is not None:
            difference = as_signed(got - want)
            breaches.append(Breach(as_amount(want), as_amount(got), difference, key={group: name}))
        else:
            expected = _UNKNOWN if name in totals else "no such group"
            breaches.append(Breach(expected, as_amount(got), key={group: name}))
    for name, want in absent.items():
        expected = _UNKNOWN if want is None else as_amount(want)
        breaches.append(Breach(expected, "no rows", key={group: name}))
    return summed_up(
        f"the {amount} of each {group} adds up to its total exactly",
        f"{right} of {right + len(breaches)} totals are right",
        breaches,
    )


@rule("expect_values_to_equal_reference_sums")
def values_equal_reference_sums(
    table: Columns,
    columns: Sequence[str],
    value_column: Number,
    reference_table: Columns,
    reference_columns: KeyThere,
    reference_value: NumberThere,
) -> Finding:
    """`value_column` equals the sum of `reference_value` over the reference rows with the same key.

    An empty value claims nothing; whether it may be empty is a question of its own.
    """
    unlike = table.unlike_sums(
        columns, value_column, reference_table, reference_columns, reference_value
    )
    breaches = Spill(
        Breach(
            "not in the reference" if want is None else as_amount(want),
            as_amount(number),
            None if want is None else as_signed(number - want),
            row=row,
        )
        for row, _, number, want in unlike
        if number is not None
    )
    return summed_up(
        f"{value_column} equals the reference for its {as_text(tuple(columns))}",
        f"{len(breaches)} rows differ",
        breaches,
    )


@rule("expect_sums_to_equal_reference_sums")
def sums_equal_reference_sums(
    table: Columns,
    columns: Sequence[str],
    value_column: Number,
    reference_table: Columns,
    reference_columns: KeyThere,
    reference_value: NumberThere,
) -> Finding:
    """For each combination of `columns` in the table, `value_column` adds up to what
    `reference_value` adds up to in the reference for the same combination. An empty value is
    nothing.
    """
    summed = table.grouped(columns, value_column)
    unlike = summed.unlike_sums(columns, SUM, reference_table, reference_columns, reference_value)
    breaches = Spill(
        Breach(
            "not in the reference" if want is None else as_amount(want),
            as_amount(got),
            None if want is None or got is None else as_signed(got - want),
            key={name: as_text(part) for name, part in zip(columns, group, strict=True)},
        )
        for _, group, got, want in unlike
    )
    return summed_up(
        f"{value_column} adds up to that of the reference for each {as_text(tuple(columns))}",
        f"{len(breaches)} sums differ",
        breaches,
    )
