"""Amounts on the boundaries of today: what merged is added up, and the page says so."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from playwright.sync_api import Browser, expect

from inburgering_opendata.pages.municipalities import Municipalities
from inburgering_opendata.pages.today import Today
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from tests.site.visit import Visit
from tests.whole import first

EEMSDELTA, HAAREN, TILBURG, AMSTERDAM = "GM1979", "GM0788", "GM0855", "GM0363"
PARTS = ("GM0003", "GM0010", "GM0024")
TELEPHONE = {"width": 390, "height": 844}

PAST = re.compile(r"\b(bestond|bestonden|existed|did not exist)\b", re.IGNORECASE)


def amounts(contents: Contents, stream: str) -> dict[str, int]:
    return {
        row["municipality_code"]: int(row["amount_eur"])
        for row in contents.rows("allocation")
        if row["stream"] == stream
    }


def test_on_the_boundaries_of_today_nothing_is_lost_and_parts_say_whose_they_are(
    contents: Contents,
) -> None:
    rows = [row for row in contents.rows("allocation") if row["stream"] == "introduction"]
    then, now = amounts(contents, "introduction"), Today(contents).carried(rows, "amount_eur")
    living = {row["municipality_code"] for row in contents.rows("municipality")} - {
        row["municipality_code"] for row in contents.rows("municipality") if row["valid_to"]
    }
    assert sum(each.value for each in now.values()) == sum(then.values()) > 0
    assert set(now) == living
    assert now[EEMSDELTA].value == sum(then[code] for code in PARTS)
    assert {part.code for part in now[EEMSDELTA].parts} == set(PARTS)
    assert not any(part.is_estimated for part in now[EEMSDELTA].parts)
    assert now["GM0344"].is_as_it_was and now["GM0344"].value == then["GM0344"]
    [own, of_haaren] = now[TILBURG].parts
    assert (own.code, own.value, own.is_estimated) == (TILBURG, then[TILBURG], False)
    assert (of_haaren.code, of_haaren.is_estimated) == (HAAREN, True)
    shares = [part for each in now.values() for part in each.parts if part.code == HAAREN]
    assert len(shares) == 4 and sum(part.value for part in shares) == then[HAAREN]


def test_a_younger_municipality_has_every_stream_and_half_year_of_its_parts(
    contents: Contents,
) -> None:
    municipalities = Municipalities(contents)
    [row] = [row for row in municipalities.register if row["municipality_code"] == EEMSDELTA]
    facts = municipalities.facts(row, ENGLISH)
    streams = {stream["stream"] for stream in contents.rows("stream")}
    assert {added.id: added.amount_eur for added in facts.added} == {
        stream: sum(amounts(contents, stream)[code] for code in PARTS) for stream in streams
    }
    targets: dict[str, int] = defaultdict(int)
    for target in contents.rows("housing_target"):
        if target["municipality_code"] in PARTS:
            targets[target["half_year"]] += int(target["persons"])
    assert {each.period: each.persons for each in facts.added_targets} == targets != {}


@pytest.mark.whole(reason="make test adds up what a municipality of today has of its parts.")
def test_the_page_adds_up_and_says_so(visit: Visit, contents: Contents) -> None:
    then = amounts(contents, "introduction")
    page = visit.goto(f"gemeente/{EEMSDELTA}.html")
    card = page.locator(".now .card").first
    expect(card).to_contain_text(DUTCH.euros(sum(then[code] for code in PARTS)))
    expect(card).to_contain_text("Opgeteld, op de grenzen van 1 januari 2020:")
    for code, name in zip(PARTS, ("Appingedam", "Delfzijl", "Loppersum"), strict=True):
        expect(card).to_contain_text(f"{name} {DUTCH.euros(then[code])}")
    expect(page.locator(".switch")).to_be_hidden()
    expect(page.get_by_role("heading", name="Taakstelling op de grenzen van nu")).to_be_visible()


@pytest.mark.whole(reason="make test switches one picture, in test_forms.")
def test_then_and_now_are_switched_with_and_without_scripts(
    browser: Browser, address: str, contents: Contents
) -> None:
    then = amounts(contents, "introduction")
    for scripts in (True, False):
        with Visit.of(browser, f"{address}/site/", java_script_enabled=scripts) as visit:
            page = visit.goto(f"en/municipality/{AMSTERDAM}.html")
            shown = page.locator("#money .card .big >> visible=true").first
            expect(shown).to_contain_text(ENGLISH.euros(then[AMSTERDAM]))
            page.get_by_label("Now: the boundaries of").check()
            expect(shown).to_contain_text(ENGLISH.euros(then[AMSTERDAM] + then["GM0457"]))
            expect(page.locator(".now .card").first).to_contain_text("Weesp")
            page.get_by_label("Then: the boundaries of").focus()
            page.keyboard.press("Space")
            expect(shown).to_contain_text(ENGLISH.euros(then[AMSTERDAM]))
        assert visit.problems == []


def test_who_was_divided_is_said_to_be_estimated(visit: Visit) -> None:
    page = visit.goto(f"gemeente/{TILBURG}.html")
    page.get_by_label("Nu: de grenzen van").check()
    expect(page.locator(".now .card").first).to_contain_text(
        "deel van Haaren € "  # a sign of euro and a space that does not break
    )
    expect(page.locator(".now .card").first).to_contain_text("geschat naar overgegane inwoners")


def test_who_lives_is_not_spoken_of_in_the_past(
    site_pages: dict[str, str], contents: Contents
) -> None:
    gone = [row for row in contents.rows("municipality") if row["valid_to"]]
    for row in contents.rows("municipality"):
        for folder in ("gemeente", "en/municipality"):
            text = site_pages[f"{folder}/{row['municipality_code']}.html"]
            quotes = re.sub(r"<(q|title)\b.*?</\1>", "", text, flags=re.S)
            assert bool(PAST.search(quotes)) == (row in gone), row["municipality_code"]


@pytest.mark.whole(reason="make test follows every link within the release.")
def test_a_municipality_that_ended_leads_to_that_of_today(visit: Visit) -> None:
    page = visit.goto("gemeente/GM0003.html")
    expect(page.locator("#money")).to_contain_text("Op de grenzen van nu staat dit bij Eemsdelta.")
    page.locator(".facts").get_by_role("link", name="Eemsdelta").click()
    expect(page.locator("h1")).to_have_text("Eemsdelta")


@pytest.mark.parametrize(
    "path",
    first(1, (f"gemeente/{EEMSDELTA}.html", "gemeente/GM0344.html"), "It is laid out alike."),
)
def test_on_a_telephone_the_first_number_is_above_the_fold(
    browser: Browser, address: str, path: str
) -> None:
    with Visit.of(browser, f"{address}/site/", viewport=TELEPHONE) as visit:
        box = visit.goto(path).locator(".big").first.bounding_box()
        assert box and box["y"] + box["height"] < 420
    assert visit.problems == []


@pytest.mark.parametrize(
    "path",
    first(
        1,
        ("gemeente/GM0344.html", "methode.html", "index.html", "gegevens.html"),
        "Its tables slide as those of the page of a municipality do.",
    ),
)
def test_on_a_telephone_a_table_that_does_not_fit_says_that_it_slides(
    browser: Browser, address: str, path: str
) -> None:
    for scripts in (True, False):
        settings = {"viewport": TELEPHONE, "java_script_enabled": scripts}
        with Visit.of(browser, f"{address}/site/", **settings) as visit:
            tables = visit.goto(path).locator(".scroll:visible")
            seen = 0
            for number in range(tables.count()):
                wider = tables.nth(number).evaluate("e => e.scrollWidth > e.clientWidth")
                told = tables.nth(number).locator("+ .slides")
                if wider:
                    expect(told).to_be_visible()
                    seen += 1
                elif scripts and path in ("index.html", "gemeente/GM0344.html"):
                    expect(told).to_be_hidden()
            assert seen or path == "methode.html"
        assert visit.problems == []


@pytest.mark.whole(reason="make test follows every link within the release.")
def test_no_page_has_a_badge_that_leads_nowhere(site_pages: dict[str, str]) -> None:
    badges = [len(re.findall('<a class="basis', text)) for text in site_pages.values()]
    assert sum(badges) > 100
    assert [path for path, text in site_pages.items() if '<span class="basis' in text] == []


def test_a_badge_says_what_kind_of_number_it_is_of_and_leads_to_its_explanation(
    visit: Visit,
) -> None:
    page = visit.goto("gemeente/GM0344.html")
    badge = page.locator("#money .card .basis").first
    expect(badge).to_have_text("berekend · afgesproken sleutel")
    expect(page.locator("#reported .basis").first).to_have_text("gemeld")
    badge.click()
    expect(page).to_have_url(re.compile(r"methode\.html#basis-agreed_key$"))
    expect(page.locator("#basis-agreed_key")).to_be_visible()
    page = visit.goto("index.html")
    told = page.locator("#amounts .card > p > .basis").all_inner_texts()
    assert {"toegezegd · officieel", "overgemaakt · officieel"} <= set(told)
    for badge in page.locator("a.basis").all():
        assert "methode.html#basis" in (badge.get_attribute("href") or "")
