"""Figures that rest on what nobody kept: not reported, and never 0.

Only what is published decides. The true counts would tell by the status alone whether there is
anybody; a published 0 may be of one or two.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from inburgering_opendata.outcomes.indicators.declaration import Indicator, Indicators

_QUERY = """
with unkept as (
    select o.publication, o.area, o.period, o.indicator as kept
    from published o
    where o.indicator in (select kept from rests) and o.status = 'observed' and o.value = 0
        and (o.target_group, o.legal_regime, o.route) = ('total', 'total', 'total')
)
select o.* replace (
        case when hidden then 'not_reported' else status end as status,
        case when hidden then null else value end as value,
        case when hidden then null else interval_low end as interval_low,
        case when hidden then null else interval_high end as interval_high,
        case when hidden then 'nobody is published of whom it was kept: ' || kept || ' is 0'
            else note end as note,
        case when hidden
            then 'er is niemand gepubliceerd van wie dit is bijgehouden: ' || kept || ' is 0'
            else note_nl end as note_nl
    )
from (
    select p.*, r.kept, u.kept is not null and p.status <> 'not_applicable' as hidden
    from published p
    left join rests r on r.id = p.indicator
    left join unkept u on (u.publication, u.area, u.period, u.kept)
        = (p.publication, p.area, p.period, r.kept)
) o
order by place
"""


def without_unkept(published: pa.Table, indicators: Indicators) -> pa.Table:
    """The table in which what rests on something that nobody kept has no figure.

    Args:
        published: protected figures, in the columns of observation.

    Returns:
        The same rows. Where the figure of an indicator's `kept` for all of an area and period is
        0, its own figures there, and shares and means of them, have the status `not_reported`.
    """
    rests = {each.id: kept for each in indicators.all if (kept := _kept(each, indicators))}
    with duckdb.connect() as connection:
        places = pa.array(range(published.num_rows), pa.int64())
        connection.register("published", published.append_column("place", places))
        connection.register("rests", pa.table({"id": [*rests], "kept": [*rests.values()]}))
        found = connection.sql(_QUERY).to_arrow_table()
    return found.select(published.column_names).cast(published.schema)


def _kept(indicator: Indicator, indicators: Indicators) -> str | None:
    """What an indicator, or the numerator of a share or mean, rests on."""
    if indicator.numerator is not None:
        return indicators[indicator.numerator].kept
    return indicator.kept
