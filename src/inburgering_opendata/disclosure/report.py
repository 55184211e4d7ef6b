"""What was suppressed and what it cost, told without revealing any of it.

Everything here is computed from the protected table, so it says nothing that its readers could not
compute: a sum of what was hidden would be one more equation for them to use.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from inburgering_opendata.disclosure.cells import TOTAL, Key, rows_of
from inburgering_opendata.disclosure.places import NATION

LINE_SCHEMA = pa.schema(
    [
        pa.field("publication", pa.string(), nullable=False),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("area_type", pa.string(), nullable=False),
        pa.field("figures", pa.int64(), nullable=False),
        pa.field("suppressed", pa.int64(), nullable=False),
        pa.field("value_kept_percent", pa.decimal128(4, 1)),
    ]
)


@dataclass(frozen=True)
class Line:
    """One indicator at one level of areas."""

    publication: str
    indicator: str
    area_type: str
    figures: int
    """Observed and suppressed ones together."""
    suppressed: int
    value_kept_percent: Decimal | None
    """What of the national totals is still published at this level; None where that cannot be
    told, as a rate does not add up, or a national total is suppressed itself."""


@dataclass(frozen=True)
class Report:
    """The report, a line for each indicator and level of areas."""

    lines: tuple[Line, ...]

    @property
    def table(self) -> pa.Table:
        """The lines, in the columns of `LINE_SCHEMA`."""
        return pa.Table.from_pylist([vars(line) for line in self.lines], LINE_SCHEMA)

    def as_markdown(self) -> str:
        """The report in Dutch and English, as a table."""
        head = (
            "# Onthullingsbeperking · Disclosure control\n\n"
            "Wat is weggelaten, en welk deel van de landelijke totalen per niveau nog is "
            "gepubliceerd; berekend uit wat is gepubliceerd.\n"
            "What was suppressed, and which part of the national totals is still published at "
            "each level; computed from what is published.\n\n"
            "| indicator | niveau · level | cijfers · figures | onderdrukt · suppressed "
            "| waarde · value kept (%) |\n|---|---|--:|--:|--:|\n"
        )
        return head + "".join(
            f"| {line.indicator} | {line.area_type} | {line.figures} | {line.suppressed} "
            f"| {'–' if line.value_kept_percent is None else line.value_kept_percent} |\n"
            for line in self.lines
        )


def report_on(protected: pa.Table, additive: frozenset[str]) -> Report:
    """The report on a protected table.

    Args:
        protected: in the columns of observation.
        additive: ids of the indicators that are counts or sums.
    """
    figures: dict[tuple[str, str, str], int] = defaultdict(int)
    suppressed: dict[tuple[str, str, str], int] = defaultdict(int)
    values: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    hidden_nations: set[tuple[str, str]] = set()
    for row in rows_of(protected):
        if row.status not in ("observed", "suppressed"):
            continue
        line = (row.key.publication, row.key.indicator, row.key.area_type)
        figures[line] += 1
        if row.value is None:
            suppressed[line] += 1
        if _is_of_everybody(row.key):
            if row.value is not None:
                values[line] += row.value
            elif row.key.area == NATION:
                hidden_nations.add(line[:2])
    lines = []
    for line in sorted(figures):
        publication, indicator, level = line
        total = values[publication, indicator, "nation"]
        told = indicator in additive and total > 0 and line[:2] not in hidden_nations
        kept = _percent(values[line], total) if told else None
        lines.append(Line(publication, indicator, level, figures[line], suppressed[line], kept))
    return Report(tuple(lines))


def _is_of_everybody(key: Key) -> bool:
    return key.target_group == key.legal_regime == key.route == TOTAL


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return Decimal(round(Fraction(part) / Fraction(whole) * 1000)) / 10
