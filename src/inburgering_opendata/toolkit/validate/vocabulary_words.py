"""The vocabulary of suites for people: each expectation with its arguments, types and an example.

All of it follows from the declarations of `vocabulary.py` and of the rules, so that nothing is said
that is not asked.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin

from inburgering_opendata.toolkit.validate.rules.arguments import (
    Between,
    Days,
    KeysOf,
    Like,
    OfType,
    Several,
    There,
    ValuesOf,
)
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import names_columns

_LARGE = 1000
"""What is said of a bound only when it is less: the largest number there is says nothing."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of an expectation."""

    name: str
    required: bool
    type: str
    """In words."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One expectation of the vocabulary."""

    name: str
    about: str
    arguments: tuple[Argument, ...]
    example: Mapping[str, Any]
    """As a suite has it."""


def words_of(vocabulary: Mapping[str, Rule]) -> Iterator[Word]:
    """Every expectation, in the order of their names."""
    for name, rule in sorted(vocabulary.items()):
        yield Word(
            name=name,
            about=" ".join(rule.about.partition("\nArgs:")[0].split()),
            arguments=tuple(
                Argument(
                    name=argument,
                    required=argument in rule.required,
                    type=_in_words(argument, rule.argument_types.get(argument, object)),
                )
                for argument in (*rule.required, *rule.optional)
            ),
            example={
                "type": name,
                "kwargs": {each: _example(each, rule) for each in _shown(rule)},
                "meta": {
                    "id": name.removeprefix("expect_"),
                    "severity": "critical",
                    "reason": "Why it must be true, in one line.",
                },
            },
        )


def _shown(rule: Rule) -> Sequence[str]:
    """The arguments of an example: those it needs, and bounds where it would bind nothing."""
    bounds = [each for each in ("min_value", "max_value") if each in rule.optional]
    return [*rule.required, *bounds]


def _parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without what is said beside it, and that."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        plain, deeper = _parts(inner)
        return plain, (*deeper, *more)
    return annotation, ()


def _in_words(name: str, annotation: Any) -> str:
    plain, more = _parts(annotation)
    said = _kind(name, plain)
    return said + "".join(_SAID[type(each)](each) for each in more if type(each) in _SAID)


_SAID: Mapping[type, Callable[[Any], str]] = {
    OfType: lambda each: f" of the type {' or '.join(each.types)}",
    Like: lambda each: f", of the type of {each.other}",
    There: lambda each: f", of the table that {each.table} names",
    ValuesOf: lambda each: (
        f", a value that lies within those of {each.column}"
        if each.bound
        else f", of values that {each.column} can have"
    ),
    KeysOf: lambda each: f", by values of {each.column} as text",
    Days: lambda _: ", of days such as 2020-01-31",
    Between: lambda each: f" from {each.least}" + f" to {each.most}" * (each.most < _LARGE),
    Several: lambda each: f", {each.least} at least and all different",
}


def _kind(name: str, plain: Any) -> str:
    origin, inner = get_origin(plain), get_args(plain)
    if origin in (Union, types.UnionType):
        kinds = [_kind(name, each) for each in inner if each is not type(None)]
        return " or ".join(dict.fromkeys(kinds))
    if origin is not None and issubclass(origin, Mapping):
        return f"an object with {_kind('', inner[1])} by name"
    if origin is not None and issubclass(origin, Sequence):
        return "a list of columns" if names_columns(name) else f"a list, each {_kind('', inner[0])}"
    if plain is str:
        if names_columns(name) or (name.startswith("reference_") and name != "reference_table"):
            return "a column"
        return "a table" if name.endswith("_table") else "a text"
    return _KINDS.get(plain, "a value" if plain is object else "a table")


_KINDS: Mapping[Any, str] = {
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    bool: "true or false",
    object: "a value",
}


def _example(name: str, rule: Rule) -> Any:
    plain, more = _parts(rule.argument_types.get(name, object))
    return _value(name, plain, more)


def _value(name: str, plain: Any, more: Sequence[Any]) -> Any:
    origin, inner = get_origin(plain), get_args(plain)
    if origin in (Union, types.UnionType):
        return _value(name, next(each for each in inner if each is not type(None)), more)
    if origin is not None and issubclass(origin, Mapping):
        key = "2026-01-01" if any(isinstance(each, Days) for each in more) else "a"
        return {key: _value("", *_parts(inner[1]))}
    if origin is not None and issubclass(origin, Sequence):
        if name == "value_pairs_set":
            return [["a", "b"]]
        if names_columns(name) or "column" in name:
            return ["one", "other"]
        return [_value("", *_parts(inner[0]))]
    if plain is str:
        named = name.endswith("_table") or names_columns(name) or name.startswith("reference_")
        return name if named else _TEXTS.get(name, "a")
    return _EXAMPLES.get(plain, 1)


_TEXTS = {"regex": "^[A-Z]{2}$", "ignore_row_if": "either_value_is_missing", "field_type": "date"}
_EXAMPLES: Mapping[Any, Any] = {int: 1, float: 0.5, Decimal: 1, bool: True, object: 1}
