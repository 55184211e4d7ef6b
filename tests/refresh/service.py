"""A loopback copy of a service of datasets: OData 4 and 3 as CBS speaks them, with their traps.

Codes are padded to a fixed width, identifiers are case-sensitive (an unknown one is answered with
an empty list and status 200), pages are short, and what is missing has a reason, or no row at all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.loopback import at_an_address

Row = dict[str, Any]

V4, V3, CATALOGUE = "/odata/v1/CBS", "/ODataFeed/odata", "/ODataCatalog/Tables"
_ASKS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
_CONDITION = re.compile(r"startswith\((\w+),'([^']*)'\)|(\w+) (eq) '([^']*)'")


@dataclass
class Made:
    """A dataset: what it is called, the codes of its dimensions, and its figures in wide rows."""

    identifier: str
    title: str
    dimensions: dict[str, list[Row]]
    """By dimension its codes, each with `code` and, of a period, `status`."""
    measures: list[str]
    rows: list[Row]
    """Codes by dimension, and by measure a number, a text, or the reason why there is none."""
    description: str = ""
    modified: str = "2026-03-31T02:00:00+02:00"
    is_ended: bool = False
    has_observations: bool = True
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By measure its title, after those of the groups above it."""
    has_groups: bool = True


@dataclass
class Service:
    """What it has, how badly it behaves, and what it was asked."""

    datasets: list[Made]
    address: str = ""
    page: int = 4
    width: int = 10
    """Of a code, with what it is padded with."""
    statuses: list[int] = field(default_factory=list)
    """What the next requests are answered with."""
    headers: dict[str, str] = field(default_factory=dict)
    cuts: int = 0
    """How many answers are cut off halfway."""
    raw: bytes | None = None
    """What is sent in the place of each answer of a dataset."""
    validator: str = ""
    """The header by which an answer of a dataset tells whether it changed: ETag, Last-Modified."""
    is_compressed: bool = False
    drips: str = ""
    """Whether headers or body come a byte at a time."""
    files: dict[str, bytes] = field(default_factory=dict)
    change: Callable[[str, Any], Any] = lambda path, answer: answer
    """What else is made of an answer."""
    dripped: threading.Event = field(default_factory=threading.Event)
    """Nothing drips any more."""
    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    """What it was asked to send only if it changed."""
    given: list[tuple[int, str]] = field(default_factory=list)
    """The status of each answer, and the path that was asked for."""

    def dataset(self, identifier: str) -> Made | None:
        return next((d for d in self.datasets if d.identifier == identifier), None)

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """The JSON of a path; None where nothing is."""
        if path == CATALOGUE:
            return {
                "value": [{"Identifier": d.identifier, "Title": d.title} for d in self.datasets]
            }
        for root, of in ((V4, self._of_4), (V3, self._of_3)):
            if path.startswith(f"{root}/"):
                return of(path[len(root) + 1 :].split("/"), query, root)
        return None

    def _of_4(self, parts: list[str], query: dict[str, str], root: str) -> Any:
        if parts == ["Datasets"]:
            wanted = dict(_conditions(query)).get("Identifier")
            found = [d for d in self.datasets if wanted in (None, d.identifier)]
            return {"value": [self._described(d) for d in found]}
        made = self.dataset(parts[0])
        if made is None or len(parts) != 2:
            return None
        if parts[1] == "Observations":
            if not made.has_observations:
                return None
            return self._paged(
                "@odata.nextLink", "/".join((root, *parts)), query, _long(made, self)
            )
        if parts[1] in ("MeasureCodes", "MeasureGroups") and made.titles:
            if parts[1] == "MeasureGroups" and not made.has_groups:
                return None
            return {"value": _measures_4(made)[parts[1]]}
        for name, codes in made.dimensions.items():
            if parts[1] == f"{name}Codes":
                return {"value": [self._code("Identifier", code) for code in codes]}
        return None

    def _of_3(self, parts: list[str], query: dict[str, str], root: str) -> Any:
        made = self.dataset(parts[0])
        if made is None or len(parts) != 2:
            return None
        if parts[1] == "TableInfos":
            return {"value": [{**self._described(made), "Frequency": "Stopgezet" * made.is_ended}]}
        if parts[1] == "DataProperties":
            return {"value": _properties_3(made)}
        if parts[1] == "TypedDataSet":
            path = "/".join((root, *parts))
            return self._paged("odata.nextLink", path, query, _wide(made, self))
        if parts[1] in made.dimensions:
            return {"value": [self._code("Key", code) for code in made.dimensions[parts[1]]]}
        return None

    def _described(self, made: Made) -> Row:
        return {
            "Identifier": made.identifier,
            "Title": made.title,
            "Description": made.description,
            "Status": "Gediscontinueerd" if made.is_ended else "Regulier",
            "Modified": made.modified,
        }

    def _code(self, key: str, code: Row) -> Row:
        said = {
            told: code[name]
            for name, told in (("status", "Status"), ("prose", "Description"))
            if name in code
        }
        return {key: code["code"].ljust(self.width), "Title": code["code"], **said}

    def _paged(self, link: str, path: str, query: dict[str, str], rows: list[Row]) -> Row:
        kept = [row for row in rows if _matches(row, query)]
        start = int(query.get("$skip", "0"))
        answer: Row = {"value": kept[start : start + self.page]}
        if start + self.page < len(kept):
            more = {**query, "$skip": str(start + self.page)}
            listed = "&".join(f"{name}={quote(value)}" for name, value in more.items())
            answer[link] = f"{self.address}{path}?{listed}"
        return answer


