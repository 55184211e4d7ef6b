"""Asking a publisher's server: one request at a time, again when it fails, never for ever."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNREADABLE, NOT_ANSWERED

ATTEMPTS = 5
PAUSE = 1.0
"""Seconds before the second attempt; doubled before each next one, unless the server says."""
LONGEST_PAUSE = 60.0
"""Seconds at most, whatever a server says in Retry-After."""
SILENCE = (10.0, 60.0)
"""Seconds to be reached in, and without a byte, after which a server is taken to be gone."""
MOST_BYTES = 512 << 20
"""How large one answer may be."""

_CHUNK = 1 << 16
_NOT_MODIFIED, _TOO_MANY, _SERVER = 304, 429, 500


@dataclass(frozen=True)
class Answer:
    """What an address gave; `data` is None where the server says that nothing changed."""

    address: str
    data: bytes | None
    validators: dict[str, str]
    """What the next request may say, so that nothing is sent that did not change."""

    def parsed(self) -> Any:
        """The JSON of it, its fractions as exact decimals.

        Raises:
            OpendataError: `ANSWER_UNREADABLE`.
        """
        try:
            return json.loads(self.data or b"", parse_float=Decimal)
        except ValueError as error:
            problem = f"JSON was expected: {error}"
            raise OpendataError(ANSWER_UNREADABLE, address=self.address, problem=problem) from error


@dataclass
class Visitor:
    """Asks on behalf of a project, until a moment of the monotonic clock."""

    name: str
    """Who asks, for the publisher's log."""
    until: float
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session = requests.Session()
        # An unusual Accept is refused by some services; compression is what requests asks for.
        self._session.headers.update({"User-Agent": self.name, "Accept": "*/*"})

    def ask(self, address: str, validators: dict[str, str] | None = None) -> Answer:
        """The answer of an address.

        Args:
            validators: those of an earlier answer, so that the server may say "not changed".

        Raises:
            OpendataError: `NOT_ANSWERED`; its detail `status` is what the server answered, if it
                did.
        """
        if urlsplit(address).scheme not in ("http", "https"):
            raise _failed(address, "only addresses of http and https are asked")
        pause, problem, status = PAUSE, "", None
        for attempt in range(ATTEMPTS):
            if attempt:
                self._wait(address, pause, problem)
                pause *= 2
            self.asked.append(address)
            try:
                with self._session.get(
                    address, headers=validators or {}, timeout=SILENCE, stream=True
                ) as response:
                    status = response.status_code
                    if status == _NOT_MODIFIED and validators:
                        return Answer(address, None, validators)
                    if status == requests.codes.ok:
                        data = self._body(address, response)
                        return Answer(address, data, _validators(response))
                    problem = f"the server answered {status} {response.reason or ''}".strip()
                    pause = max(pause, _said(response))
            except (requests.ConnectionError, requests.Timeout, requests.RequestException) as error:
                status, problem = None, _in_words(error)
            if status is not None and status != _TOO_MANY and status < _SERVER:
                break
        raise _failed(address, problem, status)

    def _body(self, address: str, response: requests.Response) -> bytes:
        pieces, size = [], 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            pieces.append(piece)
            if size > MOST_BYTES:
                raise _failed(address, f"more than {MOST_BYTES:,} bytes, so it was not read")
            if time.monotonic() > self.until:
                raise _failed(address, "it was not there before the deadline")
        said = response.headers.get("Content-Length", "")
        is_plain = "Content-Encoding" not in response.headers
        if is_plain and said.isdecimal() and size != int(said):
            raise requests.ConnectionError(f"cut off after {size:,} of {int(said):,} bytes")
        return b"".join(pieces)

    def _wait(self, address: str, pause: float, problem: str) -> None:
        if time.monotonic() + pause > self.until:
            raise _failed(address, f"{problem}; the deadline is too near to ask again")
        time.sleep(min(pause, LONGEST_PAUSE))


def same_server(address: str, link: str) -> str:
    """Where a link in an answer leads, which must be the server that gave it.

    Raises:
        OpendataError: `ANSWER_UNREADABLE`.
    """
    target = urljoin(address, link)
    if urlsplit(target)[:2] != urlsplit(address)[:2]:
        problem = f"its next page is said to be at {target}, on another server"
        raise OpendataError(ANSWER_UNREADABLE, address=address, problem=problem)
    return target


def _validators(response: requests.Response) -> dict[str, str]:
    """Of a strong or weak tag, and the moment of the last change, what the server gave."""
    pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
    return {ask: response.headers[said] for said, ask in pairs if said in response.headers}


def _said(response: requests.Response) -> float:
    """Seconds that the server asks to wait; none where it names a moment or nothing."""
    said = response.headers.get("Retry-After", "")
    return min(float(said), LONGEST_PAUSE) if said.isdecimal() else 0.0


def _failed(address: str, problem: str, status: int | None = None) -> OpendataError:
    return OpendataError(NOT_ANSWERED, address=address, problem=problem, status=status)


def _in_words(error: Exception) -> str:
    """What is wrong, of the many layers of words that a client puts around it."""
    reason: object = error
    while isinstance(reason, Exception) and reason.args:
        inner = getattr(reason, "reason", None) or reason.args[-1]
        if not isinstance(inner, Exception):
            return str(getattr(reason, "strerror", None) or inner)
        reason = inner
    return str(reason) or type(error).__name__
