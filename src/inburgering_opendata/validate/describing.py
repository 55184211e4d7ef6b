"""What an expectation of Great Expectations' own demanded and saw, in words with rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from inburgering_opendata.validate.checks import Check
from inburgering_opendata.validate.rules import Breach
from inburgering_opendata.validate.workspace import TableFile


@dataclass(frozen=True)
class Judgement:
    """The words of a result; `breaches` are those of `rules.Breach`, as mappings."""

    expected: str
    observed: str
    difference: str | None
    breaches: Sequence[Mapping[str, Any]]


def expected_of(check: Check) -> str:
    """What `check` demands of its table, in words."""
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
            return f"{column} is one of {', '.join(map(str, k['value_set']))}"
        case "expect_column_values_to_match_regex":
            return f"{column} matches {k['regex']}"
        case "expect_table_columns_to_match_ordered_list":
            return f"the columns {', '.join(k['column_list'])}"
        case "expect_table_row_count_to_be_between":
            return f"a number of rows {_bounds(k)}"
        case "expect_column_proportion_of_non_null_values_to_be_between":
            return f"a value for {column} in at least one row"
        case "expect_column_values_to_be_between":
            return f"{column} {_bounds(k)}"
        case "expect_column_unique_value_count_to_be_between":
            return f"a number of different {column} {_bounds(k)}"
        case "expect_column_pair_values_to_be_in_set":
            return f"a known pair of {k['column_A']} and {k['column_B']}"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            return f"{k['column_A']} is not before {k['column_B']}"
        case other:
            arguments = ", ".join(f"{name} {value}" for name, value in k.items())
            return f"{other.removeprefix('expect_').replace('_', ' ')} ({arguments})"


def judge_native(
    check: Check, result: Mapping[str, Any], success: bool, file: TableFile
) -> Judgement:
    """The outcome of a native expectation, with every failing row when it did not hold."""
    expected = expected_of(check)
    if success:
        return Judgement(expected, "it is so", None, ())
    if "unexpected_index_list" not in result:
        observed = result.get("observed_value")
        if isinstance(observed, list):
            observed = ", ".join(map(str, observed))
        return Judgement(expected, str(observed), None, ())
    rows = sorted(int(row) for row in result["unexpected_index_list"] or ())
    values = _values(check, file, rows)
    breaches = [asdict(Breach(expected, v, row=r)) for r, v in zip(rows, values, strict=True)]
    count = result["unexpected_count"]
    return Judgement(expected, f"{count} of {result['element_count']} rows not", None, breaches)


def _values(check: Check, file: TableFile, rows: list[int]) -> list[str]:
    """What stands in the judged columns of `rows`."""
    names = [check.kwargs[key] for key in ("column", "column_A", "column_B") if key in check.kwargs]
    names += check.kwargs.get("column_list", [])
    assert file.table is not None
    columns = [file.table.column(name) for name in names]
    return [", ".join(_cell(column[row].as_py()) for column in columns) for row in rows]


def _cell(value: object) -> str:
    return "(empty)" if value is None else str(value)


def _bounds(kwargs: Mapping[str, Any]) -> str:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and high is not None:
        return f"is {low}" if low == high else f"from {low} to {high}"
    return f"of at least {low}" if low is not None else f"of at most {high}"
