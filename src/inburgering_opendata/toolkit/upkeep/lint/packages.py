"""Packages: their tables and sources, and what no package uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.assemble.derivations import Derivations
from inburgering_opendata.toolkit.ground.declared.kind import Declarations
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.files import Json, sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.lint.finding import Finding, Severity
from inburgering_opendata.toolkit.upkeep.lint.tables import schema_path
from inburgering_opendata.toolkit.upkeep.lint.telling import within


@dataclass(frozen=True)
class Declared:
    """A package.json of which the form is right."""

    path: Path
    raw: Mapping[str, Any]

    @property
    def tables(self) -> tuple[str, ...]:
        return (*self.raw["tables"], *self.raw.get("inputs", ()))


def declared_packages(project: Project, broken: Collection[Path]) -> tuple[Declared, ...]:
    """Every package that says of its tables and sources what they are, also where another word of
    it is wrong."""
    found = []
    for path in sorted(project.packages.glob("*/package.json")):
        try:
            raw = parse(path.read_bytes(), path.suffix)
        except (OSError, ValueError):
            continue  # told of the file
        if path not in broken or _tells_its_tables(raw):
            found.append(Declared(path, raw))
    return tuple(found)


def _tells_its_tables(raw: Any) -> bool:
    try:
        texts = [raw["name"], *raw["tables"], *raw.get("inputs", ())]
        for source in raw["sources"]:
            texts += [source["table"], source["path"], source["sha256"], source["licence"]["name"]]
    except (AttributeError, KeyError, TypeError):
        return False
    return all(isinstance(text, str) for text in texts)


def check_packages(project: Project, packages: Collection[Declared]) -> Iterator[Finding]:
    """The tables and sources of each package."""
    home: dict[str, Path] = {}
    sources = {source["table"] for package in packages for source in package.raw["sources"]}
    derived = set(project.told(Derivations).tables())
    for package in packages:
        path, raw = package.path, package.raw
        if raw["name"] != path.parent.name:
            yield Finding(
                path=path,
                problem=f"the name '{raw['name']}' is not that of the folder",
                mend="Give the package the name of its folder.",
            )
        for table in raw["tables"]:
            if table in home:
                yield Finding(
                    path=path,
                    problem=f"table '{table}' is one of {home[table].parent.name} as well",
                    mend="Name it in one package; others reach it by a foreign key.",
                )
            home[table] = path
            if table not in sources | derived:
                yield Finding(
                    path=path,
                    problem=f"table '{table}' has neither a source nor a rule that derives it",
                    mend="`opendata add FILE --table NAME` declares a source for it.",
                )
        for table in package.tables:
            if not schema_path(project, table).is_file():
                known = [p.name.partition(".")[0] for p in project.schemas.glob("*.schema.json")]
                meant = did_you_mean(table, known)
                yield Finding(
                    path=path,
                    problem=f"table '{table}' has no schema in {project.schemas.name}/{meant}",
                    mend=f"`opendata add FILE --table {table}` drafts one from the file.",
                )
        yield from _check_sources(package, project.root)


def _check_sources(package: Declared, root: Path) -> Iterator[Finding]:
    path = package.path
    named = {source["path"] for source in package.raw["sources"]}
    for source in package.raw["sources"]:
        if source["table"] not in package.tables:
            meant = did_you_mean(source["table"], package.tables)
            yield Finding(
                path=path,
                problem=f"the source {source['path']} is for '{source['table']}', which is no "
                f"table of the package{meant}",
                mend="Name it in 'tables' or 'inputs', or correct the source.",
            )
        file = path.parent / source["path"]
        if not file.is_file():
            yield Finding(
                path=path,
                problem=f"the source {source['path']} is not there",
                mend=f"Put the file at {file}, or write the name of its new edition as 'path' and "
                "run `opendata pin`, or take the source out.",
            )
        elif sha256(file.read_bytes()) != source["sha256"]:
            yield Finding(
                path=path,
                problem=f"the source {source['path']} is not the file that is pinned",
                mend="Restore it; of a new edition `opendata pin` shows and pins what changed.",
            )
        if "path" not in source["licence"] and source["licence"]["name"] != "not stated":
            yield Finding(
                path=path,
                problem=f"the licence of the source {source['path']} has no path, where its text "
                "stands",
                mend="Add 'path' to it; `not stated` is the name where there is no licence.",
                severity=Severity.WARNING,
            )
        for edition in source.get("editions", ()):
            named.add(edition["path"])
            yield from _kept(path, edition)
    folder = path.parent / "sources"
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(path.parent).as_posix()
        if file.is_file() and name not in named:
            yield Finding(
                path=file,
                problem="no source of the package is this file, so nothing pins or reads it",
                mend=f"`opendata add {within(file, root)}` declares it as a table of its own; as a "
                "new edition of a source, name it as the 'path' of that; else remove it.",
                severity=Severity.WARNING,
            )


def _kept(path: Path, edition: Json) -> Iterator[Finding]:
    """Whether an edition that was pinned before is kept as it was."""
    file = path.parent / edition["path"]
    if not file.is_file() or sha256(file.read_bytes()) != edition["sha256"]:
        what = "is not the file that was pinned" if file.is_file() else "is not there"
        yield Finding(
            path=path,
            problem=f"the edition {edition['path']}, which was pinned before, {what}",
            mend="Restore it from an earlier commit.",
        )


def check_unused(project: Project, packages: Collection[Declared]) -> Iterator[Finding]:
    """Schemas and suites of tables that no package has."""
    used = {table for package in packages for table in package.tables}
    used |= {*project.told(Declarations).tables}
    listed = [
        *((p, p.name.removesuffix(".schema.json")) for p in project.schemas.glob("*.schema.json")),
        *((p, p.stem) for p in project.expectations.glob("*.json")),
    ]
    for path, table in sorted(listed):
        if table not in used:
            meant = did_you_mean(table, used)
            yield Finding(
                path=path,
                problem=f"no package has a table '{table}', so nothing uses this file{meant}",
                mend="Name the table in a package.json, or remove the file.",
                severity=Severity.WARNING,
            )
