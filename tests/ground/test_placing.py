"""Files and folders take their place at once, and are on disk by then."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground import exchange
from inburgering_opendata.toolkit.ground.errors import (
    BUILD_NOT_WRITTEN,
    NOT_FLUSHED,
    WRITE_FAILED,
    WRITTEN_IN_PART,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import write_all, write_whole
from inburgering_opendata.toolkit.ground.folders import replace_folder
from inburgering_opendata.toolkit.ground.syncing import make_folder
from inburgering_opendata.toolkit.ground.unfinished import MARK, place_files, unfinished


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_folders_take_each_others_place_or_nothing_changes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (one / "of one").touch()
    assert not exchange.exchange(one, other)
    assert contents(tmp_path) == {"one/of one": b""}
    other.mkdir()
    assert exchange.exchange(one, other)
    assert contents(tmp_path) == {"other/of one": b""}


@pytest.mark.parametrize("can", [True, False])
def test_a_folder_that_is_replaced_holds_exactly_the_new(
    can: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can:
        monkeypatch.setattr(exchange, "exchange", lambda one, other: False)
    target = tmp_path / "pages"
    for files in ({"a": b"1", "b/c": b"2"}, {"b/c": b"3"}):
        assert replace_folder(files.items(), target) == len(files)
        assert contents(tmp_path) == {f"pages/{name}": data for name, data in files.items()}


def test_who_stops_between_two_files_leaves_a_mark_until_they_are_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, replace = {"a": b"1", "b": b"2"}, Path.replace
    (tmp_path / "mine").write_text("kept")

    def full(path: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OpendataError) as caught:
        place_files(files, tmp_path, ["those"], stopped=BUILD_NOT_WRITTEN)
    assert caught.value.kind is BUILD_NOT_WRITTEN
    assert unfinished(tmp_path) == {"those"}
    assert contents(tmp_path) == {"a": b"1", "mine": b"kept", MARK: b"those\n"}
    monkeypatch.undo()
    place_files(files, tmp_path, ["those"], stopped=BUILD_NOT_WRITTEN)
    assert contents(tmp_path) == {**files, "mine": b"kept"}


def test_what_stops_says_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = ({tmp_path / name / "file": data for name in "ab"} for data in (b"old", b"new"))
    flush = os.fsync

    def stopped(at: int, *, when_placed: bool) -> OpendataError:
        """Writing them, when the disk fails at the sync of the folder or file of that number."""
        write_all(old)
        synced = []

        def fail(handle: int) -> None:
            if stat.S_ISDIR(os.fstat(handle).st_mode) == when_placed:
                synced.append(handle)
                if len(synced) == at:
                    raise OSError(5, "Input/output error")
            flush(handle)

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OpendataError) as caught:
            write_all(new)
        monkeypatch.setattr(os, "fsync", flush)
        return caught.value

    for at, when_placed, kind, left in (
        (2, False, WRITE_FAILED, [b"old", b"old"]),
        (1, True, WRITTEN_IN_PART, [b"new", b"old"]),
        (2, True, NOT_FLUSHED, [b"new", b"new"]),
    ):
        assert stopped(at, when_placed=when_placed).kind is kind
        assert [path.read_bytes() for path in new] == left
        assert sorted(contents(tmp_path)) == ["a/file", "b/file"], "nothing else is left"


def test_a_file_that_is_there_is_not_said_to_be_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path.stat().st_ino

    def fail(handle: int) -> None:
        if os.fstat(handle).st_ino == here:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    for write in (
        lambda: write_whole(tmp_path / "file", b"new"),
        lambda: replace_folder([("file", b"new")], tmp_path / "folder"),
    ):
        with pytest.raises((OpendataError, OSError)) as caught:
            write()
        found = caught.value
        assert isinstance(found, OpendataError) and found.kind is NOT_FLUSHED, found


def test_each_folder_that_got_a_name_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, int]] = []

    def note(handle: int) -> None:
        told = os.fstat(handle)
        synced.append((told.st_dev, told.st_ino))

    monkeypatch.setattr(os, "fsync", note)
    made = tmp_path / "a" / "b" / "c"
    make_folder(made)
    parents = [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
    assert {(p.stat().st_dev, p.stat().st_ino) for p in parents} == set(synced)
    synced.clear()
    make_folder(made)
    assert synced == []
