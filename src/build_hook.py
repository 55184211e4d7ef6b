"""Stamp a wheel or sdist with the date of its commit, so that releases made by an installed
toolkit get the calendar version of the code that made them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STAMP = "commit_epoch.txt"


class CommitStamp(BuildHookInterface[Any]):
    """Adds `commit_epoch.txt`: seconds since 1970 of the commit, where that is known."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        epoch = os.environ.get("SOURCE_DATE_EPOCH") or _stamped(root) or _committed(root)
        if epoch is None:
            return
        stamp = Path(tempfile.mkdtemp()) / STAMP
        stamp.write_text(f"{int(epoch)}\n", encoding="ascii")
        inside = f"inburgering_opendata/{STAMP}" if self.target_name == "wheel" else STAMP
        build_data["force_include"][str(stamp)] = inside


def _stamped(root: Path) -> str | None:
    stamp = root / STAMP
    return stamp.read_text(encoding="ascii") if stamp.is_file() else None


def _committed(root: Path) -> str | None:
    if not (root / ".git").exists():
        return None
    # The same question as in `publish/version.py`, which is not there yet while this is built.
    settings = ["-c", "safe.directory=*", "-c", "log.showSignature=false"]
    command = ["git", *settings, "-C", str(root), "log", "-1", "--format=%ct"]
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None
