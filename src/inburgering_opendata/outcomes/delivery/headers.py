"""Which field a column of a file is, by its header: a name or title, in either language."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inburgering_opendata.outcomes.delivery.identity import names_a_person
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Sheet
from inburgering_opendata.outcomes.delivery.wording import WORDS
from inburgering_opendata.toolkit.describe.language import LANGUAGES, Language, load_words
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.tables.xlsx.places import letter


@dataclass(frozen=True)
class Matched:
    """The column of each field that was found, and what is wrong with the header."""

    columns: Mapping[str, int]
    problems: tuple[Problem, ...]
    absent: tuple[Field, ...] = ()
    """Optional fields without a column, which are empty throughout."""


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """A header without case, accents, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", header.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def names_of(schema: TableSchema) -> dict[str, Field]:
    """The fields of a table by every name that a header may give them, folded."""
    return {
        folded(str(name)): field
        for field in schema.fields
        for name in (field.name, field.descriptor["title"], field.descriptor["title@nl"])
    }


def kind_of(header: Sequence[str], schemas: Mapping[str, TableSchema]) -> str | None:
    """The kind of which the header names every required field, or else at least half of the
    fields; None when it is that of no kind.
    """
    named = {kind: _named(header, schemas[kind]) for kind in KINDS}
    for kind in KINDS:
        if {field.name for field in schemas[kind].fields if field.required} <= named[kind]:
            return kind
    best = max(KINDS, key=lambda kind: len(named[kind]) / len(schemas[kind].fields))
    return best if 2 * len(named[best]) >= len(schemas[best].fields) else None


def known_in(header: Sequence[str], schemas: Mapping[str, TableSchema]) -> int:
    """How many fields a header names, or 0 when it is not the header of any kind."""
    kind = kind_of(header, schemas)
    return len(_named(header, schemas[kind])) if kind else 0


def _named(header: Sequence[str], schema: TableSchema) -> set[str]:
    """The fields that a header names."""
    known = names_of(schema)
    return {known[folded(text)].name for text in header if folded(text) in known}


def match_header(sheet: Sheet, schema: TableSchema, language: Language) -> Matched:
    """Match every column to a field; names what is unknown, missing or doubled, with a likely fix.

    An optional field may go without a column, when there is no column that might be meant for it.
    What stands in a header is only repeated where the row is a header indeed, not a row of values.
    """
    known = names_of(schema)
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    strangers: list[int] = []
    remarks = {folded(load_words(WORDS, of)("copy.title")) for of in LANGUAGES.values()}
    for position, header in enumerate(sheet.header):
        if folded(header) in remarks:
            continue  # a corrected copy, with our own remarks in it
        field = known.get(folded(header))
        if field is None:
            strangers.append(position)
        elif field.name in columns:
            details = {"field": language.of(field.descriptor, "title")}
            first = letter(columns[field.name])
            problems.append(_problem("header_doubled", sheet, position, first=first, **details))
        else:
            columns[field.name] = position
    missing = [field for field in schema.fields if field.name not in columns]
    # While a column is not known for what it is, it may be the one that is missing.
    if not strangers and not any(field.required for field in missing):
        return Matched(columns, tuple(problems), tuple(missing))
    titles = {folded(language.of(f.descriptor, "title")): f for f in missing}
    fixes: dict[str, str] = {}
    for position in strangers:
        header = sheet.header[position]
        near = difflib.get_close_matches(folded(header), [*titles, *(f.name for f in missing)], 1)
        fix = ""
        if near:
            field = titles.get(near[0]) or schema.field(near[0])
            fix = language.of(field.descriptor, "title")
            fixes[field.name] = letter(position)
        rule = "header_unknown" if header else "header_empty"
        if header and not names_a_person(header):
            problems.append(
                _problem(rule if not fix else "header_misspelt", sheet, position, fix=fix)
            )
        elif not header:
            problems.append(_problem(rule, sheet, position))
    for field in missing:
        title = language.of(field.descriptor, "title")
        where = fixes.get(field.name)
        problems.append(
            Problem(
                "header_missing" if where is None else "header_missing_near",
                sheet.name,
                sheet.header_row,
                details={"field": title, "name": field.name, "near": where or ""},
            )
        )
    return Matched(columns, tuple(problems))


def _problem(rule: str, sheet: Sheet, position: int, **details: str) -> Problem:
    header = sheet.header[position]
    return Problem(
        rule=rule,
        sheet=sheet.name,
        row=sheet.header_row,
        column=letter(position),
        header=header,
        details=details,
    )
