"""What a build was made of: the hashes of the files that a package of it rests on."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project

MADE_OF = "made-of.json"
"""Beside the descriptor of a package in a build; no release has it."""


def made_of(project: Project, package: DataPackage) -> dict[str, str]:
    """The sha256 of each file by its path in the project: package, corrections, schemas, lists of
    categories, and sources as they are now, pinned or not.

    A suite is none of them: an expectation is asked of a build, which is not made of it.
    """
    table_of = project.told(Views).table_of
    tables = sorted({table_of(name) or name for name in (*package.tables, *package.inputs)})
    paths: list[Path] = [
        package.path,
        package.path.parent / "corrections.yaml",
        project.schemas / "categories.json",
        *(project.schemas / f"{table}.schema.json" for table in tables),
        *(source.path for source in package.sources),
    ]
    return {
        path.relative_to(project.root).as_posix(): sha256(path.read_bytes())
        for path in sorted({*paths})
        if path.is_file()
    }
