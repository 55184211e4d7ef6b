"""Folders that appear whole or not at all, whenever the process ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from inburgering_opendata.toolkit.ground import exchange
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_folder

Files = Mapping[str, bytes]
"""Contents by path within the folder."""


def place_folder(files: Files, target: Path, *, private: bool = False) -> bool:
    """Make the folder `target` with exactly `files`; False when it came to be in the meantime.

    Everything is written beside it under a hidden name, flushed, and renamed at the end.

    Args:
        private: only its owner may look into the folder and its files, whatever the umask.

    Raises:
        OSError: it could not be written; nothing of it is left.
    """
    with partial_folder(target) as partial:
        made = partial / "new"
        write_folder(files, made, private=private)
        try:
            made.rename(target)
        except OSError:
            if not target.exists():
                raise
            return False
        flush_folder(target.parent)
        return True


def replace_folder(files: Files, target: Path) -> None:
    """Make the folder `target` hold exactly `files`, at once, whatever it held before.

    Where the system cannot let two folders take each other's place, it is not there for a moment.

    Raises:
        OSError: it could not be written; what was there before is untouched.
    """
    with partial_folder(target) as partial:
        made, before = partial / "new", partial / "before"
        write_folder(files, made)
        if not target.exists():
            made.rename(target)
        elif not exchange.exchange(made, target):
            target.rename(before)
            try:
                made.rename(target)
            except OSError:
                before.rename(target)
                raise
        flush_folder(target.parent)


def write_folder(files: Files, folder: Path, *, private: bool = False) -> None:
    """Make a new folder with exactly `files`, and wait until it is on disk.

    Raises:
        OSError: it could not be written; a part of it may be there.
    """
    folder.mkdir()
    inside = {folder}
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        inside |= {each for each in target.parents if each.is_relative_to(folder)}
        _write(target, data, private)
    for each in sorted(inside):
        if private:
            each.chmod(0o700)
        flush_folder(each)


def write_flushed(path: Path, pieces: Iterable[bytes], mode: int) -> None:
    """Write a new file, and wait until it is on disk.

    Args:
        mode: who may read it, less what the umask takes away.

    Raises:
        OSError: it is there already, or could not be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        stream.writelines(pieces)
        stream.flush()
        os.fsync(stream.fileno())


def _write(path: Path, data: bytes, private: bool) -> None:
    write_flushed(path, [data], 0o600 if private else 0o666)
    if private:
        path.chmod(0o600)
