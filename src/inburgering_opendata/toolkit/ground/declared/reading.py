"""The one way in which a declared file is read: parsed, and held against the schema of its kind."""

from __future__ import annotations

import pickle
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inburgering_opendata.toolkit.ground.declared.kind import (
    USUAL,
    Declarations,
    Kind,
    in_languages,
    schema_of,
    spoken,
    written_out,
)
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.installed import came_with_this_toolkit

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

NO_DECLARATIONS = Declarations()
"""What is told where there is no subject."""


def read_declared(path: Path, kind: Kind, told: Declarations = NO_DECLARATIONS) -> Any:
    """What the file `path` declares; see `declared_in` for what else it raises.

    Raises:
        OSError: the file cannot be read.
    """
    return declared_in(path.read_bytes(), path, kind, told)


def declared_in(data: bytes, path: Path, kind: Kind, told: Declarations = NO_DECLARATIONS) -> Any:
    """What `data`, read from `path`, declares.

    Args:
        kind: what it is a file of.
        told: what the subject adds to that.

    Raises:
        ValueError: naming where something else stands than the schema of the kind has, what that
            is, what was expected, and the nearest known word.
        ModuleNotFoundError: the schema cannot be asked, as jsonschema is not installed. The files
            that came with this toolkit pass unasked then: its tests have asked it of them.
    """
    try:
        addition = told.additions.get(kind.name)
        held = _held(data, path.suffix, kind, addition, told.languages, told.strangers)
    except ModuleNotFoundError:
        if not came_with_this_toolkit(path):
            raise
        return parse(data, path.suffix, kind.all_texts)
    return pickle.loads(held)  # noqa: S301 - what this process packed itself


@lru_cache(maxsize=256)
def _held(
    data: bytes,
    suffix: str,
    kind: Kind,
    addition: Path | None,
    languages: tuple[str, ...],
    strangers: bool,
) -> bytes:
    """The value, packed: a file is asked for again and again, by whoever may change what it got."""
    value = parse(data, suffix, kind.all_texts)
    _hold(value, kind, addition, languages=languages, strangers=strangers)
    return pickle.dumps(value if {*languages} == {*USUAL} else spoken(value, languages))


def hold_against(
    value: Any, kind: Kind, told: Declarations = NO_DECLARATIONS, strangers: bool = False
) -> None:
    """Let only a value pass that is as the schema of its kind says.

    Args:
        strangers: whether a word that the schema does not have is let be.

    Raises:
        ValueError, ModuleNotFoundError: as `declared_in` does.
    """
    addition = told.additions.get(kind.name)
    _hold(value, kind, addition, languages=told.languages, strangers=strangers)


def faults_in(
    data: bytes, path: Path, kind: Kind, told: Declarations = NO_DECLARATIONS
) -> tuple[str, ...]:
    """Everything that `declared_in` would refuse in `data`, a sentence each; none when it passes.

    Raises:
        ModuleNotFoundError: as `declared_in` does.
    """
    try:
        value = parse(data, path.suffix, kind.all_texts)
    except ValueError as error:
        return (str(error),)
    validator = _validator(kind, told.additions.get(kind.name), told.languages)
    if errors := [*validator.iter_errors(value)]:
        from inburgering_opendata.toolkit.ground.declared.faults import all_in_words

        return all_in_words(value, errors)
    return ()


def without_strangers(
    data: bytes, path: Path, kind: Kind, told: Declarations = NO_DECLARATIONS
) -> Any:
    """What `data` declares but the words that its kind does not have, for whoever asks what else
    is wrong with it; other faults of its form are still there.

    Raises:
        ValueError: it cannot be parsed.
        ModuleNotFoundError: as `declared_in` does.
    """
    value = parse(data, path.suffix, kind.all_texts)
    validator = _validator(kind, told.additions.get(kind.name), told.languages)
    for error in [*validator.iter_errors(value)]:
        if error.validator == "additionalProperties":
            holder = value
            for step in error.absolute_path:
                holder = holder[step]
            for name in {*holder} - {*error.schema.get("properties", {})}:
                del holder[name]
    return value


def _hold(
    value: Any, kind: Kind, addition: Path | None, *, languages: tuple[str, ...], strangers: bool
) -> None:
    found = _validator(kind, addition, languages).iter_errors(value)
    if errors := [e for e in found if not (strangers and e.validator == "additionalProperties")]:
        from inburgering_opendata.toolkit.ground.declared.faults import in_words

        raise ValueError(in_words(value, errors))


@cache
def _validator(kind: Kind, addition: Path | None, languages: tuple[str, ...]) -> Validator:
    # Only here, as importing it takes as long as starting a command does.
    from jsonschema import Draft202012Validator

    checker = Draft202012Validator.FORMAT_CHECKER
    schema = in_languages(written_out(schema_of(kind, addition)), languages)
    return Draft202012Validator(schema, format_checker=checker)
