"""`python -m tests.faults`: try the commands that write, with a fault at every call of the system.

Prints how many points were tried of each command and kind of fault, how many held, and each that
did not; 1 when there is one, and 3 when it was ended before all was tried.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

from tests.faults.commands import COMMANDS
from tests.faults.shim import Kind
from tests.faults.trying import Stage, Tried

FEW = 1_000
"""Points for which nothing large is made."""

TOLD_EVERY = 500
"""Points after which a line says how far it is."""

HEADER = ("command", "fault", "points", "tried", "held", "did not hold")


@dataclass(frozen=True)
class Report:
    """What was tried of how much, and what was not synced when nothing went wrong."""

    points: Mapping[tuple[str, Kind], int]
    tried: Sequence[Tried]
    not_synced: Sequence[str]
    is_whole: bool = True
    """Whether all that was to be tried was: nobody stopped it, and no worker ended early."""

    @property
    def wrong(self) -> list[str]:
        return [*self.not_synced, *(str(each) for each in self.tried if each.wrong)]

    def as_table(self) -> str:
        tried = Counter((each.command, each.fault.kind) for each in self.tried)
        wrong = Counter((each.command, each.fault.kind) for each in self.tried if each.wrong)
        rows = [
            (command, kind.value, number, tried[command, kind], wrong[command, kind])
            for (command, kind), number in self.points.items()
        ]
        rows.append(("all", "", *(sum(column) for column in list(zip(*rows, strict=True))[2:])))
        cells = [HEADER, *((c, k, str(n), str(t), str(t - w), str(w)) for c, k, n, t, w in rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if place < 2 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in cells
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--points", type=int, default=10_000, help="how many are tried")
    parser.add_argument("--command", action="append", choices=[*COMMANDS], help="only these")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at once")
    told = parser.parse_args(arguments)
    names = told.command or [
        name for name, each in COMMANDS.items() if told.points > FEW or not each.large
    ]
    report = measure(names, told.points, told.jobs)
    print(report.as_table())
    for line in report.wrong:
        print(line)
    if not report.is_whole:
        print("it was ended before all was tried", file=sys.stderr)
        return 3
    return 1 if report.wrong else 0


def measure(names: Sequence[str], points: int, jobs: int) -> Report:
    """Try so many points of the commands, evenly over what each of them has."""
    forking = multiprocessing.get_context("fork")
    turn = forking.Semaphore(jobs)
    pipes: dict[str, Connection] = {}
    workers = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            for number, name in enumerate(names):
                pipes[name], other = forking.Pipe()
                given = (name, Path(folder, str(number)), other, turn)
                workers.append(forking.Process(target=_work_on, args=given))
                workers[-1].start()
                other.close()
            return _measured(pipes, points)
        finally:
            for worker in workers:
                worker.terminate()
                worker.join()


def _measured(pipes: Mapping[str, Connection], points: int) -> Report:
    found = {name: _answer(pipe) for name, pipe in pipes.items()}
    shares = fair({name: len(kinds) for name, (kinds, _) in found.items()}, points)
    for name, pipe in pipes.items():
        pipe.send(spread(len(found[name][0]), shares[name]))
    tried: list[Tried] = []
    is_whole = False
    # What took long is told of when somebody stops it, too, and with it perhaps a worker.
    with suppress(KeyboardInterrupt, EOFError):
        for each in _as_they_come([*pipes.values()]):
            tried.append(each)
            if len(tried) % TOLD_EVERY == 0:
                wrong = sum(bool(one.wrong) for one in tried)
                print(f"{len(tried):,} tried, {wrong} did not hold", file=sys.stderr, flush=True)
        is_whole = True
    tried.sort(key=lambda each: ([*pipes].index(each.command), each.fault.at))
    counts = Counter((name, kind) for name in pipes for kind in found[name][0])
    listed = {(n, k): counts[n, k] for n in pipes for k in Kind if counts[n, k]}
    not_synced = [f"{n}: {line}" for n in pipes for line in found[n][1]]
    return Report(listed, tried, not_synced, is_whole)


def _as_they_come(waiting: list[Connection]) -> Iterator[Tried]:
    while waiting:
        # From whoever has something to tell: who is not listened to keeps its turn.
        for ready in wait(waiting):
            assert isinstance(ready, Connection)
            if answer := _answer(ready):
                yield answer
            else:
                waiting.remove(ready)


def fair(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """An equal share of what is wanted for each, and of who has less all."""
    shares: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: sizes[name]):
        shares[name] = min(
            sizes[name], (wanted - sum(shares.values())) // (len(sizes) - len(shares))
        )
    return shares


def spread(size: int, wanted: int) -> list[int]:
    """So many of the first numbers, evenly; the same every time."""
    return [each * size // wanted for each in range(wanted)]


def _work_on(name: str, root: Path, pipe: Connection, turn: Semaphore) -> None:
    # Whoever listens ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with turn:
            stage = Stage(COMMANDS[name], root)
            # What the command sets when it is run is undone.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            pipe.send(([fault.kind for fault in stage.points], stage.not_synced))
        chosen = pipe.recv()
        # In turn with the others, so that each command is tried as long as it lasts.
        for each in chosen:
            with turn:
                pipe.send(stage.try_at(stage.points[each]))
        pipe.send(None)
    except BaseException:
        pipe.send(traceback.format_exc())


def _answer(pipe: Connection) -> Any:
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer


if __name__ == "__main__":
    raise SystemExit(main())
