"""The national amounts as the start page shows them: with their sentence and their basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from inburgering_opendata.pages.figures import BASES
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents

_LABELLED = ("recurrence", "nature", "basis")
"""Columns whose codes have labels."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A national amount as the start page shows it."""

    title: str
    amount_eur: int
    recurrence: str
    nature: str
    basis: str
    basis_label: str
    quote: str
    section: str
    address: str
    """Of the letter itself none was found: it is the front page of who wrote it."""
    division: str
    """The basis of its division over municipalities; empty when it is not divided."""
    division_label: str
    municipalities: int


def amounts_of(contents: Contents, language: Language) -> Iterator[Amount]:
    """The divided streams, the firmest basis first, then every other amount of the letter."""
    field = {name: field_of(contents, "national_amount", name) for name in _LABELLED}
    divided = field_of(contents, "stream", "basis")
    bases = {row["stream"]: row["basis"] for row in contents.rows("stream")}
    counts = Counter(row["stream"] for row in contents.rows("allocation"))
    shown = (
        row
        for row in contents.rows("national_amount")
        if row["letter_section"] or row["id"] in bases
    )
    for row in sorted(
        shown,
        key=lambda row: (BASES.index(bases.get(row["id"], BASES[-1])), row["id"]),
    ):
        division = bases.get(row["id"], "")
        labels = {name: cell(field[name], row[name], language) for name in _LABELLED}
        yield Amount(
            title=language.of(row, "title"),
            amount_eur=int(row["amount_eur"]),
            recurrence=labels["recurrence"],
            nature=labels["nature"],
            basis=row["basis"],
            basis_label=short(labels["basis"]),
            quote=row["quote_nl"],
            section=row["letter_section"] or language.of(row, "source"),
            address=row["source_address"],
            division=division,
            division_label=cell(divided, division, language),
            municipalities=counts[row["id"]],
        )
