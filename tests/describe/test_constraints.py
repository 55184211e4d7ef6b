"""A constraint that cannot be asked of its field is refused where the schema is loaded."""

from __future__ import annotations

from typing import Any

import pytest

from inburgering_opendata.toolkit.describe.constraints import EVERY, FIELDS_OF, constraints_of
from tests.conformance.made_up import table_of

VALUES = {"required": True, "unique": True, "pattern": "a", "minLength": 1, "maxLength": 1}
NUMBER = {"precision": 5, "decimals": 2}


@pytest.mark.parametrize(
    ("type", "constraint"),
    [(type, name) for name, types in FIELDS_OF.items() for type in EVERY if type not in types],
)
def test_a_constraint_that_is_not_for_the_type_is_refused(type: str, constraint: str) -> None:
    more = {"constraints": {constraint: VALUES.get(constraint, 1)}, **NUMBER}
    with pytest.raises(ValueError, match=f"field 'v': the constraint '{constraint}' is for"):
        table_of(type, more)


@pytest.mark.parametrize(
    ("type", "constraints", "words"),
    [
        ("integer", {"minimun": 5}, "no constraint 'minimun'"),
        ("string", {"jsonSchema": {}}, "no constraint 'jsonSchema'"),
        ("integer", {"minimum": "x"}, "'minimum': 'x' is no whole number"),
        ("integer", {"minimum": "05"}, "'05' is no whole number"),
        ("integer", {"minimum": 0.5}, "0.5 is no whole number"),
        ("integer", {"minimum": True}, "True is no whole number"),
        ("integer", {"maximum": 2**63}, "64 bits"),
        ("number", {"minimum": "1,5"}, "'1,5' is no number"),
        ("number", {"minimum": False}, "False is no number"),
        ("number", {"maximum": float("inf")}, "inf is no number"),
        ("number", {"maximum": 0.1234567890123456}, "as a text, with quotes"),
        ("date", {"minimum": "2020-02-30"}, "'minimum'"),
        ("date", {"minimum": "20200131"}, "no date such as"),
        ("date", {"minimum": 2020}, "2020 is no text"),
        ("datetime", {"minimum": "2020-01-31"}, "existing date-time"),
        ("string", {"required": "yes"}, "'yes' is neither true nor false"),
        ("string", {"unique": 1}, "1 is neither true nor false"),
        ("string", {"minLength": -1}, "less than nothing"),
        ("string", {"maxLength": 1.5}, "1.5 is no whole number"),
        ("string", {"minLength": 3, "maxLength": 2}, "no text has 3 to 2 characters"),
        ("string", {"enum": []}, "a list of values"),
        ("string", {"enum": "a"}, "a list of values"),
        ("string", {"enum": [1]}, "1 is no text"),
        ("string", {"enum": [None]}, "None is no text"),
        ("integer", {"enum": [1, "x"]}, "'x' is no whole number"),
        ("boolean", {"enum": ["ja"]}, "'ja' is neither true nor false"),
        ("string", {"pattern": "(("}, r"the pattern '\(\(' is none"),
        ("string", {"pattern": 1}, "1 is no text"),
        ("integer", {"minimum": 5, "maximum": 1}, "nothing lies between minimum 5 and maximum 1"),
        ("integer", {"minimum": 5, "exclusiveMaximum": 5}, "nothing lies between"),
        ("number", {"exclusiveMinimum": "0.10", "exclusiveMaximum": 0.1}, "nothing lies between"),
        ("date", {"exclusiveMinimum": "2020-01-02", "maximum": "2020-01-01"}, "nothing lies"),
    ],
)
def test_a_value_that_no_such_field_can_have_is_refused(
    type: str, constraints: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        table_of(type, {"constraints": constraints, **NUMBER})
    assert "field 'v'" in str(caught.value)


def test_what_follows_is_spelled_out() -> None:
    descriptor = {
        "type": "integer",
        "categories": [{"value": 1}, {"value": 2}, {"value": 3}],
        "constraints": {"enum": ["3", "1"], "minimum": "1"},
    }
    made = {"enum": [1, 3], "minimum": 1, "required": True}
    assert constraints_of(descriptor, in_key=True) == made


@pytest.mark.parametrize(
    ("type", "more", "schema", "words"),
    [
        ("string", {"categories": ["a"], "constraints": {"enum": ["b"]}}, {}, r"enum has \['b'\]"),
        ("integer", {"categories": ["a"]}, {}, "'a' is no whole number"),
        ("string", {"constraints": {"required": False}}, {"primaryKey": ["v"]}, "primary key"),
        ("string", {}, {"primaryKey": ["v", "v"]}, "twice"),
        ("string", {}, {"uniqueKeys": [["v", "v"]]}, "twice"),
        ("string", {}, {"uniqueKeys": [["nowhere"]]}, "nowhere"),
        (
            "string",
            {},
            {"foreignKeys": [{"fields": ["v"], "reference": {"fields": ["k", "v"]}}]},
            "not as many",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(
    type: str, more: dict[str, Any], schema: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        table_of(type, more, schema)
