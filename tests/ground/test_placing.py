"""Files and folders take their place at once, and are on disk by then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground import exchange
from inburgering_opendata.toolkit.ground.errors import BUILD_NOT_WRITTEN, OpendataError
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
