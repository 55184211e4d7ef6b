"""A build that is older than the project says so, and names what changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.projects.made_up import copied, done, read, run, write

PACKAGE, SOURCES = "datapackages/air/package.json", "datapackages/air/sources"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = copied(tmp_path / "project")
    done(made, "assemble", "--output", made / "build")
    return made


def stale(project: Path) -> list[str]:
    told = run(project, "validate", project / "build", "--engine", "duckdb", "--format", "json")
    found = [c for c in json.loads(told.stdout)["checks"] if c["check"] == "package.fresh"]
    assert all(check["outcome"] == "warning" for check in found)
    return [failure["key"]["file"] for check in found for failure in check["failures"]]


def test_a_build_of_the_project_as_it_is_is_fresh(project: Path) -> None:
    assert stale(project) == []
    # A suite is asked of a build, which is not made of it.
    path = project / "expectations/station.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert stale(project) == []


def test_what_changed_since_is_named(project: Path) -> None:
    source = project / SOURCES / "station.csv"
    source.write_text(source.read_text(encoding="utf-8").replace("Quay", "Key"), encoding="utf-8")
    assert stale(project) == [f"{SOURCES}/station.csv"]
    package = read(project / PACKAGE)
    package["keywords"].append("dust")
    write(project / PACKAGE, package)
    assert stale(project) == [PACKAGE, f"{SOURCES}/station.csv"]
    done(project, "pin")
    done(project, "assemble", "--output", project / "build")
    assert stale(project) == []


def test_no_release_has_it(project: Path) -> None:
    places = ("--build", project / "build", "--output", project / "dist")
    done(project, "release", *places, "--version", "2026.02.01")
    assert (project / "build/air/made-of.json").is_file()
    assert not [*(project / "dist").rglob("made-of.json")]
