"""The indicators as declared in `indicators.yaml`: read, checked, and frozen.

The words of a declaration are explained at the top of that file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inburgering_opendata.outcomes.indicators.conditions import (
    Condition,
    columns_of,
    parse_condition,
)
from inburgering_opendata.outcomes.indicators.errors import INDICATORS_BROKEN
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.reading import declared_in
from inburgering_opendata.toolkit.ground.errors import OpendataError

FILE = Path("outcomes", "indicators.yaml")
"""Where the declaration stands among the packages."""

DIMENSIONS = ("target_group", "legal_regime", "route")
KINDS = ("count", "sum", "mean", "rate", "money", "stated")
COUNTED = ("count", "sum")
"""Kinds that are added up from trajectories, or delivered as counts."""
QUOTIENTS = ("mean", "rate")
TARGET_GROUPS = ("asiel", "gezin_overig")
REGIMES = ("WI2007", "WI2013", "WI2021")
NO_ROUTE = "none"
"""The route of whoever has none (yet)."""

INDICATORS = Kind(
    name="indicators",
    files="datapackages/outcomes/indicators.yaml",
    schema=Path(__file__).with_name("indicators.schema.json"),
)


@dataclass(frozen=True)
class Indicator:
    """One indicator; see the table `indicator` for what each property says."""

    id: str
    title: str
    title_nl: str
    definition: str
    definition_nl: str
    unit: str
    kind: str
    where: Condition | None
    """Which trajectories count; None for all."""
    value: str | None
    """The column that a sum adds up, or the stream of an amount of money."""
    hundredths: bool
    """Whether that column is in hundredths of the unit."""
    numerator: str | None
    denominator: str | None
    parts: tuple[str, ...]
    """Indicators that add up to this one."""
    part_of: tuple[str, ...]
    """Indicators that count everybody whom this one counts, where no condition says so."""
    kept: str | None
    """The indicator that counts of whom was kept what this one rests on: where that is published
    as 0, this one is not reported, never 0."""
    noise_unit: int
    """How much of the unit one step of the noise is: 1 person, or so many hours or euros."""
    breakdowns: tuple[tuple[str, ...], ...]
    """Dimensions by which it is broken down, one breakdown at a time, beside the total."""
    days_from: Mapping[str, str]
    article: Mapping[str, str]
    cohort: str
    municipality: str
    legal_regimes: tuple[str, ...]
    disclosure: str
    is_health: bool
    source: str
    source_nl: str


@dataclass(frozen=True)
class Indicators:
    """All indicators in the order of the file."""

    all: tuple[Indicator, ...]
    only_in: Mapping[str, tuple[str, ...]]
    """Columns of a trajectory that only some legal regimes have, by a rule of deliveries."""

    def __getitem__(self, id: str) -> Indicator:
        for indicator in self.all:
            if indicator.id == id:
                return indicator
        raise KeyError(id)

    def __contains__(self, id: str) -> bool:
        return any(indicator.id == id for indicator in self.all)

    def of_kind(self, *kinds: str) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.all if indicator.kind in kinds)


def read_indicators(path: Path) -> Indicators:
    """The declaration in `path`; see `parse_indicators` for what it raises."""
    return parse_indicators(path, path.read_bytes())


def parse_indicators(path: Path, data: bytes) -> Indicators:
    """The declaration `data`, read from `path`.

    Raises:
        OpendataError: `INDICATORS_BROKEN`, naming the indicator and what is wrong with it.
    """
    current = "(file)"
    try:
        raw = declared_in(data, path, INDICATORS)
        defaults = {**raw["defaults"], "breakdowns": raw["breakdowns"]}
        indicators = []
        for entry in raw["indicators"]:
            current = entry["id"]
            indicators.append(_indicator({**defaults, **entry}))
        current = "(all)"
        _check_references(indicators)
        indicators = _with_breakdowns(indicators)
        only_in = {column: tuple(regimes) for column, regimes in raw["only_in"].items()}
    except ValueError as error:
        raise OpendataError(
            INDICATORS_BROKEN, path=path, indicator=current, problem=error
        ) from error
    return Indicators(tuple(indicators), only_in)


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    kind = raw["kind"]
    divided = raw.get("numerator"), raw.get("denominator")
    if [part is not None for part in divided] != [kind in QUOTIENTS] * 2:
        raise ValueError("a mean or rate, and nothing else, has a numerator and a denominator")
    if (raw.get("value") is None) == (kind in ("sum", "money")):
        raise ValueError("a sum or money, and nothing else, has a value")
    if ("noise_unit" in raw) != (kind == "sum"):
        raise ValueError("a sum, and nothing else, has a noise_unit")
    if "where" in raw and kind not in COUNTED:
        raise ValueError("only a count or sum has a condition")
    where = parse_condition(raw["where"]) if "where" in raw else None
    _check_days(where, raw["days_from"])
    return Indicator(
        id=raw["id"],
        title=raw["title"],
        title_nl=raw["title_nl"],
        definition=raw["definition"],
        definition_nl=raw["definition_nl"],
        unit=raw["unit"],
        kind=kind,
        where=where,
        value=raw.get("value"),
        hundredths=raw.get("hundredths", False),
        numerator=divided[0],
        denominator=divided[1],
        parts=tuple(raw.get("parts", ())),
        part_of=tuple(raw.get("part_of", ())),
        kept=raw.get("kept"),
        noise_unit=raw.get("noise_unit", 1),
        breakdowns=tuple(tuple(each) for each in raw["breakdowns"]),
        days_from=dict(raw["days_from"]),
        article=dict(raw.get("article", {})),
        cohort=raw["cohort"],
        municipality=raw["municipality"],
        legal_regimes=tuple(raw["legal_regimes"]),
        disclosure=raw["disclosure"],
        is_health=raw["is_health"],
        source=raw["source"],
        source_nl=raw["source_nl"],
    )


def _check_days(where: Condition | None, days_from: Mapping[str, str]) -> None:
    """A condition that counts days must have an event from which they count."""
    counts_days = where is not None and "days_from" in columns_of(where)
    if counts_days and "none" in days_from.values():
        raise ValueError("days are counted, and days_from does not say from which event")


def _check_references(indicators: Sequence[Indicator]) -> None:
    by_id = {indicator.id: indicator for indicator in indicators}
    if len(by_id) < len(indicators):
        raise ValueError("two indicators have the same id")
    for each in indicators:
        named = [
            *each.parts,
            *each.part_of,
            *filter(None, (each.numerator, each.denominator, each.kept)),
        ]
        if unknown := sorted(set(named) - set(by_id)):
            meant = did_you_mean(unknown[0], by_id)
            raise ValueError(f"'{each.id}' names {unknown}, which are not declared{meant}")
        if each.kept and each.kind not in COUNTED:
            raise ValueError(f"'{each.id}' is not counted, so nothing of it is kept")
        wholes = [(each, by_id[name]) for name in each.part_of]
        for part, whole in [*wholes, *((by_id[name], each) for name in each.parts)]:
            if (part.cohort, part.municipality) != (whole.cohort, whole.municipality):
                raise ValueError(f"'{part.id}' counts elsewhere than '{whole.id}', of which it is")


def _with_breakdowns(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Each mean and rate with the breakdowns that its numerator and denominator both have."""
    by_id = {indicator.id: indicator for indicator in indicators}

    def both(each: Indicator) -> tuple[tuple[str, ...], ...]:
        first, second = (by_id[str(name)] for name in (each.numerator, each.denominator))
        return tuple(name for name in first.breakdowns if name in second.breakdowns)

    return [
        replace(each, breakdowns=both(each)) if each.kind in QUOTIENTS else each
        for each in indicators
    ]
