"""axe-core, on pages in a real browser: the rules of WCAG 2.2, levels A and AA.

Hundreds of pages come from few templates. Tests look at one page of each build: pages whose
elements, classes and roles are the same, whatever their words and numbers. As a program it looks
at every page of a release: `python -m tests.site.accessibility DIST/VERSION`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.site.chromium import ARGUMENTS, chromium
from tests.site.visit import Visit, served

# Without preload: axe would fetch the style sheet a second time, which the policy forbids.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}


def violations(page: Page) -> list[str]:
    """Every violation on the page as it stands: rule, element and what to mend."""
    found = Axe().run(page, options=OPTIONS).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{page.url}: {rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def one_of_each_build(site: Path) -> list[str]:
    """The first page of each build in the order of their paths, and no other."""
    first: dict[frozenset[str], str] = {}
    for path in every_page(site):
        first.setdefault(_build((site / path).read_text(encoding="utf-8")), path)
    return list(first.values())


def every_page(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def _build(text: str) -> frozenset[str]:
    parser = _Builds()
    parser.feed(text)
    return frozenset(parser.found)


class _Builds(HTMLParser):
    """Each element with its class, role and parents; how often it occurs does not count."""

    _EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, attrs)
        if tag not in self._EMPTY:
            self._open.append((tag, self._described(tag, attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def _see(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parents = "/".join(described for _, described in self._open)
        self.found.add(f"{parents}/{self._described(tag, attrs)}")

    @staticmethod
    def _described(tag: str, attrs: list[tuple[str, str | None]]) -> str:
        told = dict(attrs)
        return f"{tag}.{told.get('class', '')}[{told.get('role', '')}]"


def main(release: Path) -> int:
    """Look at every page; the exit code is 1 when one of them has a violation."""
    wrong = 0
    pages = every_page(release / "site")
    for number, found in enumerate(_all_violations(release, pages), 1):
        if sys.stderr.isatty():
            print(f"\r{number} of {len(pages)}", end="", file=sys.stderr, flush=True)
        print("".join(f"{line}\n" for line in found), end="")
        wrong += len(found)
    print(f"\n{len(pages)} pages, {wrong} violations of WCAG 2.2 AA")
    return int(wrong > 0 or not pages)


def _all_violations(release: Path, pages: list[str]) -> Iterator[list[str]]:
    with served(release) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        with Visit.of(browser, f"{address}/site/") as visit:
            for path in pages:
                yield violations(visit.goto(path)) + visit.problems
                visit.problems.clear()
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
