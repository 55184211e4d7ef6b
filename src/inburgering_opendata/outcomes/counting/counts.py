"""Counts that were delivered as such: that they are of something declared, and counted once."""

from __future__ import annotations

import duckdb

from inburgering_opendata.outcomes.indicators.declaration import COUNTED, Indicators
from inburgering_opendata.outcomes.indicators.errors import COUNT_UNKNOWN, COUNTED_TWICE
from inburgering_opendata.toolkit.ground.errors import OpendataError

_UNKNOWN = """
select distinct c.indicator from counts c
where c.indicator not in (select i.id from indicator i join frame_of using (number))
order by all
"""

_UNDECLARED = """
select distinct i.id, g.breakdown from given g join indicator i using (number)
where (g.number, g.breakdown) not in (select number, breakdown from wanted)
order by all
"""

# Whoever has any trajectory in the period was counted from trajectories.
_TWICE = """
select g.area, g.period, string_agg(distinct i.id, ', ' order by i.id) as ids
from given g
join indicator i using (number)
join (select distinct area, period, number from long where figure > 0) l
    using (area, period, number)
group by all order by all
"""


def check_counts(connection: duckdb.DuckDBPyConnection, indicators: Indicators) -> None:
    """Refuse counts of what is not declared, and of what trajectories are delivered of as well.

    Raises:
        OpendataError: `COUNT_UNKNOWN` or `COUNTED_TWICE`.
    """
    if found := connection.execute(_UNKNOWN).fetchone():
        problem = f"the indicator '{found[0]}', which nothing counts"
        known = ", ".join(each.id for each in indicators.of_kind(*COUNTED))
        raise OpendataError(COUNT_UNKNOWN, problem=problem, known=known)
    if found := connection.execute(_UNDECLARED).fetchone():
        indicator = indicators[found[0]]
        problem = f"{found[0]} by {found[1].replace('+', ' and ')}, which is no breakdown of it"
        known = "; ".join(" and ".join(each) for each in indicator.breakdowns)
        raise OpendataError(COUNT_UNKNOWN, problem=problem, known=known)
    if found := connection.execute(_TWICE).fetchone():
        area, period, ids = found
        raise OpendataError(COUNTED_TWICE, municipality=area, period=period, indicators=ids)
