"""The documents for publishers: their commands run, and what they name is there."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.toolkit.ground.project import installed_project, load_project
from inburgering_opendata.toolkit.validate.kinds import kinds_of
from tests.upkeep.made_up import typed, write_drafts

DOCS = Path(__file__).parents[2] / "docs"


def lines_of(document: str) -> list[str]:
    """The lines that a document has in its blocks of commands, in order."""
    text = (DOCS / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    for path in (DOCS / "example/data").iterdir():
        shutil.copy(path, tmp_path)
    here = tmp_path
    monkeypatch.chdir(here)
    lines = lines_of("tutorial.md")
    assert len(lines) > 15
    for line in lines:
        command, _, comment = (part.strip() for part in line.partition("#"))
        if command.startswith("cd "):
            here = (here / command.removeprefix("cd ")).resolve()
            monkeypatch.chdir(here)
        elif comment == "write the TODOs":
            assert 0 < write_drafts(here) <= 25
        elif comment == "change a value":
            source = here / "datapackages/air_quality/sources/measurement.csv"
            text = source.read_text(encoding="utf-8")
            source.write_text(text.replace("41.20", "41.25"), encoding="utf-8")
        else:
            expected = int((re.findall(r"exits with (\d)", comment) or ["0"])[0])
            answer = typed(command)
            assert answer.exit_code == expected, f"{line}\n{answer.output}"
    assert (tmp_path / "air/dist/2026.03.01.md").is_file()
    assert "41.25" in (tmp_path / "air/dist/2026.03.01.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_what_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (DOCS / target).exists(), target
    for command in re.findall(r"`opendata (\w+)", text):
        assert command in COMMANDS, command


def test_every_document_is_in_the_list() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    assert all(
        f"]({path.name})" in listed for path in DOCS.glob("*.md") if path.name != "README.md"
    )


def test_every_property_of_a_layout_and_every_kind_of_file_is_told() -> None:
    text = (DOCS / "files.md").read_text(encoding="utf-8")
    project = load_project(Path(__file__).parents[1] / "projects" / "air")
    kinds = kinds_of(project)
    told = set(re.findall(r"`opendata schema ([a-z]+)`", text))
    assert told == {*kinds} - {"organisations"}
    schema = json.loads(kinds["package"].schema.read_text(encoding="utf-8"))
    layout = schema["$defs"]["source"]["properties"]["layout"]["properties"]
    assert all(f"`{name}`" in text for name in layout)
    assert installed_project().file.is_file()
