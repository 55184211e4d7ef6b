"""What a person must still say: texts of the declarations of a project that begin with TODO.

`opendata add` drafts declarations, and writes such a text wherever only a person knows: what a
column means, under which licence a file is. Everything but publishing works with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.declared.faults import place_of
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.project import Project

TODO = "TODO"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text that somebody must still write."""

    path: Path
    place: str
    """Where it stands in the file: `fields.amount.description`."""
    text: str


def drafts_of(project: Project) -> tuple[Draft, ...]:
    """Every such text of the project; of a file that cannot be read there is none."""
    files = [
        *([project.file] if project.file.is_file() else []),
        *sorted(project.packages.glob("*/package.json")),
        *sorted(project.schemas.glob("*.json")),
        *sorted(project.expectations.glob("*.json")),
    ]
    return tuple(draft for path in files for draft in _drafts_in(path))


def _drafts_in(path: Path) -> Iterator[Draft]:
    try:
        data = path.read_bytes()
        if TODO.encode() not in data:
            return
        root = parse(data, path.suffix)
    except (OSError, ValueError):
        return
    for steps, text in _texts(root, ()):
        if text.startswith(TODO):
            yield Draft(path=path, place=place_of(root, steps), text=text)


def _texts(value: Any, steps: Sequence[str | int]) -> Iterator[tuple[Sequence[str | int], str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, (*steps, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, (*steps, number))
