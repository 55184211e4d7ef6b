-- What an analyst would write by hand to count the same indicators from the same file: everybody's
-- first spell, the finest cells, the sums of it for the country, provinces and municipalities, and
-- the rates. It leaves out what is not a sum: statuses, completeness, exact rounding.
with municipality as (
    select municipality_code, province_code from read_csv('{municipality}', all_varchar = true)
    where valid_to is null
), spell as (
    select *, row_number() over (
            partition by person_id, trajectory_number order by municipality_from) as place,
        row_number() over (
            partition by person_id, trajectory_number order by municipality_from desc) as from_last,
        case when target_group = 'asiel' then housed_on else duty_from end + 70 as pip_until,
        (pip_on + interval 3 years)::date + extension_days::integer as term_until
    from read_parquet('{trajectories}')
    where municipality_from <= date '2025-12-31' and duty_from <= date '2025-12-31'
), fine as (
    select municipality_code, year(duty_from) as period, target_group, legal_regime, route,
        count(*) as obliged,
        count(*) filter (end_reason = 'Inburgeringsplicht voldaan') as fulfilled,
        count(*) filter (end_reason = 'Volledige ontheffing') as dispensed,
        count(*) filter (end_reason = 'Volledige vrijstelling') as exempted,
        count(*) filter (end_reason not in ('Inburgeringsplicht voldaan', 'Volledige ontheffing',
            'Volledige vrijstelling', 'Tijdelijke vrijstelling')) as ended_otherwise,
        count(*) filter (ended_on is null or end_reason = 'Tijdelijke vrijstelling')
            as still_obliged,
        count(*) filter (end_reason = 'Tijdelijke vrijstelling') as exempted_temporarily,
        count(*) filter (legal_regime = 'WI2021' and term_until < date '2025-12-31') as term_over,
        count(*) filter (legal_regime = 'WI2021' and term_until < date '2025-12-31'
            and ended_on <= term_until and end_reason = 'Inburgeringsplicht voldaan')
            as fulfilled_in_term,
        count(*) filter (legal_regime = 'WI2021' and intake_started_on is not null)
            as intake_started,
        count(*) filter (legal_regime = 'WI2021' and intake_finished_on is not null)
            as intake_finished,
        count(*) filter (legal_regime = 'WI2021' and learnability_test_on is not null)
            as learnability_tested,
        count(*) filter (legal_regime = 'WI2021'
            and (pip_on is not null or pip_until < date '2025-12-31')) as pip_due,
        count(*) filter (legal_regime = 'WI2021' and pip_on <= pip_until) as pip_on_time,
        count(*) filter (legal_regime = 'WI2021'
            and (pip_on is not null or pip_until < date '2025-12-31')
            and not coalesce(pip_on <= pip_until, false)) as pip_late,
        count(*) filter (legal_regime = 'WI2021' and route is not null) as route_chosen,
        count(*) filter (legal_regime = 'WI2021'
            and route_switched_on <= pip_on + interval 18 months) as route_switched,
        sum(progress_talks) filter (legal_regime = 'WI2021') as progress_talks,
        sum(interpreter_hours) filter (legal_regime = 'WI2021') as interpreter_hours,
        count(pvt_completed_on) filter (legal_regime in ('WI2013', 'WI2021')) as pvt_completed,
        count(map_completed_on) filter (legal_regime = 'WI2021') as map_completed,
        count(*) filter (exam_knm in ('Geslaagd', 'Gezakt')) as exam_knm_taken,
        count(*) filter (exam_knm = 'Geslaagd') as exam_knm_passed,
        count(*) filter (exam_le in ('Geslaagd', 'Gezakt')) as exam_le_taken,
        count(*) filter (exam_le = 'Geslaagd') as exam_le_passed,
        count(*) filter (exam_lu in ('Geslaagd', 'Gezakt')) as exam_lu_taken,
        count(*) filter (exam_lu = 'Geslaagd') as exam_lu_passed,
        count(*) filter (exam_sc in ('Geslaagd', 'Gezakt')) as exam_sc_taken,
        count(*) filter (exam_sc = 'Geslaagd') as exam_sc_passed,
        count(*) filter (exam_sp in ('Geslaagd', 'Gezakt')) as exam_sp_taken,
        count(*) filter (exam_sp = 'Geslaagd') as exam_sp_passed,
        count(*) filter (extensions >= 1) as extended,
        sum(extensions) as extensions,
        count(*) filter (term_missed_culpably) as missed_culpably,
        count(*) filter (fines >= 1) as fined,
        sum(fines) as fines,
        sum(fines_eurocent) as fines_eurocent,
        count(paid_work) as work_known,
        count(*) filter (paid_work) as with_paid_work,
        count(social_assistance) as assistance_known,
        count(*) filter (social_assistance) as with_assistance,
        count(self_reliance_lesson_hours) filter (route = 'Z') as lesson_hours_known,
        sum(self_reliance_lesson_hours) filter (route = 'Z') as lesson_hours,
        count(*) filter (route = 'Z' and self_reliance_lesson_hours >= 800)
            as lesson_hours_reached,
        count(self_reliance_participation_hours) filter (route = 'Z') as participation_hours_known,
        sum(self_reliance_participation_hours) filter (route = 'Z') as participation_hours,
        count(*) filter (route = 'Z' and self_reliance_participation_hours >= 800)
            as participation_hours_reached,
        count(*) filter (route = 'Z' and self_reliance_lesson_hours is not null
            and self_reliance_participation_hours is not null) as self_reliance_hours_known,
        count(*) filter (route = 'Z' and self_reliance_lesson_hours >= 800
            and self_reliance_participation_hours >= 800) as self_reliance_hours_reached,
        count(level_reached) as level_known,
        count(*) filter (level_reached = 'Onder A2') as level_below_a2,
        count(*) filter (level_reached = 'A2') as level_a2,
        count(*) filter (level_reached = 'B1') as level_b1,
        count(education_result) filter ('O' in (first_route, route)) as education_known,
        count(*) filter ('O' in (first_route, route) and education_result = 'Loopt')
            as education_running,
        count(*) filter ('O' in (first_route, route) and education_result <> 'Loopt')
            as education_ended,
        count(*) filter ('O' in (first_route, route) and education_result in ('Afgerond',
            'Afgerond en doorgestroomd')) as education_completed,
        count(*) filter ('O' in (first_route, route)
            and education_result = 'Afgerond en doorgestroomd') as education_moved_on,
        count(*) filter ('O' in (first_route, route) and education_result = 'Gestopt')
            as education_stopped,
        count(reception_preparation) filter (legal_regime in ('WI2013', 'WI2021'))
            as preparation_known,
        count(*) filter (legal_regime in ('WI2013', 'WI2021')
            and reception_preparation = 'Afgerond') as preparation_completed,
        count(*) filter (legal_regime in ('WI2013', 'WI2021')
            and reception_preparation = 'Begonnen') as preparation_begun,
        count(*) filter (legal_regime in ('WI2013', 'WI2021')
            and reception_preparation = 'Niet gevolgd') as preparation_not_followed,
        count(exam_ona) as exam_ona_known,
        count(*) filter (exam_ona in ('Geslaagd', 'Gezakt')) as exam_ona_taken,
        count(*) filter (exam_ona = 'Geslaagd') as exam_ona_passed
    from spell where place = 1 group by all
), of_before as (
    select municipality_code, year(duty_from) as period, target_group, legal_regime, route,
        count(*) filter (regime_group = 'elip') as elip_left,
        count(*) filter (legal_regime = 'WI2013') as ondertussengroep_left,
        count(*) filter (legal_regime = 'WI2007') as wi2007_left
    from spell where from_last = 1 and legal_regime in ('WI2007', 'WI2013')
        and (ended_on is null or end_reason = 'Tijdelijke vrijstelling') group by all
), ended as (
    select municipality_code, year(ended_on) as period, target_group, legal_regime, route,
        count(*) as completed
    from spell where completed_with is not null and legal_regime = 'WI2021'
        and municipality_from <= ended_on
        and (municipality_to is null or municipality_to >= ended_on)
    group by all
), together as (
    select * from fine full join of_before using (
        municipality_code, period, target_group, legal_regime, route)
    full join ended using (municipality_code, period, target_group, legal_regime, route)
), summed as (
    select m.province_code, m.municipality_code, period, target_group, legal_regime, route,
        sum(columns(t.* exclude (municipality_code, period, target_group, legal_regime, route)))
    from together t join municipality m on m.municipality_code = t.municipality_code
    group by grouping sets (
        (period), (period, target_group), (period, legal_regime), (period, route),
        (m.province_code, period), (m.province_code, period, target_group),
        (m.province_code, period, legal_regime), (m.province_code, period, route),
        (m.municipality_code, period), (m.municipality_code, period, target_group), (m.municipality_code, period, legal_regime),
        (m.municipality_code, period, route))
)
select *, round(100 * fulfilled / obliged, 1) as fulfilled_rate,
    round(100 * fulfilled_in_term / term_over, 1) as fulfilled_in_term_rate,
    round(100 * intake_started / obliged, 1) as intake_started_rate,
    round(100 * pip_on_time / pip_due, 1) as pip_on_time_rate,
    round(progress_talks / obliged, 2) as progress_talks_per_person,
    round(interpreter_hours / obliged, 2) as interpreter_hours_per_person,
    round(100 * exam_knm_passed / exam_knm_taken, 1) as exam_knm_pass_rate,
    round(100 * exam_le_passed / exam_le_taken, 1) as exam_le_pass_rate,
    round(100 * exam_lu_passed / exam_lu_taken, 1) as exam_lu_pass_rate,
    round(100 * exam_sc_passed / exam_sc_taken, 1) as exam_sc_pass_rate,
    round(100 * exam_sp_passed / exam_sp_taken, 1) as exam_sp_pass_rate,
    round(100 * with_paid_work / work_known, 1) as with_paid_work_rate,
    round(100 * with_assistance / assistance_known, 1) as with_assistance_rate,
    round(lesson_hours / lesson_hours_known, 2) as lesson_hours_per_person,
    round(participation_hours / participation_hours_known, 2) as participation_hours_per_person,
    round(100 * self_reliance_hours_reached / self_reliance_hours_known, 1)
        as self_reliance_hours_reached_rate,
    round(100 * level_a2 / level_known, 1) as level_a2_rate,
    round(100 * level_b1 / level_known, 1) as level_b1_rate,
    round(100 * education_completed / education_ended, 1) as education_completed_rate,
    round(100 * preparation_completed / preparation_known, 1) as preparation_completed_rate,
    round(100 * exam_ona_passed / exam_ona_taken, 1) as exam_ona_pass_rate
from summed
