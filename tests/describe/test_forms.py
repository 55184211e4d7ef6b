"""A form that cannot be held to is refused where the schema is loaded, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from inburgering_opendata.toolkit.describe.constraints import EVERY
from inburgering_opendata.toolkit.describe.forms import FIELDS_OF, form_of
from inburgering_opendata.toolkit.describe.table_schema import TABLE
from inburgering_opendata.toolkit.ground.declared.kind import schema_of
from inburgering_opendata.toolkit.ground.declared.reading import hold_against
from tests.conformance.made_up import raw_of, table_of

NOT_HERE = schema_of(TABLE, None)["$defs"]["field"]["properties"]["type"]["instead"]
"""The types of Table Schema that no field of a table here can have, and what to do instead."""

NUMBER = {"precision": 5, "decimals": 2}
VALUES: dict[str, Any] = {
    "bareNumber": True,
    "trueValues": ["ja"],
    "falseValues": ["nee"],
    "format": "default",
}


@pytest.mark.parametrize(
    ("type", "name"),
    [(type, name) for name, types in FIELDS_OF.items() for type in EVERY if type not in types],
)
def test_a_property_that_is_not_for_the_type_is_refused(type: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"field 'v': the property '{name}' is for"):
        table_of(type, {name: VALUES.get(name, ","), **NUMBER})


@pytest.mark.parametrize("type", NOT_HERE)
def test_a_type_that_no_field_has_is_refused_with_what_to_do_instead(type: str) -> None:
    with pytest.raises(ValueError, match=f"'fields.v.type' is '{type}'") as caught:
        hold_against(raw_of(type), TABLE)
    assert NOT_HERE[type] in str(caught.value)


@pytest.mark.parametrize(
    ("type", "more", "words"),
    [
        ("string", {"missingValues": ["-"]}, "without ''"),
        ("string", {"missingValues": []}, "without ''"),
        ("string", {"missingValues": ["", 1]}, "a list of texts"),
        ("boolean", {"trueValues": []}, "trueValues is"),
        ("boolean", {"trueValues": "ja"}, "trueValues is"),
        ("boolean", {"trueValues": [""]}, "trueValues is"),
        ("boolean", {"falseValues": [0]}, "falseValues is"),
        ("boolean", {"trueValues": ["x"], "falseValues": ["x"]}, "'x' is among"),
        ("boolean", {"trueValues": ["false"]}, "'false' is among"),
        ("number", {"bareNumber": False}, "bareNumber is false"),
        ("number", {"decimalChar": ",,"}, "one sign"),
        ("number", {"decimalChar": "5"}, "one sign"),
        ("number", {"decimalChar": ""}, "one sign"),
        ("number", {"groupChar": "-"}, "one sign"),
        ("number", {"groupChar": "."}, "are both '.'"),
        ("number", {"groupChar": 1}, "one sign"),
        ("integer", {"bareNumber": False}, "bareNumber is false"),
        ("string", {"format": "e-mail"}, "has no format 'e-mail'"),
        ("integer", {"format": "hex"}, "has no format 'hex'"),
        ("boolean", {"format": "any"}, "has no format 'any'"),
        ("date", {"format": "any"}, "two days"),
        ("date", {"format": "%d/%m"}, "each of %Y, %m, %d, once"),
        ("date", {"format": "%d/%m/%y"}, "each of"),
        ("date", {"format": "%d/%m/%Y %H"}, "each of"),
        ("date", {"format": "%d/%d/%m/%Y"}, "each of"),
        ("date", {"format": "%d %b %Y"}, "each of"),
        ("date", {"format": "%d/%m/%Y%"}, "each of"),
        ("datetime", {"format": "%d/%m/%Y"}, "each of"),
        ("date", {"format": "%d/%m/%Y", "constraints": {"minimum": "2020-01-01"}}, "readers"),
    ],
)
def test_a_form_that_cannot_be_held_to_is_refused(
    type: str, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        table_of(type, {**(NUMBER if type == "number" else {}), **more})
    assert "field 'v'" in str(caught.value)


@pytest.mark.parametrize("matched", ["equal", "subset", "superset", "partial"])
def test_other_columns_than_those_of_the_schema_cannot_be_allowed(matched: str) -> None:
    with pytest.raises(ValueError, match=f"'fieldsMatch' is '{matched}'.*exactly the columns"):
        hold_against(raw_of("string", schema={"fieldsMatch": matched}), TABLE)
    hold_against(raw_of("string", schema={"fieldsMatch": ["exact"]}), TABLE)


def test_a_form_of_a_field_is_that_of_its_table_unless_it_says_otherwise() -> None:
    assert form_of({"type": "string"}, ["", "-"]).missing == ("-",)
    assert form_of({"type": "string", "missingValues": ["", "NA"]}, ["", "-"]).missing == ("NA",)
    assert form_of({"type": "number", "decimalChar": "."}, [""]).is_usual
