"""From an expectation of the field to its rule: the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from inburgering_opendata.funding import rules as apportionment
from inburgering_opendata.municipalities import existence
from inburgering_opendata.municipalities import rules as municipalities
from inburgering_opendata.outcomes import identity
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules import (
    presence,
    rates,
    references,
    spells,
    sums,
    terms,
)
from inburgering_opendata.toolkit.validate.rules.finding import Finding

Reference = Callable[[str], Columns]
"""The table of a name, as the engine at work sees it."""

Judge = Callable[[Columns, Mapping[str, Any], Reference], Finding]


def _foreign_key(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    referenced = reference(k["reference_table"])
    return references.foreign_key_exists(table, k["columns"], referenced, k["reference_columns"])


def _totals(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return references.group_totals_equal(
        table, k["group_column"], k["amount_column"], k["totals"], every_group=False
    )


def _totals_of_reference(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    group = k["group_column"]
    amounts: dict[Any, int] = dict(
        reference(k["reference_table"]).rows(k["reference_key"], k["reference_amount"])
    )
    totals = {str(name): amounts[name] for (name,) in reference(k["group_table"]).rows(group)}
    return references.group_totals_equal(table, group, k["amount_column"], totals, every_group=True)


def _complete(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    date_column, since = k.get("date_column"), k.get("since")
    if (date_column is None) == (since is None):
        raise ValueError("either date_column or since must be given")
    groups = [*(k.get("group_columns") or ()), *([date_column] if date_column else [])]

    def period_of(group: Mapping[str, Any]) -> tuple[date, date | None]:
        if date_column is None:
            return date.fromisoformat(str(since)), None
        day = group[date_column]
        day = date(day, 1, 1) if isinstance(day, int) else day
        return day, day

    register = reference("municipality")
    return municipalities.municipalities_complete(table, k["column"], groups, register, period_of)


def _exist(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    register = reference("municipality")
    return existence.municipalities_exist(table, k["column"], k["date_column"], register)


def _reference_sums(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    return references.values_equal_reference_sums(
        table,
        k["columns"],
        k["value_column"],
        reference(k["reference_table"]),
        k["reference_columns"],
        k["reference_value"],
    )


def _sums_of_reference(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    return references.sums_equal_reference_sums(
        table,
        k["columns"],
        k["value_column"],
        reference(k["reference_table"]),
        k["reference_columns"],
        k["reference_value"],
    )


def _reconcile(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return sums.amounts_reconcile(table, k["id_column"], k["amount_column"], k["total"], k["parts"])


def _follow_key(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    names = ("group_column", "amount_column", "key_value_column", "key_total_column")
    group, amount, key_value, key_total = (k[name] for name in names)
    return apportionment.amounts_follow_key(table, group, amount, key_value, key_total)


def _adams(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    names = ("group_column", "amount_column", "key_value_column", "total_column")
    group, target, key_value, total = (k[name] for name in names)
    return apportionment.targets_follow_adams(table, group, target, key_value, total)


def _rounded_up(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    names = ("amount_column", "key_value_column", "key_total_column", "total_column")
    amount, key_value, key_total, total = (k[name] for name in names)
    return apportionment.shares_are_rounded_up(table, amount, key_value, key_total, total)


def _group_sums(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    group, amount, total = (k[n] for n in ("group_column", "amount_column", "total_column"))
    return sums.group_sums_equal_column(table, group, amount, total)


def _differ(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    names = ("amount_column", "compared_column", "value_column")
    amount, compared, difference = (k[name] for name in names)
    return sums.amounts_differ_as_stated(table, amount, compared, difference)


def _parts(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return sums.parts_add_up(table, k["columns"], k["total_column"])


def _given_where(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return presence.values_given_where(
        table,
        k["column"],
        k["condition_column"],
        k["condition_values"],
        k.get("may_be_empty", False),
    )


def _together(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return presence.values_given_together(table, k["columns"])


def _ranks(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return rates.ranks_follow(table, k["group_column"], k["column"], k["value_column"])


def _quotients(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return rates.quotients_follow(
        table,
        k["group_column"],
        k["column"],
        k["amount_column"],
        k.get("by_column"),
        k.get("factor", 1),
        k.get("decimals", 0),
    )


def _within_term(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return terms.dates_within_term(table, k["column"], k["date_column"], k["months"])


def _term_passed(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    names = ("condition_column", "column", "date_column", "months", "days_column")
    condition, column, since, months, days = (k[name] for name in names)
    return terms.term_has_passed(table, condition, column, since, months, days)


def _one_open(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return spells.at_most_one_open(table, k["group_column"], k["column"], k["date_column"])


def _spells(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return spells.spells_follow(table, k["group_columns"], k["date_column"], k["end_column"])


def _same_within(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return spells.values_same_within(table, k["group_columns"], k["column_list"])


def _nobody(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return identity.values_identify_nobody(table, k["column"])


def _distinct_counts(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return presence.distinct_counts_equal(table, k["group_column"], k["column"], k["counts"])


def _register_counts(table: Columns, k: Mapping[str, Any], _: Reference) -> Finding:
    return municipalities.register_counts_equal(table, k["counts"])


def _changes(table: Columns, _: Mapping[str, Any], reference: Reference) -> Finding:
    return municipalities.changes_fit_register(table, reference("municipality"))


def _population(table: Columns, k: Mapping[str, Any], reference: Reference) -> Finding:
    return municipalities.population_continues(
        table,
        k["column"],
        k["date_column"],
        k["value_column"],
        reference("municipality_change"),
        k["max_change_percent"],
    )


FIELD_CHECKS: dict[str, Judge] = {
    "expect_foreign_key_to_exist": _foreign_key,
    "expect_group_totals_to_equal": _totals,
    "expect_group_totals_to_equal_reference": _totals_of_reference,
    "expect_municipalities_to_be_complete": _complete,
    "expect_municipalities_to_exist": _exist,
    "expect_values_to_equal_reference_sums": _reference_sums,
    "expect_sums_to_equal_reference_sums": _sums_of_reference,
    "expect_amounts_to_reconcile": _reconcile,
    "expect_amounts_to_follow_key": _follow_key,
    "expect_targets_to_follow_adams": _adams,
    "expect_shares_to_be_rounded_up": _rounded_up,
    "expect_group_sums_to_equal_column": _group_sums,
    "expect_amounts_to_differ_as_stated": _differ,
    "expect_parts_to_add_up": _parts,
    "expect_values_to_be_given_where": _given_where,
    "expect_dates_to_lie_within_term": _within_term,
    "expect_term_to_have_passed_where": _term_passed,
    "expect_at_most_one_open_per_group": _one_open,
    "expect_spells_to_follow_each_other": _spells,
    "expect_values_to_be_the_same_within": _same_within,
    "expect_values_to_identify_nobody": _nobody,
    "expect_values_to_be_given_together": _together,
    "expect_ranks_to_follow_values": _ranks,
    "expect_quotients_to_follow_amounts": _quotients,
    "expect_distinct_counts_to_equal": _distinct_counts,
    "expect_register_counts_to_equal": _register_counts,
    "expect_changes_to_fit_register": _changes,
    "expect_population_to_continue": _population,
}
