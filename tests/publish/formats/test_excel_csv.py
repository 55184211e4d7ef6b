"""CSV for Dutch Excel: nothing in it runs, and everything comes back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given

from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from tests.publish.formats.files import read_excel_csv, to_excel_csv
from tests.publish.formats.sample import SCHEMA, TEXTS, rows, table

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cells(data: bytes) -> list[list[str]]:
    """The cells as another reader sees them."""
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@given(rows(TEXTS))
def test_what_is_written_is_read_back_exactly(values: list[dict[str, Any]]) -> None:
    written = table(values)
    prove_equal(SCHEMA, "excel", written, [read_excel_csv(to_excel_csv(written), SCHEMA)])


@given(rows(TEXTS))
def test_no_text_would_run(values: list[dict[str, Any]]) -> None:
    header, *found = cells(to_excel_csv(table(values)))
    position = header.index("text")
    for row, value in zip(found, values, strict=True):
        assert not row[position].strip(" \ufeff\u00a0\u3000\x0b\x0c").startswith(STARTS_A_FORMULA)
        if value["text"] is not None:
            assert row[position] in (value["text"], "'" + value["text"])


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("'=1", "''=1"),
        ("'t Veld", "'t Veld"),
        ("a=1", "a=1"),
        ("\ta", "'\ta"),
    ],
)
def test_one_apostrophe_is_set_before_what_would_run(text: str, cell: str) -> None:
    assert cells(to_excel_csv(table([{"text": text}])))[1][1] == cell


def test_numbers_days_and_booleans_are_dutch_and_never_neutralised() -> None:
    row = {"whole": -5, "day": date(2020, 1, 31), "exact": Decimal("-0.500"), "yes": False}
    row |= {"moment": datetime(2020, 1, 31, 12, 0, 5, tzinfo=UTC)}
    data = to_excel_csv(table([row]))
    header = b"\xef\xbb\xbfnumber;text;whole;day;exact;long;yes;moment\r\n"
    cells = b"0;;-5;2020-01-31;-0,500;;ONWAAR;2020-01-31 12:00:05\r\n"
    assert data == header + cells


@pytest.mark.parametrize(
    "data",
    [
        b"number;text\r\n1;a\r\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbfnumber;text;whole;day;exact;long;yes;moment\r\n0;;x;;;;;\r\n",
        b"\xef\xbb\xbfnumber;text;whole;day;exact;long;yes;moment\r\n0;;;;;;true;\r\n",
        b"\xef\xbb\xbfnumber;text;whole;day;exact;long;yes;moment\r\n0;;;;;;;noon\r\n",
    ],
)
def test_what_is_not_such_a_file_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, pa.ArrowInvalid)):
        read_excel_csv(data, SCHEMA)
