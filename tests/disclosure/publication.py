"""What the oracle knows: what is published, and what a person of each type adds to it.

Whom an indicator counts is worked out row by row, by the naive counter of the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tests.indicators import naive
from tests.indicators.made_up import INDICATORS

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cell = tuple[str, str, str, str]
"""Indicator, target group, legal regime, route."""
Chances = Mapping[int, Mapping[int, int]]
"""By true count what may be added to it, with its weight; the last one stands for all above it."""

ALWAYS, OF_PARTS, NEVER = "always", "of parts of an area", "never"

_NOBODY = "GM"
"""The municipality of a row whose place does not matter."""


@dataclass(frozen=True, eq=False)
class Types:
    """The types of persons in a world: a trajectory of each, and in which cells it counts."""

    rows: tuple[Mapping[str, Any], ...]
    as_of: Any

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def figures(self) -> Mapping[Cell, Integers]:
        """What one person of each type adds to a cell, in hundredths."""
        found: dict[Cell, Integers] = {}
        for number, row in enumerate(self.rows):
            for cell, (status, value) in _count([row], self.as_of).items():
                if status == "observed":
                    mine = found.setdefault(cell, np.zeros(len(self), dtype=np.int64))
                    mine[number] = int(100 * value)
        return found

    def figure(self, cell: Cell) -> Integers:
        return self.figures.get(cell, np.zeros(len(self), dtype=np.int64))

    @cached_property
    def grids(self) -> tuple[Mapping[Cell, bool], ...]:
        """By the types that occur (a bit each) the cells that are published, and whether a figure
        can be in them.
        """
        return tuple(
            {
                cell: status == "observed"
                for cell, (status, _) in _count(
                    [row for n, row in enumerate(self.rows) if among >> n & 1], self.as_of
                ).items()
            }
            for among in range(1 << len(self))
        )


def _count(rows: Sequence[Mapping[str, Any]], as_of: Any) -> dict[Cell, tuple[str, Any]]:
    """Status and value of the cells of one municipality that has these rows."""
    here = [
        {**row, "municipality_code": _NOBODY, "person_id": str(number)}
        for number, row in enumerate(rows)
    ]
    found = naive.count(here, INDICATORS, {_NOBODY: "PV"}, {_NOBODY}, as_of)
    kinds = {each.id: each.kind for each in INDICATORS.all}
    return {
        (indicator, group, regime, route): figure
        for (indicator, area, (_, group, regime, route)), figure in found.items()
        if area == _NOBODY and kinds[indicator] in ("count", "sum")
    }


@dataclass(frozen=True)
class Publication:
    """What everybody can look up of one period."""

    figures: Mapping[str, Mapping[Cell, int | None]]
    """By area and cell, in units of the noise; None where it is withheld."""
    members: Mapping[str, tuple[int, ...]]
    """By area the numbers of the municipalities that it is of."""
    chances: Chances
    same_figures: str = ALWAYS
    """Where the same persons have the same figure."""
    whole_grid: bool = True
    """Whether the cells that are published are all that can be of the persons."""

    @classmethod
    def of(
        cls, table: pa.Table, members: Mapping[str, tuple[int, ...]], chances: Chances
    ) -> Publication:
        """From the rows of one period of the table observation."""
        units = {each.id: each.noise_unit for each in INDICATORS.all}
        kinds = {each.id: each.kind for each in INDICATORS.all}
        figures: dict[str, dict[Cell, int | None]] = {area: {} for area in members}
        for row in table.to_pylist():
            if kinds[row["indicator"]] in ("count", "sum") and row["status"] != "not_applicable":
                cell = (row["indicator"], row["target_group"], row["legal_regime"], row["route"])
                value, unit = row["value"], units[row["indicator"]]
                shown = None if value is None else int((2 * value + unit) // (2 * unit))
                assert (row["status"] == "observed") == (value is not None), row
                figures[row["area"]][cell] = shown
        return cls(figures, members, chances)

    @cached_property
    def can_be(self) -> Bools:
        """Whether a true count (rows) can be published as a figure (columns)."""
        last = max(self.chances)
        most = max((f for each in self.figures.values() for f in each.values() if f), default=0)
        widest = max(abs(added) for row in self.chances.values() for added in row)
        found = np.zeros((most + widest + 2, most + 2 * widest + 3), dtype=bool)
        for count in range(len(found)):
            for added, weight in self.chances[min(count, last)].items():
                if weight > 0 and count + added < found.shape[1]:
                    found[count, count + added] = True
        return found
