"""Wait until what was written is on disk, so that it is there after a power cut too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import NOT_FLUSHED, OpendataError


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk; Windows opens no folders, and need not."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_name(path: Path) -> None:
    """Wait until the name of what was put in its place is on disk.

    Raises:
        OpendataError: `NOT_FLUSHED`; it is there, so that nobody may say that nothing was written.
    """
    try:
        flush_folder(path.parent)
    except OSError as error:
        raise OpendataError(NOT_FLUSHED, path=path, problem=error.strerror or error) from error


def flush_file(path: Path) -> None:
    """Wait until what was written to a file is on disk."""
    # Not as a stream: of thousands of files that takes longer than the disk does.
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, where they are not there, and wait until they are on disk.

    Args:
        mode: who may enter the folder itself, less what the umask takes away.

    Raises:
        OSError: it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for each in missing:
        # Where one may write and not look, nothing can be flushed.
        with suppress(PermissionError):
            flush_folder(each.parent)
