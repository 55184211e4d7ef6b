"""What an expectation of Great Expectations' own demands and what was seen, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.ground.moments import in_text
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding
from inburgering_opendata.toolkit.validate.spill import gathered

SHOWN_NAMES = 20
"""Names in a list before the rest is only counted; a file may have ten thousand columns."""


def expected_of(check: Check) -> str:
    """What `check` demands of its table."""
    k = check.kwargs
    column = k.get("column")
    match check.type:
        case "expect_column_values_to_not_be_null":
            return f"a value for {column} in every row"
        case "expect_column_values_to_be_unique":
            return f"a different {column} in every row"
        case "expect_compound_columns_to_be_unique":
            return f"a different combination of {', '.join(k['column_list'])} in every row"
        case "expect_column_values_to_be_in_set":
            return f"{column} is one of {cells_in_words(k['value_set'])}"
        case "expect_column_values_to_match_regex":
            return f"{column} matches {k['regex']}"
        case "expect_table_columns_to_match_ordered_list":
            return f"the columns {in_words(k['column_list'])}"
        case "expect_table_row_count_to_be_between":
            return f"a number of rows {_bounds(k)}"
        case "expect_column_proportion_of_non_null_values_to_be_between":
            return f"a value for {column} in at least one row"
        case "expect_column_values_to_be_between":
            return f"{column} {_bounds(k)}"
        case "expect_column_value_lengths_to_be_between":
            return f"a number of characters in {column} {_bounds(k)}"
        case "expect_column_unique_value_count_to_be_between":
            return f"a number of different {column} {_bounds(k)}"
        case "expect_column_pair_values_to_be_in_set":
            return f"a known pair of {k['column_A']} and {k['column_B']}"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            return f"{k['column_A']} is not before {k['column_B']}"
        case "expect_column_values_to_be_of_field_type":
            return f"every {column} is a {k['field_type']}"
        case _:
            return check.reason


def rows_finding(check: Check, failing: Iterable[tuple[int, str]] = ()) -> Finding:
    """The finding for a check of single rows: those that fail it, each with what it holds."""
    expected = expected_of(check)
    breaches = gathered(Breach(expected, value, row=row) for row, value in failing)
    observed = f"{len(breaches)} rows not" if breaches else "it is so"
    return Finding(expected, observed, breaches)


def table_finding(check: Check, success: bool, observed: str) -> Finding:
    """The finding for a check of the table as a whole."""
    expected = expected_of(check)
    return Finding(expected, observed, () if success else (Breach(expected, observed),))


def mistyped_finding(check: Check, stored_as: str) -> Finding:
    """The finding for a column that is stored as another type, whatever its values."""
    breach = Breach(f"the type {check.kwargs['field_type']}", stored_as, key=_column_key(check))
    return Finding(expected_of(check), f"it is stored as {stored_as}", (breach,))


def judged_columns(check: Check) -> list[str]:
    """The columns whose values tell what is wrong with a row."""
    k = check.kwargs
    names = [k[name] for name in ("column", "column_A", "column_B") if name in k]
    return [*names, *k.get("column_list", ())]


def in_words(names: Sequence[str]) -> str:
    shown = ", ".join(map(str, names[:SHOWN_NAMES]))
    more = len(names) - SHOWN_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def cells_in_words(values: Iterable[object]) -> str:
    return ", ".join("(empty)" if value is None else in_text(value) for value in values)


def _column_key(check: Check) -> Mapping[str, str]:
    return {"column": str(check.kwargs["column"])}


def _bounds(kwargs: Mapping[str, Any]) -> str:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    least, most = in_text(low), in_text(high)
    if kwargs.get("strict_min") or kwargs.get("strict_max"):
        above = "more than" if kwargs.get("strict_min") else "at least"
        below = "less than" if kwargs.get("strict_max") else "at most"
        ends = ((above, least, low), (below, most, high))
        return " and ".join(f"{end} {text}" for end, text, bound in ends if bound is not None)
    if low is not None and high is not None:
        return f"is {least}" if low == high else f"from {least} to {most}"
    return f"of at least {least}" if low is not None else f"of at most {most}"
