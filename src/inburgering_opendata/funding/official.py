"""Official figures by municipality, as the annexes have them that were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inburgering_opendata.funding.errors import OFFICIAL_FIGURE_TWICE
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa

OFFICIAL = "official"
"""The basis of a figure that was published as such, and the class of its evidence."""

COMPUTED = "statutory_formula"
"""The basis of a target or grant that was computed."""

HOUSING = "housing_target"
"""The stream of the housing targets and of the rules about them."""

FINAL = "final"
BEFORE_LOWERING = "before_lowering"

MONTHS = {"H1": range(1, 7), "H2": range(7, 13)}
"""The months of a half-year."""

Figures = Mapping[str, Row]
"""By code of the municipality."""


def amounts_of(official_amount: pa.Table) -> dict[str, Figures]:
    """The official amounts by stream; raises `OFFICIAL_FIGURE_TWICE`."""
    return _once(official_amount, "official_amount", "stream")


def targets_of(official_target: pa.Table, edition: str) -> dict[str, Figures]:
    """The official targets of an edition by half-year; raises `OFFICIAL_FIGURE_TWICE`."""
    rows = [row for row in official_target.to_pylist() if row["edition"] == edition]
    # Only here, as pages take a word from this module and do without pyarrow.
    import pyarrow as pa

    return _once(pa.Table.from_pylist(rows, official_target.schema), "official_target", "half_year")


def housed_of(official_housed: pa.Table) -> dict[str, dict[str, Row]]:
    """How many were housed by half-year and year; six months are added up to a half-year.

    Raises:
        OpendataError: `OFFICIAL_FIGURE_TWICE`.
    """
    given = _once(official_housed, "official_housed", "period")
    found = {period: dict(rows) for period, rows in given.items() if not _is_month(period)}
    for year in {period[:4] for period in given}:
        for half, months in MONTHS.items():
            parts = [given.get(f"{year}-{month:02}", {}) for month in months]
            period = f"{year}-{half}"
            if period not in found and all(parts):
                found[period] = _added_up(period, parts)
    return found


def half_years_of(period: str) -> tuple[str, ...]:
    """The half-years of a period: of a year both, of a half-year itself."""
    return (period,) if "-" in period else tuple(f"{period}-{half}" for half in MONTHS)


def basis_of(bases: Mapping[str, str], period: str) -> str:
    """The basis of a period of which all half-years are official, or not.

    Args:
        bases: the basis of the targets of each half-year.
    """
    found = {bases.get(half_year) for half_year in half_years_of(period)}
    return OFFICIAL if found == {OFFICIAL} else COMPUTED


def _is_month(period: str) -> bool:
    return "-" in period and "H" not in period


def _added_up(period: str, parts: list[Figures]) -> dict[str, Row]:
    """The sums of the municipalities that have all parts, with the address of the last."""
    codes = set.intersection(*(set(part) for part in parts))
    return {
        code: {
            **parts[-1][code],
            "period": period,
            "persons": sum(part[code]["persons"] for part in parts),
        }
        for code in sorted(codes)
    }


def _once(table: pa.Table, name: str, key: str) -> dict[str, Figures]:
    """The rows by `key` and municipality, which has one of each."""
    found: dict[str, dict[str, Row]] = {}
    for row in table.to_pylist():
        rows, code = found.setdefault(row[key], {}), row["municipality_code"]
        if code in rows:
            raise OpendataError(
                OFFICIAL_FIGURE_TWICE, table=name, what=f"{key} {row[key]}", municipality=code
            )
        rows[code] = row
    return dict(found)
