"""The one vocabulary of checks: every type of expectation that every engine can run.

The names are those of Great Expectations; what it lacks is in `engines/gx_expectations/`. An
expectation outside this list, or with an argument it does not have, is refused by every engine:
Great Expectations by itself drops a misspelt one silently.

`null` in an argument stands for an empty cell, and for nothing else; the text `None` is a text. To
every engine it means the same:
- In a pair of `value_pairs_set` it matches an empty cell and only that; an empty cell matches
  nothing else. So a pair of values without null wants both of them there. A row in which both
  cells are empty has no pair and is not asked, as Great Expectations has it.
- In `condition_values` it matches a row whose `condition_column` is empty.
- In `value_set` it says nothing, as no empty cell is asked; a set with nothing else is refused.
Every other value must be one that its column can have: no text for a number, no number for a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Arguments of any expectation that name a column, or a list of columns, of the checked table.
_COLUMN = (
    "column",
    "column_A",
    "column_B",
    "group_column",
    "amount_column",
    "value_column",
    "id_column",
    "date_column",
    "key_value_column",
    "key_total_column",
    "total_column",
    "compared_column",
    "condition_column",
    "by_column",
    "days_column",
    "end_column",
)
_COLUMNS = ("columns", "column_list", "group_columns")


@dataclass(frozen=True)
class Term:
    """What an expectation takes and needs."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    implicit_columns: tuple[str, ...] = ()
    """Columns of the checked table that the expectation reads without being told."""
    implicit_reference: tuple[str, tuple[str, ...]] | None = None
    """A table it refers to without being told, with the columns it reads there."""
    about_table: bool = False
    """It looks at the table as a whole, so it can be asked of any table that can be read."""
    about_emptiness: bool = False
    """It asks whether values are there, so a column without any is not an obstacle."""


LET_BE = "either_value_is_missing"
"""Which rows a comparison of two columns passes over; whether a value may be empty is a question
of its own."""

_NOT_EVERYWHERE = re.compile(r"(?<!\\)(?:\\\\)*(\(\?[^:]|\\[0-9A-Za-z])")
"""What patterns of Python, Java and DuckDB do not all have, or mean differently, such as `\\d`: the
digits of ASCII, or those of every script."""

_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")
_REGISTER = ("municipality", ("code", "name", "valid_from", "valid_to"))

VOCABULARY: dict[str, Term] = {
    # Great Expectations' own.
    "expect_table_row_count_to_be_between": Term((), ("min_value", "max_value"), about_table=True),
    "expect_table_columns_to_match_ordered_list": Term(("column_list",), about_table=True),
    "expect_column_values_to_not_be_null": Term(("column",), about_emptiness=True),
    "expect_column_proportion_of_non_null_values_to_be_between": Term(
        ("column",), _BOUNDS, about_emptiness=True
    ),
    "expect_column_values_to_be_unique": Term(("column",)),
    "expect_compound_columns_to_be_unique": Term(("column_list",)),
    "expect_column_values_to_be_in_set": Term(("column", "value_set")),
    "expect_column_values_to_match_regex": Term(("column", "regex")),
    "expect_column_values_to_be_between": Term(("column",), _BOUNDS),
    "expect_column_unique_value_count_to_be_between": Term(("column",), _BOUNDS),
    "expect_column_pair_values_to_be_in_set": Term(("column_A", "column_B", "value_pairs_set")),
    "expect_column_pair_values_a_to_be_greater_than_b": Term(
        ("column_A", "column_B"), ("or_equal", "ignore_row_if")
    ),
    # The field's own.
    "expect_column_values_to_be_of_field_type": Term(("column", "field_type")),
    "expect_foreign_key_to_exist": Term(("columns", "reference_table", "reference_columns")),
    "expect_group_totals_to_equal": Term(("group_column", "amount_column", "totals")),
    "expect_group_totals_to_equal_reference": Term(
        (
            "group_column",
            "amount_column",
            "group_table",
            "reference_table",
            "reference_key",
            "reference_amount",
        )
    ),
    "expect_municipalities_to_be_complete": Term(
        ("column",), ("group_columns", "date_column", "since"), implicit_reference=_REGISTER
    ),
    "expect_municipalities_to_exist": Term(("column", "date_column"), implicit_reference=_REGISTER),
    "expect_values_to_equal_reference_sums": Term(
        ("columns", "value_column", "reference_table", "reference_columns", "reference_value")
    ),
    "expect_sums_to_equal_reference_sums": Term(
        ("columns", "value_column", "reference_table", "reference_columns", "reference_value")
    ),
    "expect_amounts_to_reconcile": Term(("id_column", "amount_column", "total", "parts")),
    "expect_amounts_to_follow_key": Term(
        ("group_column", "amount_column", "key_value_column", "key_total_column")
    ),
    "expect_targets_to_follow_adams": Term(
        ("group_column", "amount_column", "key_value_column", "total_column")
    ),
    "expect_shares_to_be_rounded_up": Term(
        ("amount_column", "key_value_column", "key_total_column", "total_column")
    ),
    "expect_group_sums_to_equal_column": Term(("group_column", "amount_column", "total_column")),
    "expect_amounts_to_differ_as_stated": Term(
        ("amount_column", "compared_column", "value_column")
    ),
    "expect_parts_to_add_up": Term(("columns", "total_column")),
    "expect_values_to_be_given_where": Term(
        ("column", "condition_column", "condition_values"),
        ("may_be_empty",),
        about_emptiness=True,
    ),
    "expect_values_to_be_given_together": Term(("columns",), about_emptiness=True),
    "expect_ranks_to_follow_values": Term(("column", "group_column", "value_column")),
    "expect_quotients_to_follow_amounts": Term(
        ("column", "group_column", "amount_column"), ("by_column", "factor", "decimals")
    ),
    "expect_distinct_counts_to_equal": Term(("group_column", "column", "counts")),
    "expect_dates_to_lie_within_term": Term(("column", "date_column", "months")),
    "expect_term_to_have_passed_where": Term(
        ("condition_column", "column", "date_column", "months", "days_column")
    ),
    "expect_at_most_one_open_per_group": Term(
        ("group_column", "column", "date_column"), about_emptiness=True
    ),
    "expect_spells_to_follow_each_other": Term(
        ("group_columns", "date_column", "end_column"), about_emptiness=True
    ),
    "expect_values_to_be_the_same_within": Term(
        ("group_columns", "column_list"), about_emptiness=True
    ),
    "expect_values_to_identify_nobody": Term(("column",)),
    "expect_register_counts_to_equal": Term(
        ("counts",), implicit_columns=("valid_from", "valid_to")
    ),
    "expect_changes_to_fit_register": Term(
        implicit_columns=("date", "old_code", "new_code"), implicit_reference=_REGISTER
    ),
    "expect_population_to_continue": Term(
        ("column", "date_column", "value_column", "max_change_percent"),
        implicit_reference=("municipality_change", ("date", "old_code", "new_code")),
    ),
}


