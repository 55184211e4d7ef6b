"""Rules about sums within a table: parts and wholes, differences, totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import SUM, Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Number,
    Numbers,
    Text,
    ValuesOf,
    Whole,
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

SHOWN = 10
"""Different totals of one group that a finding names."""


@rule("expect_amounts_to_reconcile")
def amounts_reconcile(
    table: Columns,
    id_column: Text,
    amount_column: Number,
    total: Annotated[str, ValuesOf("id_column")],
    parts: Annotated[Sequence[str], ValuesOf("id_column")],
) -> Finding:
    """The amounts of `parts` add up exactly to the amount of `total`."""
    wanted = {total, *parts}
    known = {
        name: value
        for name, value in table.rows(id_column, amount_column)
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


@rule("expect_group_sums_to_equal_column")
def group_sums_equal_column(
    table: Columns, group_column: str, amount_column: Number, total_column: Number
) -> Finding:
    """In each group `amount_column` adds up to `total_column`, the same in all its rows."""
    breaches: Spill[Breach] = Spill()
    right = 0
    # With each total of a group comes what the rows that state it add up to.
    for (name,), rows in table.grouped([group_column, total_column], amount_column).in_groups(
        [group_column], [total_column, SUM]
    ):
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
        key = {group_column: as_text(name)}
        breaches.append(Breach(expected, as_amount(got), difference, key=key))
    return summed_up(
        f"{amount_column} adds up to {total_column} for each {group_column}",
        f"{right} of {right + len(breaches)} sums are right",
        breaches,
    )


@rule("expect_amounts_to_differ_as_stated")
def amounts_differ_as_stated(
    table: Columns,
    amount_column: Number,
    compared_column: Number,
    value_column: Number,
    condition_column: str | None = None,
    condition_values: Annotated[Sequence[object], ValuesOf("condition_column")] = (),
) -> Finding:
    """`value_column` is `amount_column` minus `compared_column`, and empty where one of them is.

    With `condition_column` it is empty as well where that is none of `condition_values`: a
    difference of what is rounded says nothing.
    """
    breaches: Spill[Breach] = Spill()
    none = e.column(value_column).is_empty()
    some_empty = e.column(amount_column).is_empty() | e.column(compared_column).is_empty()
    right = e.whole(value_column).equals(e.whole(amount_column) - e.whole(compared_column))
    surely = right | (some_empty & none)
    columns = [amount_column, compared_column, value_column]
    if condition_column is not None:
        columns.append(condition_column)
        meant = e.one_of(e.column(condition_column), condition_values)
        surely = (right & meant) | (none & (some_empty | ~meant))
    for row, (first, second, stated, *case) in table.numbered(*columns, surely=surely):
        meant_here = all(value in condition_values for value in case)
        want = None if None in (first, second) or not meant_here else first - second
        if stated != want:
            breaches.append(Breach(as_amount(want), as_amount(stated), row=row))
    return summed_up(
        f"{value_column} is {amount_column} - {compared_column}",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_parts_to_add_up")
def parts_add_up(table: Columns, columns: Numbers, total_column: Number) -> Finding:
    """In each row `columns` add up to `total_column`; none of them is empty."""
    breaches: Spill[Breach] = Spill()
    surely = e.whole(total_column).equals(e.sum_of(e.whole(part) for part in columns))
    for row, (stated, *values) in table.numbered(total_column, *columns, surely=surely):
        want = None if None in values else sum(values)
        if want is None or stated != want:
            breaches.append(Breach(as_amount(want), as_amount(stated), row=row))
    return summed_up(
        f"{total_column} is {' + '.join(columns)}", f"{len(breaches)} rows are not", breaches
    )


@rule("expect_ranges_to_adjoin")
def ranges_adjoin(
    table: Columns, group_column: str, start_column: Whole, size_column: Whole
) -> Finding:
    """In each group the ranges, of `size_column` whole numbers from `start_column` on, begin at 0,
    and each begins where the one before it ended: no number is in two of them, or in none.
    """
    breaches: Spill[Breach] = Spill()
    start, length = e.whole(start_column), e.whole(size_column)
    surely = e.some(
        [
            e.previous(start).is_empty() & start.equals(0),
            start.equals(e.previous(start) + e.previous(length)),
        ]
    )
    for _, rows in table.in_groups(
        [group_column], [start_column, size_column], by=[start_column], surely=surely
    ):
        following: int | None = 0
        for row, (begins, numbers) in rows:
            if None in (begins, numbers) or begins != following:
                breaches.append(
                    Breach(as_amount(following), as_amount(begins), row=row, column=start_column)
                )
            following = None if None in (begins, numbers) else begins + numbers
    return summed_up(
        f"the ranges from {start_column} on adjoin in each {group_column}",
        f"{len(breaches)} do not begin where the one before ended",
        breaches,
    )
