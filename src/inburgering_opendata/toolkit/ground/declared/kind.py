"""Kinds of files that a project declares, each with the JSON Schema of what may stand in it."""

from __future__ import annotations

import re
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


SECOND = "@nl"
"""How the schemas name what is said in the second language of a project."""

USUAL = ("nl", "en")
"""The languages of a project that names none; what they may say is what the schemas have."""


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
    languages: tuple[str, ...] = USUAL
    """In which its projects say everything."""
    strangers: bool = False
    """Whether a property that no JSON Schema has is let be."""


def schema_of(kind: Kind, addition: Path | None) -> Json:
    """The JSON Schema of a kind, with what the subject adds to it, if it adds anything."""
    schema = read_json(kind.schema)
    return _merged(schema, read_json(addition)) if addition else schema


def in_languages(schema: Any, languages: tuple[str, ...]) -> Any:
    """A JSON Schema that asks for the words of a project with other languages than the usual.

    What it has as `title@nl` may be said in any language; it is asked for in each of `languages`
    but that of `title` itself.
    """
    if {*languages} == {*USUAL}:
        return schema
    plain = "en" if "en" in languages else languages[0]
    return _asking(schema, tuple(code for code in languages if code != plain), languages)


def _asking(schema: Any, others: tuple[str, ...], languages: tuple[str, ...]) -> Any:
    if isinstance(schema, list):
        return [_asking(each, others, languages) for each in schema]
    if not isinstance(schema, dict):
        return schema
    asked = {name: _asking(value, others, languages) for name, value in schema.items()}
    if isinstance(properties := asked.get("properties"), dict):
        for name in [each for each in properties if each.endswith(SECOND)]:
            for code in (*others, *languages):
                properties.setdefault(f"{name.removesuffix(SECOND)}@{code}", properties[name])
    if isinstance(required := asked.get("required"), list):
        asked["required"] = [each for name in required for each in _in_each(name, others)]
    if isinstance(needs := asked.get("dependentRequired"), dict):
        asked["dependentRequired"] = {
            key: [each for name in needed for each in _in_each(name, others)]
            for told, needed in needs.items()
            for key in _in_each(told, others)
        }
    return asked


def _in_each(name: str, others: tuple[str, ...]) -> list[str]:
    if not name.endswith(SECOND):
        return [name]
    return [f"{name.removesuffix(SECOND)}@{code}" for code in others]


def spoken(value: Any, languages: tuple[str, ...]) -> Any:
    """A declaration without what it says in languages that are not those of its project."""
    if isinstance(value, list):
        return [spoken(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: spoken(each, languages)
        for name, each in value.items()
        if not (found := _LANGUAGE.search(str(name))) or found[1] in languages
    }


_LANGUAGE = re.compile(r"^[a-z_]+@([a-z]{2})$")


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
