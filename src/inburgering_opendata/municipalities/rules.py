"""Rules of municipal tables: which municipalities existed when, so that none is missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Day,
    Days,
    OfType,
    Text,
)
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill

Era = tuple[int, int]
"""The periods with the same municipalities: how many had begun by its end, and ended before it."""

MOST_ERAS = 100
"""Eras of one table whose municipalities are listed at once."""

WORTH_ASKING = 100
"""Groups from which on it is worth it to ask which of them are surely complete."""


REGISTER = ("municipality", ("municipality_code", "municipality_name", "valid_from", "valid_to"))
"""The table of all municipalities (TOOI), and what the rules read of it."""


@rule("expect_municipalities_to_be_complete", tables={"register": REGISTER})
def municipalities_complete(
    table: Columns,
    column: Text,
    register: Columns,
    group_columns: Sequence[str] | None = None,
    date_column: Annotated[str, OfType(("date", "integer"))] | None = None,
    since: Annotated[str, Days()] | None = None,
) -> Finding:
    """The municipalities of each group are exactly those that existed on its date.

    The date is that of `date_column` (a year counts as its 1 January); or, with `since`, every
    municipality that existed on that day or later.

    Raises:
        ValueError: neither of the two is given, or both are.
    """
    if (date_column is None) == (since is None):
        raise ValueError("either date_column or since must be given")
    groups = [*(group_columns or ()), *([date_column] if date_column else [])]

    def period_of(group: Mapping[str, Any]) -> tuple[date, date | None]:
        if date_column is None:
            return date.fromisoformat(str(since)), None
        day = group[date_column]
        day = date(day, 1, 1) if isinstance(day, int) else day
        return day, day

    return _complete(table, column, groups, register, period_of)


@rule("expect_municipalities_to_exist", tables={"register": REGISTER})
def municipalities_exist(
    table: Columns, column: Text, date_column: Day, register: Columns
) -> Finding:
    """The municipality in `column` existed on the day in `date_column`.

    A code that the register does not have at all is a question of its own, as is an empty cell.

    Args:
        table: `column` (CBS codes), `date_column`.
        register: municipality_code, valid_from, valid_to (empty: always, or still).
    """
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in register.rows("municipality_code", "valid_from", "valid_to")
    }
    breaches: Spill[Breach] = Spill()
    for row, (code, day) in table.given([column, date_column]):
        if code not in lives:
            continue
        first, last = lives[code]
        if day < first:
            breaches.append(Breach(f"on {day} another, as {code} began on {first}", code, row=row))
        elif day > last:
            breaches.append(Breach(f"on {day} another, as {code} ended on {last}", code, row=row))
    return summed_up(
        f"each {column} existed on its {date_column}", f"{len(breaches)} rows not", breaches
    )


def _complete(
    table: Columns,
    column: str,
    groups: Sequence[str],
    register: Columns,
    period_of: Callable[[Mapping[str, Any]], tuple[date, date | None]],
) -> Finding:
    """Each group of rows has exactly the municipalities that existed in its period.

    Args:
        table: `column` (CBS codes) and the columns of `groups`.
        register: municipality_code, municipality_name, valid_from, valid_to (empty: always, or
            still).
        period_of: the first and last day of a group's period; a last day of None is "until now".
            It is the same for all, or goes by the last of `groups`, and forward as that grows.
    """
    lives = {
        code: (name, valid_from or date.min, valid_to or date.max)
        for code, name, valid_from, valid_to in register.rows(
            "municipality_code", "municipality_name", "valid_from", "valid_to"
        )
    }
    starts = sorted(start for _, start, _ in lives.values())
    ends = sorted(end for _, _, end in lives.values())

    def era_of(values: Mapping[str, Any]) -> Era:
        first, last = period_of(values)
        return bisect_right(starts, last or date.max), bisect_left(ends, first)

    @lru_cache(MOST_ERAS)
    def existing(era: Era) -> frozenset[str]:
        started, ended = era
        return frozenset(
            code
            for code, (_, start, end) in lives.items()
            if bisect_left(starts, start) < started and bisect_left(ends, end) >= ended
        )

    breaches: Spill[Breach] = Spill()
    missing = 0
    each = table.grouped([*groups, column])
    surely = _surely_complete(table.grouped(groups), groups, column, era_of, existing)
    for group, rows in each.in_groups(groups, [column], surely=surely):
        values = dict(zip(groups, group, strict=True))
        first, _ = period_of(values)
        existed = existing(era_of(values))
        absent = set(existed)
        for row, (code,) in rows:
            absent.discard(code)
            if code not in existed:
                expected = f"a municipality that existed on {first.isoformat()}"
                breaches.append(Breach(expected, f"unexpected: {as_text(code)}", row=row))
        shown = {name: as_text(value) for name, value in values.items()}
        for code in sorted(absent):
            key = {**shown, column: code, "municipality_name": lives[code][0]}
            breaches.append(Breach("a row for this municipality", "missing", key=key))
        missing += len(absent)
    return summed_up(
        "exactly the municipalities that existed on the date",
        f"{missing} missing, {len(breaches) - missing} unexpected",
        breaches,
    )


def _surely_complete(
    every: Columns,
    groups: Sequence[str],
    column: str,
    era_of: Callable[[Mapping[str, Any]], Era],
    existing: Callable[[Era], frozenset[str]],
) -> e.Expression | None:
    """That a group has as many municipalities as existed, and each is one that did.

    Args:
        every: a row for each group.
    """
    spans: dict[Era, tuple[Any, Any]] = {}
    number = 0
    for group in every.rows(*groups) if groups else ():
        number += 1
        if (last := group[-1]) is not None:
            era = era_of(dict(zip(groups, group, strict=True)))
            least, largest = spans.get(era, (last, last))
            spans[era] = min(least, last), max(largest, last)
    if number < WORTH_ASKING or not 0 < len(spans) <= MOST_ERAS:
        return None
    return e.some(
        e.every(
            [
                e.column(groups[-1]) >= e.text(least),
                e.column(groups[-1]) <= e.text(largest),
                e.size().equals(len(existing(era))),
                e.one_of(e.column(column), sorted(existing(era))),
            ]
        )
        for era, (least, largest) in spans.items()
    )
