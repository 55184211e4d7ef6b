"""A pattern of suppression: which cells are hidden, and where one equation shows that too few are.

Only the protector has this: it knows the value of every cell, the latent ones included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from inburgering_opendata.disclosure.rows import Rows, Whole
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.disclosure.system import WHOLE_OF_A_RATE, LinkedSystem


class Pattern:
    """The hidden cells of a system with all its values.

    Args:
        system: linked from unprotected tables; its latent cells have no value yet.
        values: what every cell really is, by number.
    """

    def __init__(self, system: LinkedSystem, values: list[int], settings: Settings) -> None:
        self.system = system
        self.values = values
        self.settings = settings
        self.equations_of: list[list[int]] = [[] for _ in system.cells]
        for number, equation in enumerate(system.equations):
            for member in equation.members:
                self.equations_of[member].append(number)
        self.amounts_of: dict[int, list[int]] = defaultdict(list)
        for base in system.bases:
            self.amounts_of[base.count].append(base.amount)
        self.rates_of: dict[int, int] = defaultdict(int)
        for rate in system.rates:
            self.rates_of[rate.numerator] += 1
            self.rates_of[rate.denominator] += 1
        self.hidden = [cell.is_latent for cell in system.cells]
        self.must_hold = [
            cell.is_latent and cell.is_count and settings.is_sensitive(cell.indicator, value)
            for cell, value in zip(system.cells, values, strict=True)
        ]
        """Hidden cells that must not be found out; a latent cell that is not small may be."""
        self.primary: set[int] = set()

    def hide_primaries(self) -> None:
        """Hide every small count; and what was never known, as only earlier releases have it.

        What an earlier release gave is known, and hiding it would be of no use.
        """
        for number, cell in enumerate(self.system.cells):
            if cell.is_latent or cell.earlier is not None:
                continue
            small = cell.is_count and self.settings.is_sensitive(
                cell.indicator, self.values[number]
            )
            if small or cell.value is None:
                self.primary.add(number)
                self.hide(number)

    def hide(self, cell: int) -> list[int]:
        """Hide a cell, and the sums over the persons that it counts; all that were hidden.

        A sum of zero stands where zeros do: mostly it is zero for everybody, as whoever has no
        route yet has no talks, and hiding what all know would cost other figures and help nobody.
        """
        if self.hidden[cell]:
            return []
        self.hidden[cell] = self.must_hold[cell] = True
        amounts = [n for n in self.amounts_of[cell] if not self.settings.stands(self.values[n])]
        return [cell, *(more for amount in amounts for more in self.hide(amount))]

    def show(self, cell: int) -> None:
        self.hidden[cell] = self.must_hold[cell] = False

    def is_free(self, cell: int) -> bool:
        """Whether hiding a cell is of use: it is not hidden yet, and nobody knows it already.

        A zero protects nothing, as readers may know that there can be nobody.
        """
        known = self.system.cells[cell].earlier is not None
        return not self.hidden[cell] and not known and self.values[cell] > 0

    @cached_property
    def movable(self) -> list[list[int]]:
        """By equation, those of its members that are hidden or may be."""
        moves = [hidden or self.is_free(cell) for cell, hidden in enumerate(self.hidden)]
        return [[m for m in equation.members if moves[m]] for equation in self.system.equations]

    @cached_property
    def truth(self) -> Whole:
        """The value of every cell."""
        return np.array(self.values, dtype=np.int64)

    @cached_property
    def rows(self) -> Rows:
        """The equations."""
        equations = self.system.equations
        return Rows.of(
            (dict(zip(each.members, each.coefficients, strict=True)) for each in equations),
            (each.low for each in equations),
            (each.high for each in equations),
            len(self.system.cells),
        )

    @cached_property
    def loss(self) -> list[int]:
        """By cell, what hiding it costs: its value, and something for each figure that is gone."""
        return [
            value // self._scales[cell.indicator]
            + (1 + self.rates_of[number] + len(self.amounts_of[number]))
            * self.settings.minimum_count
            for number, (cell, value) in enumerate(zip(self.system.cells, self.values, strict=True))
        ]

    def width(self, cell: int) -> int:
        """How far apart the least and the most must be that a hidden cell can be."""
        if self.system.cells[cell].is_count:
            return self.settings.protection_width
        # As a part of the most that it can be, which is more than it is.
        percent = self.settings.protection_percent
        return max(1, -(-self.values[cell] * percent // max(1, 100 - percent)))

    def lacks(self, equation: int) -> bool:
        """Whether one equation alone gives a hidden cell away: too few others, or too small."""
        members = self.system.equations[equation].members
        hidden = [cell for cell in members if self.hidden[cell]]
        if not any(self.must_hold[cell] for cell in hidden):
            return False
        if len(hidden) < 2:
            return True
        if not self.system.cells[members[0]].is_count:
            return False
        room = sum(self.values[cell] for cell in hidden)
        return not self.hidden[members[0]] and room < self._room(hidden)

    def _room(self, hidden: list[int]) -> int:
        """What hidden parts of a known whole must come to, for none of them to be found out."""
        width = self.settings.protection_width
        if len(hidden) > 2 or self.settings.contributor == "none":
            return width
        # Whoever is alone in one of two would know the other, were it small.
        minima = [self.settings.minimum_of(self.system.cells[cell].indicator) for cell in hidden]
        return max(width, *minima) + 1

    def hidden_rates(self) -> set[int]:
        """The rates that go with their numerator or denominator, or give a latent one away."""
        rests = self._rests
        return {
            number
            for number, rate in enumerate(self.system.rates)
            if self.must_hold[rate.numerator]
            or self.must_hold[rate.denominator]
            or (
                self.system.cells[rate.numerator].is_latent
                and any(self.must_hold[rest] for rest in rests[rate.numerator])
            )
        }

    @cached_property
    def _rests(self) -> dict[int, list[int]]:
        """By numerator of a rate, who is left of its denominator."""
        found: dict[int, list[int]] = defaultdict(list)
        for equation in self.system.equations:
            if equation.kind == WHOLE_OF_A_RATE:
                _, numerator, rest = equation.members
                found[numerator].append(rest)
        return found

    @cached_property
    def _scales(self) -> dict[str, int]:
        """By indicator, what its sums are divided by to weigh as much as counts do."""
        largest: dict[str, int] = {}
        for cell, value in zip(self.system.cells, self.values, strict=True):
            largest[cell.indicator] = max(largest.get(cell.indicator, 1), value)
        amounts = {cell.indicator for cell in self.system.cells if not cell.is_count}
        return {
            name: (max(1, value // 1000) if name in amounts else 1)
            for name, value in largest.items()
        }

    def hidden_cells(self) -> Iterable[int]:
        """The suppressed cells, latent ones left out."""
        cells = self.system.cells
        return (n for n, hidden in enumerate(self.hidden) if hidden and not cells[n].is_latent)
