"""How to cite a release, a package or a table: a sentence, BibTeX, CITATION.cff and CSL-JSON.

Formats: Citation File Format 1.2.0 (https://citation-file-format.github.io/), and the items of
Citation Style Language 1.0.2 (https://docs.citationstyles.org/).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.language import Language, worded
from inburgering_opendata.toolkit.describe.pages import DATASET, SITE, START, Address
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.version import release_date
from inburgering_opendata.toolkit.publish.catalogue.words import words_of_catalogue

CITATION_FILE = "CITATION.cff"

_SPECIAL = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What is cited, and where it is."""

    name: str
    """Short name; unique within a release."""
    words: Json
    """title and description, in both languages."""
    keywords: Json
    """keywords, in both languages."""
    version: str
    release: str
    """The address of the release."""
    page: str | None
    """The name of the page of the package or table; None for anything else."""
    place: Address | None = None
    """The page about it, when that is no package and no table."""
    licence: str
    """As SPDX names it."""
    publisher: Json
    contributors: Sequence[Json]
    doi: str | None = None
    """Of all versions of the release together."""

    def authors(self, language: Language) -> list[str]:
        return [language.of(each, "title") for each in self.contributors]

    @property
    def day(self) -> date:
        return release_date(self.version)

    def address(self, language: Language) -> str:
        """The page about it, in that language."""
        place = Address(DATASET, self.page) if self.page else self.place or Address(START)
        return f"{self.release}{SITE}/{place.path(language)}"


def cite_release(catalog: Catalog, version: str, packages: Sequence[Json]) -> Citation:
    """The citation of everything in a release, whose packages have these descriptors."""
    names = worded(packages[0], "keywords")
    return Citation(
        name=catalog.name,
        words=catalog.words,
        keywords={
            name: list(dict.fromkeys(k for each in packages for k in each[name])) for name in names
        },
        version=version,
        release=catalog.release_address(version),
        page=None,
        licence=packages[0]["licenses"][0]["name"],
        publisher=catalog.publisher,
        contributors=list(
            {c["title"]: c for each in packages for c in each["contributors"]}.values()
        ),
        doi=catalog.doi,
    )


def cite_page(
    catalog: Catalog, version: str, packages: Sequence[Json], words: Json, place: Address
) -> Citation:
    """The citation of one page of a release.

    Args:
        catalog: who publishes, and where.
        version: calendar version of the release.
        packages: the descriptors of the packages that the page is made from.
        words: name, and title and description in both languages, of what the page is about.
        place: where it is.
    """
    whole = cite_release(catalog, version, packages)
    return replace(whole, name=words["name"], words=words, place=place)


def cite_package(
    catalog: Catalog, version: str, package: Json, table: Json | None = None
) -> Citation:
    """The citation of a package, or of one of its tables.

    Args:
        catalog: who publishes, and where.
        version: calendar version of the release.
        package: its descriptor.
        table: the resource or schema of a table of it, with name, title and description.
    """
    described = table or package
    return Citation(
        name=described["name"],
        words=described,
        keywords=package,
        version=version,
        release=catalog.release_address(version),
        page=f"{package['name']}/{table['name']}" if table else package["name"],
        licence=package["licenses"][0]["name"],
        publisher=catalog.publisher,
        contributors=package["contributors"],
        doi=catalog.doi,
    )


def sentence(citation: Citation, language: Language) -> str:
    """A sentence for a list of references."""
    words = words_of_catalogue(language)
    return words(
        "cite.sentence",
        authors="; ".join(citation.authors(language)),
        year=citation.day.year,
        title=language.of(citation.words, "title"),
        version=citation.version,
        address=citation.address(language),
        licence=citation.licence,
    )


def bibtex(citation: Citation, language: Language) -> str:
    """An entry of the type misc, which every style of BibTeX knows."""
    words = words_of_catalogue(language)
    fields = {
        # Double braces: an organisation has no first name, and a title keeps its capitals.
        "author": " and ".join(f"{{{_escaped(each)}}}" for each in citation.authors(language)),
        "title": f"{{{_escaped(language.of(citation.words, 'title'))}}}",
        "year": str(citation.day.year),
        "month": str(citation.day.month),
        "version": citation.version,
        "howpublished": _escaped(words("cite.kind")),
        "publisher": f"{{{_escaped(language.of(citation.publisher, 'name'))}}}",
        **({"doi": _escaped(citation.doi)} if citation.doi else {}),
        "url": citation.address(language),
        "note": _escaped(f"{words('cite.version', version=citation.version)}, {citation.licence}"),
    }
    key = f"{citation.name}_{citation.version.replace('.', '_')}"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def csl_json(citation: Citation, language: Language) -> dict[str, Any]:
    """An item as Zotero, pandoc and others read it, alone or in a list."""
    day = citation.day
    return {
        "id": f"{citation.name}-{citation.version}",
        "type": "dataset",
        "title": language.of(citation.words, "title"),
        "abstract": language.of(citation.words, "description"),
        "author": [{"literal": each} for each in citation.authors(language)],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": citation.version,
        "publisher": language.of(citation.publisher, "name"),
        **({"DOI": citation.doi} if citation.doi else {}),
        "URL": citation.address(language),
        "language": language.code,
        "note": citation.licence,
    }


def cff(citation: Citation, language: Language) -> str:
    """A `CITATION.cff`, as GitHub and Zenodo read it."""
    import yaml

    words = words_of_catalogue(language)
    keywords = language.any_of(citation.keywords, "keywords")
    content = {
        "cff-version": "1.2.0",
        "message": words("cite.message"),
        "type": "dataset",
        "title": language.of(citation.words, "title"),
        "abstract": language.of(citation.words, "description"),
        "authors": [{"name": each} for each in citation.authors(language)],
        "version": citation.version,
        "date-released": citation.day.isoformat(),
        **({"doi": citation.doi} if citation.doi else {}),
        "url": citation.address(language),
        "license": citation.licence,
        "keywords": list(keywords),
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    return str(text)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
