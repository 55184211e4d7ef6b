"""The sentences of the catalogue, apart from its triples, as a citation needs no RDF."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.describe.language import Language, Words, load_words

_WORDS = Path(__file__).with_name("words.toml")


def words_of_catalogue(language: Language) -> Words:
    return load_words(_WORDS, language)
