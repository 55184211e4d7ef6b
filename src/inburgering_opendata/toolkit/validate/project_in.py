"""Which project something is checked by: the one at hand, or the one that lies in it."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from inburgering_opendata.toolkit.ground.alone import DESCRIPTOR, FOLDER, to_check
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.archives import unpack


def project_in(project: Project, path: Path, scratch: Path) -> Project:
    """The project by which what is at `path` is checked.

    Args:
        project: the one at hand; it is taken when it knows any package that is there.
        path: a release, a package, its descriptor or its zip; for any other file the project at
            hand is taken.
        scratch: a folder that stays as long as the project is used; a zip is unpacked there.

    Raises:
        OpendataError: `ARCHIVE_REFUSED` for a zip that is not unpacked, or why the project that
            lies in a release cannot be read.
    """
    if path.is_dir():
        return to_check(project, path)
    if path.name == DESCRIPTOR:
        return to_check(project, path.parent)
    if path.suffix.lower() == ".zip" and path.is_file() and _is_strange(project, path):
        unpack(path, scratch / "zip")
        return to_check(project, scratch / "zip")
    return project


def _is_strange(project: Project, archive: Path) -> bool:
    """Whether a zip brings a project, and no package that the project at hand knows."""
    try:
        with zipfile.ZipFile(archive) as opened:
            paths = [PurePosixPath(name) for name in opened.namelist()]
    except (OSError, zipfile.BadZipFile):
        return False  # Whoever reads it says what is wrong with it.
    packages = {path.parts[0] for path in paths if path.name == DESCRIPTOR}
    brings = any(path.parts[:1] == (FOLDER,) for path in paths)
    return brings and not packages & {*project.package_names()}
