"""What no reader should have to forgive is refused, by line and column; all else passes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.tables import bitmaps, scan, structure
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.malformed import Malformed
from inburgering_opendata.toolkit.tables.scan import problems_with_text, scan_file
from inburgering_opendata.toolkit.tables.structure import Form, Structure, problems_of_structure

REFUSED: dict[bytes, str] = {
    b"k,v\n1,2,\n3,4\n": "line 2: 3 cells, 2 were expected; the last 1 are empty",
    b"k,v\n1,2,,,\n": "line 2: 5 cells, 2 were expected; the last 3 are empty",
    b"k,v\n1,2\n3,4,": "line 3: 3 cells, 2 were expected; the last 1 are empty",
    b'k,v\n1,2,""\n': "line 2: 3 cells, 2 were expected; put",
    b"k,v\n1\n": "line 2: 1 cells, 2 were expected",
    b"k,v\n1,2,\n3\n": "line 2: 3 cells",
    b'k,v\n"a\nb",2\n3\n': "line 4: 1 cells, 2 were expected",
    b"k,v\n\n1,2\n": "line 2: no cells, 2 were expected",
    b"k,v\n1,2\n\n": "line 3: no cells, 2 were expected",
    b"k\n1\n\n": "line 3: no cells, 1 were expected",
    b"k\r\n\r\n1\r\n": "line 2: no cells, 1 were expected",
    b'k\n"a"\n\n': "line 3: no cells, 1 were expected",
    b'k,v\n1,2\n3,"4\n5,6\n': "line 3, column 2: a quote that is never closed",
    b'k,v\n"': "line 2, column 1: a quote that is never closed",
    b'"k,v\n1,2\n': "line 1, column 1: a quote that is never closed",
    b'k,v\n1,"a""b\n': "line 2, column 2: a quote that is never closed",
    b'k,v\n1,"""\n': "line 2, column 2: a quote that is never closed",
    b'k,v\n1,"2"x\n': "line 2, column 2: text behind a closing quote",
    b'k,v\n1,"2" \n': "line 2, column 2: text behind a closing quote",
    b'k,v\n1,"a\\"b"\n': "line 2, column 2: text behind a closing quote",
    b'k,v\n1,"2\n3,"4"\n': "line 3, column 2: text behind a closing quote; a delimiter or the end "
    "of the row was expected; the cell began on line 2",
    b'k,v\n1, "2"\n': "line 2, column 2: a space before a quote",
    b'k,v\n1,\t""\n': "line 2, column 2: a space before a quote",
    b'k,v\n1,a\n "1",b\n': "line 3, column 1: a space before a quote",
    b'k,v\n1,5" wide\n': "line 2, column 2: a quote inside a cell",
    b'k,v\n1,a""b\n': "line 2, column 2: a quote inside a cell",
    b'k,v\n"1\n",a"b"\n': "line 3, column 2: a quote inside a cell",
    b'k"x",v\n1,2\n': "line 1, column 1: a quote inside a cell",
    b'"k","v"\r\n"1","2"\n': "line 2: mixed line ends: a line feed here",
    b'"k","v"\n"1","2"\r\n': "line 2: mixed line ends: a carriage return and a line feed here",
    b'"k","v"\n"1","2"\r"3","4"\n': "line 2: mixed line ends: a carriage return alone here",
    b'k,v\r\n1,"a"\r"b"\n': "line 2: mixed line ends",
    b"k,v\n1,2\r": "line 2: mixed line ends",
    b"k,v\r1,2\r": "line 1: mixed line ends: the header",
    b"k;v\n1;2\n": "line 1: columns are separated by semicolons; commas were expected",
    b'"k";"v"\n"1";"2"\n': "line 1: columns are separated by semicolons",
    b"k\tv\n1\t2\n": "line 1: columns are separated by tabs",
    b"k;v;w, x\n1;2;3\n": "line 1: columns are separated by semicolons",
    b"K,V\n1,2\n": "line 1: none of the declared columns is there: 'k', 'v' were expected, not "
    "'K', 'V'; write them exactly so",
    b"x,y\n1,2\n": "line 1: none of the declared columns is there",
    b"k,#v\n1,2\n": "line 1: a column cannot have a # in its name: ['#v']",
    b"k,\n1,2\n": "line 1: column 2 has no name",
    b"\nk,v\n1,2\n": "line 1: column 1 has no name",
    b"k,v\n1,\0\n": "line 2: a NUL byte",
}
ACCEPTED = (
    b"k,v\n",
    b"k,v",
    b"k,v\n1,2",
    b"k,v\r\n1,2\r\n",
    b"k,v\n,\n",
    b'k\n""\n',
    b'k,v\n"1","2"',
    b'k,v\n"a""b","""",\n'[:-2] + b"\n",
    b'k,v\n"a\nb\r\nc\rd",2\n',
    b'k,v\r\n"a\nb\r\nc\rd",2\r\n',
    b'k,v\n"a,b,c"," "\n',
    b"k,v\n1, 2 \n",
    b"k,v\n1;2,'3'\n",
    b'"k","v"\n1,\n',
    b"v,w;x\n1,2\n",
)


