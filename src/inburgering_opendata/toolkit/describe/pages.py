"""Where each page stands: the same pages in each language, those of the first at the top."""

from __future__ import annotations

from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language

SITE = "site"
"""The folder of the pages within a release."""


@dataclass(frozen=True)
class Place:
    """A kind of page, and its path in the folder of a language; {} is its name.

    Other languages have the path of the one that the program speaks in their place.
    """

    kind: str
    nl: str
    en: str


START = Place("start", "index.html", "index.html")
DATA = Place("data", "gegevens.html", "data.html")
DATASET = Place("dataset", "gegevens/{}.html", "data/{}.html")
FIELDS = Place("fields", "velden.html", "fields.html")
PICTURE = Place("picture", "beeld/{}.html", "picture/{}.html")
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
        pattern = self.place.nl if language.speaks == "nl" else self.place.en
        return language.folder + pattern.format(self.name)


def root_of(path: str) -> str:
    """What leads from the page at `path` to the top of the site: `../` for each folder."""
    return "../" * path.count("/")
