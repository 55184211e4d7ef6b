"""All tables of a release in one SQLite file, with their keys, views and descriptions.

Dates are text, YYYY-MM-DD, and so are date-times, YYYY-MM-DDThh:mm:ssZ; booleans are 0 and 1; a
number is REAL when its digits fit in one (15) and text when they do not. The tables `opendata_*`
describe the others, and so does the `metadata.json` for Datasette (`datasette_metadata`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, ForeignKey, TableSchema
from inburgering_opendata.toolkit.ground.file import PIECE
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView
from inburgering_opendata.toolkit.publish.formats.database_words import (
    DESCRIBING,
    describing_rows,
    descriptions_of,
)
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.tables.texts import as_texts

MOST_DIGITS = 15
"""Decimal digits that a REAL keeps, whichever they are."""

_TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "date": "TEXT",
    "datetime": "TEXT",
    "boolean": "INTEGER",
}
_CHANGES, _VALID_FOR, _WRITTEN_BY = slice(24, 28), slice(92, 96), slice(96, 100)
"""Where the file says how often it was changed, as of when, and by which version of SQLite: all
that is not data."""

ROWS = 50_000
"""Rows that are in memory at a time."""


def write_database(
    packages: Sequence[PackageContents], views: Sequence[DatabaseView], stream: BinaryIO
) -> None:
    """Write the file; the same bytes whenever it is written.

    SQLite writes to a file of its own first, which is scratch.

    Raises:
        ValueError: a foreign key of the tables does not hold.
        OSError: it could not be written.
    """
    with scratch_folder("opendata-database") as scratch:
        path = scratch / "database"
        _fill(path, packages, views)
        with path.open("rb") as made:
            first = bytearray(made.read(PIECE))
            first[_CHANGES] = first[_VALID_FOR] = first[_WRITTEN_BY] = bytes(4)
            stream.write(first)
            shutil.copyfileobj(made, stream, PIECE)


def _fill(path: Path, packages: Sequence[PackageContents], views: Sequence[DatabaseView]) -> None:
    schemas = {name: schema for each in packages for name, schema in each.schemas.items()}
    tables = {name: table for each in packages for name, table in each.tables.items()}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        # Scratch: what is lost with the process is made anew.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for name, schema in schemas.items():
            connection.execute(_create(schema, schemas))
            _insert(connection, name, schema.field_names, _rows(tables[name], schema))
        for name, columns in descriptions_of(packages).items():
            listed = ", ".join(f"{column} TEXT" for column in columns)
            connection.execute(f"CREATE TABLE {quoted(name)} ({listed})")
            _insert(connection, name, columns, describing_rows(name, packages, views))
        for view in views:
            connection.execute(f"CREATE VIEW {quoted(view.name)} AS {view.sql}")
            connection.execute(f"SELECT * FROM {quoted(view.name)} LIMIT 1")
        connection.execute("COMMIT")
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise ValueError(f"table {broken[0]}, row {broken[1]}: no such key in {broken[2]}")


def structure_difference(
    path: Path, packages: Sequence[PackageContents], views: Sequence[DatabaseView]
) -> str | None:
    """What the file `path` has beside the rows of its tables, or lacks, that `write_database` would
    write otherwise: a table, a view, a description; None when it is the same.

    Raises:
        OSError: there is no such file.
        ValueError: it is not a database.
    """
    path.stat()
    with scratch_folder("opendata-database") as scratch:
        _fill(scratch / "empty", [each.without_rows() for each in packages], views)
        wanted, found = (_structure(file) for file in (scratch / "empty", path))
    for name in sorted({*wanted, *found}):
        if name not in wanted:
            return f"it has the {name[0]} {name[1]}"
        if name not in found:
            return f"it has no {name[0]} {name[1]}"
        if wanted[name] != found[name]:
            return f"its {name[0]} {name[1]} is another"
    return None


def _structure(path: Path) -> dict[tuple[str, str], object]:
    """What is declared in a database, and what its describing tables hold."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            declared = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            found: dict[tuple[str, str], object] = {
                (kind, name): sql for kind, name, sql in declared
            }
            for name in DESCRIBING:
                if ("table", name) in found:
                    rows = connection.execute(f"SELECT * FROM {quoted(name)} ORDER BY rowid")
                    found["contents of", name] = rows.fetchall()
            return found
    except sqlite3.Error as error:
        raise ValueError(f"not a readable database: {error}") from error


