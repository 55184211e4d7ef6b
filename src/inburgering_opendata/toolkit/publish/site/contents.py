"""What the pages are made from: the files of a release, or of a build that is not published yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.file_formats import TABLE_FORMATS
from inburgering_opendata.toolkit.describe.forms import USUAL, form_of, in_usual_form
from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.errors import (
    DESCRIPTOR_UNREADABLE,
    PATH_MISSING,
    TABLE_UNREADABLE,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.file import File, Files, OnDisk
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.tables.rows import TextRow
from inburgering_opendata.toolkit.tables.text_rows import TextRows

Json = Mapping[str, Any]


@dataclass(frozen=True)
class PublishedFile:
    """A file that a reader can download: its path within the release, bytes and fingerprint."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """A published table: its resource in the descriptor, and its CSV file."""

    package: str
    resource: Json
    csv: Path
    files: tuple[PublishedFile, ...]
    """Every file of the table, in whatever format."""

    @property
    def name(self) -> str:
        return str(self.resource["name"])

    @property
    def fields(self) -> tuple[Json, ...]:
        return tuple(self.resource["schema"]["fields"])

    @property
    def size(self) -> int:
        """Bytes of its CSV file."""
        return self.csv.stat().st_size

    @cached_property
    def texts(self) -> TextRows:
        """Its rows as text, each cell in the usual form, and each made when it is asked for.

        Raises:
            OpendataError: `TABLE_UNREADABLE`.
        """
        try:
            read = TextRows.read(self.csv)
        except (OSError, ValueError) as error:
            raise OpendataError(TABLE_UNREADABLE, path=self.csv, problem=error) from error
        missing = self.resource["schema"].get("missingValues", [""])
        forms = {str(field["name"]): form_of(field, missing) for field in self.fields}
        unusual = {name: form for name, form in forms.items() if form != USUAL}
        return read.changed({n: partial(in_usual_form, form=f) for n, f in unusual.items()})

    @cached_property
    def rows(self) -> tuple[TextRow, ...]:
        """All of `texts` at once: memory grows with the table."""
        return self.texts[:]


@dataclass(frozen=True)
class Package:
    """A published package."""

    descriptor: Json
    tables: tuple[Table, ...]
    files: tuple[PublishedFile, ...]
    """What belongs to no single table: descriptor, codebook, zip."""

    @property
    def name(self) -> str:
        return str(self.descriptor["name"])


@dataclass(frozen=True, eq=False)
class Contents:
    """A release as its readers have it; `version` and `validation` are None for a build.

    Each is another one, so that what takes long to find in it can be kept by it.
    """

    version: str | None
    packages: tuple[Package, ...]
    validation: Json | None
    files: tuple[PublishedFile, ...]
    """What belongs to no single package."""

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        return {table.name: table for package in self.packages for table in package.tables}

    def with_files(self, files: Files) -> Contents:
        """With more files that belong to no single package."""
        more = (_published(path, file) for path, file in files.items())
        return replace(self, files=tuple(sorted((*self.files, *more), key=lambda file: file.path)))

    def has_rows(self, table: str) -> bool:
        """Whether this release has the table, and something in it."""
        return table in self.tables and len(self.tables[table].texts) > 0

    def rows(self, table: str) -> tuple[TextRow, ...]:
        """The rows of a table, none when this release does not have it.

        Of one that may be long, ask `Table.texts` for those that are needed.
        """
        return self.tables[table].rows if table in self.tables else ()


def contents_of(files: Files) -> Contents:
    """The contents of a release, of which the tables stand on disk.

    Raises:
        OpendataError: `DESCRIPTOR_UNREADABLE`, naming the descriptor and what is wrong with it.
    """
    published = {path: _published(path, file) for path, file in sorted(files.items())}
    packages = []
    claimed: set[str] = set()
    for path in published:
        folder, _, name = path.rpartition("/")
        if name != "datapackage.json" or not folder or "/" in folder:
            continue
        try:
            package = _package(folder, json.loads(files[path].read()), files, published)
        except (ValueError, KeyError) as error:
            raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=repr(error)) from error
        packages.append(package)
        claimed |= {file.path for file in package.files}
        claimed |= {file.path for table in package.tables for file in table.files}
    versions = {package.descriptor.get("version") for package in packages}
    return Contents(
        versions.pop() if len(versions) == 1 else None,
        tuple(packages),
        json.loads(files["validation.json"].read()) if "validation.json" in files else None,
        tuple(file for path, file in published.items() if path not in claimed),
    )


def _published(path: str, file: File) -> PublishedFile:
    return PublishedFile(path, file.fingerprint.size, file.fingerprint.sha256)


def read_contents(folder: Path) -> Contents:
    """The contents of a release or build on disk, without the pages that it may hold already.

    Raises:
        OpendataError: `PATH_MISSING` when there is no package in it; as `contents_of` does.
    """
    files: dict[str, File] = {
        path.relative_to(folder).as_posix(): OnDisk(path)
        for path in folder.rglob("*")
        if path.is_file()
        and not is_left_behind(path)
        and path.relative_to(folder).parts[0] not in (SITE, SUMS, SIGNATURE)
    }
    if not any(path.endswith("/datapackage.json") for path in files):
        raise OpendataError(PATH_MISSING, path=folder / "*" / "datapackage.json")
    return contents_of(files)


def _package(
    folder: str,
    descriptor: Json,
    files: Files,
    published: Mapping[str, PublishedFile],
) -> Package:
    own = {path: file for path, file in published.items() if path.startswith(f"{folder}/")}
    tables = []
    for resource in descriptor["resources"]:
        if resource.get("type") != "table" or "schema" not in resource:
            continue
        paths = [f"{folder}/{each.path_of(resource['name'])}" for each in TABLE_FORMATS]
        mine = tuple(own[path] for path in paths if path in own)
        file = files[f"{folder}/{resource['path']}"]
        if not isinstance(file, OnDisk):
            raise ValueError(f"{resource['path']} is on no disk")
        tables.append(Table(descriptor["name"], resource, file.path, mine))
    claimed = {file.path for table in tables for file in table.files}
    others = [file for path, file in own.items() if path not in claimed]
    others += [file for path, file in published.items() if path == f"{folder}.zip"]
    return Package(descriptor, tuple(tables), tuple(others))
