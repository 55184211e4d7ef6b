"""CSV that is the same for the same table, wherever and whenever it is written.

RFC 4180, UTF-8, a line feed at each line's end, quotes only where they are needed.
"""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc


def to_csv(table: pa.Table) -> bytes:
    """The table with a header; a missing value is an empty cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(table.column_names)
    writer.writerows(zip(*(as_texts(column) for column in table.columns), strict=True))
    return stream.getvalue().encode()


class _LineFeeds:
    """Ends rows in a line feed alone.

    Told to do so itself, the module would no longer put quotes around a carriage return.
    """

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def write(self, row: str) -> None:
        self._stream.write(row.removesuffix("\r\n") + "\n")


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
