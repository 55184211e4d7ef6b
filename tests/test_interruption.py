"""Ctrl-C ends any command with one line and exit code 130, and never with a traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inburgering_opendata.cli import commands_of
from inburgering_opendata.toolkit.ground.project import Project
from tests.whole import first

RUN = """
import atexit, os, signal, sys
from importlib.abc import MetaPathFinder

moment, arguments = sys.argv[1], sys.argv[2:]

def interrupt(*_, **__):
    os.kill(os.getpid(), signal.SIGINT)

class AtImport(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == moment:
            interrupt()

def as_a_library_does():
    from inburgering_opendata.toolkit.assemble.assembly import Assembly

    def table(self, name):
        try:
            interrupt()
        except KeyboardInterrupt:
            raise ValueError("query interrupted") from None
    Assembly.table = table

def as_a_careless_library_does():
    from inburgering_opendata.toolkit.assemble import build

    def let_be(*_, **__):
        try:
            interrupt()
        except BaseException:
            pass
        return ()
    build.place_files = let_be

from inburgering_opendata.__main__ import run
match moment:
    case "fsync":
        # Several threads wait for the disk; a second interruption ends the process as it stands.
        left = iter([interrupt])
        os.fsync = lambda *_: next(left, int)()
    case "exit":
        atexit.register(interrupt)
    case "query":
        as_a_library_does()
    case "careless":
        as_a_careless_library_does()
    case _:
        sys.meta_path.insert(0, AtImport())
sys.argv = ["opendata", *arguments]
run()
"""


@pytest.mark.parametrize(
    "moment",
    first(
        1,
        [
            *("inburgering_opendata.cli", "careless", "fsync"),
            *("inburgering_opendata.commands.assemble", "pyarrow", "query", "exit"),
        ],
        "It comes while something else is imported or asked.",
    ),
)
def test_an_interruption_ends_with_one_line(
    moment: str, small_project: Project, tmp_path: Path
) -> None:
    arguments = ["assemble", "municipalities", "--project", small_project.root]
    run = subprocess.run(
        [sys.executable, "-c", RUN, moment, *map(str, arguments), "--output", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    told = [line for line in run.stderr.splitlines() if not line.startswith("project: ")]
    assert (run.returncode, told) == (130, ["interrupted; what was not finished is not there"])
    if moment == "fsync":
        assert [*tmp_path.iterdir()] == []


EACH = first(2, sorted(commands_of()), "A command is begun as the others are.")


@pytest.mark.parametrize("name", EACH)
def test_a_command_that_begins_is_interrupted(name: str, tmp_path: Path) -> None:
    module, _ = commands_of()[name]
    run = subprocess.run(
        [sys.executable, "-c", RUN, module, name, "--help"], capture_output=True, text=True
    )
    told = (run.returncode, run.stderr)
    assert told == (130, "interrupted; what was not finished is not there\n")


def test_who_types_it_is_answered_so(small_project: Project, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "inburgering_opendata", "assemble"]
    process = subprocess.Popen(
        [*program, "--project", str(small_project.root), "--output", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("project: ")
    process.send_signal(signal.SIGINT)
    told = process.stderr.read()
    assert (process.wait(), told) == (130, "interrupted; what was not finished is not there\n")
