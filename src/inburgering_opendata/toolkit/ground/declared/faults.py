"""What is wrong with a declaration, in words: where, what it has, what was expected.

The keywords are those of JSON Schema (https://json-schema.org/draft/2020-12) that our schemas use,
and `instead` beside an `enum`: by a word that is not in it, but might be looked for, why it is not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean

if TYPE_CHECKING:
    from jsonschema import ValidationError

_LONGEST = 80
"""Characters of a value that a message shows."""

_LONGEST_NAME = 60
"""Characters of what can be a name; more are a text that stands in its place."""

_NAMED_BY = ("id", "name", "path", "table")
"""The properties by which somebody knows an entry of a list."""

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object with properties",
    "null": "nothing",
}


def in_words(root: Any, errors: Iterable[ValidationError]) -> str:
    """The first fault, and how many there are beside it.

    The first is one about an unknown word, which often is why another is missing.
    """
    listed = sorted(errors, key=lambda error: error.validator != "additionalProperties")
    more = f" (and beside it: {len(listed) - 1})" if len(listed) > 1 else ""
    return _sentence(root, listed[0]) + more


def all_in_words(root: Any, errors: Iterable[ValidationError]) -> tuple[str, ...]:
    """Every fault, a sentence each, in the order of the file."""
    listed = sorted(errors, key=lambda error: [*map(str, error.absolute_path)])
    told = [sentence for error in listed for sentence in _sentences(root, error)]
    return tuple(dict.fromkeys(told))


def shown(value: Any) -> str:
    """A value as a message has it."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def place_of(root: Any, path: Sequence[str | int]) -> str:
    """Where in a declaration a value stands: `fields.amount_eur.constraints`.

    An entry of a list is known by its name, else by its number from 1: `themes[2]`.
    """
    place, value = "", root
    for step in path:
        value = value[step]
        if isinstance(step, str):
            place = f"{place}.{step}"
        elif name := _name_of(value):
            place = f"{place}.{name}"
        else:
            place = f"{place}[{step + 1}]"
    return place.removeprefix(".")


def _name_of(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    meta = entry.get("meta")
    candidates = [entry, meta] if isinstance(meta, dict) else [entry]
    names = (each[name] for name in _NAMED_BY for each in candidates if name in each)
    return next((n for n in names if isinstance(n, str) and 0 < len(n) <= _LONGEST_NAME), None)


def _sentence(root: Any, error: ValidationError) -> str:
    return next(_sentences(root, error))


def _sentences(root: Any, error: ValidationError) -> Iterator[str]:
    """What is wrong: jsonschema names all unknown words in one error, and all that are missing in
    as many errors that are alike."""
    place = place_of(root, [*error.absolute_path])
    if error.validator == "additionalProperties":
        yield from _unknown(place, error)
    elif error.validator == "required":
        yield from _missing(place, error)
    else:
        describe = _SENTENCES.get(str(error.validator), _as_expected)
        yield describe(place, error)


def _unknown(place: str, error: ValidationError) -> Iterator[str]:
    # A pattern of names is used nowhere.
    known = [*error.schema.get("properties", {})]
    listed = ", ".join(each for each in known if not each.startswith("$"))
    for name in (each for each in error.instance if each not in known):
        where = f"{place}.{name}".removeprefix(".")
        meant = did_you_mean(name, known)
        yield (
            f"there is no property '{where}', which is {shown(error.instance[name])}"
            f"{meant or ';'} known are {listed}"
        )


def _missing(place: str, error: ValidationError) -> Iterator[str]:
    for name in (each for each in error.validator_value if each not in error.instance):
        where = f"{place}.{name}".removeprefix(".")
        yield f"the property '{where}' is missing"


def _missing_beside(place: str, error: ValidationError) -> str:
    for name, needed in error.validator_value.items():
        for other in needed:
            if name in error.instance and other not in error.instance:
                where = f"{place}.{other}".removeprefix(".")
                return f"the property '{where}' is missing, which belongs to '{name}'"
    raise AssertionError("nothing is missing")


def _not_in_list(place: str, error: ValidationError) -> str:
    known = [each for each in error.validator_value if isinstance(each, str)]
    meant = did_you_mean(error.instance, known) if isinstance(error.instance, str) else ""
    listed = ", ".join(map(_plain, error.validator_value))
    instead = error.schema.get("instead", {})
    is_known = isinstance(error.instance, str) and error.instance in instead
    why = f": {instead[error.instance]}" if is_known else ""
    return f"{_is(place, error)}{meant or ';'} one of {listed} was expected{why}"


def _constant(place: str, error: ValidationError) -> str:
    return f"{_is(place, error)}; {_plain(error.validator_value)} was expected"


def _refused(place: str, error: ValidationError) -> str:
    return f"'{place}' cannot be said: {error.schema['description']}"


def _as_expected(place: str, error: ValidationError) -> str:
    return f"{_is(place, error)}; {_expected(error.schema)} was expected"


_SENTENCES: Mapping[str, Callable[[str, ValidationError], str]] = {
    "dependentRequired": _missing_beside,
    "enum": _not_in_list,
    "const": _constant,
    "not": _refused,
}


def _is(place: str, error: ValidationError) -> str:
    return f"'{place}' is {shown(error.instance)}" if place else f"it is {shown(error.instance)}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _expected(schema: Mapping[str, Any]) -> str:
    """What a schema asks of a value, in words; how a text is written is what its title says."""
    if "title" in schema:
        return str(schema["title"])
    types = schema.get("type", [])
    return " or ".join(
        _of_type(name, schema) for name in ([types] if isinstance(types, str) else types)
    )


def _of_type(name: str, schema: Mapping[str, Any]) -> str:
    words = _TYPES[name]
    if name in ("integer", "number"):
        words += "".join(
            f" {said} {schema[keyword]}"
            for keyword, said in (
                ("minimum", "from"),
                ("exclusiveMinimum", "above"),
                ("maximum", "up to"),
            )
            if keyword in schema
        )
    if name == "array":
        words += " of one at least" if schema.get("minItems") else ""
        words += ", none of them twice" if schema.get("uniqueItems") else ""
    if name == "string" and schema.get("minLength"):
        words = "a text that is not empty"
    return words
