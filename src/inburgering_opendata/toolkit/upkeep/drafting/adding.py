"""`opendata add`, as a function: from a file to the declarations of a table, as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.data_package import package_of_table
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_json, to_json, write_all
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.detecting import detect
from inburgering_opendata.toolkit.upkeep.drafting.draft import Draft, Told, publisher_of
from inburgering_opendata.toolkit.upkeep.drafting.errors import (
    FILE_NOT_THERE,
    FILE_NOT_UNDERSTOOD,
    NAME_UNUSABLE,
    SOURCE_IS_THERE,
    TABLE_IS_THERE,
)
from inburgering_opendata.toolkit.upkeep.drafting.words import (
    NAME,
    name_of,
    said,
    todo,
)


@dataclass(frozen=True, kw_only=True)
class Added:
    """A table that was drafted."""

    package: str
    table: str
    rows: int
    files: Sequence[Path]
    """What was written."""
    seen: Sequence[str]
    """What was taken from the file and is to be confirmed, a line each."""


def add(project: Project, path: Path, told: Told) -> Added:
    """Declare the table in the file `path`: schema, suite, source and package, as drafts.

    The file itself is copied into the sources of the package, byte for byte. Everything is tried
    before anything is written: the draft is right for its own file.

    Raises:
        OpendataError: one of the errors of this room, or what `write_all` raises.
    """
    if not path.is_file():
        raise OpendataError(FILE_NOT_THERE, path=path)
    data = path.read_bytes()
    try:
        detected = detect(path, data, told.layout)
    except ValueError as error:
        raise OpendataError(FILE_NOT_UNDERSTOOD, path=path, problem=error) from error
    table = _named(told.table or name_of(path.stem), "table")
    package = _named(told.package or _only_package(project), "package")
    source = project.packages / package / "sources" / path.name
    if source.exists() and source.read_bytes() != data:
        raise OpendataError(SOURCE_IS_THERE, path=source)
    drafted = Draft(
        project=project, path=path, data=data, detected=detected, table=table, told=told
    )
    declared = {
        project.schemas / f"{table}.schema.json": to_json(drafted.schema),
        project.expectations / f"{table}.json": to_json(drafted.suite()),
    }
    _refuse_what_is_there(project, table, declared)
    descriptor = _with_source(project, package, table, drafted.source(source.name))
    files = {
        source: data,
        **declared,
        # Last, as without it nothing of the rest is used.
        project.packages / package / "package.json": to_json(descriptor),
    }
    write_all({each: d for each, d in files.items() if each.resolve() != path.resolve()})
    return Added(
        package=package,
        table=table,
        rows=drafted.rows.num_rows,
        files=[*files],
        seen=drafted.seen(),
    )


def _refuse_what_is_there(project: Project, table: str, declared: Mapping[Path, bytes]) -> None:
    """Let only a table pass that is new; what a stopped `add` of the same file left is no table.

    Raises:
        OpendataError: `TABLE_IS_THERE`.
    """
    if home := package_of_table(project, table):
        path = project.packages / home / "package.json"
        raise OpendataError(TABLE_IS_THERE, path=path, table=table)
    for path, data in declared.items():
        if path.exists() and path.read_bytes() != data:
            raise OpendataError(TABLE_IS_THERE, path=path, table=table)


def _named(name: str, what: str) -> str:
    if not NAME.fullmatch(name):
        raise OpendataError(NAME_UNUSABLE, name=name, what=what)
    return name


def _only_package(project: Project) -> str:
    """The package of the project, where it has one; a new one of its name where it has none."""
    names = project.package_names()
    return names[0] if len(names) == 1 else name_of(load_catalog(project).name)


def _with_source(
    project: Project, package: str, table: str, source: Mapping[str, Any]
) -> dict[str, Any]:
    """The declaration of the package with the table and its source; a new one where there is none.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, of a package.json that is there.
    """
    path = project.packages / package / "package.json"
    if path.is_file():
        raw = read_json(path)
        tables = [*raw["tables"], table]
        return {**raw, "tables": tables, "sources": [*raw["sources"], source]}
    licence = source["licence"]
    return {
        "name": package,
        **said(project, "title", todo("what the package is called")),
        **said(project, "description", todo("what the tables of the package are about")),
        **said(project, "keywords", [todo("a word by which somebody looks for it")]),
        "licenses": [{"path": todo("where the licence stands, as https://…"), **licence}],
        "contributors": [
            {"title": publisher_of(project) or todo("who made the package"), "roles": ["compiler"]}
        ],
        "tables": [table],
        "sources": [source],
    }
