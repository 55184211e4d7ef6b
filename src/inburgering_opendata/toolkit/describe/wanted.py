"""Files that exist and are not at hand: what each would make official, and how it is added.

A package declares them as `wanted`. One that arrives moves to `sources`, and so is wanted no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project

OF_WANTED_ALONE = ("makes", "quote@nl")
"""The properties that a source does not have."""

OF_EVERY_SOURCE = {"table", "title", "title@nl", "publisher", "address", "note", "note@nl"}
"""The properties that tell nothing of how a file is to be read."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Published figures that a file would make official."""

    table: str
    fields: tuple[str, ...]
    periods: tuple[str, ...]
    how: str
    """Whether it `replaces` those that are computed, or `stands beside` them."""


@dataclass(frozen=True, kw_only=True)
class WantedFile:
    """A file that is known to exist."""

    package: str
    declared_in: Path
    table: str
    """The table whose rows it has."""
    title: str
    title_nl: str
    publisher: str
    address: str
    """Where it was seen that it exists."""
    quote_nl: str
    """The words there that say so."""
    note: str | None
    note_nl: str | None
    makes: tuple[Figures, ...]
    source: Json
    """What is known beforehand of the source that it becomes."""

    @property
    def is_read_as_it_is(self) -> bool:
        """Whether a reader of the subject reads the file itself; else its figures are copied into
        the source that its table has.
        """
        return bool(self.source.keys() - OF_EVERY_SOURCE)


def wanted_files(project: Project, packages: Iterable[DataPackage]) -> tuple[WantedFile, ...]:
    """The files that the packages want, in the order in which they are declared.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the package, and the table or field that an
            entry would make official and that is not published, or the table that is not read.
    """
    packages = tuple(packages)
    published = {table for package in packages for table in package.tables}
    return tuple(
        wanted for package in packages for wanted in _of_package(project, package, published)
    )


def _of_package(
    project: Project, package: DataPackage, published: set[str]
) -> Iterator[WantedFile]:
    for raw in package.descriptor.get("wanted", ()):
        title, readable = raw["title"], (*package.tables, *package.inputs)
        if raw["table"] not in readable:
            meant = did_you_mean(raw["table"], readable)
            raise _broken(package, title, f"the table '{raw['table']}' is none of it{meant}")
        for made in raw["makes"]:
            if made["table"] not in published:
                meant = did_you_mean(made["table"], sorted(published))
                raise _broken(package, title, f"no table '{made['table']}' is published{meant}")
            known = load_table_schema(project, made["table"]).field_names
            if strangers := [name for name in made["fields"] if name not in known]:
                meant = did_you_mean(strangers[0], known)
                problem = f"table '{made['table']}' has no field '{strangers[0]}'{meant}"
                raise _broken(package, title, problem)
        yield WantedFile(
            package=package.name,
            declared_in=package.path,
            table=raw["table"],
            title=title,
            title_nl=raw["title@nl"],
            publisher=raw["publisher"],
            address=raw["address"],
            quote_nl=raw["quote@nl"],
            note=raw.get("note"),
            note_nl=raw.get("note@nl"),
            makes=tuple(
                Figures(
                    table=made["table"],
                    fields=tuple(made["fields"]),
                    periods=tuple(made["periods"]),
                    how=made["how"],
                )
                for made in raw["makes"]
            ),
            source={name: raw[name] for name in raw if name not in OF_WANTED_ALONE},
        )


def _broken(package: DataPackage, title: str, problem: str) -> OpendataError:
    return OpendataError(
        PROJECT_FILE_BROKEN, path=package.path, problem=f"'wanted', '{title}': {problem}"
    )
