"""What attacks on one system found before, for a protector who attacks it again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from inburgering_opendata.disclosure.rows import Whole
from inburgering_opendata.disclosure.unknowns import Component

if TYPE_CHECKING:
    from inburgering_opendata.disclosure.attack import Disclosure

Move = Mapping[int, int]
"""By cell, how far from the truth it is in some table."""


class Memory:
    """Verdicts on components that did not change, and tables of whole numbers for those that did.

    A table that agreed with what was published still does when more is suppressed, with the true
    values for what was. The attack believes none of it unchecked.

    Args:
        values: the true value of every cell.
    """

    def __init__(self, values: Sequence[int]) -> None:
        self._truth = np.array(values, dtype=np.int64)
        self._points: list[Whole] = []
        self._depth = np.zeros(len(values), dtype=np.int64)
        """By cell, how many of the points tell something else of it than the truth."""
        self.verdicts: dict[Component, list[Disclosure]] = {}
        self._moves: dict[int, list[Move]] = {}
        """By its first cell."""

    def remember(self, moves: Iterable[Move]) -> None:
        """Keep tables that were found for some cells, for the next attack on their component."""
        for move in moves:
            self._moves.setdefault(min(move), []).append(move)

    def moves(self, component: Component) -> list[Move]:
        """The moves that were found since the last attack on a component, of its cells alone."""
        cells = set(component.cells)
        found = [move for cell in component.cells for move in self._moves.pop(cell, ())]
        return [move for move in found if move.keys() <= cells]

    def points(self, component: Component) -> list[Whole]:
        """Values of the cells of a component that may be possible."""
        cells = list(component.cells)
        depth = int(self._depth[cells].max())
        return [self._truth[cells], *(point[cells] for point in self._points[:depth])]

    def keep(
        self, component: Component, witnesses: Sequence[Whole], verdict: list[Disclosure]
    ) -> None:
        self.verdicts[component] = verdict
        cells = list(component.cells)
        while len(self._points) < len(witnesses):
            self._points.append(self._truth.copy())
        depth = int(self._depth[cells].max())
        self._depth[cells] = len(witnesses)
        for number, point in enumerate(self._points[: max(depth, len(witnesses))]):
            known = number < len(witnesses)
            point[cells] = witnesses[number] if known else self._truth[cells]
