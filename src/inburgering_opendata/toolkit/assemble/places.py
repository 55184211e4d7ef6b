"""Where a row of a table stands in the source that somebody edits: the file, the line, and in a
workbook the sheet and the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.assemble.derivations import Derivations
from inburgering_opendata.toolkit.assemble.layout import (
    columns_of,
    is_laid_out,
    printed_table,
    read_laid_out,
)
from inburgering_opendata.toolkit.describe.data_package import Source, load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_regular
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.texts import as_texts
from inburgering_opendata.toolkit.tables.xlsx.places import letter

Key = tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a row, or a cell of it, is edited."""

    file: Path
    line: int
    """Of a file of text; of a sheet or of Parquet the row."""
    cell: str = ""
    """Where in a workbook it stands, as `sheet 'Cijfers', cell C7`."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row of a source, and the table it is of."""

    file: Path
    line: int
    sheet: str
    columns: Mapping[str, int]
    """In a workbook the place of each field's column."""

    def place(self, field: str | None) -> Place:
        if not self.sheet:
            return Place(file=self.file, line=self.line)
        where = f"row {self.line}"
        if field is not None and field in self.columns:
            where = f"cell {letter(self.columns[field])}{self.line}"
        return Place(file=self.file, line=self.line, cell=f"sheet '{self.sheet}', {where}")


class SourcePlaces:
    """The place of each row, by the key of its table: an assembled table is sorted anew, so its
    own lines are those of nobody's file.

    Not of a derived table, as no line is its origin, and not of what a reader of the subject reads.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[str, Mapping[Key, _Row]] = {}

    def of(self, table: str, key: Mapping[str, str], field: str | None = None) -> Place | None:
        """Where the row with this key stands, and of a workbook the cell of `field`; or None."""
        packages = load_data_packages(self._project)
        if not any(table in package.tables for package in packages):
            return None
        names = load_table_schema(self._project, table).primary_key
        if table not in self._found:
            self._found[table] = self._read(table, names)
        row = self._found[table].get(tuple(key.get(name) for name in names))
        return row.place(field) if row else None

    def _read(self, table: str, names: tuple[str, ...]) -> Mapping[Key, _Row]:
        if table in self._project.told(Derivations).tables():
            return {}
        schema = load_table_schema(self._project, table).unfilled
        readers = self._project.told(Derivations).readers or {}
        places: dict[Key, _Row] = {}
        for package in load_data_packages(self._project):
            for source in package.sources:
                other = {*readers} & {*source.descriptor}
                if source.table != table or other or not source.path.is_file():
                    continue
                for key, row in _rows_of(source, schema, names):
                    places.setdefault(key, row)
        return places


def _rows_of(
    source: Source, schema: TableSchema, names: tuple[str, ...]
) -> Iterator[tuple[Key, _Row]]:
    """Each row of a source with its key; none of one that cannot be read, which is told of where
    it is read."""
    data = read_regular(source.path)
    sheet, columns = "", dict[str, int]()
    if is_laid_out(source.path, source.descriptor):
        layout = source.descriptor.get("layout", {})
        try:
            table = read_laid_out(source.path, data, layout, schema)
            printed = printed_table(source.path, data, layout)
        except (OpendataError, ValueError):
            return
        lines: Sequence[int] = [printed.line_of(row) for row in range(printed.rows)]
        sheet, columns = printed.sheet, columns_of(printed, layout, schema)
    else:
        reading = read_csv(data, schema)
        if reading.table is None:
            return
        table, lines = reading.table, reading.line_numbers()
    if not {*names} <= {*table.column_names}:
        return
    keys = [as_texts(table.column(name)).to_pylist() for name in names]
    for line, key in zip(lines, zip(*keys, strict=True), strict=True):
        yield key, _Row(file=source.path, line=line, sheet=sheet, columns=columns)
