"""What is made once in a run of the tests, whatever the number of workers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence, Set
from pathlib import Path

import pytest

VERSION = "2026.09.21"
"""Of what the tests publish together; the day of `EPOCH`."""

EPOCH = "1790000000"


def in_halves(items: Sequence[pytest.Item], dear: Set[str]) -> list[pytest.Item]:
    """The tests in an order in which one worker of two makes dear fixtures, and nobody waits.

    xdist gives the first worker the first half, and the second the other half. That begins with
    the files that need one of them, so that only that worker starts the browser as well.
    """
    needing = {item.path for item in items if dear & {*getattr(item, "fixturenames", ())}}
    waiting = [item for item in items if item.path in needing]
    others = [item for item in items if item.path not in needing]
    half = min(len(items) // 2, len(others))
    return [*others[:half], *waiting, *others[half:]]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of the whole run, filled by whoever needs it first; not to be written to.

    The others wait for it. Had making it failed, each of them tries anew and fails for itself.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, made = root / "shared" / name, root / "shared" / f"{name}.made"
    folder.parent.mkdir(exist_ok=True)
    with (root / "shared" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
