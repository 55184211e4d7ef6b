"""What `opendata list --expectations` tells is what a suite is held to."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.vocabulary import problem_with, vocabulary_of
from inburgering_opendata.toolkit.validate.vocabulary_words import words_of

Run = Callable[..., Result]


def test_every_expectation_is_told_with_all_its_arguments_and_an_example(project: Project) -> None:
    vocabulary = vocabulary_of(project)
    words = {word.name: word for word in words_of(vocabulary)}
    assert words.keys() == vocabulary.keys()
    for name, rule in vocabulary.items():
        word = words[name]
        assert word.about.endswith("."), name
        assert [each.name for each in word.arguments] == [*rule.required, *rule.optional]
        assert all(each.type for each in word.arguments)
        assert problem_with(rule, word.example["kwargs"]) is None, word.example
        # One word less is refused: the example has what is needed and no more.
        for argument in rule.required:
            less = {k: v for k, v in word.example["kwargs"].items() if k != argument}
            assert problem_with(rule, less)


def test_the_types_are_those_of_the_signature(opendata: Run) -> None:
    told = json.loads(opendata("list", "--expectations", "--format", "json").stdout)
    types = {
        (each["name"], argument["name"]): argument["type"]
        for each in told
        for argument in each["arguments"]
    }
    totals = "expect_group_totals_to_equal"
    assert types[totals, "amount_column"] == "a column of the type integer or number"
    assert types[totals, "totals"] == (
        "an object with a whole number or a number by name, by values of group_column as text, "
        "of values that amount_column can have"
    )
    part = "expect_column_proportion_of_non_null_values_to_be_between"
    assert types[part, "min_value"] == "a number from 0 to 1"
    assert types["expect_foreign_key_to_exist", "reference_table"] == "a table"
    text = opendata("list", "--expectations").stdout
    assert "\n    ignore_row_if  a text (may be left out)\n" in text
    assert opendata("list", "--expectations", "--wanted").exit_code == 2
