"""What was fetched is proposed, and nothing that somebody did in the proposal is overwritten."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "propose-sources"
GH = """#!/bin/sh
echo "$@" >> "$GH_LOG"
for file; do :; done
case "$1 $2" in "pr create"|"pr edit") cp "$file" "$GH_LOG.text" ;; esac
if [ "$1 $2" = "pr list" ]; then grep -c "pr create" "$GH_LOG" || true; fi
"""
NAMES = ("user.name", "user.email")


class Forge:
    """A repository at a forge, of which a checkout is made for each run."""

    def __init__(self, root: Path) -> None:
        self.root, self.remote, self.runs = root, root / "forge" / "own" / "data", 0
        self.log = root / "gh.log"
        self.log.touch()
        self.remote.mkdir(parents=True)
        self.git(self.remote, "init", "--quiet", "--bare")
        self.git(self.remote, "symbolic-ref", "HEAD", "refs/heads/main")
        seed = self.checkout("main")
        (seed / "datapackages").mkdir()
        (seed / ".ci").mkdir()
        shutil.copy(SCRIPT, seed / ".ci")
        (seed / "datapackages" / "a.csv").write_text("1\n")
        self.commit(seed, "main")
        gh = root / "bin" / "gh"
        gh.parent.mkdir()
        gh.write_text(GH)
        gh.chmod(0o755)

    def git(self, folder: Path, *arguments: str) -> str:
        named = [part for name in NAMES for part in ("-c", f"{name}=maintainer@example.org")]
        run = subprocess.run(
            ["git", *named, "-C", folder, *arguments], capture_output=True, text=True, check=True
        )
        return run.stdout

    def checkout(self, branch: str) -> Path:
        self.runs += 1
        folder = self.root / f"checkout-{self.runs}"
        self.git(self.root, "clone", "--quiet", str(self.remote), str(folder))
        if branch in self.git(folder, "branch", "--remotes"):
            self.git(folder, "switch", "--quiet", branch)
        return folder

    def commit(self, folder: Path, branch: str) -> None:
        self.git(folder, "add", ".")
        self.git(folder, "commit", "--quiet", "--message", "a change")
        self.git(folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")

    def run(self, text: str | None) -> str:
        """The script in a new checkout, in which a source is what was fetched."""
        folder = self.checkout("main")
        if text is not None:
            (folder / "datapackages" / "a.csv").write_text(text)
        difference = self.root / "difference.md"
        validation = self.root / "validation.md"
        difference.write_text(f"# {text}" + 80_000 * "é")
        validation.write_text("# Validation: failed\n")
        run = subprocess.run(
            [folder / ".ci" / SCRIPT.name, difference, validation],
            env={
                **os.environ,
                "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
                "GH_TOKEN": "made-up",
                "GH_REPO": "own/data",
                "GH_LOG": str(self.log),
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": f"url.{self.remote}.insteadOf",
                "GIT_CONFIG_VALUE_0": "https://github.com/own/data",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        assert "made-up" not in run.stdout + run.stderr
        return run.stdout

    def proposed(self) -> str:
        return self.git(self.remote, "show", "sources:datapackages/a.csv")


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def test_a_proposal_is_made_and_then_brought_up_to_date(forge: Forge) -> None:
    assert "Nothing changed." in forge.run(None)
    assert "sources" not in forge.git(forge.remote, "branch")
    forge.run("2\n")
    forge.run("3\n")
    assert forge.proposed() == "3\n"
    asked = [line.split()[1] for line in forge.log.read_text().splitlines()]
    assert asked == ["list", "create", "list", "edit"]
    text = Path(f"{forge.log}.text").read_bytes()
    assert text.startswith(b"# 3") and text.endswith(b"# Validation: failed\n")
    assert len(text) < 65_536


def test_what_a_maintainer_committed_to_the_proposal_stays(forge: Forge) -> None:
    forge.run("2\n")
    own = forge.checkout("sources")
    (own / "total.json").write_text("pinned")
    forge.commit(own, "sources")
    before = forge.git(forge.remote, "rev-parse", "sources")
    assert "Somebody works on the branch 'sources'" in forge.run("3\n")
    assert forge.git(forge.remote, "rev-parse", "sources") == before
