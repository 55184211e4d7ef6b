"""A published release with its pages, and a browser that looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from inburgering_opendata.toolkit.publish.site.contents import Contents, read_contents
from tests.site.chromium import ARGUMENTS, ChromiumMissingError, chromium
from tests.site.visit import DESKTOP, Visit, served


@pytest.fixture(scope="session")
def site(release: Path) -> Path:
    return release / "site"


@pytest.fixture(scope="session")
def site_pages(site: Path) -> dict[str, str]:
    """Every page as text, by its path within the site."""
    found = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
    }
    assert found
    return found


@pytest.fixture(scope="session")
def contents(release: Path) -> Contents:
    return read_contents(release)


@pytest.fixture(scope="session")
def small_contents(small_release: Path) -> Contents:
    return read_contents(small_release)


@pytest.fixture(scope="session")
def address(release: Path) -> Iterator[str]:
    """Where a server on the loopback hands out the release."""
    with served(release) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed before the tests of other folders: it leaves asyncio a loop that is running."""
    try:
        path = chromium()
    except ChromiumMissingError as error:
        pytest.fail(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def window(browser: Browser) -> Iterator[Page]:
    """Where one test visits after the other: to open another takes four times as long as a page."""
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def tidy_window(window: Page) -> Iterator[Page]:
    """That window, which is left as it was found."""
    yield window
    window.unroute_all()
    window.goto("about:blank")
    window.set_viewport_size(DESKTOP)
    window.emulate_media(media="null")


@pytest.fixture
def visit(tidy_window: Page, address: str) -> Iterator[Visit]:
    """A visit to the served site, which must end without an error or a request elsewhere."""
    with Visit.again(tidy_window, f"{address}/site/") as visit:
        yield visit
    assert visit.problems == []


@pytest.fixture
def disk_visit(tidy_window: Page, site: Path) -> Iterator[Visit]:
    """The same, of the pages opened as files."""
    with Visit.again(tidy_window, f"{site.as_uri()}/") as visit:
        yield visit
    assert visit.problems == []
