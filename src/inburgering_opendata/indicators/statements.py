"""The statements that turn finest cells into observations, in the order in which they run.

Tables hold numbers: indicators and cells by their number, figures in whole hundredths.
"""

from __future__ import annotations

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
select number, period from given where status <> 'not_applicable';

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

# long: area, period, dimensions, number and figure of what was counted.
GRID = """
create temp table counted as
select l.area, l.number, c.cell, l.figure
from long l join cell c using (period, target_group, legal_regime, route);

create temp table delivered_count as
select g.area, g.number, c.cell, g.status, g.figure
from given g join cell c using (period, target_group, legal_regime, route);

create temp table grid as
with filled as (
    select m.area, w.number, w.cell, l.figure as counted, g.figure as given,
        case when not w.is_applicable then 'not_applicable'
            when g.status is not null then g.status
            when m.delivered then 'observed' else 'not_reported' end as status
    from municipality m cross join wanted_cell w
    left join counted l using (area, number, cell)
    left join delivered_count g using (area, number, cell)
)
select area, number, cell, status,
    case when status = 'observed' then coalesce(given, counted, 0) end as figure
from filled;
"""

MONEY = """
insert into grid
select a.area, a.number, c.cell, 'observed', a.figure
from amount a cross join cell c
where c.period::integer >= {first_year}
    and (c.target_group, c.legal_regime, c.route) = ('total', 'total', 'total');
"""

# A total that lacks a municipality is none; one that cannot have it lacks nothing.
TOTALS = """
create temp table everything as
select area, 'municipality' as area_type, number, cell, status, figure,
    null::integer as known, null::integer as whole
from grid
union all
select area, area_type, number, cell, status,
    case when status = 'observed' then summed end, known, whole
from (
    select p.total as area, p.area_type, g.number, g.cell,
        case when bool_and(g.status = 'not_applicable') then 'not_applicable'
            when bool_and(g.status in ('observed', 'not_applicable')) then 'observed'
            else 'not_reported' end as status,
        sum(g.figure)::bigint as summed,
        count(*) filter (g.status <> 'not_reported')::integer as known,
        count(*)::integer as whole
    from grid g join part_of p using (area)
    group by all
);
"""

# Rates to one decimal and means to two, halves up; all in hundredths.
QUOTIENT = """
insert into everything
with divided as (
    select i.number, i.kind, n.area, n.area_type, n.cell, n.figure as top, d.figure as bottom,
        case when 'not_reported' in (n.status, d.status) then 'not_reported'
            when 'not_applicable' in (n.status, d.status) or d.figure = 0 then 'not_applicable'
            else 'observed' end as status,
        n.known, n.whole
    from indicator i
    join everything n on n.number = i.numerator
    join everything d on d.number = i.denominator and d.area = n.area and d.cell = n.cell
)
select area, area_type, number, cell, status,
    case when status <> 'observed' then null
        when kind = 'rate' then (2000 * top + bottom) // (2 * bottom) * 10
        else (200 * top + bottom) // (2 * bottom) end,
    known, whole
from divided;
"""

DECODED = """
select $publication as publication, i.id as indicator, e.area_type, e.area,
    case when e.area_type = 'municipality' then e.area end as municipality_code,
    null::varchar as place, c.period, c.target_group, c.legal_regime, c.route,
    $as_of::date as as_of, $boundaries::date as boundaries,
    (e.figure::decimal(16, 0) * 0.01::decimal(2, 2))::decimal(18, 2) as value,
    i.unit, case when i.kind in ('rate', 'mean') then 'rounded' else 'exact' end as precision,
    e.status, make_date(c.period::integer, 12, 31) > $as_of::date as is_provisional,
    i.is_estimated, i.nature, i.disclosure, null::varchar as source_address,
    case when e.status = 'not_reported' and e.whole is not null
        then e.known || ' of ' || e.whole || ' municipalities have a figure' end as note,
    null::varchar as quote_nl
from everything e
join indicator i on i.number = e.number
join cell c using (cell)
order by e.number, e.cell, e.area_type, e.area
"""
