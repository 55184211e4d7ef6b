"""Tables in DuckDB: how CSV and Parquet become a relation whose rows are numbered.

Every relation has a column `#row`, counted from 0 in the order of the file. For CSV each typed
column `c` has a shadow `c#raw`: the text of a cell that is not of the declared type, else empty.
A date-time is a TIMESTAMP in UTC: one with a zone, as Parquet has it, would depend on where it is
read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.ground.moments import (
    FIRST,
    FORMAT,
    LAST,
    NO_DATES,
    NO_MOMENTS,
    without_zone,
)
from inburgering_opendata.toolkit.tables.column_names import in_declared_place, problem_with_columns
from inburgering_opendata.toolkit.tables.records import records
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.preconditions import TableState
from inburgering_opendata.toolkit.validate.workspace import TableFile

if TYPE_CHECKING:
    import pyarrow as pa

ROW = '"#row"'

_FOOTERS_ARE_NOT_BELIEVED = (
    "set disabled_optimizers = 'statistics_propagation,filter_pushdown,join_filter_pushdown'"
)
"""By these DuckDB passes over rows, or answers without reading any, on the word of a Parquet file's
footer, which nothing holds against the pages. Of CSV it knows only what it counted itself.
"""

_STORED_MOMENT = "TIMESTAMP WITH TIME ZONE"
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
        f"{_value(fields[c]) if c in typed else _cell(c, fields.get(c))} as {quoted(c)}"
        for c in columns
    ]
    texts = [f"{_cell(c, fields[c])} as {_text(c)}" for c in typed]
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


def open_parquet(connection: duckdb.DuckDBPyConnection, file: TableFile, name: str) -> Relation:
    """Look at Parquet where it is, without loading it; raises `UnreadableTableError`.

    From then on the connection takes no file's word for what is in it.
    """
    folder = file.path.is_dir()
    pattern = literal(file.path / "**" / "*.parquet" if folder else file.path)
    fields = {field.name: field for field in file.schema.fields}
    try:
        connection.execute(_FOOTERS_ARE_NOT_BELIEVED)
        if (path := _believable(connection, pattern, file.path)) != file.path:
            pattern = literal(path)
        source = f"read_parquet({pattern}, hive_partitioning = {folder})"
        described = connection.execute(f"describe select * from {source}").fetchall()
        stored = {column: type for column, type, *_ in described}
        too_far = _too_far(connection, source, pattern)
        stored |= dict.fromkeys(too_far, NO_MOMENTS)
        counted = connection.execute(_in_footers(pattern, too_far)).fetchall()
        # DuckDB gives another name to a column that has none, or that of another one.
        names = list(stored) if folder else _names_inside(connection, pattern)
        if strange := problem_with_columns(names):
            raise UnreadableTableError([strange])
        inside = {column for column, *_ in counted}
        from_folders = {c for c in stored if folder and c in fields and c not in inside}
        # A date-time is none of these: the name of a folder is not written as one.
        read = sorted(c for c in from_folders if fields[c].type != "datetime")
        if read:
            # A value in the name of a folder is text, and is read in the declared type.
            stored |= {c: _sql_type(fields[c]) for c in read}
            types = ", ".join(f"{literal(c)}: {stored[c]}" for c in read)
            source = f"read_parquet({pattern}, hive_types = {{{types}}})"
        known = {c: (values, empty) for c, values, empty, unknown in counted if not unknown}
        unsure = [c for c in stored if c not in known and c not in too_far]
        counts = ", ".join(["count(*)", *(f"count({quoted(column)})" for column in unsure)])
        [(rows, *found)] = connection.execute(f"select {counts} from {source}").fetchall()
        held = {column: type for column, type in stored.items() if column not in too_far}
        empty_texts = _read_through(connection, source, held, fields)
        moments = [c for c in stored if c in fields and _is_moment(stored[c], fields[c])]
        days = [c for c in stored if c in fields and stored[c] == fields[c].type.upper() == "DATE"]
        wrong = {c: (_no_moment(c), NO_MOMENTS) for c in moments}
        wrong |= {c: (_no_date(c), NO_DATES) for c in days}
        doubles = [c for c in stored if c in fields and _is_double(stored[c], fields[c])]
        wrong |= {c: (_no_decimal(fields[c]), fields[c].not_nearest) for c in doubles}
        if not folder:
            source = f"read_parquet({pattern}, file_row_number = true)"
        stored |= _wrong(connection, source, wrong)
    except (duckdb.Error, OSError) as error:
        from inburgering_opendata.toolkit.tables.parquet_reader import place_of_no_text

        problem = place_of_no_text(file.path) or str(error).splitlines()[0]
        raise UnreadableTableError([f"not a readable Parquet file: {problem}"]) from error
    mistyped = {
        column: type
        for column, type in stored.items()
        if column in fields and not _same_type(type, fields[column])
    }
    empty = {column for column, (values, nothing) in known.items() if values == nothing}
    empty |= {column for column, count in zip(unsure, found, strict=True) if count == 0}
    empty |= {column for column, is_all in empty_texts.items() if is_all}
    columns = in_declared_place(list(stored), from_folders, list(fields))
    numbered = "row_number() over () - 1" if folder else "file_row_number"
    replaced = {c: _in_utc(c) for c in moments}
    replaced |= {c: f"null as {quoted(c)}" for c in too_far}
    replaced |= {c: f"{_as_decimal(fields[c])} as {quoted(c)}" for c in doubles}
    replaced |= {c: f"{_cell(c, fields.get(c), empty=True)} as {quoted(c)}" for c in empty_texts}
    listed = ", ".join(replaced.get(c, quoted(c)) for c in columns)
    connection.execute(f"create view {name} as select {numbered} as {ROW}, {listed} from {source}")
    state = TableState(rows, tuple(columns), frozenset(mistyped), frozenset(empty))
    return Relation(name, state, mistyped)


def open_arrow(connection: duckdb.DuckDBPyConnection, rows: pa.Table, name: str) -> Relation:
    """Load a table from memory, whose columns are of their declared types."""
    import pyarrow as pa

    numbered = rows.append_column(ROW.strip('"'), pa.array(range(rows.num_rows), pa.int64()))
    connection.register("given", numbered)
    moments = [c.name for c in rows.schema if pa.types.is_timestamp(c.type)]
    in_utc = f" replace ({', '.join(map(_in_utc, moments))})" if moments else ""
    connection.execute(f"create table {name} as select *{in_utc} from given")
    connection.unregister("given")
    empty = [c for c in rows.column_names if rows.column(c).null_count == rows.num_rows]
    state = TableState(rows.num_rows, tuple(rows.column_names), frozenset(), frozenset(empty))
    return Relation(name, state, {})


def _names_inside(connection: duckdb.DuckDBPyConnection, pattern: str) -> list[str]:
    """The columns of a Parquet file as they are named in it; raises `duckdb.Error`."""
    query = f"select name, coalesce(num_children, 0) from parquet_schema({pattern})"
    names: list[str] = []
    below = 0
    # The parts of a nested column follow it; the first entry is the file itself.
    for name, children in connection.execute(query).fetchall()[1:]:
        if below:
            below -= 1
        else:
            names.append(name)
        below += children
    return names


def _read_through(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    stored: Mapping[str, str],
    fields: Mapping[str, Field],
) -> dict[str, bool]:
    """Columns with texts that stand for no value, and whether nothing else is in them.

    Every value is read once, so that a damaged page or text that is not UTF-8 is found here, and
    not by the first check that comes upon it; raises `duckdb.Error`.
    """
    texts = [column for column, type in stored.items() if type == "VARCHAR"]
    counts = [
        f"count({cell}), count_if({quoted(c)} is not null and {cell} is null)"
        for c in texts
        for cell in [_cell(c, fields.get(c), empty=True)]
    ]
    values = [f"bit_xor(hash({quoted(column)}))" for column in stored]
    [found] = connection.execute(f"select {', '.join([*counts, *values])} from {source}").fetchall()
    pairs = zip(texts, found[0::2], found[1::2], strict=False)
    return {column: not others for column, others, empty in pairs if empty}


def _too_far(connection: duckdb.DuckDBPyConnection, source: str, pattern: str) -> list[str]:
    """Columns with milliseconds of a year so far that DuckDB, which counts in microseconds, cannot
    hold them; raises `duckdb.Error`.
    """
    in_milliseconds = (
        f"select distinct name from parquet_schema({pattern}) "
        "where converted_type = 'TIMESTAMP_MILLIS' order by name"
    )
    found = []
    for (column,) in connection.execute(in_milliseconds).fetchall():
        try:
            connection.execute(f"select bit_xor(hash({quoted(column)})) from {source}")
        except duckdb.ConversionException:
            found.append(column)
        except duckdb.BinderException:
            continue  # a part of a nested column, which no declared one is
    return found


def _in_footers(pattern: str, too_far: Sequence[str]) -> str:
    """The query for the columns of the files: how many values each has, how many of them empty,
    and in how many row groups that is not said.
    """
    if too_far:
        # DuckDB reads no footer that says how far they are.
        return f"select distinct name, 0, 0, 1 from parquet_schema({pattern})"
    return (
        "select path_in_schema, sum(num_values), sum(stats_null_count), "
        f"count(*) filter (stats_null_count is null) from parquet_metadata({pattern}) "
        "group by all"
    )


def _believable(connection: duckdb.DuckDBPyConnection, pattern: str, path: Path) -> Path:
    """Where the rows of `path` are read: a column of which a footer says that all is empty, DuckDB
    gives as empty without looking at its pages, so that a file whose footer lies is copied.

    Raises `duckdb.Error`; `OSError` when the pages cannot be read, `UnreadableTableError` when it
    is a file of many.
    """
    query = (
        "select file_name, row_group_id, path_in_schema "
        f"from parquet_metadata({pattern}) where stats_null_count = num_values and num_values > 0 "
        f"and path_in_schema in (select name from parquet_schema({pattern})) order by all"
    )
    try:
        said = connection.execute(query).fetchall()
    except duckdb.ConversionException:
        return path  # It reads no footer with a moment that it cannot hold; see `_in_footers`.
    if not said:
        return path
    from inburgering_opendata.toolkit.tables.parquet_reader import (
        copy_without_statistics,
        has_value,
    )

    for part in dict.fromkeys(name for name, *_ in said):
        chunks = [(group, column) for name, group, column in said if name == part]
        if not has_value(Path(part), chunks):
            continue
        if path.is_dir():
            raise UnreadableTableError(
                [f"{Path(part).name}: its footer says that a column is empty, and its pages do not"]
            )
        [[folder]] = connection.execute("select current_setting('temp_directory')").fetchall()
        Path(folder).mkdir(parents=True, exist_ok=True)
        copy = Path(folder) / f"{uuid4().hex}.parquet"
        copy_without_statistics(path, copy)
        return copy
    return path


def _no_date(column: str) -> str:
    """The condition on a day that the calendar does not have."""
    return f"{quoted(column)} not between {literal(FIRST.date())} and {literal(LAST.date())}"


def _is_double(stored: str, field: Field) -> bool:
    return field.stored_as_double and stored == "DOUBLE"


def _as_decimal(field: Field) -> str:
    """The decimal that a double stands for."""
    return f"try_cast({quoted(field.name)} as {_sql_type(field)})"


def _no_decimal(field: Field) -> str:
    """The condition on a double that stands for no number of the field."""
    column, decimal = quoted(field.name), _as_decimal(field)
    return f"({column} is not null and {decimal}::varchar::double is distinct from {column})"


def _no_moment(column: str) -> str:
    """The condition on a date-time that is not of whole seconds, or not of the calendar."""
    number = f"epoch_us({quoted(column)})"
    bounds = f"epoch_us({literal(FIRST)}) and epoch_us({literal(LAST)})"
    return f"({number} % 1000000 <> 0 or {number} not between {bounds})"


def _wrong(
    connection: duckdb.DuckDBPyConnection, source: str, wrong: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """What is wrong with some columns, and in which row first, where rows are numbered.

    Args:
        wrong: by column the condition on a wrong value, and what that is in words.
    """
    if not wrong:
        return {}
    row = "file_row_number" if "file_row_number" in source else "-1"
    firsts = (f"min({row}) filter ({condition})" for condition, _ in wrong.values())
    [found] = connection.execute(f"select {', '.join(firsts)} from {source}").fetchall()
    return {
        column: words if first < 0 else f"{words}, first in row {first + 1}"
        for (column, (_, words)), first in zip(wrong.items(), found, strict=True)
        if first is not None
    }


def _is_moment(stored: str, field: Field) -> bool:
    return field.type == "datetime" and stored == _STORED_MOMENT


def _in_utc(column: str) -> str:
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


def _cell(name: str, field: Field | None, *, empty: bool = False) -> str:
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
    cell, form = _cell(field.name, field), field.form
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
    value = f"try_cast({c} as {_sql_type(field)})"
    if field.type == "number":
        form = rf"-?(0|[1-9][0-9]*)(\.[0-9]{{1,{max(field.decimals, 1)}}})?"
        return f"case when regexp_full_match({c}, {literal(form)}) then {value} end"
    # A cell that reads as DuckDB would write its value needs no pattern, which is twice as fast.
    as_written = f"{value}::varchar = {c}"
    if field.type == "date":
        as_written += f" and {value} <= date '9999-12-31'"
    return f"case when {as_written} then {value} end"


def _sql_type(field: Field) -> str:
    match field.type:
        case "string":
            return "VARCHAR"
        case "integer":
            return "BIGINT"
        case "date":
            return "DATE"
        case "datetime":
            return _STORED_MOMENT
        case "boolean":
            return "BOOLEAN"
        case _:
            return f"DECIMAL({field.precision},{field.decimals})"


def _same_type(stored: str, field: Field) -> bool:
    declared = _sql_type(field)
    is_list = declared == "VARCHAR" and stored.startswith("ENUM(")
    return stored == declared or is_list or _is_double(stored, field)
