"""Every picture has a switch between the boundaries of then and of now, or says why it has none."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import expect

from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.toolkit.describe.language import DUTCH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from tests.site.visit import Visit
from tests.whole import first

# Of each picture whether it stands beside another form of it, between which one switches; or, where
# it stands alone, what is said of that below it.
FORMS = """() => [...document.querySelectorAll("figure.picture:not(.explore *)")].map((figure) => {
  const place = figure.closest(".boundaries") || figure;
  const forms = place.querySelectorAll(".switch input").length;
  const said = place.nextElementSibling;
  return forms || (said && said.matches(".hint") ? said.textContent : "");
})"""


def pictured(site: Path) -> list[str]:
    """The pages that have pictures, but those of municipalities and of one picture each."""
    many = re.compile(r"(en/)?(gemeente|municipality|beeld|picture)/")
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return [
        name
        for name, path in sorted(pages.items())
        if not many.match(name) and '<figure class="picture' in path.read_text(encoding="utf-8")
    ]


@pytest.mark.whole(reason="make test switches one picture of each kind.")
def test_every_picture_has_a_switch_or_says_why_it_has_none(visit: Visit, site: Path) -> None:
    pages = pictured(site)
    assert {"index.html", "en/index.html", "beeld.html", "bewijs.html"} <= set(pages)
    switched = set()
    for path in [*pages, "gemeente/GM0344.html", "gemeente/GM1979.html", "gemeente/GM0003.html"]:
        found = visit.goto(path).evaluate(FORMS)
        assert found and "" not in found, (path, found)
        switched |= {path for forms in found if forms == 2}
    assert {"index.html", "beeld.html", "gemeente/GM0344.html"} <= switched


def test_a_switched_picture_is_that_of_today_and_its_address_brings_it_back(
    visit: Visit, contents: Contents, site: Path
) -> None:
    page = visit.goto("index.html")
    place = page.locator(".boundaries:has(#map_allocation-then)")
    shown, image = place.locator("figure:visible"), place.locator("#map_allocation-now img")
    expect(shown.locator(".hint").first).to_contain_text("grenzen van 1 januari 2020")
    # What is not asked for is not fetched.
    assert not [url for url in visit.fetched if "kaart-nu" in url]
    place.get_by_label("Nu: grenzen van").check()
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("grenzen van 1 januari 2026, opgeteld")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 440
    expect(page).to_have_url(re.compile(r"index\.html#map_allocation-now$"))
    page.get_by_role("link", name="English").click()
    expect(page.locator("#map_allocation-now")).to_be_visible()
    expect(page.locator("#map_allocation-then")).to_be_hidden()
    # Its figures are those of the choice on the boundaries of today.
    [path] = site.glob("pictures/invoeringskosten-toegezegd-kaart-nu-*.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    values = {each.id: each.values for each in figures_of(contents, DUTCH)}
    assert {row["municipality_code"]: int(row["amount_eur"]) for row in rows} == values[
        "introduction.amount_eur.now"
    ]
    assert {row["boundaries"] for row in rows} == {"grenzen van 1 januari 2026, opgeteld"}
    # A picture that has a page of its own leads from one to the other.
    page = visit.goto("beeld/ranking_allocation.html")
    page.get_by_role("link", name="Dezelfde afbeelding, nu: grenzen van").click()
    expect(page.locator("h1")).to_contain_text("nu: grenzen van 1 januari 2026, opgeteld")
    page.get_by_role("link", name="Dezelfde afbeelding, toen: grenzen van").click()
    expect(page).to_have_url(re.compile(r"beeld/ranking_allocation\.html$"))


@pytest.mark.whole(reason="make test switches one picture of each kind.")
def test_the_small_picture_is_switched_and_linked_to(visit: Visit) -> None:
    page = visit.goto("gemeente/GM0344.html")
    place = page.locator("#compared .boundaries")
    expect(place.locator("figure:visible figcaption")).to_contain_text("toegezegd")
    place.get_by_label("Nu: grenzen van").check()
    expect(place.locator("figure:visible strong")).to_contain_text("nu: grenzen van")
    expect(page).to_have_url(re.compile("#compared-now$"))
    page = visit.goto("gemeente/GM0344.html#compared-now")
    expect(page.locator("#compared-now")).to_be_visible()
    expect(page.locator("#compared-then")).to_be_hidden()
    with page.expect_download() as download:
        place.get_by_role("button", name="SVG", exact=True).click()
    assert "-nu-grenzen-van-1-januari-2026-" in download.value.suggested_filename
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    drawn = "".join(ET.fromstring(saved).itertext())
    assert "opgeteld" in drawn and "gemeente/GM0344.html#compared-now" in drawn


@pytest.mark.whole(reason="make test switches one picture of each kind.")
@pytest.mark.parametrize(
    ("code", "form", "said"),
    first(
        1,
        (
            ("GM1979", "now", "Op de grenzen van toen is Eemsdelta er nog niet."),
            ("GM0003", "then", "Op de grenzen van nu is Appingedam er niet meer."),
        ),
        "It is the same sentence the other way round.",
    ),
)
def test_who_is_there_on_one_day_only_has_that_picture_and_says_so(
    visit: Visit, code: str, form: str, said: str
) -> None:
    page = visit.goto(f"gemeente/{code}.html")
    expect(page.locator("#compared figure.small")).to_have_count(1)
    expect(page.locator(f"#compared-{form}")).to_be_visible()
    expect(page.locator("#compared .hint", has_text=said)).to_be_visible()
