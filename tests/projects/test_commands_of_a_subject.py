"""A project whose subject, a module beside `opendata.toml`, has a command of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.project import NAMED_BY
from tests.projects.made_up import copied

Run = Callable[..., Result]

SUBJECT = """
from inburgering_opendata.toolkit.subject import Commands, Subject

SUBJECT = Subject(commands=Commands(of={"hello": ("hello_cmd", "Greet the air.")}))
"""
COMMAND = """
import click

@click.command("hello", short_help="Greet the air.")
def command() -> None:
    click.echo("hello, air")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, which is not the working folder."""
    project = copied(tmp_path / "project")
    file = project / "opendata.toml"
    file.write_text(f'subject = "airsubject"\n{file.read_text(encoding="utf-8")}', encoding="utf-8")
    (project / "airsubject.py").write_text(SUBJECT, encoding="utf-8")
    (project / "hello_cmd.py").write_text(COMMAND, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.delenv(NAMED_BY, raising=False)
    return project


@pytest.mark.parametrize(
    "line", ["--project {} hello", "hello --project {}", "hello --project={}", "hello"]
)
def test_it_runs_wherever_one_is(
    line: str, folder: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "{}" not in line:
        monkeypatch.setenv(NAMED_BY, str(folder))
    run = opendata(*line.format(folder).split())
    assert (run.exit_code, run.output) == (0, "hello, air\n")


def test_it_has_help_and_is_listed(folder: Path, opendata: Run) -> None:
    for line in ("--project {} --help", "--help --project {}"):
        assert "Greet the air." in opendata(*line.format(folder).split()).stdout
    told = opendata("hello", "--help", "--project", folder)
    assert told.exit_code == 0 and "--project DIR" in told.stdout


NOT_THERE = "the command 'hello' of the subject 'airsubject' is not there"


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (None, f"{NOT_THERE}: No module named 'hello_cmd'"),
        ("", f"{NOT_THERE}: module 'hello_cmd"),
        ("import airsubject", f"{NOT_THERE}: "),
        (
            COMMAND.replace('click.echo("hello, air")', "import airsubject"),
            "airsubject.py: modules beside opendata.toml do not import one another",
        ),
    ],
    ids=["missing", "no command", "needs another", "needs another later"],
)
def test_nobody_is_told_to_install_a_module_of_the_subject(
    module: str | None, words: str, folder: Path, opendata: Run
) -> None:
    path = folder / "hello_cmd.py"
    if module is None:
        path.unlink()
    else:
        path.write_text(module, encoding="utf-8")
    run = opendata("--project", folder, "hello")
    assert run.exit_code == 3
    assert words in run.stderr and "[project-file-broken]" in run.stderr
    assert "pip install" not in run.stderr
    assert run.stdout == ""
