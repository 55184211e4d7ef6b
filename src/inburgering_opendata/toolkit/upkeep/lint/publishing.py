"""What only `opendata publish` would refuse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.drafts import drafts_of
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.catalogue.terms import controlled_list
from inburgering_opendata.toolkit.upkeep.lint.finding import Finding, Severity
from inburgering_opendata.toolkit.upkeep.lint.packages import Declared


def check_publishing(project: Project, packages: Collection[Declared]) -> Iterator[Finding]:
    """Texts to be written, codes that no list has, and placeholders."""
    for draft in drafts_of(project):
        yield Finding(
            path=draft.path,
            problem=f"'{draft.place}' is still to be written: {draft.text}",
            mend="Write it in place of TODO; `opendata publish` refuses the release until then.",
            severity=Severity.DRAFT,
        )
    yield from _check_codes(project, packages)
    try:
        catalog = load_catalog(project)
    except OpendataError:
        return  # told of the file itself
    types = controlled_list("publisher-type")
    if catalog.publisher["type"] not in {str(uri) for uri in types.uris}:
        known = ", ".join(sorted(map(str, types.uris)))
        yield Finding(
            path=project.file,
            problem=f"'publisher.type' is {catalog.publisher['type']!r}; one of {known} was "
            "expected",
            mend="Use the URI of a kind of publisher.",
        )
    if not catalog.themes and not all(package.raw.get("themes") for package in packages):
        yield Finding(
            path=project.file,
            problem="it names no themes, and not every package does, so portals cannot sort the "
            "data",
            mend=f"Add `themes`, of {', '.join(controlled_list('data-theme').concepts)}.",
            severity=Severity.WARNING,
        )
    if project.file.is_file() and (left := [*catalog.placeholders()]):
        yield Finding(
            path=project.file,
            problem=f"there are placeholders for {', '.join(left)}",
            mend="Name them; `opendata publish --official` refuses placeholders.",
            severity=Severity.WARNING,
        )


def _check_codes(project: Project, packages: Collection[Declared]) -> Iterator[Finding]:
    """Codes that the EU lists do not have, also of a file of which another word is wrong."""
    declared = _declared(project.file)
    asked = [
        (project.file, "frequency", "frequency", declared.get("frequency")),
        *(
            (path, "themes", "data-theme", theme)
            for path, raw in ((project.file, declared), *((p.path, p.raw) for p in packages))
            if isinstance(themes := raw.get("themes", []), list)
            for theme in themes
        ),
    ]
    for path, where, name, code in asked:
        concepts = controlled_list(name).concepts
        if isinstance(code, str) and code not in concepts:
            meant = did_you_mean(code, concepts) or ";"
            yield Finding(
                path=path,
                problem=f"'{where}' has '{code}', which the EU list {name} has not{meant} it has "
                f"{', '.join(concepts)}",
                mend="Use a code of that list.",
            )


def _declared(path: Path) -> Mapping[str, Any]:
    try:
        return dict(parse(path.read_bytes(), path.suffix)) if path.is_file() else {}
    except (OSError, ValueError):
        return {}  # told of the file itself
