"""Made-up observations in the columns of that table, and the places they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from inburgering_opendata.assemble.assembly import Assembly
from inburgering_opendata.disclosure.cells import IndicatorRule
from inburgering_opendata.disclosure.places import Places
from inburgering_opendata.project import installed_project

PUBLICATION = "deliveries of 2026-12-31"
COLUMNS = pa.schema(
    [
        ("publication", pa.string()),
        ("indicator", pa.string()),
        ("area_type", pa.string()),
        ("area", pa.string()),
        ("municipality_code", pa.string()),
        ("period", pa.string()),
        ("target_group", pa.string()),
        ("legal_regime", pa.string()),
        ("route", pa.string()),
        ("as_of", pa.date32()),
        ("boundaries", pa.date32()),
        ("value", pa.decimal128(18, 4)),
        ("unit", pa.string()),
        ("status", pa.string()),
        ("disclosure", pa.string()),
    ]
)

RULES = {
    rule.id: rule
    for rule in (
        IndicatorRule("obliged", "count", parts=("fulfilled", "dispensation", "ended", "running")),
        IndicatorRule("fulfilled", "count"),
        IndicatorRule("dispensation", "count"),
        IndicatorRule("ended", "count"),
        IndicatorRule("running", "count"),
        IndicatorRule("intake", "count"),
        IndicatorRule("pip", "count"),
        IndicatorRule("pip_on_time", "count"),
        IndicatorRule("passed", "count"),
        IndicatorRule("fined", "count"),
        IndicatorRule("talks", "sum"),
        IndicatorRule("talks_per_person", "mean", "talks", "pip"),
        IndicatorRule("pip_rate", "rate", "pip_on_time", "pip"),
        IndicatorRule("pass_rate", "rate", "passed", "obliged"),
    )
}


def places() -> Places:
    """The real register."""
    assembly = Assembly(installed_project())
    names = ("municipality", "municipality_change", "municipality_region")
    return Places.of(*(assembly.table(name) for name in names))


def municipalities(places: Places, day: date) -> list[str]:
    return [code for code in sorted(places.province_of) if places.changes.existed(code, day)]


def table(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Observations with defaults: protected counts of persons of everybody in 2022."""
    made = []
    for row in rows:
        value = row.get("value")
        area = str(row["area"])
        kinds = {"NL": "nation", "PV": "province", "GM": "municipality"}
        made.append(
            {
                "publication": PUBLICATION,
                "indicator": "obliged",
                "area_type": kinds.get(area[:2], "labour_market_region"),
                "municipality_code": area if area.startswith("GM") else None,
                "period": "2022",
                "target_group": "total",
                "legal_regime": "total",
                "route": "total",
                "status": "suppressed" if value is None else "observed",
                "disclosure": "protected",
                "unit": "persons",
                **row,
                "value": None if value is None else Decimal(str(value)),
            }
        )
    return pa.Table.from_pylist(made, COLUMNS)


def population(
    areas: Places, codes: Sequence[str], periods: Sequence[str], persons: int, seed: int = 7
) -> pa.Table:
    """Unprotected observations of `persons` made-up people a period, with all margins."""
    random = np.random.default_rng(seed)
    weights = random.pareto(1.2, len(codes)) + 0.2
    provinces = sorted({areas.province_of[code] for code in codes})
    of_province = np.array([provinces.index(areas.province_of[code]) for code in codes])
    names = [*codes, *provinces, "NL"]
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS.names}
    for period in periods:
        home = random.choice(len(codes), persons, p=weights / weights.sum())
        people = _people(random, persons)
        for group in ("total", "asiel", "gezin_overig"):
            for route in ("total", "B", "O", "Z"):
                inside = np.ones(persons, dtype=bool)
                inside &= (group == "total") | (people["target_group"] == group)
                inside &= (route == "total") | (people["route"] == route)
                for indicator, amounts in people["amounts"].items():
                    if route != "total" and indicator not in ("obliged", "fulfilled"):
                        continue
                    local = np.bincount(home, np.where(inside, amounts, 0), len(codes))
                    regional = np.bincount(of_province, local, len(provinces))
                    values = [*local, *regional, local.sum()]
                    _append(columns, names, indicator, period, group, route, values)
    counted = pa.table({name: pa.array(v, COLUMNS.field(name).type) for name, v in columns.items()})
    return pa.concat_tables([counted, quotients(counted)])


def _people(random: np.random.Generator, persons: int) -> dict[str, Any]:
    end = random.choice(4, persons, p=[0.3, 0.04, 0.06, 0.6])
    pip = random.random(persons) < 0.8
    on_time = pip & (random.random(persons) < 0.6)
    amounts = {
        "obliged": np.ones(persons),
        "fulfilled": end == 0,
        "dispensation": end == 1,
        "ended": end == 2,
        "running": end == 3,
        "intake": random.random(persons) < 0.9,
        "pip": pip,
        "pip_on_time": on_time,
        "passed": (end == 0) & (random.random(persons) < 0.9),
        "fined": random.random(persons) < 0.03,
        "talks": np.where(pip, random.integers(1, 12, persons), 0),
    }
    return {
        "target_group": np.where(random.random(persons) < 0.7, "asiel", "gezin_overig"),
        "route": random.choice(["B", "O", "Z"], persons, p=[0.6, 0.1, 0.3]),
        "amounts": amounts,
    }


def _append(
    columns: dict[str, list[object]],
    names: Sequence[str],
    indicator: str,
    period: str,
    group: str,
    route: str,
    values: Sequence[float],
) -> None:
    kinds = {"NL": "nation", "PV": "province", "GM": "municipality"}
    for area, value in zip(names, values, strict=True):
        row = {
            "publication": PUBLICATION,
            "indicator": indicator,
            "area_type": kinds[area[:2]],
            "area": area,
            "municipality_code": area if area.startswith("GM") else None,
            "period": period,
            "target_group": group,
            "legal_regime": "total",
            "route": route,
            "as_of": date(2026, 12, 31),
            "boundaries": None,
            "value": Decimal(int(value)),
            "unit": "talks" if indicator == "talks" else "persons",
            "status": "observed",
            "disclosure": "protected",
        }
        for name, each in row.items():
            columns[name].append(each)


def quotients(counted: pa.Table) -> pa.Table:
    """The rates and means of counted observations, to one decimal."""
    key = [name for name in COLUMNS.names if name not in ("indicator", "value", "unit")]
    rows = counted.to_pylist()
    at = {(row["indicator"], *(row[name] for name in key)): row["value"] for row in rows}
    found = []
    for rule in RULES.values():
        if rule.kind in ("rate", "mean"):
            for row in rows:
                below = at.get((rule.denominator, *(row[name] for name in key)))
                if row["indicator"] == rule.numerator and below:
                    quotient = row["value"] * (100 if rule.kind == "rate" else 1) / below
                    value = round(quotient, 1)
                    found.append({**row, "indicator": rule.id, "unit": "percent", "value": value})
    return pa.Table.from_pylist(found, COLUMNS)
