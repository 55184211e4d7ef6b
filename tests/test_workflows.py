"""The workflows: what they run is pinned, and what they may do is little."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import installed_project

ROOT = installed_project().root
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    uses = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert uses
    for action, comment in uses:
        if not action.startswith("./"):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_may_write_but_the_jobs_that_publish_or_propose(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    allowed = {
        "publish": {"contents": "write", "id-token": "write", "attestations": "write"},
        "pages": {"pages": "write", "id-token": "write"},
        "fetch": {"contents": "write", "pull-requests": "write"},
    }
    for name, job in workflow["jobs"].items():
        assert job.get("permissions", {}) == allowed.get(name, {}), name


def test_reading_is_tried_on_other_systems_with_only_what_it_needs() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    job = jobs["read"]
    assert job["strategy"]["matrix"]["system"] == ["windows-latest", "macos-latest"]
    assert job["runs-on"] == "${{ matrix.system }}"
    assert job["needs"] == "wheel"
    steps = [step["run"] for step in job["steps"] if "run" in step]
    # Each is one command: the shell of Windows is another one.
    assert all(len(step.splitlines()) == 1 for step in steps)
    installs = [step for step in steps if " install " in step]
    assert "--require-hashes -r requirements-read.txt" in installs[0]
    assert "--no-deps --no-index --find-links wheel" in installs[1]
    assert len(installs) == 2
    assert steps[2:] == ["opendata --version", "opendata list", "python .ci/read.py"]
    built = "".join(step.get("run", "") for step in jobs["wheel"]["steps"])
    assert "--no-build-isolation --wheel-dir wheel" in built


def test_only_an_official_release_is_published() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    steps = [step.get("run", "") for step in jobs["build"]["steps"]]
    [made] = [step for step in steps if "make release" in step]
    assert "RELEASE=--official" in made
    scored = next(i for i, step in enumerate(steps) if "opendata score" in step)
    assert steps.index(made) < scored
    assert jobs["publish"]["needs"] == "build"
    assert jobs["pages"]["needs"] == "publish"


def test_the_assets_are_the_files_of_the_release(tmp_path: Path) -> None:
    release = tmp_path / "dist" / "2026.11.23"
    files = {
        path: path.encode()
        for path in (
            *("funding.zip", "funding/data/allocation.parquet", "funding/data/allocation.csv"),
            *("funding/excel/funding.xlsx", "sqlite/all.sqlite", "dcat.ttl", "dcat.jsonld"),
            *("CITATION.cff", "validation.json", "site/index.html"),
        )
    }
    for path, data in files.items():
        (release / path).parent.mkdir(parents=True, exist_ok=True)
        (release / path).write_bytes(data)
    sums = "".join(f"{sha256(data)}  {path}\n" for path, data in files.items())
    (release / "SHA256SUMS").write_text(sums)
    assets = tmp_path / "assets"
    subprocess.run([ROOT / ".ci" / "assets", release, assets], check=True)
    found = {path.name for path in assets.iterdir()}
    assert found == {
        *("funding.zip", "allocation.parquet", "funding.xlsx", "all.sqlite"),
        *("dcat.ttl", "dcat.jsonld", "CITATION.cff", "validation.json", "SHA256SUMS"),
        *("release-2026.11.23.tar.gz", "SHA256SUMS.assets"),
    }
    for name, options in (("SHA256SUMS.assets", []), ("SHA256SUMS", ["--ignore-missing"])):
        command = ["sha256sum", "--check", "--strict", *options, name]
        assert subprocess.run(command, cwd=assets).returncode == 0
    with tarfile.open(assets / "release-2026.11.23.tar.gz") as archive:
        archive.extractall(tmp_path / "again", filter="data")
    again = tmp_path / "again" / "2026.11.23"
    assert {path: (again / path).read_bytes() for path in files} == files
    # Two files of one name would be one asset: that is refused.
    (release / "other" / "data").mkdir(parents=True)
    (release / "other" / "data" / "allocation.parquet").write_bytes(b"other")
    run = subprocess.run([ROOT / ".ci" / "assets", release, tmp_path / "b"], capture_output=True)
    assert run.returncode == 1
    assert b"two files" in run.stderr


GH = """#!/usr/bin/env bash
# Stands in for gh: one release, whose archive is in $RELEASES.
case "$1 $2" in
  "release list") echo v1 ;;
  "release download") cp "$RELEASES"/release-*.tar.gz "$7/" ;;
esac
"""


@pytest.mark.parametrize("spoilt", [False, True])
def test_earlier_releases_come_back_whole_or_stop_the_workflow(
    spoilt: bool, tmp_path: Path
) -> None:
    release = tmp_path / "from" / "2026.11.23"
    release.mkdir(parents=True)
    (release / "dcat.ttl").write_text("a catalogue")
    digest = sha256(b"something else" if spoilt else b"a catalogue")
    (release / "SHA256SUMS").write_text(f"{digest}  dcat.ttl\n")
    with tarfile.open(tmp_path / "release-2026.11.23.tar.gz", "w:gz") as archive:
        archive.add(release, "2026.11.23")
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH)
    gh.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{gh.parent}:{os.environ['PATH']}",
        "RELEASES": str(tmp_path),
    }
    command = [ROOT / ".ci" / "earlier-releases", tmp_path / "dist"]
    run = subprocess.run(command, env=environment, capture_output=True)
    assert (run.returncode == 0) == (not spoilt), run.stderr
    assert (tmp_path / "dist" / "2026.11.23" / "dcat.ttl").read_text() == "a catalogue"
