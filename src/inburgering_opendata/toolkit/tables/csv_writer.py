"""CSV that is the same for the same table, wherever and whenever it is written.

RFC 4180, UTF-8, a line feed at each line's end, quotes only where they are needed.
"""

from __future__ import annotations

import csv
import io
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.forms import USUAL, Form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema


def to_csv(table: pa.Table, schema: TableSchema | None = None) -> bytes:
    """The table with a header; a missing value is an empty cell.

    Args:
        schema: says how cells are written, where that is not the usual way.
    """
    forms = {field.name: field.form for field in schema.fields} if schema else {}
    stream = io.StringIO(newline="")
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.column_names)
    columns = (_in_form(table.column(name), forms.get(name, USUAL)) for name in table.column_names)
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode()


class _LineFeeds:
    """Ends rows in a line feed alone.

    Told to do so itself, the module would no longer put quotes around a carriage return.
    """

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def write(self, row: str) -> None:
        self._stream.write(row.removesuffix("\r\n") + "\n")


def _in_form(column: pa.ChunkedArray, form: Form) -> list[str | None]:
    texts = as_texts(column)
    if form.written:
        values = column.to_pylist()
        return [None if value is None else _strftime(value, form.written) for value in values]
    if form.words:
        first = {means: text for text, means in reversed(form.words)}
        return [None if text is None else first[text] for text in texts]
    if form.decimal != ".":
        return [None if text is None else text.replace(".", form.decimal) for text in texts]
    return texts


def _strftime(value: date, form: str) -> str:
    """As `strftime` has it, with four digits for every year."""
    return value.strftime(form.replace("%Y", f"{value.year:04}"))


def as_texts(column: pa.ChunkedArray) -> list[str | None]:
    """The cells of a column as CSV has them: digits in full, days as YYYY-MM-DD.

    Raises:
        ArrowInvalid: a date-time is not of whole seconds.
    """
    if pa.types.is_decimal(column.type):
        # Arrow writes a small decimal as 1E-10, and zero as 0E-10.
        return [None if value is None else f"{value:f}" for value in column.to_pylist()]
    if pa.types.is_timestamp(column.type):
        texts = pc.replace_substring(column.cast(pa.timestamp("s")).cast(pa.string()), " ", "T")
        return [None if text is None else f"{text}Z" for text in texts.to_pylist()]
    values: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    return values
