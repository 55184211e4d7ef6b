"""Mutations of what is demanded of housing targets and of what was reported about them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import WHOLE_TABLE, Spoil, Spoilt

AMSTERDAM = "GM0363"
APPINGEDAM = "GM0003"  # ended on 31 December 2020
UTRECHT = "GM0344"
HALF_YEAR = "2022-H2"


def _target(table: CsvTable, code: str = AMSTERDAM, half_year: str = HALF_YEAR) -> int:
    """Of the one edition of a half-year that was not lowered."""
    return table.find(half_year=half_year, municipality_code=code)


def one_person_too_many(table: CsvTable) -> Spoilt:
    """The sum is wrong, and Amsterdam has more than any divisor would give it."""
    row = _target(table)
    spoilt = table.with_number(row, "persons_adams", 1)
    return Spoilt(spoilt, rows=(row,), groups=({"half_year": HALF_YEAR},))


def one_person_moved(table: CsvTable) -> Spoilt:
    """From the one that got the last person, so that only the taker has what it should not."""
    rows = table.where(half_year=HALF_YEAR)
    giver = max(rows, key=lambda row: _per_head(table, row, -1))
    taker = max(rows, key=lambda row: _per_head(table, row, 0))
    moved = table.with_number(giver, "persons_adams", -1)
    moved = moved.with_number(taker, "persons_adams", 1)
    return Spoilt(moved, rows=(taker,))


def _per_head(table: CsvTable, row: int, more: int) -> Fraction:
    return Fraction(
        int(table.cell(row, "persons_adams")) + more, int(table.cell(row, "inhabitants"))
    )


def rounded_down(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_number(row, "persons_rounded_up", -1), rows=(row,))


def one_person_lost(table: CsvTable) -> Spoilt:
    spoilt = table.with_number(_target(table), "persons_largest_remainder", -1)
    return Spoilt(spoilt, groups=({"half_year": HALF_YEAR},))


def two_persons_moved(table: CsvTable) -> Spoilt:
    giver, taker = _target(table), _target(table, UTRECHT)
    spoilt = table.with_number(giver, "persons_largest_remainder", -2)
    spoilt = spoilt.with_number(taker, "persons_largest_remainder", 2)
    return Spoilt(spoilt, rows=(giver, taker))


def rounded_another_way(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_number(row, "persons_ordinary_rounding", -1), rows=(row,))


def target_by_no_method(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_number(row, "persons", 1), rows=(row,))


def better_known_than_it_is(table: CsvTable) -> Spoilt:
    row = _target(table, half_year="2025-H2")
    return Spoilt(table.with_cells(row, {"status": "met"}), rows=(row,))


def rule_carried_too_far(table: CsvTable) -> Spoilt:
    row = _target(table, half_year="2025-H1")
    return Spoilt(table.with_cells(row, {"is_computed_by": "housing_adams"}), rows=(row,))


def edition_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(half_year="2025-H1", edition="before_lowering")
    return Spoilt(table.without(rows), groups=({"half_year": "2025-H1"},))


def edition_without_a_municipality(table: CsvTable) -> Spoilt:
    missing = {
        "half_year": HALF_YEAR,
        "edition": "final",
        "boundaries_on": "2022-07-01",
        "municipality_code": AMSTERDAM,
        "municipality_name": "Amsterdam",
    }
    return Spoilt(table.without([_target(table)]), groups=(missing,))


def national_edition_left_out(table: CsvTable) -> Spoilt:
    row = table.find(half_year="2025-H1", edition="final")
    return Spoilt(table.without([row]), groups=({"half_year": "2025-H1"},))


def about_27000(table: CsvTable) -> Spoilt:
    row = table.find(half_year="2023-H2", edition="before_lowering")
    spoilt = table.with_cells(row, {"persons": "27000"})
    return Spoilt(spoilt, groups=({"half_year": "2023-H2"},))


def part_misread(table: CsvTable) -> Spoilt:
    row = table.find(relation="zaanstreek-waterland-2023-parts", value="227")
    relation = ({"relation": "zaanstreek-waterland-2023-parts"},)
    return Spoilt(table.with_number(row, "value", -7), groups=relation)


def contradiction_hidden(table: CsvTable) -> Spoilt:
    row = table.find(relation="zeeland-2023-h1-parts", value="396")
    spoilt = table.with_cells(row, {"contested_value": ""})
    return Spoilt(spoilt, groups=({"relation": "zeeland-2023-h1-parts"},))


def neither_added_nor_taken_off(table: CsvTable) -> Spoilt:
    row = table.find(relation="laarbeek-2022-h1", term="2")
    return Spoilt(table.with_cells(row, {"sign": "0"}), rows=(row,))


def figure_of_what_is_not_derived(table: CsvTable) -> Spoilt:
    row = table.find(relation="zeeland-2023-h1-lead", term="1")
    return Spoilt(table.with_cells(row, {"gives": "derived_target"}), rows=(row,))


ADAMS = {"rule": "housing_adams", "period": "2020-H2"}


def fit_that_was_said(table: CsvTable) -> Spoilt:
    row = table.find(**ADAMS)
    return Spoilt(table.with_cells(row, {"fit": "met"}), rows=(row,))


def one_more_met(table: CsvTable) -> Spoilt:
    row = table.find(**ADAMS)
    return Spoilt(table.with_number(row, "met", 1), rows=(row,))


def refuted_and_used(table: CsvTable) -> Spoilt:
    row = table.find(rule="housing_adams", period="2025-H1")
    return Spoilt(table.with_cells(row, {"use": "used"}), rows=(row,))


def count_above(column: str, most: str, **cells: str) -> Spoil:
    """More in `column` than in `most`, of which it is a part."""

    def spoil(table: CsvTable) -> Spoilt:
        row = table.where(**cells)[0]
        above = str(int(table.cell(row, most)) + 1)
        return Spoilt(table.with_cells(row, {column: above}), rows=(row,))

    spoil.__name__ = f"more_{column}_than_{most}"
    return spoil


def another_statement(table: CsvTable) -> Spoilt:
    row = table.where(rule="housing_adams")[-1]
    return Spoilt(table.with_cells(row, {"statement": "By lot"}), rows=(row,))


def _compared(table: CsvTable) -> int:
    place = {"place": "Doetinchem", "period": "2022-H1"}
    return table.find(rule="housing_adams", **place, subject="derived_target")


def not_comparable_and_no_word_why(table: CsvTable) -> Spoilt:
    row = _compared(table)
    return Spoilt(table.with_cells(row, {"is_comparable": "false"}), rows=(row,))


def difference_of_another_figure(table: CsvTable) -> Spoilt:
    row = table.where(**{"class": "stated", "is_met": "true"})[0]
    return Spoilt(table.with_cells(row, {"difference": "1"}), rows=(row,))


def difference_of_a_rounded_figure(table: CsvTable) -> Spoilt:
    row = table.where(precision="thousands", is_met="false")[0]
    less = int(table.cell(row, "value")) - int(table.cell(row, "computed_value"))
    return Spoilt(table.with_cells(row, {"difference": str(less)}), rows=(row,))


def remark_in_one_language(table: CsvTable) -> Spoilt:
    row = next(row for row in table.where() if table.cell(row, "remark"))
    return Spoilt(table.with_cells(row, {"remark_nl": ""}), rows=(row,))


def note_in_one_language(table: CsvTable) -> Spoilt:
    row = next(row for row in table.where() if table.cell(row, "note"))
    return Spoilt(table.with_cells(row, {"note_nl": ""}), rows=(row,))


def contradiction_in_one_language(table: CsvTable) -> Spoilt:
    row = table.where(status="contested")[0]
    return Spoilt(table.with_cells(row, {"contested_because": ""}), rows=(row,))


def derived_from_nothing(table: CsvTable) -> Spoilt:
    row = _compared(table)
    return Spoilt(table.with_cells(row, {"derivation": ""}), rows=(row,))


def rule_of_another_stream(table: CsvTable) -> Spoilt:
    row = _compared(table)
    return Spoilt(table.with_cells(row, {"stream": "structural"}), rows=(row,))


def unstated_and_compared(table: CsvTable) -> Spoilt:
    row = table.find(rule="housing_adams", place="Hollands Kroon", period="2021")
    spoilt = table.with_cells(row, {"is_comparable": "true", "not_comparable_because": ""})
    return Spoilt(spoilt, rows=(row,))


COUNTED = {"rule": "housing_adams", "period": "2023-H1"}


def class_counted_twice(column: str) -> Spoil:
    """One more in a class than the rule has."""

    def spoil(table: CsvTable) -> Spoilt:
        row = table.where(**COUNTED)[0]
        return Spoilt(table.with_number(row, column, 1), groups=(COUNTED,))

    spoil.__name__ = f"{column}_counted_twice"
    return spoil


HORST = {"place": "Horst aan de Maas", "period": "2023-H1", "value": "77"}


def target_of_two_years_before(table: CsvTable) -> Spoilt:
    """One of the two is of another half-year; which, only their pages can say."""
    rows = table.where(**HORST)
    return Spoilt(table.with_cells(rows[0], {"period": "2025-H1"}), rows=rows)


def target_filed_as_housed_in_the_year(table: CsvTable) -> Spoilt:
    row = table.find(place=ZEELAND["place"], period="2021-H2")
    return Spoilt(table.with_cells(row, {"period": "2021", "subject": "housed"}), rows=(row,))


def found_no_rule(table: CsvTable) -> Spoilt:
    row = _noord_holland(table)
    return Spoilt(table.with_cells(row, {"used_to_find": "housing_by_lot"}), rows=(row,))


def another_national_target(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_number(row, "national_target", 1), rows=(row,))


def another_country(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_number(row, "inhabitants_total", 1), rows=(row,))


def inhabitants_lost_on_the_way(table: CsvTable) -> Spoilt:
    lost = table.with_number(_target(table), "inhabitants", -1)
    return Spoilt(lost, groups=({"half_year": HALF_YEAR},))


def municipality_without_target(table: CsvTable) -> Spoilt:
    missing = {
        "half_year": HALF_YEAR,
        "boundaries_on": "2022-07-01",
        "municipality_code": AMSTERDAM,
        "municipality_name": "Amsterdam",
    }
    return Spoilt(table.without([_target(table)]), groups=(missing,))


def municipality_of_the_past(table: CsvTable) -> Spoilt:
    past = table.with_copy(_target(table), {"municipality_code": APPINGEDAM})
    return Spoilt(past, rows=(len(table.rows),))


def boundaries_of_another_day(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_cells(row, {"boundaries_on": "2023-01-01"}), rows=(row,))


def targets_of_a_half_year_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(half_year=HALF_YEAR)
    return Spoilt(table.without(rows), groups=WHOLE_TABLE)


def computed_dressed_as_official(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_cells(row, {"basis": "official"}), rows=(row,))


def an_illustration(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_cells(row, {"basis": "indicative"}), rows=(row,))


def computed_by_nobody(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_cells(row, {"is_computed_by": ""}), rows=(row,))


def nobody_knows_how_well(table: CsvTable) -> Spoilt:
    row = _target(table)
    return Spoilt(table.with_cells(row, {"status": ""}), rows=(row,))


def more_than_the_national_target(table: CsvTable) -> Spoilt:
    spoilt = table.with_number(_target(table), "persons", 1)
    return Spoilt(spoilt, groups=({"half_year": HALF_YEAR},))


def a_nought_too_many(table: CsvTable) -> Spoilt:
    row = table.find(half_year=HALF_YEAR)
    return Spoilt(table.with_cells(row, {"persons": "135000"}), rows=(row,))


def half_year_without_source(table: CsvTable) -> Spoilt:
    row = table.find(half_year=HALF_YEAR)
    return Spoilt(table.with_cells(row, {"half_year": "2024-H2"}), rows=(row,))


def half_year_left_out(table: CsvTable) -> Spoilt:
    row = table.find(half_year=HALF_YEAR)
    return Spoilt(table.without([row]), groups=WHOLE_TABLE)


def subject_nobody_declared(table: CsvTable) -> Spoilt:
    row = table.find(subject="housed")
    return Spoilt(table.with_cells(row, {"subject": "hosted"}), rows=(row,))


def ended_before_it_began(table: CsvTable) -> Spoilt:
    row = table.find(period=HALF_YEAR)
    return Spoilt(table.with_cells(row, {"last_day": "2022-06-30"}), rows=(row,))


def target_beside_money(table: CsvTable) -> Spoilt:
    row = table.find(subject="housing_target_excl_arrears", period=HALF_YEAR)
    return Spoilt(table.with_cells(row, {"compared_with": "earlier_support_2020"}), rows=(row,))


ZEELAND = {"place": "Zeeland (province, 13 municipalities)", "period": "2023-H1"}


def _contested(table: CsvTable) -> int:
    return table.find(**ZEELAND, subject="housing_target_incl_arrears")


def contradiction_with_one_figure(table: CsvTable) -> Spoilt:
    row = _contested(table)
    return Spoilt(table.with_cells(row, {"contested_value": ""}), rows=(row,))


def other_figure_of_nothing(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"contested_value": "28000"}), rows=(row,))


def contradiction_without_a_word(table: CsvTable) -> Spoilt:
    row = _contested(table)
    return Spoilt(table.with_cells(row, {"contested_because": ""}), rows=(row,))


def money_with_arrears(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"arrears": "inside"}), rows=(row,))


def target_of_unknown_kind(table: CsvTable) -> Spoilt:
    row = table.find(place="Hollands Kroon", period="2021")
    return Spoilt(table.with_cells(row, {"arrears": ""}), rows=(row,))


def arrears_unlike(subject: str, arrears: str) -> Spoil:
    """A target whose words about arrears are not those of its subject."""

    def spoil(table: CsvTable) -> Spoilt:
        row = table.where(subject=subject)[0]
        return Spoilt(table.with_cells(row, {"arrears": arrears}), rows=(row,))

    spoil.__name__ = f"{arrears}_in_{subject}"
    return spoil


def target_filed_as_housed(table: CsvTable) -> Spoilt:
    row = table.find(place=ZEELAND["place"], period="2021-H2")
    return Spoilt(table.with_cells(row, {"nature": "realised"}), rows=(row,))


def difference_of_what_is_rounded(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"difference": "1"}), rows=(row,))


def precision_of_no_task(table: CsvTable) -> Spoilt:
    row = table.find(half_year="2016-H2")
    return Spoilt(table.with_cells(row, {"incl_precision": "exact"}), rows=(row,))


def balance_without_precision(table: CsvTable) -> Spoilt:
    row = table.find(half_year="2023-H2")
    return Spoilt(table.with_cells(row, {"balance_precision": ""}), rows=(row,))


def _stein(table: CsvTable) -> int:
    return table.find(place="Stein", period="2019", subject="earlier_support")


def _noord_holland(table: CsvTable) -> int:
    """Exact, and not what is computed."""
    return table.find(place="Noord-Holland (province)", period="2020-H2")


def difference_turned_round(table: CsvTable) -> Spoilt:
    row = _noord_holland(table)
    turned = str(-int(table.cell(row, "difference")))
    return Spoilt(table.with_cells(row, {"difference": turned}), rows=(row,))


def difference_with_nothing(table: CsvTable) -> Spoilt:
    row = _noord_holland(table)
    return Spoilt(table.with_cells(row, {"computed_value": ""}), rows=(row,))


def beside_what_is_not_comparable(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"compared_with": "introduction"}), rows=(row,))


def comparison_of_another_period(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"period": "2021"}), rows=(row,))


def support_beside_a_target(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"compared_with": "housing_target"}), rows=(row,))


def computed_for_no_comparison(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"compared_with": ""}), rows=(row,))


def unit_of_another_subject(table: CsvTable) -> Spoilt:
    row = _stein(table)
    return Spoilt(table.with_cells(row, {"unit": "persons"}), rows=(row,))


def year_nobody_found(table: CsvTable) -> Spoilt:
    row = table.where(budget_year="2023")[0]
    return Spoilt(table.with_cells(row, {"budget_year": "2024"}), rows=(row,))


def parameter_left_out(table: CsvTable) -> Spoilt:
    row = table.find(budget_year="2025", variable="go")
    return Spoilt(table.without([row]), groups=({"budget_year": "2025"},))


def weight_left_out(table: CsvTable) -> Spoilt:
    """All seven parameters of the year are there still."""
    row = table.find(budget_year="2025", variable="a", kind="weight")
    return Spoilt(table.without([row]), groups=({"budget_year": "2025"},))


def new_year_with_a_row_missing(table: CsvTable) -> Spoilt:
    for row in table.where(budget_year="2026")[1:]:
        table = table.with_copy(row, {"budget_year": "2027"})
    return Spoilt(table, groups=({"budget_year": "2027"},))


def amount_of_performance_funding(table: CsvTable) -> Spoilt:
    """It has a weight alone."""
    row = table.find(budget_year="2025", variable="d")
    return Spoilt(table.with_cells(row, {"kind": "amount"}), rows=(row,))


def amount_without_euros(table: CsvTable) -> Spoilt:
    row = table.find(budget_year="2025", variable="go")
    return Spoilt(table.with_cells(row, {"amount_eurocent": ""}), rows=(row,))


def share_in_eurocents(table: CsvTable) -> Spoilt:
    row = table.find(budget_year="2025", variable="pa_t")
    return Spoilt(table.with_cells(row, {"amount_eurocent": "70"}), rows=(row,))


def weight_without_value(table: CsvTable) -> Spoilt:
    row = table.find(budget_year="2025", variable="d")
    return Spoilt(table.with_cells(row, {"value": ""}), rows=(row,))


def amount_with_a_value(table: CsvTable) -> Spoilt:
    row = table.find(budget_year="2025", variable="go")
    return Spoilt(table.with_cells(row, {"value": "694.23"}), rows=(row,))


def received_less_than_nothing(table: CsvTable) -> Spoilt:
    row = table.find(subject="introduction_money", municipality_code="GM1709")
    return Spoilt(table.with_cells(row, {"value": "-73581", "difference": "-147162"}), rows=(row,))


MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("reported_figure", "remark_in_both_languages"): (remark_in_one_language,),
    ("reported_figure", "contested_because_in_both_languages"): (contradiction_in_one_language,),
    ("reported_figure", "negative_only_for_a_change"): (received_less_than_nothing,),
    ("housing_balance", "target_is_whole_and_plausible"): (a_nought_too_many,),
    ("housing_balance", "note_in_both_languages"): (note_in_one_language,),
    ("housing_balance", "known_half_years"): (half_year_without_source,),
    ("housing_balance", "every_half_year"): (half_year_left_out,),
    ("housing_balance", "precision_of_the_task"): (precision_of_no_task,),
    ("housing_balance", "precision_of_the_balance"): (balance_without_precision,),
    ("housing_target", "targets_follow_adams"): (one_person_too_many, one_person_moved),
    ("housing_target", "literal_text_of_art_29"): (rounded_down,),
    ("housing_target", "national_targets_as_published"): (another_national_target,),
    ("housing_target", "inhabitants_total_equals_population"): (another_country,),
    ("housing_target", "inhabitants_add_up"): (inhabitants_lost_on_the_way,),
    ("housing_target", "municipalities_complete"): (
        municipality_without_target,
        municipality_of_the_past,
    ),
    ("housing_target", "first_day_of_half_year"): (boundaries_of_another_day,),
    ("housing_target", "every_half_year"): (targets_of_a_half_year_left_out,),
    ("housing_target", "statutory_formula"): (an_illustration,),
    ("housing_target", "official_targets_are_in_evidence"): (computed_dressed_as_official,),
    ("housing_target", "computed_by_a_rule"): (computed_by_nobody,),
    ("housing_target", "status_of_what_is_computed"): (nobody_knows_how_well,),
    ("housing_target", "targets_add_up"): (more_than_the_national_target,),
    ("housing_target", "largest_remainder_adds_up"): (one_person_lost,),
    ("housing_target", "largest_remainder_follows_inhabitants"): (two_persons_moved,),
    ("housing_target", "shares_rounded"): (rounded_another_way,),
    ("housing_target", "persons_by_the_method_of_the_half_year"): (target_by_no_method,),
    ("housing_target", "method_and_status_as_in_rule"): (better_known_than_it_is,),
    ("housing_target", "method_of_the_half_year"): (rule_carried_too_far,),
    ("housing_target_edition", "shares_rounded"): (rounded_another_way,),
    ("housing_target_edition", "literal_text_of_art_29"): (rounded_down,),
    ("housing_target_edition", "inhabitants_total_equals_population"): (another_country,),
    ("housing_target_edition", "municipalities_complete"): (
        edition_without_a_municipality,
        municipality_of_the_past,
    ),
    ("housing_target_edition", "first_day_of_half_year"): (boundaries_of_another_day,),
    ("housing_target_edition", "editions_of_each_half_year"): (edition_left_out,),
    ("housing_target_edition", "national_target_of_each_edition"): (another_national_target,),
    ("housing_edition", "both_editions"): (national_edition_left_out,),
    ("housing_edition", "pinned_targets"): (about_27000,),
    ("reported_relation", "figures_fit_each_other"): (part_misread, contradiction_hidden),
    ("reported_relation", "added_or_taken_off"): (neither_added_nor_taken_off,),
    ("reported_relation", "only_a_derived_figure_gives_one"): (figure_of_what_is_not_derived,),
    ("rule", "fit_follows_from_evidence"): (fit_that_was_said, one_more_met),
    ("rule", "nothing_rests_on_a_refuted_rule"): (refuted_and_used,),
    ("rule", "met_at_most_compared"): (count_above("met", "compared", **ADAMS),),
    ("rule", "unused_met_at_most_compared"): (
        count_above("met_unused", "compared_unused", **ADAMS),
    ),
    ("rule", "comparable_at_most_all"): (count_above("compared", "counterparts", **ADAMS),),
    ("rule", "counterparts_met_at_most_all"): (
        count_above("counterparts_met", "counterparts", **ADAMS),
    ),
    ("rule", "one_statement_a_rule"): (another_statement,),
    ("evidence", "comparable_or_said_why_not"): (not_comparable_and_no_word_why,),
    ("evidence", "derivation_of_what_is_derived"): (derived_from_nothing,),
    ("evidence", "differences_of_exact_figures"): (
        difference_of_another_figure,
        difference_of_a_rounded_figure,
    ),
    ("evidence", "rule_is_stated"): (rule_of_another_stream,),
    ("evidence", "comparable_classes"): (unstated_and_compared,),
    ("evidence_count", "met_at_most_all"): (count_above("met", "figures", **COUNTED),),
    ("evidence_count", "comparable_met_at_most_comparable"): (
        count_above("comparable_met", "comparable", **COUNTED),
    ),
    ("evidence_count", "unused_met_at_most_unused"): (
        count_above("met_unused", "figures_unused", **COUNTED),
    ),
    ("evidence_count", "counterparts_of_the_rule"): (class_counted_twice("figures"),),
    ("evidence_count", "comparable_of_the_rule"): (class_counted_twice("comparable"),),
    ("evidence_count", "met_of_the_rule"): (class_counted_twice("comparable_met"),),
    ("reported_figure", "of_its_own_period"): (
        target_of_two_years_before,
        target_filed_as_housed_in_the_year,
    ),
    ("reported_figure", "used_to_find_a_rule"): (found_no_rule,),
    ("spuk_parameter", "years_that_were_found"): (year_nobody_found,),
    ("spuk_parameter", "every_parameter_of_a_year"): (parameter_left_out,),
    ("spuk_parameter", "ten_rows_a_year"): (weight_left_out, new_year_with_a_row_missing),
    ("spuk_parameter", "weights_beside_amounts"): (amount_of_performance_funding,),
    ("spuk_parameter", "amount_in_eurocents"): (amount_without_euros, share_in_eurocents),
    ("spuk_parameter", "value_of_weight_or_share"): (weight_without_value, amount_with_a_value),
    ("reported_subject", "closed_list"): (subject_nobody_declared,),
    ("reported_period", "ends_after_it_begins"): (ended_before_it_began,),
    ("reported_comparison", "only_what_is_comparable"): (target_beside_money,),
    ("reported_figure", "difference_is_reported_minus_computed"): (
        difference_turned_round,
        difference_with_nothing,
        difference_of_what_is_rounded,
    ),
    ("reported_figure", "contested_with_its_other_figure"): (
        contradiction_with_one_figure,
        other_figure_of_nothing,
    ),
    ("reported_figure", "contested_with_its_reason"): (contradiction_without_a_word,),
    ("reported_figure", "arrears_of_each_target"): (money_with_arrears, target_of_unknown_kind),
    ("reported_figure", "arrears_as_in_excl_arrears"): (
        arrears_unlike("housing_target_excl_arrears", "inside"),
    ),
    ("reported_figure", "arrears_as_in_arrears_unstated"): (
        arrears_unlike("housing_target_arrears_unstated", "without"),
    ),
    ("reported_figure", "arrears_as_in_incl_arrears"): (
        arrears_unlike("housing_target_incl_arrears", "unstated"),
    ),
    ("reported_figure", "arrears_as_in_incl_arrears_before_lowering"): (
        arrears_unlike("housing_target_incl_arrears_before_lowering", "without"),
    ),
    ("reported_figure", "targets_are_targets"): (target_filed_as_housed,),
    ("reported_figure", "only_declared_comparisons"): (beside_what_is_not_comparable,),
    ("reported_figure", "declared_for_its_period"): (
        comparison_of_another_period,
        support_beside_a_target,
    ),
    ("reported_figure", "computed_where_compared"): (computed_for_no_comparison,),
    ("reported_figure", "schema.foreign_key.subject+unit.reported_subject"): (
        unit_of_another_subject,
    ),
}
