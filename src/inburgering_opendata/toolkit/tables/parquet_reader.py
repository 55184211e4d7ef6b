"""Parquet, read only as what its schema says it is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.arrow import MOMENT, arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.moments import FIRST, LAST, NO_DATES, NO_MOMENTS
from inburgering_opendata.toolkit.tables.column_names import problem_with_columns
from inburgering_opendata.toolkit.tables.csv_reader import without_missing
from inburgering_opendata.toolkit.tables.reading import Reading


def read_parquet(path: Path, schema: TableSchema) -> Reading:
    """The table in `path`; a column stored as another type than declared is left as it is.

    Of values that Python cannot hold, in a column that is not as declared or not declared at all,
    no more is kept than which cells have one. An empty text is an empty cell, as it is in CSV.
    """
    try:
        table = pq.ParquetFile(path).read()
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        return Reading(None, broken=(f"not a readable Parquet file: {str(error).splitlines()[0]}",))
    if problem := problem_with_columns(table.column_names):
        return Reading(None, broken=(problem,))
    known = {field.name: field for field in schema.fields}
    mistyped = []
    for position, column in enumerate(table.schema):
        values = table.column(position)
        if column.name not in known:
            table = table.set_column(position, column.name, _as_far_as_held(values))
            continue
        declared = arrow_type(known[column.name])
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


def _no_moments(column: pa.ChunkedArray, declared: pa.DataType) -> str | None:
    """What a column of date-times holds instead of moments; None when it is no such column."""
    if declared != MOMENT or not _same_values(column.type, declared):
        return None
    numbers = column.cast(MOMENT).cast(pa.int64())
    first, last = (pa.scalar(each, pa.timestamp("us")).cast(pa.int64()) for each in (FIRST, LAST))
    in_calendar = pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last))
    seconds = pc.multiply(pc.divide(numbers, 1_000_000), 1_000_000)
    are_moments = pc.and_(in_calendar, pc.equal(seconds, numbers))
    return None if pc.all(are_moments, min_count=0).as_py() else NO_MOMENTS


def _no_dates(column: pa.ChunkedArray, declared: pa.DataType) -> str | None:
    """What a column of days holds instead of days of the calendar; None when it is no such one."""
    if declared != pa.date32() or column.type != declared:
        return None
    first, last = (pa.scalar(each.date()).cast(pa.int32()) for each in (FIRST, LAST))
    days = column.cast(pa.int32())
    in_calendar = pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))
    return None if pc.all(in_calendar, min_count=0).as_py() else NO_DATES


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
    if declared == MOMENT and pa.types.is_timestamp(stored) and stored.tz and stored.unit != "ns":
        # Whichever zone is named, what is stored is UTC.
        return True
    return bool(stored == declared)
