"""`opendata diff`, as a function: two releases side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inburgering_opendata.toolkit.describe.data_package import load_data_package, package_of_table
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.compare.difference import (
    PackageDifference,
    RowChange,
    TableDifference,
)
from inburgering_opendata.toolkit.releases.compare.errors import NOT_COMPARABLE
from inburgering_opendata.toolkit.releases.compare.listing import changed_rows, filled_rows
from inburgering_opendata.toolkit.releases.compare.published import Published, open_published
from inburgering_opendata.toolkit.releases.compare.recoded import successions
from inburgering_opendata.toolkit.releases.compare.relations import connected, open_table
from inburgering_opendata.toolkit.releases.compare.sources import source_changes
from inburgering_opendata.toolkit.releases.compare.table_difference import table_difference
from inburgering_opendata.toolkit.validate.workspace import TableFile

CHANGES, REGISTER = "municipality_change", "municipality"


@dataclass(frozen=True)
class Comparison:
    """What changed from `old` to `new`; rows are read from the database while it is open."""

    old: Published
    new: Published
    packages: tuple[PackageDifference, ...]
    tables: tuple[TableDifference, ...]
    names: Mapping[str, str]
    """Names of municipalities by code, as the newest register at hand has them."""
    connection: duckdb.DuckDBPyConnection

    @property
    def same(self) -> bool:
        """Whether nothing changed that a reader of the data could see."""
        kept = all(p.what == "kept" and not p.sources for p in self.packages)
        licences = all(p.licences[0] == p.licences[1] for p in self.packages)
        return kept and licences and all(table.what == "same" for table in self.tables)

    @property
    def breaking(self) -> bool:
        return any(table.breaking for table in self.tables)

    def rows(
        self, table: TableDifference, what: str | None = None, limit: int | None = None
    ) -> Iterator[RowChange]:
        """The rows of a table that are not the same, the largest differences first."""
        return changed_rows(self.connection, table, what, limit)

    def filled(self, table: TableDifference) -> Iterator[RowChange]:
        """The values of columns that were added, in the rows that were there before."""
        return filled_rows(self.connection, table)


@contextmanager
def compare(
    project: Project,
    old: Path,
    new: Path,
    progress: Callable[[str], None] = lambda message: None,
) -> Iterator[Comparison]:
    """Compare the packages at `old` and `new`, each a release, a build, a package or a zip.

    Rows are joined by DuckDB in a folder on disk, so memory is bounded whatever the size of the
    tables. Tables are read as their own descriptors say: the order of rows and columns, the
    format of a file and the way a number is written make no difference.

    Raises:
        OpendataError: what `open_published` and `open_table` raise, `NOT_COMPARABLE` without a
            package in common, or `KEY_REPEATED` when rows cannot be told apart.
    """
    with open_published(old) as before, open_published(new) as after, connected() as connection:
        if not {*before.packages} & {*after.packages}:
            raise OpendataError(
                NOT_COMPARABLE,
                old=old,
                new=new,
                packages_old=", ".join(before.packages),
                packages_new=", ".join(after.packages),
            )
        names = _table_names(before, after)
        _make_succession(connection, project, before, after)
        tables = []
        for number, name in enumerate(names):
            progress(f"comparing {name}")
            pair = before.table(name), after.table(name)
            tables.append(table_difference(connection, name, *pair, f"differences_{number}"))
        packages, known = _packages(before, after), _names(connection, before, after)
        yield Comparison(before, after, packages, tuple(tables), known, connection)


def _table_names(before: Published, after: Published) -> list[str]:
    """Every table of either, package by package, in the order of the new release."""
    published = [*after.packages.values(), *before.packages.values()]
    names = {name: package.name for package in published for name in package.tables}
    return sorted(names, key=lambda name: names[name])


def _packages(before: Published, after: Published) -> tuple[PackageDifference, ...]:
    found = []
    for name in sorted({*before.packages, *after.packages}):
        old, new = before.packages.get(name), after.packages.get(name)
        what = "kept" if old and new else "added" if new else "removed"
        licences = old.licences if old else (), new.licences if new else ()
        changes = source_changes(old.sources if old else (), new.sources if new else ())
        found.append(PackageDifference(name, what, licences, changes))
    return tuple(found)


def _names(
    connection: duckdb.DuckDBPyConnection, before: Published, after: Published
) -> dict[str, str]:
    file = after.table(REGISTER) or before.table(REGISTER)
    if file is None or not {"code", "name"} <= {*file.schema.field_names}:
        return {}
    open_table(connection, file, "named")
    return dict(connection.execute("select code, name from named").fetchall())


def _make_succession(
    connection: duckdb.DuckDBPyConnection, project: Project, before: Published, after: Published
) -> None:
    """The table `succession`, from the newest register of reorganisations at hand."""
    connection.execute("create table succession (old_code varchar, new_code varchar)")
    file = after.table(CHANGES) or before.table(CHANGES) or _own_register(project)
    open_table(connection, file, "register")
    pairs = connection.execute("select old_code, new_code from register").fetchall()
    if found := successions(pairs):
        columns = [list(column) for column in zip(*found, strict=True)]
        connection.execute("insert into succession select unnest(?), unnest(?)", columns)


def _own_register(project: Project) -> TableFile:
    """The pinned source of the table: one package alone may come without it."""
    package = package_of_table(project, CHANGES)
    assert package is not None
    sources = load_data_package(project, package).sources
    path = next(source.path for source in sources if source.table == CHANGES)
    return TableFile(package, load_table_schema(project, CHANGES), path)
