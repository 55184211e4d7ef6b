"""What a row that fails a check looks like, as a condition in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.describing import judged_columns
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    Relation,
    is_one_of,
    literal,
    quoted,
    raw,
)
from inburgering_opendata.toolkit.validate.preconditions import TYPE_CHECK

PROPORTION_CHECK = "expect_column_proportion_of_non_null_values_to_be_between"

NO_ROW = "false"
"""The condition that no row meets."""


def is_empty(column: str) -> str:
    return f"{quoted(column)} is null"


def counted_row(check: Check, relation: Relation) -> str | None:
    """The condition, never empty itself, on the rows that decide a check by their number.

    These are the rows that fail it or, where it is about the share of empty ones, the empty ones.
    None for a check that is not decided by counting.
    """
    k = check.kwargs
    c = quoted(str(k.get("column")))
    match check.type:
        case (
            "expect_column_values_to_not_be_null"
            | "expect_column_proportion_of_non_null_values_to_be_between"
        ):
            return is_empty(k["column"])
        case "expect_column_values_to_be_in_set":
            return f"({c} is not null and not {is_one_of(k['column'], k['value_set'])})"
        case "expect_column_values_to_match_regex":
            return f"({c} is not null and not regexp_matches({c}, {literal(k['regex'])}))"
        case "expect_column_values_to_be_between":
            return f"({c} is not null and not ({_bounds(c, k)}))"
        case "expect_column_value_lengths_to_be_between":
            return f"({c} is not null and not ({_bounds(f'length({c})', k)}))"
        case "expect_column_pair_values_to_be_in_set":
            a, b = quoted(k["column_A"]), quoted(k["column_B"])
            pairs = " or ".join(
                f"({a} is not distinct from {literal(x)} and {b} is not distinct from {literal(y)})"
                for x, y in k["value_pairs_set"]
            )
            return f"(({a} is not null or {b} is not null) and not ({pairs}))"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            a, b = quoted(k["column_A"]), quoted(k["column_B"])
            order = ">=" if k.get("or_equal") else ">"
            return f"({a} is not null and {b} is not null and not ({a} {order} {b}))"
        case "expect_column_values_to_be_of_field_type":
            if k["column"] in relation.stored_as:
                return None
            return f"{raw(k['column'])} is not null" if _has_shadow(k, relation) else NO_ROW
        case _:
            return None


def _has_shadow(kwargs: Mapping[str, Any], relation: Relation) -> bool:
    return kwargs["column"] in relation.state.unreadable


def shown_columns(check: Check) -> list[str]:
    if check.type == TYPE_CHECK:
        return [f"{check.kwargs['column']}#raw"]
    return judged_columns(check)


def _bounds(column: str, kwargs: Mapping[str, Any]) -> str:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    terms = []
    if low is not None:
        terms.append(f"{column} {'>' if kwargs.get('strict_min') else '>='} {literal(low)}")
    if high is not None:
        terms.append(f"{column} {'<' if kwargs.get('strict_max') else '<='} {literal(high)}")
    return " and ".join(terms)
