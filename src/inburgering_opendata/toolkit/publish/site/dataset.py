"""The page of a dataset, which is a package or one of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.descriptor import LEAVES_OUT
from inburgering_opendata.toolkit.describe.file_formats import ALL_FORMATS
from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.publish.catalogue.citation import bibtex, cite_package, sentence
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.site.columns import (
    column_cells,
    columns_in,
    left_to_files,
)
from inburgering_opendata.toolkit.publish.site.contents import Contents, Package, Table
from inburgering_opendata.toolkit.publish.site.pictures import Picture

PREVIEWED = 10
"""How many rows of a table its page shows."""


def dataset_values(
    contents: Contents,
    edition: Edition | None,
    pictures: Sequence[Picture],
    package: Package,
    table: Table | None,
    language: Language,
    words: Words,
    languages: Sequence[Language],
) -> dict[str, Any]:
    """What the page of a package shows, or that of a table; the names are those of its template."""
    described = table.resource if table else package.descriptor
    sources = package.descriptor["sources"]
    # A table that was derived has no source of its own: it rests on those of the package.
    own = [s for s in sources if table is None or s["table"] == table.name] or sources
    behind = {source["table"] for source in own}
    corrections = [c for c in package.descriptor.get("corrections", ()) if c["table"] in behind]
    checks = _checks(contents, package.name, table.name if table else None)
    outcomes = [check["outcome"] for check in checks or ()]
    columns = columns_in(language, table.fields, languages) if table else ()
    ladder = ("passed", "warning", "failed", "error")
    files = table.files if table else package.files
    return {
        "package": package,
        "table": table,
        "words": described,
        "pictures": pictures,
        "sections": [
            *(["picture"] if pictures else []),
            *(["fields", "preview"] if table else ["tables"]),
            *("validation", "files", "cite", "sources"),
            *(["corrections"] if corrections else []),
        ],
        "columns": columns,
        "other_columns": left_to_files(columns, table.fields) if table else (),
        "preview": [column_cells(columns, row, language) for row in table.texts[:PREVIEWED]]
        if table
        else [],
        "checks": checks,
        # A table without any check has not passed one.
        "outcome": max(outcomes, key=ladder.index, default="error"),
        "files": files,
        "left_out": [n for n in _left_out(package) if table is None or n == table.name],
        "kinds": {file.path: kind_of_file(file.path, language, words) for file in files},
        **_citation(contents, edition, language, words, package, table),
        "sources": own,
        "corrections": corrections,
    }


def _left_out(package: Package) -> Sequence[str]:
    """The tables that are too large for the workbook of the package."""
    found = (each.get(LEAVES_OUT, ()) for each in package.descriptor["resources"])
    return next(filter(None, found), ())


def kind_of_file(path: str, language: Language, words: Words) -> str:
    """What a published file is, by where it stands and how it is called."""
    name = path.rpartition("/")[2]
    for each in ALL_FORMATS:
        folder, _, pattern = each.path.rpartition("/")
        if f"{folder}/" in f"{path}" and name.endswith(pattern.format(name="")):
            return each.title_nl if language.speaks == "nl" else each.title
    ending = "zip" if name.endswith(".zip") else name
    return words.sentences.get(f"file.{ending}", "")


def _citation(
    contents: Contents,
    edition: Edition | None,
    language: Language,
    words: Words,
    package: Package,
    table: Table | None,
) -> dict[str, str]:
    """A sentence for a list of references, and BibTeX where the release says who publishes it."""
    described = table.resource if table else package.descriptor
    if edition is None:
        plain = words(
            "data.citation",
            who=package.descriptor["contributors"][0]["title"],
            title=language.of(described, "title"),
            version=contents.version or words("site.no_version"),
            licence=package.descriptor["licenses"][0]["name"],
        )
        return {"citation": plain, "bibtex": ""}
    citation = cite_package(
        edition.catalog,
        edition.version,
        package.descriptor,
        table.resource if table else None,
    )
    return {"citation": sentence(citation, language), "bibtex": bibtex(citation, language)}


def _checks(contents: Contents, package: str, table: str | None) -> list[Any] | None:
    """The checks of a table, or of all of a package; None when nothing was checked yet."""
    if contents.validation is None:
        return None
    return [
        check
        for check in contents.validation["checks"]
        if check["package"] == package and table in (None, check["table"])
    ]
