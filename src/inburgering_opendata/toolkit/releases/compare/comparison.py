"""`opendata diff`, as a function: two releases side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inburgering_opendata.toolkit.describe.data_package import load_data_package, package_of_table
from inburgering_opendata.toolkit.describe.renames import Renames, renames_of
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.compare.difference import (
    ROW_KINDS,
    PackageDifference,
    RowChange,
    TableDifference,
)
from inburgering_opendata.toolkit.releases.compare.errors import NOT_COMPARABLE
from inburgering_opendata.toolkit.releases.compare.listing import changed_rows, filled_rows
from inburgering_opendata.toolkit.releases.compare.published import Published, open_published
from inburgering_opendata.toolkit.releases.compare.recoded import successions
from inburgering_opendata.toolkit.releases.compare.recoding import Recoding
from inburgering_opendata.toolkit.releases.compare.relations import connected, open_table
from inburgering_opendata.toolkit.releases.compare.sources import source_changes
from inburgering_opendata.toolkit.releases.compare.table_difference import table_difference
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import quoted
from inburgering_opendata.toolkit.validate.workspace import TableFile


@dataclass(frozen=True)
class Comparison:
    """What changed from `old` to `new`; rows are read from the database while it is open."""

    old: Published
    new: Published
    packages: tuple[PackageDifference, ...]
    tables: tuple[TableDifference, ...]
    names: Mapping[str, str]
    """Names by code, as the newest register at hand has them."""
    recoding: Recoding
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

    def kind(self, kind: str) -> str:
        """What a kind of difference of `ROW_KINDS` is called."""
        return self.recoding.called if kind == "recoded" else ROW_KINDS[kind]

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
    views = project.told(Views)
    with (
        open_published(old, views) as before,
        open_published(new, views) as after,
        side_by_side(project, before, after, progress) as comparison,
    ):
        yield comparison


@contextmanager
def side_by_side(
    project: Project,
    before: Published,
    after: Published,
    progress: Callable[[str], None] = lambda message: None,
) -> Iterator[Comparison]:
    """As `compare`, of packages that are open already.

    Raises:
        OpendataError: what `open_table` raises, `NOT_COMPARABLE` or `KEY_REPEATED`.
    """
    if not {*before.packages} & {*after.packages}:
        raise OpendataError(
            NOT_COMPARABLE,
            old=before.path,
            new=after.path,
            packages_old=", ".join(before.packages),
            packages_new=", ".join(after.packages),
        )
    recoding = project.told(Recoding)
    with connected() as connection:
        names = _table_names(before, after)
        renames = _renames(names, before, after)
        _make_succession(connection, project, recoding, before, after)
        tables = []
        for number, name in enumerate(names):
            progress(f"comparing {name}")
            pair = before.table(name), after.table(name)
            into = f"differences_{number}"
            tables.append(table_difference(connection, name, *pair, into, renames))
        packages = _packages(before, after)
        known = _names(connection, recoding, before, after)
        yield Comparison(
            old=before,
            new=after,
            packages=packages,
            tables=tuple(tables),
            names=known,
            recoding=recoding,
            connection=connection,
        )


def _table_names(before: Published, after: Published) -> list[str]:
    """Every table of either, package by package, in the order of the new release."""
    published = [*after.packages.values(), *before.packages.values()]
    names = {name: package.name for package in published for name in package.tables}
    return sorted(names, key=lambda name: names[name])


def _renames(names: Sequence[str], before: Published, after: Published) -> Renames:
    """What the fields of each table were called before, where that was something else."""
    pairs = {name: (before.table(name), after.table(name)) for name in names}
    return {
        name: renames_of(old.schema, new.schema)
        for name, (old, new) in pairs.items()
        if old and new
    }


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
    connection: duckdb.DuckDBPyConnection, recoding: Recoding, before: Published, after: Published
) -> dict[str, str]:
    if recoding.register is None:
        return {}
    columns = recoding.code, recoding.name
    file = _with_columns(recoding.register, columns, after, before)
    if file is None:
        return {}
    open_table(connection, file, "named")
    listed = ", ".join(map(quoted, columns))
    return dict(connection.execute(f"select {listed} from named").fetchall())


def _make_succession(
    connection: duckdb.DuckDBPyConnection,
    project: Project,
    recoding: Recoding,
    before: Published,
    after: Published,
) -> None:
    """The table `succession`, from the newest register at hand; empty where there is none."""
    connection.execute("create table succession (old_code varchar, new_code varchar)")
    if recoding.changes is None:
        return
    columns = recoding.old_code, recoding.new_code
    file = _with_columns(recoding.changes, columns, after, before)
    file = file or _own_register(project, recoding.changes)
    if file is None:
        return
    open_table(connection, file, "register")
    listed = ", ".join(map(quoted, columns))
    pairs = connection.execute(f"select {listed} from register").fetchall()
    if found := successions(pairs):
        columns_of_pairs = [list(column) for column in zip(*found, strict=True)]
        connection.execute("insert into succession select unnest(?), unnest(?)", columns_of_pairs)


def _with_columns(table: str, columns: Sequence[str], *releases: Published) -> TableFile | None:
    """The table in the first of the releases in which it has these columns."""
    files = (release.table(table) for release in releases)
    return next((f for f in files if f and {*columns} <= {*f.schema.field_names}), None)


def _own_register(project: Project, table: str) -> TableFile | None:
    """The pinned source of the table: one package alone may come without it."""
    package = package_of_table(project, table)
    if package is None:
        return None
    sources = load_data_package(project, package).sources
    path = next((source.path for source in sources if source.table == table), None)
    return TableFile(package, load_table_schema(project, table).unfilled, path) if path else None
