"""The housing targets of municipalities, and which rounding the published ones meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.apportionment import adams, rounded_up
from inburgering_opendata.funding.errors import NO_POPULATION
from inburgering_opendata.funding.rates import housing_target_rates
from inburgering_opendata.funding.reported import COMPARED_WITH_TARGETS, Comparisons
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

FIRST_YEAR = 2020
"""Targets are computed from here on: of earlier years the inhabitants are not at hand."""

EXCLUDING_ARREARS = "housing_target_excl_arrears"


@derives(finish=housing_target_rates)
def housing_target(
    housing_balance: pa.Table,
    population: pa.Table,
    municipality: pa.Table,
    municipality_change: pa.Table,
    reported_statement: pa.Table,
) -> pa.Table:
    """The target of each municipality for each half-year with a known national target.

    Huisvestingswet 2014, art. 29(1): the national target × the inhabitants of the municipality ÷
    those of the country, on 1 January of the year before, rounded up. Inhabitants are carried to
    the boundaries of the first day of the half-year. `persons` is by Adams' method,
    `persons_rounded_up` is the text to the letter.

    Args:
        housing_balance: half_year, persons (the national target).
        population: municipality_code, reference_date, inhabitants.
        municipality, municipality_change: the register and its reorganisations.
        reported_statement: area, period, subject, value, precision; those exact, of one
            municipality, and without arrears or lead stand beside the computed targets.

    Returns:
        The columns of the table `housing_target` but its rates.

    Raises:
        OpendataError: `NO_POPULATION`, naming the half-year and the date.
    """
    changes = Reorganisations.of(municipality_change, municipality)
    published = {
        (row["period"], row["area"]): row["value"]
        for row in reported_statement.to_pylist()
        if row["subject"] == EXCLUDING_ARREARS and row["precision"] == "exact"
    }
    counted: dict[date, dict[str, int]] = {}
    for row in population.to_pylist():
        counted.setdefault(row["reference_date"], {})[row["municipality_code"]] = row["inhabitants"]
    rows: list[dict[str, Any]] = []
    for line in housing_balance.to_pylist():
        first_day = first_day_of(line["half_year"])
        if first_day.year < FIRST_YEAR:
            continue
        before = date(first_day.year - 1, 1, 1)
        if before not in counted:
            raise OpendataError(NO_POPULATION, half_year=line["half_year"], day=before)
        carried, estimated = changes.carry(counted[before], before, first_day)
        by_adams, literal = adams(line["persons"], carried), rounded_up(line["persons"], carried)
        rows += [
            {
                "half_year": line["half_year"],
                "municipality_code": code,
                "persons": by_adams[code],
                "persons_rounded_up": literal[code],
                "basis": "statutory_formula",
                "national_target": line["persons"],
                "inhabitants": inhabitants,
                "inhabitants_total": sum(carried.values()),
                "population_date": before,
                "boundaries_on": first_day,
                "inhabitants_estimated": code in estimated,
                "published_persons": published.get((line["half_year"], code)),
            }
            for code, inhabitants in carried.items()
        ]
    return pa.Table.from_pylist(rows)


@derives()
def housing_target_evidence(
    reported_statement: pa.Table,
    reported_comparison: pa.Table,
    reported_period: pa.Table,
    municipality: pa.Table,
    allocation: pa.Table,
    housing_target: pa.Table,
) -> pa.Table:
    """How many published targets without arrears or lead each way of rounding meets.

    Returns:
        method (adams, rounded_up), period_kind (year, half_year), published, met.
    """
    comparisons = Comparisons(
        reported_comparison, reported_period, municipality, allocation, housing_target
    )
    statements = reported_statement.to_pylist()
    counts: dict[tuple[str, str], list[bool]] = {}
    for method, column in (("adams", "persons"), ("rounded_up", "persons_rounded_up")):
        for kind, met in _met(statements, comparisons, column):
            counts.setdefault((method, kind), []).append(met)
    return pa.Table.from_pylist(
        [
            {"method": method, "period_kind": kind, "published": len(met), "met": sum(met)}
            for (method, kind), met in counts.items()
        ]
    )


def _met(
    statements: list[dict[str, Any]], comparisons: Comparisons, column: str
) -> Iterator[tuple[str, bool]]:
    for statement in statements:
        found = comparisons.of(statement, column)
        if found and found.compared_with == COMPARED_WITH_TARGETS:
            yield found.period_kind, found.value == statement["value"]


def first_day_of(half_year: str) -> date:
    """The first day of a half-year such as 2020-H1."""
    year, half = half_year.split("-H")
    return date(int(year), 1 if half == "1" else 7, 1)
