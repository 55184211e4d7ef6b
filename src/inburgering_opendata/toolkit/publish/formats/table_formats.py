"""How the formats in which each table has a file of its own are written and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.file_formats import CSV, EXCEL_CSV, PARQUET, FileFormat
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.folders import NewFolder
from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from inburgering_opendata.toolkit.publish.formats.excel_csv import excel_csv_parts, write_excel_csv
from inburgering_opendata.toolkit.tables.csv_reader import csv_parts
from inburgering_opendata.toolkit.tables.csv_writer import csv_pieces
from inburgering_opendata.toolkit.tables.parquet_writer import parquet_parts, write_parquet


@dataclass(frozen=True)
class Codec:
    """A way to write a table, and to read it again part by part, of which no part is kept.

    `parts` raises ValueError (of which Arrow's errors are a kind) when there is no such table, and
    OSError when the file cannot be read.
    """

    write: Callable[[pa.Table, TableSchema, Mapping[str, str], BinaryIO], None]
    parts: Callable[[Path, TableSchema], Iterator[pa.Table]]


CODECS: dict[FileFormat, Codec] = {
    CSV: Codec(
        lambda table, schema, about, stream: stream.writelines(csv_pieces(table, schema)),
        csv_parts,
    ),
    PARQUET: Codec(write_parquet, parquet_parts),
    EXCEL_CSV: Codec(
        lambda table, schema, about, stream: write_excel_csv(table, stream), excel_csv_parts
    ),
}


def in_order(table: pa.Table, schema: TableSchema) -> pa.Table:
    """The table in its declared types, rows sorted by primary key: what every format holds."""
    order = [(field, "ascending") for field in schema.primary_key]
    typed = table.cast(arrow_schema(schema))
    places = pc.sort_indices(typed, order)
    # What stands in order, as most that was published does, need not be copied.
    if not places.cast(pa.int64()).equals(pa.arange(0, len(places))):
        typed = typed.take(places)
    return typed.combine_chunks()


def write_table(
    table: pa.Table, schema: TableSchema, about: Mapping[str, str], made: NewFolder, package: str
) -> None:
    """Write the files of a table that is `in_order`, each read again and found equal to it.

    Args:
        package: the folder in `made` that they stand in.

    Raises:
        OpendataError: `FORMATS_DIFFER`, naming the format and the first cell that differs.
        OSError: they could not be written.
    """
    for each, codec in CODECS.items():
        path = f"{package}/{each.path_of(schema.name)}"
        with made.open(path) as stream:
            codec.write(table, schema, about, stream)
        prove_equal(schema, each.title, table, codec.parts(made.path / path, schema))
