"""What is to be validated: from a path of any kind to packages, tables and what they refer to."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.data_package import (
    DataPackage,
    load_data_package,
    load_data_packages,
    package_of_table,
    with_views,
)
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import (
    BUILD_UNFINISHED,
    DESCRIPTOR_UNREADABLE,
    PATH_MISSING,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import read_json, write_whole
from inburgering_opendata.toolkit.ground.left_behind import left_behind
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.unfinished import unfinished
from inburgering_opendata.toolkit.tables.scan import Scan, scan_file
from inburgering_opendata.toolkit.validate.archives import unpack
from inburgering_opendata.toolkit.validate.borrowed import borrowed_in, with_borrowed
from inburgering_opendata.toolkit.validate.errors import (
    NOTHING_TO_CHECK,
    PATH_NO_FILE,
    PATH_UNKNOWN,
    TABLE_CONFIDENTIAL,
    TABLE_NOT_NAMED,
    TABLE_WITH_PACKAGE,
    UNKNOWN_TABLE,
)

DESCRIPTOR = "datapackage.json"
_UNPACKED = "zip"
_LONGEST_HEADER = 1_000_000
"""Signs of a first line that are read to see whether a file is a source."""


@dataclass(frozen=True)
class TableFile:
    """A table and the file it stands in, which need not be there."""

    package: str
    schema: TableSchema
    path: Path
    home: Path | None = None
    """The folder of its package, which it must not lead out of."""
    is_source: bool = False
    """Whether it is as the sources of the table are: without the fields that are filled in."""

    @property
    def name(self) -> str:
        return self.schema.name

    @property
    def format(self) -> str:
        """`csv`, or `parquet` for a file or a folder of files."""
        return "csv" if self.path.suffix.lower() == ".csv" else "parquet"

    @cached_property
    def scan(self) -> Scan | None:
        """Its fingerprint and what forbids reading it; None when there is no file."""
        if self.path.is_dir() and self.format == "parquet":
            return Scan(sha256="(a folder of files)", bytes=0)
        if self.home and not self.path.resolve().is_relative_to(self.home.resolve()):
            return Scan(sha256="", bytes=0, problem="it is a link that leads out of the package")
        if not self.path.is_file():
            return None
        return scan_file(self.path, self.format == "csv", self.schema.field_names)


@dataclass(frozen=True, kw_only=True)
class PackageFolder:
    """A folder with a descriptor; `declared` is None when the project does not know the package."""

    name: str
    path: Path
    descriptor: dict[str, Any]
    declared: DataPackage | None
    tables: tuple[TableFile, ...]

    @property
    def borrowed(self) -> frozenset[str]:
        """The tables that are copies of those of other packages."""
        return borrowed_in(self.descriptor)


@dataclass(frozen=True)
class ReleaseFolder:
    """A folder of packages with a descriptor of its own."""

    path: Path
    descriptor: dict[str, Any]


@dataclass(frozen=True)
class Workspace:
    """Everything that is validated, and the tables that may be referred to."""

    packages: tuple[PackageFolder, ...]
    tables: tuple[TableFile, ...]
    references: Mapping[str, TableFile]
    release: ReleaseFolder | None = None
    left_beside: tuple[str, ...] = ()
    """Files beside the packages of a zip that a system left behind."""


@contextmanager
def open_workspace(project: Project, path: Path, table: str | None = None) -> Iterator[Workspace]:
    """The packages below `path`: a build or release, one package, a zip, or one file of `table`.

    A build or a release must bring every table it refers to. One package, a zip or a file need
    not: what they refer to is looked for beside them, and else taken from this toolkit's own
    pinned sources.

    Raises:
        OpendataError: there is nothing at `path`, or nothing that can be checked.
    """
    if not path.exists():
        raise OpendataError(PATH_MISSING, path=path)
    if not (path.is_dir() or path.is_file()):
        # A pipe or a device may have no end.
        raise OpendataError(PATH_NO_FILE, path=path, found="neither a file nor a folder")
    is_file = path.suffix.lower() in (".csv", ".parquet")
    if path.suffix.lower() == ".csv" and path.is_dir():
        raise OpendataError(PATH_NO_FILE, path=path, found="a folder")
    if table is not None:
        if not is_file:
            raise OpendataError(TABLE_WITH_PACKAGE, path=path)
        _known_table(project, table)
    elif is_file:
        known = ", ".join(_table_names(project))
        raise OpendataError(TABLE_NOT_NAMED, path=path, known=known)
    with scratch_folder("opendata") as scratch:
        if table is not None:
            schema = load_table_schema(project, table)
            if schema.is_confidential:
                raise OpendataError(TABLE_CONFIDENTIAL, table=table)
            package = package_of_table(project, table) or "(file)"
            is_source = _is_source(schema, path)
            given = schema.unfilled if is_source else schema
            file = TableFile(package, given, path, is_source=is_source)
            references = _References(project, {table: file}, [], scratch)
            yield Workspace((), (file,), references)
            return
        folders, whole = package_folders(path, scratch)
        packages = tuple(_open_package(project, folder) for folder in folders)
        tables = tuple(file for package in packages for file in package.tables)
        inside = {file.name: file for file in tables}
        if whole:
            yield Workspace(packages, tables, inside, _release_folder(path))
        else:
            around = [folder for folder in path.parent.parent.glob("*") if folder.is_dir()]
            references = _References(project, inside, around, scratch)
            unpacked = scratch / _UNPACKED
            left = tuple(_left_beside(unpacked, folders)) if unpacked.is_dir() else ()
            yield Workspace(packages, tables, references, left_beside=left)


def _is_source(schema: TableSchema, path: Path) -> bool:
    """Whether a file has the columns of a source: all but those that are filled in later."""
    if not schema.filled or path.suffix.lower() != ".csv":
        return False
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader([file.readline(_LONGEST_HEADER)]), [])
    return header == list(schema.unfilled.field_names)


def _left_beside(unpacked: Path, packages: Iterable[Path]) -> Iterator[str]:
    inside = tuple(f"{folder.relative_to(unpacked).as_posix()}/" for folder in packages)
    return (name for name in left_behind(unpacked) if not name.startswith(inside))


def package_folders(path: Path, scratch: Path) -> tuple[list[Path], bool]:
    """The folders with a descriptor, and whether they are meant to be a whole release.

    Raises:
        OpendataError: `BUILD_UNFINISHED`, `PATH_UNKNOWN`, `NOTHING_TO_CHECK`, or why a zip is not
            unpacked.
    """
    _refuse_unfinished(path)
    if path.is_dir():
        folders, whole = sorted(found.parent for found in path.glob(f"*/{DESCRIPTOR}")), True
        if not folders and (path / DESCRIPTOR).is_file():
            return [path], False
    elif path.name == DESCRIPTOR:
        return [path.parent], False
    elif path.suffix.lower() == ".zip":
        unpack(path, scratch / _UNPACKED)
        inside = (scratch / _UNPACKED).rglob(DESCRIPTOR)
        folders, whole = sorted(found.parent for found in inside), False
    else:
        raise OpendataError(PATH_UNKNOWN, path=path)
    if not folders:
        raise OpendataError(NOTHING_TO_CHECK, path=path)
    return folders, whole


def _refuse_unfinished(path: Path) -> None:
    """Raise `BUILD_UNFINISHED` for packages that are old in part, or one of them."""
    folder = path.parent if path.name == DESCRIPTOR else path
    there = unfinished(folder)
    beside = unfinished(folder.parent) & {folder.name}
    if half := there | beside:
        at = folder if there else folder.parent
        raise OpendataError(BUILD_UNFINISHED, path=at, packages=", ".join(sorted(half)))


def _open_package(project: Project, folder: Path) -> PackageFolder:
    path = folder / DESCRIPTOR
    descriptor = _read_descriptor(path)
    name = str(descriptor.get("name", "(without a name)"))
    if name not in project.package_names():
        return PackageFolder(
            name=name, path=folder, descriptor=descriptor, declared=None, tables=()
        )
    declared = load_data_package(project, name)
    try:
        declared = with_views(project, declared, descriptor)
        declared = with_borrowed(project, declared, descriptor)
    except (TypeError, ValueError) as error:
        raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=error) from error
    tables = tuple(
        TableFile(name, load_table_schema(project, table), folder / "data" / f"{table}.csv", folder)
        for table in declared.tables
    )
    return PackageFolder(
        name=name, path=folder, descriptor=descriptor, declared=declared, tables=tables
    )


def _release_folder(folder: Path) -> ReleaseFolder | None:
    path = folder / DESCRIPTOR
    return ReleaseFolder(folder, _read_descriptor(path)) if path.is_file() else None


def _read_descriptor(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except (OSError, ValueError, RecursionError) as error:
        raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=error) from error


class _References(Mapping[str, TableFile]):
    """Every table of the project, looked for when it is first asked for.

    It is taken from what is validated, else from a package nearby, else made from our own sources.
    """

    def __init__(
        self, project: Project, inside: Mapping[str, TableFile], nearby: list[Path], scratch: Path
    ) -> None:
        self._project = project
        self._found = dict(inside)
        self._nearby = nearby
        self._scratch = scratch

    def __getitem__(self, table: str) -> TableFile:
        if table not in self._found:
            package = package_of_table(self._project, table)
            if package is None:
                raise KeyError(table)
            schema = load_table_schema(self._project, table)
            self._found[table] = TableFile(package, schema, self._path(package, table))
        return self._found[table]

    def __iter__(self) -> Iterator[str]:
        return iter(_table_names(self._project))

    def __len__(self) -> int:
        return len(_table_names(self._project))

    def _path(self, package: str, table: str) -> Path:
        for folder in self._nearby:
            path = folder / "data" / f"{table}.csv"
            if folder.name == package and path.is_file():
                return path
        # Only here, as reading Arrow costs more time than all else a quick check does.
        from inburgering_opendata.toolkit.assemble.assembly import Assembly
        from inburgering_opendata.toolkit.tables.csv_writer import to_csv

        path = self._scratch / "own" / f"{table}.csv"
        schema = load_table_schema(self._project, table)
        write_whole(path, to_csv(Assembly(self._project).table(table), schema))
        return path


def _table_names(project: Project) -> list[str]:
    return [table for package in load_data_packages(project) for table in package.tables]


def _known_table(project: Project, table: str) -> None:
    base = project.told(Views).table_of(table)
    known = sorted(path.stem for path in project.expectations.glob("*.json"))
    if (base or table) not in known:
        raise OpendataError(UNKNOWN_TABLE, table=table, known=", ".join(known))
