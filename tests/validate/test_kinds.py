"""Each kind of file that a project declares: what stands in ours passes, what cannot be does not.

The mistakes are made from the JSON Schemas themselves, one of every sort for each property.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from inburgering_opendata.toolkit.ground.declared.kind import (
    Declarations,
    Kind,
    schema_of,
    written_out,
)
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.declared.reading import declared_in, hold_against
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.validate.kinds import json_schema, kinds_of
from inburgering_opendata.toolkit.validate.vocabulary import vocabulary_of
from tests.annex.made_up import TIDY
from tests.conformance.keywords import KEYWORDS, NUMBER
from tests.conformance.made_up import raw_of
from tests.projects.made_up import AIR
from tests.whole import first

PROJECT = installed_project()
TOLD = PROJECT.told(Declarations)
KINDS = kinds_of(PROJECT)

GLOBS = {
    "project": "opendata.toml",
    "package": "datapackages/*/package.json",
    "table": "schemas/*.schema.json",
    "categories": "schemas/categories.json",
    "suite": "expectations/*.json",
    "organisations": "datapackages/organisations.json",
    "indicators": "datapackages/outcomes/indicators.yaml",
    "disclosure": "datapackages/outcomes/disclosure.yaml",
}
"""Where the files of a kind are; of the other kinds the project has none as yet."""

CORRECTION = "[{table: a, where: {b: 1}, field: c, from: '', to: 2, why: d, why@nl: e, source: f}]"
SOURCE = json.loads((PROJECT.packages / "funding/package.json").read_text())["sources"][0]
FULL = {
    "corrections": parse(CORRECTION.encode(), ".yaml", all_texts=True),
    "retention": {"trajectory_days": 1, "count_days": 2, "superseded_days": 0},
}
"""A file of each kind of which the project has none."""

MORE: Mapping[str, Mapping[str, Any]] = {
    "package": {
        "themes": ["SOCI"],
        "inputs": ["a"],
        "retired": ["b"],
        "temporal": {"start": "2020-01-01", "end": "2020-12-31"},
        "sources": [
            {**SOURCE, "annex": {**TIDY, "sheet": "a", "factor": 1000, "rows": {"7": "GM0003"}}}
        ],
    },
    "table": {
        "version": "1.2.3",
        "uniqueKeys": [["id"]],
        "foreignKeys": [{"fields": ["a"], "reference": {"resource": "b", "fields": ["c"]}}],
        "missingValues": [{"value": "", "label": "x"}],
        "columnsMayBeEmpty": True,
        "confidential": False,
        "boundaries": {"municipality": "a", "date": "b", "sums": ["c"], "rates": [], "omits": []},
    },
}
"""What the files of the project say too little of."""


def paths_of(kind: Kind) -> list[Path]:
    pattern = GLOBS.get(kind.name, "nothing")
    found = [path for root in (PROJECT.root, AIR) for path in sorted(root.glob(pattern))]
    return [path for path in found if kind.name != "table" or path.name != "categories.json"]


def full(kind: Kind) -> Any:
    """What a file of that kind says, most of what it can say among it."""
    if kind.name in FULL:
        return FULL[kind.name]
    path = max(paths_of(kind), key=lambda path: path.stat().st_size)
    value = parse(path.read_bytes(), path.suffix)
    return telling({**value, **MORE.get(kind.name, {})})


def telling(value: Any) -> Any:
    """A declaration without the entries of its lists in which no property is new."""
    if isinstance(value, dict):
        return {name: telling(each) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    seen: set[str] = set()
    kept = []
    for entry in value:
        words = set(properties_in(entry))
        if not isinstance(entry, dict) or words - seen:
            kept.append(telling(entry))
        seen |= words
    return kept


def properties_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from properties_in(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from properties_in(each)


@pytest.mark.parametrize("name", KINDS)
def test_every_file_of_ours_is_as_its_schema_says(name: str) -> None:
    kind = KINDS[name]
    paths = paths_of(kind)
    assert bool(paths) is (name in GLOBS)
    for path in paths:
        declared_in(path.read_bytes(), path, kind, TOLD)
    hold_against(full(kind), kind, TOLD)


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_is_one_and_knows_no_property_by_chance(name: str) -> None:
    schema = json_schema(PROJECT, KINDS[name])
    Draft202012Validator.check_schema(schema)
    assert schema["title"] and schema["description"]
    for place, node in objects_in(schema, "#"):
        assert node.get("additionalProperties") is not None, place
        assert "properties" in node or isinstance(node["additionalProperties"], dict), place


def objects_in(node: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every part of a schema that is about an object; arguments are the vocabulary's to know."""
    if isinstance(node, list):
        for number, each in enumerate(node):
            yield from objects_in(each, f"{place}/{number}")
    elif isinstance(node, dict):
        if "object" in (node.get("type") or ()) and not place.endswith("/kwargs"):
            yield place, node
        for name, each in node.items():
            yield from objects_in(each, f"{place}/{name}")


