"""WCAG 2.2 AA: axe-core finds nothing on one page of each build, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.accessibility import one_of_each_build, violations
from tests.site.visit import TELEPHONE, Visit
from tests.whole import first

KINDS = (
    "index.html",
    "gemeenten.html",
    "gemeente/GM0344.html",
    "beeld.html",
    "gegevens.html",
    "gegevens/funding.html",
    "gegevens/funding/allocation.html",
    "methode.html",
    "bewijs.html",
    "beperkingen.html",
    "velden.html",
    "en/index.html",
)


@pytest.mark.whole(reason="Pages that differ in an element or two are most of them; it tries all.")
def test_no_violation_on_any_build_of_page(visit: Visit, site: Path) -> None:
    pages = one_of_each_build(site)
    assert len(pages) > len(KINDS)
    assert [line for path in pages for line in violations(visit.goto(path))] == []


ALIKE = pytest.mark.whole(reason="It is laid out as a page that make test looks at.")
LOOKED_AT = ("gemeente/GM0344.html",)


@pytest.mark.parametrize(
    "path", [path if path in LOOKED_AT else pytest.param(path, marks=ALIKE) for path in KINDS]
)
def test_no_violation_on_any_kind_of_page(visit: Visit, path: str) -> None:
    assert violations(visit.goto(path)) == []


@pytest.mark.parametrize(
    ("visited", "looked_at"),
    first(
        1,
        ((KINDS[::6], ("index.html",)), (KINDS, KINDS)),
        "Most pages of a telephone have the layout of another.",
    ),
    ids=["some", "all"],
)
def test_no_violation_on_a_telephone_and_nothing_to_scroll_sideways(
    visited: tuple[str, ...], looked_at: tuple[str, ...], browser: Browser, address: str
) -> None:
    with Visit.of(browser, f"{address}/site/", viewport=TELEPHONE) as visit:
        for path in visited:
            page = visit.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], path
            assert path not in looked_at or violations(page) == []
    assert visit.problems == []


@pytest.mark.parametrize(
    "view",
    [
        "comparison",
        *(
            pytest.param(
                view,
                marks=pytest.mark.whole(reason="Its page is that of a comparison."),
            )
            for view in ("map", "distribution", "ranking")
        ),
    ],
)
def test_no_violation_with_a_picture_of_ones_own(visit: Visit, view: str) -> None:
    page = visit.goto(f"beeld.html#view={view}&figure=introduction.amount_eur&chosen=GM0344")
    page.locator(".explore .canvas svg").wait_for()
    page.locator(".explore details:not(.share) > summary").click()
    assert violations(page) == []


def test_a_fault_is_found(visit: Visit) -> None:
    page = visit.goto("index.html")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any("button-name" in line for line in violations(page))
