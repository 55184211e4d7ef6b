"""Every argument of every expectation fits its column, or is refused before an engine is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import table_schema_of
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.arguments import problem_with_arguments
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY, vocabulary_of
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.made_up import WORDS, described
from tests.conformance.probes import TABLE, arguments, probe, probes, refused, write
from tests.examples import examples
from tests.validate.engines.sample import verdicts

MISSHAPEN: tuple[Any, ...] = ({"$PARAMETER": "limit"}, [["a"]], {"a": ["b"]}, [{"a": 1}])
ALL = vocabulary_of(installed_project())


@pytest.fixture(scope="module")
def engines() -> Mapping[str, Engine]:
    return {"gx": GxEngine(), "duckdb": DuckdbEngine(), "duckdb, on disk": DuckdbEngine(0)}


@pytest.mark.parametrize("name", ALL)
def test_an_argument_of_another_shape_is_refused(name: str) -> None:
    rule = ALL[name]
    usual = arguments(rule)
    as_usual = refused(probe(rule, "usual", usual)) or ""
    assert as_usual.startswith("it reads the column") == bool(rule.implicit_columns), as_usual
    for argument in (*rule.required, *rule.optional):
        for value in MISSHAPEN:
            problem = refused(probe(rule, argument, {**usual, argument: value}))
            assert problem, (argument, value)
            assert argument in problem or "compares with" in problem
    for value in (None, "text", [usual], 1):
        assert "an object was expected" in (refused(probe(rule, "kwargs", value)) or "")  # type: ignore[arg-type]


def share_of_each(probes: Iterable[Check]) -> list[Check]:
    """Of every rule the share of its probes that is tried; at least one."""
    by_rule: dict[str, list[Check]] = {}
    for each in probes:
        by_rule.setdefault(each.type, []).append(each)
    return [each for mine in by_rule.values() for each in mine[:: len(mine) // examples(len(mine))]]


IN_PARQUET = pytest.mark.whole(reason="A verdict is about values; make test asks them of CSV.")


@pytest.mark.parametrize("format", ["csv", pytest.param("parquet", marks=IN_PARQUET)])
def test_what_is_not_refused_has_one_verdict(
    format: str, engines: Mapping[str, Engine], tmp_path: Path
) -> None:
    file, references = write(tmp_path)
    path = file.path
    if format == "parquet":
        table = read_csv(path.read_bytes(), TABLE).table
        assert table is not None
        path = tmp_path / "table.parquet"
        pq.write_table(table, path)
    every = [each for rule in VOCABULARY.values() for each in probes(rule)]
    asked = share_of_each(each for each in every if refused(each) is None)
    assert {each.type for each in asked} == {
        name for name, rule in VOCABULARY.items() if not rule.about_table
    }
    assert len(asked) < len(every) / 2
    found = [verdicts(engine, path, references, asked, TABLE) for engine in engines.values()]
    first = found[0]
    assert not isinstance(first, str)
    for other in found[1:]:
        assert not isinstance(other, str)
        unlike = {id: (verdict, other[id]) for id, verdict in first.items() if other[id] != verdict}
        assert unlike == {}
    by_id = {each.id: each for each in asked}
    errors = [by_id[id] for id, (outcome, *_) in first.items() if outcome == Outcome.ERROR]
    assert errors == []


BETWEEN = "expect_column_values_to_be_between"


@pytest.mark.parametrize(
    ("type", "kwargs", "words"),
    [
        (BETWEEN, {"column": "string_1", "max_value": {"$PARAMETER": "x"}}, "'max_value' is {"),
        (BETWEEN, {"column": "string_1", "max_value": "x"}, "is of type string"),
        (BETWEEN, {"column": "integer_1", "min_value": "1"}, "'1', which is no integer"),
        (BETWEEN, {"column": "integer_1", "min_value": 5, "max_value": 1}, "min_value 5 and max"),
        (
            BETWEEN,
            {"column": "integer_1", "min_value": 1, "max_value": 1, "strict_max": True},
            "nothing lies between",
        ),
        (BETWEEN, {"column": "integer_1", "min_value": 1, "strict_min": "yes"}, "'strict_min'"),
        (BETWEEN, {"column": "date_1", "min_value": "20200101"}, "'20200101', which is no date"),
        (BETWEEN, {"column": "number_1", "min_value": 0.12345678901234567}, "digits than JSON"),
        (
            "expect_column_values_to_be_in_set",
            {"column": "integer_1", "value_set": ["1", "2"]},
            "'1', which is no integer",
        ),
        (
            "expect_column_values_to_be_in_set",
            {"column": "number_1", "value_set": [0.125]},
            "more than 2 decimals",
        ),
        (
            "expect_column_values_to_match_regex",
            {"column": "integer_1", "regex": "^[0-9]"},
            "of type integer; it must be one of string",
        ),
        ("expect_table_row_count_to_be_between", {"min_value": 5, "max_value": 1}, "nothing lies"),
        ("expect_table_row_count_to_be_between", {"min_value": 1.5}, "a whole number was expected"),
        ("expect_table_row_count_to_be_between", {"min_value": -1}, "not from 0"),
        (
            "expect_compound_columns_to_be_unique",
            {"column_list": ["string_1"]},
            "2 or more were expected",
        ),
        (
            "expect_compound_columns_to_be_unique",
            {"column_list": ["string_1", "string_1"]},
            "2 or more were expected",
        ),
        ("expect_column_values_to_be_unique", {"column": ["k"]}, "a text was expected"),
        ("expect_column_values_to_be_unique", {"column": "nowhere"}, "'nowhere', which the table"),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "date_1", "column_B": "datetime_1"},
            "never the same",
        ),
        (
            "expect_column_pair_values_to_be_in_set",
            {"column_A": "k", "column_B": "k", "value_pairs_set": [[1, 2, 3]]},
            "no pair",
        ),
        (
            "expect_group_totals_to_equal",
            {"group_column": "string_1", "amount_column": "integer_1", "totals": {"a": 135.75}},
            "135.75, which is no integer",
        ),
        (
            "expect_group_totals_to_equal",
            {"group_column": "date_1", "amount_column": "integer_1", "totals": {"2020": 1}},
            "'2020', which is no date",
        ),
        (
            "expect_foreign_key_to_exist",
            {"columns": ["string_1"], "reference_table": "gone", "reference_columns": ["k"]},
            "no table 'gone'",
        ),
        (
            "expect_foreign_key_to_exist",
            {"columns": ["string_1"], "reference_table": "other", "reference_columns": ["k"]},
            "never the same",
        ),
        (
            "expect_foreign_key_to_exist",
            {"columns": ["k"], "reference_table": "other", "reference_columns": ["nowhere"]},
            "'nowhere', which the table other does not have",
        ),
        (
            "expect_foreign_key_to_exist",
            {
                "columns": ["k"],
                "reference_table": "other",
                "reference_columns": ["k", "integer_1"],
            },
            "2 columns and 'columns' 1",
        ),
        (
            "expect_quotients_to_follow_amounts",
            {"group_column": "k", "column": "number_1", "amount_column": "number_1"},
            "of type number; it must be one of integer",
        ),
        (
            "expect_quotients_to_follow_amounts",
            {"group_column": "k", "column": "k", "amount_column": "k", "factor": 0},
            "not from 1",
        ),
        (
            "expect_dates_to_lie_within_term",
            {"column": "datetime_1", "date_column": "date_1", "months": 1},
            "of type datetime; it must be one of date",
        ),
        (
            "expect_amounts_to_differ_as_stated",
            {
                **dict.fromkeys(("amount_column", "compared_column", "value_column"), "k"),
                "condition_values": [1],
            },
            "given without 'condition_column'",
        ),
        (
            "expect_municipalities_to_be_complete",
            {"column": "string_1", "since": "2020-2-1"},
            "no day such as",
        ),
    ],
)
def test_an_argument_that_does_not_fit_is_refused(
    type: str, kwargs: dict[str, Any], words: str
) -> None:
    problem = refused(Check("x", type, kwargs, "critical", "A check.", rule=ALL[type]))
    assert words in (problem or "")


EXACT: tuple[tuple[str, dict[str, Any], Outcome], ...] = (
    (
        "expect_group_totals_to_equal",
        {"totals": {"a": 0.3, "b": "1234567890123456789012.01"}},
        Outcome.PASSED,
    ),
    ("expect_group_totals_to_equal", {"totals": {"a": 0, "b": 1}}, Outcome.FAILED),
    (
        "expect_group_totals_to_equal",
        {"totals": {"a": 0.3, "b": "1234567890123456789012.02"}},
        Outcome.FAILED,
    ),
    ("expect_group_sums_to_equal_column", {"total_column": "number_2"}, Outcome.PASSED),
    ("expect_group_sums_to_equal_column", {"total_column": "integer_1"}, Outcome.FAILED),
)


@pytest.mark.parametrize(("type", "more", "outcome"), EXACT)
def test_a_sum_of_decimals_is_exact(
    type: str,
    more: dict[str, Any],
    outcome: Outcome,
    engines: Mapping[str, Engine],
    tmp_path: Path,
) -> None:
    number = {"precision": 38, "decimals": 2}
    raw = {
        "name": "t",
        **dict.fromkeys(WORDS, "t"),
        "fields": [
            described("g", "string"),
            described("number_1", "number", **number),
            described("number_2", "number", **number),
            described("integer_1", "integer"),
        ],
        "primaryKey": ["number_1"],
    }
    schema = table_schema_of(in_long_form(raw), {})
    path = tmp_path / "t.csv"
    path.write_text(
        "g,number_1,number_2,integer_1\na,0.1,0.3,0\na,0.20,0.30,0\n"
        "b,1234567890123456789012,1234567890123456789012.01,1\nb,0.01,1234567890123456789012.01,1\n"
    )
    kwargs = {"group_column": "g", "amount_column": "number_1", **more}
    check = Check("x", type, kwargs, "critical", "A check.", rule=VOCABULARY[type])
    assert problem_with_arguments(VOCABULARY[type], kwargs, schema, lambda _: None) is None
    for engine in engines.values():
        [result] = engine.run(TableFile("made up", schema, path), [check], {})
        assert result.outcome is outcome, result.observed
        if more == {"totals": {"a": 0, "b": 1}}:
            assert [failure.difference for failure in result.failures] == [
                "+0.30",
                "+1,234,567,890,123,456,789,011.01",
            ]
