"""A build is of one moment: what was stopped halfway is known as that, and never as wrong data."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.unfinished import MARK
from tests.whole import first

Run = Callable[..., Result]

KILLED = """
import os, signal, sys
from pathlib import Path
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.project import load_project

project, output, step, done = load_project(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3], 0
replace = Path.replace

def die_at(*arguments):
    global done
    if done == int(step):
        os.kill(os.getpid(), signal.SIGKILL)
    done += 1
    return replace(*arguments)

Path.replace = die_at
build(project, ["municipalities"], output)
"""


@pytest.mark.parametrize("step", first(1, [1, 0, 3], "It is killed a step earlier or later."))
def test_killed_while_it_replaces_a_build_is_not_called_wrong(
    step: int, for_small: Project, opendata: Run, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    assert opendata("assemble", "municipalities", "--output", output).exit_code == 0
    before = contents(output)
    table = output / "municipalities" / "data" / "municipality.csv"
    table.write_bytes(table.read_bytes().splitlines(keepends=True)[0])
    mine = output / "municipalities" / "mine.txt"
    mine.write_text("kept")
    arguments = [sys.executable, "-c", KILLED, str(for_small.root), str(output), str(step)]
    assert subprocess.run(arguments).returncode == -signal.SIGKILL
    if step:  # before that nothing had been touched
        for path in (output, output / "municipalities"):
            run = opendata("validate", path, "--engine", "duckdb")
            assert run.exit_code == 3, run.output
            assert "stopped halfway" in run.stderr
            assert "municipalities" in run.stderr
    assert opendata("assemble", "municipalities", "--output", output).exit_code == 0
    assert mine.read_text() == "kept"
    mine.unlink()
    assert contents(output) == before, "and nothing is left behind"
    assert opendata("validate", table.parent.parent, "--engine", "duckdb").exit_code == 0


def test_another_package_does_not_end_what_is_unfinished(
    for_small: Project, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("assemble", "municipalities", "--output", tmp_path).exit_code == 0
    (tmp_path / MARK).write_text("municipalities\nfunding\n")
    assert opendata("assemble", "municipalities", "--output", tmp_path).exit_code == 0
    assert (tmp_path / MARK).read_text() == "funding\n"
    assert opendata("validate", tmp_path / "municipalities", "--engine", "duckdb").exit_code == 0
    assert opendata("validate", tmp_path, "--engine", "duckdb").exit_code == 3


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
