"""A project about the air, which knows no subject: its folder, changed copies, its command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from inburgering_opendata.cli import main
from inburgering_opendata.toolkit.ground.files import sha256

AIR = Path(__file__).with_name("air")
FIRST, SECOND = "2026.02.01", "2026.03.01"

REVISED = "IE-002,PM10,2026-01-16T12:30:00Z,19.30,checked,"
REVISION = "IE-002,PM10,2026-01-16T12:30:00Z,21.05,checked,calibrated anew"
NEW = "IE-002,PM10,2026-01-17T06:00:00Z,18.40,raw,"


def run(project: Path, *arguments: str | Path) -> Result:
    """What a command says of a project, in this process."""
    return CliRunner().invoke(main, ["--project", str(project), *map(str, arguments)])


def done(project: Path, *arguments: str | Path) -> str:
    """What a command writes to standard output, when it does well."""
    result = run(project, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def copied(folder: Path) -> Path:
    """A copy of the project, to change."""
    return Path(shutil.copytree(AIR, folder))


def revised(folder: Path) -> Path:
    """A copy in which one measurement has another value, and one is there for the first time."""
    project = copied(folder)
    path = project / "datapackages/air/sources/measurement.csv"
    text = path.read_text(encoding="utf-8")
    assert f"{REVISED}\n" in text
    path.write_text(text.replace(REVISED, f"{REVISION}\n{NEW}"), encoding="utf-8")
    pin(project)
    return project


def pin(project: Path) -> None:
    """Pin the sources of the package as they are now."""
    path = project / "datapackages/air/package.json"
    package = read(path)
    for source in package["sources"]:
        source["sha256"] = sha256((path.parent / source["path"]).read_bytes())
    write(path, package)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
