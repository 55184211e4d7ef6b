"""Folders that appear whole or not at all, whenever the process ends."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inburgering_opendata.toolkit.ground import exchange
from inburgering_opendata.toolkit.ground.file import File, OnDisk
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_file, flush_folder, flush_name

Files = Mapping[str, bytes]
"""Contents by path within the folder."""

_AT_ONCE = 16
"""Files and folders of a new folder that are waited for together: the disk writes them in a few
goes, where one after the other takes a go for each of thousands."""


def place_folder(files: Files, target: Path, *, private: bool = False) -> bool:
    """Make the folder `target` with exactly `files`; False when it came to be in the meantime.

    Args:
        private: only its owner may look into the folder and its files, whatever the umask.

    Raises:
        OSError: it could not be written; nothing of it is left.
        OpendataError: `NOT_FLUSHED`, when it was.
    """
    with new_folder(target, private=private) as made:
        for path, data in files.items():
            made.add(path, [data])
        return put_in_place(made, target)


@contextmanager
def new_folder(target: Path, *, private: bool = False) -> Iterator[NewFolder]:
    """A folder beside `target` under a hidden name, to fill and to `put_in_place`; else it goes.

    Raises:
        OSError: it cannot be made.
    """
    with partial_folder(target) as partial:
        yield NewFolder(partial / "new", private=private)


def put_in_place(made: NewFolder, target: Path) -> bool:
    """Call what was made `target`, whole and at once; False when that came to be in the meantime.

    Raises:
        OSError: it could not be done.
        OpendataError: `NOT_FLUSHED`, when it was.
    """
    made.finish()
    try:
        made.path.rename(target)
    except OSError:
        if not target.exists():
            raise
        return False
    flush_name(target)
    return True


def replace_folder(files: Iterable[tuple[str, bytes]], target: Path) -> int:
    """Make the folder `target` hold exactly `files`, at once, whatever it held before.

    Where the system cannot let two folders take each other's place, it is not there for a moment.

    Raises:
        OSError: it could not be written; what was there before is untouched.
        OpendataError: `NOT_FLUSHED`, when it was.
    """
    with partial_folder(target) as partial:
        made, before = partial / "new", partial / "before"
        count = write_folder(files, made)
        if not target.exists():
            made.rename(target)
        elif not exchange.exchange(made, target):
            target.rename(before)
            try:
                made.rename(target)
            except OSError:
                before.rename(target)
                raise
        flush_name(target)
    return count


_AHEAD = 64
"""Files that may be made before they are written: more would fill the memory."""


class NewFolder:
    """A folder that is being made file by file, of which no file is kept in memory. It is on disk
    when it is finished."""

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """Make the folder.

        Args:
            private: only its owner may look into the folder and its files, whatever the umask.

        Raises:
            OSError: it is there already, or cannot be made.
        """
        path.mkdir()
        self.path = path
        self.files: dict[str, File] = {}
        """What was written, by path within the folder."""
        self._private = private
        self._folders = {path}

    def add(self, path: str, pieces: Iterable[bytes]) -> File:
        """Write a file.

        Raises:
            OSError: it is there already, or could not be written.
        """
        with self.open(path) as stream:
            stream.writelines(pieces)
        return self.files[path]

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A stream to write a file to; as `add`."""
        target = self.path / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            inside = (target.parent, *target.parent.parents)
            self._folders |= {each for each in inside if each.is_relative_to(self.path)}
        with new_file(target, 0o600 if self._private else 0o666) as stream:
            yield stream
        if self._private:
            target.chmod(0o600)
        self.files[path] = OnDisk(target)

    def finish(self) -> None:
        """Wait until its files, and the names in it and in its folders, are on disk.

        Raises:
            OSError: they could not be written.
        """
        if self._private:
            for each in sorted(self._folders):
                each.chmod(0o700)
        with ThreadPoolExecutor(_AT_ONCE) as together:
            deque(together.map(lambda path: flush_file(self.path / path), self.files), maxlen=0)
            deque(together.map(flush_folder, sorted(self._folders)), maxlen=0)


def write_folder(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    """Make a new folder with exactly `files`, and wait until it is on disk.

    Returns:
        How many files there are.

    Raises:
        OSError: it could not be written; a part of it may be there.
    """
    made = NewFolder(folder)
    waiting: deque[Future[File]] = deque()
    # Written by another thread, in the same order, while the next ones are made.
    with ThreadPoolExecutor(1) as writer:
        for path, data in files:
            waiting.append(writer.submit(made.add, path, [data]))
            if len(waiting) > _AHEAD:
                waiting.popleft().result()
        for each in waiting:
            each.result()
    made.finish()
    return len(made.files)


def write_flushed(path: Path, pieces: Iterable[bytes], mode: int) -> None:
    """Write a new file, and wait until it is on disk; as `flushed_file`."""
    with flushed_file(path, mode) as stream:
        stream.writelines(pieces)


@contextmanager
def flushed_file(path: Path, mode: int) -> Iterator[BinaryIO]:
    """A stream to write a new file to, which is on disk at the end.

    Args:
        mode: who may read it, less what the umask takes away.

    Raises:
        OSError: it is there already, or could not be written.
    """
    with new_file(path, mode) as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def new_file(path: Path, mode: int) -> BinaryIO:
    """A stream to write a new file to; as `flushed_file`, but nobody waits for the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    return os.fdopen(handle, "wb")
