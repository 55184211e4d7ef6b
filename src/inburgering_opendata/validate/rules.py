"""The field's own rules, as pure functions: the same judgement whichever engine read the table.

Each takes rows or sums and returns a `Finding`: whether the rule holds, and if not, every row or
group that breaks it. Sums are exact whatever their size, as they are Python integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from inburgering_opendata.validate.columns import Columns


@dataclass(frozen=True)
class Breach:
    """One row (by `row`, counted from 0) or one group (by `key`) that breaks a rule."""

    expected: str
    observed: str
    difference: str | None = None
    row: int | None = None
    key: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What a rule demanded, what it saw, and every breach."""

    expected: str
    observed: str
    breaches: tuple[Breach, ...] = ()
    difference: str | None = None

    @property
    def success(self) -> bool:
        return not self.breaches


def foreign_key_exists(
    table: Columns, columns: Sequence[str], reference: Columns, reference_columns: Sequence[str]
) -> Finding:
    """Every combination of `columns` stands in `reference_columns` of the reference table.

    A row in which one of the columns is empty refers to nothing and is let be (Table Schema,
    foreign keys).
    """
    breaches = [
        Breach("a value of the referenced table", _text(values), row=row)
        for row, values in table.strays(columns, reference, reference_columns)
    ]
    expected = f"{_text(tuple(columns))} stands in the referenced table"
    return _summed_up(expected, f"{len(breaches)} rows refer to what is not there", breaches)


def group_totals_equal(
    table: Columns, group: str, amount: str, totals: Mapping[str, int], every_group: bool
) -> Finding:
    """The sum of `amount` per `group` equals `totals` exactly.

    With `every_group` false, groups that `totals` does not name are let be; a named group that
    is missing is always a breach.
    """
    sums = table.sums_by_group(group, amount)
    observed = {_text(name): total for name, total in sums.items()}
    judged = sorted({*totals, *observed} if every_group else totals)
    breaches = []
    for name in judged:
        want, got = totals.get(name), observed.get(name)
        if want != got:
            breaches.append(
                Breach(
                    "no such group" if want is None else _amount(want),
                    "no rows" if got is None else _amount(got),
                    None if want is None or got is None else _signed(got - want),
                    key={group: name},
                )
            )
    return _summed_up(
        f"the {amount} of each {group} adds up to its total exactly",
        f"{len(judged) - len(breaches)} of {len(judged)} totals are right",
        breaches,
    )


def municipalities_complete(
    table: Columns,
    column: str,
    groups: Sequence[str],
    register: Columns,
    period_of: Callable[[Mapping[str, Any]], tuple[date, date | None]],
) -> Finding:
    """Each group of rows has exactly the municipalities that existed in its period.

    Args:
        table: `column` (CBS codes) and the columns of `groups`.
        register: code, name, valid_from, valid_to (empty: always, or still).
        period_of: the first and last day of a group's period; a last day of None is "until now".
    """
    lives = {
        code: (name, valid_from or date.min, valid_to or date.max)
        for code, name, valid_from, valid_to in register.rows(
            "code", "name", "valid_from", "valid_to"
        )
    }
    present = table.first_rows(groups, column)
    breaches: list[Breach] = []
    for group in sorted(present, key=str):
        values = dict(zip(groups, group, strict=True))
        first, last = period_of(values)
        until = last or date.max
        existed = {c for c, (_, start, end) in lives.items() if start <= until and end >= first}
        shown = {name: _text(value) for name, value in values.items()}
        for code in sorted(existed - set(present[group])):
            key = {**shown, column: code, "name": lives[code][0]}
            breaches.append(Breach("a row for this municipality", "missing", key=key))
        for code, row in present[group].items():
            if code not in existed:
                expected = f"a municipality that existed on {first.isoformat()}"
                breaches.append(Breach(expected, f"unexpected: {_text(code)}", row=row))
    missing = sum(breach.row is None for breach in breaches)
    return Finding(
        "exactly the municipalities that existed on the date",
        f"{missing} missing, {len(breaches) - missing} unexpected",
        tuple(breaches),
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
    breaches = [
        Breach(
            "not in the reference" if want is None else _amount(want),
            _amount(number),
            None if want is None else _signed(number - want),
            row=row,
        )
        for row, number, want in unlike
        if number is not None
    ]
    return _summed_up(
        f"{value} equals the reference for its {_text(tuple(columns))}",
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
                    "not in the reference" if want is None else _amount(want),
                    _amount(got),
                    None if want is None else _signed(got - want),
                    key={name: _text(part) for name, part in zip(columns, group, strict=True)},
                )
            )
    return _summed_up(
        f"{value} adds up to that of the reference for each {_text(tuple(columns))}",
        f"{len(sums) - len(breaches)} of {len(sums)} sums are right",
        breaches,
    )


