"""A pipe or a device may have no end: no command waits for one, or reads it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.project import Project
from tests.projects.made_up import copied, run

Run = Callable[..., Result]


def pipe(path: Path) -> Path:
    """A pipe into which somebody writes, so that a command that reads it goes on."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb") as stream:
            stream.write(b"0" * 64)

    threading.Thread(target=write, daemon=True).start()
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        *(["validate", "{pipe}"], ["verify", "{pipe}"], ["diff", "{pipe}", "{pipe}"]),
        ["grant", "--year", "2023", "--caseload", "{pipe}", "--output", "{folder}/grant"],
        ["secret", "import", "{pipe}", "--store", "{folder}/store"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_pipe_is_refused(
    arguments: list[str], for_small: Project, opendata: Run, tmp_path: Path
) -> None:
    given = pipe(tmp_path / "a.zip")
    done = opendata(*(each.format(pipe=given, folder=tmp_path) for each in arguments))
    assert done.exit_code == 3
    assert "pipe" in done.stderr or "secret-unreadable" in done.stderr, done.output
    assert not (tmp_path / "store" / "secret.key").exists()


@pytest.mark.parametrize("arguments", [["pin"], ["list"], ["assemble", "--output", "{folder}/b"]])
def test_a_source_that_became_a_pipe_is_refused(arguments: list[str], tmp_path: Path) -> None:
    project = copied(tmp_path / "air")
    pipe(project / "datapackages/air/sources/station.csv")
    done = run(project, *(each.format(folder=tmp_path) for each in arguments))
    assert (done.exit_code, "it is a pipe" in done.stderr) == (3, True), done.output
