"""The tables of the package `outcomes` that are made from what was reported and published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa

from inburgering_opendata.funding.official import OFFICIAL, basis_of, housed_of
from inburgering_opendata.funding.rates import housing_result_rates
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.tables.rows import Row

REPORTED = "reported"
"""The publication of what municipalities, provinces and media reported themselves."""

RESULTS = (
    "housed",
    "housing_arrears",
    "housing_arrears_expected",
    "housing_lead",
    "municipalities_meeting_target",
)
"""Subjects of reported statements that are results, each an indicator of the same name."""

HOUSED = "housed"
ADDED_UP = "added_up"

Key = tuple[str, str, str]
"""Subject, period and area of a statement."""


@derives()
def observation(
    observation: pa.Table, reported_statement: pa.Table, reported_period: pa.Table
) -> pa.Table:
    """What the sources have, and the reported statements that are results.

    Args:
        observation: what was published or counted, in the columns of the table.
        reported_statement: area, place, place_nl, period, subject, value, unit, precision, nature,
            remark, remark_nl, source_address, quote_nl.
        reported_period: period, last_day.
    """
    last_day = {row["period"]: row["last_day"] for row in reported_period.to_pylist()}
    rows = [
        _reported(row, last_day[row["period"]])
        for row in reported_statement.to_pylist()
        if row["subject"] in RESULTS
    ]
    return pa.concat_tables([observation, pa.Table.from_pylist(rows, observation.schema)])


def _reported(row: Row, last_day: date) -> Row:
    area, kind = _area(row)
    return {
        "publication": REPORTED,
        "indicator": row["subject"],
        "area_type": kind,
        "area": area,
        "municipality_code": area if kind == "municipality" else None,
        "place": row["place"],
        "place_nl": row["place_nl"],
        "period": row["period"],
        "target_group": "asiel",
        "legal_regime": "total",
        "route": "total",
        "as_of": last_day,
        "boundaries": last_day if area.startswith("GM") else None,
        "value": Decimal(row["value"]),
        "unit": row["unit"],
        "precision": row["precision"],
        "status": "observed",
        "is_provisional": False,
        "is_estimated": row["nature"] == "own_estimate",
        "nature": row["nature"],
        "disclosure": "exempt_public",
        "source_address": row["source_address"],
        "note": row["remark"],
        "note_nl": row["remark_nl"],
        "quote_nl": row["quote_nl"],
    }


def _area(row: Row) -> tuple[str, str]:
    """The area of a statement and its kind; a region without municipalities has a name of ours."""
    area = row["area"]
    if area is None:
        name = re.sub(r"\(.*?\)", "", row["place"]).strip().lower()
        return "R-" + re.sub(r"[^a-z0-9]+", "-", name), "region"
    if area == "NL":
        return area, "nation"
    if area.startswith("PV"):
        return area, "province"
    return area, "region" if "+" in area else "municipality"


@derives()
def coverage(
    coverage: pa.Table,
    observation: pa.Table,
    municipality: pa.Table,
    municipality_change: pa.Table,
) -> pa.Table:
    """Which municipalities delivered: those of the sources, and those something is reported of.

    Args:
        coverage: the municipalities of each counted publication, in the columns of the table.
        observation: publication, municipality_code, boundaries.
        municipality, municipality_change: the register and its reorganisations.
    """
    changes = Reorganisations.of(municipality_change, municipality)
    rows = observation.select(["publication", "municipality_code", "boundaries"]).to_pylist()
    reported = [row for row in rows if row["publication"] == REPORTED and row["municipality_code"]]
    if not reported:
        return coverage
    day = max(row["boundaries"] for row in reported)
    with_figures = {
        successor
        for row in reported
        for successor in changes.successors(row["municipality_code"], row["boundaries"], day)
    }
    made = [
        {
            "publication": REPORTED,
            "municipality_code": code,
            "boundaries": day,
            "delivered": code in with_figures,
        }
        for code in sorted(changes.register)
        if changes.existed(code, day)
    ]
    return pa.concat_tables([coverage, pa.Table.from_pylist(made, coverage.schema)])


@derives(finish=housing_result_rates)
def housing_result(
    housing_target: pa.Table,
    housing_balance: pa.Table,
    reported_statement: pa.Table,
    official_housed: pa.Table,
    municipality: pa.Table,
    municipality_region: pa.Table,
) -> pa.Table:
    """Targets beside what was realised, by municipality, province, labour-market region, country.

    Args:
        housing_target: half_year, municipality_code, persons, basis, boundaries_on.
        housing_balance: half_year, persons_incl_arrears_or_lead, incl_precision, realised,
            source_address.
        reported_statement: area, period, subject, value, precision, source_address.
        official_housed: period, municipality_code, persons, source_address; they go before what
            was reported.
        municipality: code, name, province_code, province.
        municipality_region: municipality_code, year, region_name; used for a period only when it
            has exactly the municipalities of that period.

    Returns:
        The columns of the table but its rates. A year stands on the boundaries of its first day:
        what ended within it counts for the half-year in which it had a target.

    Raises:
        OpendataError: `OFFICIAL_FIGURE_TWICE`.
    """
    targets: dict[str, dict[str, int]] = {}
    bases: dict[str, str] = {}
    for row in housing_target.to_pylist():
        targets.setdefault(row["half_year"], {})[row["municipality_code"]] = row["persons"]
        bases[row["half_year"]] = row["basis"]
    reported = {
        (row["subject"], row["period"], row["area"]): row
        for row in [
            *reported_statement.to_pylist(),
            *_published(housing_balance),
            *_official(official_housed),
        ]
    }
    register = municipality.to_pylist()
    regions = municipality_region.to_pylist()
    reported |= _whole_years(reported)
    return pa.Table.from_pylist(
        [
            {
                **_result(period, area, by_code, reported),
                "target_basis": basis_of(bases, period),
            }
            for period, by_code in _periods(targets)
            for area in _areas(by_code, register, regions)
        ]
    )


def _published(housing_balance: pa.Table) -> Iterator[Row]:
    """The exact figures of the national balance as statements of the country."""
    for row in housing_balance.to_pylist():
        for subject, column, exact in (
            (HOUSED, "realised", True),
            (
                "housing_target_incl_arrears",
                "persons_incl_arrears_or_lead",
                row["incl_precision"] == "exact",
            ),
        ):
            if row[column] is not None and exact:
                yield {
                    "subject": subject,
                    "period": row["half_year"],
                    "area": "NL",
                    "value": row[column],
                    "precision": "exact",
                    "source_address": row["source_address"],
                }


def _official(official_housed: pa.Table) -> Iterator[Row]:
    """What official overviews have of municipalities, as statements about each."""
    for period, rows in housed_of(official_housed).items():
        for code, row in rows.items():
            yield {
                "subject": HOUSED,
                "period": period,
                "area": code,
                "value": row["persons"],
                "precision": "exact",
                "source_address": row["source_address"],
                "origin": OFFICIAL,
            }


def _whole_years(reported: Mapping[Key, Row]) -> dict[Key, Row]:
    """What was housed in a year of which both halves, and not the year, were reported; official
    halves go before a year that was reported.
    """
    years: dict[Key, Row] = {}
    for (subject, period, area), first in reported.items():
        second = reported.get((subject, f"{period[:4]}-H2", area))
        key = (subject, period[:4], area)
        if subject != HOUSED or not period.endswith("-H1") or not second:
            continue
        official = _is_official(first) and _is_official(second)
        year = reported.get(key)
        if year is None or (official and not _is_official(year)):
            years[key] = _added_up([first, second])
    return years


def _periods(targets: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Each half-year with its targets, and each year of which both halves have them."""
    yield from targets.items()
    for year in sorted({half_year[:4] for half_year in targets}):
        halves = [targets.get(f"{year}-H1"), targets.get(f"{year}-H2")]
        if halves[0] and halves[1]:
            codes = sorted({*halves[0], *halves[1]})
            yield year, {code: sum(half.get(code, 0) for half in halves if half) for code in codes}


