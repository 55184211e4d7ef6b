"""A loopback copy of the records API of InvenioRDM, as its reference documents it.

Drafts, their files in three steps, publication, and new versions under one parent. A request
without the token is refused, and so are metadata without title, creators or kind.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import at_an_address

NO_HEADERS: Mapping[str, str] = {}
NEEDED = ("title", "creators", "publication_date", "resource_type")


@dataclass
class Record:
    """A version: a draft until it is published."""

    id: str
    parent: str
    metadata: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    """Files that are not committed."""
    is_published: bool = False

    def as_json(self, *, has_concept: bool) -> dict[str, Any]:
        pids = {"doi": {"identifier": f"10.5072/made-up.{self.id}"}} if self.is_published else {}
        parent = {"doi": {"identifier": f"10.5072/made-up.{self.parent}"}}
        return {
            "id": self.id,
            "is_published": self.is_published,
            "metadata": self.metadata,
            "pids": pids,
            "parent": {"id": self.parent, "pids": parent if has_concept else {}},
        }

    def entries(self) -> dict[str, Any]:
        return {
            "entries": [
                {"key": k, "checksum": f"md5:{hashlib.md5(v, usedforsecurity=False).hexdigest()}"}
                for k, v in self.files.items()
                if k not in self.begun
            ]
            + [{"key": key, "status": "pending"} for key in sorted(self.begun)]
        }


@dataclass
class Made:
    """What it has, and how badly it behaves."""

    token: str
    address: str = ""
    records: list[Record] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fails: Callable[[int, str], int | None] = lambda number, method: None
    """Of a request, counted from one: the status with which it is refused, if it is."""
    says: Callable[[int, Any], Any] = lambda number, answer: answer
    """What else it answers."""
    loses: int | None = None
    """The request that is done, and whose answer is lost."""
    pages: bool = True
    """Whether a second page of records is empty, as there is no more; or the first one again."""
    leads_to: str | None = None
    """Where each request is sent on to."""
    spoils: str | None = None
    """A file that it keeps other bytes of."""

    def seen_by_readers(self) -> list[tuple[str, dict[str, bytes]]]:
        return [(str(r.metadata["version"]), r.files) for r in self.records if r.is_published]

    def as_json(self, record: Record) -> dict[str, Any]:
        """The DOI of all versions is there as soon as one of them is published."""
        published = {each.parent for each in self.records if each.is_published}
        return record.as_json(has_concept=record.parent in published)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        parts = [unquote(part) for part in path.split("/")]
        if parts[:2] == ["user", "records"]:
            return 200, {"hits": {"hits": [self.as_json(r) for r in reversed(self.records)]}}
        if parts == ["records"] and method == "POST":
            return self._new(str(len(self.records) * 10 + 1), json.loads(body)["metadata"])
        record = next((r for r in self.records if r.id == parts[1]), None)
        if record is None:
            return 404, {"message": "The persistent identifier does not exist."}
        if parts[2:] == ["versions"]:
            about = {k: v for k, v in record.metadata.items() if k != "version"}
            return self._new(record.parent, about)
        if parts[2:] == ["files"] and record.is_published:
            return 200, record.entries()
        if parts[2] != "draft" or record.is_published:
            return 404, {"message": "There is no draft."}
        return self._draft(record, method, parts[3:], body)

    def _new(self, parent: str, about: dict[str, Any]) -> tuple[int, Any]:
        self.records.append(Record(str(len(self.records) * 10 + 2), parent, about))
        return 201, self.as_json(self.records[-1])

    def _draft(self, record: Record, method: str, rest: list[str], body: bytes) -> tuple[int, Any]:
        match (method, rest):
            case ("PUT", []):
                record.metadata = json.loads(body)["metadata"]
                return 200, self.as_json(record)
            case ("GET", ["files"]):
                return 200, record.entries()
            case ("POST", ["files"]):
                [each] = json.loads(body)
                record.begun.add(each["key"])
                return 201, record.entries()
            case ("PUT", ["files", key, "content"]):
                record.files[key] = body[:-1] if key == self.spoils else body
                return 200, {"key": key}
            case ("POST", ["files", key, "commit"]):
                record.begun.discard(key)
                [found] = [e for e in record.entries()["entries"] if e["key"] == key]
                return 200, found
            case ("DELETE", ["files", key]):
                record.begun.discard(key)
                record.files.pop(key, None)
                return 204, None
            case ("POST", ["actions", "publish"]):
                missing = [name for name in NEEDED if not record.metadata.get(name)]
                if missing or record.begun:
                    errors = [{"field": f"metadata.{n}", "messages": ["Missing"]} for n in missing]
                    return 400, {"message": "A validation error occurred.", "errors": errors}
                record.is_published = True
                return 202, self.as_json(record)
        return 405, {"message": "Method not allowed."}


class _Handler(BaseHTTPRequestHandler):
    told: Made

    def _any(self) -> None:
        made, parts = self.told, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        made.asked.append(f"{self.command} {parts.path}")
        if made.leads_to:
            self._send(307, {"message": "elsewhere"}, {"Location": made.leads_to})
        elif self.headers.get("Authorization") != f"Bearer {made.token}":
            self._send(403, {"message": "Permission denied."})
        elif status := made.fails(len(made.asked), self.command):
            self._send(status, {"message": "made up"})
        elif made.pages and int(parse_qs(parts.query).get("page", ["1"])[0]) > 1:
            self._send(200, {"hits": {"hits": []}})
        else:
            done = made.answer(self.command, re.sub("^/api/", "", parts.path), body)
            if len(made.asked) != made.loses:
                self._send(done[0], made.says(len(made.asked), done[1]))

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 – as the base class calls them

    def _send(self, status: int, answer: Any, headers: Mapping[str, str] = NO_HEADERS) -> None:
        data = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is logged: the tests look at what was asked."""


@contextmanager
def serving(token: str) -> Iterator[Made]:
    """The archive at an address of the loopback, while the context lasts."""
    made = Made(token)
    with at_an_address(_Handler, made) as address:
        made.address = address
        yield made
