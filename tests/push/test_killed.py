"""A push to a bucket is killed at each of its requests: readers have one version whole, always."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.releases.download.index import INDEX, write_index
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES
from tests.loopback import at_an_address
from tests.push.bucket import Bucket, empty_bucket, environment
from tests.whole import first

OLD, NEW = "2026.01.02", "2026.02.03"
EACH = "a process for each request; make test kills a push at every thirteenth"


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
            answer = httpx.request(
                self.command, address, headers=dict(self.headers), content=body, timeout=20
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
def pushing(toll: Toll, bucket: Bucket, dist: Path) -> Iterator[subprocess.Popen[str]]:
    """The command itself, as a process whose requests pay toll."""
    with at_an_address(Passing, toll) as address:
        command = [sys.executable, "-m", "inburgering_opendata", "push", bucket.address]
        process = subprocess.Popen(
            [*command, "--output", str(dist)],
            env=os.environ | environment(address),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        toll.process = process
        yield process


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with the old version, and one with the new one as well."""
    roots = tmp_path / "old", tmp_path / "both"
    for root, names in zip(roots, ([OLD], [OLD, NEW]), strict=True):
        for name in names:
            _make_version(root / name)
            (root / f"{name}.md").write_text(f"Notes of {name}\n", encoding="utf-8")
        for name in FRONT_FILES:
            (root / name).write_text(f"{name} of {names[-1]}\n", encoding="utf-8")
        write_index(root)
    return roots


def _make_version(folder: Path) -> None:
    (folder / "air").mkdir(parents=True)
    files = {"air/datapackage.json": '{"resources": []}', "air/place.csv": "a\n1\n", "air.zip": "z"}
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    sums = (f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


@pytest.mark.parametrize(
    ("every", "is_done_first"), first(1, [(13, True), (1, False), (1, True)], EACH)
)
def test_killed_at_any_request_readers_have_one_version_whole_and_it_goes_on(
    every: int, is_done_first: bool, s3: str, versions: tuple[Path, Path]
) -> None:
    old, both = (_files(root) for root in versions)
    points = kept = 0
    for number in range(every, 1000, every):
        bucket = empty_bucket(s3, f"killed-{is_done_first}-{every}-{number}".lower())
        for name, data in old.items():
            bucket.put(name, data)
        toll = Toll(s3, number, is_done_first)
        with pushing(toll, bucket, versions[1]) as process:
            said, _ = process.communicate(timeout=60)
        seen = bucket.read()
        if toll.passed < number:
            assert process.returncode == 0, said
            assert seen == both
            break
        points += 1
        assert process.returncode == -signal.SIGKILL
        # The old version is as it was, and where the index leads to the new one, it is all there.
        assert {name: seen.get(name) for name in old if name.startswith(OLD)} == {
            name: data for name, data in old.items() if name.startswith(OLD)
        }
        assert seen[INDEX] in (old[INDEX], both[INDEX])
        if seen[INDEX] == both[INDEX]:
            assert seen == both
        else:
            kept += 1
        with pushing(Toll(s3), bucket, versions[1]) as process:
            said, _ = process.communicate(timeout=60)
        assert (process.returncode, bucket.read()) == (0, both), said
    assert 0 < kept <= points


def _files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
