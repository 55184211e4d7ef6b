"""A case for every rule of the field, on a table `judged` that each test fills as it wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.validate.rules.rule import Judge
from inburgering_opendata.toolkit.validate.vocabulary import vocabulary_of
from tests.validate.usual import MadeUp, required_arguments

VOCABULARY = vocabulary_of(installed_project())
JUDGES: Mapping[str, Judge] = {
    name: rule.judge for name, rule in VOCABULARY.items() if rule.judge is not None
}
"""Every rule of the toolkit and of the subject, by the name of its expectation."""

COLUMNS = {
    "g": "varchar",
    "municipality_code": "varchar",
    "sometimes": "varchar",
    "mail": "varchar",
    "day": "date",
    "valid_from": "date",
    "valid_to": "date",
    "date": "date",
    "old_municipality_code": "varchar",
    "new_municipality_code": "varchar",
    "done": "boolean",
    "amount": "bigint",
    "key": "bigint",
    "total": "bigint",
    "rate": "decimal(12, 3)",
}

REFERENCES = """
    create table municipality as select * from (values
        (0, 'GM0001', 'Een', null::date, null::date, 'PV01'),
        (1, 'GM0002', 'Twee', null, date '2020-12-31', 'PV01'),
        (2, 'GM0003', 'Drie', date '2021-01-01', null, 'PV02')
    ) t("#row", municipality_code, municipality_name, valid_from, valid_to, province_code);
    create table housing_target_edition as select * from (values
        (0, 'x-H1', 'final', 'GM0002', 1, 2), (1, 'x-H2', 'final', 'GM0002', 60, 60)
    ) t("#row", half_year, edition, municipality_code, persons_adams, persons_largest_remainder);
    create table housing_target as select * from (values
        (0, 'x-H1', '1'), (1, '1-H1', 'y'), (2, '1-H2', null)
    ) t("#row", half_year, basis);
    create table evidence as select * from (values
        (0, '1', 'y', '1', true, true, 'exact'), (1, '1', 'y', '1', true, false, 'exact')
    ) t("#row", stream, rule, period, is_comparable, is_met, precision);
    create table municipality_change as select * from (values
        (0, date '2000-01-09', 'GM0002', 'GM0003')
    ) t("#row", date, old_municipality_code, new_municipality_code);
    create table known as select * from (values (0, '1', 5), (1, 'y', 7)) t("#row", g, amount);
