"""The figures of a picture as they leave the site: a CSV file, and a JSON file that says what they
mean.

Both have an address of their own, and a name that says what they show.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.describe.pages import SITE, Address
from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.tables.rows import TextRow

FOLDER = "pictures"
"""Within the site."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What figures mean, in words of one language."""

    unit: str
    period: str
    """The year, day or half-years that they are of."""
    boundaries: str
    """Of which day the areas are."""
    basis: str
    """What they rest on; of rows that differ in it, that they do."""
    source: str
    """Who published what they were taken or computed from."""
    tables: tuple[str, ...]
    """Those whose declared sources are behind them; the first is the one that is shown."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a picture shows, in one language."""

    id: str
    file: str
    """What it shows, as the name of a file: small letters, digits and hyphens."""
    title: str
    language: Language
    meaning: Meaning
    fields: tuple[Json, ...]
    rows: tuple[TextRow, ...]
    page: Address
    """Where it is shown."""
    fragment: str = ""
    """What on that page shows it, when the page has it to choose."""


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """What of the release is told with each of its pictures, in one language."""

    contents: Contents
    catalog: Catalog
    published: bool
    """Whether it is a release; the files of a build have no address yet."""
    language: Language
    words: Words

    @property
    def version(self) -> str:
        return self.contents.version or self.words("site.no_version")

    @property
    def top(self) -> str:
        """The address of the site, with a slash at its end; empty when it has none yet."""
        if not self.published or self.contents.version is None:
            return ""
        return f"{self.catalog.release_address(self.contents.version)}{SITE}/"

    def path(self, figures: Figures, ending: str) -> str:
        """Of a file of these figures within the site: `pictures/what-it-shows-VERSION.csv`."""
        version = f"-{self.contents.version}" if self.contents.version else ""
        return f"{FOLDER}/{figures.file}{version}.{ending}"

    def address(self, figures: Figures) -> str:
        """Of the page that shows them."""
        fragment = f"#{figures.fragment}" if figures.fragment else ""
        return f"{self.top}{figures.page.path(self.language)}{fragment}"

    def licence(self, figures: Figures) -> Json:
        """Of the package that has the table."""
        licence: Json = self._package(figures.meaning.tables[0])["licenses"][0]
        return licence

    def sources(self, figures: Figures) -> Iterator[Json]:
        """The declared sources behind them: those of the tables that it names."""
        for name in figures.meaning.tables:
            for package in self.contents.packages:
                for source in package.descriptor.get("sources", ()):
                    if source["table"] == name:
                        yield source

    def citation(self, figures: Figures) -> str:
        """One short sentence."""
        return self.words(
            "picture.citation",
            who=self.words("site.name"),
            title=figures.title,
            version=self.version,
            licence=self.licence(figures)["name"],
            address=self.address(figures),
        )

    def _package(self, table: str) -> Json:
        package = self.contents.tables[table].package
        return next(p.descriptor for p in self.contents.packages if p.name == package)


def figure_files(imprint: Imprint, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """The figures as CSV and what they mean as JSON, by path within the site."""
    yield imprint.path(figures, "csv"), figures_csv(figures, imprint.version)
    yield imprint.path(figures, "json"), to_json(_described(imprint, figures))


def figures_csv(figures: Figures, version: str) -> bytes:
    """Each row behind what it means, as it may be cut out of the file."""
    told = leading(figures, version)
    names = [field["name"] for field in figures.fields]
    return as_csv([*told, *names], [{**row, **told} for row in figures.rows])


def leading(figures: Figures, version: str) -> dict[str, str]:
    """The columns before those of the figures, with what each row has in them.

    One that the figures have themselves, such as a basis of each row, is left out.
    """
    meaning = figures.meaning
    told = {
        "basis": meaning.basis,
        "unit": meaning.unit,
        "period": meaning.period,
        "boundaries": meaning.boundaries,
        "version": version,
    }
    names = {field["name"] for field in figures.fields}
    return {name: text for name, text in told.items() if name not in names}


def file_name(text: str) -> str:
    """A text as the name of a file: small letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def as_csv(names: Sequence[str], rows: Sequence[TextRow]) -> bytes:
    """Rows as CSV the way tables are published: UTF-8, commas, one newline a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in rows)
    return stream.getvalue().encode()


def _described(imprint: Imprint, figures: Figures) -> Mapping[str, Any]:
    language, meaning = figures.language, figures.meaning
    licence = imprint.licence(figures)
    return {
        "name": figures.id,
        "language": language.code,
        "title": figures.title,
        "unit": meaning.unit,
        "period": meaning.period,
        "boundaries": meaning.boundaries,
        "basis": meaning.basis,
        "source": meaning.source,
        "sources": [
            {
                "title": language.of(source, "title"),
                "publisher": source["publisher"],
                **_address_of(source),
                "date": source["date"],
                "table": source["table"],
            }
            for source in imprint.sources(figures)
        ],
        "version": imprint.contents.version,
        "licence": {
            "name": licence["name"],
            "title": language.of(licence, "title"),
            "address": licence["path"],
        },
        "citation": imprint.citation(figures),
        "page": imprint.address(figures),
        "data": imprint.top + imprint.path(figures, "csv"),
        "table": meaning.tables[0],
        "fields": [
            {
                "name": field["name"],
                "title": language.of(field, "title"),
                "type": field["type"],
                **({"unit": field["unit"]} if "unit" in field else {}),
            }
            for field in figures.fields
        ],
    }


def _address_of(source: Json) -> Mapping[str, Any]:
    """Where a source is; a front page is not, so then that is said."""
    path = str(source["path"])
    if is_front_page(path):
        return {"address": None, "address_found": False, "site": path}
    return {"address": path, "address_found": True}
