"""A small country, and the real declaration, for tests of counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.municipalities.reorganisations import (
    Ending,
    Municipality,
    Reorganisations,
)
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.indicators.declaration import FILE, read_indicators
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project

AS_OF = date(2025, 12, 31)
PROVINCES = {"GM0001": "PV01", "GM0002": "PV01", "GM0003": "PV02"}

PROJECT = installed_project()
INDICATORS = read_indicators(PROJECT.packages / FILE)
TRAJECTORY = arrow_schema(load_table_schema(PROJECT, "trajectory"))
COUNT = arrow_schema(load_table_schema(PROJECT, "count"))
OBSERVATION = arrow_schema(load_table_schema(PROJECT, "observation").unfilled)


def country(day: date = AS_OF) -> Register:
    """Three municipalities in two provinces; GM0004 merged into GM0001 in 2024, and GM0005 was
    split over GM0002 and GM0003 in 2023.
    """
    register = {
        code: Municipality(code, code, date.min, date.max)
        for code in ("GM0001", "GM0002", "GM0003")
    }
    register["GM0004"] = Municipality("GM0004", "Old", date.min, date(2023, 12, 31))
    register["GM0005"] = Municipality("GM0005", "Split", date.min, date(2022, 12, 31))
    endings = (
        Ending(date(2023, 1, 1), "GM0005", {"GM0002": 10, "GM0003": 20}),
        Ending(date(2024, 1, 1), "GM0004", {"GM0001": None}),
    )
    provinces = {**PROVINCES, "GM0004": "PV01", "GM0005": "PV02"}
    return Register(day, Reorganisations(endings, register), provinces)


def trajectory(person: str, **values: Any) -> Mapping[str, Any]:
    """A trajectory with what every one has, and `values`."""
    needed = {
        "person_id": f"SYN{person}",
        "trajectory_number": 1,
        "municipality_code": "GM0001",
        "municipality_from": date(2023, 3, 1),
        "legal_regime": "WI2021",
        "target_group": "asiel",
        "duty_from": date(2023, 3, 1),
    }
    return {**dict.fromkeys(TRAJECTORY.names), **needed, **values}


def as_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), TRAJECTORY)
