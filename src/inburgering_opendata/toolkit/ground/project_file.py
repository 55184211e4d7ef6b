"""`opendata.toml`: what a project says of itself, read and held against what it may say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json

FILE = "opendata.toml"

_TEXT, _TEXTS = "a text", "a list of texts"
_BOTH = {"name": _TEXT, "name@nl": _TEXT}
_SHAPE: Mapping[str, Any] = {
    "name": _TEXT,
    "title": _TEXT,
    "title@nl": _TEXT,
    "description": _TEXT,
    "description@nl": _TEXT,
    "languages": _TEXTS,
    "subject": _TEXT,
    "themes": _TEXTS,
    "frequency": _TEXT,
    "publisher": {**_BOTH, "address": _TEXT, "homepage": _TEXT, "type": _TEXT},
    "contact": {**_BOTH, "email": _TEXT, "page": _TEXT},
    "addresses": {"catalog": _TEXT, "release": _TEXT},
    "place": {**_BOTH, "address": _TEXT, "west": _TEXT, "south": _TEXT, "east": _TEXT}
    | {"north": _TEXT},
    "folders": {"packages": _TEXT, "schemas": _TEXT, "expectations": _TEXT},
}
"""Every property that it may have, and what that is; coordinates are texts, to stay exact."""


def read_project_file(path: Path) -> Json:
    """The properties in `path`, each known and of its kind; any may be left out.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the property, what it is and what was expected.
    """
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        _check(declared, _SHAPE, "")
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return declared


def _check(declared: Json, shape: Json, within: str) -> None:
    for name, value in declared.items():
        if name not in shape:
            raise ValueError(f"there is no property '{within}{name}'; known are {', '.join(shape)}")
        expected = shape[name]
        if isinstance(expected, Mapping):
            if not isinstance(value, Mapping):
                raise ValueError(f"'{within}{name}' is {value!r}; a table was expected")
            _check(value, expected, f"{within}{name}.")
        elif not _is(value, expected):
            raise ValueError(f"'{within}{name}' is {value!r}; {expected} was expected")


def _is(value: object, expected: str) -> bool:
    if expected == _TEXT:
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, list) and bool(value) and all(_is(each, _TEXT) for each in value)
