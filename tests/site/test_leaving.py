"""What leaves the site carries its meaning: files, links, code to embed, citations and cards."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page, expect

from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH, Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from tests.sharing import VERSION
from tests.site.visit import Visit, served
from tests.whole import first

UTRECHT, AMSTERDAM = "GM0344", "GM0363"
STATE = f"view=comparison&figure=introduction.amount_eur&chosen={UTRECHT},{AMSTERDAM}"
PUBLISHED_AT = f"https://publisher.example.org/inburgering_opendata/{VERSION}/site/"
LICENCE = "CC-BY-4.0"


@pytest.fixture(scope="module")
def told(site: Path) -> dict[str, dict[str, Any]]:
    """What each picture and figure says that it means, by the name of its file."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in site.glob("pictures/*.json")
    }


def written(svg: str) -> str:
    """Every word in a drawing, lines joined."""
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(text.itertext()) for text in texts)


def together(text: str) -> str:
    """Without spaces, as a line may be broken anywhere."""
    return re.sub(r"\s", "", text)


def assert_all_is_drawn(svg: str, meaning: dict[str, Any]) -> None:
    drawn = together(written(svg))
    for name in ("title", "unit", "period", "boundaries", "basis", "source"):
        assert together(meaning[name]) in drawn, name
    for said in (VERSION, LICENCE, meaning["page"].removeprefix("https://")):
        assert together(said) in drawn


def test_every_picture_has_what_it_means_drawn_inside(
    site: Path, told: dict[str, dict[str, Any]]
) -> None:
    drawn = sorted(site.glob("pictures/*.svg"))
    assert len(drawn) >= 22
    for path in drawn:
        assert path.stem.endswith(f"-{VERSION}")
        svg = path.read_text(encoding="utf-8")
        assert_all_is_drawn(svg, told[path.stem])
        width, height = (float(ET.fromstring(svg).attrib[name]) for name in ("width", "height"))
        assert size_of(path.with_suffix(".png")) == (2 * width, 2 * height)
        assert size_of(path.with_suffix(".card.png")) == (1200, 630)
    assert (site / f"pictures/invoeringskosten-toegezegd-kaart-{VERSION}.svg") in drawn


def size_of(png: Path) -> tuple[int, int]:
    data = png.read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack_from(">II", data, 16)
    return int(width), int(height)


def test_the_lines_of_a_frame_are_within_it(site: Path) -> None:
    for path in site.glob("pictures/*.svg"):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        for text in root.findall("{http://www.w3.org/2000/svg}text"):
            end = float(text.attrib["x"]) + float(text.attrib["textLength"])
            assert end <= float(root.attrib["width"])


def test_every_row_of_figures_says_what_it_means(
    site: Path, told: dict[str, dict[str, Any]]
) -> None:
    assert len(told) > 2 * 22
    for name, meaning in told.items():
        with (site / f"pictures/{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        fields = [field["name"] for field in meaning["fields"]]
        assert rows
        for row in rows:
            assert row["version"] == meaning["version"] == VERSION
            for column in {"basis", "unit"} - {*fields}:
                assert row[column] == meaning[column]
            assert row["basis"] and row["unit"]
        assert list(rows[0])[-len(fields) :] == fields
        assert meaning["basis"] and meaning["sources"] and meaning["licence"]["name"] == LICENCE
        for source in meaning["sources"]:
            found = source["address"] is not None
            assert source["address_found"] is found and found is not is_front_page(
                source["address"] or source["site"]
            )
        assert meaning["data"] == f"{PUBLISHED_AT}pictures/{name}.csv"


def test_a_picture_names_its_source_in_its_own_language(
    told: dict[str, dict[str, Any]], contents: Contents
) -> None:
    rows = [*contents.rows("national_amount"), *contents.rows("population")]
    named = {(row["source"], row["source_nl"]) for row in rows if row["source"] != row["source_nl"]}
    for own, language in enumerate(("en", "nl")):
        sources = [m["source"] for m in told.values() if m["language"] == language]
        assert any(source in said for source in {each[own] for each in named} for said in sources)
        for other in {each[1 - own] for each in named}:
            assert not [said for said in sources if other in said]


def test_the_figures_of_a_picture_are_the_published_ones(site: Path, release: Path) -> None:
    table = pq.read_table(release / "funding/data/allocation.parquet").to_pylist()
    expected = {
        row["municipality_code"]: row["amount_eur"]
        for row in table
        if row["stream"] == "introduction"
    }
    for name, column in (
        ("invoeringskosten-toegezegd-kaart", "amount_eur"),
        ("invoeringskosten-toegezegd", "value"),
    ):
        text = (site / f"pictures/{name}-{VERSION}.csv").read_text(encoding="utf-8")
        got = {r["municipality_code"]: int(r[column]) for r in csv.DictReader(io.StringIO(text))}
        assert got == expected


def test_the_addresses_of_all_figures_are_in_the_description_of_the_service(
    release: Path, told: dict[str, dict[str, Any]]
) -> None:
    api = json.loads((release / "openapi.json").read_text(encoding="utf-8"))
    names = [methods["get"]["operationId"] for methods in api["paths"].values()]
    assert len(names) == len(set(names))
    for name, meaning in told.items():
        for ending, media_type in (("csv", "text/csv"), ("json", "application/json")):
            path = f"/{VERSION}/site/pictures/{name}.{ending}"
            operation = api["paths"][path]["get"]
            assert meaning["title"] in operation["summary"]
            assert list(operation["responses"]["200"]["content"]) == [media_type]
            assert (release.parent / path[1:]).is_file()


def test_every_page_has_a_card_of_one_of_the_pictures(site: Path) -> None:
    cards = {path.name for path in site.glob("pictures/*.card.png")}
    used = set()
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        properties = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', text))
        inside = path.relative_to(site).as_posix()
        assert properties["og:url"] == PUBLISHED_AT + inside
        assert unescape(properties["og:title"]) and unescape(properties["og:description"])
        folder, _, name = properties["og:image"].rpartition("/")
        assert (f"{folder}/", name in cards) == (f"{PUBLISHED_AT}pictures/", True), inside
        assert ("og:locale", "en_GB" if inside.startswith("en/") else "nl_NL") in properties.items()
        used.add(name)
    assert used == cards


def test_every_page_leads_to_the_contact_and_to_where_faults_are_reported(site: Path) -> None:
    for path in site.rglob("*.html"):
        footer = path.read_text(encoding="utf-8").partition("<footer>")[2]
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', footer)]
        assert "https://publisher.example.org/contact" in links
        [fault] = [link for link in links if link.startswith("https://publisher.example.org/fault")]
        page = PUBLISHED_AT + path.relative_to(site).as_posix()
        assert unquote(fault.partition("?page=")[2]) == page


def chosen_picture(page: Page) -> None:
    page.locator(".explore .canvas svg").wait_for()


def downloaded(page: Page, name: str, within: str = ".explore") -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(within).get_by_role("button", name=name, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_picture_that_a_reader_chose_is_saved_with_what_it_means(
    visit: Visit, told: dict[str, dict[str, Any]]
) -> None:
    meaning = told[f"invoeringskosten-toegezegd-{VERSION}"]
    page = visit.goto(f"beeld.html#{STATE}")
    chosen_picture(page)
    stem = f"invoeringskosten-toegezegd-vergelijking-utrecht-amsterdam-{VERSION}"
    name, svg = downloaded(page, "SVG")
    assert name == f"{stem}.svg"
    here = f"{visit.top}beeld.html#{STATE}"
    title = f"Vergelijking: {meaning['title']}"
    assert_all_is_drawn(svg.decode(), {**meaning, "title": title, "page": here})
    name, png = downloaded(page, "PNG")
    assert name == f"{stem}.png" and png.startswith(b"\x89PNG")
    name, text = downloaded(page, "CSV")
    assert name == f"{stem}.csv"
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    assert {row["Code"] for row in rows} == {UTRECHT, AMSTERDAM}
    for row in rows:
        assert {
            name: row[name] for name in ("basis", "unit", "period", "boundaries", "version")
        } == {name: meaning[name] for name in ("basis", "unit", "period", "boundaries", "version")}


@pytest.mark.whole(reason="make test saves a picture with what it means.")
def test_a_picture_over_time_says_of_which_half_years_it_is(
    visit: Visit, told: dict[str, dict[str, Any]], site: Path, contents: Contents
) -> None:
    [(name, meaning)] = [
        (name, each)
        for name, each in told.items()
        if each["name"] == "housing_target.time" and each["language"] == "nl"
    ]
    half_years = sorted({row["half_year"] for row in contents.rows("housing_target")})
    assert meaning["period"] == f"{half_years[0]}–{half_years[-1]}"
    page = visit.goto(f"beeld.html#view=time&chosen={UTRECHT}")
    chosen_picture(page)
    saved, svg = downloaded(page, "SVG")
    assert saved == f"{name.removesuffix(f'-{VERSION}')}-utrecht-{VERSION}.svg"
    drawn = together(written(svg.decode()))
    for part in ("title", "unit", "period", "boundaries", "basis", "source"):
        assert together(meaning[part]) in drawn
    with (site / f"pictures/{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["municipality_code"] == UTRECHT]
    expected = {
        row["half_year"]: row["persons"]
        for row in contents.rows("housing_target")
        if row["municipality_code"] == UTRECHT
    }
    assert {row["period"]: row["target"] for row in rows} == expected


@pytest.mark.whole(reason="make test saves a picture that a reader chose.")
def test_the_small_picture_of_a_municipality_is_saved_with_what_it_means(
    visit: Visit, contents: Contents
) -> None:
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    name, svg = downloaded(page, "SVG", ".small")
    assert name == f"waar-utrecht-staat-invoeringskosten-toegezegd-verdeling-{VERSION}.svg"
    drawn = together(written(svg.decode()))
    for said in (
        "Waar Utrecht staat: Invoeringskosten, toegezegd",
        "gemeenten per klasse; klassen in euro",
        "peildatum 1 januari 2020 · grenzen van 1 januari 2020",
        "Grondslag: Afgesproken sleutel",
        "Bron: Ledenbrief van de VNG",
        f"versie {VERSION} ({LICENCE})",
        f"publisher.example.org/inburgering_opendata/{VERSION}/site/gemeente/{UTRECHT}.html",
    ):
        assert together(said) in drawn
    _, text = downloaded(page, "CSV", ".small")
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    amounts = [row for row in contents.rows("allocation") if row["stream"] == "introduction"]
    assert sum(int(row["Gemeenten"]) for row in rows) == len(amounts)
    assert {(row["unit"], row["version"]) for row in rows} == {
        ("gemeenten per klasse; klassen in euro", VERSION)
    }


def copied(page: Page, label: str, within: str) -> str:
    """What the button behind a label puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    place = page.locator(within)
    if place.locator("details.share").get_attribute("open") is None:
        place.locator("details.share > summary").click()
    place.get_by_label(label, exact=True).locator("xpath=../button").click()
    expect(place.locator(".told")).to_have_text("Gekopieerd")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_copied_link_brings_the_whole_picture_back(visit: Visit) -> None:
    page = visit.goto(f"beeld.html#{STATE}")
    chosen_picture(page)
    page.get_by_label("Afbeelding", exact=True).select_option("ranking")
    expect(page.locator(".explore .title")).to_have_text("Ranglijst: Invoeringskosten, toegezegd")
    link = copied(page, "Adres om te delen", ".explore")
    assert link == f"{visit.top}beeld.html#{STATE.replace('comparison', 'ranking')}"
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".explore .title")).to_have_text("Ranglijst: Invoeringskosten, toegezegd")
    expect(page.locator(".explore .chosen li")).to_have_count(2)
    cited = copied(page, "Korte bronvermelding", ".explore")
    # Cited is where it was published, not where somebody happens to read it.
    published = PUBLISHED_AT + link.removeprefix(visit.top)
    for said in ("Inburgering open data", "Ranglijst", VERSION, LICENCE, published):
        assert said in cited


@pytest.mark.whole(reason="make test brings a picture back by its link.")
def test_a_changed_address_in_the_same_tab_changes_the_picture(visit: Visit) -> None:
    page = visit.goto(f"beeld.html#{STATE}")
    chosen_picture(page)
    page.evaluate(
        "window.location.hash = 'view=distribution&figure=structural.amount_eur&chosen=GM0344'"
    )
    expect(page.locator(".explore .title")).to_have_text(re.compile("^Verdeling: Structurele"))
    expect(page.locator(".explore .chosen li")).to_have_text(["Utrecht ×"])


@pytest.mark.whole(reason="make test brings a picture back by its link.")
def test_the_language_switch_keeps_the_picture(visit: Visit) -> None:
    page = visit.goto(f"beeld.html#{STATE}")
    chosen_picture(page)
    page.get_by_label("Afbeelding", exact=True).select_option("ranking")
    expect(page.locator(".explore .title")).to_have_text(re.compile("^Ranglijst"))
    page.get_by_role("link", name="English").click()
    expect(page.locator(".explore .title")).to_have_text("Ranking: Introduction money, promised")
    expect(page.locator(".explore .chosen li")).to_have_count(2)
    page = visit.goto(f"gemeente/{UTRECHT}.html#compared")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/municipality/GM0344\.html#compared$"))


@pytest.mark.parametrize(
    ("state", "said"),
    first(
        1,
        (
            ("view=map&figure=nothing.amount_eur", "cijfer dat er niet is: “nothing.amount_eur”"),
            ("view=globe", "afbeelding die er niet is: “globe”"),
            ("view=map&size=area", "cirkels naar iets dat er niet is: “area”"),
            ("view=comparison&chosen=GM9999", "gemeente die er niet is: GM9999"),
        ),
        "Another word of the address that is unknown is said in the same way.",
    ),
)
def test_what_is_unknown_in_an_address_is_said_in_words(
    visit: Visit, state: str, said: str
) -> None:
    page = visit.goto(f"beeld.html#{state}")
    message = page.locator(".explore .message")
    expect(message).to_contain_text(said)
    expect(page.locator(".explore .picture")).to_be_hidden()
    # A choice of the reader is drawn, and nothing more is said.
    page.get_by_label("Afbeelding", exact=True).select_option("distribution")
    chosen_picture(page)
    expect(message).to_be_empty()


@pytest.mark.whole(reason="make test tries what is unknown in an address.")
def test_one_unknown_municipality_does_not_hide_the_others(visit: Visit) -> None:
    page = visit.goto(f"beeld.html#{STATE},GM9999")
    chosen_picture(page)
    expect(page.locator(".explore .message")).to_contain_text("GM9999")
    expect(page.locator(".explore .chosen li")).to_have_count(2)


@contextmanager
def newspaper(browser: Browser, folder: Path, code: str) -> Iterator[Page]:
    """A page of somebody else's site that has `code` in it."""
    (folder / "news.html").write_text(f"<!DOCTYPE html><h1>News</h1>{code}", encoding="utf-8")
    with served(folder) as address:
        page = browser.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}/news.html")
        yield page
        assert problems == []
        page.close()


@pytest.mark.whole(reason="make test brings a picture back by its link.")
@pytest.mark.parametrize(
    "path",
    first(
        1,
        (f"gemeente/{UTRECHT}.html", f"beeld.html#{STATE}"),
        "The code of another page is made in the same way.",
    ),
)
def test_a_chosen_picture_stands_in_another_page_by_its_code(
    visit: Visit, browser: Browser, tmp_path: Path, path: str
) -> None:
    page = visit.goto(path)
    within = ".explore" if path.startswith("beeld") else ".small.then"
    if within == ".explore":
        chosen_picture(page)
    code = copied(page, "Insluitcode voor een andere site", within)
    with newspaper(browser, tmp_path, code) as elsewhere:
        inside = elsewhere.frame_locator("iframe")
        expect(inside.locator(".explore .canvas svg")).to_be_visible()
        expect(inside.locator(".explore .source")).to_contain_text(VERSION)
        expect(inside.locator("body > header")).to_be_hidden()
        expect(inside.locator(".controls")).to_be_hidden()
        expect(inside.get_by_role("link", name="Bekijk deze afbeelding")).to_be_visible()


@pytest.mark.whole(reason="make test tries a picture that a reader chose.")
def test_a_picture_that_is_a_file_has_link_code_and_citation(
    visit: Visit, browser: Browser, tmp_path: Path
) -> None:
    page = visit.goto("index.html")
    within = "figure.picture:has(#map_allocation-link)"
    link = copied(page, "Adres om te delen", within)
    assert link == f"{visit.top}beeld/map_allocation.html"
    code = copied(page, "Insluitcode voor een andere site", within)
    cited = copied(page, "Korte bronvermelding", within)
    page.goto(link)
    title = page.locator("h1").inner_text()
    for said in (title, VERSION, LICENCE, f"{PUBLISHED_AT}beeld/map_allocation.html"):
        assert said in cited
    with newspaper(browser, tmp_path, code) as elsewhere:
        image = elsewhere.get_by_role("img")
        expect(image).to_have_attribute("alt", re.compile("Kaart van Nederland"))
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 480
        expect(elsewhere.get_by_role("link")).to_have_attribute("href", link)


@pytest.mark.whole(reason="make test opens pages from disk.")
def test_from_disk_the_address_is_that_of_the_published_page(disk_visit: Visit) -> None:
    page = disk_visit.goto("beeld/map_allocation.html")
    page.locator("details.share > summary").click()
    link = page.get_by_label("Adres om te delen", exact=True)
    expect(link).to_have_value(f"{PUBLISHED_AT}beeld/map_allocation.html")
    page = disk_visit.goto(f"beeld.html#{STATE}")
    chosen_picture(page)
    page.locator(".explore details.share > summary").click()
    link = page.get_by_label("Adres om te delen", exact=True).first
    expect(link).to_have_value(f"{PUBLISHED_AT}beeld.html#{STATE}")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".explore .title")).to_have_text("Comparison: Introduction money, promised")


@pytest.mark.parametrize(
    ("folder", "language", "words"),
    [
        ("gemeente", DUTCH, ("berekend", "toegezegde", "overgemaakte", "gemeld als ontvangen")),
        (
            "en/municipality",
            ENGLISH,
            ("computed", "promised", "transferred", "reported as received"),
        ),
    ],
)
def test_a_sentence_to_quote_has_every_number_of_the_tables(
    site: Path, contents: Contents, folder: str, language: Language, words: tuple[str, ...]
) -> None:
    computed, promised, transferred, received = words
    national = {row["id"]: row for row in contents.rows("national_amount")}
    stage = {"promised": promised, "transferred": transferred}
    rows = contents.rows("allocation")
    amounts = {(row["stream"], row["municipality_code"]): int(row["amount_eur"]) for row in rows}
    assert rows
    for row in rows:
        code, stream = row["municipality_code"], row["stream"]
        [quote] = sentences(site / f"{folder}/{code}.html", f"quote-{stream}")
        whole = national[stream]
        said = [
            f"{row['municipality_name']}: {language.euros(int(row['amount_eur']))} (",
            f"{computed} ",
            f"{stage[whole['nature']]} {language.euros(int(whole['amount_eur']))} ",
            language.day(row["reference_date"]),
            f"{VERSION} ({LICENCE})",
            f"{PUBLISHED_AT.removeprefix('https://')}{folder}/{code}.html#{stream}",
        ]
        if stream == "introduction" and ("introduction_transferred", code) in amounts:
            other = "introduction_transferred"
            said.append(f"{transferred} {language.euros(int(national[other]['amount_eur']))}")
            said.append(f": {language.euros(amounts[other, code])} (")
        for each in said:
            assert each in quote
    [nijmegen] = sentences(site / f"{folder}/GM0268.html", "quote-introduction_transferred")
    assert f"; {received} (2020): {language.euros(352_000)} (" in nijmegen


def sentences(page: Path, id_: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [
        unescape(each) for each in re.findall(f'<blockquote id="{id_}">(.*?)</blockquote>', text)
    ]


def test_what_was_added_up_for_a_municipality_of_today_is_quoted_as_that(
    site: Path, contents: Contents
) -> None:
    parts = ("GM0003", "GM0010", "GM0024")
    total = sum(
        int(row["amount_eur"])
        for row in contents.rows("allocation")
        if row["stream"] == "introduction" and row["municipality_code"] in parts
    )
    [quote] = sentences(site / "gemeente/GM1979.html", "quote-introduction-now")
    assert f"Eemsdelta: {DUTCH.euros(total)} (" in quote
    assert "opgeteld uit wat is berekend voor Appingedam, Delfzijl, Loppersum" in quote
    # What was transferred of it, added up too: who quotes the one is told of the other.
    transferred = sum(
        int(row["amount_eur"])
        for row in contents.rows("allocation")
        if row["stream"] == "introduction_transferred" and row["municipality_code"] in parts
    )
    assert f": {DUTCH.euros(transferred)} (hetzelfde geld" in quote


def test_a_sentence_and_the_citation_of_a_page_are_copied(visit: Visit, site: Path) -> None:
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for id_ in ("quote-introduction", "cite"):
        page.locator(f".said:has(#{id_})").get_by_role("button").click()
        expect(page.locator("#quote > .told")).to_have_text("Gekopieerd")
        copied_text = page.evaluate("navigator.clipboard.readText()")
        assert [copied_text] == sentences(site / f"gemeente/{UTRECHT}.html", id_)
    for said in ("(2026). Utrecht: geld en resultaten van inburgering", VERSION, LICENCE):
        assert said in copied_text
    assert f"{PUBLISHED_AT}gemeente/{UTRECHT}.html" in copied_text
    page.get_by_text("BibTeX", exact=True).first.click()
    entry = page.locator("#bibtex").inner_text()
    assert entry.startswith(f"@misc{{inburgering_opendata_GM0344_{VERSION.replace('.', '_')},")
    assert f"url = {{{PUBLISHED_AT}gemeente/{UTRECHT}.html}}" in entry


def test_no_page_that_readers_begin_with_is_heavy(visit: Visit, site: Path) -> None:
    for path in ("index.html", f"gemeente/{UTRECHT}.html"):
        visit.goto(path)
        files = [site / url.removeprefix(visit.top) for url in visit.fetched]
        assert len(files) <= 6, visit.fetched
        assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 60_000, path
