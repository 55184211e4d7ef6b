"""What reported running costs say of the key of the structural means.

No national amount of the running costs a year was found, so no share can be computed from one. But
two municipalities that are divided by one key stand in the proportion of that key, in every year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.precision import range_of

STREAM, SUBJECT = "structural", "running_costs"

KEY, FIXED_SHARES = "structural_key", "structural_fixed_shares"
"""The rules: by inhabitants, and by a share of its own in every year, whatever the key."""

BESIDE = "GM0268"
"""The municipality that the others are held against: the one whose budget names the grant."""

CLASS = "proportion"


@dataclass(frozen=True)
class _Range:
    """What a figure can have been before it was rounded, in whole euros or inhabitants."""

    value: int
    low: int
    high: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> _Range:
        return cls(row["value"], *range_of(row["precision"], row["value"]))


@dataclass(frozen=True)
class _Proportion:
    """`base` × `top` ÷ `bottom`."""

    base: _Range
    top: _Range
    bottom: _Range

    @property
    def value(self) -> int:
        """Rounded half up."""
        number = 2 * self.base.value * self.top.value + self.bottom.value
        return number // (2 * self.bottom.value)

    def meets(self, reported: int) -> bool:
        """Whether an exact figure can be it, however it and its terms were rounded."""
        least = Fraction(self.base.low * self.top.low, self.bottom.high)
        most = Fraction(self.base.high * self.top.high, self.bottom.low)
        return least - 1 < reported < most + 1

    def __str__(self) -> str:
        return f"{self.base.value} × {self.top.value} ÷ {self.bottom.value}"


def running_cost_evidence(
    rule_statement: pa.Table, reported_statement: pa.Table, population: pa.Table
) -> Iterator[dict[str, Any]]:
    """Each reported amount of running costs beside what each rule makes of another one.

    The last year that both municipalities reported is the base of their shares; the years before
    it are judged.

    Args:
        rule_statement: rule, reference_date; that of `KEY` is the day of the inhabitants.
        reported_statement: the columns of that table.
        population: municipality_code, reference_date, inhabitants.

    Yields:
        Rows in the columns of the table `evidence`.
    """
    days = {row["rule"]: row["reference_date"] for row in rule_statement.to_pylist()}
    if not {KEY, FIXED_SHARES} <= days.keys():
        return
    inhabitants = {
        row["municipality_code"]: _Range(*[row["inhabitants"]] * 3)
        for row in population.to_pylist()
        if row["reference_date"] == days[KEY]
    }
    by_area: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in reported_statement.to_pylist():
        if row["subject"] == SUBJECT:
            by_area.setdefault(row["area"], {})[row["period"]] = row
    beside = {year: _Range.of(row) for year, row in by_area.pop(BESIDE, {}).items()}
    for area, reported in by_area.items():
        years = sorted(reported.keys() & beside.keys())
        if not years or not {area, BESIDE} <= inhabitants.keys():
            continue
        *judged, base = years
        for year in judged:
            row = reported[year]
            by_key = _Proportion(beside[year], inhabitants[area], inhabitants[BESIDE])
            shares = _Proportion(_Range.of(reported[base]), beside[year], beside[base])
            for rule, computed in ((KEY, by_key), (FIXED_SHARES, shares)):
                yield _judged(row, rule, computed)


def _judged(row: Mapping[str, Any], rule: str, computed: _Proportion) -> dict[str, Any]:
    obstacle = "contested" if row["status"] == "contested" else None
    return {
        "rule": rule,
        "stream": STREAM,
        **{name: row[name] for name in ("place", "place_nl", "area")},
        **{name: row[name] for name in ("period", "subject", "source_address")},
        "municipality_code": row["area"],
        "class": CLASS,
        **{name: row[name] for name in ("value", "unit", "precision")},
        "computed_value": computed.value,
        "is_met": computed.meets(row["value"]),
        "difference": None,
        "is_comparable": obstacle is None,
        "not_comparable_because": obstacle,
        "is_used_to_find": row["used_to_find"] == rule,
        "derivation": str(computed),
    }
