"""A file that one process holds at a time, on every system; let go of when it ends, however."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _wait_for(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Nobody else holds the file meanwhile; whoever does is waited for.

    Raises:
        OSError: the file cannot be made or opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            with suppress(OSError):  # it is somebody else's, who made it so
                os.fchmod(handle, 0o600)
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def try_to_hold(path: Path) -> int | None:
    """The handle by which the file is held from now on, until it is closed; None when it is not.

    Somebody else may hold it, or it may be somebody else's file, or stand where nothing can be
    held.

    Raises:
        FileNotFoundError: there is no such file.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        raise
    except OSError:
        return None
    try:
        _try(handle)
    except OSError:
        os.close(handle)
        return None
    return handle


def new_and_held(path: Path) -> int | None:
    """Make the file and hold it; None when somebody, who saw it unheld, took it away.

    Where nothing can be held the file is made, and `try_to_hold` takes it for held ever after.

    Raises:
        OSError: the file cannot be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _try(handle)
    except BlockingIOError:
        os.close(handle)
        return None  # in between somebody took it, to take it away
    except OSError:
        pass
    try:
        is_own = os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        is_own = False
    if is_own:
        return handle
    os.close(handle)
    return None
