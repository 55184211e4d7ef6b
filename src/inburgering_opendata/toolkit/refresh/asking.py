"""Asking a publisher's server: one request at a time, again when it fails, never for ever."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import requests

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNREADABLE, NOT_ANSWERED

ATTEMPTS = 5
PAUSE = 1.0
"""Seconds before the second attempt; doubled before each next one, unless the server says."""
LONGEST_PAUSE = 60.0
"""Seconds at most; a server that says longer in Retry-After is left alone until another day."""
SILENCE = (10.0, 60.0)
"""Seconds to be reached in, and without a byte, after which a server is taken to be gone."""
MOST_BYTES = 512 << 20
"""How large one answer may be."""

_CHUNK = 1 << 16
_NOT_MODIFIED, _TOO_MANY, _SERVER = 304, 429, 500
_PASSING = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
"""What may be otherwise the next time; an address that is none, or a circle of them, is not."""


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


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a server said, once."""

    status: int
    reason: str
    headers: Mapping[str, str]
    data: bytes | None


@dataclass
class Visitor:
    """Asks on behalf of a project, until a moment of the monotonic clock."""

    name: str
    """Who asks, for the publisher's log."""
    until: float
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session = requests.Session()
        # Nobody is logged in: what a .netrc says of the server is nothing of this project.
        self._session.auth = lambda request: request
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
                said = self._in_time(address, validators or {})
            except _PASSING as error:
                status, problem = None, _in_words(error)
                continue
            except requests.RequestException as error:
                raise _failed(address, _in_words(error)) from error
            status = said.status
            if status == _NOT_MODIFIED and validators:
                return Answer(address, None, validators)
            if status == requests.codes.ok:
                return Answer(address, said.data, _validators(said.headers))
            problem = f"the server answered {status} {said.reason}".strip()
            if status != _TOO_MANY and status < _SERVER:
                break
            pause = max(pause, _asks_to_wait(said.headers))
            if pause > LONGEST_PAUSE:
                raise _failed(address, f"{problem}, and asks to wait {pause:.0f} seconds", status)
        raise _failed(address, problem, status)

    def _in_time(self, address: str, headers: dict[str, str]) -> _Said:
        """One exchange, in a thread of its own: a server that sends a byte now and then, be it in
        its headers, would hold this one beyond the deadline.

        Raises:
            OpendataError: `NOT_ANSWERED`, at the deadline.
            requests.RequestException: what the exchange raises.
        """
        box: queue.SimpleQueue[_Said | Exception] = queue.SimpleQueue()

        def exchange() -> None:
            try:
                box.put(self._exchange(address, headers))
            except Exception as error:
                box.put(error)

        threading.Thread(target=exchange, daemon=True).start()
        try:
            said = box.get(timeout=max(self.until - time.monotonic(), 0))
        except queue.Empty:
            raise _failed(address, "it was not there before the deadline") from None
        if isinstance(said, Exception):
            raise said
        return said

    def _exchange(self, address: str, headers: dict[str, str]) -> _Said:
        with self._session.get(address, headers=headers, timeout=SILENCE, stream=True) as answer:
            is_there = answer.status_code == requests.codes.ok
            return _Said(
                status=answer.status_code,
                reason=answer.reason or "",
                headers=answer.headers,
                data=self._body(address, answer) if is_there else None,
            )

    def _body(self, address: str, response: requests.Response) -> bytes:
        pieces, size = [], 0
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            pieces.append(piece)
            if size > MOST_BYTES:
                raise _failed(address, f"more than {MOST_BYTES:,} bytes, so it was not read")
            if time.monotonic() > self.until:
                break  # nobody waits for it any more
        said = response.headers.get("Content-Length", "")
        is_plain = "Content-Encoding" not in response.headers
        if is_plain and said.isdecimal() and size != int(said):
            raise requests.ConnectionError(f"cut off after {size:,} of {int(said):,} bytes")
        return b"".join(pieces)

    def _wait(self, address: str, pause: float, problem: str) -> None:
        if time.monotonic() + pause > self.until:
            raise _failed(address, f"{problem}; the deadline is too near to ask again")
        time.sleep(pause)


def same_server(address: str, link: str) -> str:
    """Where a link in an answer leads, which must be the server that gave it.

    A server behind another one may say `http` of itself where it is reached by `https`: it is asked
    as it was before.

    Raises:
        OpendataError: `ANSWER_UNREADABLE`.
    """
    here, target = urlsplit(address), urlsplit(urljoin(address, link))
    if (here.hostname, _port(here)) == (target.hostname, _port(target)):
        return urlunsplit(target)
    if here.hostname == target.hostname and {here.port, target.port} == {None}:
        return urlunsplit(target._replace(scheme=here.scheme))
    problem = f"its next page is said to be at {urlunsplit(target)}, on another server"
    raise OpendataError(ANSWER_UNREADABLE, address=address, problem=problem)


def _port(address: SplitResult) -> int | None:
    return address.port or {"http": 80, "https": 443}.get(address.scheme)


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Of a strong or weak tag, and the moment of the last change, what the server gave."""
    pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
    return {ask: headers[said] for said, ask in pairs if said in headers}


def _asks_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait, which it says as such or as a moment."""
    said = headers.get("Retry-After", "")
    if said.isdecimal():
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


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
