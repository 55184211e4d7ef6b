"""Mutations of what is demanded of deliveries: days in order, one life a person, nobody named."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import WHOLE_TABLE, Spoil, Spoilt

Key = tuple[str, str]
_LONG_AGO = "2015-01-01"


def _first(table: CsvTable, *columns: str) -> int:
    """The first row that has a value in all of `columns`."""
    rows = zip(*(table.column(column) for column in columns), strict=True)
    return next(row for row, texts in enumerate(rows) if all(texts))


def _open_rows(table: CsvTable) -> list[int]:
    return [row for row, text in enumerate(table.column("ended_on")) if not text]


def _before(later: str, earlier: str) -> Spoil:
    def too_early(table: CsvTable) -> Spoilt:
        row = _first(table, later, earlier)
        return Spoilt(table.with_cells(row, {later: _LONG_AGO}), rows=(row,))

    def the_day_before(table: CsvTable) -> Spoilt:
        row = _first(table, later, earlier)
        days = {later: "2022-05-09", earlier: "2022-05-10"}
        return Spoilt(table.with_cells(row, days), rows=(row,))

    too_early.__name__, the_day_before.__name__ = f"{later}_long_ago", f"{later}_the_day_before"
    return the_day_before if later == "municipality_to" else too_early


def _given(column: str, value: str, **elsewhere: str) -> Spoil:
    """A value in a row where there may be none."""

    def spoil(table: CsvTable) -> Spoilt:
        row = table.where(**elsewhere)[0]
        return Spoilt(table.with_cells(row, {column: value}), rows=(row,))

    spoil.__name__ = f"{column}_given_with_{'_'.join(elsewhere.values()) or 'none'}"
    return spoil


def pseudonym_without_a_letter(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_cells(3, {"person_id": "20220001-3"}), rows=(3,))


def service_number_for_a_name(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_cells(3, {"person_id": "P 111222333"}), rows=(3,))


def address_for_a_name(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_cells(3, {"person_id": "someone@example.org"}), rows=(3,))


def second_trajectory_open(table: CsvTable) -> Spoilt:
    row = _open_rows(table)[0]
    longer = table.with_copy(row, {"trajectory_number": "2"})
    return Spoilt(longer, rows=(len(table.rows),))


def spell_without_end_before_another(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to")
    return Spoilt(table.with_cells(row, {"municipality_to": ""}), rows=(row,))


def spell_ends_on_the_day_the_next_begins(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to")
    following = table.cell(row + 1, "municipality_from")
    return Spoilt(table.with_cells(row, {"municipality_to": following}), rows=(row,))


def municipality_not_there_yet(table: CsvTable) -> Spoilt:
    days = {"municipality_code": "GM1992", "municipality_from": "2022-12-31"}
    return Spoilt(table.with_cells(3, days), rows=(3,))


def municipality_there_no_more(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to")
    days = {"municipality_code": "GM0457", "municipality_from": "2022-03-24"}
    days |= {"municipality_to": "2022-03-24"}
    return Spoilt(table.with_cells(row, days), rows=(row,))


def municipality_gone_before_the_end(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to")
    days = {"municipality_code": "GM0457", "municipality_from": "2022-03-01"}
    days |= {"municipality_to": "2022-03-24"}
    return Spoilt(table.with_cells(row, days), rows=(row,))


def another_route_in_the_second_spell(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to", "route") + 1
    other = "Z" if table.cell(row, "route") == "B" else "B"
    return Spoilt(table.with_cells(row, {"route": other}), rows=(row,))


def value_forgotten_in_the_second_spell(table: CsvTable) -> Spoilt:
    row = _first(table, "municipality_to", "pip_on") + 1
    return Spoilt(table.with_cells(row, {"pip_on": ""}), rows=(row,))


def switched_after_a_year_and_a_half(table: CsvTable) -> Spoilt:
    row = _first(table, "route_switched_on", "pip_on")
    days = {"pip_on": "2022-08-31", "route_switched_on": "2024-03-01"}
    return Spoilt(table.with_cells(row, days), rows=(row,))


def missed_a_term_that_was_kept(table: CsvTable) -> Spoilt:
    row = _first(table, "ended_on", "pip_on")
    cells = {"term_missed_culpably": "true", "pip_on": "2022-03-01", "ended_on": "2025-03-01"}
    return Spoilt(table.with_cells(row, {**cells, "extension_days": ""}), rows=(row,))


def missed_a_term_that_was_extended(table: CsvTable) -> Spoilt:
    row = _first(table, "ended_on", "pip_on")
    cells = {"term_missed_culpably": "true", "pip_on": "2022-03-01", "ended_on": "2025-03-11"}
    return Spoilt(table.with_cells(row, {**cells, "extension_days": "10"}), rows=(row,))


def detail_of_the_other_group(table: CsvTable) -> Spoilt:
    row = table.where(target_group="gezin_overig")[0]
    return Spoilt(table.with_cells(row, {"target_group_detail": "Asielstatushouder"}), rows=(row,))


def extension_without_days(table: CsvTable) -> Spoilt:
    row = table.where(extensions="1")[0]
    return Spoilt(table.with_cells(row, {"extension_days": "0"}), rows=(row,))


def fine_without_amount(table: CsvTable) -> Spoilt:
    row = table.where(fines="1")[0]
    return Spoilt(table.with_cells(row, {"fines_eurocent": "0"}), rows=(row,))


def end_without_reason(table: CsvTable) -> Spoilt:
    row = _first(table, "ended_on")
    return Spoilt(table.with_cells(row, {"end_reason": ""}), rows=(row,))


def reason_without_end(table: CsvTable) -> Spoilt:
    row = _first(table, "ended_on")
    return Spoilt(table.with_cells(row, {"ended_on": ""}), rows=(row,))


def zero_for_what_is_not_known(table: CsvTable) -> Spoilt:
    row = table.where(status="not_reported")[0]
    return Spoilt(table.with_cells(row, {"value": "0"}), rows=(row,))


def observed_without_value(table: CsvTable) -> Spoilt:
    row = table.where(status="observed")[0]
    return Spoilt(table.with_cells(row, {"value": ""}), rows=(row,))


def another_day_in_one_row(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_cells(2, {"as_of": "2024-12-31"}), groups=WHOLE_TABLE)


_ORDERS: Mapping[str, tuple[str, str]] = {
    "spell_ends_after_it_begins": ("municipality_to", "municipality_from"),
    "intake_ends_after_it_begins": ("intake_finished_on", "intake_started_on"),
    "intake_after_duty": ("intake_started_on", "duty_from"),
    "test_within_intake": ("learnability_test_on", "intake_started_on"),
    "pip_after_test": ("pip_on", "learnability_test_on"),
    "pip_after_intake": ("pip_on", "intake_finished_on"),
    "pip_after_duty": ("pip_on", "duty_from"),
    "switch_after_pip": ("route_switched_on", "pip_on"),
    "map_after_duty": ("map_completed_on", "duty_from"),
    "pvt_after_duty": ("pvt_completed_on", "duty_from"),
    "end_after_duty": ("ended_on", "duty_from"),
    "end_after_pip": ("ended_on", "pip_on"),
}

MUTATIONS: Mapping[Key, tuple[Spoil, ...]] = {
    ("trajectory", "schema.person_id.pattern"): (pseudonym_without_a_letter,),
    ("trajectory", "person_is_pseudonymous"): (service_number_for_a_name, address_for_a_name),
    ("trajectory", "one_open_trajectory_a_person"): (second_trajectory_open,),
    ("trajectory", "spells_follow_each_other"): (
        spell_without_end_before_another,
        spell_ends_on_the_day_the_next_begins,
    ),
    ("trajectory", "municipality_existed"): (
        municipality_not_there_yet,
        municipality_there_no_more,
    ),
    ("trajectory", "municipality_existed_to_the_end"): (municipality_gone_before_the_end,),
    ("trajectory", "same_in_all_spells"): (
        another_route_in_the_second_spell,
        value_forgotten_in_the_second_spell,
    ),
    **{("trajectory", id): (_before(*columns),) for id, columns in _ORDERS.items()},
    ("trajectory", "switch_within_term"): (switched_after_a_year_and_a_half,),
    ("trajectory", "term_was_missed"): (
        missed_a_term_that_was_kept,
        missed_a_term_that_was_extended,
    ),
    ("trajectory", "first_route_of_regime"): (_given("first_route", "B", legal_regime="WI2013"),),
    ("trajectory", "route_of_regime"): (_given("route", "B", legal_regime="WI2013"),),
    ("trajectory", "switch_of_regime"): (
        _given("route_switched_on", "2023-01-01", legal_regime="WI2013"),
    ),
    ("trajectory", "learnability_test_of_regime"): (
        _given("learnability_test_on", "2023-01-01", legal_regime="WI2013"),
    ),
    ("trajectory", "pip_of_regime"): (_given("pip_on", "2023-01-01", legal_regime="WI2013"),),
    ("trajectory", "learnability_of_regime"): (
        _given("learnability_result", "Onbekend", legal_regime="WI2013"),
    ),
    ("trajectory", "group_of_regime"): (_given("regime_group", "elip", legal_regime="WI2021"),),
    ("trajectory", "lesson_hours_of_regime"): (
        _given("self_reliance_lesson_hours", "0", legal_regime="WI2013"),
    ),
    ("trajectory", "participation_hours_of_regime"): (
        _given("self_reliance_participation_hours", "800", legal_regime="WI2013"),
    ),
    ("trajectory", "education_of_regime"): (
        _given("education_result", "Loopt", legal_regime="WI2013"),
    ),
    ("trajectory", "exam_ona_of_regime"): (_given("exam_ona", "Geen", legal_regime="WI2021"),),
    ("trajectory", "preparation_of_asylum"): (
        _given("reception_preparation", "Niet gevolgd", target_group="gezin_overig"),
    ),
    ("trajectory", "detail_of_target_group"): (detail_of_the_other_group,),
    ("trajectory", "extensions_have_days"): (extension_without_days,),
    ("trajectory", "fines_have_amounts"): (fine_without_amount,),
    ("trajectory", "end_has_reason"): (end_without_reason, reason_without_end),
    ("trajectory", "ground_of_dispensation"): (
        _given("exemption_ground", "MED", end_reason="Volledige vrijstelling"),
        _given("exemption_ground", "MED", end_reason=""),
    ),
    ("trajectory", "completed_when_fulfilled"): (
        _given("completed_with", "diploma", end_reason="Volledige ontheffing"),
    ),
    ("count", "value_where_observed"): (zero_for_what_is_not_known, observed_without_value),
    ("count", "one_day"): (another_day_in_one_row,),
}
