"""Where a row of a table stands in the source that somebody edits: the file, and the line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inburgering_opendata.toolkit.assemble.derivations import Derivations
from inburgering_opendata.toolkit.assemble.layout import is_laid_out
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.texts import as_texts

Key = tuple[str | None, ...]
Place = tuple[Path, int]


class SourcePlaces:
    """The place of each row, by the key of its table: an assembled table is sorted anew, so its
    own lines are those of nobody's file.

    Only of tables that are read from CSV in their own columns: of a derived table no line is its
    origin, and of another layout the file itself is told with every problem of reading.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[str, Mapping[Key, Place]] = {}

    def of(self, table: str, key: Mapping[str, str]) -> Place | None:
        """The source and the line of the row with this key, or None."""
        packages = load_data_packages(self._project)
        if not any(table in package.tables for package in packages):
            return None
        names = load_table_schema(self._project, table).primary_key
        if table not in self._found:
            self._found[table] = self._read(table, names)
        return self._found[table].get(tuple(key.get(name) for name in names))

    def _read(self, table: str, names: tuple[str, ...]) -> Mapping[Key, Place]:
        if table in self._project.told(Derivations).tables():
            return {}
        schema = load_table_schema(self._project, table).unfilled
        readers = self._project.told(Derivations).readers or {}
        places: dict[Key, Place] = {}
        for package in load_data_packages(self._project):
            for source in package.sources:
                other = is_laid_out(source.path, source.descriptor) or {*readers} & {
                    *source.descriptor
                }
                if source.table != table or other or not source.path.is_file():
                    continue
                reading = read_csv(source.path.read_bytes(), schema)
                if reading.table is None or not {*names} <= {*reading.table.column_names}:
                    continue
                columns = [as_texts(reading.table.column(name)).to_pylist() for name in names]
                lines = reading.line_numbers()
                for row, key in enumerate(zip(*columns, strict=True)):
                    places.setdefault(key, (source.path, lines[row]))
        return places
