"""The published tables that an explanation reads: from a build or release, or made on the spot.

They are read with the csv module, as loading Arrow would take longer than all the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.explain.errors import TABLE_OF_ANOTHER_VERSION
from inburgering_opendata.toolkit.describe.data_package import load_data_package
from inburgering_opendata.toolkit.describe.renames import present_names
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import (
    DESCRIPTOR_UNREADABLE,
    PATH_MISSING,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import read_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.rows import TextRow

NEEDED = {
    "funding": (
        "national_amount",
        "stream",
        "allocation",
        "housing_balance",
        "housing_target",
        "housing_target_edition",
        "reported_subject",
        "reported_figure",
        "rule",
        "implied_total",
        "national_statement",
        "spuk_parameter",
    ),
    "municipalities": ("municipality", "municipality_change", "population"),
}

OPTIONAL = ("spuk_grant", "spuk_supplied")
"""Tables of package funding that a build or release has when a caseload is a public source."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A pinned source that numbers rest on."""

    table: str
    title: str
    title_nl: str
    address: str
    sha256: str
    rows_in: str
    """The table with the reasons of a choice, or with the address of each row; else empty."""


def rows_in(source: Mapping[str, Any]) -> str:
    """That table, as a source says in a declaration or a descriptor."""
    return str(source.get("reasons_in") or source.get("addresses_in") or "")


@dataclass(frozen=True)
class Published:
    """The rows of each table as text, and the sources they rest on."""

    rows: Mapping[str, tuple[TextRow, ...]]
    sources: tuple[SourceFile, ...]


def read_published(project: Project, folder: Path | None, grants: Sequence[Path] = ()) -> Published:
    """The tables in `folder` (a build or a release), or made from the pinned sources without one.

    Args:
        grants: folders that `opendata grant` wrote, each with spuk_grant.csv and
            spuk_supplied.csv; they go with the grants in `folder`.

    Returns:
        The rows by the present names of their columns. A column that an earlier version did not
        have raises `TABLE_OF_ANOTHER_VERSION` once it is read.

    Raises:
        OpendataError: `PATH_MISSING` or `DESCRIPTOR_UNREADABLE`, naming the file.
    """
    texts = _from_sources(project) if folder is None else _from_folder(folder)
    rows = {name: _rows(project, name, text) for name, text in texts.items()}
    for name in OPTIONAL:
        own = [] if folder is None else [folder / "funding" / "data" / f"{name}.csv"]
        paths = [path for path in own if path.is_file()] + [g / f"{name}.csv" for g in grants]
        rows[name] = tuple(row for path in paths for row in _rows(project, name, _text(path)))
    if folder is None:
        sources = [
            SourceFile(
                table=s.table,
                title=s.title,
                title_nl=s.descriptor["title@nl"],
                address=s.address,
                sha256=s.sha256,
                rows_in=rows_in(s.descriptor),
            )
            for name in NEEDED
            for s in load_data_package(project, name).sources
        ]
    else:
        sources = [
            SourceFile(
                table=s["table"],
                title=s["title"],
                title_nl=s["title@nl"],
                address=s["path"],
                sha256=s["hash"].split(":")[1],
                rows_in=rows_in(s),
            )
            for name in NEEDED
            for s in _descriptor(folder / name / "datapackage.json")
        ]
    return Published(rows, tuple(sources))


class _TableRow(dict[str, str]):
    """A row that names its table when it is asked for a column that is not there."""

    def __init__(self, table: str, cells: Mapping[str, str]) -> None:
        super().__init__(cells)
        self._table = table

    def __missing__(self, column: str) -> str:
        raise OpendataError(TABLE_OF_ANOTHER_VERSION, table=self._table, column=column)


def _rows(project: Project, table: str, text: str) -> tuple[TextRow, ...]:
    lines = csv.reader(io.StringIO(text))
    names = present_names(next(lines, []), load_table_schema(project, table))
    return tuple(_TableRow(table, dict(zip(names, line, strict=False))) for line in lines)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise OpendataError(PATH_MISSING, path=path) from error


def _from_folder(folder: Path) -> dict[str, str]:
    return {
        table: _text(folder / package / "data" / f"{table}.csv")
        for package, tables in NEEDED.items()
        for table in tables
    }


def _from_sources(project: Project) -> dict[str, str]:
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.tables.csv_writer import to_csv

    assembly = Assembly(project)
    return {
        table: to_csv(assembly.table(table)).decode()
        for tables in NEEDED.values()
        for table in tables
    }


def _descriptor(path: Path) -> list[Any]:
    try:
        return list(read_json(path)["sources"])
    except (OSError, ValueError, KeyError) as error:
        raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=error) from error
