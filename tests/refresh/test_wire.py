"""Whatever comes over the line in the place of an answer, it is told in words of ours."""

from __future__ import annotations

import gzip
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.asking import Visitor
from inburgering_opendata.toolkit.refresh.errors import NOT_ANSWERED
from tests.whole import first

OK = b"HTTP/1.1 200 OK\r\n"
AGAIN = web.ATTEMPTS
GZIP_TWICE = gzip.compress(gzip.compress(b" ", mtime=0), mtime=0)


@contextmanager
def saying(raw: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that says this to whoever comes, and what it was asked."""
    asked: list[bytes] = []

    class Says(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(1 << 16))
            self.request.sendall(raw)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Says) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        finally:
            server.shutdown()


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_CACHE", str(tmp_path))


def asked_for(address: str) -> bytes:
    with Visitor("nobody", time.monotonic() + 20) as visitor:
        return visitor.ask(address).data


@pytest.mark.parametrize(
    ("raw", "words", "times"),
    first(
        6,
        [
            (OK + b"Content-Length: 9\r\n\r\nhalf", "received 4 bytes, expected 9", AGAIN),
            (OK + b"Content-Encoding: gzip\r\n\r\nno gzip", "decompressing", AGAIN),
            (
                b"HTTP/1.1 503 No\r\nRetry-After: " + b"9" * 400 + b"\r\n\r\n",
                "the server answered 503 No, and asks to wait inf seconds",
                1,
            ),
            (b"HTTP/1.1 302 No\r\nLocation: http://127.0.0.1:99999/\r\n\r\n", "0-65535", 1),
            (b"HTTP/1.1 304 Not Modified\r\n\r\n", "the server answered 304", 1),
            (
                OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + GZIP_TWICE,
                "compressed more than once",
                1,
            ),
            (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nha", "incomplete chunked", AGAIN),
            (b"", "disconnected", AGAIN),
            (
                b"HTTP/1.1 503 No\r\nRetry-After: Mon, 1 Jan 2024 0:0:0 +9999999999\r\n\r\n",
                "answered 503 No$",
                AGAIN,
            ),
            (b"HTTP/1.1 302 No\r\nLocation: http://[::1\r\n\r\n", "Invalid URL", AGAIN),
            (b"HTTP/1.1 302 No\r\n\r\n", "the server answered 302", 1),
            (b"HTTP/1.1 206 Partial Content\r\n\r\n", "the server answered 206", 1),
        ],
        "It is broken in another way.",
    ),
)
def test_what_is_no_answer_is_told_in_words(raw: bytes, words: str, times: int) -> None:
    with saying(raw) as (address, asked), pytest.raises(OpendataError, match=words) as refused:
        asked_for(address)
    assert (refused.value.kind, len(asked)) == (NOT_ANSWERED, times)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PROXY", "odd://somebody:secret@127.0.0.1:1"),
        ("ALL_PROXY", "socks5://somebody:secret@127.0.0.1:1"),
        ("SSL_CERT_FILE", "/nowhere"),
    ],
)
def test_an_environment_that_cannot_be_is_said_without_its_secrets(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv(name, value)
    with saying(OK) as (address, asked), pytest.raises(OpendataError) as refused:
        asked_for(address)
    assert "what the environment says of proxies or certificates" in refused.value.message
    assert ("secret" in refused.value.message, asked) == (False, [])


def test_a_tag_that_no_header_can_carry_is_not_asked_with() -> None:
    with saying(OK + b'ETag: "\xe9"\r\nContent-Length: 2\r\n\r\n{}') as (address, asked):
        assert asked_for(address) == asked_for(address) == b"{}"
    assert (len(asked), any(b"If-None-Match" in each for each in asked)) == (2, False)


def test_an_address_where_nobody_is_says_why() -> None:
    with pytest.raises(OpendataError, match="Connect call failed"):
        asked_for("http://127.0.0.1:1/")
