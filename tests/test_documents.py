"""What the documents for readers and maintainers name is there, and what is there is named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from inburgering_opendata.cli import commands_of
from inburgering_opendata.explain.division import divide
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.ground.project import Project

ROOT = Path(__file__).parents[1]
ROOMS = (".ci", "datapackages", "docs", "expectations", "schemas", "src", "tests")
MADE = {"build/", "dist/VERSION"}
"""What only commands make."""


def test_every_file_that_contributing_names_is_there() -> None:
    quoted = re.findall(r"`([^`\n]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    paths = {text for text in quoted if re.fullmatch(r"[\w.-]*/[\w./-]*", text)} - MADE
    assert len(paths) > 50
    there = [
        f"/{path.relative_to(ROOT).as_posix()}{'/' * path.is_dir()}"
        for room in ROOMS
        for path in (ROOT / room, *(ROOT / room).rglob("*"))
    ]
    assert [path for path in sorted(paths) if not any(t.endswith(f"/{path}") for t in there)] == []


@pytest.mark.parametrize("name", commands_of())
def test_the_readme_has_a_row_for_every_command(name: str) -> None:
    assert f"\n| `opendata {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_lines_say_where_the_command_is(opendata: Callable[..., Result]) -> None:
    """Those of the README are the lines before its first chapter."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = text.partition("\n## ")[0].splitlines()
    assert len(readme) < 12
    help_ = opendata("explain", "--help").output.splitlines()[:8]
    for lines in (readme, help_):
        for said in ("make setup", ".venv/bin/opendata explain Utrecht"):
            assert said in " ".join(line.strip() for line in lines)


def test_the_worked_example_of_the_readme_is_what_is_published(pristine_build: Path) -> None:
    """Promise and transfer side by side: the lines, the steps and what its program prints."""
    example = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Check an amount")[2]
    example = example.partition("\n## ")[0]
    published = (pristine_build / "funding/data/allocation.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(published)))
    shown = re.findall("^(introduction.*)$", example, re.MULTILINE)
    assert len(shown) == 2
    for line in shown:
        assert line in published.splitlines()
        stream, code = line.split(",")[:2]
        own = [row for row in rows if row["stream"] == stream]
        keys = {row["municipality_code"]: int(row["key_value"]) for row in own}
        total = sum(int(row["amount_eur"]) for row in own)
        division = divide(total, keys, sum(keys.values()))[code]
        for number in (total, keys[code], division.share_whole, division.remainder, division.part):
            assert f"{number:,}" in example
        assert f"`{division.left_over} {division.place}`" in example


def programs(chapter: str) -> list[str]:
    """The Python of a chapter of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"## {chapter}\n")[2]
    return re.findall(
        r"^```python\n(.*?)^```", text.partition("\n## ")[0], re.DOTALL | re.MULTILINE
    )


def test_the_programs_of_the_readme_never_add_two_streams_up(
    small_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_release)
    shown: list[pd.Series[int]] = []
    exec(programs("Use the data")[0], {"print": shown.append})
    amounts = pd.read_parquet("funding/data/allocation.parquet")
    streams = amounts.groupby("stream")["amount_eur"].sum()
    by_stream, by_province = shown
    assert by_stream.droplevel("basis").to_dict() == streams.to_dict()
    assert by_province.index.name == "province"
    assert by_province.sum() == streams["introduction"]


def test_the_program_of_the_worked_example_prints_what_the_readme_says(
    pristine_build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pristine_build)
    exec(programs("Check an amount")[0], {})
    assert capsys.readouterr().out.splitlines() == ["192 94", "178 48"]


def test_the_readme_has_a_row_for_every_table(project: Project) -> None:
    rows = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n| package | table |")[2]
    told = set(re.findall(r"`(\w+)`", rows.partition("\n\n")[0]))
    tables = {table for package in load_data_packages(project) for table in package.tables}
    assert sorted(tables - told) == []
