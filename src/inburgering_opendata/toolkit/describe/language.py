"""Dutch and English: which word of a pair, how numbers are written, and sentences by name.

A descriptor keeps Dutch beside English as `title@nl`, a table as the column `title_nl`; sentences
of the program stand in a `words.toml`, each with `nl` and `en`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True)
class Language:
    """One of the two languages; `DUTCH` and `ENGLISH` are all there are."""

    code: str
    thousands: str
    decimal: str
    euro: str
    """The sign before an amount, with what stands between."""

    def of(self, descriptor: Mapping[str, Any], name: str) -> str:
        """A property such as `title` of a descriptor, or such a column of a row."""
        if self.code == "en":
            return str(descriptor[name])
        dutch = f"{name}@nl" if f"{name}@nl" in descriptor else f"{name}_nl"
        return str(descriptor[dutch])

    def of_or_else(self, descriptor: Mapping[str, Any], name: str) -> str:
        """As `of`; where it was not said in this language, as it was said without one."""
        return str(descriptor.get(f"{name}@{self.code}", descriptor[name]))

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
        return f"{int(day)} {_MONTHS[self.code].split()[int(month) - 1]} {year}"

    def moment(self, iso: str) -> str:
        """`2020-01-01T12:00:00Z` as 1 januari 2020, 12:00 UTC; seconds only where there are any."""
        day, _, time = iso.removesuffix("Z").partition("T")
        hours_and_minutes, seconds = time[:5], time[5:]
        return f"{self.day(day)}, {hours_and_minutes}{'' if seconds == ':00' else seconds} UTC"


DUTCH = Language("nl", ".", ",", "€ ")
ENGLISH = Language("en", ",", ".", "€ ")
LANGUAGES = {language.code: language for language in (DUTCH, ENGLISH)}


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

    Raises:
        KeyError: a sentence is missing in this language; a fault of the program.
    """
    return Words(dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), "", language.code)))


def _flat(table: Mapping[str, Any], prefix: str, code: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if "nl" in value and "en" in value:
            found.append((prefix + name, value[code].strip()))
        else:
            found += _flat(value, f"{prefix}{name}.", code)
    return found
