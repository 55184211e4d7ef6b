"""What a workflow and a hook tell: beside the line that somebody edits, or the file at fault."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from inburgering_opendata.toolkit.ground.files import sha256
from tests.projects.made_up import copied, read, write
from tests.upkeep.made_up import ADD, INIT, typed, well, write_files

ROOT = Path(__file__).parents[2]
SOURCE = "datapackages/air/sources/measurement.csv"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project about the air, in which somebody works."""
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    made = copied(tmp_path / "project")
    monkeypatch.chdir(made)
    return made


def rewritten(text: str) -> None:
    """Another source, pinned."""
    Path(SOURCE).write_text(text, encoding="utf-8")
    path = Path("datapackages/air/package.json")
    package = read(path)
    package["sources"][1]["sha256"] = sha256(text.encode())
    write(path, package)


def test_a_wrong_row_is_annotated_in_the_source_also_when_that_is_not_sorted(
    project: Path,
) -> None:
    header, *rows = Path(SOURCE).read_text(encoding="utf-8").splitlines()
    wrong = [row.replace("41.20", "641.20") for row in reversed(rows)]
    rewritten("\n".join([header, *wrong, ""]))
    told = typed("opendata validate --assemble --engine duckdb --format github")
    assert told.exit_code == 0  # a warning
    [annotation] = [line for line in told.stdout.splitlines() if line.startswith("::")]
    line = 2 + next(n for n, row in enumerate(wrong) if "641.20" in row)
    assert annotation.startswith(f"::warning file={SOURCE},line={line},title=")
    assert not Path("build").exists()


WRITTEN = ["Meetpunt", "Stof", "Gemeten", "Waarde", "Stand", "Noot"]
COLUMNS = dict(
    zip(
        ("station", "substance", "measured_at", "concentration", "status", "remark"),
        WRITTEN,
        strict=True,
    )
)


def laid_out(path: str, data: bytes, layout: dict[str, Any]) -> None:
    """Another source of the measurements, as somebody published it, pinned."""
    Path(SOURCE).unlink()
    Path("datapackages/air", path).write_bytes(data)
    declared = Path("datapackages/air/package.json")
    package = read(declared)
    package["sources"][1] |= {"path": path, "sha256": sha256(data), "layout": layout}
    write(declared, package)


def as_published() -> list[list[str]]:
    """The measurements from last to first, with one that is far too high."""
    rows = [*csv.reader(Path(SOURCE).read_text(encoding="utf-8").splitlines())][1:]
    return [[cell.replace("41.20", "641.20") for cell in row] for row in reversed(rows)]


def test_a_wrong_row_of_a_file_with_a_layout_is_annotated_in_its_line(project: Path) -> None:
    rows = as_published()
    # A remark of two lines moves what is below it.
    rows[0][5] = "twee\nregels"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Metingen van januari"])
    writer.writerow([])
    writer.writerow(WRITTEN)
    writer.writerows(
        [each.replace(".", ",") if n == 3 else each for n, each in enumerate(row)] for row in rows
    )
    text = stream.getvalue()
    layout = {
        "header": 3,
        "delimiter": ";",
        "encoding": "cp1252",
        "decimalChar": ",",
        "columns": COLUMNS,
    }
    laid_out("sources/januari.csv", text.encode("cp1252"), layout)
    told = typed("opendata validate --assemble --engine duckdb --format github")
    assert told.exit_code == 0, told.output
    [annotation] = [line for line in told.stdout.splitlines() if line.startswith("::")]
    line = 1 + next(n for n, each in enumerate(text.splitlines()) if "641,20" in each)
    file = "datapackages/air/sources/januari.csv"
    assert annotation.startswith(f"::warning file={file},line={line},title=")


def test_a_wrong_cell_of_a_workbook_is_named_with_its_sheet(project: Path) -> None:
    rows = as_published()
    workbook = openpyxl.Workbook()
    workbook.active.title = "Toelichting"
    sheet = workbook.create_sheet("Cijfers")
    sheet.append(["Metingen van januari"])
    sheet.append([])
    sheet.append(WRITTEN)
    for row in rows:
        sheet.append([Decimal(cell) if n == 3 and cell else cell for n, cell in enumerate(row)])
    stream = io.BytesIO()
    workbook.save(stream)
    layout = {"header": 3, "sheet": "Cijfers", "columns": COLUMNS}
    laid_out("sources/januari.xlsx", stream.getvalue(), layout)
    told = typed("opendata validate --assemble --engine duckdb --format github")
    assert told.exit_code == 0, told.output
    [annotation] = [line for line in told.stdout.splitlines() if line.startswith("::")]
    line = 4 + next(n for n, row in enumerate(rows) if "641.20" in row)
    file = "datapackages/air/sources/januari.xlsx"
    assert annotation.startswith(f"::warning file={file},line={line},title=")
    assert f"::sheet 'Cijfers', cell D{line}%0A" in annotation


