"""Tables in DuckDB: how CSV, or what is in memory, becomes a relation whose rows are numbered.

Every relation has a column `#row`, counted from 0 in the order of the file. For CSV each typed
column `c` has a shadow `c#raw`: the text of a cell that is not of the declared type, else empty.
A date-time is a TIMESTAMP in UTC: one with a zone, as Parquet has it, would depend on where it is
read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.ground.moments import (
    FIRST,
    FORMAT,
    without_zone,
)
from inburgering_opendata.toolkit.tables.column_names import problem_with_columns
from inburgering_opendata.toolkit.tables.records import records
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.preconditions import TableState
from inburgering_opendata.toolkit.validate.workspace import TableFile

if TYPE_CHECKING:
    import pyarrow as pa

ROW = '"#row"'

STORED_MOMENT = "TIMESTAMP WITH TIME ZONE"
"""A date-time in Parquet."""


@dataclass(frozen=True)
class Relation:
    """A table as DuckDB holds it."""

    name: str
    """What stands after `from`: a table, a view or a query."""
    state: TableState
    stored_as: dict[str, str]
    """Columns that are stored as another type than declared, with that type."""
    empty_cells: Mapping[str, int] = field(default_factory=dict)
    """How many there are in each column in which they were counted."""


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value as SQL writes it, each of its own type; None is null. All else is taken for text."""
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"timestamp '{without_zone(value).isoformat(sep=' ')}'"
        case date():
            return f"date '{value.isoformat()}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


def is_one_of(column: str, values: Iterable[object]) -> str:
    """The condition that a cell has one of the values, None being that of an empty cell.

    It is true or false, never null: `in` with a null among the values is never false.
    """
    listed = list(values)
    given = ", ".join(literal(value) for value in listed if value is not None)
    conditions = [f"coalesce({quoted(column)} in ({given}), false)"] if given else []
    if None in listed:
        conditions.append(f"{quoted(column)} is null")
    return f"({' or '.join(conditions) or 'false'})"


def raw(name: str) -> str:
    return quoted(f"{name}#raw")


def open_csv(connection: duckdb.DuckDBPyConnection, file: TableFile, name: str) -> Relation:
    """Load a CSV file, once, into a table of typed columns; raises `UnreadableTableError`."""
    columns = header(file.path)
    fields = {field.name: field for field in file.schema.fields}
    typed = [c for c in columns if c in fields and fields[c].type != "string"]
    values = [
        f"{_value(fields[c]) if c in typed else cell_text(c, fields.get(c))} as {quoted(c)}"
        for c in columns
    ]
    texts = [f"{cell_text(c, fields[c])} as {_text(c)}" for c in typed]
    shadows = [f"case when {quoted(c)} is null then {_text(c)} end as {raw(c)}" for c in typed]
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    query = (
        f"create table {name} as select {', '.join([*map(quoted, columns), *shadows])} "
        f"from (select {', '.join([*values, *texts])} "
        f"from read_csv({literal(file.path)}, columns = {{{types}}}, auto_detect = false, "
        "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        "strict_mode = true, null_padding = false, max_line_size = 4194304))"
    )
    try:
        connection.execute(query)
    except duckdb.Error as error:
        raise UnreadableTableError([str(error).splitlines()[0]]) from error
    counted = ["count(*)", *(f"count({c})" for c in [*map(quoted, columns), *map(raw, typed)])]
    [(rows, *counts)] = connection.execute(f"select {', '.join(counted)} from {name}").fetchall()
    present = dict(zip(columns, counts, strict=False))
    bad = dict(zip(typed, counts[len(columns) :], strict=True))
    state = TableState(
        rows,
        tuple(columns),
        frozenset(column for column, count in bad.items() if count),
        frozenset(c for c, count in present.items() if count == 0 and not bad.get(c)),
    )
    empty_cells = {c: rows - count for c, count in present.items() if not bad.get(c)}
    return Relation(f"(select rowid as {ROW}, * from {name})", state, {}, empty_cells)


