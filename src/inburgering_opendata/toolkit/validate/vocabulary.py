"""The one vocabulary of checks: every type of expectation that every engine can run.

The names are those of Great Expectations; what it lacks are the rules in `rules/`, and those that a
subject adds. An expectation outside this list, or with an argument it does not have, is refused by
every engine: Great Expectations by itself drops a misspelt one silently.

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
from functools import cache
from typing import Any

from inburgering_opendata.toolkit.describe.patterns import portable
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.rules import (
    presence,
    rates,
    references,
    spells,
    sums,
    terms,
    texts,
)
from inburgering_opendata.toolkit.validate.rules.rule import Rule, rules_of
from inburgering_opendata.toolkit.validate.told import Rules

_COLUMN = re.compile(r"(.+_)?column(_[AB])?")
_COLUMNS = re.compile(r"column_list|(?!reference_)(.+_)?columns")
"""Arguments of any expectation that name a column, or a list of columns, of the checked table."""

LET_BE = "either_value_is_missing"
"""Which rows a comparison of two columns passes over; whether a value may be empty is a question
of its own."""

ANY_EMPTY = "any_value_is_missing"
"""Which rows a key that may be empty passes over, as SQL has it: an empty cell is like no other."""

_IGNORED: Mapping[str, tuple[str, ...]] = {
    "expect_column_pair_values_a_to_be_greater_than_b": (LET_BE,),
    "expect_compound_columns_to_be_unique": ("all_values_are_missing", ANY_EMPTY),
}
"""The rows that an expectation can pass over; without an argument, those of the first."""

_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")

_GREAT_EXPECTATIONS = (
    Rule(
        name="expect_table_row_count_to_be_between",
        optional=("min_value", "max_value"),
        about_table=True,
    ),
    Rule(
        name="expect_table_columns_to_match_ordered_list",
        required=("column_list",),
        about_table=True,
    ),
    Rule(name="expect_column_values_to_not_be_null", required=("column",), about_emptiness=True),
    Rule(
        name="expect_column_proportion_of_non_null_values_to_be_between",
        required=("column",),
        optional=_BOUNDS,
        about_emptiness=True,
    ),
    Rule(name="expect_column_values_to_be_unique", required=("column",)),
    Rule(
        name="expect_compound_columns_to_be_unique",
        required=("column_list",),
        optional=("ignore_row_if",),
    ),
    Rule(name="expect_column_values_to_be_in_set", required=("column", "value_set")),
    Rule(name="expect_column_values_to_match_regex", required=("column", "regex")),
    Rule(name="expect_column_values_to_be_between", required=("column",), optional=_BOUNDS),
    Rule(
        name="expect_column_value_lengths_to_be_between",
        required=("column",),
        optional=("min_value", "max_value"),
    ),
    Rule(
        name="expect_column_unique_value_count_to_be_between",
        required=("column",),
        optional=_BOUNDS,
    ),
    Rule(
        name="expect_column_pair_values_to_be_in_set",
        required=("column_A", "column_B", "value_pairs_set"),
    ),
    Rule(
        name="expect_column_pair_values_a_to_be_greater_than_b",
        required=("column_A", "column_B"),
        optional=("or_equal", "ignore_row_if"),
    ),
    # Ours by name, and asked of each engine in its own way, like those above.
    Rule(name="expect_column_values_to_be_of_field_type", required=("column", "field_type")),
)

VOCABULARY: Mapping[str, Rule] = {each.name: each for each in _GREAT_EXPECTATIONS} | rules_of(
    [presence, rates, references, spells, sums, terms, texts]
)
"""What every project may use, by name."""


@cache
def vocabulary_of(project: Project) -> Mapping[str, Rule]:
    """The vocabulary of a project: that of the toolkit, and the rules of its subject."""
    return {**VOCABULARY, **project.told(Rules).of()}


def problem_with(rule: Rule, kwargs: Mapping[str, Any]) -> str | None:
    """Why an expectation cannot be asked of any table, or None."""
    type = rule.name
    known = {*rule.required, *rule.optional}
    if unknown := sorted(set(kwargs) - known):
        return f"'{type}' has no argument {unknown}; it takes {sorted(known)}"
    if missing := sorted(set(rule.required) - set(kwargs)):
        return f"'{type}' needs {missing}"
    # No group, no column, no pattern: all of them hold for every table.
    if empty := [name for name in rule.required if kwargs[name] in (None, "", [], {})]:
        return f"'{type}' needs something in {empty}, so it binds nothing"
    values = kwargs.get("value_set")
    if isinstance(values, list) and all(value is None for value in values):
        return f"'{type}' has nothing but null in its value_set, so it binds nothing"
    ignored = kwargs.get("ignore_row_if")
    if ignored is not None and ignored not in (possible := _IGNORED[type]):
        return f"'{type}' has ignore_row_if '{ignored}'; it can be one of {possible}"
    try:
        portable(str(kwargs.get("regex", "")))
    except ValueError as error:
        return str(error)
    bounds = {"min_value", "max_value"} & known
    if bounds and all(kwargs.get(bound) is None for bound in bounds):
        return f"'{type}' has neither min_value nor max_value, so it binds nothing"
    return None


def columns_of(rule: Rule, kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the checked table that an expectation reads."""
    if rule.about_table:
        return ()
    named = [
        value for name, value in kwargs.items() if _COLUMN.fullmatch(name) and value is not None
    ]
    listed = [
        each for name, value in kwargs.items() if _COLUMNS.fullmatch(name) for each in value or ()
    ]
    return tuple(dict.fromkeys([*named, *listed, *rule.implicit_columns]))


def references_of(rule: Rule, kwargs: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables that an expectation refers to, with the columns it reads there."""
    yield from rule.implicit_tables
    if "reference_table" in kwargs:
        columns = [*kwargs.get("reference_columns", ())]
        named = ("reference_key", "reference_amount", "reference_value")
        columns += [kwargs[name] for name in named if name in kwargs]
        yield kwargs["reference_table"], tuple(columns)
    if "group_table" in kwargs:
        yield kwargs["group_table"], (kwargs["group_column"],)
