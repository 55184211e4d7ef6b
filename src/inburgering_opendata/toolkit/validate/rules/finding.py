"""What a rule found: whether it holds, and every row or group that breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.ground.moments import in_text
from inburgering_opendata.toolkit.validate.spill import gathered


@dataclass(frozen=True)
class Breach:
    """One row (by `row`, counted from 0) or one group (by `key`) that breaks a rule."""

    expected: str
    observed: str
    difference: str | None = None
    row: int | None = None
    key: Mapping[str, str] = field(default_factory=dict)
    column: str | None = None
    """The column of the cell that is to be looked at, where the rule can tell: the empty one, when
    one of several is empty."""


@dataclass(frozen=True)
class Finding:
    """What a rule demanded, what it saw, and every breach."""

    expected: str
    observed: str
    breaches: Sequence[Breach] = ()
    difference: str | None = None

    @property
    def success(self) -> bool:
        return not self.breaches


def summed_up(expected: str, observed: str, breaches: Iterable[Breach]) -> Finding:
    """The finding of these breaches: first the groups, then the rows in order, unless there are
    more than fit in memory.
    """
    found = gathered(breaches)
    if isinstance(found, tuple):
        found = tuple(sorted(found, key=lambda breach: -1 if breach.row is None else breach.row))
    difference = found[0].difference if len(found) == 1 else None
    return Finding(expected, observed, found, difference)


def as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(as_text(part) for part in value)
    return "(empty)" if value is None else in_text(value)


def as_amount(value: int | Decimal | None) -> str:
    if value is None:
        return "(empty)"
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def as_signed(value: int | Decimal) -> str:
    return f"{value:+,f}" if isinstance(value, Decimal) else f"{value:+,}"
