"""Who delivered the rows of a file, on which day they stand, and whether they are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.rows import Rows
from inburgering_opendata.outcomes.delivery.scope import last_municipalities, municipality_of_rows
from inburgering_opendata.outcomes.delivery.statement import Statement

SYNTHETIC = "SYN"
"""What the pseudonyms of persons who were made up begin with."""


@dataclass(frozen=True)
class Delivered:
    """Who delivered, on which day the rows stand, and whether they are made up."""

    as_of: date | None = None
    municipalities: tuple[str, ...] = ()
    synthetic: bool = False
    problems: tuple[Problem, ...] = ()


def delivered(found: Rows, kind: str, said: Statement, origin: str) -> Delivered:
    rows = found.rows
    if rows is None:
        return Delivered()
    as_of, problems = _day(found, rows, kind, said)
    if kind == TRAJECTORY:
        there = last_municipalities(rows)
    else:
        there = sorted(pc.unique(rows.column("municipality_code")).drop_null().to_pylist())
    municipalities = said.municipalities or tuple(there)
    if kind == TRAJECTORY and len(municipalities) > 1 and not said.municipalities:
        problems.append(Problem("municipality_unclear", details={"number": len(municipalities)}))
    if said.municipalities:
        problems += _of_others(found, rows, kind, said.municipalities)
    made_up = _made_up(rows, kind)
    synthetic = origin.casefold().startswith("synthetic") or made_up == rows.num_rows > 0
    if 0 < made_up < rows.num_rows:
        problems.append(Problem("synthetic_mixed", details={"number": made_up}))
    return Delivered(as_of, municipalities, synthetic, tuple(problems))


def _of_others(
    found: Rows, rows: pa.Table, kind: str, municipalities: Sequence[str]
) -> Iterator[Problem]:
    """Rows that are not of the municipalities that are said to deliver, and those without rows."""
    theirs = municipality_of_rows(kind, rows, municipalities)
    details = {"municipalities": ", ".join(municipalities)}
    for row in pc.indices_nonzero(pc.is_null(theirs)).to_pylist():
        yield found.at("row_of_others", row, "municipality_code", details=details)
    if silent := sorted(set(municipalities) - set(pc.unique(theirs).to_pylist())):
        yield Problem("no_rows_of", details={"municipalities": ", ".join(silent)})


def _day(
    found: Rows, rows: pa.Table, kind: str, said: Statement
) -> tuple[date | None, list[Problem]]:
    """The day on which the rows stand: stated for trajectories, in the rows for counts."""
    if kind == TRAJECTORY:
        return said.as_of, _later_than(found, rows, said.as_of)
    days = pc.unique(rows.column("as_of")).drop_null().to_pylist()
    if said.as_of and days != [said.as_of]:
        return said.as_of, [Problem("as_of_other", details={"as_of": said.as_of.isoformat()})]
    return said.as_of or (days[0] if days else None), []


def _later_than(found: Rows, rows: pa.Table, as_of: date | None) -> list[Problem]:
    """Cells with a day after the one on which the rows are said to stand."""
    if as_of is None:
        return [Problem("as_of_missing")]
    details = {"as_of": as_of.isoformat()}
    return [
        found.at("later_than_as_of", row, field.name, details=details)
        for field in rows.schema
        if pa.types.is_date(field.type)
        for row in pc.indices_nonzero(pc.greater(rows.column(field.name), as_of)).to_pylist()
    ]


def _made_up(rows: pa.Table, kind: str) -> int:
    if kind != TRAJECTORY:
        return 0
    return pc.sum(pc.starts_with(rows.column("person_id"), SYNTHETIC)).as_py() or 0
