"""Mutations of what is demanded of indicators, observations, coverage and housing results."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import Spoil, Spoilt

DAY = "2026-01-01"


def _one(table: CsvTable, row: int, **cells: str) -> Spoilt:
    return Spoilt(table.with_cells(row, cells), rows=(row,))


def count_with_a_numerator(table: CsvTable) -> Spoilt:
    return _one(table, table.find(id="fulfilled"), numerator="obliged")


def rate_without_numerator(table: CsvTable) -> Spoilt:
    return _one(table, table.find(id="fulfilled_rate"), numerator="")


def rate_without_denominator(table: CsvTable) -> Spoilt:
    return _one(table, table.find(id="pip_on_time_rate"), denominator="")


def rate_counted_in_persons(table: CsvTable) -> Spoilt:
    return _one(table, table.find(id="pip_on_time_rate"), unit="persons")


def _cbs(table: CsvTable) -> int:
    return table.find(publication="CBS SWI 2022", indicator="obliged", target_group="total")


def value_suppressed_and_shown(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), status="suppressed")


def zero_for_not_reported(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), status="not_reported", value="0.00")


def observed_without_value(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), value="")


def synthetic_publication(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), publication="synthetic deliveries of 2026-12-31")


def real_and_synthetic_in_one_name(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), publication="deliveries of 2026-12-31, synthetic")


def note_in_one_language(table: CsvTable) -> Spoilt:
    row = next(row for row in table.where() if table.cell(row, "note"))
    return Spoilt(table.with_cells(row, {"note_nl": ""}), rows=(row,))


def province_with_a_municipality(table: CsvTable) -> Spoilt:
    row = table.where(area_type="province")[0]
    return _one(table, row, municipality_code="GM0344")


def municipality_without_code(table: CsvTable) -> Spoilt:
    return _one(table, table.where(area_type="municipality")[0], municipality_code="")


def municipality_of_another_area(table: CsvTable) -> Spoilt:
    return _one(table, table.where(area_type="municipality")[0], municipality_code="GM0344")


def delivery_called_public(table: CsvTable) -> Spoilt:
    """Exact, as what was public already is: neither the pairs nor the audit would notice."""
    return _one(table, _cbs(table), publication="deliveries of 2026-12-31")


def estimate_dressed_as_fact(table: CsvTable) -> Spoilt:
    return _one(table, table.where(nature="own_estimate")[0], is_estimated="false")


def statistic_called_an_estimate(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), is_estimated="true")


def count_exempt_as_public(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), nature="counted")


def fewer_than_none(table: CsvTable) -> Spoilt:
    return _one(table, table.where(indicator="housing_arrears")[0], value="-1.00")


def protected_and_exact(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), disclosure="protected", precision="exact")


def public_and_perturbed(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), precision="perturbed")


def protected_with_no_key(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), disclosure="protected")


def public_with_a_key(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), protection_key="0123456789abcdef")


def final_where_the_cohort_is_provisional(table: CsvTable) -> Spoilt:
    cohort = {"publication": "CBS SWI 2023", "period": "2023"}
    row = table.find(**cohort, indicator="obliged", target_group="total")
    return _one(table, row, is_provisional="false")


def _benchmark(table: CsvTable) -> int:
    return table.find(indicator="working_rate", period="2021-12-31")


def benchmark_as_the_country(table: CsvTable) -> Spoilt:
    return _one(table, _benchmark(table), area_type="nation", area="NL")


def benchmark_called_official(table: CsvTable) -> Spoilt:
    return _one(table, _benchmark(table), nature="official_statistic")


def earlier_act_as_that_of_2021(table: CsvTable) -> Spoilt:
    row = table.find(publication="Kamerstuk 32824-161", indicator="fulfilled_rate")
    return _one(table, row, legal_regime="WI2021")


def least_of_what_was_not_perturbed(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), interval_low="20.00")


def most_of_what_was_not_perturbed(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), interval_high="30.00")


def value_below_its_interval(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), value="26.50", interval_low="26.51", interval_high="30.00")


def value_above_its_interval(table: CsvTable) -> Spoilt:
    return _one(table, _cbs(table), value="26.50", interval_low="20.00", interval_high="26.49")


def key_that_adds_nothing(table: CsvTable) -> Spoilt:
    row = table.find(count="3", added="0")
    weight = str(int(table.cell(row, "weight")) - 1)
    return Spoilt(table.with_cells(row, {"weight": weight}), groups=({"count": "3"},))


def key_in_two_ranges(table: CsvTable) -> Spoilt:
    """Each of the weights is right, and so is their sum."""
    row = table.where(count="3")[-1]
    return Spoilt(table.with_number(row, "first_key", -1), rows=(row,))


def count_without_a_pin(table: CsvTable) -> Spoilt:
    row = table.find(count="0", added="0")
    return Spoilt(table.with_copy(row, {"count": "10"}), groups=({"count": "10"},))


def chance_left_out(table: CsvTable) -> Spoilt:
    return Spoilt(table.without([table.find(count="5", added="1")]), groups=({"count": "5"},))


def more_than_the_maximum(table: CsvTable) -> Spoilt:
    return _one(table, table.find(count="9", added="6"), added="7")


def municipality_left_out(table: CsvTable) -> Spoilt:
    row = table.find(publication="reported", municipality_code="GM0344")
    missing = {
        "publication": "reported",
        "boundaries": DAY,
        "municipality_code": "GM0344",
        "municipality_name": "Utrecht",
    }
    return Spoilt(table.without([row]), groups=(missing,))


def municipality_of_the_past(table: CsvTable) -> Spoilt:
    row = table.find(publication="reported", municipality_code="GM0344")
    past = table.with_copy(row, {"municipality_code": "GM0003"})
    return Spoilt(past, rows=(len(table.rows),))


def synthetic_coverage(table: CsvTable) -> Spoilt:
    return _one(
        table,
        table.find(municipality_code="GM0344"),
        publication="synthetic deliveries of 2026-12-31",
    )


def _realised(table: CsvTable) -> int:
    return table.find(period="2023", area="Zaanstreek/Waterland")


def difference_turned_round(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), difference="22")


def difference_with_nothing(table: CsvTable) -> Spoilt:
    return _one(table, table.find(period="2023", area="GM0344"), difference="0")


def another_number_than_was_reported(table: CsvTable) -> Spoilt:
    row = table.find(period="2023", area="GM0479")
    return _one(table, row, realised="314")


def difference_of_part_of_a_period(table: CsvTable) -> Spoilt:
    return _one(table, table.find(period="2023-H2", area="GM0889"), difference="11")


def incomplete_total(table: CsvTable) -> Spoilt:
    return _one(table, table.find(period="2023", area="PV26"), realised="100")


def realised_without_figure(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), realised="")


def precision_of_nothing(table: CsvTable) -> Spoilt:
    return _one(table, table.find(period="2023", area="GM0344"), realised_precision="exact")


def realised_without_source(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), source_address="")


def region_with_a_municipality(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), municipality_code="GM0479")


def more_reported_than_there_are(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), municipalities_reported="8")


def computed_dressed_as_official(table: CsvTable) -> Spoilt:
    return _one(table, _realised(table), target_basis="official")


MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("indicator", "quotients_have_numerators"): (count_with_a_numerator, rate_without_numerator),
    ("indicator", "quotients_have_denominators"): (rate_without_denominator,),
    ("indicator", "unit_fits_kind"): (rate_counted_in_persons,),
    ("observation", "value_exactly_where_observed"): (
        value_suppressed_and_shown,
        zero_for_not_reported,
        observed_without_value,
    ),
    ("observation", "note_in_both_languages"): (note_in_one_language,),
    ("observation", "nothing_synthetic"): (synthetic_publication, real_and_synthetic_in_one_name),
    ("observation", "municipality_where_area_is_one"): (
        province_with_a_municipality,
        municipality_without_code,
    ),
    ("observation", "municipality_is_the_area"): (municipality_of_another_area,),
    ("observation", "public_before"): (delivery_called_public,),
    ("observation", "estimates_are_marked"): (
        estimate_dressed_as_fact,
        statistic_called_an_estimate,
    ),
    ("observation", "nature_of_publication"): (count_exempt_as_public,),
    ("observation", "not_negative"): (fewer_than_none,),
    ("observation", "what_is_protected_is_perturbed"): (protected_and_exact, public_and_perturbed),
    ("observation", "one_flag_a_cohort"): (final_where_the_cohort_is_provisional,),
    ("observation", "benchmark_is_not_the_country"): (benchmark_as_the_country,),
    ("observation", "benchmark_says_so"): (benchmark_called_official,),
    ("observation", "who_tells_of_the_act_of_2021"): (earlier_act_as_that_of_2021,),
    ("observation", "key_where_protected"): (protected_with_no_key, public_with_a_key),
    ("observation", "interval_from_where_perturbed"): (least_of_what_was_not_perturbed,),
    ("observation", "interval_to_where_perturbed"): (most_of_what_was_not_perturbed,),
    ("observation", "not_below_its_interval"): (value_below_its_interval,),
    ("observation", "not_above_its_interval"): (value_above_its_interval,),
    ("perturbation", "every_key_is_used"): (
        key_that_adds_nothing,
        chance_left_out,
        count_without_a_pin,
    ),
    ("perturbation", "once"): (key_in_two_ranges,),
    ("perturbation", "within_the_maximum"): (more_than_the_maximum,),
    ("coverage", "municipalities_complete"): (municipality_left_out, municipality_of_the_past),
    ("coverage", "nothing_synthetic"): (synthetic_coverage,),
    ("housing_result", "difference_is_realised_minus_target"): (
        difference_turned_round,
        difference_with_nothing,
        difference_of_part_of_a_period,
    ),
    ("housing_result", "realised_as_reported"): (another_number_than_was_reported,),
    ("housing_result", "realised_where_it_has_an_origin"): (
        incomplete_total,
        realised_without_figure,
    ),
    ("housing_result", "precision_where_realised"): (precision_of_nothing,),
    ("housing_result", "source_where_realised"): (realised_without_source,),
    ("housing_result", "municipality_where_area_is_one"): (region_with_a_municipality,),
    ("housing_result", "municipality_is_the_area"): (municipality_of_another_area,),
    ("housing_result", "at_most_all_reported"): (more_reported_than_there_are,),
    ("housing_result", "basis_of_its_targets"): (computed_dressed_as_official,),
}