def problem_with(type: str, kwargs: Mapping[str, Any]) -> str | None:
    """Why an expectation cannot be asked of any table, or None."""
    term = VOCABULARY.get(type)
    if term is None:
        return f"there is no expectation '{type}' in the vocabulary"
    known = {*term.required, *term.optional}
    if unknown := sorted(set(kwargs) - known):
        return f"'{type}' has no argument {unknown}; it takes {sorted(known)}"
    if missing := sorted(set(term.required) - set(kwargs)):
        return f"'{type}' needs {missing}"
    # No group, no column, no pattern: all of them hold for every table.
    if empty := [name for name in term.required if kwargs[name] in (None, "", [], {})]:
        return f"'{type}' needs something in {empty}, so it binds nothing"
    values = kwargs.get("value_set")
    if isinstance(values, list) and all(value is None for value in values):
        return f"'{type}' has nothing but null in its value_set, so it binds nothing"
    if (ignored := kwargs.get("ignore_row_if", LET_BE)) != LET_BE:
        return f"'{type}' lets rows with an empty value be; ignore_row_if cannot be '{ignored}'"
    if found := _NOT_EVERYWHERE.search(str(kwargs.get("regex", ""))):
        return f"the pattern has '{found[1]}', which does not mean the same to every engine"
    bounds = {"min_value", "max_value"} & known
    if bounds and all(kwargs.get(bound) is None for bound in bounds):
        return f"'{type}' has neither min_value nor max_value, so it binds nothing"
    return None


def columns_of(type: str, kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the checked table that an expectation reads."""
    term = VOCABULARY[type]
    if term.about_table:
        return ()
    named = [kwargs[name] for name in _COLUMN if kwargs.get(name) is not None]
    listed = [column for name in _COLUMNS for column in kwargs.get(name) or ()]
    return tuple(dict.fromkeys([*named, *listed, *term.implicit_columns]))


def references_of(type: str, kwargs: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables that an expectation refers to, with the columns it reads there."""
    if implicit := VOCABULARY[type].implicit_reference:
        yield implicit
    if "reference_table" in kwargs:
        columns = [*kwargs.get("reference_columns", ())]
        named = ("reference_key", "reference_amount", "reference_value")
        columns += [kwargs[name] for name in named if name in kwargs]
        yield kwargs["reference_table"], tuple(columns)
    if "group_table" in kwargs:
        yield kwargs["group_table"], (kwargs["group_column"],)
