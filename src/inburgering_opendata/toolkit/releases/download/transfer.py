"""One file over HTTP: resumed where it was cut off, never larger than was said, checked by hash."""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.syncing import flush_name, make_folder
from inburgering_opendata.toolkit.releases.download.errors import (
    DOWNLOAD_DIFFERS,
    DOWNLOAD_FAILED,
    NOT_KEPT,
)
from inburgering_opendata.toolkit.tables.scan import scan_file

TIMEOUT = 30.0
"""Seconds without a byte after which a server is taken to be gone."""
ATTEMPTS = 5
"""With the pauses between them some eight seconds: somebody waits for it."""
PAUSE = 0.5
"""Seconds before the second attempt; doubled before each next one."""
PATIENCE = 3_600.0
"""Seconds that one file may take in all: a server that sends a byte now and then is not silent."""
MOST_BYTES = 8 << 30
"""How large a file may be of which no size was said."""
MOST_BYTES_OF_TEXT = 16 << 20
"""The same for what is read whole, such as the index."""

_CHUNK = 1 << 16
_PARTIAL, _NOT_SATISFIABLE = 206, 416
_TOO_MANY, _SERVER = 429, 500


@dataclass(frozen=True)
class Remote:
    """A file to fetch: where it is, and what it must turn out to be."""

    address: str
    sha256: str
    bytes: int | None = None
    """Its size, where that was said; else what the server says is taken, up to `MOST_BYTES`."""


