"""CSV that is the same for the same table, wherever and whenever it is written.

RFC 4180, UTF-8, a line feed at each line's end, quotes only where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from inburgering_opendata.toolkit.describe.forms import USUAL, Form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.tables.csv_lines import header_line, lines
from inburgering_opendata.toolkit.tables.texts import as_texts, with_decimal_sign

ROWS = 50_000
"""Rows that are made into text at a time: some tens of megabytes of a wide table."""


def to_csv(table: pa.Table, schema: TableSchema | None = None) -> bytes:
    """The table with a header; a missing value is an empty cell.

    Args:
        schema: says how cells are written, where that is not the usual way.
    """
    return b"".join(csv_pieces(table, schema))


def csv_pieces(table: pa.Table, schema: TableSchema | None = None) -> Iterator[bytes]:
    """As `to_csv`, in pieces: for a table whose text need not fit in memory."""
    forms = {field.name: field.form for field in schema.fields} if schema else {}
    yield header_line(table.column_names, delimiter=",", end="\n")
    for start in range(0, table.num_rows, ROWS):
        part = table.slice(start, ROWS)
        columns = [
            _in_form(part.column(name), forms.get(name, USUAL)) for name in table.column_names
        ]
        yield lines(columns, delimiter=",", end="\n")


def _in_form(column: pa.ChunkedArray, form: Form) -> pa.ChunkedArray:
    texts = as_texts(column)
    if form.written:
        values = column.to_pylist()
        written = [None if value is None else _strftime(value, form.written) for value in values]
        return pa.chunked_array([written], pa.string())
    if form.words:
        first = {means: text for text, means in reversed(form.words)}
        said = [None if text is None else first[text] for text in texts.to_pylist()]
        return pa.chunked_array([said], pa.string())
    if form.decimal != ".":
        return with_decimal_sign(texts, form.decimal)
    return texts


def _strftime(value: date, form: str) -> str:
    """As `strftime` has it, with four digits for every year."""
    return value.strftime(form.replace("%Y", f"{value.year:04}"))