def _text_field(name: str) -> Field:
    words = ("title", "title@nl", "description", "description@nl")
    return Field(name, "string", {"name": name, "type": "string", **dict.fromkeys(words, name)})


WORDS = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")
SCHEMA = TableSchema(
    name="pair",
    fields=(_text_field("k"), _text_field("v")),
    primary_key=("k",),
    foreign_keys=(),
    descriptor=WORDS,
)
MANY = patch.object(structure, "LARGE", -1)
BLOCKS = patch.object(bitmaps, "BLOCK", 64)
NO_GLANCE = patch.object(structure, "glance", lambda part, place, shape, is_large: None)


@pytest.mark.parametrize("data", REFUSED)
def test_what_is_no_proper_csv_is_refused_where_it_is(data: bytes) -> None:
    first = problems_with_text(data, ("k", "v"))[:1]
    assert [REFUSED[data] in problem for problem in first] == [True], first
    assert read_csv(data, SCHEMA).broken[:1] == first


@pytest.mark.parametrize("data", ACCEPTED)
def test_what_rfc_4180_allows_passes(data: bytes) -> None:
    assert problems_with_text(data, ("k", "v")) == ()
    assert read_csv(data, SCHEMA).broken == ()


def test_every_row_of_another_length_is_named_up_to_a_limit() -> None:
    problems = problems_with_text(b"k,v\n1\n1,2\n1,2,3\n")
    assert [problem.partition(" cells")[0] for problem in problems] == ["line 2: 1", "line 4: 3"]
    assert len(problems_with_text(b"k,v\n" + b"1\n" * 1000)) == structure.MOST_PROBLEMS


def test_a_header_without_end_is_not_read_on_and_on() -> None:
    looked = Structure(Form())
    for _ in range(3):
        looked.feed(b'"' + b"endless\n" * 100_000)
    assert [problem.kind for problem in looked.problems] == ["quote_behind_lines"]
    looked = Structure(Form())
    for start in (b'k,"', b"", b""):
        looked.feed(start + b"endless\n" * 100_000)
    assert [(problem.kind, problem.column) for problem in looked.problems] == [
        ("quote_unclosed", 2)
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "§"])
def test_another_delimiter_is_taken_for_what_it_is(delimiter: str) -> None:
    form = Form(delimiter=delimiter, blank_lines=True)
    good = 'k;v\n1,5;"2;3"\n\n'.replace(";", delimiter)
    assert problems_of_structure(good, form) == []
    bad = problems_of_structure(good + f"3{delimiter}a{delimiter}\n", form)
    assert [(each.kind, each.row) for each in bad] == [("surplus_empty", 4)]
    ragged = replace(form, ragged=True)
    assert problems_of_structure(good + "a title\n", ragged) == []
    assert [p.kind for p in problems_of_structure(good + ' "3"\n', ragged)] == ["space_before"]


