"""Asking a publisher: one address at a time, and what it gave before only where it changed."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.web import (
    FAULTS,
    UnansweredError,
    client,
    failure,
    politely,
    refusal,
)
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNREADABLE, NOT_ANSWERED
from inburgering_opendata.toolkit.refresh.remembered import Remembered, recall, remember

SILENCE = httpx.Timeout(60.0, connect=10.0)
"""Seconds without a byte, and to be reached in, after which a server is taken to be gone."""
MOST_BYTES = 512 << 20
"""How large one answer may be."""


@dataclass(frozen=True)
class Answer:
    """What an address gave."""

    address: str
    data: bytes

    def parsed(self) -> Any:
        """The JSON of it, its fractions as exact decimals.

        Raises:
            OpendataError: `ANSWER_UNREADABLE`.
        """
        try:
            return json.loads(self.data, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            problem = f"JSON was expected: {error}"
            raise OpendataError(ANSWER_UNREADABLE, address=self.address, problem=problem) from error


class Visitor:
    """Asks on behalf of a project, until a moment of the monotonic clock."""

    def __init__(self, name: str, until: float) -> None:
        """
        Args:
            name: who asks, for the publisher's log.
        """
        self._name, self._until = name, until
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "_client" in vars(self):  # somebody was asked
            self._runner.run(self._client.aclose())
        self._runner.close()

    def ask(self, address: str) -> Answer:
        """The answer of an address; what its server says has not changed is what it gave before.

        Raises:
            OpendataError: `NOT_ANSWERED`; its detail `status` is what the server answered, if it
                did.
        """
        known = recall(address)
        try:
            return politely(
                lambda: self._runner.run(self._in_time(address, known)), until=self._until
            )
        except UnansweredError as error:
            raise OpendataError(
                NOT_ANSWERED, address=address, problem=str(error), status=error.status
            ) from error

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        return client(
            httpx.AsyncClient,
            headers={"User-Agent": self._name},
            timeout=SILENCE,
            follow_redirects=True,
        )

    async def _in_time(self, address: str, known: Remembered | None) -> Answer:
        """One exchange. It is one of asyncio because a server that sends a byte now and then, be it
        in its headers, would hold any other beyond the deadline.

        Raises:
            UnansweredError: what it did not give, at the deadline or before.
        """
        try:
            async with asyncio.timeout(self._until - time.monotonic()):
                return await self._exchange(address, known)
        except TimeoutError as error:
            raise UnansweredError("it was not there before the deadline") from error
        except FAULTS as error:
            raise failure(error) from error

    async def _exchange(self, address: str, known: Remembered | None) -> Answer:
        validators = known.validators if known else {}
        async with self._client.stream("GET", address, headers=validators) as response:
            if known and response.status_code == httpx.codes.NOT_MODIFIED:
                return Answer(address, known.data)
            if response.status_code != httpx.codes.OK:
                raise refusal(response)
            data = await _body(response)
        remember(address, data, _validators(response))
        return Answer(address, data)


async def _body(response: httpx.Response) -> bytes:
    """The body as it was before it was compressed for the way; one that is cut off is an error."""
    if "," in response.headers.get("Content-Encoding", ""):
        raise UnansweredError("it is compressed more than once, so it was not read")
    pieces, size = [], 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        pieces.append(piece)
        if size > MOST_BYTES:
            raise UnansweredError(f"more than {MOST_BYTES:,} bytes, so it was not read")
    return b"".join(pieces)


def same_server(address: str, link: str) -> str:
    """Where a link in an answer leads, which must be the server that gave it.

    A server behind another one may say `http` of itself where it is reached by `https`: it is asked
    as it was before.

    Raises:
        OpendataError: `ANSWER_UNREADABLE`.
    """
    here = urlsplit(address)
    try:
        target = urlsplit(urljoin(address, link))
        is_there = (here.hostname, _port(here)) == (target.hostname, _port(target))
    except ValueError as error:
        problem = f"its next page is said to be at '{link}', which is no address: {error}"
        raise OpendataError(ANSWER_UNREADABLE, address=address, problem=problem) from error
    if is_there:
        return urlunsplit(target)
    if here.hostname == target.hostname and {here.port, target.port} == {None}:
        return urlunsplit(target._replace(scheme=here.scheme))
    problem = f"its next page is said to be at {urlunsplit(target)}, on another server"
    raise OpendataError(ANSWER_UNREADABLE, address=address, problem=problem)


def _port(address: SplitResult) -> int | None:
    return address.port or {"http": 80, "https": 443}.get(address.scheme)


def _validators(response: httpx.Response) -> dict[str, str]:
    """Of a strong or weak tag, and the moment of the last change, what the server gave."""
    pairs = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
    given = {ask: response.headers.get(said, "") for said, ask in pairs}
    return {ask: value for ask, value in given.items() if value and value.isascii()}
