-- From counted cells to published figures.
-- counted: observation, and units (the count), noise_unit (how much one is) and cell_key.
-- perturbation: count, added, weight, first_key. quotient: the shares and means.
with figure as (
    select c.*,
        case when w.area is not null and c.cell_key is not null then 'withheld' else c.status end
            as shown_status,
        case when w.area is null then c.units + p.added end as shown,
        c.cell_key is not null as is_noisy
    from counted c
    left join perturbation p on p.count = least(c.units, $last)
        and c.cell_key >= p.first_key and c.cell_key < p.first_key + p.weight
    left join withheld w on (w.publication, w.indicator, w.area, w.period, w.target_group,
            w.legal_regime, w.route)
        = (c.publication, c.indicator, c.area, c.period, c.target_group, c.legal_regime, c.route)
), counts as (
    -- Of a sum the count is itself rounded to whole units of noise, which widens its interval.
    select * replace (
            shown_status as status,
            case when is_noisy then (shown * noise_unit)::decimal(18, 2) else value end as value,
            case when is_noisy then greatest((shown > 0)::integer, (shown - $half_width) * noise_unit - rounded_by)
                end::decimal(18, 2) as interval_low,
            case when is_noisy then (shown + $half_width) * noise_unit + rounded_by
                end::decimal(18, 2) as interval_high,
            case when disclosure = 'protected' then 'perturbed' else precision end as precision,
            case when disclosure = 'protected' then $protection_key end as protection_key
        )
    from (
        select *, case when noise_unit > 1 then noise_unit / 2 else 0 end::decimal(18, 2) as rounded_by
        from figure
    )
), divided as (
    -- top and bottom are what is published; spread is the standard deviation of their quotient.
    select n.*, q.id, q.kind, q.unit as quotient_unit, q.disclosure as quotient_disclosure,
        d.note as bottom_note, d.status as bottom_status, d.is_estimated as bottom_estimated,
        case when 'not_reported' in (n.status, d.status) then 'not_reported'
            when 'suppressed' in (n.status, d.status) then 'suppressed'
            when 'not_applicable' in (n.status, d.status) then 'not_applicable'
            when 'withheld' in (n.status, d.status) or d.value < $least_denominator then 'withheld'
            else 'observed' end as quotient_status,
        case q.kind when 'rate' then 100 else 1 end as factor,
        n.value::double / nullif(d.value, 0)::double * factor as quotient,
        sqrt($variance * (
            case when n.is_noisy then pow(factor * n.noise_unit::double, 2) else 0 end
            + pow(quotient, 2)
        )) / nullif(d.value, 0)::double as spread,
        -- Digits below the noise are noise: the last one is of the largest 1, 2 or 5 within it.
        pow(10, floor(log10(spread))) as power,
        greatest(
            power * case when spread >= 5 * power then 5 when spread >= 2 * power then 2 else 1 end,
            case q.kind when 'rate' then 0.1 else 0.01 end
        ) as step,
        case q.kind when 'rate' then 100 else 1e12 end as most
    from quotient q
    join counts n on n.indicator = q.numerator
    join counts d on d.indicator = q.denominator
        and (d.publication, d.area, d.period, d.target_group, d.legal_regime, d.route)
            = (n.publication, n.area, n.period, n.target_group, n.legal_regime, n.route)
), quotients as (
    select * replace (
            id as indicator,
            quotient_unit as unit,
            quotient_status as status,
            quotient_disclosure as disclosure,
            'computed' as nature,
            case when quotient_disclosure = 'protected' then 'perturbed' else 'rounded' end
                as precision,
            is_estimated or bottom_estimated as is_estimated,
            case when quotient_status = 'not_reported' then
                case when status = 'not_reported' then note else bottom_note end end as note,
            case when quotient_disclosure = 'protected' then $protection_key end as protection_key,
            case when quotient_status = 'observed'
                then least(round(quotient / step) * step, most) end::decimal(18, 2) as value,
            case when quotient_status = 'observed'
                -- From the most that a share can be, where noise took the quotient above it.
                then greatest(least(quotient, most) - $deviations * spread - step / 2, 0)
                end::decimal(18, 2) as interval_low,
            case when quotient_status = 'observed'
                then least(quotient + $deviations * spread + step / 2, most)
                end::decimal(18, 2) as interval_high
        )
    from divided
)
select * from (
    select * exclude (shown_status, shown, is_noisy, rounded_by) from counts
    union all by name
    select * exclude (shown_status, shown, is_noisy, rounded_by, id, kind, quotient_unit,
        quotient_disclosure, bottom_note, bottom_status, bottom_estimated, quotient_status, factor,
        quotient, spread, power, step, most)
    from quotients
)
order by publication, indicator, area, period, target_group, legal_regime, route
