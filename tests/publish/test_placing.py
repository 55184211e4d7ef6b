"""A version appears whole or not at all, and is never overwritten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground import folders
from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.file import File
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.download.index import INDEX
from inburgering_opendata.toolkit.releases.publishing.errors import VERSION_EXISTS
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES
from inburgering_opendata.toolkit.releases.publishing.placing import place_release

VERSION = "2026.11.23"
FILES = {f"funding/data/table_{n}.csv": f"{n}\n".encode() * 50 for n in range(6)} | {
    "SHA256SUMS": b"sums\n"
}


def placed(files: Mapping[str, bytes], output: Path) -> bool:
    """Whether the version was new."""

    def make(made: folders.NewFolder) -> None:
        for path, data in files.items():
            made.add(path, [data])

    return place_release(make, output, VERSION).new


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_version_holds_exactly_its_files(tmp_path: Path) -> None:
    assert placed(FILES, tmp_path)
    assert contents(tmp_path / VERSION) == FILES
    assert [path.name for path in tmp_path.iterdir()] == [VERSION]


def test_the_very_same_bytes_again_are_fine(tmp_path: Path) -> None:
    assert placed(FILES, tmp_path)
    assert not placed(FILES, tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        {**FILES, "SHA256SUMS": b"other\n"},
        {**FILES, "extra": b""},
        {name: data for name, data in FILES.items() if name != "SHA256SUMS"},
    ],
    ids=["changed", "added", "removed"],
)
def test_another_content_is_refused_and_the_old_one_stays(
    other: dict[str, bytes], tmp_path: Path
) -> None:
    placed(FILES, tmp_path)
    (tmp_path / f"{VERSION}.1").mkdir()
    with pytest.raises(OpendataError) as caught:
        placed(other, tmp_path)
    assert caught.value.kind is VERSION_EXISTS
    assert "2026.11.23.2" in caught.value.hint
    assert contents(tmp_path / VERSION) == FILES


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = folders.NewFolder.add

    def full(made: folders.NewFolder, path: str, pieces: Iterable[bytes]) -> File:
        if path == "SHA256SUMS":
            raise OSError(28, "No space left on device")
        return write(made, path, pieces)

    monkeypatch.setattr(folders.NewFolder, "add", full)
    with pytest.raises(OpendataError) as caught:
        placed(FILES, tmp_path)
    assert caught.value.kind is WRITE_FAILED
    assert "No space left" in caught.value.message
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from inburgering_opendata.toolkit.ground import folders
from tests.publish.test_placing import FILES, placed

step, output = int(sys.argv[1]), Path(sys.argv[2])
write, rename, done = folders.NewFolder.add, Path.rename, 0

def die_at(action):
    def act(*arguments):
        global done
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return action(*arguments)
    return act

folders.NewFolder.add, Path.rename = die_at(write), die_at(rename)
placed(FILES, output)
"""


BETWEEN = pytest.mark.whole(reason="It is killed at a step between others that are tried.")
STEPS = range(len(FILES) + 1)


@pytest.mark.parametrize(
    "step",
    [pytest.param(n, marks=[BETWEEN] * (n not in (3, STEPS[-1]))) for n in STEPS],
)
def test_killed_before_any_step_there_is_no_version(step: int, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", KILLED, str(step), str(tmp_path)]
    assert subprocess.run(arguments).returncode == -signal.SIGKILL
    assert not (tmp_path / VERSION).exists()
    assert placed(FILES, tmp_path)
    assert contents(tmp_path / VERSION) == FILES
    assert [path.name for path in tmp_path.iterdir()] == [VERSION], "what was left is swept"


@pytest.mark.whole(
    reason="It runs the command twice; what places a version is killed at its steps."
)
def test_killing_the_command_while_it_writes_leaves_no_half_version(
    for_small: Project, slim_build: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "inburgering_opendata", "publish", str(slim_build)]
    options = ["--output", str(tmp_path), "--version", VERSION]
    process = subprocess.Popen([*command, *options], start_new_session=True)
    deadline = time.monotonic() + 120
    while not any(tmp_path.iterdir()) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.0005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    killed = {path.name for path in tmp_path.iterdir()}
    assert killed, "the command never began to write"
    again = subprocess.run([*command, *options], capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert {path.name for path in tmp_path.iterdir()} == {VERSION, INDEX, *FRONT_FILES}
    # Had the kill come too late, the version must have been whole: publishing again says so.
    assert ("nothing to do" in again.stdout) == (VERSION in killed)
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / VERSION)
    assert sums.returncode == 0
