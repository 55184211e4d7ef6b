"""Parquet in DuckDB: looked at where it stands, by its pages and not by the word of its footer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import duckdb

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.ground.moments import FIRST, LAST, NO_DATES, NO_MOMENTS
from inburgering_opendata.toolkit.tables.column_names import in_declared_place, problem_with_columns
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    ROW,
    STORED_MOMENT,
    Relation,
    cell_text,
    in_utc,
    literal,
    quoted,
    sql_type,
)
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.preconditions import TableState
from inburgering_opendata.toolkit.validate.workspace import TableFile

_FOOTERS_ARE_NOT_BELIEVED = (
    "set disabled_optimizers = 'statistics_propagation,filter_pushdown,join_filter_pushdown'"
)
"""By these DuckDB passes over rows, or answers without reading any, on the word of a Parquet file's
footer, which nothing holds against the pages. Of CSV it knows only what it counted itself.
"""


def open_parquet(connection: duckdb.DuckDBPyConnection, file: TableFile, name: str) -> Relation:
    """Look at Parquet where it is, without loading it; raises `UnreadableTableError`.

    From then on the connection takes no file's word for what is in it.
    """
    folder = file.path.is_dir()
    pattern = literal(file.path / "**" / "*.parquet" if folder else file.path)
    fields = {field.name: field for field in file.schema.fields}
    try:
        connection.execute(_FOOTERS_ARE_NOT_BELIEVED)
        if problem := _miscounted(connection, pattern):
            raise UnreadableTableError([f"not a readable Parquet file: {problem}"])
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
            stored |= {c: sql_type(fields[c]) for c in read}
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
    replaced = {c: in_utc(c) for c in moments}
    replaced |= {c: f"null as {quoted(c)}" for c in too_far}
    replaced |= {c: f"{_as_decimal(fields[c])} as {quoted(c)}" for c in doubles}
    replaced |= {
        c: f"{cell_text(c, fields.get(c), empty=True)} as {quoted(c)}" for c in empty_texts
    }
    listed = ", ".join(replaced.get(c, quoted(c)) for c in columns)
    connection.execute(f"create view {name} as select {numbered} as {ROW}, {listed} from {source}")
    state = TableState(rows, tuple(columns), frozenset(mistyped), frozenset(empty))
    return Relation(name, state, mistyped)


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
        for cell in [cell_text(c, fields.get(c), empty=True)]
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


def _miscounted(connection: duckdb.DuckDBPyConnection, pattern: str) -> str | None:
    """Where a footer contradicts itself about its rows, as `parquet_counts` says it of one file;
    None when it does not. Raises `duckdb.Error`.
    """
    query = f"""
        with chunks as (
            select file_name, row_group_id + 1 as number, row_group_num_rows as rows,
                path_in_schema as path, num_values
            from parquet_metadata({pattern})
        ), files as (
            select file_name, sum(rows) as in_groups
            from (select distinct file_name, number, rows from chunks) group by all
        )
        select format('{{:,}} rows in row group {{}}, and {{:,}} of them in the column {{}}',
            rows, number, num_values, path)
        from chunks where num_values <> rows and path in (
            select name from parquet_schema({pattern})
            where num_children is null and repetition_type <> 'REPEATED'
        )
        union all
        select format('{{:,}} rows, and {{:,}} in its row groups', num_rows, coalesce(in_groups, 0))
        from parquet_file_metadata({pattern}) left join files using (file_name)
        where num_rows <> coalesce(in_groups, 0)
        limit 1
    """
    try:
        found = connection.execute(query).fetchone()
    except duckdb.ConversionException:
        return None  # It reads no footer with a moment that it cannot hold; see `_in_footers`.
    return f"its footer counts {found[0]}" if found else None


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
    return f"try_cast({quoted(field.name)} as {sql_type(field)})"


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
    return field.type == "datetime" and stored == STORED_MOMENT


def _same_type(stored: str, field: Field) -> bool:
    declared = sql_type(field)
    is_list = declared == "VARCHAR" and stored.startswith("ENUM(")
    return stored == declared or is_list or _is_double(stored, field)
