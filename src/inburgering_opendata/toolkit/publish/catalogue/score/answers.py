"""Whether addresses answer: a release at an address of the loopback, and the status of each."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = 20
"""In which an address must answer; one that takes longer is as good as gone for a reader."""


class _Silent(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing: the statuses are the result."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `folder` is served, on the loopback, while the context lasts."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def statuses(
    addresses: Iterable[str], moved: tuple[str, str] | None = None
) -> dict[str, int | None]:
    """The status with which each address answers to HEAD; None when nothing answers.

    Args:
        addresses: addresses of http or https.
        moved: how addresses begin, and where that is served; one that begins otherwise is then
            not asked and has None.
    """
    found: dict[str, int | None] = {}
    for address in sorted(set(addresses)):
        if moved is None:
            found[address] = _status(address)
        else:
            before, after = moved
            inside = address.startswith(before)
            found[address] = _status(after + address.removeprefix(before)) if inside else None
    return found


def _status(address: str) -> int | None:
    parts = urlsplit(address)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds:
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection = kinds[parts.scheme](parts.netloc, timeout=_SECONDS)
        try:
            connection.request("HEAD", path or "/")
            return int(connection.getresponse().status)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return None
