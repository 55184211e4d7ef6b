"""The persons by which the grant is divided, carried to the municipalities of the budget year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import CASELOAD_INCOMPLETE, CASELOAD_TWICE
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.ground.errors import OpendataError


class Caseload:
    """The supplied numbers on the boundaries of the budget year, by year, column and code.

    Raises:
        OpendataError: `CASELOAD_TWICE` when two rows give different numbers.
    """

    def __init__(self, caseload: pa.Table, changes: Reorganisations, year: int) -> None:
        self._day = date(year, 1, 1)
        self._changes = changes
        self._rows: dict[tuple[int, date], dict[str, dict[str, Any]]] = {}
        for row in caseload.to_pylist():
            rows = self._rows.setdefault((row["year"], row["boundaries_on"]), {})
            code = row["municipality_code"]
            rows[code] = _both(rows[code], row) if code in rows else row
        self.estimated: set[str] = set()
        self._codes = sorted(c for c in changes.register if changes.existed(c, self._day))

    @property
    def codes(self) -> list[str]:
        """The municipalities of 1 January of the budget year."""
        return self._codes

    def numbers(self, column: str, year: int) -> dict[str, int]:
        """`column` of `year`, carried to the boundaries of the budget year.

        Raises:
            OpendataError: `CASELOAD_INCOMPLETE`, naming every municipality without a number.
        """
        carried: dict[str, int] = {}
        for (of_year, boundaries_on), rows in self._rows.items():
            if of_year == year:
                known = {code: row[column] for code, row in rows.items() if row[column] is not None}
                if not known:
                    # Another file, on other boundaries, has this number.
                    continue
                part, estimated = self._changes.carry(known, boundaries_on, self._day)
                for code, number in part.items():
                    carried[code] = carried.get(code, 0) + number
                unknown = {
                    receiver
                    for code in rows.keys() - known.keys()
                    for receiver in self._changes.successors(code, boundaries_on, self._day)
                }
                carried = {code: n for code, n in carried.items() if code not in unknown}
                self.estimated |= estimated
        if missing := [code for code in self._codes if code not in carried]:
            names = ", ".join(f"{self._changes.register[c].name} ({c})" for c in missing[:20])
            more = f" and {len(missing) - 20} more" if len(missing) > 20 else ""
            raise OpendataError(
                CASELOAD_INCOMPLETE,
                column=column,
                year=year,
                count=len(missing),
                names=names + more,
                day=self._day,
            )
        if strangers := sorted(carried.keys() - set(self._codes)):
            raise OpendataError(
                CASELOAD_INCOMPLETE,
                column=column,
                year=year,
                count=len(strangers),
                names="not a municipality: " + ", ".join(strangers),
                day=self._day,
            )
        return {code: carried[code] for code in self._codes}


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two rows of one municipality, year and day, as one that has the numbers of both."""
    for column, second in other.items():
        first = one[column]
        if None not in (first, second) and first != second:
            raise OpendataError(
                CASELOAD_TWICE,
                municipality=one["municipality_code"],
                year=one["year"],
                column=column,
                first=first,
                second=second,
            )
    return {column: other[column] if value is None else value for column, value in one.items()}