class _NoLesserRedirect(urllib.request.HTTPRedirectHandler):
    """Follows a redirect, but never from https to something that anybody can listen in on."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:
        schemes = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if schemes[1] not in ("http", "https") or schemes == ("https", "http"):
            raise urllib.error.URLError(f"it leads to {newurl}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(remote: Remote, target: Path, progress: Callable[[str], None]) -> None:
    """Make `target` hold the file; what was received earlier, in `target`.part, is used.

    Raises:
        OpendataError: `DOWNLOAD_FAILED` when the server cannot be reached or refuses, and
            `NOT_KEPT` when it cannot be written, with what was received kept; `DOWNLOAD_DIFFERS`
            when the file is not the expected one.
    """
    part = target.with_name(f"{target.name}.part")
    with _on_disk(part):
        make_folder(part.parent)
    problem = ""
    until = time.monotonic() + PATIENCE
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE * 2 ** (attempt - 1))
        try:
            expected = _receive(remote, part, progress, until)
        except _TooLateError as error:
            problem = str(error)
            break
        except urllib.error.HTTPError as error:
            problem = f"the server answered {error.code} {error.reason}"
            if error.code == _NOT_SATISFIABLE:
                with _on_disk(part):
                    part.unlink(missing_ok=True)
            elif error.code != _TOO_MANY and error.code < _SERVER:
                break
        except (OSError, http.client.HTTPException) as error:
            problem = _in_words(error)
        else:
            with _on_disk(part):
                received = part.stat().st_size
            if expected is None or received >= expected:
                with _on_disk(part):
                    _keep(remote, part, target)
                return
            problem = f"cut off after {received:,} of {expected:,} bytes"
    raise OpendataError(DOWNLOAD_FAILED, address=remote.address, problem=problem)


def fetch_text(address: str) -> bytes:
    """A small file, whole; asked for again with the patience that `fetch` has.

    Raises:
        OpendataError: `DOWNLOAD_FAILED`; its detail `reached` says whether the server answered.
    """
    until = time.monotonic() + PATIENCE
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE * 2 ** (attempt - 1))
        try:
            return _text(address, until)
        except OpendataError as error:
            last = attempt == ATTEMPTS - 1
            if last or not error.details["may_pass"]:
                raise
    raise AssertionError("the last attempt gives an answer or an error")


def _text(address: str, until: float) -> bytes:
    """One attempt; the detail `may_pass` of its error says whether another may go better."""
    reached = may_pass = False
    try:
        with _open(address, {}) as answer:
            reached = True
            data = b"".join(_chunks(answer, MOST_BYTES_OF_TEXT, until))
            said = answer.headers.get("Content-Length")
            if said is not None and len(data) < min(int(said), MOST_BYTES_OF_TEXT):
                raise http.client.IncompleteRead(data)
        if len(data) <= MOST_BYTES_OF_TEXT:
            return data
        problem = f"more than {MOST_BYTES_OF_TEXT:,} bytes, so it was not read"
    except urllib.error.HTTPError as error:
        problem = f"the server answered {error.code} {error.reason}"
        reached = error.code < _SERVER
        may_pass = error.code == _TOO_MANY or error.code >= _SERVER
    except _TooLateError as error:
        problem = str(error)
    except ValueError as error:
        problem = _in_words(error)
    except (OSError, http.client.HTTPException) as error:
        problem = _in_words(error)
        may_pass = True
    details = {"address": address, "problem": problem, "reached": reached, "may_pass": may_pass}
    raise OpendataError(DOWNLOAD_FAILED, **details)


class _TooLateError(Exception):
    """A file takes longer than anybody waits for it."""


def _chunks(answer: Any, most: int, until: float) -> Iterator[bytes]:
    """What a server sends, up to a chunk more than `most`.

    Raises:
        _TooLateError: it is `until` by the monotonic clock.
    """
    size = 0
    # What has come is taken, however little: a server that dawdles is found out in time.
    while size <= most and (chunk := answer.read1(_CHUNK)):
        size += len(chunk)
        yield chunk
        if time.monotonic() > until:
            raise _TooLateError(f"it was not there after {PATIENCE:,.0f} seconds")


def _receive(
    remote: Remote, part: Path, progress: Callable[[str], None], until: float
) -> int | None:
    """Add to `part` what the server sends, from where it ends or, if need be, from the start.

    Returns the size that the whole file should have, where anybody says so.
    """
    start = part.stat().st_size if part.is_file() else 0
    if remote.bytes is not None and start >= remote.bytes:
        return remote.bytes
    most = MOST_BYTES if remote.bytes is None else remote.bytes
    with _open(remote.address, {"Range": f"bytes={start}-"} if start else {}) as answer:
        goes_on = answer.status == _PARTIAL and _starts_at(answer, start)
        size = start if goes_on else 0
        said = answer.headers.get("Content-Length", "")
        expected = size + int(said) if remote.bytes is None and said.isdecimal() else remote.bytes
        with _on_disk(part):
            # Without a buffer: an error is of the write that it is raised by.
            stream = part.open("ab" if goes_on else "wb", buffering=0)
        with stream:
            for chunk in _chunks(answer, most - size, until):
                size += len(chunk)
                with _on_disk(part):
                    _write(stream, chunk)
                progress(f"{remote.address}: {size:,} bytes")
    return expected


@contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    """What goes wrong meanwhile is of the disk here, not of the server: trying again is no help."""
    try:
        yield
    except OSError as error:
        raise OpendataError(NOT_KEPT, path=path, problem=error.strerror or error) from error


def _write(stream: IO[bytes], chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[stream.write(rest) :]


def _starts_at(answer: Any, start: int) -> bool:
    return str(answer.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _keep(remote: Remote, part: Path, target: Path) -> None:
    scan = scan_file(part, is_csv=False)
    if scan.sha256 != remote.sha256:
        part.unlink()
        raise OpendataError(
            DOWNLOAD_DIFFERS,
            address=remote.address,
            expected=_described(remote.bytes, remote.sha256),
            observed=_described(scan.bytes, scan.sha256),
        )
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    flush_name(target)


def _described(size: int | None, digest: str) -> str:
    return f"sha256 {digest}" + ("" if size is None else f" ({size:,} bytes)")


def _open(address: str, headers: dict[str, str]) -> Any:
    """Open an address of the web, through the proxies of the environment."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise urllib.error.URLError("only addresses of http and https are fetched")
    asked = {"User-Agent": "opendata", "Accept-Encoding": "identity", **headers}
    opener = urllib.request.build_opener(_NoLesserRedirect)
    return opener.open(urllib.request.Request(address, headers=asked), timeout=TIMEOUT)  # noqa: S310


def _in_words(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
