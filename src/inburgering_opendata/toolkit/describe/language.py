"""Languages: which word of several, how numbers are written, and sentences by name.

A project says in which languages its words are. What has no language behind it, such as `title`, is
in English, or in the first language of a project that has no English; what is in another is
`title@nl`, and the column `title_nl` of a table. Sentences of the program stand in a `words.toml`,
each with `nl` and `en`: whoever reads another language gets those in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language, and what it is to one project."""

    code: str
    thousands: str
    decimal: str
    euro: str
    """The sign before an amount, with what stands between."""
    name: str
    """What it calls itself."""
    english: str
    """What it is called in English."""
    folder: str = ""
    """Where its pages are, within the site: the first language of a project is at the top."""
    plain: bool = False
    """Whether a title without a language behind it is in this one."""

    @property
    def speaks(self) -> str:
        """The language of the sentences of the program for who reads this one: nl or en."""
        return "nl" if self.code == "nl" else "en"

    def key(self, name: str) -> str:
        """What a property such as `title` is called in this language."""
        return name if self.plain else f"{name}@{self.code}"

    def of(self, descriptor: Mapping[str, Any], name: str) -> str:
        """A property such as `title` of a descriptor, or such a column of a row; where it is not
        said in this language, as it is said without one."""
        return str(self.any_of(descriptor, name))

    def any_of(self, descriptor: Mapping[str, Any], name: str) -> Any:
        """As `of`, of a property that may be a list."""
        said = () if self.plain else (f"{name}@{self.code}", f"{name}_{self.code}")
        return descriptor[next((each for each in said if each in descriptor), name)]

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.thousands)

    def decimals(self, value: str) -> str:
        """A decimal number as it stands in a table: `1234.50` becomes `1.234,50`."""
        whole, point, rest = value.partition(".")
        sign = "-" if whole.startswith("-") else ""
        grouped = sign + self.number(abs(int(whole or "0")))
        return grouped + self.decimal + rest if point else grouped

    def euros(self, amount: int) -> str:
        """Whole euros: `€ 1.234`, or `€ -1.234`."""
        return self.euro + self.number(amount)

    def cents(self, amount: int) -> str:
        """Eurocents, 0 or more, as euros: `€ 12,34`."""
        return f"{self.euros(amount // 100)}{self.decimal}{amount % 100:02}"

    def difference(self, value: int) -> str:
        return ("+" if value >= 0 else "") + self.number(value)

    def day(self, iso: str) -> str:
        """`2020-01-01` as 1 januari 2020."""
        year, month, day = iso.split("-")
        return f"{int(day)} {_MONTHS[self.speaks].split()[int(month) - 1]} {year}"

    def moment(self, iso: str) -> str:
        """`2020-01-01T12:00:00Z` as 1 januari 2020, 12:00 UTC; seconds only where there are any."""
        day, _, time = iso.removesuffix("Z").partition("T")
        hours_and_minutes, seconds = time[:5], time[5:]
        return f"{self.day(day)}, {hours_and_minutes}{'' if seconds == ':00' else seconds} UTC"


DUTCH = Language(
    code="nl", thousands=".", decimal=",", euro="€ ", name="Nederlands", english="Dutch"
)
ENGLISH = Language(
    code="en",
    thousands=",",
    decimal=".",
    euro="€ ",
    name="English",
    english="English",
    folder="en/",
    plain=True,
)
LANGUAGES = {language.code: language for language in (DUTCH, ENGLISH)}
"""Those that the program speaks itself."""

