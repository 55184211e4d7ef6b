"""A case for every keyword of Table Schema that is asked of values: what it allows and forbids."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, table_schema_of
from tests.conformance.made_up import described, raw_of


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """A field `v`, and cells of it: those that are right and those that are wrong."""

    check: str
    """The check that must find the wrong ones."""
    type: str = "string"
    more: Mapping[str, Any] = field(default_factory=dict)
    """The properties of the field besides its name and type."""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The properties of the table besides its fields and key."""
    right: Sequence[str]
    wrong: Sequence[str]


def _constraint(**constraints: Any) -> Mapping[str, Any]:
    return {"constraints": constraints}


NUMBER = {"precision": 38, "decimals": 4}
CATEGORIES = {"categories": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}

KEYWORDS: Mapping[str, Keyword] = {
    "texts": Keyword(
        check="schema.v.text", right=["Súdwest", "a b"], wrong=["SÃºdwest", " ", "zero\u200bwidth"]
    ),
    "required": Keyword(
        check="schema.v.required", more=_constraint(required=True), right=["a"], wrong=[""]
    ),
    "unique": Keyword(
        check="schema.v.unique",
        more=_constraint(unique=True),
        right=["a", "", "b", ""],
        wrong=["x", "x"],
    ),
    "pattern": Keyword(
        check="schema.v.pattern",
        more=_constraint(pattern="[a-c]+"),
        right=["abc", "c", ""],
        wrong=["xbz", "bz", "xb", "b\n", "\nb"],
    ),
    "pattern, anchored by itself": Keyword(
        check="schema.v.pattern",
        more=_constraint(pattern="^a|b$"),
        right=["a", "b"],
        wrong=["ax", "xb", "b\n"],
    ),
    "pattern, digits": Keyword(
        check="schema.v.pattern",
        more=_constraint(pattern=r"\d{2}[\d-]"),
        right=["123", "12-"],
        wrong=["12", "١٢٣", "1234"],
    ),
    "minLength": Keyword(
        check="schema.v.length",
        more=_constraint(minLength=2),
        right=["ab", "éé", "👍🏽", ""],
        wrong=["a", "é", "👍"],
    ),
    "maxLength": Keyword(
        check="schema.v.length",
        more=_constraint(maxLength=2),
        right=["a", "ab", "éé", ""],
        wrong=["abc", "a\nb", "ab ", "👍🏽x"],
    ),
    "minLength and maxLength": Keyword(
        check="schema.v.length",
        more=_constraint(minLength=2, maxLength=2),
        right=["ab"],
        wrong=["a", "abc"],
    ),
    "enum of texts": Keyword(
        check="schema.v.enum",
        more=_constraint(enum=["a", "it's"]),
        right=["a", "it's", ""],
        wrong=["A", "its"],
    ),
    "enum of integers, as cells have them": Keyword(
        check="schema.v.enum",
        type="integer",
        more=_constraint(enum=["1", "9007199254740993"]),
        right=["1", "9007199254740993"],
        wrong=["2", "9007199254740992"],
    ),
    "enum of numbers": Keyword(
        check="schema.v.enum",
        type="number",
        more={**NUMBER, **_constraint(enum=[0.1, "1234567890123456789.5"])},
        right=["0.1", "0.1000", "1234567890123456789.5"],
        wrong=["0.1001", "1234567890123456789.4"],
    ),
    "enum of dates": Keyword(
        check="schema.v.enum",
        type="date",
        more=_constraint(enum=["2020-01-31"]),
        right=["2020-01-31"],
        wrong=["2020-01-30"],
    ),
    "enum of moments": Keyword(
        check="schema.v.enum",
        type="datetime",
        more=_constraint(enum=["2020-01-31T12:00:00Z"]),
        right=["2020-01-31T12:00:00Z"],
        wrong=["2020-01-31T12:00:01Z"],
    ),
    "enum of booleans": Keyword(
        check="schema.v.enum",
        type="boolean",
        more=_constraint(enum=[True]),
        right=["true"],
        wrong=["false"],
    ),
    "categories": Keyword(
        check="schema.v.enum", more=CATEGORIES, right=["a", "b", ""], wrong=["c", "A"]
    ),
    "categories as values": Keyword(
        check="schema.v.enum",
        type="integer",
        more={"categories": [0, 1]},
        right=["0", "1"],
        wrong=["2"],
    ),
    "enum beside categories": Keyword(
        check="schema.v.enum",
        more={**CATEGORIES, **_constraint(enum=["a"])},
        right=["a"],
        wrong=["b", "c"],
    ),
    "minimum of integers": Keyword(
        check="schema.v.range",
        type="integer",
        more=_constraint(minimum=2**53 + 1),
        right=[str(2**53 + 1)],
        wrong=[str(2**53)],
    ),
    "maximum of integers, as a cell has it": Keyword(
        check="schema.v.range",
        type="integer",
        more=_constraint(maximum="5"),
        right=["5", "-7"],
        wrong=["6"],
    ),
    "minimum of numbers": Keyword(
        check="schema.v.range",
        type="number",
        more={**NUMBER, **_constraint(minimum=0.1)},
        right=["0.1"],
        wrong=["0.0999"],
    ),
    "maximum of numbers": Keyword(
        check="schema.v.range",
        type="number",
        more={**NUMBER, **_constraint(maximum="1234567890123456789.5")},
        right=["1234567890123456789.5"],
        wrong=["1234567890123456789.5001"],
    ),
    "minimum of dates": Keyword(
        check="schema.v.range",
        type="date",
        more=_constraint(minimum="2020-02-29"),
        right=["2020-02-29"],
        wrong=["2020-02-28"],
    ),
    "maximum of moments": Keyword(
        check="schema.v.range",
        type="datetime",
        more=_constraint(maximum="2020-01-31T12:00:00Z"),
        right=["2020-01-31T12:00:00Z"],
        wrong=["2020-01-31T12:00:01Z"],
    ),
    "exclusiveMinimum of integers": Keyword(
        check="schema.v.open_range",
        type="integer",
        more=_constraint(exclusiveMinimum=2**53),
        right=[str(2**53 + 1)],
        wrong=[str(2**53), "-1"],
    ),
    "exclusiveMaximum of integers": Keyword(
        check="schema.v.open_range",
        type="integer",
        more=_constraint(exclusiveMaximum=5),
        right=["4"],
        wrong=["5"],
    ),
    "exclusive bounds of numbers": Keyword(
        check="schema.v.open_range",
        type="number",
        more={**NUMBER, **_constraint(exclusiveMinimum=0, exclusiveMaximum=0.3)},
        right=["0.0001", "0.2999"],
        wrong=["0", "0.3", "-0.1"],
    ),
    "exclusive bounds of dates": Keyword(
        check="schema.v.open_range",
        type="date",
        more=_constraint(exclusiveMinimum="2020-01-01", exclusiveMaximum="2020-12-31"),
        right=["2020-01-02", "2020-12-30"],
        wrong=["2020-01-01", "2020-12-31"],
    ),
    "exclusiveMinimum of moments": Keyword(
        check="schema.v.open_range",
        type="datetime",
        more=_constraint(exclusiveMinimum="2020-01-31T12:00:00Z"),
        right=["2020-01-31T12:00:01Z"],
        wrong=["2020-01-31T12:00:00Z"],
    ),
    "exclusiveMinimum beside minimum": Keyword(
        check="schema.v.open_range",
        type="integer",
        more=_constraint(exclusiveMinimum=0, minimum=0),
        right=["1"],
        wrong=["0"],
    ),
    "uniqueKeys": Keyword(
        check="schema.unique_key.v",
        schema={"uniqueKeys": [["v"]]},
        right=["a", "", ""],
        wrong=["x", "x"],
    ),
    "uniqueKeys, as version 1 writes one": Keyword(
        check="schema.unique_key.v", schema={"uniqueKeys": ["v"]}, right=["a"], wrong=["x", "x"]
    ),
    "uniqueKeys of several fields": Keyword(
        check="schema.unique_key.v+same",
        schema={"uniqueKeys": [["v", "same"]]},
        right=["a", "", "", "b"],
        wrong=["x", "x"],
    ),
    "type integer": Keyword(
        check="schema.v.type",
        type="integer",
        right=["0", "-5", "9223372036854775807", ""],
        wrong=["1.0", "+1", "01", "-0", "9223372036854775808", "1e3", " 1", "True"],
    ),
    "type number": Keyword(
        check="schema.v.type",
        type="number",
        more={"precision": 5, "decimals": 2},
        right=["0", "-5.25", "999.99", "1.5"],
        wrong=["1.005", "1,5", "NaN", "INF", "1e3", "1000.00", ".5", "+1"],
    ),
    "type date": Keyword(
        check="schema.v.type",
        type="date",
        right=["2020-02-29", "0001-01-01", "9999-12-31"],
        wrong=["2021-02-29", "0000-01-01", "10000-01-01", "01-02-2020", "2020-2-9"],
    ),
    "type datetime": Keyword(
        check="schema.v.type",
        type="datetime",
        right=["2020-01-31T12:00:00Z"],
        wrong=["2020-01-31T12:00:00", "2020-01-31", "2020-01-31T24:00:00Z"],
    ),
    "type boolean": Keyword(
        check="schema.v.type", type="boolean", right=["true", "false", ""], wrong=["1", "True", "x"]
    ),
    "missingValues": Keyword(
        check="schema.v.required",
        more=_constraint(required=True),
        schema={"missingValues": ["", "-", "n.a."]},
        right=["a", "--"],
        wrong=["-", "n.a.", ""],
    ),
    "missingValues of numbers": Keyword(
        check="schema.v.required",
        type="integer",
        more=_constraint(required=True),
        schema={"missingValues": ["", "-99", "x"]},
        right=["1", "99"],
        wrong=["-99", "x"],
    ),
    "missingValues of a field": Keyword(
        check="schema.v.required",
        more={**_constraint(required=True), "missingValues": ["", "NA"]},
        schema={"missingValues": ["", "-"]},
        right=["a", "-"],
        wrong=["NA", ""],
    ),
    "trueValues and falseValues": Keyword(
        check="schema.v.type",
        type="boolean",
        more={"trueValues": ["ja", "1"], "falseValues": ["nee"]},
        right=["ja", "nee", "1", ""],
        wrong=["true", "false", "0", "Ja"],
    ),
    "trueValues alone": Keyword(
        check="schema.v.type",
        type="boolean",
        more={"trueValues": ["ja"]},
        right=["ja", "false"],
        wrong=["true", "nee"],
    ),
    "trueValues with an enum": Keyword(
        check="schema.v.enum",
        type="boolean",
        more={"trueValues": ["ja"], "falseValues": ["nee"], **_constraint(enum=[True])},
        right=["ja"],
        wrong=["nee"],
    ),
    "decimalChar": Keyword(
        check="schema.v.type",
        type="number",
        more={**NUMBER, "decimalChar": ","},
        right=["1,5", "1234567890123456789,5", "3", "-0,25", ""],
        wrong=["1.234", "1,", ",5", "1,23456", "1,2,3", "1.234,5"],
    ),
    "decimalChar, minimum": Keyword(
        check="schema.v.range",
        type="number",
        more={**NUMBER, "decimalChar": ",", **_constraint(minimum=1.5)},
        right=["1,5"],
        wrong=["1,4999"],
    ),
    "groupChar": Keyword(
        check="schema.v.type",
        type="number",
        more={**NUMBER, "decimalChar": ",", "groupChar": "."},
        right=["1.234,5", "1234,5", "1.234.567", "999"],
        wrong=["1.23", "1234.567", "0.123", "1,234.5", "1..234"],
    ),
    "format email": Keyword(
        check="schema.v.format",
        more={"format": "email"},
        right=["info@example.org", "a.b+c@sub.example.nl"],
        wrong=["nobody", "a@b", "a@@example.org", "a b@example.org", "@example.org"],
    ),
    "format uri": Keyword(
        check="schema.v.format",
        more={"format": "uri"},
        right=["https://example.org/a?b=c#d", "http://example.org/%C3%A9"],
        wrong=["example.org/a", "https://example.org/a b", "https://example.org/%zz", "http:"],
    ),
    "format uuid": Keyword(
        check="schema.v.format",
        more={"format": "uuid"},
        right=["123e4567-e89b-12d3-a456-426614174000"],
        wrong=["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"],
    ),
    "format binary": Keyword(
        check="schema.v.format",
        more={"format": "binary"},
        right=["aGVsbG8=", "aGk=", "YWJj"],
        wrong=["aGVsbG8", "a b=", "===="],
    ),
    "format of dates": Keyword(
        check="schema.v.type",
        type="date",
        more={"format": "%d/%m/%Y"},
        right=["31/01/2020", "29/02/2020", ""],
        wrong=["2020-01-31", "30/02/2020", "01/31/2020", "31-01-2020", "1/1/2020", "01/01/0000"],
    ),
    "format of dates, as version 0 writes it": Keyword(
        check="schema.v.type",
        type="date",
        more={"format": "fmt:%d.%m.%Y"},
        right=["31.01.2020"],
        wrong=["31a01a2020"],
    ),
    "format of moments": Keyword(
        check="schema.v.type",
        type="datetime",
        more={"format": "%d/%m/%Y %H:%M"},
        right=["31/01/2020 23:59"],
        wrong=["31/01/2020 24:00", "2020-01-31T12:00:00Z", "31/01/2020"],
    ),
    "format default": Keyword(
        check="schema.v.type",
        type="date",
        more={"format": "default"},
        right=["2020-01-31"],
        wrong=["31/01/2020"],
    ),
}
"""By what is declared. In a case without a key of its own each row has one beside `v`, and a cell
`same` that is the same in all rows."""


def all_in_one() -> tuple[TableSchema, bytes]:
    """Every case as a field of one table, for an engine that takes long for a table."""
    longest = max(len(case.right) + len(case.wrong) for case in KEYWORDS.values())
    columns: dict[str, list[str]] = {"k": [str(row) for row in range(longest)]}
    fields = [described("k", "string")]
    unique_keys = []
    for number, case in enumerate(KEYWORDS.values()):
        name = f"v{number}"
        is_unique = "uniqueKeys" in case.schema or "unique" in case.more.get("constraints", {})
        cells = [*case.right, *case.wrong]
        columns[name] = cells + ["" if is_unique else case.right[0]] * (longest - len(cells))
        missing = {"missingValues": case.schema.get("missingValues", [""])}
        fields.append(described(name, case.type, **{**missing, **case.more}))
        if "uniqueKeys" in case.schema:
            unique_keys.append([name, "k"] if "same" in case.check else [name])
    raw = {**raw_of("string"), "fields": fields, "uniqueKeys": unique_keys}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return table_schema_of(in_long_form(raw), {}), stream.getvalue().encode()
