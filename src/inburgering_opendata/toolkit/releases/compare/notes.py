"""The notes of a release, written from what changed since the one before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.compare.comparison import compare
from inburgering_opendata.toolkit.releases.compare.reports.document import document
from inburgering_opendata.toolkit.releases.compare.reports.formats import markdown_of


def release_notes(project: Project, previous: Path, new: Path, version: str) -> bytes:
    """Markdown about the change from the release at `previous` to the packages at `new`.

    Raises:
        OpendataError: as `compare` does.
    """
    with compare(project, previous, new) as comparison:
        first, *rest = document(comparison)
    titled = replace(first, title=f"{version}: what changed since {previous.name}")
    return "".join(markdown_of([titled, *rest])).encode()
