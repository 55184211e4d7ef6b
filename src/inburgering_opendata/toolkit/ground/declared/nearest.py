"""The known word that an unknown one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'minimum'?` for `minimun`; nothing for a word that is near none."""
    by_small_letters = {each.lower(): each for each in known}
    found = get_close_matches(word.lower(), by_small_letters, n=1)
    return f"; did you mean '{by_small_letters[found[0]]}'?" if found else ""
