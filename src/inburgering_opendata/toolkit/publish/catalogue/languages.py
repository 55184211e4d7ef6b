"""The languages of a catalogue, by the list of the EU that DCAT-AP asks for."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCTERMS
from rdflib.term import Node

from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.terms import Triple, controlled_list

AUTHORITY = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "fy": "FRY",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}
"""What that list calls each language that a project may have."""


def languages(edition: Edition, subject: Node) -> Iterator[Triple]:
    """In which languages the words about `subject` are."""
    for language in edition.catalog.languages:
        yield (
            subject,
            DCTERMS.language,
            controlled_list("language")[AUTHORITY[language.code]].uri,
        )
