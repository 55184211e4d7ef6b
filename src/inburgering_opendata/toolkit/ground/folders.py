"""Folders that appear whole or not at all, whenever the process ends."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]
"""Contents by path within the folder."""


def place_folder(files: Files, target: Path, mode: int = 0o777) -> bool:
    """Make the folder `target` with exactly `files`; False when it came to be in the meantime.

    Everything is written beside it under a hidden name, flushed, and renamed at the end. What a
    process that was killed left behind there is removed.

    Args:
        mode: who may look into the folder, less what the umask takes away.

    Raises:
        OSError: it could not be written; nothing of it is left.
    """
    folder = target.parent
    partial = folder / f".{target.name}.partial-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        partial.mkdir(mode=mode)
        for path, data in files.items():
            _write(partial / path, data)
        try:
            partial.rename(target)
        except OSError:
            if not target.exists():
                raise
            return False
        flush_folder(folder)
        return True
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what processes that are no more left behind under hidden names."""
    for partial in folder.glob(".*.partial-*"):
        process = partial.name.rpartition("-")[2]
        if not (process.isdecimal() and is_alive(int(process))):
            shutil.rmtree(partial, ignore_errors=True)


if sys.platform == "win32":
    import ctypes

    _MAY_WAIT, _RUNNING, _DENIED = 0x00100000, 0x102, 5

    def is_alive(process: int) -> bool:
        """Whether a process runs. Signal 0 would not ask it, but end it, on Windows."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(_MAY_WAIT, False, process)
        if not handle:
            return ctypes.get_last_error() == _DENIED  # somebody else's
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _RUNNING)
        finally:
            kernel.CloseHandle(handle)
else:

    def is_alive(process: int) -> bool:
        """Whether a process runs."""
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            return True  # somebody else's
        return True


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk; Windows opens no folders, and need not."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
