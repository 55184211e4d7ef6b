"""A server on the loopback that hands out a folder, well or badly, as it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote

from tests.loopback import at_an_address


@dataclass
class Server:
    """How it behaves, by path where paths differ, and what it was asked."""

    folder: Path
    address: str = ""
    ranges: bool = True
    cut_after: dict[str, int] = field(default_factory=dict)
    """Bytes after which the next answer for a path is cut off, once."""
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """Statuses that a path answers with, one after another, before it answers well."""
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Each request: its path, and the range that was asked for."""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    told: Server

    def do_GET(self) -> None:
        path = unquote(self.path)
        wanted = self.headers.get("Range")
        self.told.asked.append((path, wanted))
        if path in self.told.redirects:
            self.send_response(302)
            self.send_header("Location", self.told.redirects[path])
            self.end_headers()
            return
        file = self.told.folder / path.lstrip("/")
        statuses = self.told.statuses.get(path)
        if statuses or not file.is_file():
            self.send_error(statuses.pop(0) if statuses else 404)
            return
        data = file.read_bytes()
        start = 0
        if self.told.ranges and wanted and (match := re.fullmatch(r"bytes=(\d+)-", wanted)):
            start = int(match[1])
            if start >= len(data):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        until = self.told.cut_after.pop(path, len(data))
        self.wfile.write(data[start : start + until])

    def log_message(self, *_: object) -> None:
        """Nothing is logged: the tests look at what was asked."""


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The folder at an address of the loopback, while the context lasts."""
    told = Server(folder)
    with at_an_address(_Handler, told) as address:
        told.address = f"{address}/"
        yield told
