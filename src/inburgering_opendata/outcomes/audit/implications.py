"""What the declaration of an indicator implies: who is counted by one is counted by another.

Terms are conditions on a trajectory. A cell is of everybody who meets all of its terms: those of
its indicator, and one for each dimension in which it is not a total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inburgering_opendata.outcomes.indicators.conditions import (
    DAYS,
    EVENTS,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Given,
    Not,
    OneOf,
    Passed,
    Span,
    Within,
)

_WEEKS = {"weeks": 7, "months": 28, "years": 365}
_DAYS_MOST = {"weeks": 7, "months": 31, "years": 366}


@dataclass(frozen=True)
class Term:
    """A condition, and the event from which its days count, if it counts any."""

    condition: Condition
    start: str | None = None
    """Column of that event, of every target group; None where it differs, or no days count."""
    days_from: tuple[tuple[str, str], ...] = ()


def term_of(condition: Condition, days_from: Mapping[str, str]) -> Term:
    if not _counts_days(condition):
        return Term(condition)
    columns = {EVENTS[event] for event in days_from.values()}
    start = columns.pop() if len(columns) == 1 else None
    return Term(condition, start, tuple(sorted(days_from.items())))


def implies(first: Term, second: Term) -> bool:
    """Whether everybody who meets `first` surely meets `second`; False where that is not seen."""
    if first == second:
        return True
    one, other = first.condition, second.condition

    def of(condition: Condition, term: Term) -> Term:
        return (
            Term(condition, term.start, term.days_from)
            if _counts_days(condition)
            else Term(condition)
        )

    if isinstance(other, AllOf):
        return all(implies(first, of(each, second)) for each in other.conditions)
    if isinstance(one, AnyOf):
        return all(implies(of(each, first), second) for each in one.conditions)
    if isinstance(other, AnyOf):
        return any(implies(first, of(each, second)) for each in other.conditions)
    if isinstance(one, AllOf):
        return any(implies(of(each, first), second) for each in one.conditions)
    match one, other:
        case Not(inner), Not(outer):
            return implies(of(outer, second), of(inner, first))
        case OneOf(column, values), OneOf(same, more):
            return column == same and set(values) <= set(more)
        case OneOf(column, values), Not(OneOf(same, others)):
            return column == same and not set(values) & set(others)
        case ((OneOf(column, _) | AtLeast(column, _)), Given(same)):
            return column == same and column not in DAYS
        case AtLeast(column, number), AtLeast(same, less):
            return column == same and number >= less
        case Within(day, _), Given(same):
            return day == same
        case Passed(_), Given(same):
            # A span that is over began before the day of counting.
            return first.start == same
        case Within(day, span), Within(same, longer):
            alike = day == same and first.days_from == second.days_from
            return alike and _is_longer(longer, span)
        case Passed(span), Passed(shorter):
            return first.days_from == second.days_from and _is_longer(span, shorter)
    return False


def excludes(first: Term, second: Term) -> bool:
    """Whether nobody can meet both."""
    match first.condition, second.condition:
        case OneOf(column, values), OneOf(same, others):
            return column == same and not set(values) & set(others)
        case Not(inner), other:
            return implies(Term(other, second.start, second.days_from), _same(inner, first))
        case other, Not(inner):
            return implies(Term(other, first.start, first.days_from), _same(inner, second))
    return False


def _same(condition: Condition, term: Term) -> Term:
    return Term(condition, term.start, term.days_from)


def _is_longer(span: Span, than: Span) -> bool:
    """Whether one span surely is no shorter than another, both from the same day."""
    if span.and_days != than.and_days:
        return False
    if span.unit == than.unit:
        return span.number >= than.number
    return span.number * _WEEKS[span.unit] >= than.number * _DAYS_MOST[than.unit]


def _counts_days(condition: Condition) -> bool:
    return any(isinstance(each, Within | Passed) for each in _walk(condition))


def _walk(condition: Condition) -> Iterator[Condition]:
    yield condition
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _walk(each)
        case Not(inner):
            yield from _walk(inner)
