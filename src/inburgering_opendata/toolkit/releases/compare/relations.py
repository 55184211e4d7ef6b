"""Published tables in DuckDB: typed as their own descriptor says, read where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.ground.errors import TABLE_UNREADABLE, OpendataError
from inburgering_opendata.toolkit.ground.moments import FORMAT
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.validate.engines.duckdb_parquet import open_parquet
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    ROW,
    Relation,
    literal,
    open_csv,
    quoted,
    raw,
)
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.workspace import TableFile

MEMORY_LIMIT = "1GB"
"""What DuckDB may hold; what does not fit goes to a folder on disk while it works."""


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that may outgrow the memory: what does not fit goes to a folder of its own.

    Tables that are kept in a database file are compressed, which costs more than it saves here.
    """
    with (
        scratch_folder("opendata-compare") as folder,
        duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder)},
        ) as connection,
    ):
        yield connection


def open_table(
    connection: duckdb.DuckDBPyConnection,
    file: TableFile,
    name: str,
    renames: Mapping[str, str] | None = None,
) -> int:
    """Make the view `name` of the table, and return its number of rows.

    Args:
        renames: columns that get another name in the view, by their name in the file.

    Raises:
        OpendataError: `TABLE_UNREADABLE`, when the file is not what its descriptor says.
    """
    problem = None
    if file.scan is None:
        problem = "there is no such file"
    elif file.scan.problem:
        problem = file.scan.problem
    if problem:
        raise OpendataError(TABLE_UNREADABLE, path=file.path, problem=problem)
    opened = open_csv if file.format == "csv" else open_parquet
    try:
        relation = opened(connection, file, f"{name}_file")
    except UnreadableTableError as error:
        raise OpendataError(TABLE_UNREADABLE, path=file.path, problem=error.problems[0]) from error
    if problem := _unlike_schema(connection, file, relation):
        raise OpendataError(TABLE_UNREADABLE, path=file.path, problem=problem)
    columns = ", ".join(
        f"{quoted(field)} as {quoted((renames or {}).get(field, field))}"
        for field in file.schema.field_names
    )
    connection.execute(f"create view {name} as select {columns} from {relation.name}")
    return relation.state.rows


def _unlike_schema(
    connection: duckdb.DuckDBPyConnection, file: TableFile, relation: Relation
) -> str | None:
    """A column that is not there, or the first value of another type; None when all is well."""
    if missing := [f for f in file.schema.field_names if f not in relation.state.columns]:
        return f"there is no column {', '.join(missing)}"
    for field in file.schema.fields:
        if stored := relation.stored_as.get(field.name):
            return f"the column {field.name} holds {stored}, {field.type} was expected"
        if field.name in relation.state.unreadable:
            text, name = raw(field.name), relation.name
            [(row, value)] = connection.execute(
                f"select {ROW}, {text} from {name} where {text} is not null order by {ROW} limit 1"
            ).fetchall()
            return f"row {row + 1}, {field.name}: '{value}', {field.type} was expected"
    return None


def alike(old: Field, new: Field) -> bool:
    """Whether two fields hold values of one and the same type."""
    if old.type != new.type:
        return False
    return old.type != "number" or (old.precision, old.decimals) == (new.precision, new.decimals)


def as_text(field: Field, column: str) -> str:
    """SQL for a value as text that says nothing of how it is stored: 1, 1.0 and 1.00 are 1."""
    if field.type == "datetime":
        return f"strftime({column}, {literal(FORMAT)})"
    if field.type != "number":
        return f"{column}::varchar"
    trimmed = rf"regexp_replace({column}::varchar, '(\.\d*?)0+$', '\1')"
    return rf"regexp_replace({trimmed}, '\.$', '')"


def is_numeric(field: Field) -> bool:
    return field.type in ("integer", "number")
