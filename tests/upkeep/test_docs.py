"""The documents for publishers: their commands run, and what they name is there."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from inburgering_opendata.cli import COMMANDS
from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.file_formats import ALL_FORMATS
from inburgering_opendata.toolkit.ground.project import installed_project, load_project
from inburgering_opendata.toolkit.validate.kinds import kinds_of
from tests.upkeep.made_up import typed, write_drafts

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = sorted(DOCS.glob("*.md"))


def blocks_of(document: str, kind: str) -> list[str]:
    """The blocks of a kind that a document has, in order."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def lines_of(document: str) -> list[str]:
    """The lines that a document has in its blocks of commands, in order."""
    return [line for block in blocks_of(document, "sh") for line in block.splitlines() if line]


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which somebody did what the tutorial says, in the folder `air`."""
    folder = here = tmp_path_factory.mktemp("tutorial")
    for path in (DOCS / "example/data").iterdir():
        shutil.copy(path, folder)
    lines = lines_of("tutorial.md")
    assert len(lines) > 15
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("OPENDATA_PROJECT", raising=False)
        patch.chdir(here)
        for line in lines:
            command, _, comment = (part.strip() for part in line.partition("#"))
            if command.startswith("cd "):
                here = (here / command.removeprefix("cd ")).resolve()
                patch.chdir(here)
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
    return folder


def test_the_tutorial_does_what_it_says(tutorial: Path) -> None:
    assert "41.25" in (tutorial / "air/dist/2026.03.01.md").read_text(encoding="utf-8")


SAID = {
    # What a document calls a thing, and what it is in the tutorial.
    "KIND": "project",
    "TABLE": "measurement",
    "<version>": "2026.03.01",
    "s3://BUCKET/air": "../bucket",
    "TARGET": "../target",
}
ENDS = {
    # What a command needs beside its name, and how it ends there, where that is not with 0.
    "opendata init": ("opendata init ../other", 0),
    "opendata add": ("opendata add ../station.csv --table other --package other", 0),
    "opendata publish": ("opendata publish --version 2026.03.01.1", 0),
    "opendata publish --official": ("opendata publish --official --version 2026.03.02", 3),
    "opendata release --official": ("opendata release --official --version 2026.03.02", 3),
    "opendata push": ("opendata push ../target", 0),
    "opendata verify": ("opendata verify dist/2026.03.01", 0),
    "opendata verify --key": ("opendata verify dist/2026.03.01 --key no.pub", 2),
    # No source of the tutorial says how it is fetched.
    "opendata sources fetch": ("opendata sources fetch", 2),
    "opendata score": ("opendata score dist/2026.03.01", 1),
    "opendata score dist/<version>": ("opendata score dist/2026.03.01", 1),
}


def commands_in(path: Path) -> set[str]:
    """The commands that stand within the sentences of a document."""
    return set(re.findall(r"`(opendata [^`]+)`", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "command", sorted({command for path in DOCUMENTS for command in commands_in(path)})
)
def test_a_command_within_a_sentence_runs_in_the_project_of_the_tutorial(
    command: str, tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    folder = Path(shutil.copytree(tutorial, tmp_path / "folder"))
    monkeypatch.chdir(folder / "air")
    line, ends = ENDS.get(command, (command, 0))
    for said, meant in SAID.items():
        line = line.replace(said, meant)
    answer = typed(line)
    assert answer.exit_code == ends, answer.output
    assert "unforeseen" not in answer.output


def test_blocks_that_are_no_commands_are_what_they_should_be(
    tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step of a workflow, the addresses of a project, and modules of Python."""
    monkeypatch.chdir(tmp_path)
    [step] = yaml.safe_load(blocks_of("publishing.md", "yaml")[0])
    action = DOCS.parent / step["uses"].partition("NAME/")[2].partition("@")[0] / "action.yml"
    inputs = yaml.safe_load(action.read_text(encoding="utf-8"))["inputs"]
    assert {*step["with"]} <= {*inputs}
    [addresses] = blocks_of("publishing.md", "toml")
    project = Path(shutil.copytree(tutorial / "air", tmp_path / "air"))
    with (project / "opendata.toml").open("a", encoding="utf-8") as file:
        file.write(addresses)
    assert (
        tomllib.loads(addresses)["addresses"]["catalog"]
        == load_catalog(load_project(project)).addresses["catalog"]
    )
    modules = {
        module
        for path in DOCUMENTS
        for module in re.findall(r"python -m ([a-z_.]+)", path.read_text(encoding="utf-8"))
    }
    assert modules and all(importlib.util.find_spec(module) for module in modules)


