"""Kinds of files that a project declares, each with the JSON Schema of what may stand in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.files import Json, read_json


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file: `schema` is used for reading it, and is what editors are given."""

    name: str
    files: str
    """Where such files stand, for people: `schemas/<table>.schema.json`."""
    schema: Path
    """Its JSON Schema, beside the module that reads the files."""
    all_texts: bool = False
    """Whether every value in YAML is a text, as `0014` and `2022-01-01` are then left as they
    stand."""


WORDS = ("title", "description", "keywords", "label", "note")
"""What is said in two languages, the second as `title@nl`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Declarations:
    """What a subject tells of the files that its projects declare."""

    kinds: Callable[[], Iterable[Kind]] = tuple
    """Kinds of files of its own."""
    tables: Collection[str] = ()
    """Tables that are described in its projects though no package has them, such as those of
    deliveries."""
    additions: Mapping[str, Path] = field(default_factory=dict)
    """By the name of a kind of the toolkit: a JSON Schema with what such a file may have beside
    it, which is merged into that of the kind."""
    one_language: bool = False
    """Whether its projects say everything in one language, which then stands for both."""
    strangers: bool = False
    """Whether a property that no JSON Schema has is let be."""


def schema_of(kind: Kind, addition: Path | None) -> Json:
    """The JSON Schema of a kind, with what the subject adds to it, if it adds anything."""
    schema = read_json(kind.schema)
    return _merged(schema, read_json(addition)) if addition else schema


def in_one_language(schema: Any) -> Any:
    """A JSON Schema that asks for nothing in a second language."""
    if isinstance(schema, list):
        return [in_one_language(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    asked = {name: in_one_language(value) for name, value in schema.items()}
    if isinstance(required := asked.get("required"), list):
        asked["required"] = [name for name in required if not name.endswith("@nl")]
    asked.pop("dependentRequired", None)
    return asked


def in_both_languages(value: Any) -> Any:
    """A declaration in which words that stand in one language only stand for the other as well."""
    if isinstance(value, list):
        return [in_both_languages(each) for each in value]
    if not isinstance(value, dict):
        return value
    both = {name: in_both_languages(each) for name, each in value.items()}
    words = {f"{name}@nl": both[name] for name in WORDS if name in both}
    return {**words, **both}


def written_out(schema: Json) -> Json:
    """A schema with what `$ref` names in its place: asked so, it takes half the time.

    What refers to itself, as a condition within a condition, stays a reference.
    """
    definitions = schema.get("$defs", {})
    found: Json = _written_out({**schema, "$defs": {}}, definitions, ())
    return {**found, "$defs": definitions}


def _written_out(node: Any, definitions: Json, within: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_written_out(each, definitions, within) for each in node]
    if not isinstance(node, dict):
        return node
    rest = {
        name: _written_out(value, definitions, within)
        for name, value in node.items()
        if name != "$ref"
    }
    name = str(node.get("$ref", "")).removeprefix("#/$defs/")
    if not name:
        return rest
    if name in within:
        return node
    return {**_written_out(definitions[name], definitions, (*within, name)), **rest}


def _merged(one: Json, other: Json) -> dict[str, Any]:
    both = {
        name: _merged(one[name], other[name])
        for name in one.keys() & other.keys()
        if isinstance(one[name], dict)
    }
    return {**other, **one, **both}
