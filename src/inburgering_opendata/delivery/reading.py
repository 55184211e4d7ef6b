"""A delivered file, whatever its format, as tables of which nothing is known yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inburgering_opendata.delivery.delimited import Stated, read_delimited
from inburgering_opendata.delivery.headers import kind_of
from inburgering_opendata.delivery.problem import Problem
from inburgering_opendata.delivery.sheet import Reading, Sheet
from inburgering_opendata.describe.table_schema import TableSchema

FORMATS = (".csv", ".xlsx", ".parquet")


def read_delivery(
    path: Path,
    data: bytes,
    schemas: Mapping[str, TableSchema],
    stated: Stated,
    sheet: str | None,
) -> Reading:
    """The tables of a CSV file, an xlsx workbook or a Parquet file, told by its ending.

    Args:
        schemas: the kinds of delivery, to know a header when it is seen.
        sheet: the only sheet of a workbook to read.
    """

    def is_header(cells: Sequence[str]) -> bool:
        return kind_of(cells, schemas) is not None

    match path.suffix.lower():
        case ".csv":
            return read_delimited(data, stated, is_header)
        case ".xlsx":
            from inburgering_opendata.delivery.workbook import read_workbook

            return read_workbook(data, sheet, is_header)
        case ".parquet":
            return _read_parquet(data)
        case _:
            known = ", ".join(FORMATS)
            return Reading(problems=(Problem("format_unknown", details={"known": known}),))


def _read_parquet(data: bytes) -> Reading:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from inburgering_opendata.delivery.column import Column

    try:
        table = pq.read_table(pa.BufferReader(data))
        columns = tuple(Column.of_array(column) for column in table.columns)
    except (pa.ArrowException, OSError):
        return Reading(problems=(Problem("not_parquet"),))
    numbers = range(1, table.num_rows + 1)
    return Reading((Sheet(None, tuple(table.column_names), columns, numbers, header_row=0),))
