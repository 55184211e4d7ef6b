"""A toll on the way of a push to its server, where it is killed at one of its requests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.loopback import at_an_address


@dataclass
class Toll:
    """Between a push and its server, and the death of the push."""

    server: str
    kills_at: int | None = None
    is_done_first: bool = False
    """Whether the server gets to see the request at which it is killed."""
    passed: int = 0
    process: subprocess.Popen[str] | None = None

    def is_last(self) -> bool:
        self.passed += 1
        return self.passed == self.kills_at

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Passing(BaseHTTPRequestHandler):
    """Passes each request on as it is, up to the last one."""

    told: Toll
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        import httpx

        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_last = self.told.is_last()
        if not is_last or self.told.is_done_first:
            address = self.told.server + self.path
            # On the loopback there is nothing to verify, and to read certificates takes long.
            answer = httpx.request(
                self.command,
                address,
                headers=dict(self.headers),
                content=body,
                timeout=20,
                verify=False,
            )
        if is_last:
            self.told.kill()
            self.close_connection = True
            return
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass  # noqa: N815

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def pushing(
    toll: Toll, dist: Path, target_at: Callable[[str], tuple[str, Mapping[str, str]]]
) -> Iterator[subprocess.Popen[str]]:
    """The command itself, as a process whose requests pay toll.

    Args:
        target_at: of the address where it is paid, the target and its environment.
    """
    with at_an_address(Passing, toll) as address:
        target, environment = target_at(address)
        command = [sys.executable, "-m", "inburgering_opendata", "push", target]
        process = subprocess.Popen(
            [*command, "--output", str(dist)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        toll.process = process
        yield process
