"""The field's own rules, as pure functions on Arrow tables.

Each takes the columns it needs and returns a `Finding`: whether the rule holds, and if not, every
row or group that breaks it. Sums are exact whatever their size: they are taken over Python
integers or 38-digit decimals, never floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

Key = tuple[Any, ...]


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
    table: pa.Table, columns: Sequence[str], reference: pa.Table, reference_columns: Sequence[str]
) -> Finding:
    """Every combination of `columns` stands in `reference_columns` of the reference table.

    A row in which one of the columns is empty refers to nothing and is let be (Table Schema,
    foreign keys).
    """
    known = set(_rows(reference, reference_columns))
    breaches = tuple(
        Breach("a value of the referenced table", _text(values), row=row)
        for row, values in enumerate(_rows(table, columns))
        if None not in values and values not in known
    )
    return Finding(
        f"{_text(tuple(columns))} stands in the referenced table",
        f"{len(breaches)} of {table.num_rows} rows refer to what is not there",
        breaches,
    )


def group_totals_equal(
    table: pa.Table, group: str, amount: str, totals: Mapping[str, int], every_group: bool
) -> Finding:
    """The sum of `amount` per `group` equals `totals` exactly.

    With `every_group` false, groups that `totals` does not name are let be; a named group that
    is missing is always a breach.
    """
    observed: dict[str, int] = {}
    for name, value in _rows(table, (group, amount)):
        observed[_text(name)] = observed.get(_text(name), 0) + (value or 0)
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
    table: pa.Table,
    column: str,
    groups: Sequence[str],
    register: pa.Table,
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
        for code, name, valid_from, valid_to in _rows(
            register, ("code", "name", "valid_from", "valid_to")
        )
    }
    present: dict[Key, dict[Any, int]] = {}
    for row, (code, *group) in enumerate(_rows(table, (column, *groups))):
        present.setdefault(tuple(group), {}).setdefault(code, row)
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
    table: pa.Table,
    columns: Sequence[str],
    value: str,
    reference: pa.Table,
    reference_columns: Sequence[str],
    reference_value: str,
) -> Finding:
    """`value` equals the sum of `reference_value` over the reference rows with the same key."""
    sums: dict[Key, int] = {}
    for *key, number in _rows(reference, (*reference_columns, reference_value)):
        sums[tuple(key)] = sums.get(tuple(key), 0) + (number or 0)
    breaches = []
    for row, (*key, number) in enumerate(_rows(table, (*columns, value))):
        want = sums.get(tuple(key))
        if number != want:
            breaches.append(
                Breach(
                    "not in the reference" if want is None else _amount(want),
                    _amount(number),
                    None if want is None or number is None else _signed(number - want),
                    row=row,
                )
            )
    return _summed_up(
        f"{value} equals the reference for its {_text(tuple(columns))}",
        f"{len(breaches)} of {table.num_rows} rows differ",
        breaches,
    )


def amounts_reconcile(
    table: pa.Table, id_column: str, amount: str, total: str, parts: Sequence[str]
) -> Finding:
    """The amounts of `parts` add up exactly to the amount of `total`."""
    amounts: dict[str, int] = dict(_rows(table, (id_column, amount)))
    if absent := sorted({total, *parts} - set(amounts)):
        breaches = [Breach("an amount", "missing", key={id_column: name}) for name in absent]
        return _summed_up(f"{total} is the sum of its parts", f"{absent} missing", breaches)
    computed, stated = sum(amounts[part] for part in parts), amounts[total]
    terms = " + ".join(f"{part} {_amount(amounts[part])}" for part in parts)
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
    table: pa.Table, group: str, amount: str, key_value: str, key_total: str
) -> Finding:
    """Within a group each amount is less than one euro from its exact share, and a larger key
    value never has a smaller amount.

    The exact share is total × key_value ÷ key_total; compared as integers, without division.
    """
    rows = list(_rows(table, (group, amount, key_value, key_total)))
    totals: dict[Any, int] = {}
    for name, euros, _, _ in rows:
        totals[name] = totals.get(name, 0) + (euros or 0)
    breaches = []
    for row, (name, euros, value, whole) in enumerate(rows):
        if None in (euros, value, whole) or whole <= 0:
            breaches.append(Breach("an amount, a key value and a key total", "missing", row=row))
        elif abs(euros * whole - totals[name] * value) >= whole:
            share = totals[name] * value // whole
            expected = f"{_amount(share)} or {_amount(share + 1)}"
            breaches.append(Breach(expected, _amount(euros), _signed(euros - share), row=row))
    in_order = sorted(
        (row for row in range(len(rows)) if None not in rows[row]),
        key=lambda row: (str(rows[row][0]), rows[row][2], rows[row][1]),
    )
    for before, after in pairwise(in_order):
        same_group = rows[before][0] == rows[after][0]
        if same_group and rows[before][2] < rows[after][2] and rows[before][1] > rows[after][1]:
            expected = f"at least {_amount(rows[before][1])}"
            breaches.append(Breach(expected, _amount(rows[after][1]), row=after))
    return _summed_up(
        f"each {amount} is within one euro of total × {key_value} ÷ {key_total}",
        f"{len(breaches)} of {table.num_rows} rows are not",
        breaches,
    )


def distinct_counts_equal(
    table: pa.Table, group: str, column: str, counts: Mapping[str, int]
) -> Finding:
    """Each group has the stated number of different values, and there is no other group."""
    seen: dict[str, set[Any]] = {}
    for name, value in _rows(table, (group, column)):
        seen.setdefault(_text(name), set()).add(value)
    breaches = [
        Breach(
            str(counts.get(name, "no such group")),
            str(len(seen[name])) if name in seen else "no rows",
            key={group: name},
        )
        for name in sorted({*counts, *seen})
        if counts.get(name) != len(seen.get(name, ()))
    ]
    return _summed_up(
        f"the stated number of different {column} per {group}",
        f"{len(breaches)} groups differ",
        breaches,
    )


def register_counts_equal(table: pa.Table, counts: Mapping[str, int]) -> Finding:
    """On each date the stated number of municipalities existed.

    Args:
        table: valid_from, valid_to (empty: always, or still).
        counts: number of municipalities by ISO date.
    """
    lives = [
        (start or date.min, end or date.max)
        for start, end in _rows(table, ("valid_from", "valid_to"))
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


def changes_fit_register(table: pa.Table, register: pa.Table) -> Finding:
    """A municipality ends the day before it goes to another, which exists from that day on.

    Args:
        table: date, old_code, new_code.
        register: code, valid_from, valid_to.
    """
    lives = {
        code: (start or date.min, end or date.max)
        for code, start, end in _rows(register, ("code", "valid_from", "valid_to"))
    }
    breaches = []
    for row, (day, old, new) in enumerate(_rows(table, ("date", "old_code", "new_code"))):
        if day is None or old not in lives or new not in lives:
            breaches.append(
                Breach("two municipalities of the register", _text((old, new)), row=row)
            )
            continue
        last_day = day - timedelta(days=1)
        if lives[old][1] != last_day:
            observed = f"{old} ends on {_text(lives[old][1])}"
            breaches.append(Breach(f"{old} ends on {last_day}", observed, row=row))
        if not lives[new][0] <= day <= lives[new][1]:
            observed = f"it exists from {lives[new][0]} to {lives[new][1]}"
            breaches.append(Breach(f"{new} exists on {day}", observed, row=row))
    return _summed_up("every reorganisation fits the register", f"{len(breaches)} do not", breaches)


def _rows(table: pa.Table, columns: Sequence[str]) -> Iterable[Any]:
    """The rows of `columns` as tuples of Python values."""
    return zip(*(table.column(name).to_pylist() for name in columns), strict=True)


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
