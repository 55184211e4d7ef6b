"""All tables of a release in one SQLite file, with their keys, views and descriptions.

Dates are text, YYYY-MM-DD, and so are date-times, YYYY-MM-DDThh:mm:ssZ; booleans are 0 and 1; a
number is REAL when its digits fit in one (15) and text when they do not. The tables `opendata_*`
describe the others, and so does the `metadata.json` for Datasette (`datasette_metadata`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, ForeignKey, TableSchema
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView
from inburgering_opendata.toolkit.publish.formats.database_words import (
    DESCRIPTIONS,
    describing_rows,
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
_WRITTEN_BY = slice(96, 100)
"""Where the file says which version of SQLite wrote it; the one thing that is not data."""


def to_database(packages: Sequence[PackageContents], views: Sequence[DatabaseView] = ()) -> bytes:
    """The file; the same bytes whenever it is written.

    Raises:
        ValueError: a foreign key of the tables does not hold.
    """
    schemas = {name: schema for each in packages for name, schema in each.schemas.items()}
    tables = {name: table for each in packages for name, table in each.tables.items()}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA page_size = 4096")
        for name, schema in schemas.items():
            connection.execute(_create(schema, schemas))
            _insert(connection, name, schema.field_names, _rows(tables[name], schema))
        for name, columns in DESCRIPTIONS.items():
            listed = ", ".join(f"{column} TEXT" for column in columns)
            connection.execute(f"CREATE TABLE {quoted(name)} ({listed})")
            _insert(connection, name, columns, describing_rows(name, packages, views))
        for view in views:
            connection.execute(f"CREATE VIEW {quoted(view.name)} AS {view.sql}")
            connection.execute(f"SELECT * FROM {quoted(view.name)} LIMIT 1")
        connection.commit()
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise ValueError(f"table {broken[0]}, row {broken[1]}: no such key in {broken[2]}")
        data = bytearray(connection.serialize())
    data[_WRITTEN_BY] = bytes(4)
    return bytes(data)


def read_database(data: bytes, schemas: Mapping[str, TableSchema]) -> dict[str, pa.Table]:
    """The tables of `schemas`, in their types and sorted by primary key.

    Raises:
        ValueError: it is not a database, or lacks a table or a column.
    """
    tables = {}
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(data)
            for name, schema in schemas.items():
                columns = ", ".join(map(quoted, schema.field_names))
                rows = connection.execute(
                    f"SELECT {columns} FROM {quoted(name)} ORDER BY rowid"
                ).fetchall()
                by_column = list(zip(*rows, strict=True)) or [()] * len(schema.fields)
                arrays = [
                    _typed(values, field)
                    for values, field in zip(by_column, schema.fields, strict=True)
                ]
                tables[name] = pa.table(arrays, names=list(schema.field_names))
        except sqlite3.Error as error:
            raise ValueError(f"not a readable database: {error}") from error
    return tables


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
    columns = []
    for field in schema.fields:
        column = table.column(field.name)
        dated = field.type in ("date", "datetime")
        values = (as_texts(column) if dated else column).to_pylist()
        if field.type == "number":
            as_stored = float if field.precision <= MOST_DIGITS else "{:f}".format
            values = [None if value is None else as_stored(value) for value in values]
        columns.append(values)
    return zip(*columns, strict=True)


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
