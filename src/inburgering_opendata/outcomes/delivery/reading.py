"""A delivered file, whatever its format, as tables of which nothing is known yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inburgering_opendata.outcomes.delivery.delimited import Stated, read_delimited
from inburgering_opendata.outcomes.delivery.headers import known_in
from inburgering_opendata.outcomes.delivery.problem import Problem, letter
from inburgering_opendata.outcomes.delivery.sheet import Reading, Sheet
from inburgering_opendata.toolkit.describe.table_schema import TableSchema

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

    def known(cells: Sequence[str]) -> int:
        return known_in(cells, schemas)

    match path.suffix.lower():
        case ".csv":
            return read_delimited(data, stated, known)
        case ".xlsx":
            from inburgering_opendata.outcomes.delivery.workbook import read_workbook

            return read_workbook(data, sheet, known)
        case ".parquet":
            return _read_parquet(data)
        case _:
            details = {"known": ", ".join(FORMATS)}
            return Reading(problems=(Problem("format_unknown", details=details),))


def _read_parquet(data: bytes) -> Reading:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from inburgering_opendata.outcomes.delivery.column import Column

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        return Reading(problems=(Problem("not_parquet"),))
    columns: list[Column] = []
    problems: list[Problem] = []
    for position, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
        try:
            columns.append(Column.of_array(column))
        except (pa.ArrowException, ValueError, OverflowError):
            problems.append(Problem("values_unreadable", column=letter(position), header=name))
    if problems:
        return Reading(problems=tuple(problems))
    numbers = range(1, table.num_rows + 1)
    return Reading(
        (
            Sheet(
                name=None,
                header=tuple(table.column_names),
                columns=tuple(columns),
                row_numbers=numbers,
                header_row=0,
            ),
        )
    )
