"""Parquet, read only as what its schema says it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.arrow import MOMENT, arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.moments import FIRST, LAST, NO_DATES, NO_MOMENTS
from inburgering_opendata.toolkit.tables.column_names import problem_with_columns
from inburgering_opendata.toolkit.tables.csv_reader import without_missing
from inburgering_opendata.toolkit.tables.doubles import problem_with_doubles
from inburgering_opendata.toolkit.tables.parquet_counts import miscounted
from inburgering_opendata.toolkit.tables.reading import Reading


def read_parquet(path: Path, schema: TableSchema) -> Reading:
    """The table in `path`; a column stored as another type than declared is left as it is.

    Of values that Python cannot hold, in a column that is not as declared or not declared at all,
    no more is kept than which cells have one. An empty text is an empty cell, as it is in CSV.
    """
    try:
        file = pq.ParquetFile(path)
        problem = miscounted(file.metadata)
        if problem is None:
            table = file.read()
            table.validate(full=True)
            problem = miscounted(file.metadata, table.num_rows)
    except (pa.ArrowException, OSError) as error:
        problem = place_of_no_text(path) or str(error).splitlines()[0]
    if problem is not None:
        return Reading(None, broken=(f"not a readable Parquet file: {problem}",))
    if strange := problem_with_columns(table.column_names):
        return Reading(None, broken=(strange,))
    known = {field.name: field for field in schema.fields}
    mistyped = []
    for position, column in enumerate(table.schema):
        values = table.column(position)
        if column.name not in known:
            table = table.set_column(position, column.name, _as_far_as_held(values))
            continue
        declared = arrow_type(known[column.name])
        if known[column.name].stored_as_double and column.type == pa.float64():
            if problem := problem_with_doubles(values, known[column.name]):
                mistyped.append((column.name, problem))
            else:
                typed = values.cast(declared)
                table = table.set_column(position, pa.field(column.name, declared), typed)
            continue
        if problem := _no_moments(values, declared):
            mistyped.append((column.name, problem))
            table = table.set_column(position, column.name, values.cast(pa.int64()))
        elif problem := _no_dates(values, declared):
            mistyped.append((column.name, problem))
            table = table.set_column(position, column.name, values.cast(pa.int32()))
        elif _same_values(column.type, declared):
            typed = _without_empty_texts(values.cast(declared), known[column.name])
            table = table.set_column(position, pa.field(column.name, declared), typed)
        else:
            mistyped.append((column.name, str(column.type)))
            table = table.set_column(position, column.name, _as_far_as_held(values))
    return Reading(table, mistyped=tuple(mistyped))


def has_value(path: Path, chunks: Iterable[tuple[int, str]]) -> bool:
    """Whether any of these columns, each in a row group, has a value in its pages.

    Raises `OSError` when the file cannot be read.
    """
    try:
        with pq.ParquetFile(path) as file:
            parts = (file.read_row_group(group, columns=[name]) for group, name in chunks)
            return any(part.column(0).null_count < part.num_rows for part in parts)
    except pa.ArrowException as error:
        raise OSError(str(error)) from error


def copy_without_statistics(path: Path, copy: Path) -> None:
    """Write the rows of `path` anew, with a footer that says nothing of the values.

    Raises `OSError` when the file cannot be read.
    """
    try:
        with (
            pq.ParquetFile(path) as file,
            pq.ParquetWriter(copy, file.schema_arrow, write_statistics=False) as writer,
        ):
            for batch in file.iter_batches():
                writer.write_batch(batch)
    except pa.ArrowException as error:
        raise OSError(str(error)) from error


def place_of_no_text(path: Path) -> str | None:
    """Where a file that cannot be read has text that is not UTF-8, in words; None when that is not
    what is wrong with it.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        return None
    for name in dict.fromkeys(file.schema_arrow.names):
        try:
            columns = file.read(columns=[name]).columns
        except (pa.ArrowException, OSError) as error:
            # Text that is kept in a dictionary is looked at while it is read.
            return f"column {name}: text that is not UTF-8" if "UTF8" in str(error) else None
        start = 0
        for chunk in (chunk for column in columns for chunk in column.chunks):
            if (row := _first_no_text(chunk)) is not None:
                return f"column {name}, row {start + row + 1}: text that is not UTF-8"
            start += len(chunk)
    return None


