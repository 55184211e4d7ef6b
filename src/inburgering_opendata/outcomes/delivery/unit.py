"""What deliveries are about, part by part, and which of them holds for each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, order=True)
class Unit:
    """What one municipality says of one period on one day; the least that can be superseded."""

    municipality: str
    period: str
    """Cohort year of counts; empty for trajectories, which are delivered all at once."""
    as_of: date


class HasUnits(Protocol):
    """A delivery, as far as it matters here."""

    @property
    def id(self) -> str: ...
    @property
    def units(self) -> frozenset[Unit]: ...
    @property
    def synthetic(self) -> bool: ...


def holders_of(deliveries: Iterable[HasUnits]) -> dict[Unit, str]:
    """The delivery that holds each unit: the last real one, or else the last made-up one."""
    real_last = sorted(deliveries, key=lambda delivery: not delivery.synthetic)
    return {unit: delivery.id for delivery in real_last for unit in delivery.units}


def superseding(delivery: HasUnits, held: Mapping[Unit, str]) -> str | None:
    """The last of the deliveries that took the place of all of `delivery`, or None."""
    holders = {held[unit] for unit in delivery.units}
    return None if delivery.id in holders else max(holders)


def units_that_hold(
    deliveries: Iterable[HasUnits], as_of: date | None
) -> dict[str, frozenset[Unit]]:
    """By delivery the units whose rows hold: of the last day up to `as_of`, not superseded.

    Of what is made up a day counts only where there is no real one, of whatever day.
    """
    among = list(deliveries)
    is_real = {delivery.id: not delivery.synthetic for delivery in among}
    last: dict[tuple[str, str], tuple[Unit, str]] = {}
    for unit, id in holders_of(among).items():
        key = unit.municipality, unit.period
        if as_of is not None and unit.as_of > as_of:
            continue
        rank = is_real[id], unit.as_of
        if key not in last or (is_real[last[key][1]], last[key][0].as_of) < rank:
            last[key] = unit, id
    found: dict[str, set[Unit]] = {}
    for unit, id in last.values():
        found.setdefault(id, set()).add(unit)
    return {id: frozenset(units) for id, units in found.items()}
