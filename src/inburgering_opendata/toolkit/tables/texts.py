"""The values of a column as text, the way CSV has them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def as_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a column as CSV has them: digits in full, days as YYYY-MM-DD.

    Raises:
        ArrowInvalid: a date-time is not of whole seconds.
    """
    if pa.types.is_timestamp(column.type):
        texts = pc.replace_substring(column.cast(pa.timestamp("s")).cast(pa.string()), " ", "T")
        return pc.binary_join_element_wise(texts, "Z", "")
    texts = pc.cast(column, pa.string())
    if pa.types.is_decimal(column.type) and pc.any(pc.match_substring(texts, "E")).as_py():
        # Arrow writes a small decimal as 1E-10, and zero as 0E-10.
        digits = [None if value is None else f"{value:f}" for value in column.to_pylist()]
        return pa.chunked_array([digits], pa.string())
    return texts


def with_decimal_sign(texts: pa.ChunkedArray, sign: str) -> pa.ChunkedArray:
    """Numbers as text, with another sign than a point before their decimals."""
    return pc.replace_substring(texts, ".", sign)
