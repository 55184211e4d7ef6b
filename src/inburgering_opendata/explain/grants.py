"""The grant for provisions (SPUK) of a municipality, where a table of grants is at hand.

Besluit inburgering 2021, chapter 10: U = BGO + BA, from 2026 on + ABO.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.explain.division import Division, as_share, divide
from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS
from inburgering_opendata.explain.grant_rule import (
    NUMBERS,
    GrantRule,
    Term,
    in_eurocents,
    in_ten_thousandths,
)
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True)
class GrantExplanation:
    """The grant of one budget year and stage, and why; amounts are in eurocents."""

    grant: str
    """Such as 2023-provisional."""
    basis: str
    formula: str
    """Which text of chapter 10 was applied."""
    family_and_other: int
    go_eurocent: int
    """The amount for each of them."""
    bgo_eurocent: int
    base: tuple[Term, ...]
    """What the municipal base (GG) is the sum of."""
    gg: int
    """In ten-thousandths."""
    gg_total: int
    share: str
    budget: tuple[Term, ...]
    """What the national budget (TBA) is the sum of."""
    tba_eurocent: int
    division: Division
    ba_eurocent: int
    abo_eurocent: int
    total_eurocent: int
    rank: int
    municipalities: int
    total_without_d_eurocent: int
    effect_of_d_eurocent: int
    official_total_eurocent: int | None
    """What was published; None where its file is not there."""
    official_difference_eurocent: int | None
    """What was computed, less that."""
    inputs_estimated: bool
    supplied: tuple[tuple[str, str], ...]
    """Name and value of every input that somebody supplied, the caseload first."""


class Grants:
    """Explains grants from the tables spuk_parameter, spuk_grant and spuk_supplied."""

    def __init__(
        self, parameters: Sequence[TextRow], rows: Sequence[TextRow], supplied: Sequence[TextRow]
    ) -> None:
        self._parameters = parameters
        self._rows = rows
        self._supplied: dict[str, dict[str, str]] = {row["grant"]: {} for row in rows}
        for row in supplied:
            self._supplied.setdefault(row["grant"], {})[row["name"]] = row["value"]

    def explain(self, code: str) -> tuple[GrantExplanation, ...]:
        """Every grant of a municipality, each number computed anew.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a number does not follow from the others.
        """
        return tuple(
            self._explained(rows, rows[code]) for rows in self._by_grant.values() if code in rows
        )

    @cached_property
    def _by_grant(self) -> dict[str, dict[str, TextRow]]:
        found: dict[str, dict[str, TextRow]] = {}
        for row in self._rows:
            found.setdefault(row["grant"], {})[row["municipality_code"]] = row
        return found

    @cached_property
    def _rules(self) -> dict[str, GrantRule]:
        return {
            grant: GrantRule.of(grant, self._parameters, self._supplied[grant])
            for grant in self._by_grant
        }

    @cached_property
    def _bases(self) -> dict[str, dict[str, tuple[Term, ...]]]:
        return {
            grant: {
                code: self._rules[grant].base({name: int(row[name]) for name in NUMBERS})
                for code, row in rows.items()
            }
            for grant, rows in self._by_grant.items()
        }

    @cached_property
    def _gg_totals(self) -> dict[str, int]:
        return {
            grant: sum(map(in_ten_thousandths, bases.values()))
            for grant, bases in self._bases.items()
        }

    @cached_property
    def _budgets(self) -> dict[str, tuple[Term, ...]]:
        """The terms of the national budget, from the sums of the municipal numbers."""
        return {
            grant: self._rules[grant].budget(
                {name: sum(int(row[name]) for row in rows.values()) for name in NUMBERS}
            )
            for grant, rows in self._by_grant.items()
        }

    @cached_property
    def _divisions(self) -> dict[str, tuple[dict[str, Division], dict[str, Division]]]:
        """How the budget is divided, and how it would be with weight d = 0."""
        found = {}
        for grant, bases in self._bases.items():
            budget = in_eurocents(self._budgets[grant])
            with_d = {code: in_ten_thousandths(base) for code, base in bases.items()}
            without = {code: in_ten_thousandths(base[:3]) for code, base in bases.items()}
            found[grant] = (_divided(budget, with_d), _divided(budget, without))
        return found

    def _explained(self, rows: Mapping[str, TextRow], row: TextRow) -> GrantExplanation:
        code, grant = row["municipality_code"], row["grant"]
        rule = self._rules[grant]
        number = {name: int(text) for name, text in row.items() if text.lstrip("-").isdecimal()}
        base = rule.base(number)
        division, without = (
            part.get(code, Division(0, 0, 0, 1)) for part in self._divisions[grant]
        )
        bgo = number["family_and_other"] * rule.go
        abo = rule.education(number)
        total = bgo + division.part + abo
        total_without = bgo + without.part + abo
        totals = [int(other["total_eurocent"]) for other in rows.values()]
        official = number.get("official_total_eurocent")
        gg, gg_total = in_ten_thousandths(base), self._gg_totals[grant]
        explanation = GrantExplanation(
            grant=grant,
            basis=row["basis"],
            formula=row["formula"],
            family_and_other=number["family_and_other"],
            go_eurocent=rule.go,
            bgo_eurocent=bgo,
            base=base,
            gg=gg,
            gg_total=gg_total,
            share=as_share(gg, gg_total) if gg_total else row["share"],
            budget=self._budgets[grant],
            tba_eurocent=in_eurocents(self._budgets[grant]),
            division=division,
            ba_eurocent=division.part,
            abo_eurocent=abo,
            total_eurocent=total,
            rank=1 + sum(other > total for other in totals),
            municipalities=len(rows),
            total_without_d_eurocent=total_without,
            effect_of_d_eurocent=total - total_without,
            official_total_eurocent=official,
            official_difference_eurocent=None if official is None else total - official,
            inputs_estimated=row["inputs_estimated"] == "true",
            supplied=tuple(self._supplied[grant].items()),
        )
        computed = ["bgo", "tba", "ba", "abo", "total", "total_without_d", "effect_of_d"]
        if official is not None:
            computed.append("official_difference")
        for column in ("gg", "gg_total", "share", *(f"{name}_eurocent" for name in computed)):
            if (found := str(getattr(explanation, column))) != row[column]:
                raise OpendataError(
                    EXPLANATION_DIFFERS,
                    stream=f"provisions ({grant})",
                    municipality=code,
                    column=column,
                    published=row[column],
                    computed=found,
                )
        return explanation


def _divided(budget: int, bases: Mapping[str, int]) -> dict[str, Division]:
    whole = sum(bases.values())
    return divide(budget, bases, whole) if whole else {}
