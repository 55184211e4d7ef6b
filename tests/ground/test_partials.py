"""What is being made belongs to who holds its lock; what nobody holds any more is swept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground import locks, partials
from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.files import write_pieces, write_whole
from inburgering_opendata.toolkit.ground.locks import new_and_held, try_to_hold
from inburgering_opendata.toolkit.ground.partials import partial_folder, sweep

HOLDER = """
import os, signal, sys
from pathlib import Path
from inburgering_opendata.toolkit.ground.partials import partial_folder
with partial_folder(Path(sys.argv[1])) as partial:
    (partial / "new").write_text("rows")
    print("made", flush=True)
    sys.stdin.read()
"""


def held_elsewhere(target: Path) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", HOLDER, str(target)]
    holder = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"made\n"
    return holder


def test_what_a_living_process_makes_is_left_and_of_a_killed_one_swept(tmp_path: Path) -> None:
    holder = held_elsewhere(tmp_path / "target")
    [made] = tmp_path.iterdir()
    write_whole(tmp_path / "other", b"x")
    assert made.is_dir()
    assert str(holder.pid) not in made.name.replace(made.name[-16:], "")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (made / "new").is_file()
    write_whole(tmp_path / "other", b"y")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_who_makes_two_things_at_once_keeps_both(tmp_path: Path) -> None:
    with partial_folder(tmp_path / "a") as first, partial_folder(tmp_path / "b") as second:
        sweep(tmp_path)
        assert (first.is_dir(), second.is_dir()) == (True, True)
    assert [*tmp_path.iterdir()] == []


def test_who_begins_while_another_sweeps_keeps_what_it_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look of who sweeps, which finds nothing that is held, and the removal."""
    partial = tmp_path / ".a.partial-00ff"
    partial.mkdir()
    made: list[int | None] = []

    def hold(path: Path) -> int | None:
        try:
            return try_to_hold(path)
        finally:
            made.append(new_and_held(path))

    monkeypatch.setattr(partials, "try_to_hold", hold)
    sweep(tmp_path)
    [handle] = made
    assert handle is not None
    assert (partial / ".held").is_file()
    os.close(handle)
    monkeypatch.undo()
    sweep(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_what_somebody_took_in_between_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(handle: int) -> None:
        raise BlockingIOError

    monkeypatch.setattr(locks, "_try", taken)
    assert new_and_held(tmp_path / "file") is None


def test_only_what_has_such_a_name_is_swept(tmp_path: Path) -> None:
    kept = [".hidden", ".a.partial", ".a.partial-xyz", "a.partial-0123", ".partial-0123"]
    for name in kept:
        (tmp_path / name).mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("kept")
    (tmp_path / ".a.partial-00").symlink_to(elsewhere)
    (tmp_path / f".a.partial-{os.getpid()}").mkdir()
    sweep(tmp_path)
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {*kept, "elsewhere", ".a.partial-00"}
    assert (elsewhere / "file").read_text() == "kept"


def test_a_file_that_cannot_be_made_whole_leaves_the_old_one(tmp_path: Path) -> None:
    def halfway() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    path = tmp_path / ("n" * 200)
    write_whole(path, b"old")
    with pytest.raises(OpendataError) as caught:
        write_pieces(path, halfway())
    assert caught.value.kind is WRITE_FAILED
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, b"old")]
