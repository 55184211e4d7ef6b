"""Folders for what is being made, which nobody takes for what was made.

    .NAME.partial-0123456789abcdef/.held    held by a lock, as long as the process works on it
    .NAME.partial-0123456789abcdef/…        what is being made; renamed to NAME when it is whole

A process may end at any moment. What it leaves behind is known by its lock, which nobody holds any
more; never by a number of the process, which another process may have by then. It is removed by the
next that makes something in the same folder.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inburgering_opendata.toolkit.ground.locks import new_and_held, try_to_hold
from inburgering_opendata.toolkit.ground.syncing import make_folder

_HELD = ".held"
_NAME = re.compile(r"\..+\.partial-[0-9a-f]+")
_LONGEST = 40
"""Characters of the name of what is made; with what is added it fits any system of files."""


@contextmanager
def partial_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target`, in which it is made; gone at the end, with all that is in it.

    Only its owner may look into it. What others left behind beside `target` is removed first.

    Raises:
        OSError: it cannot be made.
    """
    make_folder(target.parent)
    sweep(target.parent)
    partial, handle = _made_and_held(target)
    try:
        yield partial
    finally:
        # Windows removes no file that is open; whoever sweeps in between does what is done here.
        os.close(handle)
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """A folder for a while, where the system has such folders.

    Raises:
        OSError: it cannot be made.
    """
    with partial_folder(Path(tempfile.gettempdir(), name)) as partial:
        yield partial


def is_partial(name: str) -> bool:
    """Whether such a folder may have this name."""
    return _NAME.fullmatch(name) is not None


def sweep(folder: Path) -> None:
    """Remove what was being made in a folder by processes that are no more."""
    try:
        found = [path for path in folder.iterdir() if is_partial(path.name)]
    except OSError:
        return  # it cannot be looked into, so nothing can be made in it either
    for partial in found:
        try:
            handle = try_to_hold(partial / _HELD)
        except FileNotFoundError:
            handle = _held_at_last(partial)
        if handle is not None:
            # Nobody holds it any more, and nobody will: no name is used twice.
            os.close(handle)
            shutil.rmtree(partial, ignore_errors=True)


def _held_at_last(partial: Path) -> int | None:
    """Hold a folder that nobody held a moment ago; None when whoever makes it does by now."""
    try:
        return new_and_held(partial / _HELD)
    except OSError:
        return None


def sweep_below(folder: Path) -> None:
    """The same in a folder and all that are in it."""
    for root, names, _ in os.walk(folder):
        if any(map(is_partial, names)):
            sweep(Path(root))
            names[:] = [name for name in names if not is_partial(name)]


def _made_and_held(target: Path) -> tuple[Path, int]:
    while True:
        token = secrets.token_hex(8)
        partial = target.with_name(f".{target.name[:_LONGEST]}.partial-{token}")
        partial.mkdir(mode=0o700)
        try:
            # Whatever the umask takes away, its owner may work in it.
            partial.chmod(0o700)
            handle = new_and_held(partial / _HELD)
        except (FileNotFoundError, FileExistsError):
            continue  # swept between the two, or about to be
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        if handle is not None:
            return partial, handle
