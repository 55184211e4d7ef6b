"""A schema leaves out what is asked of every text by its name and with a reason, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from inburgering_opendata.toolkit.describe.table_schema import TABLE, TEXT_CHECK, table_schema_of
from inburgering_opendata.toolkit.ground.declared.reading import hold_against
from inburgering_opendata.toolkit.validate.implied import compile_schema

WORDS = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")


def compiled(type: str = "string", **more: Any) -> set[str]:
    """The expectations of a table with one field."""
    field = {"name": "key", "type": type, **WORDS, **more}
    raw = {"name": "t", **WORDS, "fields": [field], "primaryKey": ["key"]}
    hold_against(raw, TABLE)
    return {check.type for check in compile_schema(table_schema_of(raw, {}))}


def test_every_text_is_asked_unless_a_reason_says_why_not() -> None:
    assert TEXT_CHECK in compiled()
    assert TEXT_CHECK not in compiled("integer")
    assert TEXT_CHECK not in compiled(notChecked={TEXT_CHECK: "These are samples of faults."})


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (True, "name of what is not checked"),
        ({}, "name of what is not checked"),
        ({"expect_column_values_to_not_be_null": "They may be empty."}, "there is no property"),
        ({TEXT_CHECK: ""}, "a reason in one line"),
        ({TEXT_CHECK: True}, "a reason in one line"),
        ({TEXT_CHECK: "two\nlines"}, "a reason in one line"),
    ],
)
def test_what_is_left_out_without_name_or_reason_is_refused(declared: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compiled(notChecked=declared)
    with pytest.raises(ValueError, match="'key': notChecked is of text only"):
        compiled("integer", notChecked={TEXT_CHECK: "A number."})
