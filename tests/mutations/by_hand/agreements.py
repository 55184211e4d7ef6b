"""Mutations of what is demanded of the agreement: nothing left out, nothing settled by itself."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import WHOLE_TABLE, Spoil, Spoilt


def promise_left_out(table: CsvTable) -> Spoilt:
    row = table.find(reference="B3-1")
    return Spoilt(table.without([row]), groups=({"document": "agreement"},))


def letter_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(document="letter")
    return Spoilt(table.without(rows), groups=({"document": "letter"},))


def promise_made_up(table: CsvTable) -> Spoilt:
    """There are as many as before."""
    row = table.find(reference="B3-1")
    return Spoilt(table.with_cells(row, {"reference": "B3-9"}), rows=(row,))


def another_point_left_open(table: CsvTable) -> Spoilt:
    """As many are open as before."""
    row = table.find(reference="B3-1")
    spoilt = table.with_cells(row, {"status": "to_be_settled"})
    return Spoilt(
        spoilt.with_cells(table.find(reference="C1-4"), {"status": "settled"}), rows=(row,)
    )


def theme_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(theme="lower_legislation")
    return Spoilt(table.without(rows), groups=WHOLE_TABLE)


def open_point_dressed_as_settled(table: CsvTable) -> Spoilt:
    row = table.find(reference="C1-4")
    settled = table.with_cells(row, {"status": "settled"})
    return Spoilt(settled, groups=({"status": "settled"}, {"status": "to_be_settled"}))


def amount_without_point(table: CsvTable) -> Spoilt:
    row = table.find(national_amount="earlier_support_2020")
    return Spoilt(table.with_cells(row, {"national_amount": ""}), groups=WHOLE_TABLE)


def parameter_without_point(table: CsvTable) -> Spoilt:
    row = table.find(parameter="pip_term")
    return Spoilt(table.with_cells(row, {"parameter": ""}), groups=WHOLE_TABLE)


def weeks_taken_for_years(table: CsvTable) -> Spoilt:
    row = table.find(id="pip_term")
    return Spoilt(table.with_cells(row, {"unit": "years"}), rows=(row,))


def adjustment_left_unexplained(table: CsvTable) -> Spoilt:
    row = table.find(explains="knob_interpreter_rate")
    groups = ({"explains": "(empty)"}, {"explains": "knob_interpreter_rate"})
    return Spoilt(table.with_cells(row, {"explains": ""}), groups=groups)


def amount_that_is_no_adjustment(table: CsvTable) -> Spoilt:
    row = table.find(id="pip_term")
    groups = ({"explains": "(empty)"}, {"explains": "letter_saving"})
    return Spoilt(table.with_cells(row, {"explains": "letter_saving"}), groups=groups)


def point_of_another_parameter(table: CsvTable) -> Spoilt:
    """The point and the parameter both stand in the referenced table, but not together."""
    row = table.find(id="pip_term")
    return Spoilt(table.with_cells(row, {"agreement": "B2-4"}), rows=(row,))


def organisation_left_out(table: CsvTable) -> Spoilt:
    rows = table.where(organisation="vng_naleving")
    return Spoilt(table.without(rows), groups=({"organisation": "vng_naleving"},))


def task_of_an_organisation_left_out(table: CsvTable) -> Spoilt:
    row = table.find(organisation="municipality", task="pip")
    return Spoilt(table.without([row]), groups=({"organisation": "municipality"},))


def task_taken_for_another(table: CsvTable) -> Spoilt:
    """The municipality has as many tasks as before, and is responsible for this one too."""
    row = table.find(organisation="municipality", task="pip")
    return Spoilt(table.with_cells(row, {"task": "setting_the_duty"}), rows=(row,))


def task_of_nobody(table: CsvTable) -> Spoilt:
    rows = table.where(task="setting_the_duty")
    return Spoilt(table.without(rows), groups=WHOLE_TABLE)


def source_made_responsible(table: CsvTable) -> Spoilt:
    row = table.find(organisation="cpb")
    return Spoilt(table.with_cells(row, {"role": "responsible"}), rows=(row,))


def ended_before_it_began(table: CsvTable) -> Spoilt:
    row = table.find(id="old_system_last_pass")
    return Spoilt(table.with_cells(row, {"planned_to": "2025-12-31"}), rows=(row,))


def moment_left_out(table: CsvTable) -> Spoilt:
    row = table.find(id="entry_into_force")
    return Spoilt(table.without([row]), groups=WHOLE_TABLE)


def moment_made_up(table: CsvTable) -> Spoilt:
    row = table.find(id="entry_into_force")
    return Spoilt(table.with_cells(row, {"id": "exit_from_force"}), rows=(row,))


def day_of_another_moment(table: CsvTable) -> Spoilt:
    """Day, source and address stand together still."""
    row, other = table.find(id="entry_into_force"), table.find(id="lower_legislation_talks")
    names = ("happened_on", "happened_source", "happened_address")
    moved = {name: table.cell(row, name) for name in names}
    table = table.with_cells(row, dict.fromkeys(names, "")).with_cells(other, moved)
    return Spoilt(table, rows=(row, other))


def moment_doubled(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_copy(0), groups=WHOLE_TABLE)


def day_without_source(table: CsvTable) -> Spoilt:
    row = table.find(id="entry_into_force")
    groups = ({"happened_source": "(empty)"}, {"happened_source": "Wet inburgering 2021"})
    return Spoilt(table.with_cells(row, {"happened_source": ""}), groups=groups)


def source_without_day(table: CsvTable) -> Spoilt:
    row = table.find(id="entry_into_force")
    groups = ({"happened_on": "(empty)"}, {"happened_on": "2022-01-01"})
    return Spoilt(table.with_cells(row, {"happened_on": ""}), groups=groups)


def planned_day_taken_for_the_real_one(table: CsvTable) -> Spoilt:
    row = table.find(id="entry_into_force")
    groups = ({"happened_on": "2021-07-01"}, {"happened_on": "2022-01-01"})
    return Spoilt(table.with_cells(row, {"happened_on": "2021-07-01"}), groups=groups)


def day_without_source_or_address(table: CsvTable) -> Spoilt:
    row = table.find(happened_on="2022-01-01")
    return Spoilt(
        table.with_cells(row, {"happened_source": "", "happened_address": ""}), rows=(row,)
    )


def source_and_address_without_day(table: CsvTable) -> Spoilt:
    row = table.find(happened_on="2022-01-01")
    return Spoilt(table.with_cells(row, {"happened_on": ""}), rows=(row,))


def source_without_address(table: CsvTable) -> Spoilt:
    row = table.find(id="bill_in_lower_house")
    return Spoilt(table.with_cells(row, {"happened_address": ""}), rows=(row,))


def address_of_another_source(table: CsvTable) -> Spoilt:
    row = table.find(id="bill_in_lower_house")
    return Spoilt(table.with_cells(row, {"happened_address": "https://vng.nl/"}), rows=(row,))


def one_euro_more_needed(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_need")
    return Spoilt(table.with_number(row, "amount_eur", 1), groups=({"id": "structural"},))


def step_left_out(table: CsvTable) -> Spoilt:
    name = "knob_interpreter_hours"
    return Spoilt(table.without([table.find(id=name)]), groups=({"id": name},))


def one_euro_too_much_on_the_way(table: CsvTable) -> Spoilt:
    name = "knob_interpreter_hours"
    spoilt = table.with_number(table.find(id=name), "running_total_eur", 1)
    return Spoilt(spoilt, groups=({"id": name},))


def another_amount_than_published(table: CsvTable) -> Spoilt:
    """One euro moved between two adjustments still adds up."""
    row, other = table.find(id="knob_progress_talks"), table.find(id="knob_interpreter_rate")
    moved = table.with_number(row, "amount_eur", 1).with_number(other, "amount_eur", -1)
    return Spoilt(moved, rows=(row, other))


def difference_asserted(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    return Spoilt(table.with_number(row, "published_eur", 1), rows=(row,))


def difference_on_the_way(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_need")
    return Spoilt(table.with_cells(row, {"difference_eur": "0"}), rows=(row,))


def one_euro_over(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    return Spoilt(table.with_number(row, "difference_eur", 1), rows=(row,))


def one_euro_short(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    return Spoilt(table.with_number(row, "difference_eur", -1), rows=(row,))


def total_never_published(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    spoilt = table.with_cells(row, {"published_eur": "", "difference_eur": ""})
    return Spoilt(spoilt, rows=(row,))


def parameter_with_no_value_before(table: CsvTable) -> Spoilt:
    row = table.find(id="knob_interpreter_rate")
    return Spoilt(table.with_cells(row, {"value_before": ""}), rows=(row,))


def parameter_that_did_not_change(table: CsvTable) -> Spoilt:
    row = table.find(id="knob_interpreter_rate")
    same = {"value_before": table.cell(row, "value_agreed")}
    return Spoilt(table.with_cells(row, same), rows=(row,))


def total_taken_for_the_need(table: CsvTable) -> Spoilt:
    row = table.find(id="structural")
    return Spoilt(table.with_cells(row, {"kind": "need"}), rows=(row,))


def adjustment_without_parameter(table: CsvTable) -> Spoilt:
    row = table.find(parameter="interpreter_rate")
    groups = ({"parameter": "(empty)"}, {"parameter": "interpreter_rate"})
    return Spoilt(table.with_cells(row, {"parameter": ""}), groups=groups)


def parameter_of_another_adjustment(table: CsvTable) -> Spoilt:
    row = table.find(parameter="interpreter_rate")
    return Spoilt(table.with_cells(row, {"parameter": "interpreter_hours_family"}), rows=(row,))


def value_of_another_parameter(table: CsvTable) -> Spoilt:
    row = table.find(parameter="interpreter_rate")
    return Spoilt(table.with_cells(row, {"value_agreed": "90.0"}), rows=(row,))


def sentence_left_out(table: CsvTable) -> Spoilt:
    row = table.find(agreement="P3", place="1", begins_with="De ambitie is om een")
    return Spoilt(table.without([row]), groups=({"letter_section": "Afspraken inleiding"},))


def sentence_without_point_or_reason(table: CsvTable) -> Spoilt:
    row = table.find(agreement="A3")
    return Spoilt(table.with_cells(row, {"agreement": ""}), rows=(row,))


def reason_beside_a_point(table: CsvTable) -> Spoilt:
    row = table.find(agreement="A3")
    reason = {"reason": "It is about money", "reason_nl": "Het gaat over geld"}
    return Spoilt(table.with_cells(row, reason), rows=(row,))


def reason_in_one_language(table: CsvTable) -> Spoilt:
    row = table.find(begins_with="Via deze brief informeren wij")
    return Spoilt(table.with_cells(row, {"reason_nl": ""}), rows=(row,))


EXPLANATION = "schema.foreign_key.parameter+value_before+value_agreed+unit.agreement_parameter"

MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("agreement", "every_point_of_both_documents"): (promise_left_out, letter_left_out),
    ("agreement", "known_points"): (promise_made_up,),
    ("agreement", "which_points_are_open"): (another_point_left_open,),
    ("agreement", "every_theme"): (theme_left_out,),
    ("agreement", "every_point_stands_in_the_letter"): (promise_made_up,),
    ("letter_sentence", "every_sentence"): (sentence_left_out,),
    ("letter_sentence", "a_point_or_a_reason"): (
        sentence_without_point_or_reason,
        reason_beside_a_point,
    ),
    ("letter_sentence", "reason_in_both_languages"): (reason_in_one_language,),
    ("agreement", "open_points"): (open_point_dressed_as_settled,),
    ("agreement", "every_national_amount_has_its_point"): (amount_without_point,),
    ("agreement", "every_parameter_has_its_point"): (parameter_without_point,),
    ("agreement_parameter", "unit_of_parameter"): (weeks_taken_for_years,),
    ("agreement_parameter", "each_adjustment_explained_once"): (
        adjustment_left_unexplained,
        amount_that_is_no_adjustment,
    ),
    ("agreement_parameter", "schema.foreign_key.agreement+id.agreement"): (
        point_of_another_parameter,
    ),
    ("responsibility", "every_organisation_and_its_tasks"): (
        organisation_left_out,
        task_of_an_organisation_left_out,
    ),
    ("responsibility", "tasks_of_organisations"): (task_taken_for_another,),
    ("responsibility", "every_task"): (task_of_nobody,),
    ("responsibility", "roles_of_organisations"): (source_made_responsible,),
    ("milestone", "planned_in_order"): (ended_before_it_began,),
    ("milestone", "every_moment"): (moment_left_out, moment_doubled),
    ("milestone", "moments_and_their_days"): (moment_made_up, day_of_another_moment),
    ("milestone", "one_source_for_a_day"): (
        source_without_day,
        planned_day_taken_for_the_real_one,
    ),
    ("milestone", "one_day_for_a_source"): (day_without_source,),
    ("milestone", "happening_with_its_source"): (
        day_without_source_or_address,
        source_without_address,
        source_and_address_without_day,
    ),
    ("milestone", "source_has_its_address"): (source_without_address, address_of_another_source),
    ("aef_reconciliation", "adds_up"): (one_euro_more_needed, step_left_out),
    ("aef_reconciliation", "pinned_running_totals"): (one_euro_too_much_on_the_way,),
    ("aef_reconciliation", "amounts_as_published"): (another_amount_than_published,),
    ("aef_reconciliation", "difference_is_published_minus_total"): (
        difference_asserted,
        difference_on_the_way,
    ),
    ("aef_reconciliation", "total_is_published"): (total_never_published,),
    ("aef_reconciliation", "parameter_with_its_values"): (parameter_with_no_value_before,),
    ("aef_reconciliation", "adjustment_lowers_its_parameter"): (parameter_that_did_not_change,),
    ("aef_reconciliation", "no_difference"): (one_euro_over, one_euro_short),
    ("aef_reconciliation", "kind_of_amount"): (total_taken_for_the_need,),
    ("aef_reconciliation", "each_adjustment_has_its_parameter"): (adjustment_without_parameter,),
    ("aef_reconciliation", "parameter_explains_the_adjustment"): (parameter_of_another_adjustment,),
    ("aef_reconciliation", EXPLANATION): (value_of_another_parameter,),
}
