"""Deliveries that are made up: persons who never lived, in rows that break no rule.

Of every ninth person some things were not kept, of every thirteenth nothing but what is required.
Row n is the same whatever the number of rows, so that a test can say which value stands where.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project

Row = dict[str, Any]

START, AS_OF = date(2022, 1, 10), date(2026, 12, 31)
_DETAILS = {
    "asiel": ("Asielstatushouder", "Gezinshereniger met Asielstatushouder"),
    "gezin_overig": ("Gezinsvormer", "Overig"),
}
_OFTEN_NOT_KEPT = ("target_group_detail", "progress_talks", "interpreter_hours", "fines")
_ENDS = (
    "Inburgeringsplicht voldaan",
    "Volledige ontheffing",
    "Volledige vrijstelling",
    "Vertrek uit Nederland langer dan een jaar",
)


def trajectories(number: int, municipality: str = "GM0344") -> pa.Table:
    """`number` persons, each with one trajectory; every tenth of them moved here from GM0363."""
    rows = [row for n in range(number) for row in spells(n, municipality)]
    return as_table("trajectory", rows)


def spells(n: int, municipality: str) -> Iterator[Row]:
    """The rows of person `n`."""
    row = trajectory(n)
    if n % 10 == 4:
        moved = row["duty_from"] + timedelta(days=40)
        yield {**row, **_spell("GM0363", row["duty_from"], moved)}
        yield {**row, **_spell(municipality, moved + timedelta(days=1), None)}
    else:
        yield {**row, **_spell(municipality, row["duty_from"], None)}


def trajectory(n: int) -> Row:
    """What all rows of person `n` have in common."""
    duty = START + timedelta(days=n * 7 % 400)
    row: Row = {
        "person_id": f"SYN{n:06}",
        "trajectory_number": 1,
        "target_group": "asiel" if n % 3 else "gezin_overig",
        "duty_from": duty,
        "extensions": 0,
        "extension_days": 0,
        "fines": 0,
        "fines_eurocent": 0,
    }
    row["target_group_detail"] = _DETAILS[row["target_group"]][n % 2]
    if n % 7 == 6:
        row |= {"legal_regime": "WI2013", "regime_group": "elip" if n % 2 else "ondertussengroep"}
        row["exam_ona"] = ("Geslaagd", "Gezakt", "Geen")[n % 3]
    else:
        row |= {"legal_regime": "WI2021", **_course(n, duty)}
    if n % 5 == 2:
        row |= _end(n, duty)
    if row["target_group"] == "asiel":
        row["reception_preparation"] = ("Afgerond", "Begonnen", "Niet gevolgd")[n // 3 % 3]
    row |= {
        "level_reached": ("Onder A2", "A2", "B1")[n % 3],
        "paid_work": n % 4 == 0,
        "social_assistance": n % 3 != 0,
    }
    empty = _not_kept(n, row)
    return {name: value for name, value in row.items() if name not in empty}


def _not_kept(n: int, row: Row) -> Collection[str]:
    """The columns that are empty of person `n`, though there would be something to fill in."""
    if n % 13 == 12:
        schema = load_table_schema(installed_project(), "trajectory")
        return [name for name in row if not schema.field(name).required]
    return _OFTEN_NOT_KEPT if n % 9 == 8 else ()


def counts(municipality: str = "GM0344", indicators: int = 3) -> pa.Table:
    """Counts of two cohorts by target group, with one that was not reported."""
    rows = [
        {
            "municipality_code": municipality,
            "period": period,
            "target_group": group,
            "legal_regime": "WI2021",
            "route": "total",
            "indicator": f"indicator_{number}",
            "as_of": date(2025, 12, 31),
            "value": None if number == 1 else 10 * number + place,
            "status": "not_reported" if number == 1 else "observed",
        }
        for period in ("2022", "2023")
        for place, group in enumerate(("total", "asiel", "gezin_overig"))
        for number in range(indicators)
    ]
    return as_table("count", rows)


def as_table(kind: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, arrow_schema(load_table_schema(installed_project(), kind)))


def _spell(municipality: str, first: date, last: date | None) -> Mapping[str, Any]:
    return {
        "municipality_code": municipality,
        "municipality_from": first,
        "municipality_to": last,
    }


def _course(n: int, duty: date) -> Row:
    intake, pip = duty + timedelta(days=20), duty + timedelta(days=60 + n % 30)
    row: Row = {
        "housed_on": duty + timedelta(days=10),
        "intake_started_on": intake,
        "intake_finished_on": intake + timedelta(days=14),
        "learnability_test_on": intake + timedelta(days=7),
        "learnability_result": "B1-route haalbaar" if n % 2 else "B1-route niet haalbaar",
        "pip_on": pip,
        "first_route": "BOZ"[n % 3],
        "route": "BOZ"[n % 3],
        "progress_talks": n % 9,
        "interpreter_hours": Decimal(n % 800) / 100,
        "map_completed_on": pip + timedelta(days=300),
        "pvt_completed_on": pip + timedelta(days=100),
        "term_missed_culpably": False,
    }
    row |= {
        f"exam_{part}": ("Geslaagd", "Gezakt", "Geen")[(n + place) % 3]
        for place, part in enumerate(("knm", "le", "lu", "sc", "sp"))
    }
    if row["first_route"] == "Z":
        row["self_reliance_lesson_hours"] = 40 * (n % 30)
        row["self_reliance_participation_hours"] = 50 * (n % 20)
    if row["first_route"] == "O":
        results = ("Loopt", "Afgerond", "Afgerond en doorgestroomd", "Gestopt")
        row["education_result"] = results[n % 4]
    if n % 4 == 1:
        row |= {"route": "BOZ"[(n + 1) % 3], "route_switched_on": pip + timedelta(days=200)}
    if n % 6 == 1:
        row |= {"extensions": 1, "extension_days": 182}
    if n % 11 == 7:
        row |= {"fines": 1, "fines_eurocent": 5_000}
    return row


def _end(n: int, duty: date) -> Row:
    reason = _ENDS[n % 4]
    # Long after the term of three years, extended or not: some missed it by their own fault.
    row: Row = {"end_reason": reason, "ended_on": duty + timedelta(days=1_400)}
    if reason == "Volledige ontheffing":
        row["exemption_ground"] = "MED" if n % 8 == 5 else "BIO"
    if reason == "Inburgeringsplicht voldaan":
        row["completed_with"] = "diploma" if n % 8 else "certificate"
    if n % 2:
        row["term_missed_culpably"] = True
    return row
