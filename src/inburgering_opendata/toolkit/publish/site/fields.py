"""The dictionary: every field of every table, those that mean the same in one row."""

from __future__ import annotations

from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json, Table


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A field as it is described, and the tables that have it so."""

    field: Json
    tables: tuple[Table, ...]


def dictionary(contents: Contents, language: Language) -> list[Entry]:
    """Every field of a release, by name; one that is described in two ways has two entries."""
    found: dict[tuple[str, ...], list[tuple[Json, Table]]] = {}
    for package in contents.packages:
        for table in package.tables:
            for field in table.fields:
                found.setdefault(_described(field, language), []).append((field, table))
    return [
        Entry(field=having[0][0], tables=tuple(table for _, table in having))
        for _, having in sorted(found.items())
    ]


def _described(field: Json, language: Language) -> tuple[str, ...]:
    """What two fields must have in common to be one entry."""
    labels = [language.of(each, "label") for each in field.get("categories", ())]
    words = [language.of(field, name) for name in ("title", "description")]
    return (str(field["name"]), str(field["type"]), str(field.get("unit", "")), *words, *labels)
