"""Write assembled packages into a build folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.assemble.assembly import Assembly, chosen_packages
from inburgering_opendata.toolkit.describe.data_package import with_views
from inburgering_opendata.toolkit.describe.descriptor import describe_package
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.files import Json, to_json, write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import to_csv


@dataclass(frozen=True)
class BuiltTable:
    """A table that was written, for the report to the user."""

    package: str
    table: str
    rows: int
    path: Path


def build(
    project: Project,
    names: Iterable[str],
    output: Path,
    progress: Callable[[str], None] = lambda message: None,
    *,
    views: Json | None = None,
) -> tuple[BuiltTable, ...]:
    """Write `output/<package>/datapackage.json` and `data/<table>.csv` of the named packages.

    Everything is made before anything is written, so that a broken source leaves the folder as
    it was; the descriptor is written last, so that it never names a file that is not there.

    Args:
        views: what is asked of the views of the project; without it none is made.

    Raises:
        OpendataError: an unknown package, a source that is missing, changed or unreadable, or a
            file that could not be written.
    """
    assembly = Assembly(project)
    packages = chosen_packages(project, names)
    packages = tuple(with_views(project, package, views or {}) for package in packages)
    made = {}
    for package in packages:
        for table in package.tables:
            progress(f"assembling {package.name}/{table}")
            made[table] = assembly.table(table)
    built: list[BuiltTable] = []
    for package in packages:
        schemas = {name: load_table_schema(project, name) for name in package.tables}
        files = {name: to_csv(made[name], schemas[name]) for name in package.tables}
        for name, data in files.items():
            path = output / package.name / "data" / f"{name}.csv"
            write_whole(path, data)
            built.append(BuiltTable(package.name, name, made[name].num_rows, path))
        descriptor = describe_package(package, schemas, files)
        write_whole(output / package.name / "datapackage.json", to_json(descriptor))
    return tuple(built)
