"""`opendata site` through the command line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.project import Project

Run = Callable[..., Result]


@pytest.mark.whole(reason="It makes all pages of a build; make test looks at those of a release.")
def test_pages_of_a_build_say_that_they_are_a_trial(
    opendata: Run, for_small: Project, small_build: Path, tmp_path: Path
) -> None:
    result = opendata("site", small_build, "--output", tmp_path / "pages")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "pages/gegevens/funding/allocation.html").read_text(encoding="utf-8")
    assert "Nog niet gecontroleerd" in text and "nog niet gepubliceerd" in text


def test_pages_made_again_replace_the_pages_and_nothing_else(
    opendata: Run, for_small: Project, slim_release: Path, tmp_path: Path
) -> None:
    output = tmp_path / "pages"
    assert opendata("site", slim_release, "--output", output).exit_code == 0
    (output / "left-over.html").write_text("old")
    assert opendata("site", slim_release, "--output", output).exit_code == 0
    assert not (output / "left-over.html").exists()

    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("kept")
    refused = opendata("site", slim_release, "--output", other)
    assert refused.exit_code == 3
    assert "not a site" in refused.output
    assert [path.name for path in other.iterdir()] == ["mine.txt"]


def test_a_folder_without_packages_is_refused(opendata: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = opendata("site", empty, "--output", tmp_path / "pages")
    assert result.exit_code == 3
    assert "datapackage.json" in result.output
    assert not (tmp_path / "pages").exists()


@pytest.mark.whole(reason="explain refuses it in the same way, as make test tries.")
@pytest.mark.whole(reason="explain refuses it in the same way, as make test tries.")
def test_a_number_that_does_not_follow_is_not_shown(
    opendata: Run, for_small: Project, small_release: Path, tmp_path: Path
) -> None:
    spoilt = Path(shutil.copytree(small_release, tmp_path / "spoilt"))
    path = spoilt / "funding/data/allocation.csv"
    text = path.read_text(encoding="utf-8")
    [amount] = re.findall("^introduction,GM0344,Utrecht,([0-9]+),", text, re.MULTILINE)
    wrong = f"introduction,GM0344,Utrecht,{int(amount) + 1},"
    path.write_text(text.replace(f"introduction,GM0344,Utrecht,{amount},", wrong), encoding="utf-8")
    result = opendata("site", spoilt, "--output", tmp_path / "pages")
    assert result.exit_code == 1
    assert "explanation-differs" in result.output
    assert not (tmp_path / "pages").exists()


def test_a_release_of_other_tables_has_pages_of_its_data_only(
    opendata: Run, small_release: Path, tmp_path: Path
) -> None:
    part = tmp_path / "part"
    shutil.copytree(small_release / "agreements", part / "agreements")
    assert opendata("site", part, "--output", tmp_path / "pages").exit_code == 0
    assert (tmp_path / "pages/gegevens/agreements/milestone.html").is_file()
    assert not (tmp_path / "pages/gemeenten.html").exists()
