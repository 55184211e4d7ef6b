"""The pages that every release has, in one language, made from its contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import DATA, DATASET, FIELDS, START, Address
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.site.contents import Contents, Package, Table
from inburgering_opendata.toolkit.publish.site.dataset import dataset_values, kind_of_file
from inburgering_opendata.toolkit.publish.site.fields import dictionary
from inburgering_opendata.toolkit.publish.site.meaning import Imprint
from inburgering_opendata.toolkit.publish.site.pictures import Picture
from inburgering_opendata.toolkit.publish.site.pieces import Piece
from inburgering_opendata.toolkit.publish.site.rendering import Look, render, structured_data

Page = tuple[str, bytes]
"""Path within the site, and bytes."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every page knows: the release, where its files are, and its pictures by table."""

    contents: Contents
    catalog: Catalog
    base: str
    """What leads from the top of the site to the release: `../` when it stands in it."""
    look: Look
    menu: tuple[str, ...] = (DATA.kind,)
    """The kinds of pages that the menu leads to."""
    pictures: Mapping[str, tuple[Picture, ...]] | None = None
    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    """The rows of each table that can be searched, by `package/table`."""
    edition: Edition | None = None
    """The release as a catalogue knows it; None for pages that are only looked at."""
    imprints: tuple[Imprint, ...]
    """What is told with every picture, in each language."""

    @cached_property
    def licence(self) -> str:
        names = {p.descriptor["licenses"][0]["name"] for p in self.contents.packages}
        return ", ".join(sorted(names))

    @property
    def address(self) -> str:
        """Where it will be, with a slash at its end; empty for pages that are only looked at."""
        return self.imprints[0].top

    def imprint(self, language: Language) -> Imprint:
        return next(each for each in self.imprints if each.language == language)

    def card(self, language: Language) -> Picture | None:
        """The picture that stands for a page that has none of its own."""
        tables = (self.pictures or {}).values()
        return next((p for drawn in tables for p in drawn if p.language == language), None)

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The properties of the project file that are still to be named."""
        return tuple(self.catalog.placeholders())

    def pictures_in(self, language: Language, table: str) -> list[Picture]:
        """The pictures of a table in one language, each in its first form."""
        return [each for each in self.drawn_in(language, table) if not each.form_of]

    def drawn_in(self, language: Language, table: str) -> list[Picture]:
        """The pictures of a table in one language, in every form."""
        found = (self.pictures or {}).get(table, ())
        return [each for each in found if each.language == language]

    def other_forms(self, picture: Picture) -> list[Picture]:
        """The same picture, on other boundaries."""

        def name(each: Picture) -> tuple[Language, str]:
            return each.language, each.form_of or each.id

        drawn = (each for of in (self.pictures or {}).values() for each in of)
        return [each for each in drawn if each is not picture and name(each) == name(picture)]


def pages(site: Site, language: Language, start: Mapping[str, Any]) -> Iterator[Page]:
    """Every page in `language`; the first is filled with `start`."""
    words = site.look.words_in(language)
    yield page(site, language, Address(START), **start)
    kinds = {file.path: kind_of_file(file.path, language, words) for file in site.contents.files}
    yield page(site, language, Address(DATA), kinds=kinds)
    yield page(site, language, Address(FIELDS), entries=dictionary(site.contents, language))
    for drawn in (site.pictures or {}).values():
        for picture in (each for each in drawn if each.language == language):
            yield page(site, language, picture.figures.page, picture=picture, card=picture)
    for package in site.contents.packages:
        yield _dataset(site, language, package, None)
        for table in package.tables:
            yield _dataset(site, language, package, table)


def page(site: Site, language: Language, address: Address, **values: Any) -> Page:
    """The page at `address`, from the template of its kind."""
    structured = structured_data(site.edition, address, language)
    template = f"{address.kind}.html"
    known = {"card": site.card(language), **values}
    body = render(site.look, template, language, address, site=site, structured=structured, **known)
    return address.path(language), body


def _dataset(site: Site, language: Language, package: Package, table: Table | None) -> Page:
    pictures = site.pictures_in(language, table.name) if table else []
    words = site.look.words_in(language)
    values = dataset_values(
        site.contents,
        site.edition,
        pictures,
        package,
        table,
        language,
        words,
        site.catalog.languages,
    )
    if pictures:
        values["card"] = pictures[0]
    name = f"{package.name}/{table.name}" if table else package.name
    pieces = site.pieces.get(name, ())
    return page(site, language, Address(DATASET, name), pieces=pieces, **values)
