"""Names for machines from words for people, and texts that a person is to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from inburgering_opendata.toolkit.describe.drafts import TODO
from inburgering_opendata.toolkit.describe.language import languages_of
from inburgering_opendata.toolkit.ground.project import Project

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""What tables, packages and fields are called."""

_UNIT = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,20})[)\]]")
_PERCENT = re.compile(r"(?P<name>.*\S)\s*(?P<unit>[%‰])")


_IN_ASCII = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th"}
)
"""Letters that are no letter of ASCII with a sign above or below it."""


def name_of(text: str) -> str:
    """A name made of words: `Súdwest-Fryslân 2026` becomes `sudwest_fryslan_2026`."""
    plain = (
        unicodedata.normalize("NFKD", text.translate(_IN_ASCII))
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "column"
    return name if name[0].isalpha() else f"n_{name}"


def names_of(texts: Sequence[str]) -> tuple[str, ...]:
    """A name for each of several words, no two the same."""
    found: list[str] = []
    for text in texts:
        name = base = name_of(text)
        number = 2
        while name in found:
            name, number = f"{base}_{number}", number + 1
        found.append(name)
    return tuple(found)


def without_unit(header: str) -> tuple[str, str | None]:
    """`Concentration (µg/m³)` as its words and its unit; the unit is None where there is none."""
    found = _UNIT.fullmatch(header) or _PERCENT.fullmatch(header)
    return (found["name"], found["unit"]) if found else (header, None)


def todo(text: str) -> str:
    """A text that a person is to write, with what it should say."""
    return f"{TODO}: {text}"


def said(project: Project, name: str, text: object) -> dict[str, object]:
    """A property in every language of the project; only a person can translate it."""
    said: dict[str, object] = {name: text}
    for language in languages_of(project.languages):
        if language.plain:
            continue
        translated: object = text
        if isinstance(text, str) and not text.startswith(TODO):
            translated = todo(f"{name} in {language.english}, of “{text}”")
        elif isinstance(text, list):
            translated = [todo(f"{name} in {language.english}")]
        said[language.key(name)] = translated
    return said
