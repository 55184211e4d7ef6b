"""Every page of the site in one language, each made from the contents of the release."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from inburgering_opendata.pages.amounts import amounts_of
from inburgering_opendata.pages.figures import field_of, figures_of
from inburgering_opendata.pages.municipality import Facts, Municipalities
from inburgering_opendata.pages.pictures import Picture
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.site.contents import Contents, Package, Table
from inburgering_opendata.toolkit.publish.site.dataset import dataset_values, kind_of_file
from inburgering_opendata.toolkit.publish.site.drawing import drawing_program
from inburgering_opendata.toolkit.publish.site.rendering import render, structured_data

Page = tuple[str, bytes]
"""Path within the site, and bytes."""


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
    kinds = {file.path: kind_of_file(file.path, language) for file in site.contents.files}
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
    yield _method(site, language)
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
        amounts=list(amounts_of(site.contents, language)),
        pictures=_in(site, language, "allocation")[:2],
        outcomes=[picture for table in tables for picture in _in(site, language, table)],
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


def _method(site: Site, language: Language) -> Page:
    with_outcomes = "observation" in site.contents.tables
    sections = ["division", "targets", "compare", "check"]
    statuses = []
    if with_outcomes:
        sections[2:2] = ["outcomes", "disclosure"]
        statuses = field_of(site.contents, "observation", "status")["categories"]
    # The same publication may be the source of several tables.
    sources = {
        (source["path"], source["title"]): source
        for package in site.contents.packages
        for source in package.descriptor["sources"]
    }
    values = {"sections": sections, "statuses": statuses, "sources": list(sources.values())}
    return _page(site, language, Address("method"), **values)


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
    pictures = _in(site, language, table.name) if table else []
    values = dataset_values(site.contents, site.edition, pictures, package, table, language)
    name = f"{package.name}/{table.name}" if table else package.name
    return _page(site, language, Address("dataset", name), **values)
