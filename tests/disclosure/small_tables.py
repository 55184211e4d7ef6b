"""Random small tables for the oracle: few persons of few types in two or three municipalities."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.municipalities.reorganisations import Municipality, Reorganisations
from inburgering_opendata.outcomes.audit.audit import World
from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.audit.relations import Relations, relations_of
from inburgering_opendata.outcomes.counting.counting import count_observations
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.disclosure.perturbation import (
    CHANCES,
    PerturbationTable,
    perturbation_table,
)
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.outcomes.disclosure.withholding import Protection
from tests.disclosure.oracle import NATION
from tests.disclosure.publication import NEVER, Integers, Publication, Types
from tests.indicators.made_up import COUNT, INDICATORS, OBSERVATION, as_table, trajectory

AS_OF = date(2040, 12, 31)
"""So late that all terms are over: then all years of the tables are alike."""

YEARS = range(2010, 2022)
"""Tables that are counted at once, each a year; years have no cell in common."""

SETTINGS = Settings()
NO_CELL = ("", "", "", "")
Options = Sequence[Mapping[str, Any]]


def _days(year: int) -> Mapping[str, Any]:
    return {
        "start": date(year, 3, 1),
        "soon": date(year, 4, 1),
        "late": date(year, 9, 1),
        "end": date(year + 1, 4, 1),
    }


ATTRIBUTES: Mapping[str, Options] = {
    "group": ({"target_group": "asiel", "housed_on": "start"}, {"target_group": "gezin_overig"}),
    "regime": ({"legal_regime": "WI2021"}, {"legal_regime": "WI2013"}),
    "elip": (
        {"legal_regime": "WI2021"},
        {"legal_regime": "WI2013"},
        {"legal_regime": "WI2013", "regime_group": "elip"},
    ),
    "route": ({}, {"route": "B"}),
    "routes": ({}, {"route": "B"}, {"route": "Z"}),
    "which": ({"route": "B"}, {"route": "O"}),
    "intake": (
        {},
        {"intake_started_on": "soon"},
        {"intake_started_on": "soon", "intake_finished_on": "late"},
    ),
    "finished": ({}, {"intake_finished_on": "late"}),
    "pip": ({}, {"pip_on": "soon"}),
    "pips": ({}, {"pip_on": "soon"}, {"pip_on": "late"}),
    "switched": (
        {"pip_on": "soon"},
        {"pip_on": "soon", "route_switched_on": "late"},
    ),
    "fulfilled": ({}, {"ended_on": "end", "end_reason": "Inburgeringsplicht voldaan"}),
    "ended": (
        {},
        {"ended_on": "end", "end_reason": "Inburgeringsplicht voldaan"},
        {"ended_on": "end", "end_reason": "Volledige ontheffing"},
    ),
    "fined": ({}, {"fines": 1}),
    "fines": ({}, {"fines": 1}, {"fines": 2}, {"fines": 9}),
    "amounts": ({}, {"fines": 1, "fines_eurocent": 34000}, {"fines": 1, "fines_eurocent": 90000}),
    "extended": ({}, {"extensions": 1, "extension_days": 180}),
    "exam": ({}, {"exam_knm": "Gezakt"}, {"exam_knm": "Geslaagd"}),
    "passed": ({"exam_le": "Gezakt"}, {"exam_le": "Geslaagd"}),
    "talks": ({}, {"progress_talks": 6}),
    "tested": ({}, {"learnability_test_on": "soon"}),
}
"""What persons of a table differ in; the days are those of the year of the table."""

AMOUNTS = {"talks", "amounts"}
"""What only the intervals of the audit are held against. Here persons have one of few amounts; who
knew that would read from a sum how many persons it is of, but nobody knows it.
"""

CHOICES: Sequence[tuple[str, ...]] = (
    *(("group", "route"), ("group", "fined"), ("group", "pip"), ("group", "exam")),
    *(("regime", "route"), ("regime", "fined"), ("regime", "intake"), ("elip",)),
    *(("route", "pip"), ("which", "fined"), ("routes", "fined"), ("routes", "fulfilled")),
    *(("intake", "fined"), ("finished", "route"), ("pips", "finished"), ("pips", "fined")),
    *(("switched", "fined"), ("fulfilled", "fined"), ("ended", "fined"), ("ended", "route")),
    *(("fines",), ("amounts", "fulfilled"), ("extended", "fined"), ("exam",), ("exam", "passed")),
    *(
        ("passed", "fined"),
        ("talks", "fined"),
        ("amounts",),
        ("tested", "finished"),
        ("fined",),
        ("intake",),
    ),
)

_MOST_TYPES = {2: 6, 3: 4}
"""Of persons, by the number of municipalities."""

LAYOUTS: Sequence[Mapping[str, str]] = (
    {"GM0001": "PV01", "GM0002": "PV01"},
    {"GM0001": "PV01", "GM0002": "PV01", "GM0003": "PV01"},
    {"GM0001": "PV01", "GM0002": "PV01", "GM0003": "PV02"},
)
"""Provinces by municipality; those of the first province first."""


def person_of(choice: Sequence[str], options: Sequence[int], year: int) -> Mapping[str, Any]:
    """A trajectory with some options of its attributes, as the rules of deliveries allow."""
    days = _days(year)
    values: dict[str, Any] = {"target_group": "asiel", "housed_on": "start"}
    for name, number in zip(choice, options, strict=True):
        option = ATTRIBUTES[name][number]
        if option.get("target_group") == "gezin_overig":
            del values["housed_on"]
        values |= option
    values = {name: days.get(str(value), value) for name, value in values.items()}
    regime = values.get("legal_regime", "WI2021")
    values = {n: v for n, v in values.items() if regime in INDICATORS.only_in.get(n, (regime,))}
    return trajectory(
        "T", **{"duty_from": days["start"], "municipality_from": days["start"], **values}
    )


def kinds_of_person(choice: Sequence[str], year: int) -> list[Mapping[str, Any]]:
    """A trajectory of each type: all combinations that differ."""
    found: list[Mapping[str, Any]] = []
    for options in product(*(range(len(ATTRIBUTES[name])) for name in choice)):
        row = person_of(choice, options, year)
        if row not in found:
            found.append(row)
    return found


@cache
def types_of(choice: tuple[str, ...]) -> Types:
    return Types(tuple(kinds_of_person(choice, 2015)), AS_OF)


@dataclass(frozen=True, eq=False)
class Small:
    """A random table: how many persons of each type are in each municipality."""

    choice: tuple[str, ...]
    provinces: Mapping[str, str]
    truth: tuple[Integers, ...]

    def rows(self, year: int) -> Iterator[Mapping[str, Any]]:
        """The trajectories of its persons."""
        for code, counts in zip(self.provinces, self.truth, strict=True):
            for number, row in enumerate(kinds_of_person(self.choice, year)):
                for one in range(counts[number]):
                    person = f"SYN{year}{code}{number}x{one}"
                    yield {**row, "person_id": person, "municipality_code": code}

    @property
    def members(self) -> Mapping[str, tuple[int, ...]]:
        return members_of(self.provinces)


def members_of(provinces: Mapping[str, str]) -> Mapping[str, tuple[int, ...]]:
    """The numbers of the municipalities of each area."""
    found: dict[str, tuple[int, ...]] = {NATION: tuple(range(len(provinces)))}
    for number, (code, province) in enumerate(provinces.items()):
        found[code] = (number,)
        found[province] = (*found.get(province, ()), number)
    return found


def random_table(seed: int, provinces: Mapping[str, str]) -> Small:
    """A handful of persons, or nobody; fewer of three municipalities, as worlds must be tried."""
    draw = random.Random(seed)
    most = _MOST_TYPES[len(provinces)]
    choice = draw.choice([c for c in CHOICES if len(kinds_of_person(c, 2015)) <= most])
    size = len(kinds_of_person(choice, 2015))
    truth = []
    for _ in provinces:
        counts = [0] * size
        usual = draw.sample(range(size), draw.randint(1, size))
        for _ in range(draw.choice([0, 1, 2, 3, 4, 5, *((6, 8) if len(provinces) < 3 else ())])):
            counts[draw.choice(usual)] += 1
        truth.append(np.array(counts, dtype=np.int64))
    return Small(choice, provinces, tuple(truth))


@cache
def real() -> PerturbationTable:
    return perturbation_table(SETTINGS)


@cache
def flat() -> PerturbationTable:
    """The same noise with all that can be added as likely: its extremes occur in small tables."""
    return _weighed(lambda row: dict.fromkeys(row, 1))


@cache
def extreme() -> PerturbationTable:
    """The same noise, mostly as much as it can be either way."""
    return _weighed(lambda row: {added: 8 if added in (min(row), max(row)) else 1 for added in row})


def _weighed(weigh: Callable[[Mapping[int, int]], Mapping[int, int]]) -> PerturbationTable:
    return scaled({count: weigh(row) for count, row in real().weights.items()})


def scaled(chances: Mapping[int, Mapping[int, int]]) -> PerturbationTable:
    """A table with these chances, whatever they add up to."""
    weights = {}
    for count, shares in chances.items():
        row = {added: CHANCES * share // sum(shares.values()) for added, share in shares.items()}
        row[max(row)] += CHANCES - sum(row.values())
        weights[count] = row
    return PerturbationTable(weights)


def country(provinces: Mapping[str, str]) -> tuple[Register, Places]:
    register = {code: Municipality(code, code, date.min, date.max) for code in provinces}
    changes = Reorganisations((), register)
    return Register(AS_OF, changes, provinces), Places(provinces, changes)


@cache
def _relations() -> Relations:
    return relations_of(INDICATORS)


def protection(provinces: Mapping[str, str], table: PerturbationTable) -> Protection:
    limits = Limits(
        SETTINGS.small,
        SETTINGS.protection_width,
        Decimal(SETTINGS.inside_percent),
        SETTINGS.least_denominator,
    )
    world = World(
        indicators=INDICATORS,
        places=country(provinces)[1],
        perturbation=table.rows,
        limits=limits,
    )
    # They are the same of all countries, and take longer than anything else here.
    vars(world)["relations"] = _relations()
    return Protection(
        table=table,
        settings=SETTINGS,
        protection_key="0123456789abcdef",
        schema=OBSERVATION,
        world=world,
    )


def count(
    rows: Sequence[Mapping[str, Any]],
    provinces: Mapping[str, str],
    secret: bytes,
    counts: pa.Table | None = None,
) -> pa.Table:
    return count_observations(
        as_table(rows),
        COUNT.empty_table() if counts is None else counts,
        INDICATORS,
        country(provinces)[0],
        AS_OF,
        publication="deliveries",
        schema=OBSERVATION,
        secret=secret,
        delivered=list(provinces) if counts is None else None,
    )


def of_year(table: pa.Table, year: int) -> pa.Table:
    return table.filter(pc.equal(table["period"], str(year)))


def exactly(counted: pa.Table, small: Small, hidden: Collection[int] = ()) -> Publication:
    """What was counted, published without noise; the `hidden` counts of persons are suppressed, so
    that everybody knows them to be one of these, and all sums with them.
    """
    figures = Publication.of(counted, small.members, {}).figures
    mark = 1 + max(shown or 0 for each in figures.values() for shown in each.values())
    kinds = {each.id: each.kind for each in INDICATORS.all}
    shown = {
        area: {
            cell: mark if figure in hidden else figure
            for cell, figure in each.items()
            if kinds[cell[0]] == "count" or not hidden
        }
        for area, each in figures.items()
    }
    chances = {n: {0: 1, **({mark - n: 1} if n in hidden else {})} for n in range(mark + 1)}
    return Publication(shown, small.members, chances, same_figures=NEVER, whole_grid=False)


def publication(table: pa.Table, small: Small, noise: PerturbationTable) -> Publication:
    chances: dict[int, dict[int, int]] = {}
    for row in noise.rows.to_pylist():
        chances.setdefault(row["count"], {})[row["added"]] = row["weight"]
    return Publication.of(table, small.members, chances)


def without_other_names(published: Publication, types: Types) -> Publication:
    """A publication without the other names of persons of whom a figure is withheld."""
    figures = {}
    for area, each in published.figures.items():
        gone = {tuple(types.figure(c).tolist()) for c, shown in each.items() if shown is None}
        figures[area] = {
            cell: None if tuple(types.figure(cell).tolist()) in gone else shown
            for cell, shown in each.items()
        }
    return replace(published, figures=figures)
