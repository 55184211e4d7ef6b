"""Where each page stands: the same pages in both languages, Dutch at the top, English below en/."""

from __future__ import annotations

from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language

SITE = "site"
"""The folder of the pages within a release."""


@dataclass(frozen=True)
class Place:
    """A kind of page, and its path within the site in each language; {} is its name."""

    kind: str
    nl: str
    en: str


START = Place("start", "index.html", "en/index.html")
DATA = Place("data", "gegevens.html", "en/data.html")
DATASET = Place("dataset", "gegevens/{}.html", "en/data/{}.html")
FIELDS = Place("fields", "velden.html", "en/fields.html")
PICTURE = Place("picture", "beeld/{}.html", "en/picture/{}.html")
PLACES = (START, DATA, DATASET, FIELDS, PICTURE)
"""The pages that every release has; of pictures those that a subject makes."""


@dataclass(frozen=True)
class Address:
    """A page: its place and, where there are more of that kind, its name."""

    place: Place
    name: str = ""

    @property
    def kind(self) -> str:
        return self.place.kind

    def path(self, language: Language) -> str:
        """The path within the site."""
        pattern = self.place.nl if language.code == "nl" else self.place.en
        return pattern.format(self.name)


def root_of(path: str) -> str:
    """What leads from the page at `path` to the top of the site: `../` for each folder."""
    return "../" * path.count("/")
