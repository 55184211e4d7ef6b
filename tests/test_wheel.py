"""A wheel alone is enough: no checkout, no network, any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.site.drawing import FONTS


def test_a_release_from_the_wheel_in_an_empty_folder(project: Project, tmp_path: Path) -> None:
    wheel = Path(next(WheelBuilder(str(project.root)).build(directory=str(tmp_path / "wheels"))))
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    environment.pop("SOURCE_DATE_EPOCH", None)
    where = "import inburgering_opendata; print(inburgering_opendata.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=empty, env=environment, capture_output=True, text=True
    )
    assert found.stdout.startswith(str(site)), "the wheel is not what is run"
    run = subprocess.run(
        [sys.executable, "-m", "inburgering_opendata", "release"],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    releases = [path for path in (empty / "dist").iterdir() if path.is_dir()]
    assert len(releases) == 1
    assert (releases[0] / "funding" / "data" / "allocation.parquet").is_file()
    names = zipfile.ZipFile(wheel).namelist()
    for licence in ("LICENSE", "OFL.txt"):
        assert [name for name in names if "/licenses/" in name and name.endswith(licence)]
    fonts = {Path(name).name for name in names if "/site/fonts/" in name and "-info/" not in name}
    assert fonts == {path.name for path in FONTS.iterdir()}