def _first_no_text(chunk: pa.Array) -> int | None:
    """The first row of a chunk whose text is not UTF-8."""
    try:
        chunk.validate(full=True)
    except pa.ArrowException:
        pass
    else:
        return None
    if not (pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type)):
        return None
    for row, text in enumerate(chunk.cast(pa.large_binary())):
        try:
            if text.is_valid:
                text.as_py().decode()
        except UnicodeDecodeError:
            return row
    return None


def _first_row(problem: str, is_right: pa.ChunkedArray) -> str | None:
    """A problem of a column with the first row that has it; None when no row has."""
    row = pc.index(is_right, pa.scalar(False)).as_py()
    return None if row < 0 else f"{problem}, first in row {row + 1}"


def _no_moments(column: pa.ChunkedArray, declared: pa.DataType) -> str | None:
    """What a column of date-times holds instead of moments; None when it is no such column."""
    if declared != MOMENT or not _same_values(column.type, declared):
        return None
    try:
        numbers = column.cast(MOMENT).cast(pa.int64())
    except pa.ArrowInvalid:
        # Milliseconds of a year so far that microseconds do not reach it.
        return NO_MOMENTS
    first, last = (pa.scalar(each, pa.timestamp("us")).cast(pa.int64()) for each in (FIRST, LAST))
    in_calendar = pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last))
    seconds = pc.multiply(pc.divide(numbers, 1_000_000), 1_000_000)
    are_moments = pc.and_(in_calendar, pc.equal(seconds, numbers))
    return _first_row(NO_MOMENTS, are_moments)


def _no_dates(column: pa.ChunkedArray, declared: pa.DataType) -> str | None:
    """What a column of days holds instead of days of the calendar; None when it is no such one."""
    if declared != pa.date32() or column.type != declared:
        return None
    first, last = (pa.scalar(each.date()).cast(pa.int32()) for each in (FIRST, LAST))
    days = column.cast(pa.int32())
    in_calendar = pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))
    return _first_row(NO_DATES, in_calendar)


def _without_empty_texts(column: pa.ChunkedArray, field: Field) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        return column
    column = without_missing(column, field)
    empty = pc.equal(column, "")
    if not pc.any(empty).as_py():
        return column
    return pc.if_else(empty, pa.scalar(None, column.type), column)


def _as_far_as_held(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column, or only which cells have a value where those are times that Python cannot hold.

    Such are a day of the year 10000, and a time in a zone that nobody knows.
    """
    if not pa.types.is_temporal(column.type):
        return column
    try:
        # Whoever asks, asks for these.
        column.to_pandas(date_as_object=True)
        pc.min_max(column).as_py()
    except (ValueError, OverflowError, pa.ArrowException):
        return pc.if_else(column.is_valid(), True, None)
    return column


def _same_values(stored: pa.DataType, declared: pa.DataType) -> bool:
    """Whether a stored type is the declared one, however its text is laid out in memory."""
    if pa.types.is_dictionary(stored):
        stored = stored.value_type
    if pa.types.is_large_string(stored) or pa.types.is_string_view(stored):
        stored = pa.string()
    if pa.types.is_decimal(stored) and pa.types.is_decimal(declared):
        digits = (stored.precision, stored.scale), (declared.precision, declared.scale)
        return digits[0] == digits[1]
    if declared == MOMENT and pa.types.is_timestamp(stored) and stored.tz and stored.unit != "ns":
        # Whichever zone is named, what is stored is UTC.
        return True
    return bool(stored == declared)
