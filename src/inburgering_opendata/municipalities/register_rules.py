"""Rules of the register itself: what it counts, and how municipalities went over into others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated

from inburgering_opendata.municipalities.rules import REGISTER
from inburgering_opendata.toolkit.validate import expressions as e
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Between,
    Day,
    Days,
    Text,
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

CHANGES = ("municipality_change", ("date", "old_municipality_code", "new_municipality_code"))
"""The table of reorganisations (TOOI), and what the rules read of it."""


@rule("expect_register_counts_to_equal", columns=("valid_from", "valid_to"))
def register_counts_equal(table: Columns, counts: Annotated[Mapping[str, int], Days()]) -> Finding:
    """On each date the stated number of municipalities existed, and none begins or ends after the
    last of these dates: whoever adds such a change adds the number of municipalities after it.

    Args:
        table: valid_from, valid_to (empty: always, or still).
        counts: number of municipalities by ISO date.
    """
    existing = dict.fromkeys(sorted(counts), 0)
    days = [(day, date.fromisoformat(day)) for day in existing]
    last = max(on for _, on in days)
    breaches: Spill[Breach] = Spill()
    for row, (start, end) in enumerate(table.rows("valid_from", "valid_to")):
        for day, on in days:
            existing[day] += (start or date.min) <= on <= (end or date.max)
        if start is not None and start > last:
            expected = f"on or before {last}, the last date with a stated number"
            breaches.append(Breach(expected, str(start), row=row, column="valid_from"))
        if end is not None and end >= last:
            expected = f"before {last}, the last date with a stated number"
            breaches.append(Breach(expected, str(end), row=row, column="valid_to"))
    for day, got in existing.items():
        if got != (want := counts[day]):
            breaches.append(Breach(str(want), str(got), as_signed(got - want), key={"date": day}))
    return summed_up(
        "the stated number of municipalities on each date, and no change after the last",
        f"{len(breaches)} dates or rows differ",
        breaches,
    )


@rule(
    "expect_changes_to_fit_register",
    columns=("date", "old_municipality_code", "new_municipality_code"),
    tables={"register": REGISTER},
)
def changes_fit_register(table: Columns, register: Columns) -> Finding:
    """A municipality ends the day before it goes to another, which exists from that day on.

    Args:
        table: date, old_municipality_code, new_municipality_code.
        register: municipality_code, valid_from, valid_to.
    """
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in register.rows("municipality_code", "valid_from", "valid_to")
    }
    breaches: Spill[Breach] = Spill()
    for row, (day, old, new) in enumerate(
        table.rows("date", "old_municipality_code", "new_municipality_code")
    ):
        if day is None or old not in lives or new not in lives:
            breaches.append(
                Breach("two municipalities of the register", as_text((old, new)), row=row)
            )
            continue
        last_day = _day_before(day)
        if lives[old][1] != last_day:
            observed = f"{old} ends on {lives[old][1]}"
            breaches.append(Breach(f"{old} ends on {last_day}", observed, row=row))
        if not lives[new][0] <= day <= lives[new][1]:
            observed = f"it exists from {lives[new][0]} to {lives[new][1]}"
            breaches.append(Breach(f"{new} exists on {day}", observed, row=row))
    return summed_up("every reorganisation fits the register", f"{len(breaches)} do not", breaches)


@rule(
    "expect_changes_to_be_complete",
    columns=("date", "old_municipality_code", "new_municipality_code"),
    tables={"register": REGISTER},
)
def changes_complete(table: Columns, register: Columns) -> Finding:
    """Every municipality that ended goes over the day after, and every one that began, no earlier
    than the first change, came of another on that day.

    Args:
        table: date, old_municipality_code, new_municipality_code.
        register: municipality_code, valid_from, valid_to.
    """
    lives = list(register.rows("municipality_code", "valid_from", "valid_to"))
    ends = {(code, end) for code, _, end in lives if end is not None}
    starts = {(code, start) for code, start, _ in lives if start is not None}
    first = date.max
    for day, old, new in table.rows("date", "old_municipality_code", "new_municipality_code"):
        if day is not None:
            first = min(first, day)
            ends.discard((old, _day_before(day)))
            starts.discard((new, day))
    breaches = [
        *(
            Breach(f"a change the day after {end}", "none", key={"old_municipality_code": code})
            for code, end in sorted(ends)
        ),
        *(
            Breach(f"a change on {start}", "none", key={"new_municipality_code": code})
            for code, start in sorted(starts)
            if start >= first
        ),
    ]
    return summed_up(
        "a change for every municipality that ended or began", f"{len(breaches)} missing", breaches
    )


@rule(
    "expect_municipalities_to_go_over",
    columns=("municipality_code", "valid_from", "valid_to"),
    tables={"changes": CHANGES},
)
def municipalities_go_over(table: Columns, changes: Columns) -> Finding:
    """A municipality that ended went over the day after, into one that exists then; and one that
    began, no earlier than the first change, came of another on that day.

    Args:
        table: municipality_code, valid_from, valid_to (empty: always, or still).
        changes: date, old_municipality_code, new_municipality_code.
    """
    steps = [
        step
        for step in changes.rows("date", "old_municipality_code", "new_municipality_code")
        if None not in step
    ]
    first = min((day for day, _, _ in steps), default=date.min)
    came = {(new, day) for day, _, new in steps}
    successors = {new for _, _, new in steps}
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in table.rows("municipality_code", "valid_from", "valid_to")
        if code in successors
    }
    went = {
        (old, _day_before(day))
        for day, old, new in steps
        if new in lives and lives[new][0] <= day <= lives[new][1]
    }
    breaches: Spill[Breach] = Spill()
    for row, (code, start, end) in enumerate(
        table.rows("municipality_code", "valid_from", "valid_to")
    ):
        if end is not None and (code, end) not in went:
            expected = f"a change the day after {end}, into a municipality that exists then"
            breaches.append(Breach(expected, "none", row=row, column="valid_to"))
        if start is not None and start >= first and (code, start) not in came:
            expected = f"a change on {start}, out of another municipality"
            breaches.append(Breach(expected, "none", row=row, column="valid_from"))
    return summed_up(
        "every municipality that ended or began went over in a reorganisation",
        f"{len(breaches)} did not",
        breaches,
    )


def _day_before(day: date) -> date:
    """The day before; the first day of the calendar has none, and is its own."""
    return day if day == date.min else day - timedelta(days=1)


@rule("expect_population_to_continue", tables={"changes": CHANGES})
def population_continues(
    table: Columns,
    column: Text,
    date_column: Day,
    value_column: Whole,
    changes: Columns,
    max_change_percent: Annotated[int, Between(0)],
) -> Finding:
    """Municipalities that a reorganisation joins have about as many inhabitants after as before.

    Between two dates that follow each other, the municipalities that changes link (a merger, a
    split, or both) are taken together: their sum must not change by more than
    `max_change_percent`. Inhabitants come and go, but a municipality that was forgotten or counted
    twice at a reorganisation changes the sum by far more.

    Args:
        table: `column` (CBS codes), `date_column`, `value_column` (inhabitants).
        changes: date, old_municipality_code, new_municipality_code.
    """
    steps = [
        step
        for step in changes.rows("date", "old_municipality_code", "new_municipality_code")
        if None not in step
    ]
    changing = {code for _, *codes in steps for code in codes}
    near = _beside({day for day, *_ in steps}, table, date_column)
    for days in (near, None):
        breaches: Spill[Breach] = Spill()
        seen, before, old_numbers = 0, date.max, dict[str, int]()
        for after, numbers in _by_date(table, column, date_column, value_column, changing, days):
            links = [(old, new) for day, old, new in steps if before < day <= after]
            for joined in _components(links):
                was = sum(old_numbers.get(code, 0) for code in joined)
                now = sum(numbers.get(code, 0) for code in joined)
                if abs(now - was) * 100 > was * max_change_percent:
                    key = {column: as_text(tuple(sorted(joined))), date_column: after.isoformat()}
                    expected = f"about {as_amount(was)}, as on {before}"
                    difference = as_signed(now - was)
                    breaches.append(Breach(expected, as_amount(now), difference, key=key))
            seen, before, old_numbers = seen + 1, after, numbers
        if seen == len(near):
            break
        # One of the dates has no inhabitants at all, so that another one is beside the change.
    return summed_up(
        f"{value_column} changes by at most {max_change_percent}% across a reorganisation",
        f"{len(breaches)} reorganisations do not fit",
        breaches,
    )


def _beside(change_days: set[date], table: Columns, date_column: str) -> set[date]:
    """The dates of the table that follow each other with a change between them."""
    changes, near, before = sorted(change_days), set[date](), date.max
    for (after,), _ in table.grouped([date_column]).in_groups([date_column], []):
        if after is not None:
            if bisect_right(changes, before) < bisect_right(changes, after):
                near |= {before, after}
            before = after
    return near


def _by_date(
    table: Columns,
    column: str,
    date_column: str,
    value: str,
    wanted: set[str],
    days: set[date] | None,
) -> Iterator[tuple[date, dict[str, int]]]:
    """The inhabitants of the wanted municipalities, on each of the days that has any inhabitants;
    None is every day.
    """
    surely = None if days is None else ~e.one_of(e.column(date_column), sorted(days))
    for (day,), rows in table.in_groups([date_column], [column, value], surely=surely):
        if day is None or (days is not None and day not in days):
            continue
        found: dict[str, int] = {}
        filled = False
        for _, (code, number) in rows:
            if None not in (code, number):
                filled = True
                if code in wanted:
                    found[code] = number
        if filled:
            yield day, found


def _components(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The sets of codes that `links` join, directly or through others."""
    joined: list[set[str]] = []
    for pair in links:
        touched = [component for component in joined if component & set(pair)]
        joined = [c for c in joined if c not in touched] + [set(pair).union(*touched)]
    return joined
