"""Published observations as cells: whole numbers of a named thing, or rates of two such cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa

from inburgering_opendata.disclosure.errors import INDICATOR_UNDECLARED
from inburgering_opendata.errors import OpendataError

TOTAL = "total"
ADDITIVE = ("count", "sum")
RATES = ("rate", "mean")


@dataclass(frozen=True)
class IndicatorRule:
    """What disclosure control must know of an indicator."""

    id: str
    kind: str
    """count (of persons), sum (of hours or money over persons), rate (percent) or mean."""
    numerator: str | None = None
    denominator: str | None = None
    parts: tuple[str, ...] = ()
    """Indicators that add up to this one."""


class Key(NamedTuple):
    """What a row of observation is about; `total` for a margin."""

    publication: str
    boundaries: date | None
    area_type: str
    area: str
    indicator: str
    period: str
    target_group: str
    legal_regime: str
    route: str

    def __str__(self) -> str:
        dimensions = (self.target_group, self.legal_regime, self.route)
        shown = [name for name in dimensions if name != TOTAL]
        return ", ".join([self.indicator, self.area, self.period, *shown])


class Row(NamedTuple):
    """One observation that takes part: where it stands, and what it says."""

    number: int
    key: Key
    value: Decimal | None
    status: str
    is_rounded: bool = False
    """Whether it was rounded to protect people: it is near the truth, and not it."""


ROUNDED = "rounded_to_protect"
"""The precision of such a row."""

_COLUMNS = ("disclosure", "value", "status", "precision", *(name for name in Key._fields))


def rows_of(table: pa.Table) -> Iterator[Row]:
    """The rows of a table or view in the columns of observation that are to be protected.

    What is exempt, as it is public already or was computed, takes no part.
    """
    columns = [_column(table, name) for name in _COLUMNS]
    for number, (disclosure, value, status, precision, *key) in enumerate(
        zip(*columns, strict=True)
    ):
        # Only what says so is exempt; what says nothing is not.
        if not str(disclosure).startswith("exempt"):
            yield Row(number, Key(*key), value, status, precision == ROUNDED)


def _column(table: pa.Table, name: str) -> list[object]:
    """The values of a column; a view has the day of its boundaries in a column of its own."""
    if name == "boundaries" and "boundary_date" in table.column_names:
        name = "boundary_date"
    if name not in table.column_names:
        return [None] * table.num_rows
    values: list[object] = table[name].to_pylist()
    return values


def rule_of(rules: Mapping[str, IndicatorRule], indicator: str) -> IndicatorRule:
    """The rule of an indicator.

    Raises:
        OpendataError: `INDICATOR_UNDECLARED`.
    """
    if (rule := rules.get(indicator)) is None:
        raise OpendataError(INDICATOR_UNDECLARED, indicator=indicator)
    return rule


def rules_from(indicators: pa.Table) -> dict[str, IndicatorRule]:
    """The rules, from the published table `indicator`.

    Columns: id, kind, numerator, denominator, and parts (ids separated by `; `).
    """
    return {
        row["id"]: IndicatorRule(
            row["id"],
            row["kind"],
            row.get("numerator"),
            row.get("denominator"),
            tuple(part.strip() for part in (row.get("parts") or "").split(";") if part.strip()),
        )
        for row in indicators.to_pylist()
    }


def decimals_of(value: Decimal) -> int:
    """How many decimals a published number was given with, zeros at the end left out."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
