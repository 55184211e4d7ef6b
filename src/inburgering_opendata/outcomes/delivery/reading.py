"""A delivered file, whatever its format, as tables of which nothing is known yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inburgering_opendata.outcomes.delivery.delimited import Stated, read_delimited
from inburgering_opendata.outcomes.delivery.headers import known_in
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Reading
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
            from inburgering_opendata.outcomes.delivery.parquet import read_parquet

            return read_parquet(data)
        case _:
            details = {"known": ", ".join(FORMATS)}
            return Reading(problems=(Problem("format_unknown", details=details),))
