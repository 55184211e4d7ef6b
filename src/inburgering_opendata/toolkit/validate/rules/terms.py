"""Rules about the terms within which something happens."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Day, Flag, Whole
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a month that is shorter.

    Beyond the calendar of this language it is the last, or the first, day of that.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@rule("expect_dates_to_lie_within_term")
def dates_within_term(table: Columns, column: Day, date_column: Day, months: int) -> Finding:
    """`column` is at most `months` after `date_column`, where both are given."""
    breaches: Spill[Breach] = Spill()
    for row, (day, start) in table.given([column, date_column]):
        if day > (end := months_later(start, months)):
            difference = f"{(day - end).days:+,} days"
            breaches.append(Breach(f"at most {end}", str(day), difference, row=row))
    return summed_up(
        f"{column} is at most {months} months after {date_column}",
        f"{len(breaches)} rows are later",
        breaches,
    )


@rule("expect_term_to_have_passed_where")
def term_has_passed(
    table: Columns,
    condition_column: Flag,
    column: Day,
    date_column: Day,
    months: int,
    days_column: Whole,
) -> Finding:
    """Where `condition_column` is true and all days are known, `column` lies beyond the term.

    The term begins the day after `date_column`, lasts `months`, and is extended by `days_column`.
    """
    breaches: Spill[Breach] = Spill()
    for row, (stated, day, start, extra) in table.given(
        [condition_column, column, date_column], [days_column]
    ):
        if stated and day <= (end := _days_later(months_later(start, months), extra or 0)):
            difference = f"{(day - end).days:+,} days"
            breaches.append(Breach(f"later than {end}", str(day), difference, row=row))
    return summed_up(
        f"where {condition_column} is true, {column} is more than {months} months and "
        f"{days_column} after {date_column}",
        f"{len(breaches)} rows are not",
        breaches,
    )


def _days_later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
