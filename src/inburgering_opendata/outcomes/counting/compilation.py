"""From declared indicators to the queries that count them.

Indicators with the same cohort and the same municipality rule are counted in one pass, at the
finest level: municipality × period × target group × legal regime × route. All else is a sum of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from inburgering_opendata.outcomes.counting.keys import RECORD_KEY
from inburgering_opendata.outcomes.indicators.conditions import AS_OF, to_sql, without
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


@dataclass(frozen=True)
class Asked:
    """Of whom some columns are asked, by a condition in SQL; None for everybody."""

    needs: tuple[str, ...]
    condition: str | None


def asked_of(frame: Frame) -> dict[str, Asked]:
    """By indicator what it asks of whom, where it needs columns that may not have been kept.

    Asked is whoever meets those of its conditions that do not read these columns.
    """
    return {each.id: _asked(each) for each in frame.indicators if each.needs}


def unkept_sql(frame: Frame, number: Mapping[str, int]) -> str | None:
    """Area, period and number of each indicator of which people were asked something there and
    nobody has an answer; None where the frame has no such indicator.

    Args:
        number: of each indicator.
    """
    asked = asked_of(frame)
    place = {each: at for at, each in enumerate(dict.fromkeys(asked.values()))}
    parts = [
        f"select area, period, {number[id]} as number from {frame.name} group by all "
        f"having sum(asked_{place[each]}) > 0 and sum(kept_{place[each]}) = 0"
        for id, each in asked.items()
    ]
    return " union all ".join(parts) if parts else None


def fine_sql(frame: Frame, as_of: date) -> str:
    """Makes the table of a frame: a row for each finest cell that occurs, and of each indicator
    its figure and, in a column that ends in `_key`, the sum of the record keys of its persons; and
    of what indicators need, how many were asked and how many of those have it.

    Figures are whole hundredths, so that hours and euros are exact. It reads `trajectory`,
    `several`, and `carried` (code, area): the area in which each delivered municipality is counted.
    """
    conditions = {each.id: _condition(each) for each in frame.indicators}
    asked = list(dict.fromkeys(asked_of(frame).values()))
    either = [*conditions.values(), *(each.condition for each in asked)]
    only = "" if None in either else f" and ({' or '.join(map(str, either))})"
    figures = [
        f"{_measure(each, conditions[each.id])} as {each.id},\n"
        f"    {_key_sum(each, conditions[each.id])} as {each.id}_key"
        for each in frame.indicators
    ]
    kept = [
        f"count(*){_filter(each.condition)} as asked_{at},\n    "
        f"count(*){_filter(each.condition, *(f'{name} is not null' for name in each.needs))} "
        f"as kept_{at}"
        for at, each in enumerate(asked)
    ]
    measures = ",\n    ".join([*figures, *kept])
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


def _asked(indicator: Indicator) -> Asked:
    left = without(indicator.where, indicator.needs) if indicator.where else None
    return Asked(indicator.needs, _condition(replace(indicator, where=left)))


def _filter(*conditions: str | None) -> str:
    terms = [f"({each})" for each in conditions if each is not None]
    return f" filter ({' and '.join(terms)})" if terms else ""


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