def _areas(
    by_code: Mapping[str, int], register: Iterable[Row], regions: Iterable[Row]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Kind, code, name and municipalities of each area that has targets."""
    mine = [row for row in register if row["municipality_code"] in by_code]
    yield "nation", "NL", "Nederland", tuple(row["municipality_code"] for row in mine)
    for code, name in sorted({(row["province_code"], row["province"]) for row in mine}):
        yield (
            "province",
            code,
            name,
            tuple(row["municipality_code"] for row in mine if row["province_code"] == code),
        )
    years: dict[int, dict[str, list[str]]] = {}
    for row in regions:
        of_year = years.setdefault(row["year"], {})
        of_year.setdefault(row["region_name"], []).append(row["municipality_code"])
    for of_year in years.values():
        if {code for codes in of_year.values() for code in codes} == set(by_code):
            for name, codes in sorted(of_year.items()):
                yield "labour_market_region", name, name, tuple(codes)
    for row in mine:
        yield (
            "municipality",
            row["municipality_code"],
            row["municipality_name"],
            (row["municipality_code"],),
        )


def _result(
    period: str,
    area: tuple[str, str, str, tuple[str, ...]],
    by_code: Mapping[str, int],
    reported: Mapping[Key, Row],
) -> Row:
    kind, code, name, members = area
    target = sum(by_code[member] for member in members)
    parts = [reported[key] for m in members if (key := (HOUSED, period, m)) in reported]
    own = reported.get((HOUSED, period, code))
    complete = len(parts) == len(members)
    if own and not (kind == "province" and complete and all(map(_is_official, parts))):
        origin = own.get("origin") or ("published" if kind == "nation" else "reported")
    elif complete:
        own, origin = _added_up(parts), ADDED_UP
    else:
        origin = "not_reported"
    with_arrears = reported.get(("housing_target_incl_arrears", period, code))
    return {
        "period": period,
        "area_type": kind,
        "area": code,
        "area_name": name,
        "municipality_code": code if kind == "municipality" else None,
        "boundaries_on": date(int(period[:4]), 7 if period.endswith("-H2") else 1, 1),
        "municipalities": len(members),
        "municipalities_reported": len(parts),
        "target": target,
        "target_with_arrears": with_arrears["value"] if with_arrears else None,
        "realised": own["value"] if own else None,
        "realised_from": origin,
        "realised_precision": own["precision"] if own else None,
        "source_address": own["source_address"] if own else None,
    }


def _is_official(row: Row) -> bool:
    return row.get("origin") == OFFICIAL


def _added_up(parts: Sequence[Row]) -> Row:
    """The sum of statements; as precise as all of them are, or else about."""
    precisions = {part["precision"] for part in parts}
    return {
        "value": sum(part["value"] for part in parts),
        "precision": precisions.pop() if len(precisions) == 1 else "about",
        "source_address": parts[0]["source_address"],
        "origin": ADDED_UP,
    }