def test_an_old_build_is_not_trusted(project: Path) -> None:
    typed("opendata assemble")
    text = Path(SOURCE).read_text(encoding="utf-8")
    rewritten(text.replace("41.20", "641.20"))
    checked = json.loads(typed("opendata validate --assemble --engine duckdb --format json").stdout)
    assert checked["outcome"] == "warning"
    refused = typed("opendata validate --assemble build")
    assert refused.exit_code == 2 and "leave PATH out" in refused.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("schemas/station.schema.json", '"minLength"', '"minLenght"', "minLenght"),
        ("expectations/measurement.json", '"warning"', '"mild"', "mild"),
        ("opendata.toml", "frequency", "frequenci", "frequenci"),
        (SOURCE, "41.20", "41.21", "sha256"),
    ],
)
def test_a_broken_project_is_annotated_and_stands_in_every_report(
    name: str, old: str, new: str, said: str, project: Path, tmp_path: Path
) -> None:
    path = Path(name)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    reports = "--report r.json --report r.html --report r.xml --report r.md"
    told = typed(f"opendata validate --assemble --format github {reports}")
    assert told.exit_code == 3
    [first, *_] = [line for line in told.stdout.splitlines() if line.startswith("::error")]
    assert first.startswith(f"::error file={name},title=")
    assert said in first
    assert said in (tmp_path / "summary.md").read_text(encoding="utf-8")
    for report in ("r.json", "r.html", "r.xml", "r.md"):
        assert said in Path(report).read_text(encoding="utf-8"), report
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["outcome"] == "error"


def action() -> dict[str, Any]:
    path = ROOT / ".github/actions/validate/action.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("assemble", ["true", "false"])
def test_the_action_checks_the_named_project(assemble: str, tmp_path: Path) -> None:
    """Its own script, with a command that writes down what it is asked."""
    script = action()["runs"]["steps"][-1]["run"]
    command = tmp_path / "opendata"
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > asked\n')
    command.chmod(0o755)
    inputs = {name: each.get("default", "") for name, each in action()["inputs"].items()}
    environment = {
        **os.environ,
        **{name.upper().replace("-", "_"): value for name, value in inputs.items()},
        "PATH_": inputs["path"],
        "COMMAND": str(command),
        "PROJECT": "data/air",
        "ASSEMBLE": assemble,
        "PATH": os.environ["PATH"],
    }
    bash = shutil.which("bash")
    assert bash
    subprocess.run([bash, "-e", "-c", script], cwd=tmp_path, env=environment, check=True)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[:5] == ["validate", "--format", "github", "--fail-on", "failed"]
    assert asked[5:7] == ["--project", "data/air"]
    assert ("--assemble" in asked, asked[-2:] == ["--", "build"]) == (
        (True, False) if assemble == "true" else (False, True)
    )


def test_the_workflow_of_a_new_project_uses_inputs_that_the_action_has(tmp_path: Path) -> None:
    typed(f"opendata init {tmp_path / 'new'}")
    workflow = yaml.safe_load(
        (tmp_path / "new/.github/workflows/opendata.yml").read_text(encoding="utf-8")
    )
    used = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert used == {"project": ".", "assemble": "true"}
    assert {*used} <= {*action()["inputs"]}


def test_the_hook_runs_for_every_file_of_a_project_and_needs_no_build() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["entry"], hook["args"]) == ("opendata validate", ["--assemble"])
    files = re.compile(hook["files"])
    for name in ("opendata.toml", "schemas/a.schema.json", "expectations/a.json", SOURCE):
        assert files.search(name) and files.search(f"data/{name}")
    assert not files.search("README.md") and not files.search("src/schemas.py")
    config = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert config[0]["pass_filenames"] is False


def test_what_the_second_opinion_finds_is_annotated_in_the_source_too(project: Path) -> None:
    header, *rows = Path(SOURCE).read_text(encoding="utf-8").splitlines()
    wrong = [*reversed(rows)]
    wrong[3] = wrong[3].replace(",raw,", ",rwa,")
    assert wrong[3] not in rows
    rewritten("\n".join([header, *wrong, ""]))
    told = typed("opendata validate --assemble --format github")
    assert told.exit_code == 1
    annotations = [line for line in told.stdout.splitlines() if line.startswith("::error")]
    assert any("frictionless" in each for each in annotations)
    assert {each.partition(",title=")[0] for each in annotations} == {
        f"::error file={SOURCE},line=5"
    }


def test_each_cell_of_a_source_that_cannot_be_read_is_annotated_in_its_line(project: Path) -> None:
    text = Path(SOURCE).read_text(encoding="utf-8")
    rewritten(text.replace("41.20", "many").replace("43.70", "few"))
    told = typed("opendata validate --assemble --format github --report r.json")
    assert told.exit_code == 3
    found = re.findall(
        r"^::error file=([^,]*),line=([0-9]+),title=.*'(many|few)'", told.stdout, re.M
    )
    assert found == [(SOURCE, "2", "many"), (SOURCE, "4", "few")]
    assert Path("r.json").is_file()


def test_a_fresh_clone_is_checked_whatever_git_does_with_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    well(INIT)
    monkeypatch.chdir(tmp_path / "air")
    for line in ADD:
        well(line)
    monkeypatch.chdir(tmp_path)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@air.test", "-c", "core.autocrlf=true")
    for words in (
        ("init", "-q", "air"),
        ("-C", "air", "add", "-A"),
        ("-C", "air", "commit", "-qm", "x"),
        ("clone", "-q", "-c", "core.autocrlf=true", "air", "clone"),
    ):
        subprocess.run((*git, *words), check=True, capture_output=True)
    assert b"\r\n" in Path("clone/README.md").read_bytes()
    monkeypatch.chdir(tmp_path / "clone")
    checked = typed("opendata validate --assemble --engine duckdb")
    assert checked.exit_code == 0, checked.output
    assert not Path("build").exists()