def test_the_shapes_are_asked_as_is_said(tutorial: Path) -> None:
    """The official shapes are not at hand: the line runs with shapes that ask the least."""
    [line] = lines_of("harvesting.md")
    shapes = tutorial / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "<urn:shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ;\n"
        " sh:property [ sh:path dcat:distribution ; sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    line = line.replace("dcat-ap-nl-SHACL.ttl", str(shapes)).replace("<version>", "2026.03.01")
    python, *words = shlex.split(line)
    assert python == ".venv/bin/python"
    command = [sys.executable, *words]
    told = subprocess.run(
        command, cwd=tutorial / "air", capture_output=True, text=True, check=False
    )
    assert "Conforms: True" in told.stdout, told.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (DOCS / target).exists(), target
    for command in re.findall(r"`opendata (\w+)", text):
        assert command in COMMANDS, command


def test_every_document_is_in_the_list() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    assert all(f"]({path.name})" in listed for path in DOCUMENTS if path.name != "README.md")


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


def page_of_expectations() -> str:
    """docs/expectations.md, from what `opendata list --expectations` says of a project without a
    subject."""
    listed = json.loads(
        typed("opendata --project tests/projects/air list --expectations --format json").stdout
    )
    lines = [
        "# Expectations",
        "",
        "What a suite, `expectations/<table>.json`, can expect of a table: the names are those of "
        "[Great Expectations](https://greatexpectations.io/expectations) where it has them. The "
        "schema of the table expects types, constraints, keys and categories already. Each "
        "runs on every engine. `opendata list --expectations` prints those of a project, its own "
        "among them; [own-tables.md](own-tables.md) shows how to write one. This page is made of "
        "the same declarations; what is in brackets may be left out.",
    ]
    for each in listed:
        lines += ["", f"## {each['name']}", "", each["about"], ""]
        lines += ["| argument | is |", "|---|---|"] if each["arguments"] else []
        for argument in each["arguments"]:
            name = f"`{argument['name']}`"
            lines.append(
                f"| {name if argument['required'] else f'({name})'} | {argument['type']} |"
            )
        lines += ["", "```json", json.dumps(each["example"], indent=2, ensure_ascii=False), "```"]
    return "\n".join([*lines, ""])


def test_the_page_of_expectations_is_made_of_their_declarations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(DOCS.parent)
    assert (DOCS / "expectations.md").read_text(encoding="utf-8") == page_of_expectations(), (
        "write docs/expectations.md anew: python -m tests.upkeep.test_docs"
    )


def test_every_format_and_file_of_a_release_is_told(tutorial: Path) -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert all(f"| {each.title} |" in text and each.mediatype in text for each in ALL_FORMATS)
    release = tutorial / "air/dist/2026.03.01"
    own = {path.name for path in release.iterdir()} | {
        path.name for path in release.parent.iterdir()
    }
    versions = {"2026.02.01", "2026.03.01", "2026.02.01.md", "2026.03.01.md"}
    packages = {"air_quality", "air_quality.zip"}
    assert {name for name in own - versions - packages if f"`{name}" not in text} == set()


if __name__ == "__main__":
    (DOCS / "expectations.md").write_text(page_of_expectations(), encoding="utf-8")
