"""Try the points of one command: a warm process forks one that does it, for each of them."""

from __future__ import annotations

import importlib
import io
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from inburgering_opendata.cli import main
from inburgering_opendata.toolkit.ground.folders import NewFolder
from inburgering_opendata.toolkit.ground.project import installed_project
from tests.download.server import serving
from tests.faults.command import Command
from tests.faults.durability import not_synced
from tests.faults.judging import Clean, Ran, first_run, next_run
from tests.faults.shim import Call, Fault, Shim
from tests.faults.tree import Tree

LONGEST = 120
"""Seconds after which a run hangs."""


@dataclass(frozen=True)
class Tried:
    """A point, and what did not hold."""

    command: str
    fault: Fault
    call: Call
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        at = f"call {self.fault.at + 1}, {self.call.name} of {self.call.path}"
        return f"{self.command}, {self.fault.kind.value} at {at}: {'; '.join(self.wrong)}"


class Stage:
    """Where a command is run, again and again, on the same files."""

    def __init__(self, command: Command, root: Path) -> None:
        """Make what the command finds, run it once, and remember which calls it makes.

        This process is then one in which it can only be tried: make it in one of its own.
        """
        self._command, self._root = command, root
        self._inputs, self._work = root / "inputs", root / "work"
        project = (self._work if command.changes_project else root) / "project"
        for folder in (project, self._inputs / "served", self._work / "tmp"):
            folder.mkdir(parents=True)
        # Before anything is made, so that what is made can name it.
        os.environ["OPENDATA_FROM"] = _served(self._inputs / "served")
        self._project = command.project(installed_project(), project)
        command.prepare(self._project, self._inputs, self._work)
        self._arguments = [each.format(inputs=self._inputs) for each in command.arguments]
        self._settle()
        before = Tree.of(self._work)
        for module, name in command.pure:
            _compute_once(module, name)
        for module, name in command.writes:
            _make_once(module, name)
        # In this process, for the answers of what is pure.
        self._alone()
        before.put_back(self._work)
        ran = self.run(None)
        assert ran.exit_code == command.exit_code, ran.errors
        self.clean, self.calls = Clean(before, Tree.of(self._work)), ran.calls
        before.put_back(self._work)
        self.not_synced = [line.replace(f"{root}/", "") for line in not_synced(ran.calls)]

    def _settle(self) -> None:
        for name in ("OPENDATA_STORE", "OPENDATA_DEBUG", "GITHUB_STEP_SUMMARY"):
            os.environ.pop(name, None)
        os.environ.update(
            OPENDATA_PROJECT=str(self._project.root),
            OPENDATA_CACHE=str(self._work / "cache"),
            NO_PROXY="*",
            TMPDIR=str(self._work / "tmp"),
        )
        tempfile.tempdir = None
        os.chdir(self._work)
        _draw_alike()

    @cached_property
    def points(self) -> list[Fault]:
        """Every call with everything that can go wrong at it."""
        return [Fault(at, kind) for at, call in enumerate(self.calls) for kind in call.kinds()]

    def try_at(self, fault: Fault) -> Tried:
        call = self.calls[fault.at]
        ran = self.run(fault)
        now = Tree.of(self._work)
        wrong = list(first_run(self._command, fault, call, ran, now, self.clean))
        # Where nothing has changed the next run is the clean one.
        if now.entries != self.clean.before.entries:
            again = self.run(None)
            last = Tree.of(self._work)
            wrong += next_run(self._command, again, last, self.clean)
            self.clean.before.put_back(self._work)
        shown = Call(call.name, call.path.removeprefix(f"{self._root}/"))
        return Tried(self._command.name, fault, shown, tuple(wrong))

    def run(self, fault: Fault | None) -> Ran:
        """The command in a process of its own, with a fault or without."""
        errors, calls = self._root / "errors", self._root / "calls"
        calls.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            self._be_the_child(fault, errors, calls)
        _, status = os.waitpid(child, 0)
        return Ran(
            exit_code=os.waitstatus_to_exitcode(status),
            # By the names that the trees have.
            errors=errors.read_text(encoding="utf-8", errors="replace").replace(
                f"{self._work}/", ""
            ),
            calls=pickle.loads(calls.read_bytes()) if calls.exists() else (),
        )

    def _be_the_child(self, fault: Fault | None, errors: Path, calls: Path) -> None:
        code = 1
        try:
            signal.alarm(LONGEST)
            log = calls.open("wb") if fault is None else io.BytesIO()
            silence = os.open(os.devnull, os.O_WRONLY)
            told = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(silence, 1)
            os.dup2(told, 2)
            sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding="utf-8", write_through=True)
            sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", write_through=True)
            time.sleep = lambda seconds: None
            shim = Shim((str(self._work), str(self._project.root)), fault)
            shim.install()
            try:
                main(self._arguments, prog_name="opendata")
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            except BaseException:
                traceback.print_exc()
            pickle.dump(tuple(shim.calls), log)
            log.close()
        finally:
            os._exit(code)

    def _alone(self) -> None:
        told = io.StringIO()
        with redirect_stdout(told), redirect_stderr(told):
            try:
                main(self._arguments, prog_name="opendata")
            except SystemExit as end:
                code = end.code or 0
        assert code == self._command.exit_code, told.getvalue()


def _compute_once(module: str, name: str) -> None:
    """Let a function give the answer of its first call ever after."""
    home = importlib.import_module(module)
    real: Callable[..., Any] = getattr(home, name)
    answers: list[Any] = []

    def answer(*arguments: Any, **options: Any) -> Any:
        if not answers:
            found = real(*arguments, **options)
            # What is given one by one is there once only.
            answers.append(list(found) if isinstance(found, Iterator) else found)
        return answers[0]

    setattr(home, name, answer)


def _make_once(module: str, name: str) -> None:
    """Let a function write what it wrote at its first call ever after."""
    home = importlib.import_module(module)
    real: Callable[..., None] = getattr(home, name)
    files: dict[str, bytes] = {}

    def write(*arguments: Any) -> None:
        made: NewFolder = arguments[-1]
        if not files:
            real(*arguments)
            files.update({path: file.read() for path, file in made.files.items()})
            return
        for path, data in files.items():
            made.add(path, [data])

    setattr(home, name, write)


def _draw_alike() -> None:
    """The secret of a publication is drawn; here every run draws the same."""
    from inburgering_opendata.outcomes.disclosure import secret

    vars(secret)["secrets"] = SimpleNamespace(token_bytes=lambda number: b"\x07" * number)


def _served(folder: Path) -> str:
    """The address at which a process of its own serves the folder, for as long as this one is."""
    receiver, sender = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        with serving(folder) as server:
            os.write(sender, server.address.encode())
            while os.getppid() == parent:
                time.sleep(0.2)
        os._exit(0)
    return os.read(receiver, 1_000).decode()