def open_arrow(connection: duckdb.DuckDBPyConnection, rows: pa.Table, name: str) -> Relation:
    """Load a table from memory, whose columns are of their declared types."""
    import pyarrow as pa

    numbered = rows.append_column(ROW.strip('"'), pa.array(range(rows.num_rows), pa.int64()))
    connection.register("given", numbered)
    moments = [c.name for c in rows.schema if pa.types.is_timestamp(c.type)]
    replaced = f" replace ({', '.join(map(in_utc, moments))})" if moments else ""
    connection.execute(f"create table {name} as select *{replaced} from given")
    connection.unregister("given")
    empty = [c for c in rows.column_names if rows.column(c).null_count == rows.num_rows]
    state = TableState(rows.num_rows, tuple(rows.column_names), frozenset(), frozenset(empty))
    return Relation(name, state, {})


def in_utc(column: str) -> str:
    """A date-time with a zone as one in UTC that does not say so, under the same name."""
    return f"make_timestamp(epoch_us({quoted(column)})) as {quoted(column)}"


def header(path: Path) -> list[str]:
    """The columns of a CSV file; raises `UnreadableTableError`."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            _, columns = next(records(stream))
    except ValueError as error:
        raise UnreadableTableError([str(error)]) from error
    if problem := problem_with_columns(columns):
        raise UnreadableTableError([f"line 1: {problem}"])
    return columns


def _text(name: str) -> str:
    return quoted(f"{name}#text")


def cell_text(name: str, field: Field | None, *, empty: bool = False) -> str:
    """The text of a cell, or null where it stands for no value.

    Args:
        empty: an empty text is there as such, and stands for no value.
    """
    is_held = field is not None and (field.type == "string" or not empty)
    texts = [*([""] if empty else []), *(field.form.missing if field and is_held else ())]
    if not texts:
        return quoted(name)
    listed = ", ".join(map(literal, texts))
    return f"(case when {quoted(name)} not in ({listed}) then {quoted(name)} end)"


def _in_usual_form(field: Field) -> str:
    """The text of a cell in the usual form of the field's type; null where it is of neither."""
    cell, form = cell_text(field.name, field), field.form
    if form.words:
        cases = " ".join(
            f"when {literal(text)} then {literal(means)}" for text, means in form.words
        )
        return f"(case {cell} {cases} end)"
    if not form.pattern:
        return cell
    text = cell
    if form.rewritten:
        text = f"regexp_replace({cell}, {literal(form.pattern)}, {literal(form.rewritten)})"
    for old, new in form.replaced:
        text = f"replace({text}, {literal(old)}, {literal(new)})"
    return f"(case when regexp_matches({cell}, {literal(form.pattern)}) then {text} end)"


def _value(field: Field) -> str:
    """The value that a text of the field stands for, or null; see `csv_reader`."""
    c = _in_usual_form(field)
    if field.type == "boolean":
        return f"case {c} when 'true' then true when 'false' then false end"
    if field.type == "datetime":
        read = f"try_strptime({c}, {literal(FORMAT)})"
        as_written = f"strftime({read}, {literal(FORMAT)}) = {c}"
        return f"case when {as_written} and {read} >= {literal(FIRST)} then {read} end"
    value = f"try_cast({c} as {sql_type(field)})"
    if field.type == "number":
        form = rf"-?(0|[1-9][0-9]*)(\.[0-9]{{1,{max(field.decimals, 1)}}})?"
        return f"case when regexp_full_match({c}, {literal(form)}) then {value} end"
    # A cell that reads as DuckDB would write its value needs no pattern, which is twice as fast.
    as_written = f"{value}::varchar = {c}"
    if field.type == "date":
        as_written += f" and {value} <= date '9999-12-31'"
    return f"case when {as_written} then {value} end"


def sql_type(field: Field) -> str:
    match field.type:
        case "string":
            return "VARCHAR"
        case "integer":
            return "BIGINT"
        case "date":
            return "DATE"
        case "datetime":
            return STORED_MOMENT
        case "boolean":
            return "BOOLEAN"
        case _:
            return f"DECIMAL({field.precision},{field.decimals})"