def _sums(rows: Iterable[Sequence[Any]]) -> dict[tuple[Any, ...], int]:
    sums: dict[tuple[Any, ...], int] = {}
    for *group, value in rows:
        sums[tuple(group)] = sums.get(tuple(group), 0) + (value or 0)
    return sums


def amounts_reconcile(
    table: Columns, id_column: str, amount: str, total: str, parts: Sequence[str]
) -> Finding:
    """The amounts of `parts` add up exactly to the amount of `total`."""
    known = {name: value for name, value in table.rows(id_column, amount) if value is not None}
    if absent := sorted({total, *parts} - set(known)):
        breaches = [Breach("an amount", "missing", key={id_column: name}) for name in absent]
        return _summed_up(f"{total} is the sum of its parts", f"{absent} missing", breaches)
    computed, stated = sum(known[part] for part in parts), known[total]
    terms = " + ".join(f"{part} {_amount(known[part])}" for part in parts)
    breaches = (
        []
        if computed == stated
        else [
            Breach(
                _amount(computed),
                _amount(stated),
                _signed(stated - computed),
                key={id_column: total},
            )
        ]
    )
    return _summed_up(f"{total} = {terms} = {_amount(computed)}", _amount(stated), breaches)


def amounts_follow_key(
    table: Columns, group: str, amount: str, key_value: str, key_total: str
) -> Finding:
    """Within a group each amount is less than one euro from its exact share, and a larger key
    value never has a smaller amount. A group without any key was not divided: it is let be.

    The exact share is total × key_value ÷ key_total; compared as integers, without division.
    """
    rows = list(table.rows(group, amount, key_value, key_total))
    divided = {name for name, _, *key in rows if key != [None, None]}
    totals: dict[Any, int] = {}
    for name, euros, _, _ in rows:
        totals[name] = totals.get(name, 0) + (euros or 0)
    breaches = []
    for row, (name, euros, value, whole) in enumerate(rows):
        if name not in divided:
            continue
        if None in (euros, value, whole) or whole <= 0:
            breaches.append(Breach("an amount, a key value and a key total", "missing", row=row))
        elif abs(euros * whole - totals[name] * value) >= whole:
            share = totals[name] * value // whole
            expected = f"{_amount(share)} or {_amount(share + 1)}"
            breaches.append(Breach(expected, _amount(euros), _signed(euros - share), row=row))
    whole_rows = [row for row in range(len(rows)) if None not in rows[row]]
    in_order = sorted(
        whole_rows, key=lambda row: (str(rows[row][0]), rows[row][2], rows[row][1], row)
    )
    for before, after in pairwise(in_order):
        same_group = rows[before][0] == rows[after][0]
        if same_group and rows[before][2] < rows[after][2] and rows[before][1] > rows[after][1]:
            expected = f"at least {_amount(rows[before][1])}"
            breaches.append(Breach(expected, _amount(rows[after][1]), row=after))
    return _summed_up(
        f"each {amount} is within one euro of total × {key_value} ÷ {key_total}",
        f"{len(breaches)} rows are not",
        breaches,
    )


def targets_follow_adams(
    table: Columns, group: str, target: str, key_value: str, total: str
) -> Finding:
    """Within a group the targets add up to the total and are those of Adams' method.

    Adams' method rounds every share up, with a divisor at which the shares rounded up add up to
    the total. Such a divisor exists exactly when no (target - 1) ÷ key is larger than any
    target ÷ key; so the targets are checked without computing them, as integers.

    Housing targets: Huisvestingswet 2014, art. 29(1), rounds the share of each municipality up to
    a whole person; rounded up one by one they would exceed the national target, and of the
    published targets those that clearly exclude arrears all meet Adams' method.
    """
    breaches = []
    groups: dict[Any, list[tuple[int, int, int, int]]] = {}
    for row, (name, persons, inhabitants, national) in enumerate(
        table.rows(group, target, key_value, total)
    ):
        if None in (name, persons, inhabitants, national) or persons < 1 or inhabitants < 1:
            breaches.append(Breach("a group, and a target, key and total above 0", "none", row=row))
        else:
            groups.setdefault(name, []).append((row, persons, inhabitants, national))
    for name, members in groups.items():
        assigned, national = sum(persons for _, persons, _, _ in members), members[0][3]
        if assigned != national or len({member[3] for member in members}) > 1:
            difference = _signed(assigned - national)
            key = {group: _text(name)}
            breaches.append(Breach(_amount(national), _amount(assigned), difference, key=key))
        lowest = min(Fraction(persons, inhabitants) for _, persons, inhabitants, _ in members)
        for row, persons, inhabitants, _ in members:
            if Fraction(persons - 1, inhabitants) > lowest:
                expected = f"at most {_amount(int(lowest * inhabitants) + 1)}"
                breaches.append(Breach(expected, _amount(persons), row=row))
    return _summed_up(
        f"each {target} is that of Adams' method, adding up to {total}",
        f"{len(breaches)} rows or groups are not",
        breaches,
    )


