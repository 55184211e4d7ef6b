"""From declared indicators to the queries that count them.

Indicators with the same cohort and the same municipality rule are counted in one pass, at the
finest level: municipality × period × target group × legal regime × route. All else is a sum of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from inburgering_opendata.outcomes.counting.keys import RECORD_KEY
from inburgering_opendata.outcomes.indicators.conditions import AS_OF, to_sql
from inburgering_opendata.outcomes.indicators.declaration import (
    COUNTED,
    NO_ROUTE,
    REGIMES,
    Indicator,
    Indicators,
)

_PERIOD = {"duty_year": "year(t.duty_from)", "end_year": "year(t.ended_on)"}
_LAST = {"duty_year": "t.duty_from", "end_year": "t.ended_on"}
"""By cohort rule: the day that decides, which must not be after the day of counting."""

# Which of somebody's spells counts: s has one row for each of those whose spells may be several.
_SPELL = {
    "first": "(s.person_id is null or t.municipality_from = s.first_from)",
    "last": "(s.person_id is null or t.municipality_from = s.last_from)",
    "at_end": "(s.person_id is null or t.municipality_from = coalesce(s.end_from, s.first_from))",
}

_SPELLS = """
create temp table several as
with ending as (
    select distinct person_id, trajectory_number from trajectory where municipality_to is not null
)
select person_id, trajectory_number, min(municipality_from) as first_from,
    max(municipality_from) as last_from,
    max(municipality_from) filter (municipality_from <= ended_on) as end_from
from trajectory semi join ending using (person_id, trajectory_number)
where municipality_from <= {as_of}
group by all
"""

_FINE = """
create temp table {name} as
select c.area, {period}::varchar as period, t.target_group, t.legal_regime,
    coalesce(t.route, '{no_route}') as route,
    {measures}
from (select *, {record_key} as record_key from trajectory) t
left join several s on s.person_id = t.person_id and s.trajectory_number = t.trajectory_number
join carried c on c.code = t.municipality_code
where {day} <= {as_of} and t.municipality_from <= {as_of} and {spell}{only}
group by all
"""


@dataclass(frozen=True)
class Frame:
    """Indicators that are counted in one pass."""

    name: str
    cohort: str
    municipality: str
    indicators: tuple[Indicator, ...]


def frames(indicators: Indicators) -> tuple[Frame, ...]:
    """The passes that count all counts and sums."""

    def rule(indicator: Indicator) -> tuple[str, str]:
        return indicator.cohort, indicator.municipality

    counted = sorted(indicators.of_kind(*COUNTED), key=rule)
    return tuple(
        Frame(f"fine_{cohort}_{municipality}", cohort, municipality, tuple(members))
        for (cohort, municipality), members in groupby(counted, rule)
    )


def spells_sql(as_of: date) -> str:
    """Makes `several`: the first and last spell of everybody who may have more than one.

    Of a trajectory in several spells at most one has no end (a rule of deliveries), so whoever
    has no spell that ended has just one.
    """
    return _SPELLS.format(as_of=_day(as_of))


def fine_sql(frame: Frame, as_of: date) -> str:
    """Makes the table of a frame: a row for each finest cell that occurs, and of each indicator
    its figure and, in a column that ends in `_key`, the sum of the record keys of its persons.

    Figures are whole hundredths, so that hours and euros are exact. It reads `trajectory`,
    `several`, and `carried` (code, area): the area in which each delivered municipality is counted.
    """
    conditions = {each.id: _condition(each) for each in frame.indicators}
    only = (
        ""
        if None in conditions.values()
        else f" and ({' or '.join(map(str, conditions.values()))})"
    )
    measures = ",\n    ".join(
        f"{_measure(each, conditions[each.id])} as {each.id},\n"
        f"    {_key_sum(each, conditions[each.id])} as {each.id}_key"
        for each in frame.indicators
    )
    return _FINE.format(
        name=frame.name,
        period=_PERIOD[frame.cohort],
        no_route=NO_ROUTE,
        record_key=RECORD_KEY,
        measures=measures,
        day=_LAST[frame.cohort],
        as_of=AS_OF,
        spell=_SPELL[frame.municipality],
        only=only,
    ).replace(AS_OF, _day(as_of))


def _condition(indicator: Indicator) -> str | None:
    """Which trajectories count, in SQL; None for all."""
    terms = []
    if set(indicator.legal_regimes) != set(REGIMES):
        listed = ", ".join(f"'{regime}'" for regime in indicator.legal_regimes)
        terms.append(f"t.legal_regime in ({listed})")
    if indicator.where is not None:
        terms.append(to_sql(indicator.where, indicator.days_from))
    return " and ".join(terms) if terms else None


def _measure(indicator: Indicator, condition: str | None) -> str:
    """The figure of an indicator in hundredths."""
    only = f" filter ({condition})" if condition else ""
    if indicator.kind == "count":
        return f"(100 * count(*){only})::bigint"
    times = "" if indicator.hundredths else "100 * "
    return f"({times}coalesce(sum({indicator.value}){only}, 0))::bigint"


def _key_sum(indicator: Indicator, condition: str | None) -> str:
    """The sum of the record keys of those whom an indicator counts, or adds something up of."""
    terms = [condition] if condition else []
    if indicator.kind == "sum":
        terms.append(f"{indicator.value} <> 0")
    only = f" filter ({' and '.join(terms)})" if terms else ""
    return f"coalesce(sum(t.record_key){only}, 0)::hugeint"


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"
