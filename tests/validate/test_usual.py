"""An ordinary rule needs no entry anywhere to be asked on tables that are made up."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import pytest

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Between, Flag, Text, ValuesOf
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from inburgering_opendata.toolkit.validate.rules.rule import rule, rules_of
from tests.validate.every_rule import JUDGED
from tests.validate.usual import required_arguments


@rule("expect_people_to_be_few")
def people_are_few(
    table: Columns,
    column: Text,
    done_column: Flag,
    most: Annotated[int, Between(5)],
    least: Annotated[int, Between(-9, -3)],
    times: int,
    strictly: bool,
    known_table: Columns,
    done_values: Annotated[Sequence[object], ValuesOf("done_column")],
    words: Sequence[str],
) -> Finding:
    raise NotImplementedError


@rule("expect_people_to_be_called")
def people_are_called(table: Columns, called: str) -> Finding:
    raise NotImplementedError


RULES = rules_of([sys.modules[__name__]])


def test_what_a_rule_is_asked_follows_from_its_signature() -> None:
    assert required_arguments(RULES["expect_people_to_be_few"], JUDGED) == {
        "column": "g",
        "done_column": "done",
        "most": 5,
        "least": -3,
        "times": 1,
        "strictly": True,
        "known_table": "known",
        "done_values": [True, False],
        "words": ["a"],
    }


def test_a_text_of_which_nothing_is_said_is_asked_for() -> None:
    with pytest.raises(
        AssertionError, match="say in TEXTS of tests\\.validate\\.usual what 'called'"
    ):
        required_arguments(RULES["expect_people_to_be_called"], JUDGED)
