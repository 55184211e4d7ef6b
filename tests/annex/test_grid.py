"""What is in an annex and cannot be seen, or stands there in another spelling."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from inburgering_opendata.toolkit.tables.grid import (
    Grid,
    printed,
    read_delimited,
    read_other_workbook,
    read_workbook,
)
from inburgering_opendata.toolkit.tables.xlsx.places import letter
from tests.tables.spellings import Spelling, respelt, spelt

ROWS: Sequence[Sequence[str | int]] = [
    ["Bijlage"],
    [],
    ["Gemeente", "Bedrag"],
    ["Aa", 12],
    ["Bee", "1.234"],
    ["Totaal", 1246],
]


def workbook(change: Callable[[Any], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Bijlage"
    for row in ROWS:
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(grid: Grid) -> dict[int, list[str]]:
    return {line.number: [printed(cell) for cell in line.cells] for line in grid.lines}


PRINTED = {number: [str(cell) for cell in row] for number, row in enumerate(ROWS, start=1) if row}


@pytest.mark.parametrize(
    "spelling",
    [
        Spelling(),
        Spelling(places=False, quote="'"),
        Spelling(prefix="x", is_strict=True, inline=True),
        Spelling(name=str.upper, absolute=True, between="\n"),
    ],
)
def test_a_sheet_is_read_with_its_numbers_however_it_is_spelt(spelling: Spelling) -> None:
    assert texts(read_workbook(spelt(workbook(), spelling), None)) == PRINTED


def test_what_is_hidden_is_known_by_its_place() -> None:
    def hide(book: Any) -> None:
        book.active.row_dimensions[5].hidden = True
        book.active.column_dimensions["B"].hidden = True

    grid = read_workbook(workbook(hide), None)
    assert [line.number for line in grid.lines if line.is_hidden] == [5]
    assert [letter(column) for column in range(3) if grid.hides(column)] == ["B"]


def test_a_hidden_sheet_is_not_what_was_published() -> None:
    def add(book: Any) -> None:
        book.create_sheet("Oud").sheet_state = "veryHidden"

    data = workbook(add)
    assert texts(read_workbook(data, None)) == PRINTED
    with pytest.raises(ValueError, match="'Oud' is hidden"):
        read_workbook(data, "Oud")
    with pytest.raises(ValueError, match=r"its sheets are \['Bijlage'\]"):
        read_workbook(data, "Nieuw")


def test_errors_formulas_and_days_are_no_amounts() -> None:
    def spoil(book: Any) -> None:
        book.active["B4"] = "=1+1"
        book.active["B5"] = date(2025, 7, 1)
        book.active["B6"].value, book.active["B6"].data_type = "#N/A", "e"

    shown = texts(read_workbook(workbook(spoil), None))
    assert [shown[row][1] for row in (4, 5, 6)] == [
        "(a formula that was never computed)",
        "2025-07-01",
        "#N/A",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: b"no workbook", "cannot be unpacked"),
        (
            lambda data: respelt(
                data,
                "xl/worksheets/sheet1.xml",
                lambda text: text.replace("<v>12</v>", "<v>twelve</v>"),
            ),
            "sheet 'Bijlage', cell B4: twelve is no number",
        ),
        (
            lambda data: respelt(
                data,
                "xl/worksheets/sheet1.xml",
                lambda text: text.replace(
                    "</sheetData>", '<row r="9999"><c r="XFD9999"><v>1</v></c></row></sheetData>'
                ),
            ),
            "reaches to XFD9999",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_says_where(
    change: Callable[[bytes], bytes], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        read_workbook(change(workbook()), None)


def test_an_open_document_is_read_by_its_visible_sheet() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in (("Gemeente", "Bedrag"), ("Aa", "12"))
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Blad">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{urn}:manifest:1.0"/>')
    grid = read_other_workbook(out.getvalue(), None)
    assert texts(grid) == {1: ["Gemeente", "Bedrag"], 2: ["Aa", "12"]}
    with pytest.raises(ValueError, match="cannot be read as a workbook"):
        read_other_workbook(b"no workbook", None)


@pytest.mark.parametrize("above", ["", "sep=;\r\n", "\r\n;\r\n", "\ufeffsep=;\r\n", "\ufeff"])
def test_a_csv_keeps_its_numbers_below_what_excel_writes_above(above: str) -> None:
    grid = read_delimited(f"{above}Gemeente;Bedrag\r\nAa;12\r\n".encode(), ";", "utf-8")
    first = above.count("\n") + 1
    shown = texts(grid)
    assert (shown[first], shown[first + 1]) == (["Gemeente", "Bedrag"], ["Aa", "12"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sep=,\na,b\n", "line 1 is 'sep=,', and ';' is declared as delimiter"),
        ("sep=\na;b\n", "line 1 is 'sep='"),
        ('a;b\n"1;2\n', "line 2, column 1: a quote that is never closed"),
        ('a;b\n"1"0;2\n', "line 2, column 1: text behind a closing quote"),
    ],
)
def test_a_csv_that_is_none_says_where(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_delimited(text.encode(), ";", "utf-8")
