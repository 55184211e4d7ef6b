"""Ctrl-C ends a command at once, with one line and the exit code that shells expect.

A library may answer an interruption with an error of its own, or not at all. So it is noted when it
comes, and whatever the command then ends with is taken for its consequence.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

EXIT_CODE = 130
"""128, and the number of the signal."""

_came = threading.Event()
_ended = threading.Event()


@contextmanager
def watching() -> Iterator[None]:
    """Note an interruption when it comes; the second one ends the process where it stands.

    What it was making is swept by the next that makes something there.
    """
    before = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if before is not signal.default_int_handler or not in_main:
        # It is let be by whoever started the process, or watched for already.
        yield
        return
    signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def watch_until_the_end() -> None:
    """The same for good: also while Python takes leave, when nothing else is at work."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _note)


def end() -> None:
    """Say that all is done: who interrupts now interrupts nothing, and is not waited for."""
    _ended.set()


def came() -> bool:
    """Whether the command was interrupted."""
    return _came.is_set()


def leave() -> NoReturn:
    """End the process, saying why, in one line; no other thread is waited for."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.write("interrupted; what was not finished is not there\n")
        sys.stderr.flush()
    os._exit(EXIT_CODE)


def _note(_signal: int, _frame: FrameType | None) -> None:
    if _came.is_set() or _ended.is_set():
        leave()
    _came.set()
    raise KeyboardInterrupt
