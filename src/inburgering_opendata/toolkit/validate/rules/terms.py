"""Rules about the terms within which something happens."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.spill import Spill


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a month that is shorter.

    Beyond the calendar of this language it is the last, or the first, day of that.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dates_within_term(table: Columns, column: str, since: str, months: int) -> Finding:
    """`column` is at most `months` after `since`, where both are given."""
    breaches: Spill[Breach] = Spill()
    for row, (day, start) in table.given([column, since]):
        if day > (end := months_later(start, months)):
            difference = f"{(day - end).days:+,} days"
            breaches.append(Breach(f"at most {end}", str(day), difference, row=row))
    return summed_up(
        f"{column} is at most {months} months after {since}",
        f"{len(breaches)} rows are later",
        breaches,
    )


def term_has_passed(
    table: Columns, condition: str, column: str, since: str, months: int, extra_days: str
) -> Finding:
    """Where `condition` is true and all days are known, `column` lies beyond the term.

    The term begins the day after `since`, lasts `months`, and is extended by `extra_days`.
    """
    breaches: Spill[Breach] = Spill()
    for row, (stated, day, start, extra) in table.given([condition, column, since], [extra_days]):
        if stated and day <= (end := _days_later(months_later(start, months), extra or 0)):
            difference = f"{(day - end).days:+,} days"
            breaches.append(Breach(f"later than {end}", str(day), difference, row=row))
    return summed_up(
        f"where {condition} is true, {column} is more than {months} months and {extra_days} "
        f"after {since}",
        f"{len(breaches)} rows are not",
        breaches,
    )


def _days_later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
