"""Conditions on a trajectory: parsed from a declaration, and compiled to SQL.

Every condition is true or false, never unknown: what is empty meets no condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DAYS = frozenset(
    {
        *("housed_on", "intake_started_on", "intake_finished_on", "learnability_test_on"),
        *("pip_on", "route_switched_on", "map_completed_on", "pvt_completed_on", "ended_on"),
    }
)
"""Columns with the day of an event: it counts when it is not after the day of counting."""

EVENTS = {
    "duty_begins": "duty_from",
    "housed": "housed_on",
    "pip": "pip_on",
    "completion": "ended_on",
}
"""The column of each event from which days can count."""

AS_OF = "$as_of"
"""The day of counting, in compiled SQL."""


@dataclass(frozen=True)
class Span:
    """A length of time: a number of a unit, and the days of a column beside it."""

    number: int
    unit: str
    and_days: str | None


@dataclass(frozen=True)
class Given:
    column: str


@dataclass(frozen=True)
class OneOf:
    column: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class AtLeast:
    column: str
    number: int


@dataclass(frozen=True)
class Within:
    """`day` is no later than `span` after the event from which days count."""

    day: str
    span: Span


@dataclass(frozen=True)
class Passed:
    """The day of counting is later than `span` after the event from which days count."""

    span: Span


@dataclass(frozen=True)
class Not:
    condition: Condition


@dataclass(frozen=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple[Condition, ...]


Condition = Given | OneOf | AtLeast | Within | Passed | Not | AllOf | AnyOf

_UNITS = ("weeks", "months", "years")


def parse_condition(raw: Any) -> Condition:
    """The condition that a declaration describes, as indicators.schema.json has it."""
    if isinstance(raw, list):
        return AllOf(tuple(parse_condition(each) for each in raw))
    [(word, given)] = raw.items()
    match word:
        case "given":
            return Given(given)
        case "missing":
            return Not(Given(given))
        case "one_of":
            [(column, values)] = given.items()
            return OneOf(column, tuple(values))
        case "at_least":
            [(column, number)] = given.items()
            return AtLeast(column, number)
        case "within":
            return Within(given["day"], _span(given))
        case "passed":
            return Passed(_span(given))
        case "not":
            return Not(parse_condition(given))
        case "any":
            return AnyOf(tuple(parse_condition(each) for each in given))
    raise AssertionError(f"the schema has no condition '{word}'")


def _span(raw: Mapping[str, Any]) -> Span:
    [unit] = [unit for unit in _UNITS if unit in raw]
    return Span(raw[unit], unit, raw.get("and_days"))


def columns_of(condition: Condition) -> frozenset[str]:
    """The columns that a condition reads; `days_from` when it counts days from an event."""
    return frozenset(_columns(condition))


def _columns(condition: Condition) -> Iterator[str]:
    match condition:
        case Given(column) | OneOf(column, _) | AtLeast(column, _):
            yield column
        case Within(day, span):
            yield from ("days_from", day, *filter(None, [span.and_days]))
        case Passed(span):
            yield from ("days_from", *filter(None, [span.and_days]))
        case Not(inner):
            yield from _columns(inner)
        case AllOf(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _columns(each)


def to_sql(condition: Condition, days_from: Mapping[str, str]) -> str:
    """`condition` as an SQL expression over the columns of a trajectory.

    Args:
        days_from: by target group, the event from which days count.
    """
    match condition:
        case Given(column):
            if column in DAYS:
                return f"coalesce({column} <= {AS_OF}, false)"
            return f"({column} is not null)"
        case OneOf(column, values):
            return f"coalesce({column} in ({', '.join(map(_literal, values))}), false)"
        case AtLeast(column, number):
            return f"coalesce({column} >= {number}, false)"
        case Within(day, span):
            last = _last_day(span, days_from)
            return f"coalesce({day} <= {AS_OF} and {day} <= {last}, false)"
        case Passed(span):
            return f"coalesce({AS_OF} > {_last_day(span, days_from)}, false)"
        case Not(inner):
            return f"(not {to_sql(inner, days_from)})"
        case AllOf(conditions):
            return "(" + " and ".join(to_sql(each, days_from) for each in conditions) + ")"
        case AnyOf(conditions):
            return "(" + " or ".join(to_sql(each, days_from) for each in conditions) + ")"


def _last_day(span: Span, days_from: Mapping[str, str]) -> str:
    """The last day of a span: 10 weeks from Monday end on a Monday, 3 years on the same date."""
    columns = {group: EVENTS[event] for group, event in days_from.items()}
    if len(set(columns.values())) == 1:
        start = next(iter(columns.values()))
    else:
        cases = " ".join(f"when '{group}' then {c}" for group, c in columns.items())
        start = f"(case target_group {cases} end)"
    end = (
        f"{start} + {7 * span.number}"
        if span.unit == "weeks"
        else f"({start} + interval {span.number} {span.unit})::date"
    )
    return f"({end} + coalesce({span.and_days}, 0)::integer)" if span.and_days else f"({end})"


def _literal(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("'", "''") + "'"
