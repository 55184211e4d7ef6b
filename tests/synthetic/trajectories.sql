-- The trajectories of some persons, by number; u(i, purpose) is a draw between 0 and 1 for person i.
with person as (
    select i, y.year::integer as cohort, c.intake_until,
        case when u(i, 'group') < c.asylum then 'asiel' else 'gezin_overig' end as target_group,
        case when u(i, 'group') < c.asylum then c.intake_asylum else c.intake_family end as intake,
        make_date(y.year::integer, 1, 1) + (u(i, 'day') * 364)::integer as duty_from,
        m.code as municipality_code, n.code as second_code,
        mr.since as municipality_since, nr.since as second_since
    from range({first}, {last}) r(i)
    join years y on y.slot = (hash(i, 'cohort', {seed}) % {slots})::integer
    join slots m on m.slot = (hash(i, 'municipality', {seed}) % {slots})::integer
    join slots n on n.slot = (hash(i, 'second', {seed}) % {slots})::integer
    join register mr on mr.municipality_code = m.code
    join register nr on nr.municipality_code = n.code
    join calibration c on c.year = y.year::integer
), started as (
    select *, cohort >= 2022 as new_act,
        case when target_group = 'asiel'
            then least(duty_from + (u(i, 'housing') * 150)::integer, date '{as_of}') end as housed_on,
        case when cohort < 2022 then null
            when u(i, 'intake') < intake
            then duty_from + (u(i, 'intake day') * (intake_until - duty_from))::integer
            when u(i, 'intake later') < 0.9
            then intake_until + 1 + (u(i, 'intake day') * 250)::integer end as intake_on
    from person
), planned as (
    select *, case when intake_on <= date '{as_of}' then intake_on end as intake_started_on,
        intake_on + (u(i, 'finish') * 40)::integer as finish,
        case when intake_on is not null and u(i, 'plan') < 0.95 then
            greatest(intake_on + 40, duty_from) + (u(i, 'plan day') * 60)::integer end as plan_on
    from started
), routed as (
    select *, case when plan_on <= date '{as_of}' then plan_on end as pip_on,
        case when u(i, 'route') < 0.62 then 'B' when u(i, 'route') < 0.70 then 'O' else 'Z' end
            as first_one,
        (u(i, 'extended') < 0.12)::integer as extended,
        case when new_act then plan_on else duty_from end as term_from
    from planned
), finished as (
    select *, term_from + case when u(i, 'when') < 0.9 then 500 + (u(i, 'end day') * 590)::integer
            else 1097 + 180 * extended + (u(i, 'end day') * 200)::integer end as finish_on,
        case when u(i, 'end') < 0.62 then 'Inburgeringsplicht voldaan'
            when u(i, 'end') < 0.68 then 'Volledige ontheffing'
            when u(i, 'end') < 0.71 then 'Volledige vrijstelling'
            when u(i, 'end') < 0.75 then 'Vertrek uit Nederland langer dan een jaar'
            when u(i, 'end') < 0.76 then 'Verblijfsdoel gewijzigd'
            when u(i, 'end') < 0.765 then 'Overlijden'
            when u(i, 'end') < 0.785 then 'Tijdelijke vrijstelling' end as reason
    from routed
), ended as (
    select *, case when finish_on <= date '{as_of}' and reason is not null then finish_on end
            as ended_on,
        pip_on is not null or not new_act as under_way
    from finished
), told as (
    select *, coalesce(ended_on, date '{as_of}') as until,
        case when ended_on is not null then reason end as end_reason,
        u(i, 'moves') < 0.05 and second_code <> municipality_code as moves,
        -- What was there before a merger was another municipality, of which nothing is delivered.
        greatest(coalesce(housed_on, duty_from), municipality_since) as settled_on
    from ended
), split as (
    select *, greatest(settled_on + 1 + (u(i, 'move day') * 400)::integer, second_since)
        as moved_on from told
), spell as (
    select *, unnest(case when moves and moved_on < until then [1, 2] else [0] end) as part
    from split
), complete as (
    select i, part,
        case part when 0 then municipality_code else second_code end as deliverer,
        'SYN' || lpad(i::varchar, 9, '0') as person_id, 1::bigint as trajectory_number,
        case part when 2 then second_code else municipality_code end as municipality_code,
        case part when 2 then moved_on else settled_on end as municipality_from,
        case part when 1 then moved_on - 1 end as municipality_to,
        case when new_act then 'WI2021' when cohort < 2013 then 'WI2007' else 'WI2013' end
            as legal_regime,
        case when not new_act and cohort >= 2013 then case when u(i, 'elip') < 0.2 then 'elip'
            when cohort >= 2020 then 'ondertussengroep' end end as regime_group,
        target_group,
        case when target_group = 'asiel'
            then ['Asielstatushouder', 'Gezinshereniger met Asielstatushouder'][
                1 + (u(i, 'detail') < 0.2)::integer]
            else ['Gezinsvormer', 'Gezinshereniger', 'Overig'][1 + (u(i, 'detail') * 2.99)::integer % 3]
            end as target_group_detail,
        duty_from, housed_on, intake_started_on,
        case when finish <= date '{as_of}' then finish end as intake_finished_on,
        case when finish <= date '{as_of}' then intake_started_on + ((finish - intake_on) // 2)::integer end
            as learnability_test_on,
        case when finish <= date '{as_of}' then ['B1-route haalbaar', 'B1-route niet haalbaar'][
            1 + (u(i, 'route') >= 0.7)::integer] end as learnability_result,
        pip_on,
        case when pip_on is not null then first_one end as first_route,
        case when pip_on is not null then
            case when u(i, 'switch') < 0.04 and pip_on + 200 <= until and first_one = 'B' then 'Z'
            else first_one end end as route,
        case when u(i, 'switch') < 0.04 and pip_on + 200 <= until and first_one = 'B'
            then pip_on + 200 end as route_switched_on,
        case when new_act then case when pip_on is null then 0 else least(
            1 + (until - pip_on) // 90, case target_group when 'asiel' then 8 else 6 end) end end::bigint
            as progress_talks,
        case when new_act then (case target_group when 'asiel' then 700 else 300 end
            * u(i, 'interpreter'))::integer::decimal(7, 2) * 0.02::decimal(3, 2) end::decimal(7, 2)
            as interpreter_hours,
        case when under_way and new_act and term_from + 300 <= until and u(i, 'map') < 0.8
            then term_from + 300 end as map_completed_on,
        case when under_way and term_from + 150 <= until and u(i, 'pvt') < 0.85
            then term_from + 150 end as pvt_completed_on,
        {exams}
        case when under_way then extended else 0 end::bigint as extensions,
        case when under_way then extended * 180 else 0 end::bigint as extension_days,
        case when ended_on > term_from + 1096 + 180 * extended then u(i, 'culpable') < 0.3 end
            as term_missed_culpably,
        fine::bigint as fines, fine * 34000::bigint as fines_eurocent,
        case when end_reason = 'Volledige ontheffing' then
            case when u(i, 'ground') < 0.5 then 'MED' else 'BIO' end end as exemption_ground,
        end_reason, ended_on,
        case when end_reason = 'Inburgeringsplicht voldaan'
            then case when first_one = 'Z' then 'certificate' else 'diploma' end end as completed_with,
        case when target_group = 'asiel' then case when u(i, 'prepared') < 0.5 then 'Afgerond'
            when u(i, 'prepared') < 0.7 then 'Begonnen' else 'Niet gevolgd' end end
            as reception_preparation,
        case when pip_on is not null and first_one = 'Z'
            then (least(until - pip_on, 1000) * 0.9 * u(i, 'lessons'))::bigint end
            as self_reliance_lesson_hours,
        case when pip_on is not null and first_one = 'Z'
            then (least(until - pip_on, 1000) * 0.9 * u(i, 'participation'))::bigint end
            as self_reliance_participation_hours,
        case when end_reason = 'Inburgeringsplicht voldaan' and new_act and first_one <> 'Z'
            then case when u(i, 'level') < 0.7 then 'B1' else 'A2' end
            when u(i, 'level') < 0.3 then 'A2' else 'Onder A2' end as level_reached,
        case when pip_on is not null and first_one = 'O' then case when ended_on is null then 'Loopt'
            when u(i, 'education') < 0.2 then 'Afgerond'
            when u(i, 'education') < 0.6 then 'Afgerond en doorgestroomd' else 'Gestopt' end end
            as education_result,
        case when not new_act and cohort >= 2013 and term_from + 450 <= until then
            case when u(i, 'ona') < 0.7 then 'Geslaagd' else 'Gezakt' end end as exam_ona,
        u(i, 'work') < 0.3 as paid_work, u(i, 'assistance') < 0.5 as social_assistance
    from (select *, (ended_on > term_from + 1096 + 180 * extended and u(i, 'culpable') < 0.3
        )::integer as late, coalesce(late, 0) as fine from spell)
)
-- What a municipality never fills in, or did not of this person, is empty in all their rows.
select * exclude (i, part, deliverer) {emptied}
from complete
order by i, part
