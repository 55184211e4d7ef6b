"""The grant for provisions (SPUK) of a municipality, where a table of grants is at hand.

Besluit inburgering 2021, chapter 10: U = BGO + BA, from 2026 on + ABO.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.errors import OpendataError
from inburgering_opendata.explain.division import Division, as_share, divide
from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS

Row = Mapping[str, str]


@dataclass(frozen=True)
class GrantExplanation:
    """The grant of one budget year and stage, and why; amounts are in eurocents."""

    grant: str
    """Such as 2023-provisional."""
    basis: str
    formula: str
    """Which text of chapter 10 was applied."""
    family_and_other: int
    go_eurocent: int | None
    """The amount for each of them; None where no municipality has any."""
    bgo_eurocent: int
    number_t: int
    number_t1: int
    number_t2: int
    completed_counted: int
    gg: int
    gg_total: int
    share: str
    tba_eurocent: int
    division: Division
    ba_eurocent: int
    abo_eurocent: int
    total_eurocent: int
    rank: int
    municipalities: int
    total_without_d_eurocent: int
    effect_of_d_eurocent: int
    inputs_estimated: bool
    supplied: tuple[tuple[str, str], ...]
    """Name and value of every input that somebody supplied, the caseload first."""


class Grants:
    """Explains grants from the tables `spuk_grant` and `spuk_supplied`."""

    def __init__(self, rows: Sequence[Row], supplied: Sequence[Row]) -> None:
        self._rows = rows
        self._supplied = supplied

    def explain(self, code: str) -> tuple[GrantExplanation, ...]:
        """Every grant of a municipality, each number computed anew.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a number does not follow from the others.
        """
        return tuple(
            self._explained(rows, rows[code]) for rows in self._by_grant.values() if code in rows
        )

    @cached_property
    def _by_grant(self) -> dict[str, dict[str, Row]]:
        found: dict[str, dict[str, Row]] = {}
        for row in self._rows:
            found.setdefault(row["grant"], {})[row["municipality_code"]] = row
        return found

    @cached_property
    def _divisions(self) -> dict[str, dict[str, Division]]:
        found = {}
        for grant, rows in self._by_grant.items():
            keys = {code: int(row["gg"]) for code, row in rows.items()}
            budget = int(next(iter(rows.values()))["tba_eurocent"])
            found[grant] = divide(budget, keys, sum(keys.values())) if any(keys.values()) else {}
        return found

    def _explained(self, rows: Mapping[str, Row], row: Row) -> GrantExplanation:
        code, grant = row["municipality_code"], row["grant"]
        number = {name: int(text) for name, text in row.items() if text.lstrip("-").isdecimal()}
        priced = (r for r in rows.values() if int(r["family_and_other"]))
        go = next((int(r["bgo_eurocent"]) // int(r["family_and_other"]) for r in priced), None)
        division = self._divisions[grant].get(code, Division(0, 0, 0, 1))
        bgo = number["family_and_other"] * (go or 0)
        total = bgo + division.part + number["abo_eurocent"]
        totals = [int(other["total_eurocent"]) for other in rows.values()]
        gg_total = sum(int(other["gg"]) for other in rows.values())
        explanation = GrantExplanation(
            grant=grant,
            basis=row["basis"],
            formula=row["formula"],
            family_and_other=number["family_and_other"],
            go_eurocent=go,
            bgo_eurocent=bgo,
            number_t=number["number_t"],
            number_t1=number["number_t1"],
            number_t2=number["number_t2"],
            completed_counted=number["completed_counted"],
            gg=number["gg"],
            gg_total=gg_total,
            share=as_share(number["gg"], gg_total) if gg_total else row["share"],
            tba_eurocent=number["tba_eurocent"],
            division=division,
            ba_eurocent=division.part,
            abo_eurocent=number["abo_eurocent"],
            total_eurocent=total,
            rank=1 + sum(other > total for other in totals),
            municipalities=len(rows),
            total_without_d_eurocent=number["total_without_d_eurocent"],
            effect_of_d_eurocent=total - number["total_without_d_eurocent"],
            inputs_estimated=row["inputs_estimated"] == "true",
            supplied=tuple((r["name"], r["value"]) for r in self._supplied if r["grant"] == grant),
        )
        computed = ("bgo", "ba", "total", "effect_of_d")
        for column in ("gg_total", "share", *(f"{name}_eurocent" for name in computed)):
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
