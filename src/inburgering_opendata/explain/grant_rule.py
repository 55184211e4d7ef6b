"""The formula of the grant for provisions with the parameters of its year, step by step.

Besluit inburgering 2021, chapter 10; Regeling inburgering 2021, art. 10.1 to 10.4. It is written
here a second time, from the published texts alone, so that an explanation does not repeat the code
that made the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.rows import TextRow

NUMBERS = ("number_t", "number_t1", "number_t2", "completed_counted")
"""The columns of spuk_grant that a base is made of, with the weights or amounts a to d."""

_WHOLE = 100


@dataclass(frozen=True)
class Term:
    """A number of persons × a share in hundredths × a weight in cents, or an amount in cents."""

    number: int
    share: int
    each: int

    @property
    def value(self) -> int:
        """In ten-thousandths."""
        return self.number * self.share * self.each


@dataclass(frozen=True, kw_only=True)
class GrantRule:
    """What one grant is computed with: amounts in eurocents, weights in cents, shares in
    hundredths; a real number of persons counts in full.
    """

    go: int
    amounts: tuple[int, int, int]
    weights: tuple[int, int, int, int]
    shares: tuple[int, int]
    education_share: tuple[int, int] | None
    """PA × PO as a fraction, for a provisional grant of 2026 or later."""
    education_amount: int

    @classmethod
    def of(
        cls, grant: str, parameters: Iterable[TextRow], supplied: Mapping[str, str]
    ) -> GrantRule:
        """From the table spuk_parameter and what was supplied for `grant`, such as
        2023-provisional.
        """
        year, stage = grant.split("-")
        value = {
            (row["kind"], row["variable"]): int(
                row["amount_eurocent"] or row["value"].replace(".", "")
            )
            for row in parameters
            if row["budget_year"] == year
        }
        provisional = stage == "provisional"
        pa_t, pa_t1 = value["share", "pa_t"], value["share", "pa_t1"]
        education = None
        if provisional and "PO" in supplied:
            whole, _, decimals = supplied["PO"].partition(".")
            education = (pa_t * int(whole + decimals), _WHOLE * 10 ** len(decimals))
        return cls(
            go=value["amount", "go"],
            amounts=(value["amount", "a"], value["amount", "b"], value["amount", "c"]),
            weights=(
                value["weight", "a"],
                value["weight", "b"],
                value["weight", "c"],
                value["weight", "d"],
            ),
            shares=(pa_t, pa_t1) if provisional else (_WHOLE, _WHOLE),
            education_share=education,
            education_amount=int(_whole(supplied.get("abo_amount", "0"))),
        )

    def base(self, numbers: Mapping[str, int]) -> tuple[Term, ...]:
        """The terms of a municipal base (GG): years t, t - 1, t - 2, and what was completed."""
        shares = (*self.shares, _WHOLE, _WHOLE)
        return tuple(
            Term(numbers[name], share, weight)
            for name, share, weight in zip(NUMBERS, shares, self.weights, strict=True)
        )

    def budget(self, national: Mapping[str, int]) -> tuple[Term, ...]:
        """The terms of the national budget (TBA): years t, t - 1 and t - 2."""
        shares = (*self.shares, _WHOLE)
        return tuple(
            Term(national[name], share, amount)
            for name, share, amount in zip(NUMBERS, shares, self.amounts, strict=False)
        )

    def education(self, number: Mapping[str, int]) -> int:
        """ABO in eurocents. Of a definitive grant it is what is published, in whole amounts: the
        number in the education route is no column of the table.
        """
        if self.education_share is None:
            each = self.education_amount
            return number["abo_eurocent"] // each * each if each else 0
        over, under = self.education_share
        return _half_up(number["number_t"] * over * self.education_amount, under)


def in_ten_thousandths(terms: Iterable[Term]) -> int:
    return sum(term.value for term in terms)


def in_eurocents(terms: Iterable[Term]) -> int:
    """Rounded half up to a cent."""
    return _half_up(in_ten_thousandths(terms), 100)


def _whole(decimal: str) -> str:
    """8057.10 as 805710."""
    return decimal.replace(".", "")


def _half_up(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