_POINT, _SPACE = ".", "\u00a0"
_OTHERS = {
    "bg": ("Български", "Bulgarian", _SPACE),
    "cs": ("Čeština", "Czech", _SPACE),
    "da": ("Dansk", "Danish", _POINT),
    "de": ("Deutsch", "German", _POINT),
    "el": ("Ελληνικά", "Greek", _POINT),
    "es": ("Español", "Spanish", _POINT),
    "et": ("Eesti", "Estonian", _SPACE),
    "fi": ("Suomi", "Finnish", _SPACE),
    "fr": ("Français", "French", _SPACE),
    "fy": ("Frysk", "Frisian", _POINT),
    "ga": ("Gaeilge", "Irish", ","),
    "hr": ("Hrvatski", "Croatian", _POINT),
    "hu": ("Magyar", "Hungarian", _SPACE),
    "it": ("Italiano", "Italian", _POINT),
    "lt": ("Lietuvių", "Lithuanian", _SPACE),
    "lv": ("Latviešu", "Latvian", _SPACE),
    "mt": ("Malti", "Maltese", ","),
    "pl": ("Polski", "Polish", _SPACE),
    "pt": ("Português", "Portuguese", _POINT),
    "ro": ("Română", "Romanian", _POINT),
    "sk": ("Slovenčina", "Slovak", _SPACE),
    "sl": ("Slovenščina", "Slovenian", _POINT),
    "sv": ("Svenska", "Swedish", _SPACE),
}
"""The other languages of the European Union, and Frisian: what each calls itself, what it
is called in English, and what stands between thousands."""

CODES = (*LANGUAGES, *_OTHERS)
"""Of every language that a project may have."""


def languages_of(codes: Sequence[str]) -> tuple[Language, ...]:
    """The languages of a project, in its order.

    Raises:
        KeyError: one is not in `CODES`, which reading the project file refuses.
    """
    plain = plain_of(codes)
    return tuple(
        replace(_named(code), folder=f"{code}/" if place else "", plain=code == plain)
        for place, code in enumerate(codes)
    )


def plain_of(codes: Sequence[str]) -> str:
    """The language of what is said without one."""
    return "en" if "en" in codes else codes[0]


def _named(code: str) -> Language:
    if code in LANGUAGES:
        return LANGUAGES[code]
    name, english, thousands = _OTHERS[code]
    return Language(
        code=code,
        thousands=thousands,
        decimal="." if thousands == "," else ",",
        euro="€ ",
        name=name,
        english=english,
    )


def speakers(languages: Sequence[Language]) -> tuple[Language, ...]:
    """The languages in which the program speaks to who reads these."""
    return tuple(LANGUAGES[code] for code in dict.fromkeys(each.speaks for each in languages))


def in_all(languages: Sequence[Language], words: Mapping[str, Any], name: str) -> str:
    """A property in each of the languages, in one line."""
    return " · ".join(each.of(words, name) for each in languages)


def phrase(languages: Sequence[Language], *, nl: str, en: str, between: str = " · ") -> str:
    """Words of the program for who reads these languages."""
    said = {"nl": nl, "en": en}
    return between.join(dict.fromkeys(said[each.code] for each in speakers(languages)))


def worded(words: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These properties in each language that `words` has them in."""
    return {
        key: words[key]
        for name in names
        for key in sorted(each for each in words if each.partition("@")[0] == name)
    }


@dataclass(frozen=True)
class Words:
    """The sentences of one `words.toml` in one language."""

    sentences: Mapping[str, str]

    def __call__(self, name: str, /, **values: object) -> str:
        """The sentence `name` with its gaps filled.

        Raises:
            KeyError: there is no such sentence, or a gap is not filled; a fault of the program.
        """
        return self.sentences[name].format(**values)


@cache
def load_words(path: Path, language: Language) -> Words:
    """Every sentence of `path`, named `section.name` where it stands in a section.

    A file may have sentences in other languages too; what it does not have in this one is in the
    language that the program speaks in its place.

    Raises:
        KeyError: a sentence is missing in both; a fault of the program, or of a subject.
    """
    return Words(dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), "", language)))


def _flat(table: Mapping[str, Any], prefix: str, language: Language) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if all(isinstance(said, str) for said in value.values()):
            code = language.code if language.code in value else language.speaks
            found.append((prefix + name, value[code].strip()))
        else:
            found += _flat(value, f"{prefix}{name}.", language)
    return found
