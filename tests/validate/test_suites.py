"""A suite that checks less than it says can never pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome, ValidationResult
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY, columns_of, problem_with
from tests.assemble.test_assembly import rewrite_source
from tests.whole import first


def edit_suite(project: Project, table: str, change: Callable[[Any], object]) -> None:
    path = project.expectations / f"{table}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    change(suite)
    path.write_text(json.dumps(suite), encoding="utf-8")


def result_of(result: ValidationResult, table: str, check: str) -> CheckResult:
    return next(c for c in result.checks if (c.table, c.check) == (table, check))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e.update(type="expect_column_values_to_be_betwixt"), "betwixt"),
        (lambda e: e["kwargs"].update(minimal_value=0), "minimal_value"),
        (lambda e: e["kwargs"].update(column="amount_euro"), "amount_euro"),
        (lambda e: e["kwargs"].pop("min_value"), "binds nothing"),
        (
            lambda e: e.update(
                type="expect_group_totals_to_equal",
                kwargs={"group_column": "stream", "amount_column": "amount_eur", "totals": {}},
            ),
            "binds nothing",
        ),
    ],
    ids=["misspelt type", "misspelt argument", "misspelt column", "no bounds", "no totals"],
)
def test_an_expectation_that_cannot_be_asked_is_refused(
    own_project: Project, change: Callable[[Any], object], words: str
) -> None:
    def spoil(suite: Any) -> None:
        change(next(e for e in suite["expectations"] if e["meta"]["id"] == "no_negative_amount"))

    edit_suite(own_project, "allocation", spoil)
    with pytest.raises(OpendataError) as caught:
        checks_of(own_project, "allocation")
    assert caught.value.kind is PROJECT_FILE_BROKEN
    assert (caught.value.kind.exit_code, "allocation.json" in caught.value.message) == (3, True)
    assert "expectation 'no_negative_amount': " in caught.value.message
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("type", "kwargs", "words"),
    [
        ("expect_column_values_to_be_in_set", {"column": "x", "value_set": []}, "binds nothing"),
        ("expect_compound_columns_to_be_unique", {"column_list": []}, "binds nothing"),
        ("expect_column_values_to_match_regex", {"column": "x", "regex": ""}, "binds nothing"),
        ("expect_column_values_to_match_regex", {"column": "x", "regex": r"^\w+$"}, r"'\w'"),
        ("expect_column_values_to_match_regex", {"column": "x", "regex": "^(?!a)"}, "'(?!'"),
        ("expect_column_values_to_not_be_null", {"column": "x", "mostly": 0.5}, "mostly"),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "x", "column_B": "y", "ignore_row_if": "neither"},
            "neither",
        ),
        (
            "expect_compound_columns_to_be_unique",
            {"column_list": ["x", "y"], "ignore_row_if": "never"},
            "never",
        ),
    ],
)
def test_what_binds_nothing_or_means_two_things_is_refused(
    type: str, kwargs: dict[str, object], words: str
) -> None:
    assert words in (problem_with(VOCABULARY[type], kwargs) or "")


def test_a_pattern_may_escape_what_it_means() -> None:
    kwargs = {"column": "x", "regex": r"^(?:a\.b|c\\d)+\$$"}
    assert problem_with(VOCABULARY["expect_column_values_to_match_regex"], kwargs) is None


@pytest.mark.parametrize(
    ("change", "words"),
    first(
        4,
        [
            (lambda suite: suite.update(expectations="none"), "a list of expectations"),
            (
                lambda suite: suite.update(expectations=[1]),
                "'expectations[1]' is 1; an expectation",
            ),
            (
                lambda suite: suite["expectations"].clear(),
                "'expectations' is []; a list of expectations",
            ),
            (lambda suite: suite["expectations"][0]["meta"].pop("id"), ".meta.id' is missing"),
            (lambda suite: suite["expectations"][0]["meta"].update(severity="bad"), "severity"),
            (lambda suite: suite["expectations"][0]["meta"].update(reason=""), "reason"),
            (lambda suite: suite.update(name="other"), "name"),
            (lambda suite: suite["expectations"].append(suite["expectations"][0]), "twice"),
        ],
        "It binds nothing otherwise.",
    ),
)
def test_a_suite_that_binds_nothing_is_refused(
    own_project: Project, change: Callable[[Any], object], words: str
) -> None:
    edit_suite(own_project, "allocation", change)
    with pytest.raises(OpendataError) as caught:
        checks_of(own_project, "allocation")
    assert caught.value.kind is PROJECT_FILE_BROKEN
    assert "allocation.json" in caught.value.message
    assert words in caught.value.message


def test_a_table_without_suite_is_refused(own_project: Project) -> None:
    (own_project.expectations / "allocation.json").unlink()
    with pytest.raises(OpendataError) as caught:
        checks_of(own_project, "allocation")
    assert caught.value.kind is PROJECT_FILE_BROKEN


@pytest.mark.whole(reason="make test tries drafts, which are warned of.")
def test_a_warning_does_not_fail_the_run(own_small_project: Project, slim_build: Path) -> None:
    def soften(suite: Any) -> None:
        for expectation in suite["expectations"]:
            if expectation["meta"]["id"] == "twelve_provinces":
                expectation["meta"]["severity"] = "warning"
                expectation["kwargs"].update(min_value=13, max_value=13)

    edit_suite(own_small_project, "municipality", soften)
    result = validate_path(own_small_project, slim_build)
    assert result_of(result, "municipality", "twelve_provinces").outcome is Outcome.WARNING
    assert (result.outcome, result.exit_code) == (Outcome.WARNING, 0)


def test_the_source_table_alone_cannot_move_a_total(
    own_small_project: Project, tmp_path: Path
) -> None:
    # Every municipal amount follows the changed source, so the totals agree with each other; the
    # constants do not.
    rewrite_source(own_small_project, b"36500000", b"36500001")
    build(own_small_project, (), tmp_path / "build")
    result = validate_path(own_small_project, tmp_path / "build", engine="duckdb")
    moved = {(c.table, c.check) for c in result.checks if c.outcome is not Outcome.PASSED}
    assert moved >= {("allocation", "pinned_totals"), ("national_amount", "pinned_totals")}
    assert result.exit_code == 1


def test_every_table_has_a_suite_and_every_suite_a_table(project: Project) -> None:
    suites = {path.stem for path in project.expectations.glob("*.json")}
    schemas = {
        path.name.removesuffix(".schema.json") for path in project.schemas.glob("*.schema.json")
    }
    inputs = {table for package in load_data_packages(project) for table in package.inputs}
    assert suites == schemas - inputs
    for table in suites:
        assert checks_of(project, table)


def test_a_rule_reads_the_columns_that_its_arguments_name() -> None:
    rule = Rule(name="expect_anything", required=("new_column", "new_columns", "column_A"))
    arguments = {"new_column": "a", "new_columns": ["b", "a"], "column_A": "c", "months": 1}
    assert columns_of(rule, {**arguments, "reference_columns": ["d"]}) == ("a", "c", "b")
