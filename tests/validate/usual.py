"""What the arguments of a rule may be on tables that are made up, by what its signature says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from inburgering_opendata.toolkit.describe.constraints import EVERY
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

TEXTS: Mapping[str, str] = {"regex": "^a", "field_type": ""}
"""Arguments that are a text of which no signature can say what it must be: by name, one that fits.
A field type is that of the column."""


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """A table that is made up, and the other one that it may be compared with."""

    columns: Mapping[str, Sequence[str]]
    """Those of the table by type, the one first that is taken where nothing else is said; the other
    table has the first of each type as well."""
    values: Mapping[str, Sequence[Any]]
    """Two values of each type, as a suite writes them."""
    other: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """What an argument of that name is, where the rule can have it."""

    def type_of(self, columns: str | Sequence[str]) -> str:
        first = columns if isinstance(columns, str) else columns[0]
        return next(type for type, names in self.columns.items() if first in names)


def usual_arguments(
    rule: Rule, made_up: MadeUp, types: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Arguments that the rule can have, with a column of the types that are asked for."""
    asked = dict(types or {})
    made: dict[str, Any] = {}
    for name in (*rule.required, *rule.optional):
        if names_columns(name) and (name in asked or name in rule.required):
            made[name] = _columns(name, rule.argument_types[name], asked.get(name), made_up)
    for name in (*rule.required, *rule.optional):
        if name in made:
            continue
        hint = rule.argument_types[name]
        if name in rule.required and name in made_up.given and _is_of_given(hint, made, made_up):
            made[name] = made_up.given[name]
            continue
        for each in said(hint):
            _say(name, hint, each, asked, made, made_up)
    if "value_pairs_set" in rule.required:
        a, b = (made_up.values[made_up.type_of(made[name])] for name in ("column_A", "column_B"))
        made["value_pairs_set"] = [[a[0], b[0]], [a[1], None]]
    for name in rule.required:
        if name not in made:
            made[name] = _plain(name, rule.argument_types[name], made_up)
    if made.get("field_type") == "":
        made["field_type"] = made_up.type_of(made["column"])
    if {"min_value", "max_value"} <= {*rule.optional} and "min_value" not in made:
        made["min_value"] = 1
    return made


def required_arguments(rule: Rule, made_up: MadeUp) -> dict[str, Any]:
    """Those without which the rule cannot be asked, and no other."""
    usual = usual_arguments(rule, made_up)
    return {name: usual[name] for name in rule.required}


def _columns(name: str, hint: Any, asked: str | None, made_up: MadeUp) -> Any:
    several = max((each.least for each in said(hint) if isinstance(each, Several)), default=1)
    given: str | Sequence[str] = made_up.given.get(name, ())
    is_enough = bool(given) if isinstance(given, str) else len(given) >= several
    if is_enough and not asked and made_up.type_of(given) in _allowed(hint):
        return given
    columns = made_up.columns[asked or _first_type(hint, made_up)]
    return columns[0] if base(hint) is str else [*columns[:several]]


def _is_of_given(hint: Any, made: Mapping[str, Any], made_up: MadeUp) -> bool:
    """Whether what is given of an argument is of the column that the other argument has here."""
    return all(
        made[each.column] == made_up.given.get(each.column)
        for each in said(hint)
        if isinstance(each, ValuesOf | KeysOf) and each.column in made
    )


def _say(
    name: str,
    hint: Any,
    each: Any,
    asked: Mapping[str, str],
    made: dict[str, Any],
    made_up: MadeUp,
) -> None:
    """Take what one word of the signature says of the argument, if it says what values it has."""
    if isinstance(each, There):
        alike = next((made.get(like.other) for like in said(hint) if isinstance(like, Like)), None)
        column = made_up.columns[asked.get(name) or _first_type(hint, made_up)][0]
        made[name] = alike or (column if base(hint) is str else [column])
    elif isinstance(each, ValuesOf) and each.column in made:
        type = made_up.type_of(made[each.column])
        values = made_up.values[type]
        of_keys = next((k for k in said(hint) if isinstance(k, KeysOf)), None)
        if of_keys:
            made[name] = dict.fromkeys(_keys(made[of_keys.column], made_up), values[1])
        elif each.bound:
            made[name] = True if type == "boolean" else values[name == "max_value"]
        else:
            made[name] = values[0] if base(hint) is str else list(values)
    elif isinstance(each, KeysOf):
        made[name] = dict.fromkeys(_keys(made[each.column], made_up), 2)
    elif isinstance(each, Days):
        made[name] = {"2020-01-01": 1} if base(hint) is not str else "2020-01-01"


def _first_type(hint: Any, made_up: MadeUp) -> str:
    return next(type for type in _allowed(hint) if type in made_up.columns)


def _plain(name: str, hint: Any, made_up: MadeUp) -> Any:
    """What an argument is of which the signature says a type of Python, and no column."""
    if name in TEXTS:
        return TEXTS[name]
    kind = base(hint)
    if kind is str:
        assert name.endswith("table"), f"say in TEXTS of {__name__} what '{name}' is"
        return made_up.other
    of = get_args(kind)[-1:]
    if get_origin(kind) is Mapping:
        return {"a": _plain(name, of[0], made_up)}
    if get_origin(kind) is Sequence:
        return ["a"] if base(of[0]) is str else [_plain(name, of[0], made_up)]
    if kind is bool:
        return True
    limits = next((each for each in said(hint) if isinstance(each, Between)), Between(1))
    return min(max(limits.least, 1), limits.most)


def said(hint: Any) -> tuple[Any, ...]:
    """What a hint says beside a type of Python."""
    return tuple(
        each
        for part in (hint, *get_args(hint))
        if get_origin(part) is Annotated
        for each in get_args(part)[1:]
    )


def base(hint: Any) -> Any:
    """The type of Python, without what is said beside it, and without None."""
    parts = get_args(hint)
    is_plain = get_origin(hint) is not Annotated and NoneType not in parts
    return hint if is_plain else base(parts[0])


def _allowed(hint: Any) -> Sequence[str]:
    return next((each.types for each in said(hint) if isinstance(each, OfType)), EVERY)


def _keys(column: str, made_up: MadeUp) -> list[str]:
    type = made_up.type_of(column)
    written = {"number": ["0.10", "135.75"], "boolean": ["True", "False"]}
    return written.get(type) or [str(value) for value in made_up.values[type]]
