"""A file that one process holds at a time, on every system."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _wait_for(handle: int) -> None:
        while True:
            try:
                # This gives up after ten seconds.
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return
else:
    import fcntl

    def _wait_for(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Nobody else holds the file meanwhile; let go of when the process ends, however it does.

    Raises:
        OSError: the file cannot be made or opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)
