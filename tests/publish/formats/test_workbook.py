"""The workbook: typed cells, no formula, and the same table when it is read again."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.publish.formats import workbook
from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from inburgering_opendata.toolkit.publish.formats.errors import CELL_DOES_NOT_FIT
from inburgering_opendata.toolkit.publish.formats.workbook import sheet_names, to_workbook
from inburgering_opendata.toolkit.publish.formats.workbook_reader import read_workbook
from tests.examples import examples
from tests.publish.formats.sample import SCHEMA, WORKBOOK_TEXTS, contents, rows, table
from tests.tables.spellings import Spelling, respelt, spelt

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@settings(max_examples=examples(40))
@given(rows(WORKBOOK_TEXTS))
def test_what_is_written_is_read_back_exactly(values: list[dict[str, Any]]) -> None:
    written = table(values)
    stored = read_workbook(to_workbook(contents(written)), {"sample": SCHEMA})
    prove_equal(SCHEMA, "xlsx", written, [stored["sample"]])


@settings(max_examples=examples(40))
@given(rows(WORKBOOK_TEXTS))
def test_no_cell_is_a_formula_and_what_would_become_one_is_marked_as_text(
    values: list[dict[str, Any]],
) -> None:
    data = to_workbook(contents(table(values)))
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        assert "calcChain" not in name
    opened = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in opened.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(RUNS):
                assert cell.data_type == "s"
                assert cell.quotePrefix, (sheet.title, cell.coordinate)


def test_another_reader_sees_typed_cells() -> None:
    moment = {"moment": datetime(2020, 1, 31, 23, 59, 59, tzinfo=UTC)}
    values = table([{"whole": -5, "exact": None, "yes": True, "text": "=1"} | moment])
    opened = openpyxl.load_workbook(io.BytesIO(to_workbook(contents(values))))
    assert opened.sheetnames == ["Inhoud", "Codeboek", "Bronnen", "sample"]
    header, row = opened["sample"].iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True)) == {
        "number": 0,
        "text": "=1",
        "whole": -5,
        "day": None,
        "exact": None,
        "long": None,
        "yes": True,
        "moment": datetime(2020, 1, 31, 23, 59, 59),
    }
    assert opened["sample"].cell(2, 8).number_format == 'yyyy-mm-dd"T"hh:mm:ss"Z"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 32_768, "32,768 characters"),
        ("😀" * 16_384, "16,384 characters"),
        ("\uffff", "cannot be written"),
        ("_x005F_x0041_", "cannot be written"),
    ],
)
def test_a_text_that_no_workbook_holds_is_refused(text: str, words: str) -> None:
    with pytest.raises(OpendataError) as caught:
        to_workbook(contents(table([{"text": "a"}, {"text": text}])))
    assert caught.value.kind is CELL_DOES_NOT_FIT
    for word in ("sample", "row 2", "'text'", words):
        assert word in caught.value.message


def test_a_table_that_is_too_long_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    data = to_workbook(contents(table([{"text": "a"}, {"text": "b"}])))
    assert read_workbook(data, {"sample": SCHEMA}) == {}
    first = openpyxl.load_workbook(io.BytesIO(data))["Inhoud"]
    assert any("too long for a sheet" in str(row) for row in first.iter_rows(values_only=True))
    monkeypatch.undo()
    # As long as it is wide, there are two rows of eight cells.
    for cells, sheets in ((15, 0), (16, 1)):
        monkeypatch.setattr(workbook, "MOST_CELLS", cells)
        data = to_workbook(contents(table([{"text": "a"}, {"text": "b"}])))
        assert len(read_workbook(data, {"sample": SCHEMA})) == sheets


def test_the_bytes_do_not_depend_on_when_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    values = contents(table([{"text": "a"}]))
    once = to_workbook(values)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000)
    assert to_workbook(values) == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert b"2026-11-24T00:00:00Z" in archive.read("docProps/core.xml")


def test_sheets_have_names_that_excel_takes() -> None:
    names = sheet_names(["allocation", "allocation_on_20230101_by_region_2026", "a" * 31])
    assert list(names.values()) == ["allocation", "allocation_on_20230101_by_r~2", "a" * 31]


TABLE = "xl/worksheets/sheet4.xml"


def _typical() -> pa.Table:
    return table([{"text": "a", "whole": 5, "day": date(2025, 7, 1)}, {"text": "b", "yes": True}])


@pytest.mark.parametrize(
    "spelling",
    [
        Spelling(places=False, quote="'", between="\n"),
        Spelling(prefix="x", is_strict=True, inline=True),
        Spelling(name=str.upper, absolute=True, encoding="utf-16"),
    ],
)
def test_the_table_is_the_same_however_the_workbook_is_spelt(spelling: Spelling) -> None:
    data = spelt(to_workbook(contents(_typical())), spelling)
    prove_equal(SCHEMA, "xlsx", _typical(), [read_workbook(data, {"sample": SCHEMA})["sample"]])


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("xl/workbook.xml", 'name="sample"', 'name="sample" state="hidden"', "'sample' is hidden"),
        ("xl/workbook.xml", 'name="sample"', 'name="sample" state="veryHidden"', "is hidden"),
        (TABLE, '<row r="3"', '<row r="3" hidden="1"', "'sample', row 3: it is hidden"),
        (TABLE, "<col min=", '<col hidden="1" min=', "columns are hidden"),
        (TABLE, "<v>5</v>", "<v>5.5</v>", "cell C2: 5.5 is no integer"),
        (TABLE, "<v>5</v>", "<f>5</f>", "cell C2"),
        (TABLE, 'r="C2"><v>5</v>', 'r="C2" t="e"><v>#N/A</v>', "cell C2"),
        (TABLE, 'r="C2"><v>5</v>', 'r="C2" t="b"><v>1</v>', "cell C2: True is no integer"),
        (TABLE, '<c r="B3"', '<c r="B3" t="b"><v>1</v></c><c r="C3"', "cell B3: True is no string"),
        (TABLE, "</row></sheetData>", '<c r="I3"><v>1</v></c></row></sheetData>', "row 3: it is"),
        ("xl/sharedStrings.xml", ">whole<", ">other<", "not the header of sample"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused_with_its_place(
    part: str, old: str, new: str, words: str
) -> None:
    written = to_workbook(contents(_typical()))
    data = respelt(written, part, lambda text: text.replace(old, new, 1))
    assert data != respelt(written, part, str)
    with pytest.raises(ValueError, match=words):
        read_workbook(data, {"sample": SCHEMA})
