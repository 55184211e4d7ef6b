"""Write assembled packages into a build folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.assemble.assembly import Assembly, chosen_packages
from inburgering_opendata.toolkit.describe.data_package import with_views
from inburgering_opendata.toolkit.describe.descriptor import describe_package
from inburgering_opendata.toolkit.describe.made_of import MADE_OF, made_of
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import BUILD_NOT_WRITTEN
from inburgering_opendata.toolkit.ground.file import in_memory
from inburgering_opendata.toolkit.ground.files import Json, to_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.unfinished import place_files
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

    Everything is made and written before anything is put in its place, so that a broken source or
    a full disk leaves the folder as it was.

    Args:
        views: what is asked of the views of the project; without it none is made.

    Raises:
        OpendataError: an unknown package, a source that is missing, changed or unreadable, or a
            file that could not be written: `WRITE_FAILED`, with everything as it was, or
            `BUILD_NOT_WRITTEN`.
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
    files: dict[str, bytes] = {}
    for package in packages:
        schemas = {name: load_table_schema(project, name) for name in package.tables}
        written = {name: to_csv(made[name], schemas[name]) for name in package.tables}
        for name, data in written.items():
            path = f"{package.name}/data/{name}.csv"
            files[path] = data
            built.append(BuiltTable(package.name, name, made[name].num_rows, output / path))
        descriptor = describe_package(package, schemas, in_memory(written))
        files[f"{package.name}/datapackage.json"] = to_json(descriptor)
        files[f"{package.name}/{MADE_OF}"] = to_json(made_of(project, package))
    names = [package.name for package in packages]
    place_files(files, output, names, stopped=BUILD_NOT_WRITTEN)
    return tuple(built)
