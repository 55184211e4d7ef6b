"""Parquet, read only as what its schema says it is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inburgering_opendata.toolkit.describe.arrow import MOMENT, arrow_type
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.moments import FIRST, LAST, NO_MOMENTS
from inburgering_opendata.toolkit.tables.column_names import problem_with_columns
from inburgering_opendata.toolkit.tables.reading import Reading


def read_parquet(path: Path, schema: TableSchema) -> Reading:
    """The table in `path`; a column stored as another type than declared is left as it is."""
    try:
        table = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        return Reading(None, broken=(f"not a readable Parquet file: {str(error).splitlines()[0]}",))
    if problem := problem_with_columns(table.column_names):
        return Reading(None, broken=(problem,))
    known = {field.name: field for field in schema.fields}
    mistyped = []
    for position, column in enumerate(table.schema):
        if column.name not in known:
            continue
        declared = arrow_type(known[column.name])
        if problem := _no_moments(table.column(position), declared):
            mistyped.append((column.name, problem))
            numbers = table.column(position).cast(pa.int64())
            table = table.set_column(position, column.name, numbers)
        elif _same_values(column.type, declared):
            typed = table.column(position).cast(declared)
            table = table.set_column(position, pa.field(column.name, declared), typed)
        else:
            mistyped.append((column.name, str(column.type)))
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