def database_parts(path: Path, schema: TableSchema) -> Iterator[pa.Table]:
    """A table of the file `path`, in its types and sorted by primary key, part by part.

    Raises:
        OSError: there is no such file.
        ValueError: it is not a database, or lacks the table or a column.
    """
    path.stat()
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    columns = ", ".join(map(quoted, schema.field_names))
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute(
                f"SELECT {columns} FROM {quoted(schema.name)} ORDER BY rowid"
            )
            rows = found.fetchmany(ROWS)
            yield _part(rows, schema)
            while rows := found.fetchmany(ROWS):
                yield _part(rows, schema)
    except sqlite3.Error as error:
        raise ValueError(f"not a readable database: {error}") from error


def _part(rows: Sequence[Sequence[Any]], schema: TableSchema) -> pa.Table:
    by_column = list(zip(*rows, strict=True)) or [()] * len(schema.fields)
    arrays = [_typed(values, field) for values, field in zip(by_column, schema.fields, strict=True)]
    return pa.table(arrays, names=list(schema.field_names))


def quoted(name: str) -> str:
    """An identifier, as SQL writes it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _create(schema: TableSchema, schemas: Mapping[str, TableSchema]) -> str:
    lines = [
        f"{quoted(field.name)} {_type(field)}{' NOT NULL' if field.required else ''}"
        for field in schema.fields
    ]
    lines.append(f"PRIMARY KEY ({_listed(schema.primary_key)})")
    # SQLite wants a key that is pointed at to be declared unique.
    lines += [f"UNIQUE ({_listed(target)})" for target in _pointed_at(schema, schemas)]
    lines += [
        f"FOREIGN KEY ({_listed(key.fields)}) "
        f"REFERENCES {quoted(key.reference_table)} ({_listed(key.reference_fields)})"
        for key in schema.foreign_keys
        if key.reference_table in schemas
    ]
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {quoted(schema.name)} (\n  {body}\n)"


def _pointed_at(
    schema: TableSchema, schemas: Mapping[str, TableSchema]
) -> Iterator[tuple[str, ...]]:
    keys: Iterable[ForeignKey] = (key for each in schemas.values() for key in each.foreign_keys)
    targets = {key.reference_fields for key in keys if key.reference_table == schema.name}
    yield from sorted(targets - {schema.primary_key})


def _type(field: Field) -> str:
    if field.type == "number":
        return "REAL" if field.precision <= MOST_DIGITS else "TEXT"
    return _TYPES[field.type]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def _insert(
    connection: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)


def _rows(table: pa.Table, schema: TableSchema) -> Iterator[Sequence[Any]]:
    for start in range(0, table.num_rows, ROWS):
        part = table.slice(start, ROWS)
        columns = [_values(part.column(field.name), field) for field in schema.fields]
        yield from zip(*columns, strict=True)


def _values(column: pa.ChunkedArray, field: Field) -> list[Any]:
    values: list[Any] = column.to_pylist()
    if field.type in ("date", "datetime"):
        return list(as_texts(column).to_pylist())
    if field.type == "number":
        as_stored = float if field.precision <= MOST_DIGITS else "{:f}".format
        return [None if value is None else as_stored(value) for value in values]
    return values


def _typed(values: Sequence[Any], field: Field) -> pa.Array:
    type = arrow_type(field)
    if field.type == "boolean":
        return pa.array([None if value is None else bool(value) for value in values], type)
    if field.type == "number":
        # The digits that were written, not those of the binary fraction nearest to them.
        texts = [
            f"{value:.{field.decimals}f}" if isinstance(value, float) else value for value in values
        ]
        return pc.cast(pa.array(texts, pa.string()), type)
    if field.type in ("date", "datetime"):
        return pc.cast(pa.array(values, pa.string()), type)
    return pa.array(values, type)
