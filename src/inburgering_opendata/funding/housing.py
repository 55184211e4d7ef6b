"""The housing targets of municipalities: every way of rounding, and the one of each half-year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.apportionment import (
    adams,
    largest_remainder,
    ordinary_rounding,
    rounded_up,
)
from inburgering_opendata.funding.errors import NO_METHOD, NO_POPULATION, OFFICIAL_TARGETS_UNFIT
from inburgering_opendata.funding.official import (
    BEFORE_LOWERING,
    COMPUTED,
    FINAL,
    OFFICIAL,
    Figures,
    targets_of,
)
from inburgering_opendata.funding.rates import housing_target_rates
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

FIRST_YEAR = 2020
"""Targets are computed from here on: of earlier years the inhabitants are not at hand."""

EXCLUDING_ARREARS = "housing_target_excl_arrears"

METHODS: Mapping[str, Callable[[int, Mapping[str, int]], dict[str, int]]] = {
    "adams": adams,
    "largest_remainder": largest_remainder,
    "ordinary_rounding": ordinary_rounding,
    "rounded_up": rounded_up,
}
"""Every way of rounding that was considered; `persons_…` is the column of each, and
`housing_…` the rule.
"""


@derives()
def housing_target_edition(
    housing_balance: pa.Table,
    housing_edition: pa.Table,
    population: pa.Table,
    municipality: pa.Table,
    municipality_change: pa.Table,
) -> pa.Table:
    """The target of each municipality by every way of rounding, for each edition of a half-year.

    Huisvestingswet 2014, art. 29(1): the national target × the inhabitants of the municipality ÷
    those of the country, on 1 January of the year before, rounded up. Inhabitants are carried to
    the boundaries of the first day of the half-year.

    Args:
        housing_balance: half_year, persons (the national target, as lowered where it was).
        housing_edition: half_year, edition, persons; editions before a lowering.
        population: municipality_code, reference_date, inhabitants.
        municipality, municipality_change: the register and its reorganisations.

    Returns:
        The columns of the table `housing_target_edition`.

    Raises:
        OpendataError: `NO_POPULATION`, naming the half-year and the date.
    """
    changes = Reorganisations.of(municipality_change, municipality)
    counted: dict[date, dict[str, int]] = {}
    for row in population.to_pylist():
        counted.setdefault(row["reference_date"], {})[row["municipality_code"]] = row["inhabitants"]
    national = [
        *((row["half_year"], FINAL, row["persons"]) for row in housing_balance.to_pylist()),
        *(
            (row["half_year"], BEFORE_LOWERING, row["persons"])
            for row in housing_edition.to_pylist()
            if row["edition"] == BEFORE_LOWERING
        ),
    ]
    rows: list[dict[str, Any]] = []
    for half_year, edition, total in national:
        first_day = first_day_of(half_year)
        if first_day.year < FIRST_YEAR or total is None:
            continue
        before = date(first_day.year - 1, 1, 1)
        if before not in counted:
            raise OpendataError(NO_POPULATION, half_year=half_year, day=before)
        carried, estimated = changes.carry(counted[before], before, first_day)
        targets = {name: method(total, carried) for name, method in METHODS.items()}
        rows += [
            {
                "half_year": half_year,
                "edition": edition,
                "municipality_code": code,
                **{f"persons_{name}": by_code[code] for name, by_code in targets.items()},
                "national_target": total,
                "inhabitants": inhabitants,
                "inhabitants_total": sum(carried.values()),
                "population_date": before,
                "boundaries_on": first_day,
                "inhabitants_estimated": code in estimated,
            }
            for code, inhabitants in carried.items()
        ]
    return pa.Table.from_pylist(rows)


@derives(finish=housing_target_rates)
def housing_target(
    housing_target_edition: pa.Table,
    rule: pa.Table,
    reported_statement: pa.Table,
    official_target: pa.Table,
) -> pa.Table:
    """The target of each municipality for each half-year: as published, or else by the method of
    that half-year.

    Args:
        housing_target_edition: the columns of that table; the final edition is taken.
        rule: rule, stream, period, use, fit; one rule of the housing target is used in each
            half-year.
        reported_statement: area, period, subject, value, precision, status; those exact, of one
            municipality, and without arrears or lead stand beside the targets.
        official_target: half_year, edition, municipality_code, persons; a half-year with a final
            edition here is not computed.

    Returns:
        The columns of the table `housing_target` but its rates.

    Raises:
        OpendataError: `NO_METHOD`, naming a half-year with none or several methods, or
            `OFFICIAL_TARGETS_UNFIT`, naming one with official targets of other municipalities, or
            without a national target.
    """
    published = {
        (row["period"], row["area"]): row["value"]
        for row in reported_statement.to_pylist()
        if (row["subject"], row["precision"], row["status"])
        == (EXCLUDING_ARREARS, "exact", "stated")
    }
    used: dict[str, list[tuple[str, str]]] = {}
    for row in rule.to_pylist():
        if row["stream"] == "housing_target" and row["use"] == "used":
            used.setdefault(row["period"], []).append((row["rule"], row["fit"]))
    final = [row for row in housing_target_edition.to_pylist() if row["edition"] == FINAL]
    official = targets_of(official_target, FINAL)
    _check_official(official, final)
    rows: list[dict[str, Any]] = []
    for row in final:
        half_year, code = row["half_year"], row["municipality_code"]
        row = {**row, "published_persons": published.get((half_year, code))}
        if half_year in official:
            persons = official[half_year][code]["persons"]
            rows.append({**row, "persons": persons, "basis": OFFICIAL})
            continue
        methods = [
            (name, fit)
            for name, fit in used.get(half_year, [])
            if name.removeprefix("housing_") in METHODS
        ]
        if len(methods) != 1:
            listed = ", ".join(name for name, _ in methods) or "none"
            raise OpendataError(NO_METHOD, half_year=half_year, methods=listed)
        [(name, fit)] = methods
        rows.append(
            {
                **row,
                "persons": row[f"persons_{name.removeprefix('housing_')}"],
                "is_computed_by": name,
                "status": fit,
                "basis": COMPUTED,
            }
        )
    return pa.Table.from_pylist(rows, _columns_of(housing_target_edition))


def _columns_of(housing_target_edition: pa.Table) -> pa.Schema:
    """Those of the editions and of the targets: the columns of a rule are empty where none was
    used, which the first row does not tell.
    """
    more = {
        "persons": pa.int64(),
        "is_computed_by": pa.string(),
        "status": pa.string(),
        "basis": pa.string(),
        "published_persons": pa.int64(),
    }
    return pa.schema([*housing_target_edition.schema, *more.items()])


def _check_official(official: Mapping[str, Figures], final: Iterable[Mapping[str, Any]]) -> None:
    """That official targets are of half-years and municipalities that have a national target."""
    there: dict[str, set[str]] = {}
    for row in final:
        there.setdefault(row["half_year"], set()).add(row["municipality_code"])
    for half_year, rows in official.items():
        if half_year not in there:
            problem = "housing_balance has no national target of it"
            raise OpendataError(OFFICIAL_TARGETS_UNFIT, half_year=half_year, problem=problem)
        if strangers := sorted(there[half_year] ^ set(rows)):
            problem = f"{', '.join(strangers)} existed on its first day or is in them, and not both"
            raise OpendataError(OFFICIAL_TARGETS_UNFIT, half_year=half_year, problem=problem)


def first_day_of(half_year: str) -> date:
    """The first day of a half-year such as 2020-H1."""
    year, half = half_year.split("-H")
    return date(int(year), 1 if half == "1" else 7, 1)
