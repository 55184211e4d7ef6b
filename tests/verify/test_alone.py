"""A release that is checked without the project of its publisher is self-consistent at best."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inburgering_opendata.cli import main
from tests.projects.made_up import AIR, FIRST, done
from tests.whole import first

OWN = "opendata-project"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    done(AIR, "assemble", "--output", folder / "build")
    done(AIR, "publish", folder / "build", "--output", folder / "dist", "--version", FIRST)
    return folder / "dist" / FIRST


@pytest.fixture
def release(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy where no project is, to spoil."""
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    yield Path(shutil.copytree(published, tmp_path / "release"))


def told(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, [*map(str, arguments), "--format", "json"])
    assert result.stdout, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, found


def outcomes(found: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (check["table"], check["check"]): check["outcome"]
        for check in found["checks"]
        if check["outcome"] != "passed"
    }


@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "Who vouches for a release does not depend on the engine.")
)
def test_validate_asks_everything_and_proves_nothing(
    engine: str, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An empty variable names no project.
    monkeypatch.setenv("OPENDATA_PROJECT", "")
    code, found = told("validate", release, "--engine", engine)
    assert (code, found["outcome"]) == (4, "unproven")
    assert outcomes(found) == {(OWN, "project.trusted"): "unproven"}
    assert {table["table"] for table in found["tables"]} == {"station", "measurement"}
    [trusted] = [c for c in found["checks"] if c["check"] == "project.trusted"]
    assert trusted["observed"].startswith("self-consistent only")


def test_verify_names_what_is_not_recomputed(release: Path) -> None:
    code, found = told("verify", release)
    assert (code, found["outcome"]) == (4, "unproven")
    assert outcomes(found) == {
        (OWN, "project.trusted"): "unproven",
        ("measurement", "recomputed"): "unproven",
        ("station", "recomputed"): "unproven",
    }


@pytest.mark.whole(reason="make test verifies the air project with its project.")
def test_with_the_project_of_its_publisher_it_is_proven(release: Path) -> None:
    for command in ("validate", "verify"):
        code, found = told("--project", AIR, command, release)
        assert (code, outcomes(found)) == (0, {})


def test_wrong_data_are_wrong_without_a_project_too(release: Path) -> None:
    path = release / "air/data/measurement.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("41.20", "-1.20"), encoding="utf-8")
    code, found = told("validate", release, "--engine", "duckdb")
    assert (code, found["outcome"]) == (1, "failed")
    assert outcomes(found)["measurement", "schema.concentration.range"] == "failed"


def test_who_weakens_the_suite_as_well_is_not_believed(release: Path) -> None:
    """All that is asked holds then, and that is all that is said."""
    suite = release / OWN / "expectations/measurement.json"
    weaker = json.loads(suite.read_text(encoding="utf-8"))
    weaker["expectations"] = weaker["expectations"][:1]
    suite.write_text(json.dumps(weaker), encoding="utf-8")
    code, found = told("validate", release, "--engine", "duckdb")
    assert (code, found["outcome"]) == (4, "unproven")
    assert outcomes(found) == {(OWN, "project.trusted"): "unproven"}
    # Its checksums and pages tell of another file.
    code, found = told("verify", release)
    assert (code, found["outcome"]) == (1, "failed")


def test_a_module_that_a_release_names_is_not_loaded(release: Path) -> None:
    (release / OWN / "evil.py").write_text("raise SystemExit('loaded')\n", encoding="utf-8")
    Path("evil.py").write_text("raise SystemExit('loaded')\n", encoding="utf-8")
    path = release / OWN / "opendata.toml"
    path.write_text(f'subject = "evil"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    suite = release / OWN / "expectations/station.json"
    text = suite.read_text(encoding="utf-8")
    rule = "expect_column_values_to_be_unique"
    suite.write_text(text.replace(rule, "expect_names_to_be_nice", 1), encoding="utf-8")
    schema = release / OWN / "schemas/station.schema.json"
    named = json.loads(schema.read_text(encoding="utf-8"))
    schema.write_text(json.dumps({**named, "niceness": {"of": "name"}}), encoding="utf-8")
    code, found = told("validate", release, "--engine", "duckdb")
    assert code == 1  # the descriptor has another schema than the one beside it
    wrong = outcomes(found)
    assert wrong["station", "names"] == "unproven"
    assert wrong[OWN, "project.trusted"] == "unproven"
    assert set(wrong.values()) == {"unproven", "failed"}
    [unasked] = [c for c in found["checks"] if c["check"] == "names"]
    assert unasked["observed"] == "not asked: it needs the module evil"
    schema.write_text(json.dumps(named), encoding="utf-8")


def test_the_toolkit_that_made_it_is_named(release: Path) -> None:
    made = json.loads((release / OWN / "toolkit.json").read_text(encoding="utf-8"))
    assert made["name"] == "inburgering-opendata"
    assert made["version"][0].isdigit()


@pytest.fixture
def zipped(release: Path, tmp_path: Path) -> Path:
    """The zip of its package alone, with nothing of the release beside it."""
    (tmp_path / "zip").mkdir()
    return Path(shutil.copy(release / "air.zip", tmp_path / "zip"))


@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "The engines agree on what a release says of itself.")
)
def test_who_has_the_zip_of_a_package_alone_can_check_it(engine: str, zipped: Path) -> None:
    code, found = told("validate", zipped, "--engine", engine)
    assert (code, outcomes(found)) == (4, {(OWN, "project.trusted"): "unproven"})
    assert {table["table"] for table in found["tables"]} == {"station", "measurement"}
    code, found = told("verify", zipped, "--engine", engine)
    assert (code, found["outcome"]) == (4, "unproven")
    wrong = outcomes(found)
    assert wrong[OWN, "project.trusted"] == "unproven"
    assert {"unproven"} == {*wrong.values()}


def test_an_unpacked_zip_and_the_package_in_it_are_checked_as_well(
    zipped: Path, release: Path
) -> None:
    folder = zipped.parent / "unpacked"
    shutil.unpack_archive(zipped, folder)
    places = (folder, folder / "air", folder / "air/datapackage.json", release / "air")
    for place in places:
        code, found = told("validate", place, "--engine", "duckdb")
        assert (code, outcomes(found)) == (4, {(OWN, "project.trusted"): "unproven"}), place
    data = folder / "air/data/measurement.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("41.20", "-1.20"), encoding="utf-8")
    code, found = told("validate", folder / "air", "--engine", "duckdb")
    assert outcomes(found)["measurement", "schema.concentration.range"] == "failed"
    assert code == 1


def test_a_zip_is_checked_by_the_project_that_somebody_names(zipped: Path) -> None:
    code, found = told("--project", AIR, "validate", zipped, "--engine", "duckdb")
    assert (code, outcomes(found)) == (0, {})


def test_a_damaged_zip_is_said_to_be_one(zipped: Path) -> None:
    zipped.write_bytes(zipped.read_bytes()[:200])
    result = CliRunner().invoke(main, ["validate", str(zipped)])
    assert (result.exit_code, "the zip was not unpacked" in result.output) == (3, True)
