"""What nobody sees who looks at a workbook is seen: errors, formulas, hidden and far cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.intake import Examined
from tests.delivery.files import titles, write_workbook
from tests.delivery.made_up import counts
from tests.delivery.test_reading import Look, look, notes, rules
from tests.tables.spellings import Spelling, respelt, spelt
from tests.whole import first

__all__ = ["look"]

SHEET = "xl/worksheets/sheet1.xml"


def places(found: Examined) -> set[tuple[str, int | None, str | None]]:
    return {(problem.rule, problem.row, problem.column) for problem in found.problems}


@pytest.mark.parametrize(
    "spelling",
    first(
        3,
        [
            Spelling(),
            Spelling(prefix="x", is_strict=True),
            Spelling(inline=True, encoding="utf-16"),
            Spelling(places=False),
            Spelling(quote="'"),
            Spelling(between="\n"),
            Spelling(name=str.upper, absolute=True),
        ],
        "tests/tables tries every spelling of a workbook.",
    ),
)
def test_errors_and_formulas_are_found_however_the_workbook_is_spelt(
    spelling: Spelling, look: Look, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "t.xlsx", cells={(3, "pip_on"): "=1", (5, "route"): "=2"})
    written = respelt(path.read_bytes(), SHEET, _as_computed)
    path.write_bytes(spelt(written, spelling))
    assert places(look(path)) == {
        ("formula_without_value", 3, "P"),
        ("error_cell", 5, "R"),
    }


def _as_computed(text: str) -> str:
    return text.replace("<f>2</f><v>0</v>", "<f>2</f><v>#N/A</v>").replace(
        '"><f>2</f>', '" t="e"><f>2</f>'
    )


def test_a_hidden_sheet_is_told_and_only_read_when_it_is_named(look: Look, tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "t.xlsx", counts(), kind="count", sheets=("Een", "Twee", "Drie")
    )
    for state in ("hidden", "veryHidden"):
        hidden = respelt(
            path.read_bytes(),
            "xl/workbook.xml",
            lambda text, state=state: text.replace('name="Twee"', f'name="Twee" state="{state}"'),  # type: ignore[misc]
        )
        (tmp_path / "h.xlsx").write_bytes(hidden)
        found = look(tmp_path / "h.xlsx", as_of=None)
        assert notes(found)["sheets_read"] == {"sheets": "Een, Drie"}
        assert notes(found)["sheets_hidden"] == {"sheets": "Twee"}
        named = look(tmp_path / "h.xlsx", as_of=None, sheet="Twee")
        assert named.problems == ()
        assert notes(named)["sheet_hidden"] == {"sheet": "Twee"}
    alone = write_workbook(tmp_path / "a.xlsx", counts(), kind="count", sheets=("Leeg", "Twee"))
    book = openpyxl.load_workbook(alone)
    book["Leeg"].delete_rows(1, 100)
    book["Twee"].sheet_state = "hidden"
    book.save(alone)
    found = look(alone, as_of=None)
    assert rules(found) == ["no_table"]
    assert notes(found)["sheets_hidden"] == {"sheets": "Twee"}


def test_rows_and_columns_that_are_hidden_or_filtered_are_read_and_told(
    look: Look, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "t.xlsx", counts(), kind="count")
    book = openpyxl.load_workbook(path)
    page = book.active
    for row in (3, 5, 6, 7, 40):
        page.row_dimensions[row].hidden = True
    for column in ("C", "D", "Z"):
        page.column_dimensions[column].hidden = True
    page.auto_filter.ref = "A1:I10"
    page.auto_filter.add_filter_column(0, ["GM0344"])
    book.save(path)
    found = look(path, as_of=None)
    assert found.problems == ()
    assert found.rows is not None and found.rows.num_rows == counts().num_rows
    assert notes(found)["rows_hidden"] == {"sheet": "Trajecten", "rows": "3, 5–7"}
    assert notes(found)["columns_hidden"] == {"sheet": "Trajecten", "columns": "C–D"}


def _with_cell(path: Path, place: str, text: str = "x") -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
    path.write_bytes(
        respelt(
            path.read_bytes(),
            SHEET,
            lambda sheet: sheet.replace("</sheetData>", f'<row r="{row}">{cell}</row></sheetData>'),
        )
    )


@pytest.mark.parametrize("place", ["XFD20000", "XFD5000", "CV1048576"])
def test_a_cell_that_is_too_far_is_refused_with_its_row(
    place: str, look: Look, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "t.xlsx")
    _with_cell(path, place)
    row = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert places(look(path)) == {("workbook_too_large", row, None)}


def test_a_far_cell_is_a_cell_like_another(look: Look, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx")
    _with_cell(path, "A1048576")
    assert {problem.row for problem in look(path).problems if problem.row} == {1_048_576}
    path = write_workbook(tmp_path / "t.xlsx")
    _with_cell(path, "XFD40")
    assert ("column_without_header", 1, "XFD") in places(look(path))


@pytest.mark.parametrize(
    "text", ["* voorlopige cijfers", "Bron: eigen administratie", "¹ zie de toelichting", "*"]
)
def test_a_footnote_is_said_to_be_one(text: str, look: Look, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", counts(), kind="count")
    last = counts().num_rows + 1
    book = openpyxl.load_workbook(path)
    book.active.cell(last + 2, 1, text)
    book.active.cell(last + 4, 3, "Peildatum is de laatste dag")
    book.save(path)
    found = look(path, as_of=None)
    assert places(found) == {("footnote", last + 2, "A"), ("footnote", last + 4, "C")}


def test_a_row_with_too_little_in_it_is_no_footnote(look: Look, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx")
    _with_cell(path, "A100", "SYN000999")
    assert "footnote" not in rules(look(path))
    assert {problem.row for problem in look(path).problems} == {100}


def test_what_no_workbook_holds_is_refused_with_its_place(look: Look, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx")
    path.write_bytes(respelt(path.read_bytes(), SHEET, lambda t: t.replace(' t="s"', ' t="x"', 1)))
    assert places(look(path)) == {("workbook_damaged", 1, "A")}


def test_names_give_no_orders(intake: Callable[..., Result], tmp_path: Path) -> None:
    """A sheet, a header and a file that are called as an order to a terminal or to a runner."""
    header = titles("trajectory")
    header[3] = "\x1b[31mred\n::error::gone"
    written = write_workbook(tmp_path / "t.xlsx", header=header, sheets=("called",)).read_bytes()
    path = tmp_path / "a\n::error::b\x1b[2J.xlsx"
    name = 'name="a::b&#10;::c"'
    path.write_bytes(
        respelt(written, "xl/workbook.xml", lambda t: t.replace('name="called"', name))
    )
    copy = tmp_path / "copy.xlsx"
    run = intake(path, "--dry-run", "--annotate", copy)
    assert run.exit_code == 1
    assert "\x1b" not in run.output and "::" not in run.output
    assert not any(line.startswith("error") for line in run.stdout.splitlines())
    assert r"\x1b[31mred\n" in run.output and r"a\x3a\x3ab\n\x3a\x3ac" in run.output
    assert openpyxl.load_workbook(copy).sheetnames == ["a__b___c", "Problems"]
