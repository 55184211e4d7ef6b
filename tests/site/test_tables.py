"""Tables that a reader searches, filters, sorts and turns over, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH, languages_of
from inburgering_opendata.toolkit.publish.site.columns import columns_in
from inburgering_opendata.toolkit.publish.site.contents import Contents, Table
from inburgering_opendata.toolkit.publish.site.pieces import PIECE, pieces_of
from tests.site.accessibility import violations
from tests.site.visit import TELEPHONE, Visit
from tests.whole import first

ALLOCATION = "gegevens/funding/allocation.html"

AT_FIRST = 300_000
"""Bytes of a data page with all that it fetches before somebody asks for more."""

FETCHED = re.compile(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"')


def allocation(release: Path) -> pa.Table:
    return pq.read_table(release / "funding/data/allocation.parquet")


def status(page: Page) -> str:
    told = page.locator(".browse .status")
    expect(told).not_to_have_text("Bezig met ophalen …")
    return told.inner_text()


def column(page: Page, name: str) -> list[str]:
    """The cells of a column as they are shown."""
    heads = page.locator(".browsed thead th")
    names = [heads.nth(at).get_attribute("data-name") for at in range(heads.count())]
    return page.locator(
        f".browsed tbody tr > :nth-child({names.index(name) + 1})"
    ).all_inner_texts()


def sort_by(page: Page, name: str) -> None:
    page.locator(f".browsed th[data-name='{name}'] .sort").click()
    status(page)


def test_search_finds_every_row_of_a_municipality_by_its_name(visit: Visit, release: Path) -> None:
    page = visit.goto(ALLOCATION)
    box = page.get_by_label("Zoek in alle rijen")
    names = allocation(release)["municipality_name"].to_pylist()
    for typed, name in {"ÚTRECHT": "Utrecht", "GM0394": "Haarlemmermeer"}.items():
        box.fill(typed)
        rows = [each for each in names if name in each]
        expect(page.locator(".browsed tbody tr").first).to_contain_text(name)
        expect(page.locator(".browse .status")).to_contain_text(f"van {len(rows)} gevonden")
        assert set(column(page, "municipality_name")) == set(rows)
    box.fill("atlantis")
    expect(page.locator(".browse .status")).to_have_text("Geen rij gevonden.")
    page.get_by_role("button", name="Wis zoekvraag, filters en volgorde").click()
    every = DUTCH.number(allocation(release).num_rows)
    expect(page.locator(".browse .status")).to_contain_text(f"van {every} gevonden")


@pytest.mark.whole(reason="make test searches a table.")
def test_numbers_are_sorted_as_numbers_and_pages_turned(visit: Visit, release: Path) -> None:
    amounts = sorted(allocation(release)["amount_eur"].to_pylist(), reverse=True)
    page = visit.goto(ALLOCATION)
    sort_by(page, "amount_eur")
    assert column(page, "amount_eur") == [DUTCH.euros(each) for each in amounts[::-1][:25]]
    sort_by(page, "amount_eur")
    head = page.locator(".browsed th[data-name='amount_eur']")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(page, "amount_eur") == [DUTCH.euros(each) for each in amounts[:25]]
    page.get_by_role("button", name="Volgende").click()
    expect(page.locator(".browse .status")).to_contain_text("Rij 26 tot en met 50")
    assert column(page, "amount_eur") == [DUTCH.euros(each) for each in amounts[25:50]]
    sort_by(page, "amount_eur")
    expect(head).not_to_have_attribute("aria-sort", re.compile("."))


@pytest.mark.whole(reason="make test searches a table.")
def test_empty_cells_are_last_whichever_way_a_column_is_sorted(visit: Visit) -> None:
    page = visit.goto("gegevens/funding/reported_figure.html")
    for _ in range(2):
        sort_by(page, "difference")
        shown = [bool(cell) for cell in column(page, "difference")]
        assert shown == sorted(shown, reverse=True) and shown[0]


@pytest.mark.whole(reason="make test searches and pages through a table.")
def test_filters_of_columns_and_the_address_that_keeps_them(visit: Visit, release: Path) -> None:
    table = allocation(release)
    asked = (pc.field("stream") == "introduction") & (pc.field("amount_eur") > 500_000)
    rows = table.filter(asked).num_rows
    page = visit.goto(ALLOCATION)
    page.get_by_text("Filter per kolom").click()
    page.get_by_label("Bedrag", exact=True).fill(">500.000")
    page.locator(".browse").get_by_label("Geldstroom", exact=True).fill("introduction")
    # The name of one stream begins with that of the other.
    both = table.filter(pc.starts_with(table["stream"], "introduction"))
    both = both.filter(pc.field("amount_eur") > 500_000).num_rows
    expect(page.locator(".browse .status")).to_contain_text(f"van {both} gevonden")
    page.get_by_label("Grondslag").select_option("agreed_key")
    told = f"van {rows} gevonden"
    expect(page.locator(".browse .status")).to_contain_text(told)
    sort_by(page, "municipality_name")
    kept, names = page.url, column(page, "municipality_name")

    page = visit.goto(kept.removeprefix(visit.top))
    expect(page.locator(".browse .status")).to_contain_text(told)
    assert column(page, "municipality_name") == names
    page.get_by_role("link", name="English").click()
    expect(page.locator(".browse .status")).to_contain_text(f"of {rows} found")
    assert column(page, "municipality_name") == names
    page.get_by_label("Amount", exact=True).fill("5..1")
    expect(page.locator(".browse .status")).to_have_text("No row found.")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("nl", ["key", "title_nl:", "note:", "quote_nl:"]),
        ("en", ["key", "title:", "note:", "quote_nl:nl"]),
        # Said in neither of its own words: the plain one.
        ("fy", ["key", "title:", "note_fy:", "quote_nl:nl"]),
    ],
)
def test_of_columns_in_two_languages_a_page_shows_its_own(code: str, shown: list[str]) -> None:
    names = ["key", "title", "title_nl", "note", "note_fy", "quote_nl"]
    languages = languages_of(("nl", "en", "fy"))
    language = next(each for each in languages if each.code == code)
    columns = columns_in(language, [{"name": name} for name in names], languages)
    assert [f"{c.name}:{c.lang}" if c.name != "key" else c.name for c in columns] == shown
    assert [names[column.place] for column in columns] == [column.name for column in columns]


def test_no_cell_is_in_the_other_language_but_a_quote_that_says_so(
    visit: Visit, contents: Contents
) -> None:
    rows = contents.rows("rule")
    table = contents.tables["rule"]
    heads = {str(field["name"]): field for field in table.fields}
    for top, language, own, other in (
        ("gegevens", DUTCH, "statement_nl", "statement"),
        ("en/data", ENGLISH, "statement", "statement_nl"),
    ):
        page = visit.goto(f"{top}/funding/rule.html")
        page.get_by_role("searchbox").fill(row := rows[0]["rule"])
        expect(page.locator(".browsed tbody tr").first).to_contain_text(row)
        expect(page.locator(".browse .status")).not_to_contain_text("…")
        shown = [each.inner_text() for each in page.locator(".browsed thead th").all()]
        assert language.of(heads[own], "title") in shown
        assert language.of(heads[other], "title") not in shown
        said = {each[own] for each in rows}
        assert set(column(page, own)) <= said
        expect(page.locator("#preview > .hint")).to_contain_text(other)
        page.get_by_role("searchbox").fill(quote := "cumulatief € 25,5 mln.")
        cell = page.locator(".browsed td", has_text=quote).first
        expect(cell).to_have_js_property("lang", "" if language is DUTCH else "nl")


FEW = ("observation",)
REPEATED = pytest.mark.whole(reason="Its types of fields are those of the tables that are tried.")


@pytest.mark.parametrize("looked_at", [FEW, pytest.param((), marks=REPEATED)], ids=["few", "all"])
def test_scripts_write_every_cell_as_the_page_does(
    visit: Visit, contents: Contents, looked_at: tuple[str, ...]
) -> None:
    for table in contents.tables.values():
        if looked_at and table.name not in looked_at:
            continue
        for top in ("gegevens", "en/data"):
            page = visit.goto(f"{top}/{table.package}/{table.name}.html")
            lines = page.locator(".browsed tbody tr")
            before = lines.all_inner_texts()
            page.locator(".browsed .sort").first.click()
            expect(page.locator(".browsed [aria-sort]")).to_have_count(1)
            page.locator(".browse [type=reset]").click()
            expect(page.locator(".browsed [aria-sort]")).to_have_count(0)
            assert len(before) == min(10, len(table.rows))
            assert lines.all_inner_texts()[: len(before)] == before, table.name


def test_rows_are_fetched_when_they_are_asked_for_and_a_page_is_light_at_first(
    site: Path, visit: Visit, contents: Contents
) -> None:
    for table in contents.tables.values():
        for path in (
            f"gegevens/{table.package}/{table.name}.html",
            "velden.html",
            "gegevens.html",
            "bewijs.html",
        ):
            text = (site / path).read_text(encoding="utf-8")
            files = [((site / path).parent / file) for file in FETCHED.findall(text)]
            first = len(text.encode()) + sum(file.stat().st_size for file in files)
            assert first <= AT_FIRST, path
    page = visit.goto("gegevens/outcomes/housing_result.html")
    assert not [url for url in visit.fetched if "/tables/" in url]
    page.get_by_role("button", name="Volgende").click()
    status(page)
    assert len([url for url in visit.fetched if "/tables/" in url]) == 1
    page.get_by_label("Zoek in alle rijen").fill("utrecht")
    # The next page, which was there before, begins with another row.
    expect(page.locator(".browse .status")).to_contain_text("Rij 1 tot en met")
    fetched = [url for url in visit.fetched if "/tables/" in url]
    assert (
        len(fetched)
        == len(set(fetched))
        == len(list(site.glob("tables/outcomes/housing_result.*")))
    )


def test_the_pieces_hold_every_row_once(contents: Contents) -> None:
    pieces = pieces_of(contents)
    for table in contents.tables.values():
        own = pieces[f"{table.package}/{table.name}"]
        assert sum(piece.rows for piece in own) == len(table.rows)
        assert all(piece.size < PIECE + 1_000 or piece.rows == 1 for piece in own)


def test_a_table_too_large_to_search_says_so(
    contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = "inburgering_opendata.toolkit.publish.site.pieces.MOST"
    monkeypatch.setattr(most, _largest(contents).size - 1)
    left = pieces_of(contents)
    assert {f"{t.package}/{t.name}" for t in contents.tables.values()} - set(left) == {
        f"{_largest(contents).package}/{_largest(contents).name}"
    }


def _largest(contents: Contents) -> Table:
    return max(contents.tables.values(), key=lambda table: table.size)


@pytest.mark.whole(reason="make test opens pages from disk, and searches a table.")
def test_tables_are_searched_from_disk(disk_visit: Visit) -> None:
    page = disk_visit.goto(f"{ALLOCATION}#q=utrecht&sort=-amount_eur")
    expect(page.locator(".browse .status")).to_contain_text("gevonden")
    assert "Utrecht" in column(page, "municipality_name")


@pytest.mark.whole(reason="make test fetches rows that are there.")
def test_rows_that_cannot_be_fetched_are_told_and_asked_for_again(visit: Visit) -> None:
    page = visit.goto(ALLOCATION)
    page.route("**/tables/**", lambda route: route.abort())
    page.get_by_label("Zoek in alle rijen").fill("utrecht")
    expect(page.locator(".browse .status")).to_contain_text("konden niet worden opgehaald")
    page.unroute("**/tables/**")
    page.get_by_label("Zoek in alle rijen").fill("utrecht ")
    expect(page.locator(".browse .status")).to_contain_text("gevonden")
    visit.problems[:] = [line for line in visit.problems if "/tables/" not in line]
    visit.problems[:] = [line for line in visit.problems if "ERR_FAILED" not in line]


@pytest.mark.whole(reason="make test searches a table of data.")
def test_the_dictionary_has_every_field_with_its_tables(visit: Visit, contents: Contents) -> None:
    page = visit.goto("velden.html")
    for name, typed in {
        "is_used_to_find": "is_used_to_find",
        "basis": "afgesproken sleutel",
    }.items():
        page.get_by_label("Zoek een veld").fill(typed)
        expect(
            page.locator(".browsed tbody th code", has_text=re.compile(f"^{name}$"))
        ).not_to_have_count(0)
        rows = page.locator(
            ".browsed tbody tr", has=page.locator("th code", has_text=re.compile(f"^{name}$"))
        )
        shown = {
            text
            for each in rows.all()
            for text in each.locator("td:nth-child(3) code").all_inner_texts()
        }
        having = {t.name for t in contents.tables.values() for f in t.fields if f["name"] == name}
        assert shown == having if name == "is_used_to_find" else shown <= having
    page.get_by_label("Zoek een veld").fill("")
    page.get_by_text("Filter per kolom").click()
    page.get_by_label("Eenheid").select_option("eurocent")
    expect(page.locator(".browsed tbody td:nth-child(5)").first).to_have_text("eurocent")
    assert set(page.locator(".browsed tbody td:nth-child(5)").all_inner_texts()) == {"eurocent"}


@pytest.mark.whole(reason="make test asks it of a page as it opens.")
@pytest.mark.parametrize(
    "path", first(1, (ALLOCATION, "velden.html"), "It is searched as any other table is.")
)
def test_a_table_that_is_searched_is_accessible(visit: Visit, path: str) -> None:
    page = visit.goto(f"{path}#q=bedrag" if path == "velden.html" else f"{path}#q=utrecht")
    expect(page.locator(".browse .status")).to_contain_text("gevonden")
    page.get_by_text("Filter per kolom").click()
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
    assert violations(page) == []