"""

_OF_KNOWN: Mapping[str, Any] = {
    "columns": ["g"],
    "value_column": "amount",
    "reference_table": "known",
    "reference_columns": ["g"],
    "reference_value": "amount",
}
_DIVIDED = {"amount_column": "amount", "key_value_column": "key", "key_total_column": "total"}

ARGUMENTS: Mapping[str, Any] = {
    **_OF_KNOWN,
    **_DIVIDED,
    "column": "key",
    "column_list": ["municipality_code", "day"],
    "compared_column": "key",
    "condition_column": "g",
    "condition_values": ["nowhere"],
    "date_column": "day",
    "days_column": "key",
    "end_column": "valid_to",
    "group_column": "g",
    "group_columns": ["g"],
    "group_table": "known",
    "id_column": "municipality_code",
    "reference_amount": "amount",
    "reference_key": "g",
    "size_column": "total",
    "start_column": "key",
    "total_column": "total",
}
"""What an argument of that name is on the table `judged`, for a rule without a case of its own that
can have it so; any other follows from the signature."""

_TYPES = {
    "varchar": "string",
    "bigint": "integer",
    "decimal(12, 3)": "number",
    "date": "date",
    "boolean": "boolean",
}
JUDGED = MadeUp(
    columns={
        type: [name for name, stored in COLUMNS.items() if stored == each]
        for each, type in _TYPES.items()
    },
    values={
        "string": ["1", "nowhere"],
        "integer": [1, 9],
        "number": [0.5, 50],
        "date": ["2000-01-08", "2020-12-31"],
        "boolean": [True, False],
    },
    other="known",
    given=ARGUMENTS,
)

_OWN: Mapping[str, Mapping[str, Any]] = {
    "expect_foreign_key_to_exist": {
        "columns": ["municipality_code"],
        "reference_table": "municipality",
        "reference_columns": ["municipality_code"],
    },
    "expect_values_to_follow_their_key": {
        "columns": ["g", "amount"],
        "reference_table": "known",
        "reference_columns": ["g", "amount"],
    },
    "expect_group_totals_to_equal": {
        "group_column": "g",
        "amount_column": "amount",
        "totals": {"1": 1, "nowhere": 2},
    },
    "expect_group_totals_to_equal_reference": {
        "group_column": "g",
        "amount_column": "amount",
        "group_table": "known",
        "reference_table": "known",
        "reference_key": "g",
        "reference_amount": "amount",
    },
    "expect_municipalities_to_be_complete": {
        "column": "municipality_code",
        "group_columns": ["g"],
        "since": "2021-01-01",
    },
    "expect_values_to_equal_reference_sums": _OF_KNOWN,
    "expect_sums_to_equal_reference_sums": _OF_KNOWN,
    "expect_amounts_to_reconcile": {
        "id_column": "municipality_code",
        "amount_column": "amount",
        "total": "GM000000001",
        "parts": ["GM000000002", "GM000000003"],
    },
    "expect_amounts_to_follow_key": {"group_column": "g", **_DIVIDED},
    "expect_targets_to_follow_adams": {
        "group_column": "g",
        "amount_column": "amount",
        "key_value_column": "key",
        "total_column": "total",
    },
    "expect_shares_to_be_rounded_up": {**_DIVIDED, "total_column": "amount"},
    "expect_group_sums_to_equal_column": {
        "group_column": "g",
        "amount_column": "key",
        "total_column": "total",
    },
    "expect_amounts_to_differ_as_stated": {
        "amount_column": "amount",
        "compared_column": "key",
        "value_column": "total",
    },
    "expect_parts_to_add_up": {"columns": ["amount", "key"], "total_column": "total"},
    "expect_values_to_be_given_where": {
        "column": "amount",
        "condition_column": "g",
        "condition_values": ["nowhere"],
    },
    "expect_dates_to_lie_within_term": {"column": "day", "date_column": "day", "months": -1},
    "expect_term_to_have_passed_where": {
        "condition_column": "done",
        "column": "day",
        "date_column": "day",
        "months": 36,
        "days_column": "key",
    },
    "expect_at_most_one_open_per_group": {
        "group_column": "g",
        "column": "municipality_code",
        "date_column": "valid_to",
    },
    "expect_one_row_per_group_to_be_true": {"group_column": "g", "column": "done"},
    "expect_spells_to_follow_each_other": {
        "group_columns": ["g"],
        "date_column": "day",
        "end_column": "valid_to",
    },
    "expect_values_to_be_the_same_within": {
        "group_columns": ["g"],
        "column_list": ["municipality_code", "day"],
    },
    "expect_values_to_identify_nobody": {"column": "mail"},
    "expect_column_values_to_be_text": {"column": "mail"},
    "expect_values_to_be_given_together": {"columns": ["g", "valid_to"]},
    "expect_ranks_to_follow_values": {
        "column": "total",
        "group_column": "g",
        "value_column": "amount",
    },
    "expect_quotients_to_follow_amounts": {
        "column": "rate",
        "group_column": "g",
        "amount_column": "amount",
        "decimals": 3,
    },
    "expect_distinct_counts_to_equal": {
        "group_column": "g",
        "column": "municipality_code",
        "counts": {"1": 9, "nowhere": 1},
    },
    "expect_group_sizes_to_equal": {"group_column": "g", "sizes": {"1": 2, "nowhere": 1}},
    "expect_values_to_match_regex_where": {
        "column": "municipality_code",
        "regex": "[1-3]$",
        "condition_column": "done",
        "condition_values": [True, None],
    },
    "expect_shares_to_be_rounded": {**_DIVIDED, "total_column": "amount"},
    "expect_values_to_stand_in_reference": {
        "columns": ["g", "amount"],
        "condition_column": "done",
        "condition_values": [True, None],
        "reference_table": "known",
        "reference_columns": ["g", "amount"],
        "reference_condition": "g",
        "reference_values": ["1"],
    },
    "expect_signed_amounts_to_cancel": {
        "group_column": "g",
        "sign_column": "key",
        "amount_column": "amount",
        "other_column": "total",
        "condition_column": "done",
        "condition_values": [True, None],
    },
    "expect_values_to_be_chosen": {
        "value_column": "amount",
        "condition_column": "g",
        "condition_values": ["1", "y"],
        "columns": ["key", "total"],
    },
    "expect_differences_to_be_of_exact_values": {
        "amount_column": "amount",
        "compared_column": "key",
        "value_column": "total",
        "precision_column": "mail",
        "obstacle_column": "sometimes",
        "condition_column": "g",
        "condition_values": ["1", "y"],
    },
    "expect_basis_to_follow_targets": {"column": "g", "period_column": "sometimes"},
    "expect_fits_to_follow_evidence": {
        "group_column": "g",
        "column": "municipality_code",
        "period_column": "sometimes",
        "value_column": "mail",
        "total_column": "total",
        "amount_column": "amount",
    },
    "expect_targets_to_belong_to_their_period": {
        "column": "old_municipality_code",
        "period_column": "sometimes",
        "subject_column": "new_municipality_code",
        "value_column": "total",
        "final_values": ["GM0003"],
        "lowered_values": [],
        "housed_values": [],
    },
    "expect_municipalities_to_go_over": {},
    "expect_changes_to_be_complete": {},
    "expect_municipalities_to_exist": {"column": "new_municipality_code", "date_column": "date"},
    "expect_register_counts_to_equal": {"counts": {"1980-01-01": 0, "2000-01-01": 1}},
    "expect_changes_to_fit_register": {},
    "expect_population_to_continue": {
        "column": "new_municipality_code",
        "date_column": "date",
        "value_column": "key",
        "max_change_percent": 3,
    },
}


def _case_of(name: str) -> Mapping[str, Any]:
    """The case of a rule: its own, or one made of what its arguments usually are."""
    rule = VOCABULARY[name]
    return _OWN.get(name) or required_arguments(rule, JUDGED)


CASES: Mapping[str, Mapping[str, Any]] = {name: _case_of(name) for name in JUDGES}
