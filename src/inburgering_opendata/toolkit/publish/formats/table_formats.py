"""How the formats in which each table has a file of its own are written and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.file_formats import CSV, EXCEL_CSV, PARQUET, FileFormat
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from inburgering_opendata.toolkit.publish.formats.excel_csv import read_excel_csv, to_excel_csv
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.tables.parquet_writer import from_parquet, to_parquet


@dataclass(frozen=True)
class Codec:
    """A way to write a table, and to read it again.

    `read` raises ValueError (of which Arrow's errors are a kind) when there is no such table.
    """

    write: Callable[[pa.Table, TableSchema, Mapping[str, str]], bytes]
    read: Callable[[bytes, TableSchema], pa.Table]


def _read_plain_csv(data: bytes, schema: TableSchema) -> pa.Table:
    reading = read_csv(data, schema)
    if reading.table is None:
        raise ValueError("; ".join(reading.broken))
    return reading.table


CODECS: dict[FileFormat, Codec] = {
    CSV: Codec(lambda table, schema, about: to_csv(table, schema), _read_plain_csv),
    PARQUET: Codec(to_parquet, from_parquet),
    EXCEL_CSV: Codec(lambda table, schema, about: to_excel_csv(table), read_excel_csv),
}


def in_order(table: pa.Table, schema: TableSchema) -> pa.Table:
    """The table in its declared types, rows sorted by primary key: what every format holds."""
    order = [(field, "ascending") for field in schema.primary_key]
    return table.cast(arrow_schema(schema)).sort_by(order).combine_chunks()


def write_table(
    table: pa.Table, schema: TableSchema, about: Mapping[str, str]
) -> dict[FileFormat, bytes]:
    """The files of a table that is `in_order`, each read again and found equal to it.

    Raises:
        OpendataError: `FORMATS_DIFFER`, naming the format and the first cell that differs.
    """
    files = {}
    for each, codec in CODECS.items():
        files[each] = codec.write(table, schema, about)
        prove_equal(schema, each.title, table, codec.read(files[each], schema))
    return files
