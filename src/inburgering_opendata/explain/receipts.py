"""What the receipts that were reported say of the total and the day of what was transferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow

TRANSFERRED, PROMISED = "introduction_transferred", "introduction"
"""The stream that rests on receipts, and the one that is the same money."""

VAT = "vat_part_to_bcf"
"""The statement by which it is explained that less was transferred than promised."""

TOGETHER = "all"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a municipality reported as received, in whole euros."""

    code: str
    name: str
    reported_eur: int
    precision: str
    is_used_to_find: bool
    """Whether the day was chosen with it, so that it is no test of the day."""


@dataclass(frozen=True, kw_only=True)
class Implied:
    """The totals that give every receipt with the inhabitants of a day; None when none does."""

    reference_date: str
    least_total_eur: int | None
    most_total_eur: int | None
    has_published_total: bool


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """What the receipts imply, what they exclude, and what is inferred of the rest."""

    receipts: tuple[Receipt, ...]
    implied: tuple[Implied, ...]
    published_total_eur: int
    missing_eur: int
    """By how much what was transferred is less than what was promised."""
    vat_statement: str
    vat_statement_nl: str
    vat_quote_nl: str
    vat_source: str
    vat_source_nl: str
    vat_address: str


def receipts_of(
    implied_total: Sequence[TextRow],
    statements: Iterable[TextRow],
    national: Iterable[TextRow],
    names: Mapping[str, str],
    inhabitants_on: Mapping[str, Mapping[str, int]],
) -> Receipts:
    """What the tables implied_total and national_statement say, the totals tried anew.

    Args:
        names: of municipalities, by code.
        inhabitants_on: by reference date and code.

    Raises:
        OpendataError: `EXPLANATION_DIFFERS` when a total that is said to give a receipt does not,
            or when the one beyond it would as well.
    """
    alone = [row for row in implied_total if row["municipality_code"]]
    for row in alone:
        _try(row, inhabitants_on[row["reference_date"]])
    [vat] = [row for row in statements if row["id"] == VAT]
    amounts = {row["id"]: int(row["amount_eur"]) for row in national}
    return Receipts(
        receipts=tuple(
            Receipt(
                code=row["municipality_code"],
                name=names[row["municipality_code"]],
                reported_eur=int(row["reported_eur"]),
                precision=row["precision"],
                is_used_to_find=row["is_used_to_find"] == "true",
            )
            for row in alone
            if row["reference_date"] == alone[0]["reference_date"]
        ),
        implied=tuple(
            Implied(
                reference_date=row["reference_date"],
                least_total_eur=int(row["least_total_eur"]) if row["least_total_eur"] else None,
                most_total_eur=int(row["most_total_eur"]) if row["most_total_eur"] else None,
                has_published_total=row["has_published_total"] == "true",
            )
            for row in implied_total
            if row["receipts"] == TOGETHER
        ),
        published_total_eur=amounts[TRANSFERRED],
        missing_eur=amounts[PROMISED] - amounts[TRANSFERRED],
        vat_statement=vat["statement"],
        vat_statement_nl=vat["statement_nl"],
        vat_quote_nl=vat["quote_nl"],
        vat_source=vat["source"],
        vat_source_nl=vat["source_nl"],
        vat_address=vat["source_address"],
    )


def _try(row: TextRow, inhabitants: Mapping[str, int]) -> None:
    """Whether the least and the largest total give the receipt, and those beyond do not."""
    key, whole = inhabitants[row["municipality_code"]], sum(inhabitants.values())
    value, half = int(row["reported_eur"]), 500 if row["precision"] == "thousands" else 0
    below = (value - half - 1) * whole
    above = (value + max(half - 1, 0) + 1) * whole
    least, most = int(row["least_total_eur"]), int(row["most_total_eur"])
    for column, total, right in (
        ("least_total_eur", least, (least - 1) * key <= below < least * key),
        ("most_total_eur", most, most * key < above <= (most + 1) * key),
    ):
        if not right:
            raise OpendataError(
                EXPLANATION_DIFFERS,
                stream=TRANSFERRED,
                municipality=row["municipality_code"],
                column=f"{column} of implied_total ({row['reference_date']})",
                published=total,
                computed="another total",
            )
