"""Counting as slowly and plainly as it can be done, to hold the compiled queries against.

It reads the same declaration and shares no code with the compilation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from inburgering_opendata.outcomes.indicators.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Given,
    Not,
    OneOf,
    Passed,
    Span,
    Within,
)
from inburgering_opendata.outcomes.indicators.declaration import Indicator, Indicators

Row = Mapping[str, Any]
Cell = tuple[str, str, str, str]
"""Period, target group, legal regime, route."""
Found = tuple[str, Decimal | None]
"""Status and value."""

START = {"duty_begins": "duty_from", "housed": "housed_on", "pip": "pip_on"}


def count(
    rows: Sequence[Row],
    indicators: Indicators,
    municipalities: Mapping[str, str],
    delivered: set[str],
    as_of: date,
) -> dict[tuple[str, str, Cell], Found]:
    """Status and value by indicator, area and cell.

    Args:
        rows: trajectories, a spell each.
        municipalities: province by code.
    """
    result: dict[tuple[str, str, Cell], Found] = {}
    areas = {"NL": set(municipalities)}
    for code, province in municipalities.items():
        areas.setdefault(province, set()).add(code)
        areas[code] = {code}
    additive = [each for each in indicators.all if each.kind in ("count", "sum")]
    counted = {each.id: list(_counted(rows, each, as_of)) for each in additive}
    for each in additive:
        mine = counted[each.id]
        alike = list(
            dict.fromkeys(
                cell
                for other in additive
                if (other.cohort, other.municipality) == (each.cohort, each.municipality)
                for _, cell, _ in counted[other.id]
            )
        )
        for cell in _cells(alike, each):
            for area, members in areas.items():
                result[each.id, area, cell] = _figure(each, cell, members, delivered, mine, alike)
    for each in indicators.all:
        if each.kind in ("rate", "mean"):
            for (id, area, cell), top in list(result.items()):
                bottom = result.get((str(each.denominator), area, cell))
                if id == each.numerator and bottom:
                    result[each.id, area, cell] = _quotient(each, top, bottom)
    return result


def _figure(
    each: Indicator,
    cell: Cell,
    members: set[str],
    delivered: set[str],
    mine: Sequence[tuple[str, Cell, Decimal]],
    alike: Sequence[Cell],
) -> Found:
    regimes = {found[2] for found in alike if found[0] == cell[0]}
    if not regimes & set(each.legal_regimes) or cell[2] not in ("total", *each.legal_regimes):
        return "not_applicable", None
    if not members <= delivered:
        return "not_reported", None
    figures = [f for code, found, f in mine if code in members and _within(found, cell)]
    return "observed", sum(figures, Decimal(0))


def _quotient(each: Indicator, top: Found, bottom: Found) -> Found:
    statuses = {top[0], bottom[0]}
    for status in ("not_reported", "not_applicable"):
        if status in statuses:
            return status, None
    assert top[1] is not None and bottom[1] is not None
    if bottom[1] == 0:
        return "not_applicable", None
    if each.kind == "rate":
        return "observed", (100 * top[1] / bottom[1]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return "observed", (top[1] / bottom[1]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _cells(found: Sequence[Cell], each: Indicator) -> set[Cell]:
    cells = set()
    for period, *dimensions in found:
        names = ("target_group", "legal_regime", "route")
        for breakdown in ((), *each.breakdowns):
            given = [
                value if name in breakdown else "total"
                for name, value in zip(names, dimensions, strict=True)
            ]
            regimes = {cell[2] for cell in found if cell[0] == period}
            if not breakdown or regimes & set(each.legal_regimes):
                cells.add((period, *given))
    return cells  # type: ignore[return-value]


def _within(finest: Cell, cell: Cell) -> bool:
    return all(want in ("total", have) for have, want in zip(finest, cell, strict=True))


def _counted(
    rows: Sequence[Row], each: Indicator, as_of: date
) -> Iterator[tuple[str, Cell, Decimal]]:
    """Municipality, finest cell and figure of each trajectory that counts."""
    by_person: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row["municipality_from"] <= as_of:
            by_person.setdefault((row["person_id"], row["trajectory_number"]), []).append(row)
    for spells in by_person.values():
        spells = sorted(spells, key=lambda row: row["municipality_from"])
        row = _spell(spells, each.municipality)
        day = row["duty_from"] if each.cohort == "duty_year" else row["ended_on"]
        if day is None or day > as_of:
            continue
        if row["legal_regime"] not in each.legal_regimes:
            continue
        if each.where is not None and not holds(each.where, row, each.days_from, as_of):
            continue
        figure = Decimal(1)
        if each.kind == "sum":
            figure = Decimal(row[str(each.value)] or 0) / (100 if each.hundredths else 1)
        cell = (str(day.year), row["target_group"], row["legal_regime"], row["route"] or "none")
        yield row["municipality_code"], cell, figure


def _spell(spells: Sequence[Row], rule: str) -> Row:
    if rule == "first":
        return spells[0]
    if rule == "last":
        return spells[-1]
    ended = spells[0]["ended_on"]
    before = [row for row in spells if ended and row["municipality_from"] <= ended]
    return before[-1] if before else spells[0]


def holds(condition: Condition, row: Row, days_from: Mapping[str, str], as_of: date) -> bool:
    match condition:
        case Given(column):
            value = row[column]
            return value is not None and not (isinstance(value, date) and value > as_of)
        case OneOf(column, values):
            return row[column] in values
        case AtLeast(column, number):
            return row[column] is not None and bool(row[column] >= number)
        case Within(day, span):
            last = _last(row, span, days_from)
            happened = row[day] is not None and row[day] <= as_of
            return bool(happened and last is not None and row[day] <= last)
        case Passed(span):
            last = _last(row, span, days_from)
            return last is not None and as_of > last
        case Not(inner):
            return not holds(inner, row, days_from, as_of)
        case AllOf(conditions):
            return all(holds(each, row, days_from, as_of) for each in conditions)
        case AnyOf(conditions):
            return any(holds(each, row, days_from, as_of) for each in conditions)


def _last(row: Row, span: Span, days_from: Mapping[str, str]) -> date | None:
    start: date | None = row[START[days_from[row["target_group"]]]]
    if start is None:
        return None
    if span.unit == "weeks":
        last = start + timedelta(weeks=span.number)
    else:
        months = span.number * (12 if span.unit == "years" else 1)
        years, month = divmod(start.month - 1 + months, 12)
        year = start.year + years
        first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
        end_of_month = first_of_next - timedelta(days=1)
        last = min(date(year, month + 1, 1) + timedelta(days=start.day - 1), end_of_month)
    return last + timedelta(days=(row[span.and_days] or 0) if span.and_days else 0)
