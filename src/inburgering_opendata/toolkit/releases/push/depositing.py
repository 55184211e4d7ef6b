"""What of a release is deposited in an archive, how it is described there, and its DOI."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.ground.files import write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.publish.catalogue.citation import CITATION_FILE, cite_release
from inburgering_opendata.toolkit.publish.catalogue.edition import TURTLE

_ALONE = (SUMS, SIGNATURE, TURTLE, CITATION_FILE, "validation.json")
"""Files of a release that are deposited beside the zips of its packages."""


def deposited_files(folder: Path) -> dict[str, Path]:
    """The files of a version that go to the archive, by name: few and whole, as it has no folders.

    Every other file of the version is in one of the zips, or made from what is.
    """
    zips = {path.name: path for path in sorted(folder.glob("*.zip"))}
    return zips | {name: folder / name for name in _ALONE if (folder / name).is_file()}


def metadata(catalog: Catalog, version: str, packages: tuple[DataPackage, ...]) -> dict[str, Any]:
    """The version as the records API of InvenioRDM has it."""
    language = catalog.plain
    citation = cite_release(catalog, version, [each.descriptor for each in packages])
    return {
        "title": language.of(citation.words, "title"),
        "description": language.of(citation.words, "description"),
        "creators": [
            {"person_or_org": {"type": "organizational", "name": name}}
            for name in citation.authors(language)
        ],
        "publisher": language.of(citation.publisher, "name"),
        "publication_date": citation.day.isoformat(),
        "version": version,
        "resource_type": {"id": "dataset"},
        "rights": [{"id": citation.licence.lower()}],
        "subjects": [{"subject": word} for word in citation.keywords["keywords"]],
        "related_identifiers": [
            {
                "identifier": citation.release,
                "scheme": "url",
                "relation_type": {"id": "isidenticalto"},
            }
        ],
    }


def note_doi(project: Project, concept: str) -> tuple[Path, ...]:
    """Write the DOI of all versions where the next release and its readers find it.

    It goes into `opendata.toml`, from which catalogue and citations have it, and into a
    `CITATION.cff` beside it. Returns the files that changed.

    Raises:
        OpendataError: `WRITE_FAILED`.
    """
    changed = []
    for path, key, line in (
        (project.file, "doi", f'doi = "{concept}"\n'),
        (project.root / CITATION_FILE, "doi", f"doi: {concept}\n"),
    ):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(rf"^{key}\b", text, re.MULTILINE):
            continue
        # The first line that begins a key at the top is one of TOML before any [table], too.
        first = re.search(r"^[a-z]", text, re.MULTILINE)
        at = first.start() if first else 0
        write_whole(path, (text[:at] + line + text[at:]).encode())
        changed.append(path)
    return tuple(changed)
