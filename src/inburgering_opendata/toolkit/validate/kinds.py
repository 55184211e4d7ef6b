"""Every kind of file that a project declares, with the JSON Schema that reading it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inburgering_opendata.toolkit.describe.corrections import CORRECTIONS
from inburgering_opendata.toolkit.describe.data_package import PACKAGE
from inburgering_opendata.toolkit.describe.organisations import ORGANISATIONS
from inburgering_opendata.toolkit.describe.table_schema import CATEGORIES, TABLE
from inburgering_opendata.toolkit.ground.declared.kind import (
    Declarations,
    Kind,
    in_languages,
    schema_of,
)
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.project_file import PROJECT_FILE
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.suites import SUITE
from inburgering_opendata.toolkit.validate.vocabulary import vocabulary_of


def kinds_of(project: Project) -> Mapping[str, Kind]:
    """The kinds of the toolkit, and those of the subject, by name."""
    own = (PROJECT_FILE, PACKAGE, TABLE, CATEGORIES, SUITE, ORGANISATIONS, CORRECTIONS)
    return {kind.name: kind for kind in (*own, *project.told(Declarations).kinds())}


def json_schema(project: Project, kind: Kind) -> Json:
    """The JSON Schema of a kind, as this project has it.

    That of suites names the expectations of its vocabulary, with the arguments of each; reading a
    suite asks the vocabulary itself, which knows the types of columns as well.
    """
    told = project.declarations
    schema = schema_of(kind, told.additions.get(kind.name))
    schema = in_languages(schema, told.languages)
    return _with_vocabulary(schema, vocabulary_of(project)) if kind is SUITE else schema


def _with_vocabulary(schema: Json, vocabulary: Mapping[str, Rule]) -> dict[str, Any]:
    expectation = schema["$defs"]["expectation"]
    properties = {**expectation["properties"], "type": {"enum": sorted(vocabulary)}}
    asked = {**expectation, "properties": properties}
    asked["allOf"] = [_arguments(name, rule) for name, rule in sorted(vocabulary.items())]
    return {**schema, "$defs": {**schema["$defs"], "expectation": asked}}


def _arguments(name: str, rule: Rule) -> dict[str, Any]:
    known: dict[str, Any] = {argument: {} for argument in (*rule.required, *rule.optional)}
    kwargs = {"required": [*rule.required], "properties": known, "additionalProperties": False}
    return {
        "if": {"properties": {"type": {"const": name}}},
        "then": {"properties": {"kwargs": kwargs}},
    }