CELLS = st.text(st.sampled_from('ab ,;"\n\rœ'), max_size=4)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def written(rows: Sequence[Sequence[str]], quoting: int, end: str) -> bytes:
    stream = io.StringIO(newline="")
    # Told to end rows in a line feed alone, the module puts no quotes around a carriage return.
    writer = csv.writer(stream, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    lines = []
    for row in [[f"c{n}" for n in range(len(rows[0]))], *rows]:
        stream.seek(0)
        stream.truncate()
        writer.writerow(row)
        lines.append(stream.getvalue().removesuffix("\r\n") + end)
    return "".join(lines).encode()


STYLES = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
ENDS = st.sampled_from(["\n", "\r\n"])


STRICT = Form()
RAGGED = Form(ragged=True)


def looked_at(data: bytes, size: int, form: Form = STRICT) -> list[Malformed]:
    looked = Structure(form)
    for start in range(0, len(data), size):
        looked.feed(data[start : start + size])
    looked.finish()
    return looked.problems


@given(TABLES, STYLES, ENDS, st.integers(1, 40))
def test_what_the_standard_library_writes_passes_and_is_read_as_it_was(
    rows: list[list[str]], quoting: int, end: str, size: int
) -> None:
    data = written(rows, quoting, end)
    assert looked_at(data, size) == []
    with MANY, BLOCKS:
        assert looked_at(data, size) == []
    table = read_csv(data, SCHEMA_OF_NONE).table
    assert table is not None
    assert [list(row.values()) for row in table.to_pylist()] == [
        [cell or None for cell in row] for row in rows
    ]


SCHEMA_OF_NONE = replace(SCHEMA, fields=(), primary_key=())


SIGNS = st.text(st.sampled_from('ab,"\n\r '), max_size=30)
ROWS = st.lists(
    st.sampled_from(
        ["a,b", '"a","b"', '"a""b",', '"a\r\nb,",""', '"""",a', '"\n",a', "x" * 61 + ",a"]
    ),
    max_size=12,
)


@given(SIGNS, ROWS, ENDS, st.integers(1, 200), st.booleans())
def test_a_glance_finds_what_a_walk_finds(
    text: str, rows: list[str], end: str, size: int, ragged: bool
) -> None:
    data = end.join(["k,v", *rows, text]).encode()
    form = RAGGED if ragged else STRICT
    with NO_GLANCE:
        expected = looked_at(data, len(data), form)
        assert looked_at(data, size, form) == expected
    assert looked_at(data, size, form) == expected
    with MANY, BLOCKS:
        assert looked_at(data, size, form) == expected


@pytest.mark.parametrize("rows", ['\n"a","b"\r\n', '"a","b"\n', '"a","b\r"\r\n', '"a\n","b"\r\n'])
def test_ends_of_rows_are_told_from_those_inside_quotes(rows: str) -> None:
    data = f"k,v\r\n{rows}".encode()
    with NO_GLANCE:
        expected = looked_at(data, len(data), RAGGED)
    with MANY, BLOCKS:
        assert looked_at(data, len(data), RAGGED) == expected


@given(TABLES, ENDS, st.data())
def test_one_fault_of_structure_is_refused(
    rows: list[list[str]], end: str, data: st.DataObject
) -> None:
    good = written(rows, csv.QUOTE_ALL, end).decode()
    assert _is_proper(good)
    at = data.draw(st.sampled_from([m.start() for m in re.finditer('"', good)]), label="quote")
    other = {"\n": "\r\n", "\r\n": "\n"}[end]
    bad = data.draw(
        st.sampled_from(
            [
                good[:at] + good[at + 1 :],
                good[:at] + '"' + good[at:],
                good[:at] + "x" + good[at:],
                good[:at] + '",' + good[at:],
                good + '"",' * len(rows[0]) + '""' + end,
                good + ",".join(['""'] * len(rows[0])) + other,
            ]
        )
    )
    # A letter inside quotes, for one, is a fault of nothing.
    assert (problems_with_text(bad.encode()) == ()) == _is_proper(bad)


def _is_proper(text: str) -> bool:
    """Whether a grammar that is written down otherwise takes the text: RFC 4180, rows alike."""
    cell = r'(?:"(?:[^"]|"")*+"(?!")|[^",\r\n]*)'
    for end in ("\n", "\r\n"):
        if header := re.match(rf"{cell}(?:,{cell})*{end}", text):
            names = next(csv.reader(io.StringIO(header.group(), newline="")))
            row = rf"{cell}(?:,{cell}){{{len(names) - 1}}}{end}"
            distinct = len(set(names)) == len(names) and "" not in names
            return distinct and re.fullmatch(f"(?:{row})*", text) is not None
    return False


@pytest.mark.parametrize(
    ("data", "lines", "plain"),
    [
        (b"k,v\n" + b"1,2\n" * 40, 41, True),
        (b"k,v\n" + b"1,2\n" * 40 + b"3,4", 42, True),
        (b'k,v\n"a\n\nb",2\n' * 20, 80, True),
        (b'k,v\r\n"a\r\nb\rc",2\r\n' * 20, 60, False),
        (b"k,v\n" + b"1,2\n" * 40 + b"1,\x7f\n", 42, False),
        (b"k,v\n" + b"1,2\n" * 40 + b"1,\t\n", 42, False),
        (b"k,v\n" + b"1,2\n" * 40 + b"1,\xc3\xa9\n", 42, False),
    ],
)
def test_a_large_file_is_scanned_as_a_small_one_is(
    data: bytes, lines: int, plain: bool, tmp_path: Path
) -> None:
    path = tmp_path / "pair.csv"
    path.write_bytes(data)
    small = scan_file(path, is_csv=True)
    with MANY, BLOCKS, patch.object(scan, "CHUNK", 64):
        large = scan_file(path, is_csv=True)
    assert large == small
    assert (small.line_feeds + (not small.ends_in_line_feed), small.plain) == (lines, plain)
