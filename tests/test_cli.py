"""The command line as people and machines meet it."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pytest
from click.testing import Result

import inburgering_opendata
from inburgering_opendata.cli import GROUPS, commands_of, main
from inburgering_opendata.subject import COMMANDS as OF_THE_SUBJECT
from inburgering_opendata.toolkit.ground.errors import ErrorKind
from inburgering_opendata.toolkit.ground.project import Project

Run = Callable[..., Result]

COMMANDS = commands_of()

HEAVY = {"great_expectations", "frictionless", "pandas", "pyarrow", "duckdb", "httpx", "numpy"}


def heavy_imports(*commands: Sequence[str]) -> str:
    """What of `HEAVY` commands import, one after another in a process of their own."""
    program = (
        "import sys\n"
        "from inburgering_opendata.cli import main\n"
        f"for arguments in {[list(each) for each in commands]!r}:\n"
        "    main(arguments, standalone_mode=False)\n"
        f"    if heavy := sorted({HEAVY!r} & set(sys.modules)):\n"
        "        print(arguments, heavy)\n"
        "        break\n"
        "else:\n"
        "    print('nothing')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()[-1]


def test_help_and_version_import_nothing_heavy() -> None:
    helps = ([name, "--help"] for name in COMMANDS)
    assert heavy_imports(["--help"], ["--version"], *helps) == "nothing"


@pytest.mark.whole(reason="make test asks the same of listing.")
def test_the_engine_duckdb_does_without_great_expectations_and_pandas(tmp_path: Path) -> None:
    path = tmp_path / "stream.csv"
    path.write_text("stream\nintroduction\n")
    # What it refers to is made from the sources, with Arrow.
    imported = heavy_imports(["validate", str(path), "--table", "stream", "--engine", "duckdb"])
    assert "duckdb" in imported
    assert not [name for name in ("pandas", "great_", "frictionless") if name in imported]


OTHERS = pytest.mark.whole(reason="make test lists, which assembles everything.")


@pytest.mark.parametrize(
    "line",
    [
        "list",
        pytest.param("assemble --output {}/build", marks=OTHERS),
        pytest.param("explain Utrecht", marks=OTHERS),
        pytest.param("pin --dry-run", marks=OTHERS),
        pytest.param("suggest stream", marks=OTHERS),
    ],
)
def test_what_works_on_arrow_tables_alone_does_without_pandas(
    line: str, for_small: Project, tmp_path: Path
) -> None:
    imported = heavy_imports(line.format(tmp_path).split())
    assert "pyarrow" in imported
    assert "pandas" not in imported


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str, opendata: Run) -> None:
    run = opendata(name, "--help")
    assert run.exit_code == 0
    assert "Examples:" in run.stdout
    assert f"opendata {name}" in run.stdout


def test_every_command_is_listed_in_the_order_of_the_journey_and_those_of_the_subject_apart(
    opendata: Run,
) -> None:
    lines = opendata("--help").stdout.splitlines()
    behind = lines[lines.index("Project:") :]
    listed = [line.split()[0] for line in behind if re.match("  [a-z]", line)]
    assert listed == list(COMMANDS)
    headings = [line.removesuffix(":") for line in behind if re.match("[A-Z].*:$", line)]
    assert headings == [*GROUPS, "Amounts and deliveries"]
    last = behind[behind.index("Amounts and deliveries:") + 1].split()[0]
    assert last == next(iter(OF_THE_SUBJECT))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says_of_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.short_help == COMMANDS[name][1]


def test_every_option_has_help() -> None:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_every_error_is_declared_once_with_an_exit_code_and_a_hint() -> None:
    package = Path(inburgering_opendata.__file__).parent
    names = [
        ".".join(["inburgering_opendata", *path.relative_to(package).with_suffix("").parts])
        for path in package.rglob("errors.py")
    ]
    rooms = [importlib.import_module(name) for name in names]
    found = {id(k): k for room in rooms for k in vars(room).values() if isinstance(k, ErrorKind)}
    kinds = list(found.values())
    assert len(rooms) > 5
    assert len(kinds) > 50
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {kind.exit_code for kind in kinds} <= {1, 2, 3}
    assert all(kind.hint.endswith(".") for kind in kinds)


def test_list_shows_packages_tables_rows_and_titles(opendata: Run) -> None:
    text = opendata("list").stdout
    assert "Verdeling over gemeenten · Allocation to municipalities" in text
    assert "2,130 rows" in text
    listed = json.loads(opendata("list", "--format", "json").stdout)
    rows = {table["table"]: table["rows"] for package in listed for table in package["tables"]}
    assert rows["municipality"] == 426
    assert rows["allocation"] == 6 * 355


@pytest.mark.parametrize(
    "arguments",
    [
        ["assemble", "money"],
        ["assemble", "--nonsense"],
        ["nonsense"],
        ["publish", "--version", "1.0"],
        ["publish", "--version", "2026.02.30"],
        ["publish", "--version", "../2026.02.03"],
        ["release", "--version", "2026.11.23.0"],
        ["validate", "--format", "xml"],
    ],
)
def test_wrong_usage_exits_2_without_a_traceback(
    arguments: list[str], opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = opendata(*arguments)
    assert run.exit_code == 2
    assert "Traceback" not in run.output
    assert run.stdout == ""
    assert run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.whole(reason="make test tries a disk that is full.")
def test_a_folder_that_cannot_be_written_exits_3(opendata: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    run = opendata("assemble", "--output", tmp_path / "file" / "build")
    assert run.exit_code == 3
    assert "could not be written" in run.stderr
    assert "hint:" in run.stderr
    assert (tmp_path / "file").read_text() == "in the way"


def test_an_unforeseen_fault_is_a_message_not_a_traceback(
    opendata: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr("inburgering_opendata.toolkit.assemble.build.build", fail)
    run = opendata("assemble", "--output", tmp_path)
    assert run.exit_code == 3
    assert "ZeroDivisionError: of all things" in run.stderr
    assert "Traceback" not in run.output


THROWN_AWAY = """
import sys
from inburgering_opendata.cli import main
from inburgering_opendata.commands import list_

class Thrown:
    def __del__(self):
        raise {error}

list_.command.callback = lambda **options: Thrown() and None
main(["list"])
"""


@pytest.mark.parametrize(("error", "told"), [("OSError(28, 'full')", False), ("KeyError", True)])
def test_a_file_that_cannot_be_closed_when_it_is_thrown_away_is_no_traceback(
    error: str, told: bool
) -> None:
    command = [sys.executable, "-c", THROWN_AWAY.format(error=error)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, "Traceback" in run.stderr) == (0, told), run.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, opendata: Run) -> None:
    script = opendata("completion", shell).stdout
    assert "_OPENDATA_COMPLETE" in script
    assert "opendata" in script


def test_completion_knows_commands_and_packages() -> None:
    def complete(words: str, position: int) -> str:
        environment = {
            **os.environ,
            "_OPENDATA_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(position),
        }
        program = "from inburgering_opendata.cli import main; main(prog_name='opendata')"
        return subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment
        ).stdout

    assert "validate" in complete("opendata va", 1)
    assert "municipalities" in complete("opendata assemble mun", 2)


def test_output_is_plain_when_piped(for_small: Project) -> None:
    # Of what it prints much is bold on a terminal.
    command = [sys.executable, "-m", "inburgering_opendata", "list", "--expectations"]
    run = subprocess.run(command, capture_output=True, check=True)
    assert b"\x1b" not in run.stdout
    assert run.stderr == b""
