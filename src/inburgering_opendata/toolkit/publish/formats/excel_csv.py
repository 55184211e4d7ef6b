"""CSV as Excel with Dutch settings opens it by a double click.

Semicolons, a decimal comma, UTF-8 with a byte-order mark, WAAR and ONWAAR, lines that end in
CRLF. A date-time is `2020-01-31 12:00:00`, which Excel takes for one, and is in UTC. Text that
Excel would run is neutralised (`formulas`); numbers and dates never are, as they are typed by their
field.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.formulas import neutralise, restore
from inburgering_opendata.toolkit.tables.csv_lines import header_line, lines
from inburgering_opendata.toolkit.tables.csv_reader import texts_of_csv
from inburgering_opendata.toolkit.tables.csv_writer import ROWS
from inburgering_opendata.toolkit.tables.texts import as_texts, with_decimal_sign

_YES, _NO = "WAAR", "ONWAAR"


def write_excel_csv(table: pa.Table, stream: BinaryIO) -> None:
    """Write the table with a header; a missing value is an empty cell."""
    stream.write(codecs.BOM_UTF8 + header_line(table.column_names, delimiter=";", end="\r\n"))
    for start in range(0, table.num_rows, ROWS):
        columns = map(_as_dutch, table.slice(start, ROWS).columns)
        stream.write(lines([*columns], delimiter=";", end="\r\n"))


def excel_csv_parts(path: Path, schema: TableSchema) -> Iterator[pa.Table]:
    """The table in the file `path`, part by part.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not such a file, or a cell is not of the type of its field.
    """
    with path.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            raise ValueError("no byte-order mark")
    for texts in texts_of_csv(path, delimiter=";"):
        if missing := set(schema.field_names) - set(texts.column_names):
            raise ValueError(f"no column {sorted(missing)}")
        if more := set(texts.column_names) - set(schema.field_names):
            raise ValueError(f"a column more, {sorted(more)}")
        columns = [_from_dutch(texts.column(f.name), arrow_type(f)) for f in schema.fields]
        yield pa.table(columns, names=list(schema.field_names))


def _as_dutch(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return neutralise(column)
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, _YES, _NO)
    if pa.types.is_timestamp(column.type):
        # With the letters of the standard in it, Excel would take it for a text.
        return column.cast(pa.timestamp("s")).cast(pa.string())
    texts = as_texts(column)
    return with_decimal_sign(texts, ",") if pa.types.is_decimal(column.type) else texts


def _from_dutch(texts: pa.ChunkedArray, type: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_string(type):
        return restore(texts)
    if pa.types.is_boolean(type):
        known = pc.is_in(texts, pa.array([_YES, _NO, None]))
        if not pc.all(known, min_count=0).as_py():
            raise ValueError(f"neither {_YES} nor {_NO}")
        return pc.equal(texts, _YES)
    if pa.types.is_decimal(type):
        texts = pc.replace_substring(texts, ",", ".")
    if pa.types.is_timestamp(type):
        return texts.cast(pa.timestamp(type.unit)).cast(type)
    return texts.cast(type)
