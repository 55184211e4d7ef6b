"""Where each page stands: the same pages in both languages, Dutch at the top, English below en/."""

from __future__ import annotations

from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language

SITE = "site"
"""The folder of the pages within a release."""

_PLACES = {
    "start": {"nl": "index.html", "en": "en/index.html"},
    "municipalities": {"nl": "gemeenten.html", "en": "en/municipalities.html"},
    "municipality": {"nl": "gemeente/{}.html", "en": "en/municipality/{}.html"},
    "pictures": {"nl": "beeld.html", "en": "en/pictures.html"},
    "data": {"nl": "gegevens.html", "en": "en/data.html"},
    "dataset": {"nl": "gegevens/{}.html", "en": "en/data/{}.html"},
    "method": {"nl": "methode.html", "en": "en/method.html"},
    "limits": {"nl": "beperkingen.html", "en": "en/limits.html"},
}

KINDS = tuple(_PLACES)


@dataclass(frozen=True)
class Address:
    """A page: its kind and, where there are more of that kind, its name."""

    kind: str
    name: str = ""

    def path(self, language: Language) -> str:
        """The path within the site."""
        return _PLACES[self.kind][language.code].format(self.name)


def root_of(path: str) -> str:
    """What leads from the page at `path` to the top of the site: `../` for each folder."""
    return "../" * path.count("/")
