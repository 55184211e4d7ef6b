"""What was reported, beside what was computed, where the two may be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import NOT_IN_CLOSED_LIST, NOTHING_TO_COMPARE_WITH
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

COMPARED_WITH_TARGETS = "housing_target"


@dataclass(frozen=True)
class Comparison:
    """The computed value that a reported figure may be set beside."""

    compared_with: str
    value: int


class Comparisons:
    """Which reported figures may be compared, as declared, and the computed values.

    Args:
        reported_comparison: subject, period, compared_with (a stream, or housing_target).
        municipality: municipality_code, province_code.
        allocation: stream, municipality_code, amount_eur.
        housing_target: half_year, municipality_code, persons.
    """

    def __init__(
        self,
        reported_comparison: pa.Table,
        municipality: pa.Table,
        allocation: pa.Table,
        housing_target: pa.Table,
    ) -> None:
        self._declared = {
            (row["subject"], row["period"]): row["compared_with"]
            for row in reported_comparison.to_pylist()
        }
        columns = (
            municipality["municipality_code"].to_pylist(),
            municipality["province_code"].to_pylist(),
        )
        self._province = dict(zip(*columns, strict=True))
        self._amounts: dict[str, dict[str, int]] = {}
        for row in allocation.select(["stream", "municipality_code", "amount_eur"]).to_pylist():
            amounts = self._amounts.setdefault(row["stream"], {})
            amounts[row["municipality_code"]] = row["amount_eur"]
        self._targets: dict[str, dict[str, Mapping[str, Any]]] = {}
        for row in housing_target.to_pylist():
            self._targets.setdefault(row["half_year"], {})[row["municipality_code"]] = row

    def of(self, statement: Mapping[str, Any]) -> Comparison | None:
        """What `statement` may be compared with, or None when that is not declared or its area
        is a region whose municipalities are not known.

        Args:
            statement: area, period, subject.

        Raises:
            OpendataError: `NOTHING_TO_COMPARE_WITH` when a comparison is declared and there is
                no computed value for the area or for a part of the period.
        """
        declared = self._declared.get((statement["subject"], statement["period"]))
        if declared is None or statement["area"] is None:
            return None
        values = (
            self._targets_within(statement["period"])
            if declared == COMPARED_WITH_TARGETS
            else [self._amounts.get(declared, {})]
        )
        sums = [self._sum(value, statement["area"]) for value in values]
        if not sums or None in sums:
            raise OpendataError(NOTHING_TO_COMPARE_WITH, **statement)
        return Comparison(declared, sum(value for value in sums if value is not None))

    def _targets_within(self, name: str) -> list[Mapping[str, int]]:
        """The targets of each half-year of the period; an empty one where it has none."""
        year = name[:4]
        half_years = [name] if name != year else [f"{year}-H1", f"{year}-H2"]
        return [
            {code: row["persons"] for code, row in self._targets.get(half_year, {}).items()}
            for half_year in half_years
        ]

    def _sum(self, values: Mapping[str, int], area: str) -> int | None:
        """The sum over the municipalities of `area`; None when one of them has no value."""
        if area == "NL":
            members = list(values)
        elif area.startswith("PV"):
            members = [code for code in values if self._province[code] == area]
        else:
            members = area.split("+")
        if not members or not values.keys() >= set(members):
            return None
        return sum(values[code] for code in members)


@derives()
def reported_figure(
    reported_statement: pa.Table,
    reported_subject: pa.Table,
    reported_comparison: pa.Table,
    reported_period: pa.Table,
    municipality: pa.Table,
    allocation: pa.Table,
    housing_target: pa.Table,
) -> pa.Table:
    """Every statement, with the computed value beside it where that is declared comparable.

    Returns:
        The columns of the table `reported_figure`; difference is reported minus computed, where
        what was reported is exact and not contested.

    Raises:
        OpendataError: `NOT_IN_CLOSED_LIST` for a subject, unit or period that is not declared,
            or `NOTHING_TO_COMPARE_WITH`; both name the statement.
    """
    comparisons = Comparisons(reported_comparison, municipality, allocation, housing_target)
    unit_of = dict(
        zip(
            reported_subject["subject"].to_pylist(),
            reported_subject["unit"].to_pylist(),
            strict=True,
        )
    )
    periods = set(reported_period["period"].to_pylist())
    rows = []
    for statement in reported_statement.to_pylist():
        if unit_of.get(statement["subject"]) != statement["unit"]:
            known = ", ".join(f"{subject} ({unit})" for subject, unit in sorted(unit_of.items()))
            problem = f"the subject '{statement['subject']}' in '{statement['unit']}'"
            raise OpendataError(NOT_IN_CLOSED_LIST, **statement, problem=problem, known=known)
        if statement["period"] not in periods:
            problem, known = f"the period '{statement['period']}'", ", ".join(sorted(periods))
            raise OpendataError(NOT_IN_CLOSED_LIST, **statement, problem=problem, known=known)
        found, area = comparisons.of(statement), statement["area"] or ""
        computed = found.value if found else None
        exact = statement["precision"] == "exact" and statement["status"] == "stated"
        difference = statement["value"] - computed if exact and computed is not None else None
        rows.append(
            {
                **statement,
                "municipality_code": area if area.startswith("GM") and "+" not in area else None,
                "compared_with": found.compared_with if found else None,
                "computed_value": computed,
                "difference": difference,
                "difference_pct": percentage(difference, computed),
            }
        )
    return pa.Table.from_pylist(rows)


def percentage(part: int | None, whole: int | None) -> Decimal | None:
    """`part` as a percentage of `whole`, two decimals, halves away from zero; None without."""
    if part is None or not whole:
        return None
    hundredths = (2 * abs(part) * 10_000 + whole) // (2 * whole)
    return Decimal(hundredths if part >= 0 else -hundredths).scaleb(-2)
