"""A row of each kind in which every column is filled, and what a filled column asks of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project

Row = dict[str, Any]

_EXAMS = {f"exam_{part}": "Geslaagd" for part in ("knm", "le", "lu", "sc", "sp")}

FILLED: Mapping[str, Mapping[str, Any]] = {
    "trajectory": {
        "person_id": "SYN000000",
        "trajectory_number": 1,
        "municipality_code": "GM0344",
        "municipality_from": date(2022, 3, 1),
        "municipality_to": date(2024, 9, 30),
        "legal_regime": "WI2021",
        "regime_group": "elip",
        "target_group": "asiel",
        "target_group_detail": "Asielstatushouder",
        "duty_from": date(2022, 3, 1),
        "housed_on": date(2022, 3, 1),
        "intake_started_on": date(2022, 4, 1),
        "intake_finished_on": date(2022, 5, 1),
        "learnability_test_on": date(2022, 4, 15),
        "learnability_result": "B1-route haalbaar",
        "pip_on": date(2022, 6, 1),
        "first_route": "B",
        "route": "Z",
        "route_switched_on": date(2023, 6, 1),
        "progress_talks": 4,
        "interpreter_hours": Decimal("2.50"),
        "map_completed_on": date(2023, 9, 1),
        "pvt_completed_on": date(2022, 12, 1),
        **_EXAMS,
        "extensions": 1,
        "extension_days": 182,
        "term_missed_culpably": False,
        "fines": 1,
        "fines_eurocent": 34_000,
        "exemption_ground": "MED",
        "end_reason": "Inburgeringsplicht voldaan",
        "ended_on": date(2024, 9, 30),
        "completed_with": "certificate",
        "reception_preparation": "Afgerond",
        "self_reliance_lesson_hours": 800,
        "self_reliance_participation_hours": 0,
        "level_reached": "A2",
        "education_result": "Gestopt",
        "exam_ona": "Geen",
        "paid_work": False,
        "social_assistance": True,
    },
    "count": {
        "municipality_code": "GM0344",
        "period": "2022",
        "target_group": "total",
        "legal_regime": "WI2021",
        "route": "total",
        "indicator": "obliged",
        "as_of": date(2025, 12, 31),
        "value": 0,
        "status": "not_reported",
    },
}
"""A value for every column; each goes with the others, or else with what `NEEDS` says."""

GIVEN = object()
"""Any value at all."""

NEEDS: Mapping[str, Mapping[str, Any]] = {
    "first_route": {"legal_regime": "WI2021"},
    "route": {"legal_regime": "WI2021"},
    "route_switched_on": {"legal_regime": "WI2021"},
    "pip_on": {"legal_regime": "WI2021"},
    "learnability_test_on": {"legal_regime": "WI2021"},
    "learnability_result": {"legal_regime": "WI2021"},
    "regime_group": {"legal_regime": "WI2013"},
    "self_reliance_lesson_hours": {"legal_regime": "WI2021"},
    "self_reliance_participation_hours": {"legal_regime": "WI2021"},
    "education_result": {"legal_regime": "WI2021"},
    "exam_ona": {"legal_regime": "WI2013"},
    "reception_preparation": {"target_group": "asiel"},
    "end_reason": {"ended_on": GIVEN},
    "ended_on": {"end_reason": GIVEN},
    "exemption_ground": {"end_reason": "Volledige ontheffing"},
    "completed_with": {"end_reason": "Inburgeringsplicht voldaan"},
    "value": {"status": "observed"},
}
"""What a column that is filled asks of the same row; every other may be filled or empty alone."""


def has_needs(row: Row, name: str) -> bool:
    """Whether a column is empty, or the row has what it asks for."""
    if row[name] is None:
        return True
    needs = NEEDS.get(name, {}).items()
    return all(row[other] == value or (value is GIVEN and row[other]) for other, value in needs)


def with_needs(kind: str, row: Row, name: str) -> Row:
    """The row with what a column asks for, and with what that asks for in turn."""
    for other, value in NEEDS.get(name, {}).items():
        if not has_needs(row, name):
            wanted = FILLED[kind][other] if value is GIVEN else value
            row = with_needs(kind, {**row, other: wanted}, other)
    return row


def optional(kind: str) -> list[str]:
    """The columns that the Table Schema does not require, in its order."""
    schema = load_table_schema(installed_project(), kind)
    assert tuple(FILLED[kind]) == schema.field_names
    return [field.name for field in schema.fields if not field.required]


def row_with(kind: str, *filled: str, **cells: Any) -> Row:
    """A row in which of the optional columns only those named are filled, and these cells."""
    empty = set(optional(kind)) - set(filled)
    kept = {name: None if name in empty else value for name, value in FILLED[kind].items()}
    return {**kept, **cells}
