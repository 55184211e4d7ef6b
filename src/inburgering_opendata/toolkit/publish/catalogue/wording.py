"""The words of the catalogue, as triples: sentences of the program, and what a project says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Literal
from rdflib.term import Node

from inburgering_opendata.toolkit.describe.language import LANGUAGES, speakers
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.terms import Triple
from inburgering_opendata.toolkit.publish.catalogue.words import words_of_catalogue


def said(subject: Node, predicate: Node, sentence: str, **values: object) -> Iterator[Triple]:
    """A sentence of `words.toml` in each language of the program; those that the project does not
    have are left out at the end (`in_languages`)."""
    for language in LANGUAGES.values():
        text = words_of_catalogue(language)(sentence, **values)
        yield subject, predicate, Literal(text, lang=language.code)


def described(
    edition: Edition, subject: Node, predicate: Node, words: Json, name: str
) -> Iterator[Triple]:
    """A property such as `title` of a descriptor, in each language of the project.

    What is not said in one of them is left out in it: no reader is given English for French.
    """
    for language in edition.catalog.languages:
        if language.plain or language.key(name) in words:
            yield subject, predicate, Literal(language.of(words, name), lang=language.code)


def in_languages(edition: Edition, triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples without words in languages that are neither of the project nor spoken to it."""
    languages = edition.catalog.languages
    codes = {each.code for each in (*languages, *speakers(languages))}
    for triple in triples:
        word = triple[2]
        if not (isinstance(word, Literal) and word.language and word.language not in codes):
            yield triple
