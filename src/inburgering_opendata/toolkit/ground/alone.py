"""A release that stands on its own: the project that lies within it, and how it is read.

Whoever has the toolkit and a release can check it without the project of its publisher: what the
project declares lies in the release. What that proves is that the release agrees with itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inburgering_opendata.toolkit.ground.installed import FILE, installed_root
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.ground.project_file import read_project_file

FOLDER = "opendata-project"
"""Where a release keeps what its project declares."""

DESCRIPTOR = "datapackage.json"

TOOLKIT = "toolkit.json"
"""In that folder: the toolkit that made the release, with its version."""


def own_project(release: Path) -> Project | None:
    """The project that lies in the folder of a release; None where there is none.

    A module that it names is code, and is not loaded because a release says so: only that of the
    project with which this toolkit came is at hand.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, or `NO_PROJECT`.
    """
    root = release / FOLDER
    if not (root / FILE).is_file():
        return None
    project = load_project(root)
    if project.subject is None or project.subject == _own_subject():
        return replace(project, alone=True)
    return replace(project, alone=True, subject=None, needs=project.subject)


def _own_subject() -> str | None:
    subject: str | None = read_project_file(installed_root() / FILE).get("subject")
    return subject


def to_check(project: Project, folder: Path) -> Project:
    """The project by which what is in `folder` is checked: the one at hand; if it knows no package
    of that release, or not that package, the one that lies in the release or beside the package.

    Raises:
        OpendataError: as `own_project` does.
    """
    if (folder / DESCRIPTOR).is_file() and not any(folder.glob(f"*/{DESCRIPTOR}")):
        packages, place = {folder.resolve().name}, folder.resolve().parent
    else:
        packages, place = {found.parent.name for found in folder.glob(f"*/{DESCRIPTOR}")}, folder
    if packages & {*project.package_names()}:
        return project
    return own_project(place) or project
