"""Organisations that sources name as their publisher: `datapackages/organisations.json`.

An address is the URI of the organisation in TOOI, the register of Dutch public organisations
(https://standaarden.overheid.nl/tooi/). Who is not in it is known by name only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inburgering_opendata.toolkit.describe.language import worded
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project

ORGANISATIONS = Kind(
    name="organisations",
    files="datapackages/organisations.json",
    schema=Path(__file__).with_name("organisations.schema.json"),
)


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation, and the words by which `publisher` of a source refers to it."""

    name: str
    words: Json
    """name, in each language of the project."""
    address: str
    type: str
    """URI of its kind in the ADMS vocabulary of publisher types."""
    known_as: tuple[str, ...]

    def is_named(self, publisher: str) -> bool:
        """Whether these words of a source refer to it, perhaps among others."""
        return publisher in (*self.words.values(), *self.known_as)


@cache
def load_organisations(project: Project) -> tuple[Organisation, ...]:
    """The organisations of `project`; none when it has no such file.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is wrong with it.
    """
    path = project.packages / "organisations.json"
    if not path.is_file():
        return ()
    try:
        declared = read_declared(path, ORGANISATIONS, project.declarations)["organisations"]
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return tuple(
        Organisation(
            name=raw["name"],
            words=worded(raw, "name"),
            address=raw["address"],
            type=raw["type"],
            known_as=tuple(raw["known_as"]),
        )
        for raw in declared
    )