def shares_are_rounded_up(
    table: Columns, amount: str, key_value: str, key_total: str, total: str
) -> Finding:
    """Each amount is total × key ÷ key total, rounded up to a whole one by itself.

    Huisvestingswet 2014, art. 29(1), read to the letter.
    """
    breaches = []
    for row, values in enumerate(table.rows(amount, key_value, key_total, total)):
        if None in values or values[2] <= 0:
            breaches.append(Breach("an amount, a key, a key total and a total", "none", row=row))
            continue
        got, weight, whole, divided = values
        if got != (want := -(-divided * weight // whole)):
            breaches.append(Breach(_amount(want), _amount(got), _signed(got - want), row=row))
    return _summed_up(
        f"each {amount} is {total} × {key_value} ÷ {key_total}, rounded up",
        f"{len(breaches)} rows are not",
        breaches,
    )


def group_sums_equal_column(table: Columns, group: str, amount: str, total: str) -> Finding:
    """In each group `amount` adds up to `total`, which is the same in all its rows."""
    sums, totals = table.sums_by_group(group, amount), table.first_rows([group], total)
    breaches = []
    for (name,), stated in sorted(totals.items(), key=str):
        if set(stated) != {sums[name]}:
            want = next(iter(stated)) if len(stated) == 1 else None
            expected = _text(tuple(stated)) if want is None else _amount(want)
            difference = None if want is None else _signed(sums[name] - want)
            key = {group: _text(name)}
            breaches.append(Breach(expected, _amount(sums[name]), difference, key=key))
    return _summed_up(
        f"{amount} adds up to {total} for each {group}",
        f"{len(totals) - len(breaches)} of {len(totals)} sums are right",
        breaches,
    )


def amounts_differ_as_stated(table: Columns, one: str, other: str, difference: str) -> Finding:
    """`difference` is `one` minus `other`, and is empty where one of them is."""
    breaches = []
    for row, (first, second, stated) in enumerate(table.rows(one, other, difference)):
        want = None if first is None or second is None else first - second
        if stated != want:
            breaches.append(Breach(_amount(want), _amount(stated), row=row))
    return _summed_up(f"{difference} is {one} - {other}", f"{len(breaches)} rows are not", breaches)


def parts_add_up(table: Columns, parts: Sequence[str], total: str) -> Finding:
    """In each row `parts` add up to `total`; none of them is empty."""
    breaches = []
    for row, (stated, *values) in enumerate(table.rows(total, *parts)):
        want = None if None in values else sum(values)
        if want is None or stated != want:
            breaches.append(Breach(_amount(want), _amount(stated), row=row))
    return _summed_up(f"{total} is {' + '.join(parts)}", f"{len(breaches)} rows are not", breaches)


def values_given_where(
    table: Columns, column: str, condition: str, values: Sequence[str]
) -> Finding:
    """`column` has a value where `condition` is one of `values`, and has none elsewhere."""
    breaches = []
    for row, (value, case) in enumerate(table.rows(column, condition)):
        if (case in values) != (value is not None):
            expected = "a value" if case in values else "no value"
            because = f"{expected}, as {condition} is {_text(case)}"
            breaches.append(Breach(because, _text(value), row=row))
    return _summed_up(
        f"{column} is given exactly where {condition} is one of {', '.join(values)}",
        f"{len(breaches)} rows are not so",
        breaches,
    )


def distinct_counts_equal(
    table: Columns, group: str, column: str, counts: Mapping[str, int]
) -> Finding:
    """Each group has the stated number of different values, and there is no other group."""
    seen = table.distinct_counts(group, column)
    observed = {_text(name): number for name, number in seen.items()}
    breaches = [
        Breach(
            str(counts.get(name, "no such group")),
            str(observed.get(name, "no rows")),
            key={group: name},
        )
        for name in sorted({*counts, *observed})
        if counts.get(name) != observed.get(name)
    ]
    return _summed_up(
        f"the stated number of different {column} per {group}",
        f"{len(breaches)} groups differ",
        breaches,
    )


def register_counts_equal(table: Columns, counts: Mapping[str, int]) -> Finding:
    """On each date the stated number of municipalities existed.

    Args:
        table: valid_from, valid_to (empty: always, or still).
        counts: number of municipalities by ISO date.
    """
    lives = [
        (start or date.min, end or date.max) for start, end in table.rows("valid_from", "valid_to")
    ]
    breaches = []
    for day, want in sorted(counts.items()):
        got = sum(start <= date.fromisoformat(day) <= end for start, end in lives)
        if got != want:
            breaches.append(Breach(str(want), str(got), _signed(got - want), key={"date": day}))
    return _summed_up(
        "the stated number of municipalities on each date",
        f"{len(breaches)} dates differ",
        breaches,
    )


def changes_fit_register(table: Columns, register: Columns) -> Finding:
    """A municipality ends the day before it goes to another, which exists from that day on.

    Args:
        table: date, old_code, new_code.
        register: code, valid_from, valid_to.
    """
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in register.rows("code", "valid_from", "valid_to")
    }
    breaches = []
    for row, (day, old, new) in enumerate(table.rows("date", "old_code", "new_code")):
        if day is None or old not in lives or new not in lives:
            breaches.append(
                Breach("two municipalities of the register", _text((old, new)), row=row)
            )
            continue
        last_day = day - timedelta(days=1)
        if lives[old][1] != last_day:
            observed = f"{old} ends on {lives[old][1]}"
            breaches.append(Breach(f"{old} ends on {last_day}", observed, row=row))
        if not lives[new][0] <= day <= lives[new][1]:
            observed = f"it exists from {lives[new][0]} to {lives[new][1]}"
            breaches.append(Breach(f"{new} exists on {day}", observed, row=row))
    return _summed_up("every reorganisation fits the register", f"{len(breaches)} do not", breaches)


def population_continues(
    table: Columns,
    column: str,
    date_column: str,
    value: str,
    changes: Columns,
    max_change_percent: int,
) -> Finding:
    """Municipalities that a reorganisation joins have about as many inhabitants after as before.

    Between two dates that follow each other, the municipalities that changes link (a merger, a
    split, or both) are taken together: their sum must not change by more than
    `max_change_percent`. Inhabitants come and go, but a municipality that was forgotten or counted
    twice at a reorganisation changes the sum by far more.

    Args:
        table: `column` (CBS codes), `date_column`, `value` (inhabitants).
        changes: date, old_code, new_code.
    """
    inhabitants: dict[date, dict[str, int]] = {}
    for code, day, number in table.rows(column, date_column, value):
        if None not in (code, day, number):
            inhabitants.setdefault(day, {})[code] = number
    steps = [step for step in changes.rows("date", "old_code", "new_code") if None not in step]
    breaches = []
    for before, after in pairwise(sorted(inhabitants)):
        links = [(old, new) for day, old, new in steps if before < day <= after]
        for joined in _components(links):
            was = sum(inhabitants[before].get(code, 0) for code in joined)
            now = sum(inhabitants[after].get(code, 0) for code in joined)
            if abs(now - was) * 100 > was * max_change_percent:
                key = {column: _text(tuple(sorted(joined))), date_column: after.isoformat()}
                expected = f"about {_amount(was)}, as on {before}"
                breaches.append(Breach(expected, _amount(now), _signed(now - was), key=key))
    return _summed_up(
        f"{value} changes by at most {max_change_percent}% across a reorganisation",
        f"{len(breaches)} reorganisations do not fit",
        breaches,
    )


def _components(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The sets of codes that `links` join, directly or through others."""
    joined: list[set[str]] = []
    for pair in links:
        touched = [component for component in joined if component & set(pair)]
        joined = [c for c in joined if c not in touched] + [set(pair).union(*touched)]
    return joined


def _summed_up(expected: str, observed: str, breaches: list[Breach]) -> Finding:
    difference = breaches[0].difference if len(breaches) == 1 else None
    return Finding(expected, observed, tuple(breaches), difference)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(part) for part in value)
    return "(empty)" if value is None else str(value)


def _amount(value: int | None) -> str:
    return "(empty)" if value is None else f"{value:,}"


def _signed(value: int) -> str:
    return f"{value:+,}"
