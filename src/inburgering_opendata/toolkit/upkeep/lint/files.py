"""Each declared file against the JSON Schema of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from inburgering_opendata.toolkit.describe.corrections import CORRECTIONS
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.reading import faults_in
from inburgering_opendata.toolkit.ground.installed import Folders
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.lint.finding import Finding, Severity
from inburgering_opendata.toolkit.validate.kinds import kinds_of

_LEFT_TO_GIT = frozenset({".gitkeep"})


def check_files(project: Project) -> Iterator[Finding]:
    """Every fault of every file that the project declares, and files that nothing reads."""
    told = project.declarations
    known: set[Path] = set()
    for kind in kinds_of(project).values():
        for path in _files_of(project, kind):
            known.add(path)
            try:
                faults: Iterable[str] = faults_in(path.read_bytes(), path, kind, told)
            except OSError as error:
                faults = (error.strerror or str(error),)
            mend = f"`opendata schema {kind.name}` prints what may stand in this file."
            yield from (Finding(path=path, problem=fault, mend=mend) for fault in faults)
    for folder, wanted in (
        (project.schemas, "<table>.schema.json and categories.json"),
        (project.expectations, "<table>.json"),
    ):
        for path in sorted(folder.glob("*")):
            if path not in known and path.name not in _LEFT_TO_GIT and path.is_file():
                yield Finding(
                    path=path,
                    problem=f"nothing reads it; this folder has {wanted}",
                    mend="Give it such a name, or remove it.",
                    severity=Severity.WARNING,
                )


def _files_of(project: Project, kind: Kind) -> list[Path]:
    """The files of a kind in the folders of a project; none of a kind that stands elsewhere."""
    pattern = "datapackages/*/corrections.yaml" if kind is CORRECTIONS else kind.files
    first, slash, rest = re.sub(r"<[^>]+>", "*", pattern).partition("/")
    if not slash:
        path = project.root / first
        return [path] if path.is_file() else []
    own = Folders()
    folders = {
        own.packages: project.packages,
        own.schemas: project.schemas,
        own.expectations: project.expectations,
    }
    return sorted(folders[first].glob(rest)) if first in folders else []
