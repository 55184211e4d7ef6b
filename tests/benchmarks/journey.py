"""`python -m tests.benchmarks.journey`: the first hour of another publisher, step by step.

Two files are begun with as somebody types it: init, add, validate, publish, change, pin, publish,
diff; each line is a process of its own. What a person writes by hand is counted in lines. With
`--peer COMMAND` for `frictionless` or `datacontract` the same files are given to those.
"""

from __future__ import annotations

import argparse
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.upkeep.made_up import ADD, INIT, write_drafts, write_files

LIMIT = 10.0
"""Seconds of computing that a step may take."""

LINES = 25
"""Lines that a person may have to write until the first release."""

OPENDATA = (
    INIT,
    *ADD,
    "opendata assemble",
    "opendata validate --engine duckdb",
    "write what only a person knows",
    "opendata release --version 2026.02.01",
    "change a value",
    "opendata pin",
    "opendata release --version 2026.03.01",
    "opendata diff dist/2026.02.01 dist/2026.03.01",
)
"""As the tutorial has it; what does not begin with a command is done by hand."""

PEERS = {
    "frictionless": (
        "frictionless describe {file} --json",
        "frictionless validate {file}",
    ),
    "datacontract": (
        "datacontract import csv --source {file} --output {name}.odcs.yaml",
        "datacontract lint {name}.odcs.yaml",
        "datacontract test {name}.odcs.yaml",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line, and what it took."""

    line: str
    seconds: float = 0.0
    computing: float = 0.0
    """Seconds of the processor, which other work on the machine does not change."""
    exit_code: int = 0
    by_hand: int = 0
    """Lines."""


def journey(folder: Path) -> Iterator[Step]:
    """Every line of `OPENDATA`, done in `folder`."""
    write_files(folder)
    project = folder / "air"
    by_hand: dict[str, Callable[[Path], int]] = {
        "write what only a person knows": write_drafts,
        "change a value": _changed,
    }
    for line in OPENDATA:
        if line in by_hand:
            yield Step(line=line, by_hand=by_hand[line](project))
        else:
            command = [sys.executable, "-m", "inburgering_opendata", *shlex.split(line)[1:]]
            yield _timed(line, command, project if project.is_dir() else folder)


def of_peer(command: str, folder: Path) -> Iterator[Step]:
    """The same two files, with the command of a peer."""
    write_files(folder)
    for file in ("means.csv", "stations.csv"):
        for line in PEERS[Path(command).name]:
            filled = line.format(file=file, name=file.partition(".")[0])
            yield _timed(filled, [command, *shlex.split(filled)[1:]], folder)


def as_markdown(steps: Sequence[Step]) -> str:
    """A table of the steps, and what they come to."""
    head = ("line", "seconds", "of computing", "exit code", "lines by hand")
    lines = [f"| {' | '.join(head)} |", "|---|--:|--:|--:|--:|"]
    for step in steps:
        cells = (f"{step.seconds:.1f}", f"{step.computing:.1f}", str(step.exit_code))
        shown = ("", "", "") if step.by_hand else cells
        lines.append(f"| `{step.line}` | {' | '.join(shown)} | {step.by_hand or ''} |")
    total = sum(step.seconds for step in steps), sum(step.computing for step in steps)
    hand = sum(step.by_hand for step in steps)
    lines.append(f"| all of them | {total[0]:.1f} | {total[1]:.1f} | | {hand} |")
    return "\n".join(lines) + "\n"


def _changed(project: Path) -> int:
    [source] = project.glob("datapackages/*/sources/means.csv")
    text = source.read_text(encoding="utf-8")
    changed = text.replace(",25.15\n", ",25.20\n", 1)
    assert changed != text
    source.write_text(changed, encoding="utf-8")
    return 1


def _timed(line: str, command: Sequence[str], folder: Path) -> Step:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True)
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Step(line=line, seconds=seconds, computing=computing, exit_code=done.returncode)


def main() -> int:
    """Print the table; 1 when a step of our own fails or takes more than it may."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.journey", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "--peer", action="append", default=[], metavar="COMMAND", help=" or ".join(PEERS)
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        steps = [*journey(Path(folder))]
    print(as_markdown(steps))
    for command in options.peer:
        found = shutil.which(command)
        if found is None or Path(found).name not in PEERS:
            parser.error(f"{command} is not the command of a peer: {', '.join(PEERS)}")
        with tempfile.TemporaryDirectory() as folder:
            print(as_markdown([*of_peer(found, Path(folder))]))
    hand = sum(step.by_hand for step in steps)
    good = all(step.exit_code == 0 and step.computing <= LIMIT for step in steps)
    return 0 if good and hand <= LINES else 1


if __name__ == "__main__":
    raise SystemExit(main())
