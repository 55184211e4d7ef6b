"""Mutations of what is demanded of the agreement and of the calculation it holds."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import Spoil, Spoilt


def point_left_out(table: CsvTable) -> Spoilt:
    row = table.find(reference="C5")
    groups = ({"theme": "legislation"},)
    return Spoilt(table.without([row]), groups=groups)


def open_point_called_settled(table: CsvTable) -> Spoilt:
    row = table.find(reference="C2-1")
    groups = ({"status": "settled"}, {"status": "to_be_settled"})
    return Spoilt(table.with_cells(row, {"status": "settled"}), groups=groups)


def number_left_out(table: CsvTable) -> Spoilt:
    row = table.find(id="pip_term")
    return Spoilt(table.without([row]), groups=({"unit": "weeks"},))


def organisation_left_out(table: CsvTable) -> Spoilt:
    row = table.find(organisation="VNG Naleving")
    return Spoilt(table.without([row]), groups=({"organisation": "VNG Naleving"},))


def task_left_out(table: CsvTable) -> Spoilt:
    row = table.find(organisation="DUO", task="duty")
    return Spoilt(table.without([row]), groups=({"organisation": "DUO"},))


def ended_before_it_began(table: CsvTable) -> Spoilt:
    row = table.find(id="consultation")
    return Spoilt(table.with_cells(row, {"planned_to": "2020-08-31"}), rows=(row,))


def milestone_nobody_planned(table: CsvTable) -> Spoilt:
    row = table.find(id="evaluation")
    return Spoilt(table.with_cells(row, {"id": "celebration"}), rows=(row,))


def need_of_another_report(table: CsvTable) -> Spoilt:
    row = table.find(id="aef_need")
    return Spoilt(table.with_number(row, "amount_eur", 1), groups=({"id": "structural"},))


def running_total_astray(table: CsvTable) -> Spoilt:
    row = table.find(id="knob_interpreter_rate")
    return Spoilt(table.with_number(row, "running_total_eur", 1), groups=({"id": "structural"},))


def amount_of_no_letter(table: CsvTable) -> Spoilt:
    row = table.find(id="knob_progress_talks")
    return Spoilt(table.with_number(row, "amount_eur", 1), rows=(row,))


MUTATIONS: Mapping[tuple[str, str], tuple[Spoil, ...]] = {
    ("agreement", "every_point_is_there"): (point_left_out,),
    ("agreement", "what_is_left_open"): (open_point_called_settled,),
    ("agreement_parameter", "every_number_is_there"): (number_left_out,),
    ("responsibility", "every_organisation_has_its_tasks"): (organisation_left_out, task_left_out),
    ("milestone", "ends_after_it_begins"): (ended_before_it_began,),
    ("milestone", "known_milestones"): (milestone_nobody_planned,),
    ("aef_reconciliation", "steps_add_up"): (need_of_another_report,),
    ("aef_reconciliation", "running_total_ends_at_the_structural_amount"): (running_total_astray,),
    ("aef_reconciliation", "amounts_as_published"): (amount_of_no_letter,),
}
