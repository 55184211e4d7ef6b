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
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from inburgering_opendata.toolkit.describe.constraints import ORDERED
from inburgering_opendata.toolkit.describe.patterns import portable
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
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
from inburgering_opendata.toolkit.validate.rules.arguments import (
    COMPARABLE,
    Between,
    Comparable,
    Count,
    Different,
    Like,
    OfType,
    Several,
    Text,
    ValuesOf,
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

_COUNTS = {"min_value": Count, "max_value": Count}
_STRICT = {"strict_min": bool, "strict_max": bool}
_VALUE = Annotated[object, ValuesOf("column", bound=True)]
_PART = Annotated[float, Between(0, 1)]


_ABOUT: Mapping[str, str] = {
    "expect_table_row_count_to_be_between": "The table has at least and at most so many rows.",
    "expect_table_columns_to_match_ordered_list": "The table has these columns, in this order.",
    "expect_column_values_to_not_be_null": "The column is never empty.",
    "expect_column_proportion_of_non_null_values_to_be_between": (
        "The column is filled in such a part of the rows, from 0 to 1."
    ),
    "expect_column_values_to_be_unique": "No two rows have the same value in the column.",
    "expect_compound_columns_to_be_unique": "No two rows have the same in these columns together.",
    "expect_column_values_to_be_in_set": "Each value of the column is one of these.",
    "expect_column_values_to_match_regex": "Each text of the column matches the pattern.",
    "expect_column_values_to_be_between": (
        "Each value of the column lies between these, or is one of them unless that is strict."
    ),
    "expect_column_value_lengths_to_be_between": "Each text of the column has so many characters.",
    "expect_column_unique_value_count_to_be_between": "The column has so many different values.",
    "expect_column_pair_values_to_be_in_set": "Both columns together are one of these pairs.",
    "expect_column_pair_values_a_to_be_greater_than_b": (
        "The first column is more than the second in each row, or the same with `or_equal`."
    ),
    "expect_column_values_to_be_of_field_type": "Each value is of this type of Table Schema.",
}
"""What Great Expectations' own ask, as what a rule asks stands in its docstring."""


def _great_expectation(
    name: str,
    required: Mapping[str, Any],
    optional: Mapping[str, Any] | None = None,
    *,
    about_table: bool = False,
    about_emptiness: bool = False,
) -> Rule:
    """One of Great Expectations' own, by the types of its arguments."""
    more = optional or {}
    return Rule(
        name=name,
        required=(*required,),
        optional=(*more,),
        argument_types={**required, **more},
        about=_ABOUT[name],
        about_table=about_table,
        about_emptiness=about_emptiness,
    )


_GREAT_EXPECTATIONS = (
    _great_expectation("expect_table_row_count_to_be_between", {}, _COUNTS, about_table=True),
    _great_expectation(
        "expect_table_columns_to_match_ordered_list", {"column_list": Different}, about_table=True
    ),
    _great_expectation(
        "expect_column_values_to_not_be_null", {"column": str}, about_emptiness=True
    ),
    _great_expectation(
        "expect_column_proportion_of_non_null_values_to_be_between",
        {"column": str},
        {"min_value": _PART, "max_value": _PART, **_STRICT},
        about_emptiness=True,
    ),
    _great_expectation("expect_column_values_to_be_unique", {"column": str}),
    _great_expectation(
        "expect_compound_columns_to_be_unique",
        {"column_list": Annotated[Sequence[str], Several(2)]},
        {"ignore_row_if": str},
    ),
    _great_expectation(
        "expect_column_values_to_be_in_set",
        {"column": str, "value_set": Annotated[Sequence[object], ValuesOf("column")]},
    ),
    _great_expectation("expect_column_values_to_match_regex", {"column": Text, "regex": str}),
    _great_expectation(
        "expect_column_values_to_be_between",
        {"column": Annotated[str, OfType(ORDERED)]},
        {"min_value": _VALUE, "max_value": _VALUE, **_STRICT},
    ),
    _great_expectation("expect_column_value_lengths_to_be_between", {"column": Text}, _COUNTS),
    _great_expectation(
        "expect_column_unique_value_count_to_be_between", {"column": str}, {**_COUNTS, **_STRICT}
    ),
    _great_expectation(
        "expect_column_pair_values_to_be_in_set",
        {"column_A": str, "column_B": str, "value_pairs_set": Sequence[Sequence[object]]},
    ),
    _great_expectation(
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": Comparable, "column_B": Annotated[str, OfType(COMPARABLE), Like("column_A")]},
        {"or_equal": bool, "ignore_row_if": str},
    ),
    # Ours by name, and asked of each engine in its own way, like those above.
    _great_expectation(
        "expect_column_values_to_be_of_field_type", {"column": str, "field_type": str}
    ),
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
        meant = did_you_mean(unknown[0], known) or ";"
        return f"'{type}' has no argument {unknown}{meant} it takes {sorted(known)}"
    if missing := sorted(set(rule.required) - set(kwargs)):
        return f"'{type}' needs {missing}"
    # No group, no column, no pattern: all of them hold for every table.
    if empty := [name for name in rule.required if kwargs[name] in (None, "", [], {})]:
        return f"'{type}' needs something in {empty}, so it binds nothing"
    values = kwargs.get("value_set")
    if isinstance(values, list) and all(value is None for value in values):
        return f"'{type}' has nothing but null in its value_set, so it binds nothing"
    ignored = kwargs.get("ignore_row_if")
    if isinstance(ignored, str) and ignored not in (possible := _IGNORED[type]):
        return f"'{type}' has ignore_row_if '{ignored}'; it can be one of {possible}"
    try:
        if isinstance(pattern := kwargs.get("regex"), str):
            portable(pattern)
    except ValueError as error:
        return str(error)
    bounds = {"min_value", "max_value"} & known
    if bounds and all(kwargs.get(bound) is None for bound in bounds):
        return f"'{type}' has neither min_value nor max_value, so it binds nothing"
    return None


def names_columns(argument: str) -> bool:
    """Whether an argument of that name names a column of the checked table, or a list of them."""
    return bool(_COLUMN.fullmatch(argument) or _COLUMNS.fullmatch(argument))


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
        named = ("reference_key", "reference_amount", "reference_value", "reference_condition")
        columns += [kwargs[name] for name in named if name in kwargs]
        yield kwargs["reference_table"], tuple(columns)
    if "group_table" in kwargs:
        yield kwargs["group_table"], (kwargs["group_column"],)
