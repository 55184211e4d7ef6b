"""The sentences of the catalogue in both languages, as triples."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal
from rdflib.term import Node

from inburgering_opendata.toolkit.describe.language import LANGUAGES
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.terms import Triple
from inburgering_opendata.toolkit.publish.catalogue.words import words_of_catalogue


def said(subject: Node, predicate: Node, sentence: str, **values: object) -> Iterator[Triple]:
    """A sentence of `words.toml` in both languages."""
    for language in LANGUAGES.values():
        text = words_of_catalogue(language)(sentence, **values)
        yield subject, predicate, Literal(text, lang=language.code)


def described(subject: Node, predicate: Node, words: Json, name: str) -> Iterator[Triple]:
    """A property such as `title` of a descriptor, in both languages."""
    for language in LANGUAGES.values():
        yield subject, predicate, Literal(language.of(words, name), lang=language.code)
