"""Time a command against a peer: child processes in turn, so that noise of the machine hits both.

This process stays small: it imports nothing heavy, and groups prepare their data in child
processes. Linux lets a child start with the peak memory of the process that started it, so a
child cannot be seen to use less than this process does.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FRESH = "{fresh}"
"""In an argument of a command: a new, empty folder for this one run, removed after it."""

AT_LEAST_SECONDS = 5.0
"""Commands that are done at once are run more often than asked, for a median that stands."""


@dataclass(frozen=True)
class Case:
    """A command, the peer it is measured against, and how many times as long it may take."""

    name: str
    command: Sequence[str]
    peer: str
    peer_command: Sequence[str]
    aim: float | None = None
    seconds: float | None = None
    """The most it may take at all."""
    later: float | None = None
    """The most seconds it may end after its peer."""
    peak_mb: float | None = None
    """The most memory it may take."""
    slow: bool = False
    """Whether the peer takes minutes: it is run once, and only when slow cases are asked for."""
    says: bool = False
    """Whether both print the seconds themselves, as what is timed is a part of what they do."""


@dataclass(frozen=True)
class Run:
    """One run of a command: wall time, and peak memory of its largest process."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Measurement:
    """All runs of one command."""

    runs: Sequence[Run]

    @property
    def median(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def minimum(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.runs)


@dataclass(frozen=True)
class Comparison:
    """A case with what was measured of its command and of its peer."""

    case: Case
    own: Measurement
    peer: Measurement

    @property
    def ratio(self) -> float:
        return self.own.median / self.peer.median

    @property
    def aims(self) -> dict[str, bool]:
        """Each aim of the case in words, and whether it was met."""
        case, later = self.case, self.own.median - self.peer.median
        found = {
            "≤ {:g}": (case.aim, self.ratio),
            "≤ {:g} s": (case.seconds, self.own.median),
            "≤ {:g} s more": (case.later, later),
            "≤ {:,.0f} MB": (case.peak_mb, self.own.peak_mb),
        }
        return {
            words.format(aim): measured <= aim
            for words, (aim, measured) in found.items()
            if aim is not None
        }

    @property
    def met(self) -> bool:
        return all(self.aims.values())


class CommandFailedError(Exception):
    """A command that is to be measured did not succeed; its time would mean nothing."""


def compare(case: Case, repeat: int, progress: Callable[[str], None]) -> Comparison:
    """Run the command and the peer of `case` in turn, each at least `repeat` times.

    A slow peer is run only once.

    Raises:
        CommandFailedError: one of them ended with another exit code than 0.
    """
    progress(f"{case.name}: warming up")
    # One run each that does not count writes the bytecode and fills the file cache.
    run_once(case.command, case.says)
    if case.slow:
        progress(f"{case.name}: {case.peer}, once")
        once = [run_once(case.peer_command, case.says)]
        runs = [run_once(case.command, case.says) for _ in range(repeat)]
        return Comparison(case, Measurement(runs), Measurement(once))
    run_once(case.peer_command, case.says)
    own: list[Run] = []
    peer: list[Run] = []
    end = time.perf_counter() + AT_LEAST_SECONDS
    while len(own) < repeat or time.perf_counter() < end:
        progress(f"{case.name}: run {len(own) + 1} of {repeat} or more")
        turns = [(own, case.command), (peer, case.peer_command)]
        # Each goes first in half of the rounds: whoever is second may find a warmer machine.
        for runs, command in turns if len(own) % 2 == 0 else reversed(turns):
            runs.append(run_once(command, case.says))
    return Comparison(case, Measurement(own), Measurement(peer))


def run_once(command: Sequence[str], says: bool = False) -> Run:
    """Run `command` to its end, with nothing to read and its output thrown away.

    Args:
        says: take the seconds from its output, which is nothing else.

    Raises:
        CommandFailedError: it ended with another exit code than 0.
        ValueError: its output is not a number of seconds.
    """
    environment = dict(os.environ)
    # Without bytecode every run would compile all it imports.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        tempfile.TemporaryDirectory() as fresh,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as complaints,
    ):
        arguments = [argument.replace(FRESH, fresh) for argument in command]
        streams = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, complaints.fileno(), 2),
        ]
        start = time.perf_counter()
        process = os.posix_spawn(arguments[0], arguments, environment, file_actions=streams)
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - start
        if status:
            complaints.seek(0)
            text = complaints.read().decode(errors="replace").strip()
            code = os.waitstatus_to_exitcode(status)
            what = " ".join([Path(arguments[0]).name, *arguments[1:]])
            raise CommandFailedError(f"exit code {code} of: {what}\n{text}")
        if says:
            output.seek(0)
            seconds = float(output.read())
    return Run(seconds, usage.ru_maxrss / 1024)
