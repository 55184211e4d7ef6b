"""The version is the date of the commit, never the clock."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground.errors import (
    EPOCH_MALFORMED,
    VERSION_MALFORMED,
    VERSION_UNKNOWN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.version import check_version, default_version, next_version


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_the_date_of_the_commit_in_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half past one at night in Amsterdam is still the day before in UTC.
    repository(tmp_path, "2026-06-01T01:30:00+02:00")
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    assert default_version(Project(tmp_path)) == "2026.05.31"


def test_the_commit_is_that_of_the_project_also_in_a_hook_of_another_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "project", "2026-06-01T12:00:00Z")
    repository(tmp_path / "other", "2001-01-01T12:00:00Z")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert default_version(Project(tmp_path / "project")) == "2026.06.01"


def repository(folder: Path, date: str) -> None:
    """A repository with one commit, of that date."""
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", folder], check=True)
    subprocess.run(
        [*git, "commit", "-q", "--allow-empty", "-m", "x"],
        env={**os.environ, "GIT_COMMITTER_DATE": date},
        check=True,
    )


def test_the_stamp_of_a_wheel(tmp_path: Path) -> None:
    (tmp_path / "commit_epoch.txt").write_text("1790000000\n")
    assert default_version(Project(tmp_path)) == "2026.09.21"


def test_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "commit_epoch.txt").write_text("1790000000\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert default_version(Project(tmp_path)) == "1970.01.01"


@pytest.mark.parametrize("value", ["", "yesterday", "1e9", "99999999999999999999"])
def test_a_malformed_epoch_is_refused(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(OpendataError) as caught:
        default_version(Project(tmp_path))
    assert caught.value.kind is EPOCH_MALFORMED


def test_no_date_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpendataError) as caught:
        default_version(Project(tmp_path))
    assert caught.value.kind is VERSION_UNKNOWN


@pytest.mark.parametrize("version", ["2026.11.23", "2024.02.29", "2026.11.23.1", "2026.11.23.12"])
def test_calendar_versions(version: str) -> None:
    assert check_version(version) == version


@pytest.mark.parametrize(
    "version",
    [
        "",
        "1.0",
        "2026.1.1",
        "2026.13.01",
        "2025.02.29",
        "2026.11.23.0",
        "2026.11.23 ",
        "٢٠٢٦.11.23",
    ],
)
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(OpendataError) as caught:
        check_version(version)
    assert caught.value.kind is VERSION_MALFORMED


def test_the_next_version_of_the_day() -> None:
    assert next_version("2026.11.23") == "2026.11.23.1"
    assert next_version("2026.11.23.1") == "2026.11.23.2"
