"""The commands that write the files of a project, which are tried as the others are."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import USAGE
from inburgering_opendata.toolkit.ground.project import Project, load_project
from tests.faults.command import Command
from tests.projects.made_up import AIR, REVISED, REVISION
from tests.upkeep.made_up import INIT, write_files

_MEASUREMENT = "datapackages/air/sources/measurement.csv"
_SERVED = "measurement.csv"
_TODAY = (("inburgering_opendata.commands.sources", "_today"),)


def air(project: Project, root: Path) -> Project:
    shutil.copytree(AIR, root, dirs_exist_ok=True)
    return load_project(root)


def _nothing(project: Project, inputs: Path, work: Path) -> None:
    """It is given nothing, and finds nothing."""


def _files(project: Project, inputs: Path, work: Path) -> None:
    write_files(inputs)


def _counted(project: Project, inputs: Path, work: Path) -> None:
    """A new edition, with a total that is pinned: two files to change, in two folders."""
    path = project.expectations / "measurement.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    rows = len(_measurements().splitlines()) - 1
    suite["expectations"].append(
        {
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": rows, "max_value": rows},
            "meta": {"id": "rows", "severity": "critical", "reason": "So many were measured."},
        }
    )
    path.write_text(json.dumps(suite), encoding="utf-8")
    (project.root / _MEASUREMENT).write_text(_more_measurements(), encoding="utf-8")


def _fetchable(project: Project, inputs: Path, work: Path) -> None:
    """The publisher has a newer edition than the pinned one."""
    (inputs / "served" / _SERVED).write_text(_more_measurements(), encoding="utf-8")
    path = project.packages / "air" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    [source] = [each for each in declared["sources"] if each["path"].endswith(_SERVED)]
    source["fetch"] = {"interface": "file", "address": f"{os.environ['OPENDATA_FROM']}{_SERVED}"}
    path.write_text(json.dumps(declared), encoding="utf-8")


def _measurements() -> str:
    return (AIR / _MEASUREMENT).read_text(encoding="utf-8")


def _more_measurements() -> str:
    more = REVISED.replace("2026-01-16", "2026-01-18")
    return _measurements().replace(REVISED, f"{REVISION}\n{more}")


_CHANGING: dict[str, Any] = {"project": air, "changes_project": True}

OF_PROJECTS = (
    Command(
        name="init",
        arguments=tuple(shlex.split(INIT)[1:]),
        prepare=_nothing,
        project=air,
        again=USAGE,
    ),
    Command(
        name="add",
        arguments=("add", "{inputs}/stations.csv", "--table", "site", "--date", "2026-02-01"),
        prepare=_files,
        again=USAGE,
        **_CHANGING,
    ),
    Command(
        name="add to a new package",
        arguments=(
            *("add", "{inputs}/means.csv", "--package", "means", "--date", "2026-02-01"),
            *("--key", "station", "--key", "substance", "--key", "day"),
        ),
        prepare=_files,
        again=USAGE,
        **_CHANGING,
    ),
    Command(name="pin", arguments=("pin",), prepare=_counted, **_CHANGING),
    Command(
        name="suggest --write",
        arguments=("suggest", "measurement", "--write"),
        prepare=_nothing,
        **_CHANGING,
    ),
    Command(
        name="sources fetch",
        arguments=("sources", "fetch"),
        prepare=_fetchable,
        pure=_TODAY,
        **_CHANGING,
    ),
    Command(
        name="sources fetch --accept",
        arguments=("sources", "fetch", "--accept"),
        idle=True,
        prepare=_fetchable,
        pure=_TODAY,
        **_CHANGING,
    ),
)
