"""A value of a table as people read it: what its field says decides how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.tables.rows import TextRow

Json = Mapping[str, Any]


def cell(field: Json, value: str, language: Language) -> str:
    """`value` in words of `language`: labels for codes, separators in numbers, euros for money."""
    if not value:
        return ""
    for category in field.get("categories", ()):
        if category["value"] == value:
            return language.of(category, "label")
    match field["type"], field.get("unit"):
        case "integer", "EUR":
            return language.euros(int(value))
        case "integer", "eurocent":
            return language.cents(int(value)) if int(value) >= 0 else language.number(int(value))
        case "integer", _:
            # A year or a rank of four digits is no quantity to be grouped.
            return language.number(int(value)) if field.get("unit") else value
        case "number", _:
            return language.decimals(value)
        case "datetime", _:
            return language.moment(value)
        case "boolean", _:
            yes, no = {"nl": ("ja", "nee"), "en": ("yes", "no")}[language.speaks]
            return yes if value == "true" else no
    return value


def short(label: str) -> str:
    """A label without what it says after a colon: `Agreed key: total and …` is Agreed key."""
    return label.partition(":")[0]


def is_numeric(field: Json) -> bool:
    return field["type"] in ("integer", "number")


def cells(fields: tuple[Json, ...], row: TextRow, language: Language) -> list[tuple[Json, str]]:
    return [(field, cell(field, row[field["name"]], language)) for field in fields]
