"""No name of a file or argument gives orders to a terminal or to a runner, in no command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.errors import PATH_MISSING, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.text import as_columns
from inburgering_opendata.toolkit.ground.visible import as_json
from tests.projects.made_up import copied
from tests.projects.made_up import run as run_for

Run = Callable[..., Result]
ORDER = "a\n::error::b\x1b[2J\x9bm\u202e"
"""What begins a line that GitHub takes for an order, clears a screen, and turns text around."""


def is_inert(text: str) -> bool:
    lines = text.splitlines()
    is_order = any(line.lstrip().startswith(("::", "##[")) for line in lines)
    return not is_order and not {"\x1b", "\x9b", "\u202e"} & {*text}


@pytest.mark.parametrize(
    "arguments",
    [
        *(["validate", ORDER], ["verify", ORDER], ["diff", ORDER, ORDER], ["publish", ORDER]),
        *(["intake", ORDER], ["intake", f"{ORDER}.csv", "--as-of", ORDER], [ORDER]),
        *(["assemble", ORDER], ["list", f"--{ORDER}"], ["cite", ORDER], ["explain", ORDER]),
        *(["site", ORDER], ["score", ORDER], ["schema", ORDER], ["download", ORDER]),
        *(["template", "count", "--output", ORDER], ["store", "list", "--municipality", ORDER]),
        *(["secret", "import", ORDER], ["outcomes", "--as-of", ORDER], ["grant", ORDER]),
        *(["release", "--version", ORDER], ["completion", ORDER], ["lint", ORDER]),
        *(["add", ORDER], ["pin", ORDER], ["suggest", ORDER], ["sources", "fetch", ORDER]),
        *(["push", f"{ORDER}://x"], ["push", ORDER, "--version", ORDER], ["push", "s3://" + ORDER]),
    ],
    ids=lambda arguments: arguments[0][:8].strip(),
)
def test_what_is_asked_is_repeated_inertly(
    arguments: list[str], for_small: Project, opendata: Run, tmp_path: Path
) -> None:
    run = opendata(*arguments)
    assert run.exit_code in (1, 2, 3)
    assert is_inert(run.output), repr(run.output)


def test_what_is_made_is_told_inertly(
    for_small: Project, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ORDER
    made = [
        opendata("template", "count", "--output", folder / "t.csv"),
        opendata("assemble", "municipalities", "--output", folder / "build"),
        opendata("validate", folder / "build" / "municipalities", "--engine", "duckdb"),
        opendata("store", "list", "--store", folder / "store"),
        opendata("init", folder / "begun", "--title", ORDER, "--publisher", ORDER),
    ]
    assert [run.exit_code for run in made] == [0] * len(made)
    assert [run.output for run in made if not is_inert(run.output)] == []
    root = shutil.copytree(for_small.root, tmp_path / f"p{ORDER}")
    run = opendata("--project", root, "assemble", "municipalities", "--output", tmp_path / "x")
    assert (run.exit_code, is_inert(run.output)) == (0, True)


def test_what_files_of_a_project_say_is_told_inertly(tmp_path: Path) -> None:
    """A header and a cell of a file that is added, and the words of who published a source."""
    order = ORDER.replace("\n", "\\n").replace("\x1b", "\\u001b").replace("\x9b", "\\u009b")
    file = tmp_path / f"f{ORDER.replace('/', '')}.csv"
    cell = ORDER.replace("\n", " ")
    file.write_text(f"id,{cell}\n1,{cell}\n2,{cell}\n3,x\n", encoding="utf-8")
    project = copied(tmp_path / "air")
    package = project / "datapackages/air/package.json"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace('"title": "', f'"title": "{order}'), encoding="utf-8")
    about = project / "opendata.toml"
    text = about.read_text(encoding="utf-8")
    about.write_text(text.replace('title = "', f'title = "{order}', 1), encoding="utf-8")
    commands = (
        *(["add", file], ["add", file, "--table", "more"], ["lint"], ["pin", "--dry-run"]),
        *(["suggest", "more"], ["suggest", "more", "--write"], ["sources"], ["list"], ["cite"]),
        *(["cite", "--format", "bibtex"], ["cite", "--format", "cff"], ["list", "--expectations"]),
    )
    told = {str(each[:2]): run_for(project, *each).output for each in commands}
    assert [name for name, output in told.items() if not is_inert(output)] == []
    assert "more" in told[str(["sources"])]


def test_an_error_a_cell_and_json_are_told_inertly() -> None:
    error = OpendataError(PATH_MISSING, path=ORDER)
    assert is_inert(error.message)
    assert r"a\n\x3a\x3aerror\x3a\x3ab\x1b[2J\x9bm\u202e: there is no" in error.message
    assert is_inert(as_columns([(ORDER, "1")]))
    told = as_json({"path": ORDER, "emoji": "\U000e0001"})
    assert is_inert(told)
    assert json.loads(told) == {"path": ORDER, "emoji": "\U000e0001"}
