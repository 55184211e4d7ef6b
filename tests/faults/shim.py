"""Count the calls by which a process changes or opens files, and let one of them fail, or kill.

The shim stands over `os` and `open` in its own process. It sees what Python code does, by pathlib,
shutil and tempfile too. It does not see what libraries do from C: duckdb, sqlite and pyarrow where
they are given a path. What they write here is a scratch file, never what is put in its place.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

from inburgering_opendata.toolkit.ground import exchange


class Kind(Enum):
    """What goes wrong at a call."""

    FULL_ONCE = "ENOSPC, once"
    FULL = "ENOSPC, from then on"
    BROKEN_ONCE = "EIO, once"
    BROKEN = "EIO, from then on"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"

    @property
    def kills(self) -> bool:
        return self in (Kind.KILLED_BEFORE, Kind.KILLED_AFTER)

    @property
    def code(self) -> int:
        return errno.ENOSPC if self in (Kind.FULL_ONCE, Kind.FULL) else errno.EIO

    @property
    def lasts(self) -> bool:
        return self in (Kind.FULL, Kind.BROKEN)


@dataclass(frozen=True)
class Fault:
    """A kind, and the number of the call at which it happens; the first is 0."""

    at: int
    kind: Kind


TAKES_SPACE = frozenset(
    {"create", "write", "fsync", "mkdir", "link", "symlink", "rename", "exchange"}
)
"""What a full disk refuses; it lets read and delete."""

READS = frozenset({"open", "list"})
"""What changes nothing: to be killed there is to be killed at the next call."""


@dataclass(frozen=True)
class Call:
    """One call: its name, the file or folder, and for a rename or a link the other one."""

    name: str
    path: str
    other: str = ""
    done: bool = False
    """Whether it was made, and did not fail by itself: a folder may be there already."""

    def kinds(self) -> tuple[Kind, ...]:
        """What can go wrong at it."""
        full = (Kind.FULL_ONCE, Kind.FULL) if self.name in TAKES_SPACE else ()
        killed = () if self.name in READS else (Kind.KILLED_BEFORE, Kind.KILLED_AFTER)
        return (*full, Kind.BROKEN_ONCE, Kind.BROKEN, *killed)


@dataclass
class Shim:
    """Over all calls on what is below `folders`, in order; `fault` happens at one of them."""

    folders: tuple[str, ...]
    fault: Fault | None = None
    calls: list[Call] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def install(self) -> None:
        """From now on, and for good: this is for a process that does one thing."""
        for name in ("mkdir", "rmdir", "unlink", "chmod"):
            self._watch_one(name, "unlink" if name == "remove" else name)
        self._watch_one("remove", "unlink")
        for name in ("listdir", "scandir"):
            self._watch_one(name, "list")
        for name in ("rename", "replace"):
            self._watch_two(name, "rename")
        for name in ("link", "symlink"):
            self._watch_two(name, name)
        self._watch_open()
        self._watch_handles()
        self._watch_streams()
        swap = exchange.exchange

        def exchanged(one: Path, other: Path) -> bool:
            call = Call("exchange", _named(other), _named(one))
            try:
                return bool(self._do(call, lambda: swap(one, other)))
            except OSError:  # which the call of the system says by a number
                return False

        exchange.exchange = exchanged

    def _sees(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}/") for each in self.folders)

    def _do(self, call: Call, act: Callable[[], Any], half: Callable[[], Any] | None = None) -> Any:
        """Make a call, unless this is where it goes wrong; `half` is what a full disk took."""
        if not self._sees(call.path):
            return act()
        # Files of one folder are synced together.
        with self.turn:
            number = len(self.calls)
            self.calls.append(call)
        fault = self.fault
        if fault is None or number < fault.at or (number > fault.at and not fault.kind.lasts):
            answer = act()
            self.calls[number] = replace(call, done=True)
            return answer
        if fault.kind is Kind.KILLED_BEFORE:
            die()
        if fault.kind is Kind.KILLED_AFTER:
            with suppress(OSError):
                act()
            die()
        if fault.kind.code == errno.ENOSPC and call.name not in TAKES_SPACE:
            return act()
        if half is not None:
            with suppress(OSError):
                half()
        raise OSError(fault.kind.code, os.strerror(fault.kind.code), call.path)

    def _watch_one(self, name: str, called: str) -> None:
        real = getattr(os, name)

        def watched(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            call = Call(called, _named(path, options.get("dir_fd")))
            return self._do(call, lambda: real(path, *arguments, **options))

        setattr(os, name, watched)
        for supported in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if real in supported:
                supported.add(watched)

    def _watch_two(self, name: str, called: str) -> None:
        real = getattr(os, name)

        def watched(first: Any, second: Any, *arguments: Any, **options: Any) -> Any:
            call = Call(called, _named(second), _named(first))
            return self._do(call, lambda: real(first, second, *arguments, **options))

        setattr(os, name, watched)

    def _watch_open(self) -> None:
        real = os.open

        def watched(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            named = _named(path, dir_fd)
            new = bool(flags & os.O_CREAT) and not os.path.lexists(named)
            call = Call("create" if new else "open", named)
            found: int = self._do(call, lambda: real(path, flags, mode, dir_fd=dir_fd))
            return found

        os.open = watched
        os.supports_dir_fd.add(watched)

    def _watch_handles(self) -> None:
        write = os.write

        def written(handle: int, data: Any) -> int:
            call = Call("write", _of_handle(handle))
            part = memoryview(data)[: len(data) // 2]
            found: int = self._do(call, lambda: write(handle, data), lambda: write(handle, part))
            return found

        # Nobody pulls the plug here: that it was asked for is what counts.
        def synced(handle: int) -> None:
            self._do(Call("fsync", _of_handle(handle)), lambda: None)

        def permitted(handle: int, mode: int) -> None:
            self._do(Call("chmod", _of_handle(handle)), lambda: chmod(handle, mode))

        chmod = os.fchmod
        for name, watched in (("write", written), ("fsync", synced), ("fchmod", permitted)):
            setattr(os, name, watched)

    def _watch_streams(self) -> None:
        real = io.open

        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            rest = (buffering, encoding, errors, newline, closefd, opener)
            path = _of_handle(file) if isinstance(file, int) else _named(file)
            writes = not {*mode}.isdisjoint("wax+")
            if not self._sees(path):
                return real(file, mode, *rest)
            if not writes:
                if isinstance(file, int):
                    return real(file, mode, *rest)
                return self._do(Call("open", path), lambda: real(file, mode, *rest))
            plain = mode.replace("b", "").replace("t", "")

            def make() -> _Raw:
                return _Raw(file, plain, closefd, opener)

            raw = make() if isinstance(file, int) else self._do(Call("create", path), make)
            raw.shim, raw.path = self, path
            return _buffered(raw, mode, buffering, encoding, errors, newline)

        io.open = opened
        builtins.open = opened


class _Raw(io.FileIO):
    """A file whose writes are calls."""

    shim: Shim
    path: str

    def write(self, data: Any) -> int:
        def write(part: Any) -> int | None:
            return io.FileIO.write(self, part)

        half = memoryview(data).cast("B")[: len(data) // 2]
        call = Call("write", self.path)
        found: int = self.shim._do(call, lambda: write(data), lambda: write(half))
        return found


def _buffered(
    raw: _Raw,
    mode: str,
    buffering: int,
    encoding: str | None,
    errors: str | None,
    newline: str | None,
) -> Any:
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    binary = io.BufferedRandom(raw, size) if "+" in mode else io.BufferedWriter(raw, size)
    if "b" in mode:
        return binary
    text = io.TextIOWrapper(binary, encoding, errors, newline, buffering == 1)
    text.mode = mode  # type: ignore[misc]
    return text


def die() -> NoReturn:
    """As the kernel ends a process, or the power."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives this")


def _named(path: Any, dir_fd: int | None = None) -> str:
    """The absolute path, also of what is named from an open folder."""
    if isinstance(path, int):
        return _of_handle(path)
    text = os.fsdecode(path)
    if dir_fd is not None and not text.startswith("/"):
        text = f"{_of_handle(dir_fd)}/{text}"
    return os.path.abspath(text)  # noqa: PTH100  without following links, and without calls


def _of_handle(handle: int) -> str:
    with suppress(OSError):
        if stat.S_ISREG(mode := os.fstat(handle).st_mode) or stat.S_ISDIR(mode):
            return str(Path(f"/proc/self/fd/{handle}").readlink())
    return ""
