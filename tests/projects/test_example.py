"""The documented example: the project about the air with a table, a rule and a page of its own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.projects.made_up import copied, done, read, run, write

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, with what the example adds."""
    project = copied(tmp_path / "project")
    shutil.copytree(EXAMPLE, project, dirs_exist_ok=True)
    path = project / "opendata.toml"
    path.write_text(f'subject = "air"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    package = read(project / "datapackages/air/package.json")
    package["tables"].append("yearly_mean")
    write(project / "datapackages/air/package.json", package)
    return project


def test_the_derived_table_is_made_checked_published_and_made_anew(
    project: Path, tmp_path: Path
) -> None:
    build, dist = tmp_path / "build", tmp_path / "dist"
    done(project, "lint")
    done(project, "release", "--build", build, "--output", dist, "--version", "2026.02.01")
    rows = (build / "air/data/yearly_mean.csv").read_text(encoding="utf-8").splitlines()
    assert rows == [
        "station,substance,year,measurements,mean",
        "IE-001,NO2,2026,3,42.45",
        "IE-002,PM10,2026,3,19.30",
        "IE-003,O3,2026,2,58.55",
        "IE-004,PM10,2026,3,23.25",
    ]
    told = json.loads(done(project, "verify", dist / "2026.02.01", "--format", "json"))
    [anew] = [
        check
        for check in told["checks"]
        if check["check"] == "recomputed" and check["table"] == "yearly_mean"
    ]
    assert (anew["outcome"], "by its rule" in anew["observed"]) == ("passed", True)


def test_the_page_has_its_picture_in_each_language_and_the_menu_leads_to_it(
    project: Path, tmp_path: Path
) -> None:
    build, site = tmp_path / "build", tmp_path / "site"
    done(project, "assemble", "--output", build)
    done(project, "site", build, "--output", site)
    for path, name, mean, other in (
        ("jaargemiddelden.html", "jaargemiddelden-per-station.nl", "58,55", "Gegevens"),
        ("en/yearly-means.html", "yearly-means-by-station.en", "58.55", "Data"),
    ):
        page = (site / path).read_text(encoding="utf-8")
        picture = name.partition(".")[0]
        assert f"{mean}, " in page and f"pictures/{picture}.svg" in page
        assert re.search(rf'aria-current="page">[^<]*</a></li>\s*<li><a [^>]*>{other}<', page)
        svg = (site / f"pictures/{picture}.svg").read_text(encoding="utf-8")
        # Drawn inside: what it shows, of when, and what it rests on.
        for words in ("µg/m³", "2026", mean, "Quay Street", "NO2"):
            assert words in svg, words
        rows = (site / f"pictures/{picture}.csv").read_text(encoding="utf-8").splitlines()
        assert len(rows) == 5 and "58.55" in rows[1]
        assert (site / f"pictures/{picture}.png").read_bytes().startswith(b"\x89PNG")
    assert "pictures/" in (site / "gegevens/air/yearly_mean.html").read_text(encoding="utf-8")


def test_without_its_table_there_is_no_page(project: Path, tmp_path: Path) -> None:
    package = read(project / "datapackages/air/package.json")
    package["tables"].remove("yearly_mean")
    write(project / "datapackages/air/package.json", package)
    done(project, "assemble", "--output", tmp_path / "build")
    done(project, "site", tmp_path / "build", "--output", tmp_path / "site")
    assert not list((tmp_path / "site").rglob("*jaargemiddelden*"))


@pytest.mark.parametrize("engine", ["gx", "duckdb"])
def test_the_rule_finds_what_it_asks(engine: str, project: Path, tmp_path: Path) -> None:
    path = project / "expectations/yearly_mean.json"
    suite = read(path)
    suite["expectations"][0]["kwargs"]["of"] = 4
    write(path, suite)
    done(project, "assemble", "--output", tmp_path / "build")
    told = run(project, "validate", tmp_path / "build", "--engine", engine, "--format", "json")
    assert told.exit_code == 1
    [found] = [c for c in json.loads(told.stdout)["checks"] if c["check"] == "whole_years"]
    assert found["unexpected_count"] == 4
    assert found["failures"][0]["expected"] == "a multiple of 4"


def test_the_vocabulary_has_it() -> None:
    assert "expect_values_to_be_multiples" not in done(
        Path(__file__).with_name("air"), "list", "--expectations"
    )


def test_a_module_that_cannot_be_imported_is_named(project: Path) -> None:
    (project / "air.py").write_text("import nowhere_at_all\n", encoding="utf-8")
    told = run(project, "lint")
    assert told.exit_code == 1
    assert "the subject 'air' is not there" in told.stdout
    assert "No module named 'nowhere_at_all'" in told.stdout
