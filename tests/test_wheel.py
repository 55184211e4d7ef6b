"""A wheel alone is enough: no checkout, no network, any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.site.letters import FONTS

Run = Callable[..., str]


@pytest.fixture
def wheel(project: Project, tmp_path: Path) -> Path:
    return Path(next(WheelBuilder(str(project.root)).build(directory=str(tmp_path / "wheels"))))


@pytest.fixture
def run(wheel: Path, tmp_path: Path) -> Run:
    """A program of Python in an empty folder, where the wheel is all there is."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    environment.pop("SOURCE_DATE_EPOCH", None)

    def run(*arguments: str) -> str:
        run = subprocess.run(
            [sys.executable, *arguments],
            cwd=empty,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    where = "import inburgering_opendata; print(inburgering_opendata.__file__)"
    assert run("-c", where).startswith(str(site)), "the wheel is not what is run"
    return run


def released(tmp_path: Path) -> Path:
    [release] = [path for path in (tmp_path / "empty" / "dist").iterdir() if path.is_dir()]
    return release


def test_tables_from_the_wheel_in_an_empty_folder_are_assembled_and_checked(run: Run) -> None:
    """With its sources, schemas and expectations; what pages need is tried by `make test-all`."""
    run("-m", "inburgering_opendata", "assemble", "municipalities")
    run("-m", "inburgering_opendata", "validate", "build", "--engine", "duckdb")


@pytest.mark.whole(reason="It publishes with all that the tests of pages and catalogue look at.")
def test_a_package_from_the_wheel_in_an_empty_folder(run: Run, tmp_path: Path) -> None:
    run("-m", "inburgering_opendata", "assemble", "municipalities")
    run("-m", "inburgering_opendata", "publish", "build")
    release = released(tmp_path)
    assert (release / "municipalities" / "data" / "municipality.parquet").is_file()
    assert (release / "site" / "index.html").is_file()


@pytest.mark.whole(reason="It releases all of the data, as one package is elsewhere.")
def test_a_release_from_the_wheel_in_an_empty_folder(run: Run, tmp_path: Path) -> None:
    run("-m", "inburgering_opendata", "release")
    release = released(tmp_path)
    assert (release / "funding" / "data" / "allocation.parquet").is_file()
    assert list(release.glob("site/pictures/*.svg"))


def test_the_licences_and_fonts_are_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for licence in ("LICENSE", "OFL.txt"):
        assert [name for name in names if "/licenses/" in name and name.endswith(licence)]
    fonts = {Path(name).name for name in names if "/site/fonts/" in name and "-info/" not in name}
    assert fonts == {path.name for path in FONTS.iterdir()}
