"""What readers do, in a real browser. Each visit also fails on any error or foreign request."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page, expect

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from tests.site.visit import Visit
from tests.whole import first

UTRECHT = "GM0344"


def saved(page: Page, name: str, within: str) -> bytes:
    with page.expect_download() as download:
        page.locator(within).get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def published(release: Path, stream: str) -> dict[str, int]:
    """The amounts of a stream by municipality, from the Parquet file."""
    table = pq.read_table(release / "funding/data/allocation.parquet")
    table = table.filter(pc.field("stream") == stream)
    codes, amounts = table["municipality_code"].to_pylist(), table["amount_eur"].to_pylist()
    return dict(zip(codes, amounts, strict=True))


@pytest.mark.whole(reason="make test asks the five questions of a reader, who searches.")
@pytest.mark.parametrize(
    "typed",
    first(1, ("Gemeente  Útrecht", "utrecht", "GM0344"), "It needs less of the search."),
)
def test_search_leads_to_the_page_of_a_municipality(visit: Visit, typed: str) -> None:
    page = visit.goto("index.html")
    page.get_by_label("Zoek een gemeente").fill(typed)
    expect(page.locator(".results a").first).to_have_text("Utrecht")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Utrecht")


@pytest.mark.whole(reason="make test searches as the commands do.")
def test_search_finds_both_towns_of_one_name_and_says_when_there_is_none(visit: Visit) -> None:
    page = visit.goto("index.html")
    box = page.get_by_label("Zoek een gemeente")
    box.fill("bergen")
    expect(page.locator(".results a")).to_contain_text(["Bergen (L)", "Bergen (NH)"])
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/index\.html$"))
    expect(page.locator(".count")).to_contain_text("Kies er een.")
    expect(page.locator(".results a").first).to_be_focused()
    others = {"Bergen (NH.)": "Bergen (NH)", "utrecht (municipality)": "Utrecht", "344": "Utrecht"}
    for other, name in others.items():
        box.fill(other)
        expect(page.locator(".results a").first).to_have_text(name)
    box.fill("<b>atlantis</b>")
    expect(page.locator(".count")).to_have_text("Geen gemeente gevonden")
    expect(page.locator(".results a")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "told", "heading"),
    first(
        2,
        (
            ("Hoofddorp", "Hoofddorp (gemeente Haarlemmermeer)", "Haarlemmermeer"),
            ("Nigtevecht", "Geen gemeente gevonden", None),
            ("Bergen (L.)", "Bergen (L)", "Bergen (L)"),
            ("Delfzijl", "Delfzijl (opgeheven; nu Eemsdelta)", "Delfzijl"),
            ("eemsd", "Eemsdelta", "Eemsdelta"),
            ("0344", "Utrecht", "Utrecht"),
        ),
        "What is found so is tried by the search of the commands.",
    ),
)
def test_enter_leads_to_the_right_page(
    visit: Visit, typed: str, told: str, heading: str | None
) -> None:
    page = visit.goto("index.html")
    box = page.get_by_label("Zoek een gemeente")
    box.fill(typed)
    expect(page.locator(".search")).to_contain_text(told)
    box.press("Enter")
    if heading:
        expect(page.locator("h1")).to_have_text(heading)
    else:
        expect(page).to_have_url(re.compile(r"/index\.html$"))


@pytest.mark.whole(reason="make test searches as the commands do.")
def test_a_misspelt_name_is_asked_back_and_a_second_enter_takes_it(visit: Visit) -> None:
    page = visit.goto("en/index.html")
    box = page.get_by_label("Find a municipality")
    box.fill("Utrcht")
    expect(page.locator(".count")).to_contain_text("Did you mean:")
    expect(page.locator(".results a").first).to_have_text("Utrecht")
    box.press("Enter")
    expect(page.locator(".results a").first).to_be_focused()
    expect(page.locator(".count")).to_have_text(re.compile("Did you mean:$"))
    expect(page).to_have_url(re.compile(r"/index\.html$"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Utrecht")


TYPED = (
    *("bergen", "Bergen (NH.)", "Bergen (Gld)", "Utrcht", "den bosch", "The Hague"),
    *("'s-Gravenhage", "344", "gm 0344", "9999", "Zaandam", "hoofddorp", "haarlem", "u", "ber"),
    *("(x)", "", "gemeente", "Hengelo (Gld.)", "Uden", "delfzyl", "amstrdam"),
    *("oostzaan (Noord-Holland)", "Ooszaan", "Weespe"),
)


def test_the_pages_search_as_the_commands_do(visit: Visit, contents: Contents) -> None:
    names = Names(contents.rows("municipality"))
    called = [row["municipality_name"] for row in contents.rows("municipality")]
    typed = [*TYPED, *called, *(name[1:] for name in called), *(name[:-1] for name in called)]
    page = visit.goto("index.html")
    answers = page.evaluate(
        """async (typed) => {
          const search = await found(document.querySelector("form.search").dataset.index);
          const told = (hits) => hits.map(({ code, place }) => [code, place]);
          return typed.map((text) => {
            const { called, places, others, guessed } = search(text);
            return [told(called), told(places), told(others), guessed];
          });
        }""",
        typed,
    )
    assert len(answers) == len(typed) > 60
    for text, answer in zip(typed, answers, strict=True):
        meant = names.search(text)
        groups = (meant.called, meant.places, meant.others)
        told = [[[hit.row["municipality_code"], hit.place] for hit in hits] for hits in groups]
        assert answer == [*told, meant.guessed], text


@pytest.mark.whole(reason="Of a few municipalities none of these is in the project.")
@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        *(
            ("'s-Gravenhage", "Den Haag"),
            ("The Hague", "Den Haag"),
            ("Den Bosch", "'s-Hertogenbosch"),
        ),
        *(("Zaandam", "Zaanstad"), ("Spijkenisse", "Nissewaard"), ("Uden", "Uden")),
    ],
)
def test_other_names_places_and_former_municipalities_lead_to_their_page(
    visit: Visit, typed: str, heading: str
) -> None:
    page = visit.goto("index.html")
    page.get_by_label("Zoek een gemeente").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(heading)


@pytest.mark.whole(reason="make test asks the five questions of a reader.")
def test_the_language_is_switched_on_the_same_page(visit: Visit, release: Path) -> None:
    amount = published(release, "introduction")[UTRECHT]
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(rf"/en/municipality/{UTRECHT}\.html$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Compared", exact=True)).to_be_visible()
    expect(page.locator(".big").first).to_contain_text(ENGLISH.euros(amount))
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator(".big").first).to_contain_text(DUTCH.euros(amount))


def test_the_rows_of_a_municipality_equal_the_parquet_file(visit: Visit, release: Path) -> None:
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="Verdeling over gemeenten").click()
    got = rows(Path(download.value.path()).read_bytes())
    table = pq.read_table(release / "funding/data/allocation.parquet")
    table = table.filter(pc.field("municipality_code") == UTRECHT)
    assert len(got) == table.num_rows > 0
    for name in ("stream", "amount_eur", "key_value", "amount_per_inhabitant_eurocent", "rank"):
        assert [row[name] for row in got] == [str(value) for value in table[name].to_pylist()]


@pytest.mark.whole(reason="make test holds a map and rows against the file.")
def test_a_municipality_is_compared_with_others_and_the_numbers_equal_the_parquet_file(
    visit: Visit, release: Path
) -> None:
    amounts = published(release, "introduction")
    place = 1 + sum(amount > amounts[UTRECHT] for amount in amounts.values())
    told = f"Utrecht: {DUTCH.euros(amounts[UTRECHT])}, plaats {place}"
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    page.get_by_role("link", name="Vergelijk Utrecht met andere gemeenten").click()
    canvas = page.locator(".explore .canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile(told))
    page.get_by_label("Gemeente toevoegen").fill("Bergen (L)")
    page.keyboard.press("Enter")
    expect(canvas).to_have_attribute("aria-label", re.compile(r"Bergen \(L\)"))
    expect(page.locator(".explore .basis")).to_contain_text("Afgesproken sleutel")

    got = rows(saved(page, "CSV", ".explore"))
    assert {"GM0344", "GM0893"} < {row["Code"] for row in got}
    shown = [int(row["Invoeringskosten, toegezegd"]) for row in got]
    assert shown == [amounts[row["Code"]] for row in got]
    drawn = saved(page, "SVG", ".explore")
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert DUTCH.euros(amounts[UTRECHT]) in drawn.decode()
    assert saved(page, "PNG", ".explore").startswith(b"\x89PNG")

    page.get_by_role("button", name="Verwijder Utrecht").click()
    expect(canvas).not_to_have_attribute("aria-label", re.compile("Utrecht"))


@pytest.mark.parametrize(
    "view", first(1, ("map", "ranking"), "It draws the same rows in another way.")
)
def test_every_municipality_of_a_picture_equals_the_parquet_file(
    visit: Visit, release: Path, view: str
) -> None:
    page = visit.goto("beeld.html")
    page.get_by_label("Cijfer", exact=True).select_option("structural.amount_eur")
    page.get_by_label("Afbeelding").select_option(view)
    page.locator(".explore .canvas svg").wait_for()
    expect(page.locator(".explore .canvas")).to_have_attribute("aria-label", re.compile("tructure"))
    expect(page.locator(".explore .basis")).to_contain_text("Indicatief")
    got = rows(saved(page, "CSV", ".explore"))
    figure = list(got[0])[-1]
    assert {row["Code"]: int(row[figure]) for row in got} == published(release, "structural")


@pytest.mark.whole(reason="make test holds a map and a comparison against the file.")
def test_a_distribution_counts_everybody_and_marks_the_chosen_one(
    visit: Visit, release: Path
) -> None:
    page = visit.goto(f"beeld.html#view=distribution&figure=structural.amount_eur&chosen={UTRECHT}")
    page.locator(".explore .canvas svg").wait_for()
    bins = rows(saved(page, "CSV", ".explore"))
    amounts = published(release, "structural").values()
    for row in bins:
        low, high = int(row["Vanaf"]), int(row["Tot"])
        assert int(row["Gemeenten"]) == sum(low <= amount < high for amount in amounts)
    assert sum(int(row["Gemeenten"]) for row in bins) == len(amounts)
    expect(page.locator(".explore .canvas")).to_contain_text("▼")


@pytest.mark.whole(reason="make test tries the search itself.")
def test_a_picture_finds_municipalities_as_the_search_does(visit: Visit) -> None:
    page = visit.goto("beeld.html")
    box, chosen = page.get_by_label("Gemeente toevoegen"), page.locator(".explore .chosen li")
    for typed, name in {
        "Bergen (L.)": "Bergen (L)",
        "344": "Utrecht",
        "haarlemmerm": "Haarlemmermeer",
    }.items():
        box.fill(typed)
        page.keyboard.press("Enter")
        expect(chosen.last).to_contain_text(name)
    for typed, told in {
        "bergen": "Welke is bedoeld? Bergen (L), Bergen (NH)",
        "atlantis": "Deze gemeente is niet gevonden.",
    }.items():
        box.fill(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".explore .message")).to_have_text(told)
    expect(chosen).to_have_count(3)


@pytest.mark.whole(reason="make test saves a picture that a reader chose.")
def test_the_small_picture_of_a_municipality_is_saved(visit: Visit, release: Path) -> None:
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    counted = sum(int(row["Gemeenten"]) for row in rows(saved(page, "CSV", ".small")))
    assert counted == len(published(release, "introduction"))
    assert "Utrecht" in saved(page, "SVG", ".small").decode()
    assert saved(page, "PNG", ".small").startswith(b"\x89PNG")


@pytest.mark.whole(reason="make test looks at the pictures of a municipality.")
def test_pictures_of_other_pages_are_files(visit: Visit) -> None:
    page = visit.goto("gegevens/funding/allocation.html")
    for name, start in (
        ("SVG", b"<svg"),
        ("PNG", b"\x89PNG"),
        ("CSV", b"basis,unit,period,boundaries,version,municipality_name,municipality_code"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).first.click()
        assert Path(download.value.path()).read_bytes().startswith(start)


@pytest.mark.whole(reason="make test looks at pages with axe-core.")
def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.goto("index.html")
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    press("Enter")
    expect(page.locator("main")).to_be_focused()
    press("Tab")
    expect(page.get_by_label("Zoek een gemeente")).to_be_focused()
    page.keyboard.type("oostzaan")
    expect(page.get_by_role("link", name="Oostzaan", exact=True)).to_be_visible()
    press("Tab")
    press("Tab")
    expect(page.get_by_role("link", name="Oostzaan", exact=True)).to_be_focused()
    press("Enter")
    expect(page.locator("h1")).to_have_text("Oostzaan")

    summary = page.locator("details#introduction > summary")
    summary.focus()
    press("Enter")
    expect(page.locator("details#introduction li").first).to_be_visible()

    page = visit.goto("beeld.html")
    page.get_by_label("Afbeelding").focus()
    press("ArrowDown")
    expect(page.locator(".explore .title")).to_have_text("Verdeling: Invoeringskosten, toegezegd")
    press("Tab")
    press("Tab")
    press("Tab")
    expect(page.get_by_label("Gemeente toevoegen")).to_be_focused()
    page.keyboard.type("Oostzaan")
    press("Enter")
    expect(page.locator(".explore .marked")).to_contain_text("Oostzaan")


@pytest.mark.whole(reason="make test follows every link within the release.")
def test_a_link_to_a_calculation_unfolds_it(visit: Visit, release: Path) -> None:
    table = pq.read_table(release / "funding/data/allocation.parquet")
    table = table.filter(pc.field("stream") == "introduction")
    row = table.filter(pc.field("municipality_code") == UTRECHT).to_pylist()[0]
    key, whole = (DUTCH.number(row[name]) for name in ("key_value", "key_total"))
    page = visit.goto(f"gemeente/{UTRECHT}.html")
    page.get_by_role("link", name="Invoeringskosten, toegezegd", exact=True).click()
    calculation = page.locator("details#introduction ol")
    expect(calculation).to_contain_text(f"36.500.000 × {key} ÷ {whole}")


def test_pages_work_from_disk(disk_visit: Visit) -> None:
    page = disk_visit.goto("index.html")
    page.get_by_label("Zoek een gemeente").fill("utrecht")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Utrecht")
    page.get_by_role("link", name="Vergelijk Utrecht met andere gemeenten").click()
    page.locator(".explore .canvas svg").wait_for()
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_contain_text("Map")


def test_pages_work_without_scripts(browser: Browser, address: str) -> None:
    with Visit.of(browser, f"{address}/site/", java_script_enabled=False) as visit:
        page = visit.goto("index.html")
        expect(page.locator(".big").first).to_contain_text("36.500.000")
        expect(page.get_by_role("img", name=re.compile("^Kaart van Nederland"))).to_be_visible()
        page.get_by_label("Zoek een gemeente").fill("utrecht")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Alle gemeenten")
        page.get_by_role("link", name="Utrecht", exact=True).click()
        expect(page.get_by_role("img", name=re.compile("Utrecht gemarkeerd"))).to_be_visible()
        visit.goto("beeld.html")
        expect(page.locator("form.explore")).to_be_hidden()
    assert visit.problems == []


@pytest.mark.whole(reason="make test looks at pages on a screen.")
def test_paper_has_the_calculations_and_no_buttons(visit: Visit) -> None:
    page = visit.goto("gemeente/GM0394.html")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details#introduction ol")).to_be_visible()
    expect(page.locator("header nav")).to_be_hidden()
    expect(page.locator(".downloads").first).to_be_hidden()
    # A4 between margins of 1 cm, at 96 pixels an inch.
    page.set_viewport_size({"width": 718, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") == 718


@pytest.mark.whole(reason="make test weighs every page with what it fetches.")
def test_a_page_needs_at_most_six_requests(visit: Visit) -> None:
    for path in (
        "index.html",
        f"gemeente/{UTRECHT}.html",
        "gegevens/funding/allocation.html",
        "bewijs.html",
    ):
        visit.goto(path)
        assert len(visit.fetched) <= 6, visit.fetched
    visit.goto("beeld.html#view=map").locator(".explore .canvas svg").wait_for()
    assert len(visit.fetched) <= 6, visit.fetched
