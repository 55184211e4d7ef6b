"""The five questions of readers, each answered within three clicks of the start page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from tests.site.visit import DESKTOP, Visit
from tests.whole import first

TELEPHONE = {"width": 390, "height": 844}

# What a reader presses at each step: in both languages, as it is called on the page.
SAID = {
    "search": ("Zoek een gemeente", "Find a municipality"),
    "evidence": ("Bewijs", "Evidence"),
    "compared": ("Vergeleken", "Compared"),
    "quote": ("Citeren", "Quote and cite"),
    "data": ("Gegevens", "Data"),
}


@dataclass
class Reader:
    """Somebody at the start page, and how often they pressed something since. Typing is no click;
    going to where one types is, and so is Enter."""

    page: Page
    code: str
    clicks: int = 0

    def press(self, place: Locator) -> None:
        expect(place).to_be_visible()
        place.click()
        self.clicks += 1

    def link(self, name: str, within: str) -> None:
        place = self.page.locator(within).get_by_role("link", name=self.said(name), exact=True)
        self.press(place)

    def find(self, name: str) -> None:
        """Look a municipality up."""
        self.press(self.page.get_by_label(self.said("search")))
        self.page.keyboard.type(name)
        expect(self.page.locator(".results li").first).to_be_visible()
        self.page.keyboard.press("Enter")
        self.clicks += 1
        expect(self.page.locator("h1")).to_have_text(name)

    def sees(self, answer: Locator, text: str = "") -> None:
        """Without any scrolling."""
        expect(answer).to_be_in_viewport()
        expect(answer).to_contain_text(text)

    def said(self, name: str) -> str:
        return SAID[name][self.code == "en"]


def what_did_it_get(reader: Reader, amount: str) -> None:
    reader.find("Haarlemmermeer")
    reader.sees(reader.page.locator(".first .big"), amount)


def is_that_right(reader: Reader, _: str) -> None:
    reader.find("Haarlemmermeer")
    reader.link("evidence", ".local")
    # What was reported of it, beside what each rule gives.
    reader.sees(reader.page.locator("#evidence-title"), "Haarlemmermeer")
    reader.sees(reader.page.locator("#evidence tbody tr").first)


def how_does_it_compare(reader: Reader, _: str) -> None:
    reader.find("Haarlemmermeer")
    reader.link("compared", ".local")
    for row in range(2):
        reader.sees(reader.page.locator("#compared tbody th").nth(row))


def may_i_quote_it(reader: Reader, amount: str) -> None:
    reader.find("Haarlemmermeer")
    reader.link("quote", ".local")
    quote = reader.page.locator("#quote blockquote").first
    reader.sees(quote, amount)
    expect(quote).to_contain_text("CC-BY-4.0")
    reader.sees(reader.page.locator("#quote button.copy").first)


def where_is_the_data(reader: Reader, _: str) -> None:
    reader.link("data", "body > header")
    # All of it in one file; and each table, with its rows, below.
    reader.sees(reader.page.locator("main a[download][href$='.zip']").first, "zip")
    expect(reader.page.locator("main table").get_by_role("link").first).to_be_visible()


QUESTIONS: dict[Callable[[Reader, str], None], int] = {
    what_did_it_get: 2,
    is_that_right: 3,
    how_does_it_compare: 3,
    may_i_quote_it: 3,
    where_is_the_data: 1,
}
"""With the clicks that each takes."""


@pytest.mark.parametrize(
    ("code", "size"),
    first(
        1,
        (("nl", TELEPHONE), ("en", DESKTOP), ("nl", DESKTOP), ("en", TELEPHONE)),
        "make test asks in Dutch on a telephone; the questions are the same.",
    ),
)
def test_each_question_is_answered_within_three_clicks(
    browser: Browser, address: str, contents: Contents, code: str, size: dict[str, int]
) -> None:
    [amount] = [
        int(row["amount_eur"])
        for row in contents.rows("allocation")
        if (row["municipality_code"], row["stream"]) == ("GM0394", "introduction")
    ]
    start = {"nl": "index.html", "en": "en/index.html"}[code]
    language = ENGLISH if code == "en" else DUTCH
    taken = {}
    with Visit.of(browser, f"{address}/site/", viewport=size) as visit:
        for question in QUESTIONS:
            reader = Reader(visit.goto(start), code)
            question(reader, language.euros(amount))
            taken[question] = reader.clicks
    assert taken == QUESTIONS and max(taken.values()) <= 3
    assert visit.problems == []
