"""axe-core, on pages in a real browser: the rules of WCAG 2.2, levels A and AA.

Hundreds of pages come from few templates. Tests look at one page of each build: pages whose
elements, classes and roles are the same, whatever their words and numbers. As a program it looks
at every page of a release: `python -m tests.site.accessibility DIST/VERSION [SEEN]`. What was found
on each page is kept in the file SEEN, so that who stops it carries on from there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
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


SEEN = Path(".benchmarks/accessibility.jsonl")
"""Where it is kept what was found, a line for each page."""

_OPENED = "for (const each of document.querySelectorAll('details')) each.open = true"

EVERY = 25
"""Pages from one word of progress to the next."""


def main(release: Path, kept: Path = SEEN) -> int:
    """Look at every page that was not seen yet; the exit code is 1 when any has a violation."""
    site = release / "site"
    fingerprints = fingerprints_of(site)
    found = {p: each for p, each in _read(kept).items() if each[0] == fingerprints.get(p)}
    left = [path for path in fingerprints if path not in found]
    _say(f"{len(fingerprints)} pages, of which {len(found)} were seen before")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a", encoding="utf-8") as stream:
        for path, lines in _looked_at(release, left):
            found[path] = fingerprints[path], lines
            print(json.dumps([path, *found[path]]), file=stream, flush=True)
            if lines or len(found) % EVERY == 0:
                wrong = sum(len(each) for _, each in found.values())
                _say(f"{len(found)} of {len(fingerprints)} pages, {wrong} violations")
    every = [line for path in sorted(found) for line in found[path][1]]
    print("".join(f"{line}\n" for line in every), end="")
    print(f"{len(found)} pages, {len(every)} violations of WCAG 2.2 AA")
    return int(bool(every) or not found)


def fingerprints_of(site: Path) -> dict[str, str]:
    """Each page, with what tells whether it is as it was: of itself, and of style and scripts."""
    shared = hashlib.sha256()
    for path in sorted((site / "assets").iterdir()):
        shared.update(path.read_bytes())
    both = shared.digest()
    return {
        path: hashlib.sha256(both + (site / path).read_bytes()).hexdigest()
        for path in every_page(site)
    }


def _read(kept: Path) -> Mapping[str, tuple[str, list[str]]]:
    """What was found on each page, and the fingerprint that it had."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    found: dict[str, tuple[str, list[str]]] = {}
    for line in lines:
        try:
            path, fingerprint, wrong = json.loads(line)
        except ValueError:
            # The last one, of a run that ended while it was written.
            continue
        found[path] = fingerprint, wrong
    return found


def _looked_at(release: Path, pages: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each page with what is wrong on it, all that can be opened on it open."""
    with served(release) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        with Visit.of(browser, f"{address}/site/") as visit:
            for path in pages:
                page = visit.goto(path)
                page.evaluate(
                    "for (const each of document.querySelectorAll('details')) each.open = true"
                )
                # Without the address of this server, which is another one in the next run.
                here = [each.replace(address, "") for each in violations(page)]
                yield path, here + visit.problems
                visit.problems.clear()
        browser.close()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(*map(Path, sys.argv[1:])))
