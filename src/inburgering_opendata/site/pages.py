"""Every page of the site in one language, each made from the contents of the release."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from inburgering_opendata.catalogue.citation import bibtex, cite_package, sentence
from inburgering_opendata.catalogue.edition import Edition
from inburgering_opendata.describe.file_formats import (
    PACKAGE_FORMATS,
    RELEASE_FORMATS,
    TABLE_FORMATS,
)
from inburgering_opendata.describe.language import Language
from inburgering_opendata.site.addresses import Address
from inburgering_opendata.site.cells import cell, cells, short
from inburgering_opendata.site.contents import Contents, Package, Table
from inburgering_opendata.site.drawing import drawing_program
from inburgering_opendata.site.figures import BASES, field_of, figures_of
from inburgering_opendata.site.municipality import Facts, Municipalities
from inburgering_opendata.site.pictures import Picture
from inburgering_opendata.site.rendering import render, structured_data, words_of_site

PREVIEWED = 10

_LABELLED = ("recurrence", "nature", "basis")
"""Columns of a national amount whose codes have labels."""

Page = tuple[str, bytes]
"""Path within the site, and bytes."""


@dataclass(frozen=True)
class Amount:
    """A national amount as the start page shows it."""

    title: str
    amount_eur: int
    recurrence: str
    nature: str
    basis: str
    basis_label: str
    quote: str
    section: str
    division: str
    """The basis of its division over municipalities; empty when it is not divided."""
    division_label: str
    municipalities: int


@dataclass(frozen=True)
class Site:
    """What every page knows: the release, where its files are, and its pictures by table."""

    contents: Contents
    base: str
    """What leads from the top of the site to the release: `../` when it stands in it."""
    municipalities: Municipalities | None
    """None when the release is of other tables."""
    pictures: Mapping[str, tuple[Picture, ...]]
    edition: Edition | None = None
    """The release as a catalogue knows it; None for pages that are only looked at."""

    @property
    def menu(self) -> tuple[str, ...]:
        """The kinds of pages that the menu leads to."""
        if self.municipalities is None:
            return ("data",)
        return ("municipalities", "pictures", "data", "method", "limits")

    @cached_property
    def licence(self) -> str:
        names = {p.descriptor["licenses"][0]["name"] for p in self.contents.packages}
        return ", ".join(sorted(names))


def pages(site: Site, language: Language) -> Iterator[Page]:
    """Every page in `language`."""
    yield _start(site, language)
    kinds = {file.path: _kind(file.path, language) for file in site.contents.files}
    yield _page(site, language, Address("data"), kinds=kinds)
    for package in site.contents.packages:
        yield _dataset(site, language, package, None)
        for table in package.tables:
            yield _dataset(site, language, package, table)
    if site.municipalities:
        yield from _about_municipalities(site, language, site.municipalities)


def _about_municipalities(
    site: Site, language: Language, municipalities: Municipalities
) -> Iterator[Page]:
    """The pages that a release of other tables does not have."""
    yield _municipality_list(site, language, municipalities)
    for row in municipalities.register:
        yield _municipality(site, language, municipalities.facts(row, language))
    yield _pictures(site, language)
    sources = [source for p in site.contents.packages for source in p.descriptor["sources"]]
    yield _page(site, language, Address("method"), sources=sources)
    yield _page(site, language, Address("limits"), streams=site.contents.rows("stream"))


def _page(site: Site, language: Language, address: Address, **values: Any) -> Page:
    structured = structured_data(site.edition, address, language)
    body = render(
        f"{address.kind}.html", language, address, site=site, structured=structured, **values
    )
    return address.path(language), body


def _in(site: Site, language: Language, table: str) -> list[Picture]:
    found = site.pictures.get(table, ())
    return [picture for picture in found if picture.language == language]


def _start(site: Site, language: Language) -> Page:
    tables = ("housing_result", "observation")
    return _page(
        site,
        language,
        Address("start"),
        amounts=list(_amounts(site.contents, language)),
        pictures=_in(site, language, "allocation")[:2],
        outcomes=[picture for table in tables for picture in _in(site, language, table)],
    )


def _amounts(contents: Contents, language: Language) -> Iterator[Amount]:
    """The divided streams, the firmest basis first, then every other amount of the agreement."""
    if not contents.tells_of_municipalities:
        return
    field = {name: field_of(contents, "national_amount", name) for name in _LABELLED}
    divided = field_of(contents, "stream", "basis")
    bases = {row["stream"]: row["basis"] for row in contents.rows("stream")}
    counts = Counter(row["stream"] for row in contents.rows("allocation"))
    for row in sorted(
        contents.rows("national_amount"),
        key=lambda row: (BASES.index(bases.get(row["id"], BASES[-1])), row["id"]),
    ):
        division = bases.get(row["id"], "")
        labels = {name: cell(field[name], row[name], language) for name in _LABELLED}
        yield Amount(
            language.of(row, "title"),
            int(row["amount_eur"]),
            labels["recurrence"],
            labels["nature"],
            row["basis"],
            short(labels["basis"]),
            row["quote_nl"],
            row["letter_section"],
            division,
            cell(divided, division, language),
            counts[row["id"]],
        )


def _pictures(site: Site, language: Language) -> Page:
    return _page(
        site,
        language,
        Address("pictures"),
        pictures=_in(site, language, "allocation"),
        figures=list(figures_of(site.contents, language)),
        program_size=len(gzip.compress(drawing_program(), mtime=0)),
    )


def _municipality(site: Site, language: Language, facts: Facts) -> Page:
    present = {
        "money": True,
        "compared": facts.streams,
        "calculation": facts.streams,
        "reported": facts.reported,
        "targets": facts.targets,
        "outcomes": True,
        "download": True,
    }
    sections = [name for name, found in present.items() if found]
    address = Address("municipality", facts.code)
    return _page(site, language, address, facts=facts, sections=sections)


def _municipality_list(site: Site, language: Language, municipalities: Municipalities) -> Page:
    rows = sorted(municipalities.register, key=lambda row: (row["province"], row["name"]))
    provinces = [(name, list(rows)) for name, rows in groupby(rows, lambda row: row["province"])]
    return _page(site, language, Address("municipalities"), provinces=provinces)


def _dataset(site: Site, language: Language, package: Package, table: Table | None) -> Page:
    described = table.resource if table else package.descriptor
    sources = package.descriptor["sources"]
    # A table that was derived has no source of its own: it rests on those of the package.
    own = [s for s in sources if table is None or s["table"] == table.name] or sources
    checks = _checks(site.contents, package.name, table.name if table else None)
    outcomes = [check["outcome"] for check in checks or ()]
    ladder = ("passed", "warning", "failed", "error")
    pictures = _in(site, language, table.name) if table else []
    files = table.files if table else package.files
    values = {
        "package": package,
        "table": table,
        "words": described,
        "pictures": pictures,
        "sections": [
            *(["picture"] if pictures else []),
            *(["fields", "preview"] if table else ["tables"]),
            *("validation", "files", "cite", "sources"),
        ],
        "preview": [cells(table.fields, row, language) for row in table.rows[:PREVIEWED]]
        if table
        else [],
        "checks": checks,
        # What was not checked has not passed.
        "outcome": max(outcomes, key=ladder.index, default="error"),
        "files": files,
        "kinds": {file.path: _kind(file.path, language) for file in files},
        **_citation(site, language, package, table),
        "sources": own,
    }
    name = f"{package.name}/{table.name}" if table else package.name
    return _page(site, language, Address("dataset", name), **values)


def _kind(path: str, language: Language) -> str:
    """What a published file is, by where it stands and how it is called."""
    name = path.rpartition("/")[2]
    for each in (*TABLE_FORMATS, *PACKAGE_FORMATS, *RELEASE_FORMATS):
        folder, _, pattern = each.path.rpartition("/")
        if f"{folder}/" in f"{path}" and name.endswith(pattern.format(name="")):
            return each.title_nl if language.code == "nl" else each.title
    ending = "zip" if name.endswith(".zip") else name
    return words_of_site(language).sentences.get(f"file.{ending}", "")


def _citation(
    site: Site, language: Language, package: Package, table: Table | None
) -> dict[str, str]:
    """A sentence for a list of references, and BibTeX where the release says who publishes it."""
    described = table.resource if table else package.descriptor
    if site.edition is None:
        plain = words_of_site(language)(
            "data.citation",
            who=package.descriptor["contributors"][0]["title"],
            title=language.of(described, "title"),
            version=site.contents.version or words_of_site(language)("site.no_version"),
            licence=package.descriptor["licenses"][0]["name"],
        )
        return {"citation": plain, "bibtex": ""}
    citation = cite_package(
        site.edition.catalog,
        site.edition.version,
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
