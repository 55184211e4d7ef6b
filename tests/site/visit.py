"""A visit of a reader to the site, with an eye on what the browser complains of and asks for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE = {"width": 360, "height": 740}

# What the pages draw themselves, rather than fetch.
_OWN = ("data:", "blob:")


@dataclass
class Visit:
    """A page in a browser, the top of the site, and everything that went wrong or was fetched."""

    page: Page
    top: str
    problems: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, browser: Browser, top: str, **settings: Any) -> Iterator[Visit]:
        """A visit of a reader who was never there before."""
        context = browser.new_context(**{"viewport": DESKTOP, **settings})
        try:
            with cls.again(context.new_page(), top) as visit:
                yield visit
        finally:
            context.close()

    @classmethod
    @contextmanager
    def again(cls, page: Page, top: str) -> Iterator[Visit]:
        """A visit in the window of the one before, which keeps what was fetched and no more."""
        visit = cls(page, top)
        heard: dict[str, Callable[[Any], None]] = {
            "console": lambda message: visit._console(message.type, message.text),
            "pageerror": lambda error: visit.problems.append(f"error: {error}"),
            "request": lambda request: visit._request(request.url),
            "requestfailed": lambda request: visit.problems.append(f"failed: {request.url}"),
        }
        for event, hear in heard.items():
            page.on(event, hear)  # type: ignore[call-overload]
        try:
            yield visit
        finally:
            for event, hear in heard.items():
                page.remove_listener(event, hear)

    def goto(self, path: str) -> Page:
        """Open the page at `path` within the site, as if nothing had been open before."""
        self.page.goto("about:blank")
        self.fetched.clear()
        self.page.goto(self.top + path)
        return self.page

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"console {kind}: {text}")

    def _request(self, url: str) -> None:
        if url.startswith(_OWN) or url == "about:blank":
            return
        self.fetched.append(url)
        if not url.startswith(self.top.rpartition("site/")[0]):
            self.problems.append(f"request to another host: {url}")


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on the loopback that hands out `folder`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
