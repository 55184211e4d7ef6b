"""Each command of the toolkit does its work for a project that knows no subject: a line of each."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from inburgering_opendata.cli import COMMANDS
from tests.download.server import Server
from tests.projects.conftest import Air
from tests.projects.made_up import SECOND, copied, done

LINES = {
    # By command: the rest of the line, and words of what it prints.
    "init": ("--project {bare}", "wrote {bare}/opendata.toml"),
    "lint": ("", "the files of the project: 2 to be looked at"),
    "schema": ("table", '"primaryKey"'),
    "add": ("{here}/things.csv --title Things", "air/things: 2 rows"),
    "list": ("", "12 rows  Metingen · Measurements"),
    "pin": ("", "datapackages/air/package.json"),
    "sources": ("", "air/measurement"),
    "assemble": ("--output {here}/build", "{here}/build/air/data/measurement.csv"),
    "suggest": ("measurement", '"TODO: confirm'),
    "validate": ("{build} --engine duckdb", "passed: "),
    "publish": ("{build} --output {here}/dist --version 2026.02.02", "2026.02.02"),
    "release": (
        "--build {here}/build --output {here}/dist --version 2026.02.02",
        "2026.02.02",
    ),
    "push": ("{here}/www --output {dist}", "{here}/www"),
    "diff": ("{first} {second}", "2026-01-17T06:00:00Z"),
    "verify": ("{first}", "passed: "),
    "score": ("{first}", "405"),
    "site": ("{build} --output {here}/pages", "{here}/pages"),
    "cite": ("measurement --version 2026.02.02", "Bureau Verzonnen Lucht"),
    "download": ("air --from {address} --output {here}", SECOND),
    "completion": ("bash", "_OPENDATA_COMPLETE"),
}


def test_there_is_a_line_of_each_command_and_of_no_other() -> None:
    assert {*LINES} == {*COMMANDS}


MADE_BY = pytest.mark.whole(reason="The releases that make test looks at were made by it.")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[MADE_BY] if name in ("publish", "release") else [])
        for name in LINES
    ],
)
def test_it_does_its_work(
    name: str, air: Air, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project, bare = copied(tmp_path / "project"), copied(tmp_path / "bare")
    (bare / "opendata.toml").unlink()
    Path("things.csv").write_text("code,height\nA,1\nB,2\n", encoding="utf-8")
    if name == "pin":
        source = project / "datapackages/air/sources/measurement.csv"
        source.write_text(source.read_text(encoding="utf-8").replace("19.30", "19.35"))
    places = {
        "bare": bare,
        "here": tmp_path,
        "build": air.build,
        "dist": air.dist,
        "first": air.first,
        "second": air.second,
        "address": server.address,
    }
    line, words = (text.format(**places) for text in LINES[name])
    told = done(project, name, *shlex.split(line))
    assert words in told