def _groups(made: Made) -> list[tuple[str, ...]]:
    """Every group of titles, each after the one above it."""
    paths = (titles[:depth] for titles in made.titles.values() for depth in range(1, len(titles)))
    return [*dict.fromkeys(paths)]


def _measures_4(made: Made) -> dict[str, list[Row]]:
    groups = {path: f"G{number:06}" for number, path in enumerate(_groups(made))}
    return {
        "MeasureGroups": [
            {"Id": name, "Index": n, "Title": path[-1], "ParentId": groups.get(path[:-1])}
            for n, (path, name) in enumerate(groups.items())
        ],
        "MeasureCodes": [
            {
                "Identifier": name,
                "Index": n,
                "Title": titles[-1],
                "MeasureGroupId": groups.get(titles[:-1]),
                "DataType": "String",
            }
            for n, (name, titles) in enumerate(made.titles.items())
        ],
    }


def _properties_3(made: Made) -> list[Row]:
    """Dimensions, groups of topics and topics, numbered through, as `DataProperties` has them."""
    rows: list[Row] = [
        {"ID": n, "Position": n, "ParentID": None, "Type": "GeoDimension", "Key": d, "Title": d}
        for n, d in enumerate(made.dimensions)
    ]
    numbers = {path: len(rows) + n for n, path in enumerate(_groups(made))}
    rows += [
        {"ID": n, "ParentID": numbers.get(p[:-1]), "Type": "TopicGroup", "Key": "", "Title": p[-1]}
        for p, n in numbers.items()
    ]
    for name, titles in made.titles.items():
        above = numbers.get(titles[:-1])
        topic = {"ID": len(rows), "ParentID": above, "Type": "Topic", "Key": name}
        rows.append({**topic, "Title": titles[-1], "Datatype": "String"})
    return rows


def _long(made: Made, service: Service) -> list[Row]:
    """A row for each figure; of one that nobody has there may be no row."""
    rows: list[Row] = []
    for wide in made.rows:
        codes = {name: wide[name].ljust(service.width) for name in made.dimensions}
        for measure in made.measures:
            if measure not in wide:
                continue
            value = wide[measure]
            is_number = isinstance(value, int | float)
            is_missing = value in ("Impossible", "Confidential", "NotAvailable")
            rows.append(
                {
                    "Id": len(rows),
                    "Measure": measure,
                    "ValueAttribute": value if is_missing else "None",
                    "Value": float(value) if is_number else None,
                    "StringValue": None if is_number or is_missing else f"{value}  ",
                    **codes,
                }
            )
    return rows


