"""Columns of text as lines of CSV, joined by Arrow: for a long table that takes seconds.

Quotes stand where they are needed, as the module `csv` has them, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import unpack_from

import pyarrow as pa
import pyarrow.compute as pc

_OFFSET = 8
"""Bytes of an offset in a column of large text."""


def header_line(names: Sequence[str], *, delimiter: str, end: str) -> bytes:
    """The first line, with the names of the columns."""
    return lines([pa.chunked_array([[name]]) for name in names], delimiter=delimiter, end=end)


def lines(columns: Sequence[pa.ChunkedArray], *, delimiter: str, end: str) -> bytes:
    """A line for each row of some columns of text; a missing value is an empty cell.

    Args:
        end: what each line ends in; a line feed, or a carriage return before one.
    """
    cells = [_cells(column, delimiter) for column in columns]
    if len(cells) == 1:
        # Else the line would be empty, which is no row.
        cells = [pc.if_else(pc.equal(cells[0], _text("")), _text('""'), cells[0])]
    rows = pc.binary_join_element_wise(*cells, _text(delimiter))
    return _texts_of(pc.binary_join_element_wise(rows, _text(""), _text(end)))


def _cells(column: pa.ChunkedArray, delimiter: str) -> pa.Array:
    # Rows together may be longer than the offsets of plain text can say.
    texts = pc.fill_null(column.cast(pa.large_string()), _text("")).combine_chunks()
    quoted = pc.match_substring_regex(texts, f'[{delimiter}"\r\n]')
    if not pc.any(quoted).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    quote = _text('"')
    return pc.if_else(quoted, pc.binary_join_element_wise(quote, doubled, quote, _text("")), texts)


def _text(value: str) -> pa.LargeStringScalar:
    return pa.scalar(value, pa.large_string())


def _texts_of(column: pa.LargeStringArray) -> bytes:
    """The texts of a column one after the other, as they stand in memory."""
    _, offsets, data = column.buffers()
    first, last = (
        unpack_from("<q", offsets, _OFFSET * (column.offset + n))[0] for n in (0, len(column))
    )
    return bytes(memoryview(data)[first:last])
