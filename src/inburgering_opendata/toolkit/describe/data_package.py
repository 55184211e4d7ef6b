"""A data package as declared in `datapackages/<package>/package.json`: words, tables, sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.reading import declared_in
from inburgering_opendata.toolkit.ground.errors import (
    PROJECT_FILE_BROKEN,
    UNKNOWN_PACKAGE,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project

PACKAGE = Kind(
    name="package",
    files="datapackages/<package>/package.json",
    schema=Path(__file__).with_name("package.schema.json"),
)

# The properties of a declared package that its published descriptor takes over.
PUBLISHED = ("title", "description", "keywords", "licenses", "contributors")
"""Words in each language of the project."""


@dataclass(frozen=True)
class Source:
    """A pinned source file and where its figures come from."""

    table: str
    """The table whose rows the file holds: in the columns of its schema, or as a reader of the
    subject is told by another property."""
    path: Path
    title: str
    publisher: str
    address: str
    licence: str
    """Name of the licence the publisher gives, or "not stated": facts, cited."""
    date: str
    """Edition or reference date of the source, as YYYY-MM-DD."""
    sha256: str
    descriptor: Json


@dataclass(frozen=True, kw_only=True)
class DataPackage:
    """What a package is called, which tables it has, and which sources they rest on."""

    name: str
    path: Path
    tables: tuple[str, ...]
    inputs: tuple[str, ...]
    """Tables that are read to derive others, and not published by themselves."""
    sources: tuple[Source, ...]
    descriptor: Json
    asked: Json = field(default_factory=dict)
    """What was asked of its views, in the properties that its published descriptor has of it."""

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])


def load_data_package(project: Project, name: str) -> DataPackage:
    """The declaration of package `name`.

    Raises:
        OpendataError: `UNKNOWN_PACKAGE`, or `PROJECT_FILE_BROKEN` naming what is missing.
    """
    path = project.packages / name / "package.json"
    if name not in project.package_names():
        raise OpendataError(UNKNOWN_PACKAGE, name=name, known=", ".join(project.package_names()))
    try:
        # By what stands in it, so that a declaration that changed is never taken for the old one.
        return _declared(path, path.read_bytes(), project)
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error


def load_data_packages(project: Project) -> tuple[DataPackage, ...]:
    """All packages of the project, in the order of their names."""
    return tuple(load_data_package(project, name) for name in project.package_names())


def package_of_table(project: Project, table: str) -> str | None:
    """The package that publishes `table`, or None."""
    return next((p.name for p in load_data_packages(project) if table in p.tables), None)


def with_views(project: Project, package: DataPackage, asked: Json) -> DataPackage:
    """`package` with the views that are `asked` for; the same package when nothing is.

    Raises:
        ValueError, TypeError: what cannot be asked of the views of this project.
    """
    views = project.told(Views)
    asked = {name: asked[name] for name in views.properties if name in asked}
    if not asked:
        return package
    tables = [load_table_schema(project, table).descriptor for table in package.tables]
    names = views.names(tables, asked)
    return replace(package, tables=(*package.tables, *names), asked=asked)


@cache
def _declared(path: Path, data: bytes, project: Project) -> DataPackage:
    return _data_package(path, declared_in(data, path, PACKAGE, project.declarations))


def _data_package(path: Path, raw: dict[str, Any]) -> DataPackage:
    if raw["name"] != path.parent.name:
        raise ValueError(f"the name '{raw['name']}' is not that of the folder")
    tables = tuple(raw["tables"])
    sources = tuple(_source(path.parent, source) for source in raw["sources"])
    inputs = tuple(raw.get("inputs", ()))
    if strangers := sorted({source.table for source in sources} - {*tables, *inputs}):
        meant = did_you_mean(strangers[0], (*tables, *inputs))
        raise ValueError(f"sources are for {strangers}, which are no tables of the package{meant}")
    for source in raw["sources"]:
        for name in ("reasons_in", "addresses_in"):
            if name in source and source[name] not in tables:
                meant = did_you_mean(source[name], tables)
                told = f"{name} of a source of {source['table']} is '{source[name]}'"
                raise ValueError(f"{told}, which is no table of the package{meant}")
    return DataPackage(
        name=raw["name"], path=path, tables=tables, inputs=inputs, sources=sources, descriptor=raw
    )


def _source(folder: Path, raw: Json) -> Source:
    return Source(
        table=raw["table"],
        path=folder / raw["path"],
        title=raw["title"],
        publisher=raw["publisher"],
        address=raw["address"],
        licence=raw["licence"]["name"],
        date=raw["date"],
        sha256=raw["sha256"],
        descriptor=raw,
    )