def _wide(made: Made, service: Service) -> list[Row]:
    return [
        {
            "ID": number,
            **{name: wide[name].ljust(service.width) for name in made.dimensions},
            **{measure: _of_wide(wide.get(measure), service) for measure in made.measures},
        }
        for number, wide in enumerate(made.rows)
    ]


def _of_wide(value: object, service: Service) -> object:
    if value in ("Impossible", "Confidential", "NotAvailable"):
        return None
    return value.ljust(service.width) if isinstance(value, str) else value


def _conditions(query: dict[str, str]) -> list[tuple[str, str]]:
    found = _CONDITION.findall(query.get("$filter", ""))
    return [(starts or equals, start or code) for starts, start, equals, _, code in found]


def _matches(row: Row, query: dict[str, str]) -> bool:
    """Measures are alternatives; all else must hold. `eq` on a padded code finds nothing."""
    text = query.get("$filter", "")
    measures: list[bool] = []
    others: list[bool] = []
    for starts, start, equals, _, code in _CONDITION.findall(text):
        name = starts or equals
        cell = str(row[name])
        holds = cell.startswith(start) if starts else cell == code
        (measures if name == "Measure" else others).append(holds)
    return all(others) and (any(measures) or not measures)


def _told_by(validator: str, data: bytes) -> str:
    """Another one for each content; a moment is made up of it."""
    digest = hashlib.sha256(data).hexdigest()
    if validator == "Last-Modified":
        return format_datetime(datetime.fromtimestamp(int(digest[:7], 16), UTC), usegmt=True)
    return f'W/"{digest}"'


class _Handler(BaseHTTPRequestHandler):
    told: Service

    def do_GET(self) -> None:
        service, parts = self.told, urlsplit(self.path)
        service.asked.append(self.path)
        service.agents.append(self.headers.get("User-Agent", ""))
        service.logins += self.headers.get_all("Authorization", [])
        asks = (self.headers.get(name) for name in _ASKS.values())
        service.conditions += [condition for condition in asks if condition is not None]
        if service.statuses:
            self.send_response(service.statuses.pop(0))
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if service.drips:
            self._drip(service.drips)
            return
        if parts.path in service.files:
            self._send(service.files[parts.path], "ETag")
            return
        if self.headers.get("Accept") not in ("*/*", "application/json"):
            self.send_error(406)
            return
        answer = service.answer(parts.path, dict(parse_qsl(parts.query)))
        if answer is None:
            self.send_error(404)
            return
        whole = service.raw or json.dumps(service.change(self.path, answer)).encode()
        self._send(whole, service.validator)

    def _drip(self, part: str) -> None:
        start = b"HTTP/1.0 200 OK\r\n" + (b"X-Slow: " if part == "headers" else b"\r\n")
        with suppress(OSError):
            self.wfile.write(start)
            for _ in range(200):
                self.wfile.write(b" ")
                if self.told.dripped.wait(0.05):
                    return

    def _send(self, data: bytes, validator: str) -> None:
        said = _told_by(validator, data)
        if validator and self.headers.get(_ASKS[validator]) == said:
            self.told.given.append((304, self.path))
            self.send_response(304)
            self.end_headers()
            return
        self.told.given.append((200, self.path))
        self.send_response(200)
        if validator:
            self.send_header(validator, said)
        if self.told.is_compressed:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.told.cuts:
            self.told.cuts -= 1
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is logged: the tests look at what was asked."""


@contextmanager
def serving(datasets: list[Made]) -> Iterator[Service]:
    """The service at an address of the loopback, while the context lasts."""
    service = Service(datasets)
    with at_an_address(_Handler, service) as address:
        service.address = address
        yield service
        service.dripped.set()
