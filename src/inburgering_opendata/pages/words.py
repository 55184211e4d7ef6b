"""The words of the pages about the subject, with those of every page."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.publish.site.rendering import words_of_site

WORDS = Path(__file__).with_name("words.toml")


def words_of_pages(language: Language) -> Words:
    """Every sentence in one language."""
    return words_of_site(language, WORDS)