@dataclass(frozen=True)
class Mistake:
    """A change of a declaration, and what its message must say."""

    place: tuple[str | int, ...]
    """Of the object that is changed."""
    name: str
    value: Any
    """None takes the property out."""
    words: str


def mistakes_in(
    schema: Any, root: Json, value: Any, at: tuple[str | int, ...]
) -> Iterator[Mistake]:
    """Of each property that stands in `value`: misspelt, missing, and of another type."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "if" in schema and "else" in schema:
        schema = schema["then" if isinstance(value, list) else "else"]
        yield from mistakes_in(schema, root, value, at)
        return
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from mistakes_in(schema.get("items", {}), root, each, (*at, number))
    if not isinstance(value, dict):
        return
    known = schema.get("properties", {})
    for name, each in value.items():
        if name not in known:
            inner = schema.get("additionalProperties", {})
            yield from mistakes_in(inner, root, each, (*at, name))
            continue
        misspelt = name[:-1] + name[-1] * 2
        yield Mistake(at, misspelt, each, f"{misspelt}', which is ")
        if name in schema.get("required", ()):
            yield Mistake(at, name, None, f"{name}' is missing")
        other: Any = 7.5 if isinstance(each, (dict, list)) else {"surely": "not this"}
        yield Mistake(at, name, other, f"{name}' is {json.dumps(other)}")
        yield from mistakes_in(known[name], root, each, (*at, name))


def mistakes_of(kind: Kind) -> dict[str, Mistake]:
    """By where in the schema it is and what is wrong, so that each is made once."""
    schema = written_out(schema_of(kind, TOLD.additions.get(kind.name)))
    found: dict[str, Mistake] = {}
    for each in mistakes_in(schema, schema, full(kind), ()):
        where = ".".join(str(step) for step in each.place if isinstance(step, str))
        found.setdefault(f"{where}: {each.words}", each)
    return found


@pytest.mark.parametrize(
    "name", first(4, KINDS, "The schema of another kind is held in the same way.")
)
def test_whatever_is_misspelt_missing_or_of_another_type_is_refused(name: str) -> None:
    kind = KINDS[name]
    right, mistakes = full(kind), mistakes_of(kind)
    assert len(mistakes) >= 6
    for about, mistake in mistakes.items():
        value = deepcopy(right)
        spoilt = value
        for step in mistake.place:
            spoilt = spoilt[step]
        if mistake.value is None:
            del spoilt[mistake.name]
        else:
            spoilt[mistake.name] = mistake.value
        with pytest.raises(ValueError) as caught:
            hold_against(value, kind, TOLD)
        assert mistake.words in str(caught.value), about


@pytest.mark.parametrize("name", KEYWORDS)
def test_each_keyword_of_table_schema_may_be_said(name: str) -> None:
    case = KEYWORDS[name]
    hold_against(raw_of(case.type, case.more, case.schema), KINDS["table"])


@pytest.mark.parametrize("sign", [" ", "\u00a0", "\u202f", "'"])
def test_thousands_may_be_apart_by_any_sign(sign: str) -> None:
    hold_against(raw_of("number", {**NUMBER, "groupChar": sign}), KINDS["table"])


def test_the_schema_of_suites_has_the_vocabulary_for_editors() -> None:
    suite = full(KINDS["suite"])
    validator = Draft202012Validator(json_schema(PROJECT, KINDS["suite"]))
    assert validator.is_valid(suite)
    first = suite["expectations"][0]
    for change in ({"type": "expect_nothing"}, {"kwargs": {**first["kwargs"], "colum": "a"}}):
        suite["expectations"][0] = {**first, **change}
        assert not validator.is_valid(suite)
    listed = json_schema(PROJECT, KINDS["suite"])["$defs"]["expectation"]["properties"]["type"]
    assert listed["enum"] == sorted(vocabulary_of(PROJECT))


def test_the_command_lists_the_kinds_and_prints_what_reading_asks(opendata: Any) -> None:
    listed: Result = opendata("schema")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [*KINDS]
    for name, kind in KINDS.items():
        assert json.loads(opendata("schema", name).stdout) == json_schema(PROJECT, kind)
    unknown: Result = opendata("schema", "tabel")
    assert unknown.exit_code == 2
    assert "no kind 'tabel'; did you mean 'table'?" in unknown.stderr
    elsewhere: Result = opendata("--project", AIR, "schema", "table")
    assert "boundaries" not in json.loads(elsewhere.stdout)["properties"]
    assert opendata("--project", AIR, "schema", "indicators").exit_code == 2
