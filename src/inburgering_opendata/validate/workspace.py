"""A build or release folder as validation sees it: its packages, and every table read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from inburgering_opendata.describe.data_package import DataPackage, load_data_package
from inburgering_opendata.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.errors import (
    DESCRIPTOR_UNREADABLE,
    FOLDER_MISSING,
    NOTHING_TO_CHECK,
    OpendataError,
)
from inburgering_opendata.files import read_json, sha256
from inburgering_opendata.project import Project
from inburgering_opendata.tables.csv_reader import CsvReading, read_csv


@dataclass(frozen=True)
class TableFile:
    """A table of a package and the file it stands in; `reading` is None when there is no file."""

    package: str
    schema: TableSchema
    path: Path
    reading: CsvReading | None
    sha256: str = ""

    @property
    def name(self) -> str:
        return self.schema.name

    @property
    def table(self) -> pa.Table | None:
        return self.reading.table if self.reading else None

    @cached_property
    def line_numbers(self) -> list[int]:
        """Line of the file for each row, the header being line 1."""
        return self.reading.line_numbers() if self.reading else []


@dataclass(frozen=True)
class PackageFolder:
    """A folder with a descriptor; `declared` is None when the project does not know the package."""

    name: str
    path: Path
    descriptor: dict[str, Any]
    declared: DataPackage | None
    tables: tuple[TableFile, ...]


@dataclass(frozen=True)
class Workspace:
    """Everything below the folder that is validated."""

    folder: Path
    packages: tuple[PackageFolder, ...]

    def references(self) -> dict[str, pa.Table]:
        """The tables that could be read, for the checks of other tables to refer to."""
        return {
            file.name: file.table
            for package in self.packages
            for file in package.tables
            if file.table is not None
        }


def open_workspace(project: Project, folder: Path) -> Workspace:
    """Read every package in `folder/<package>/datapackage.json`.

    Raises:
        OpendataError: `FOLDER_MISSING`, `NOTHING_TO_CHECK` (no package in it) or
            `DESCRIPTOR_UNREADABLE`.
    """
    if not folder.is_dir():
        raise OpendataError(FOLDER_MISSING, path=folder)
    descriptors = sorted(folder.glob("*/datapackage.json"))
    if not descriptors:
        raise OpendataError(NOTHING_TO_CHECK, path=folder)
    return Workspace(folder, tuple(_open_package(project, path) for path in descriptors))


def _open_package(project: Project, path: Path) -> PackageFolder:
    try:
        descriptor = read_json(path)
    except (OSError, ValueError) as error:
        raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=error) from error
    name = path.parent.name
    if name not in project.package_names():
        return PackageFolder(name, path.parent, descriptor, None, ())
    declared = load_data_package(project, name)
    tables = tuple(_open_table(project, declared, table, path.parent) for table in declared.tables)
    return PackageFolder(name, path.parent, descriptor, declared, tables)


def _open_table(project: Project, package: DataPackage, table: str, folder: Path) -> TableFile:
    schema = load_table_schema(project, table)
    path = folder / "data" / f"{table}.csv"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return TableFile(package.name, schema, path, None)
    return TableFile(package.name, schema, path, read_csv(data, schema), sha256(data))
