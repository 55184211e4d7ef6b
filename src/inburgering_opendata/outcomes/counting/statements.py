"""The statements that turn finest cells into observations, in the order in which they run.

Tables hold numbers: indicators and cells by their number, figures in whole hundredths.
"""

from __future__ import annotations

from inburgering_opendata.outcomes.counting.keys import CELL_KEY

# occurring: frame, breakdown, period and dimensions of every cell that occurs anywhere.
# regimes: frame, period and legal regime of every trajectory. A cell of a count occurs as well.
CELLS = """
create temp table occurring as {occurring}
union
select f.frame, g.breakdown, g.period, g.target_group, g.legal_regime, g.route
from given g join frame_of f using (number);

create temp table cell as
select row_number() over (order by period, target_group, legal_regime, route)::integer as cell, *,
    case {cases} end as breakdown
from (select distinct period, target_group, legal_regime, route from occurring);

create temp table applicable as
select distinct r.number, o.period from ({regimes}) o join frame_of f using (frame)
join regime_of r on r.number = f.number and r.legal_regime = o.legal_regime
union
select number, period from given where status <> 'not_applicable'
-- Of what counts are delivered instead of trajectories nobody knows which regimes there are.
union
select f.number, g.period from frame_of f cross join (select distinct period from given) g;

-- What is to be filled in: an indicator that cannot occur in a period says so once, for all.
create temp table wanted_cell as
select w.number, c.cell,
    a.number is not null and (r.number is not null or c.legal_regime = 'total') as is_applicable
from occurring o
join frame_of f using (frame)
join wanted w on w.number = f.number and w.breakdown = o.breakdown
join cell c using (period, target_group, legal_regime, route)
left join applicable a on a.number = f.number and a.period = o.period
left join regime_of r on r.number = f.number and r.legal_regime = o.legal_regime
where a.number is not null or o.breakdown = '';
"""

# long: area, period, dimensions, number, figure and key of what was counted.
GRID = """
create temp table counted as
select l.area, l.number, c.cell, l.figure, l.key
from long l join cell c using (period, target_group, legal_regime, route);

create temp table delivered_count as
select g.area, g.number, c.cell, g.status, g.figure, g.key
from given g join cell c using (period, target_group, legal_regime, route);

create temp table grid as
with filled as (
    select m.area, w.number, w.cell, l.figure as counted, g.figure as given,
        coalesce(g.key, l.key, 0) as key, g.status is not null as is_given,
        case when not w.is_applicable then 'not_applicable'
            when g.status is not null then g.status
            when m.delivered then 'observed' else 'not_reported' end as status
    from municipality m cross join wanted_cell w
    left join counted l using (area, number, cell)
    left join delivered_count g using (area, number, cell)
)
select area, number, cell, status,
    case when status = 'observed' then coalesce(given, counted, 0) end as figure,
    case when status = 'observed' then key end as key, is_given
from filled;
"""

MONEY = """
insert into grid
select a.area, a.number, c.cell, 'observed', a.figure, null, false
from amount a cross join cell c
where c.period::integer >= {first_year}
    and (c.target_group, c.legal_regime, c.route) = ('total', 'total', 'total');
"""

# A total is stated only when every municipality that must be in it has a figure; one to which the
# indicator does not apply need not be in it.
TOTALS = """
create temp table everything as
select area, 'municipality' as area_type, number, cell, status, figure, key, is_given,
    null::integer as known, null::integer as whole
from grid
union all
select area, area_type, number, cell, status,
    case when status = 'observed' then summed end, case when status = 'observed' then keys end,
    is_given, known, whole
from (
    select p.total as area, p.area_type, g.number, g.cell,
        case when bool_and(g.status = 'not_applicable') then 'not_applicable'
            when bool_and(g.status in ('observed', 'not_applicable')) then 'observed'
            else 'not_reported' end as status,
        sum(g.figure)::bigint as summed,
        sum(g.key)::hugeint as keys, bool_or(g.is_given) as is_given,
        count(*) filter (g.status in ('observed', 'not_applicable'))::integer as known,
        count(*)::integer as whole
    from grid g join part_of p using (area)
    group by all
);
"""

# The unit of a count is one person; that of a sum is the step of its noise.
DECODED = f"""
with measured as (
    select e.*, i.* exclude (number),
        case when e.key is not null then (2 * e.figure + i.noise_unit) // (2 * i.noise_unit) end
            as units
    from everything e join indicator i using (number)
)
select $publication as publication, id as indicator, area_type, area,
    case when area_type = 'municipality' then area end as municipality_code,
    null::varchar as place, null::varchar as place_nl,
    period, target_group, legal_regime, route,
    $as_of::date as as_of, $boundaries::date as boundaries,
    (figure::decimal(16, 0) * 0.01::decimal(2, 2))::decimal(18, 2) as value,
    null::decimal(18, 2) as interval_low, null::decimal(18, 2) as interval_high,
    unit, 'exact' as precision,
    status, make_date(period::integer, 12, 31) > $as_of::date as is_provisional,
    is_estimated, case when is_given then 'delivered' else nature end as nature, disclosure,
    null::varchar as protection_key,
    null::varchar as source_address,
    case when status = 'not_reported' and whole is not null
        then known || ' of ' || whole || ' municipalities have a figure' end as note,
    case when status = 'not_reported' and whole is not null
        then known || ' van ' || whole || ' gemeenten hebben een cijfer' end as note_nl,
    null::varchar as quote_nl,
    units, (0.01::decimal(2, 2) * noise_unit)::decimal(18, 2) as noise_unit,
    {CELL_KEY.format(keys="key", units="units")} as cell_key
from measured m
join cell c using (cell)
order by m.number, c.cell, area_type, area
"""
