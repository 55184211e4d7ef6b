"""CSV in and out: what is written is what is read, and nothing else is read."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.tables.csv_lines import header_line, lines
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.csv_writer import ROWS as ROWS_AT_A_TIME
from inburgering_opendata.toolkit.tables.csv_writer import csv_pieces, to_csv
from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet
from inburgering_opendata.toolkit.tables.texts import as_texts
from tests.parquet import from_parquet
from tests.publish.formats.sample import moments


def _field(name: str, type: str, **more: Any) -> Field:
    words = ("title", "title@nl", "description", "description@nl")
    return Field(name, type, {"name": name, "type": type, **dict.fromkeys(words, name), **more})


WORDS = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")
SCHEMA = TableSchema(
    name="sample",
    fields=(
        _field("text", "string"),
        _field("whole", "integer"),
        _field("day", "date"),
        _field("exact", "number", precision=20, decimals=3),
        _field("yes", "boolean"),
        _field("moment", "datetime"),
    ),
    primary_key=("text",),
    foreign_keys=(),
    descriptor=WORDS,
)

# An empty text is how a missing value is written, so it is not a text of its own.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | TEXTS,
            "whole": st.none() | st.integers(-(2**63), 2**63 - 1),
            "day": st.none() | st.dates(),
            "exact": st.none()
            | st.integers(-(10**19), 10**19).map(lambda n: Decimal(n).scaleb(-3)),
            "yes": st.none() | st.booleans(),
            "moment": st.none() | moments(),
        }
    ),
    max_size=20,
)


@given(ROWS)
def test_what_is_written_is_read_back_exactly(rows: list[dict[str, object]]) -> None:
    table = pa.Table.from_pylist(rows, schema=arrow_schema(SCHEMA))
    reading = read_csv(to_csv(table), SCHEMA)
    assert reading.broken == ()
    assert reading.cells == ()
    assert reading.table is not None
    assert reading.table.cast(table.schema).equals(table)
    assert from_parquet(to_parquet(table, SCHEMA, {"licence": "CC-BY-4.0"}), SCHEMA).equals(table)
    assert len(reading.line_numbers()) == len(rows)


def test_quotes_stand_only_where_they_are_needed() -> None:
    rows = [{"text": 'a,"b"\nc', "whole": -5, "day": date(2020, 1, 31), "exact": Decimal("0.500")}]
    rows[0] |= {"moment": datetime(987, 1, 31, 23, 59, 59, tzinfo=UTC)}
    table = pa.Table.from_pylist(rows, schema=arrow_schema(SCHEMA))
    written = b'"a,""b""\nc",-5,2020-01-31,0.500,,0987-01-31T23:59:59Z\n'
    assert to_csv(table) == HEADER.encode() + written


HEADER = "text,whole,day,exact,yes,moment\n"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("whole", "1.0"),
        ("whole", "1,000"),
        ("whole", "+1"),
        ("whole", "007"),
        ("whole", " 1"),
        ("whole", "1e3"),
        ("whole", "9223372036854775808"),
        ("whole", "NaN"),
        ("day", "2020-02-30"),
        ("day", "01-02-2020"),
        ("day", "2020-1-1"),
        ("exact", "1,5"),
        ("exact", "1.2345"),
        ("exact", "NaN"),
        ("exact", "123456789012345678901"),
        ("yes", "True"),
        ("yes", "1"),
        ("moment", "2020-01-31"),
        ("moment", "2020-01-31 12:00:00"),
        ("moment", "2020-01-31T12:00:00"),
        ("moment", "2020-01-31T12:00Z"),
        ("moment", "2020-01-31T12:00:00.5Z"),
        ("moment", "2020-01-31T12:00:00+00:00"),
        ("moment", "2020-01-31t12:00:00z"),
        ("moment", "2020-02-30T12:00:00Z"),
        ("moment", "2020-01-31T24:00:00Z"),
        ("moment", "2020-01-31T23:59:60Z"),
        ("moment", "0000-01-01T00:00:00Z"),
        ("moment", "10000-01-01T00:00:00Z"),
    ],
)
def test_a_cell_that_is_not_of_its_type_is_named(field: str, value: str) -> None:
    good = {"text": "a", "whole": "1", "day": "2020-01-01", "exact": "1.5", "yes": "true"}
    good |= {"moment": "2020-01-31T12:00:00Z"}
    bad = ",".join(f'"{cell}"' for cell in {**good, field: value}.values())
    reading = read_csv(f"{HEADER}{','.join(good.values())}\n{bad}\n".encode(), SCHEMA)
    assert [(cell.row, cell.field, cell.value) for cell in reading.cells] == [(1, field, value)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xef\xbb\xbf" + HEADER.encode(), "byte-order mark"),
        (HEADER.encode() + b"a\0,1,,,,\n", "line 2: a NUL byte"),
        (HEADER.encode() + b"a,1,,,,\ncaf\xe9,1,,,,\n", "line 3: byte 0xe9 is not UTF-8"),
        (HEADER.encode() + b"a,1,,,,\na,1\n", "line 3: 2 cells, 6 were expected"),
        (HEADER.encode() + b"a,1,,,,\n\na,1,,,,\n", "line 3: no cells, 6 were expected"),
        (HEADER.encode() + b'"a\nb",1,,,,\na,1\n', "line 4: 2 cells, 6 were expected"),
        (b"text,text,whole\na,b,1\n", "stands there twice"),
    ],
)
def test_a_file_that_is_not_such_a_table_is_refused_with_the_line(data: bytes, words: str) -> None:
    reading = read_csv(data, SCHEMA)
    assert reading.table is None
    assert any(words in problem for problem in reading.broken), reading.broken


def test_line_numbers_count_lines_not_rows() -> None:
    reading = read_csv(HEADER.encode() + b'"a\nb",1,,,,\nc,2,,,,\n', SCHEMA)
    assert reading.line_numbers() == [3, 4]


def test_small_decimals_are_written_in_full() -> None:
    numbers = pa.array([Decimal("1E-10"), Decimal(0), None], pa.decimal128(11, 10))
    table = pa.table({"share": numbers, "code": ["a", "b", "c"]})
    assert to_csv(table) == b"share,code\n0.0000000001,a\n0.0000000000,b\n,c\n"


HEADED = st.text("ab,;\"'\r\n ", min_size=1, max_size=4)


@given(
    st.lists(st.lists(st.none() | TEXTS | HEADED, min_size=2, max_size=2), max_size=6),
    HEADED,
    st.sampled_from([(",", "\n"), (";", "\r\n")]),
)
def test_lines_are_those_of_the_module_csv(
    rows: list[list[str | None]], name: str, form: tuple[str, str]
) -> None:
    delimiter, end = form
    for width in (1, 2):
        stream = io.StringIO(newline="")
        # Told to end rows in a line feed, it would put no quotes around a carriage return.
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        written = []
        cells: list[list[str | None]] = [[name, "b"], *rows]
        for row in (row[:width] for row in cells):
            writer.writerow(row)
            written.append(stream.getvalue().removesuffix("\r\n") + end)
            stream.seek(0)
            stream.truncate()
        columns = [pa.chunked_array([[row[n] for row in rows]], pa.string()) for n in range(width)]
        made = header_line([name, "b"][:width], delimiter=delimiter, end=end)
        made += lines(columns, delimiter=delimiter, end=end)
        assert made.decode() == "".join(written)


def test_a_long_table_is_written_in_pieces() -> None:
    numbers = pa.table(
        {"n": pa.array(range(ROWS_AT_A_TIME + 5)), "t": ["x"] * (ROWS_AT_A_TIME + 5)}
    )
    pieces = list(csv_pieces(numbers))
    assert [piece.count(b"\n") for piece in pieces] == [1, ROWS_AT_A_TIME, 5]
    assert b"".join(pieces) == to_csv(numbers)
    assert pieces[-1].endswith(f"\n{ROWS_AT_A_TIME + 4},x\n".encode())


@given(st.lists(st.none() | st.decimals(-100, 100, places=10), min_size=1, max_size=5))
def test_digits_are_written_in_full(values: list[Decimal | None]) -> None:
    column = pa.chunked_array([values], pa.decimal128(20, 10))
    assert as_texts(column).to_pylist() == [
        v if v is None else f"{v:f}" for v in column.to_pylist()
    ]
