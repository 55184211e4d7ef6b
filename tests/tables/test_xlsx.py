"""A workbook says the same however its XML is spelt, and nothing that it holds is passed over."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.tables.xlsx import parts, sheet, workbook
from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError
from inburgering_opendata.toolkit.tables.xlsx.places import Area, column_of, letter, stretches
from inburgering_opendata.toolkit.tables.xlsx.styles import day_of
from inburgering_opendata.toolkit.tables.xlsx.values import ErrorCell, NeverComputed
from inburgering_opendata.toolkit.tables.xlsx.workbook import open_workbook
from tests.examples import examples
from tests.tables.spellings import PLAIN, Spelling, respelt, spelt

Grid = dict[tuple[int, int], Any]
"""By row from 1 and column from 0."""

SHEET = "xl/worksheets/sheet1.xml"
_TEXTS = st.text(
    st.characters(exclude_characters="\r\ufffe\uffff", codec="utf-8", min_codepoint=9),
    min_size=1,
    max_size=8,
).filter(lambda text: all(ord(sign) >= 32 or sign in "\t\n" for sign in text))
_CELLS = st.one_of(
    _TEXTS,
    st.integers(-(10**15), 10**15).map(float),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: float(f"{number:.15g}")),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.sampled_from(
        [ErrorCell("#N/A"), NeverComputed(), datetime(2025, 12, 31, 9, 30), time(9, 30)]
    ),
)
_GRIDS = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(0, 5)), _CELLS, max_size=12)
_SPELLINGS = st.builds(
    Spelling,
    places=st.booleans(),
    quote=st.sampled_from("\"'"),
    between=st.sampled_from([" ", "\n", "\t \r\n"]),
    prefix=st.sampled_from(["", "x", "ss"]),
    is_strict=st.booleans(),
    inline=st.booleans(),
    absolute=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    lines=st.booleans(),
    name=st.sampled_from([str, str.upper, str.lower, lambda name: name.replace("/", "\\")]),
)


def by_xlsxwriter(cells: Grid) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    shown = {kind: book.add_format({"num_format": code}) for kind, code in (
        (date, "dd-mm-yyyy"), (datetime, "d mmm yyyy hh:mm"), (time, "hh:mm:ss")
    )}  # fmt: skip
    for (row, column), value in cells.items():
        match value:
            case ErrorCell():
                page.write_formula(row - 1, column, "=NA()", None, value.error)
            case NeverComputed():
                page.write_formula(row - 1, column, "=1+1")
            case datetime() | date() | time():
                page.write_datetime(row - 1, column, value, shown[type(value)])
            case str():
                page.write_string(row - 1, column, value)
            case _:
                page.write(row - 1, column, value)
    book.close()
    return out.getvalue()


def by_openpyxl(cells: Grid) -> bytes:
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.active.cell(row, column + 1)
        match value:
            case ErrorCell():
                cell.value, cell.data_type = value.error, "e"
            case NeverComputed():
                cell.value = "=1+1"
            case str():
                cell.value, cell.data_type = value, "s"
            case _:
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str | None = None) -> Grid:
    book = open_workbook(data)
    rows = book.sheet(name or book.sheets[0].name).rows()
    return {(row.number, column): cell for row in rows for column, cell in row.cells.items()}


def typed(cells: Grid) -> dict[tuple[int, int], tuple[type, Any]]:
    """With the type of each cell, as True is equal to 1."""
    return {place: (type(cell), cell) for place, cell in cells.items()}


def fault(data: bytes) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        read(data)
    return caught.value


def in_sheet(data: bytes, old: str, new: str) -> bytes:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return respelt(data, SHEET, change)


@settings(max_examples=examples(60), deadline=None)
@given(_GRIDS, st.sampled_from([by_xlsxwriter, by_openpyxl]), _SPELLINGS)
def test_the_cells_are_the_same_whoever_wrote_them_and_however_they_are_spelt(
    cells: Grid, write: Callable[[Grid], bytes], spelling: Spelling
) -> None:
    data = write(cells)
    assert typed(read(data)) == typed(cells)
    assert typed(read(spelt(data, spelling))) == typed(cells)


ODD = {(1, 0): "a", (2, 1): ErrorCell("#N/A"), (3, 1): NeverComputed(), (4, 2): 1.5}


@pytest.mark.parametrize(
    "spelling",
    [
        Spelling(places=False),
        Spelling(quote="'"),
        Spelling(between="\n"),
        Spelling(prefix="x"),
        Spelling(is_strict=True),
        Spelling(inline=True),
        Spelling(absolute=True),
        Spelling(encoding="utf-16"),
        Spelling(lines=True),
        Spelling(name=str.upper),
    ],
)
def test_each_spelling_alone_keeps_errors_and_formulas(spelling: Spelling) -> None:
    for write in (by_xlsxwriter, by_openpyxl):
        assert read(spelt(write(ODD), spelling)) == ODD


def test_rich_text_is_its_characters_without_the_readings_beside_them() -> None:
    rich = (
        "<si><r><rPr><b/></rPr><t>To</t></r><r><t xml:space='preserve'>taal </t></r>"
        "<rPh sb='0' eb='1'><t>reading</t></rPh><phoneticPr fontId='1'/></si>"
    )
    data = by_xlsxwriter({(1, 0): "a"})
    shared = respelt(data, "xl/sharedStrings.xml", lambda t: t.replace("<si><t>a</t></si>", rich))
    inline = in_sheet(data, 't="s"><v>0</v>', f't="inlineStr"><is>{rich[4:-5]}</is>')
    assert read(shared) == read(inline) == {(1, 0): "Totaal "}


@pytest.mark.parametrize(
    ("written", "text"),
    [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xD83D_", "_xD83D_"), ("_x_", "_x_")],
)
def test_characters_that_xml_cannot_hold_are_unescaped(written: str, text: str) -> None:
    data = by_xlsxwriter({(1, 0): "abc"})
    spelt_so = respelt(data, "xl/sharedStrings.xml", lambda t: t.replace("abc", written))
    assert read(spelt_so) == {(1, 0): text}


@pytest.mark.parametrize(
    ("serial", "since_1900", "since_1904"),
    [
        (0.5, time(12), datetime(1904, 1, 1, 12)),
        (1, date(1900, 1, 1), date(1904, 1, 2)),
        (59, date(1900, 2, 28), date(1904, 2, 29)),
        (60, 60, date(1904, 3, 1)),
        (61, date(1900, 3, 1), date(1904, 3, 2)),
        (45838, date(2025, 6, 30), date(2029, 7, 1)),
        (45838.999999999, date(2025, 7, 1), date(2029, 7, 2)),
        (45838.25, datetime(2025, 6, 30, 6), datetime(2029, 7, 1, 6)),
        (2958465, date(9999, 12, 31), 2958465),
        (2958466, 2958466, 2958466),
        (-1, -1, -1),
        (1e300, 1e300, 1e300),
    ],
)
def test_a_number_that_is_shown_as_a_day_is_that_day(
    serial: float, since_1900: object, since_1904: object
) -> None:
    assert day_of(serial, since_1904=False) == since_1900
    assert day_of(serial, since_1904=True) == since_1904


def test_a_workbook_may_count_its_days_from_1904() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": True, "default_date_format": "dd/mm/yy"})
    book.add_worksheet().write_datetime(0, 0, date(2025, 7, 1))
    book.close()
    assert read(out.getvalue()) == {(1, 0): date(2025, 7, 1)}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("d-m-yyyy", date(2025, 7, 1)),
        ("[$-413]dddd d mmmm yyyy;@", date(2025, 7, 1)),
        ("jjjj-mm-dd", date(2025, 7, 1)),
        ('0 "dagen"', 45839.0),
        ("0 \\d", 45839.0),
        ("[Red]0.00", 45839.0),
        ("General", 45839.0),
        ("#,##0.00 [$€-413]", 45839.0),
        ("[h]:mm", timedelta(days=45839)),
    ],
)
def test_what_a_number_is_shown_as_says_what_it_is(code: str, value: object) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write_number(0, 0, 45839, book.add_format({"num_format": code}))
    book.close()
    assert read(out.getvalue()) == {(1, 0): value}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="d"><v>2025-07-01</v></c>', date(2025, 7, 1)),
        ('t="d"><v>2025-07-01T00:00:00</v></c>', date(2025, 7, 1)),
        ('t="d"><v>2025-07-01T09:30:00.000</v></c>', datetime(2025, 7, 1, 9, 30)),
        ('t="b"><v>true</v></c>', True),
        ('t="e"><f>1/0</f><v>#DIV/0!</v></c>', ErrorCell("#DIV/0!")),
        ('t="e"/>', ErrorCell("#")),
        ('t="&#101;"><v>#N/A</v></c>', ErrorCell("#N/A")),
        ("><f>1+1</f></c>", NeverComputed()),
        ("><f>1+1</f><v/></c>", NeverComputed()),
        ("><f>1+1</f><v>0</v></c>", NeverComputed()),
        ("><f t='shared' si='0'/></c>", NeverComputed()),
        ("><f>1+1</f><v>2</v></c>", 2.0),
        ("><v> 2 </v></c>", 2.0),
        ("><v>2E0</v></c>", 2.0),
        ('t="str"><f>"a"</f><v>a_x000D_</v></c>', "a\r"),
    ],
)
def test_a_cell_of_every_type(cell: str, value: object) -> None:
    """xlsxwriter has everything computed when the workbook is opened, so a stored 0 is no 0."""
    written = cell if cell.endswith("/>") else f"{cell.removesuffix('</c>')}</c>"
    data = in_sheet(
        by_xlsxwriter({(1, 0): 7.0}),
        "><v>7</v></c>",
        f" {written}" if written[0] != ">" else written,
    )
    assert typed(read(data)) == typed({(1, 0): value})


def test_a_zero_is_a_zero_where_formulas_were_computed() -> None:
    data = in_sheet(by_xlsxwriter({(1, 0): 7.0}), "<v>7</v>", "<f>1-1</f><v>0</v>")
    computed = respelt(
        data, "xl/workbook.xml", lambda text: text.replace(' fullCalcOnLoad="1"', "")
    )
    assert read(data) == {(1, 0): NeverComputed()}
    assert read(computed) == {(1, 0): 0.0}


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ('t="s"><v>0</v>', 't="s"><v>9</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="s"><v>-1</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="s"><v>x</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="x"><v>0</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="b"><v>2</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="d"><v>1 July</v>', 1, "A"),
        ('t="s"><v>0</v>', 't="d"><v>2025-07-01T00:00:00Z</v>', 1, "A"),
        ("<v>7</v>", "<v>seven</v>", 2, "B"),
        ("<v>7</v>", "<v>1_000</v>", 2, "B"),
        ("<v>7</v>", "<v>nan</v>", 2, "B"),
        ("<v>7</v>", "<v>1e999</v>", 2, "B"),
        ('r="B2">', 'r="B2" s="99">', 2, "B"),
        ('r="B2">', 'r="B3">', 2, None),
        ('r="B2">', 'r="$B$2">', 2, None),
        ('r="B2">', 'r="XFE2">', 2, None),
        ('r="B2">', 'r="A2"><v>1</v></c><c r="A2">', 2, None),
        ('<row r="2"', '<row r="1"', 1, None),
        ('<row r="2"', '<row r="0"', 1, None),
        ('<row r="2"', '<row r="1048577"', 1048577, None),
    ],
)
def test_what_no_sheet_can_hold_is_refused_with_its_place(
    old: str, new: str, row: int, column: str | None
) -> None:
    data = in_sheet(by_xlsxwriter({(1, 0): "a", (2, 1): 7.0}), old, new)
    error = fault(data)
    assert (error.kind, error.sheet, error.row, error.column) == (
        Kind.DAMAGED, "Sheet1", row, column
    )  # fmt: skip
    assert "sheet 'Sheet1'" in str(error)


def test_what_is_hidden_is_told() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Seen")
    for row in range(6):
        page.write_row(row, 0, [row] * 5)
    page.set_row(2, 0)
    page.set_row(4, None, None, {"hidden": True})
    page.set_column(1, 1, None, None, {"hidden": True})
    page.set_column(3, 4, 0)
    page.merge_range(4, 0, 5, 1, 9)
    book.add_worksheet("Hidden").hide()
    book.add_worksheet("Very").very_hidden()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Seen!$A$1:$A$6"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()
    found = open_workbook(out.getvalue())
    assert found.visible == ("Seen", "Chart") and found.hidden == ("Hidden", "Very")
    assert [*found.sheet("Chart").rows()] == []
    seen = found.sheet("Seen")
    assert [row.number for row in seen.rows() if row.is_hidden] == [3, 5]
    assert [column for column in range(6) if seen.hides(column)] == [1, 3, 4]
    assert seen.merged == [Area(5, 0, 6, 1)]


@pytest.mark.parametrize(("place", "reaches"), [("XFD5000", "XFD5000"), ("BN1048576", "BN1048576")])
def test_a_sheet_that_reaches_too_far_is_refused(place: str, reaches: str) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'
    error = fault(in_sheet(by_xlsxwriter({(1, 0): 1.0}), "</sheetData>", far))
    assert error.kind is Kind.TOO_LARGE
    assert reaches in str(error)


def test_a_cell_at_the_end_of_a_sheet_costs_what_its_row_costs() -> None:
    stray = '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    data = in_sheet(by_xlsxwriter({(1, 0): 1.0}), "</sheetData>", stray)
    tracemalloc.start()
    try:
        assert read(data) == {(1, 0): 1.0, (1_048_576, 0): 1.0}
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_more_text_than_is_accepted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = by_xlsxwriter({(row, 0): f"text {row}" * 20 for row in range(1, 300)})
    monkeypatch.setattr(workbook, "MOST_SHARED_TEXT", 100)
    monkeypatch.setattr(sheet, "MOST_TEXT", 100)
    assert fault(respelt(data, "xl/sharedStrings.xml", lambda t: t + " " * 100_000)).kind is (
        Kind.TOO_LARGE
    )
    assert fault(spelt(data, Spelling(inline=True))).kind is Kind.TOO_LARGE
    monkeypatch.setattr(parts, "MOST_BYTES", 100)
    assert fault(data).kind is Kind.TOO_LARGE


def _without(part: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w") as written:
            for name in read.namelist():
                if name != part:
                    written.writestr(name, read.read(name))
        return out.getvalue()

    return change


def _with_type(data: bytes) -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    return in_sheet(data, "<worksheet", bomb)


def _twice(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.upper(), "<worksheet/>")
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"\xd0\xcf\x11\xe0 an old workbook, or one with a password",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x09"),
        lambda data: in_sheet(data, "</sheetData>", ""),
        lambda data: in_sheet(data, "</worksheet>", ""),
        _without(SHEET),
        _without("xl/workbook.xml"),
        _without("_rels/.rels"),
        _without("xl/_rels/workbook.xml.rels"),
        _with_type,
        _twice,
    ],
)
def test_what_is_no_workbook_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert fault(change(by_xlsxwriter({(1, 0): 1.0}))).kind is Kind.NOT_A_WORKBOOK


def test_a_workbook_as_it_was_spelt_is_read_back() -> None:
    assert read(spelt(by_xlsxwriter(ODD), PLAIN)) == ODD


@given(st.integers(0, 16_383))
def test_a_column_has_its_letters(column: int) -> None:
    assert column_of(letter(column)) == column


@given(st.sets(st.integers(1, 40)))
def test_stretches_are_the_numbers_again(numbers: set[int]) -> None:
    found = list(stretches(numbers))
    assert {n for first, last in found for n in range(first, last + 1)} == numbers
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(found))
