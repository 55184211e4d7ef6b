"""What a reader does not know: the linked system with every published value filled in.

Exact arithmetic on whole numbers. What follows from one equation after another is worked out
here; what remains falls apart into components that have no equation in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inburgering_opendata.disclosure.errors import CONTRADICTION
from inburgering_opendata.disclosure.system import Equation, LinkedSystem, rate_equations
from inburgering_opendata.errors import OpendataError


@dataclass
class Row:
    """An equation with what is known filled in: low ≤ Σ coefficient × unknown ≤ high."""

    equation: int
    coefficients: dict[int, int]
    """By number of the cell."""
    low: int | None
    high: int | None

    def fill_in(self, cell: int, value: int) -> None:
        """Move a cell that became known to the other side."""
        moved = self.coefficients.pop(cell) * value
        self.low = None if self.low is None else self.low - moved
        self.high = None if self.high is None else self.high - moved

    @property
    def is_impossible(self) -> bool:
        """Nothing is unknown any more, and yet it is not true."""
        low, high = self.low, self.high
        off = (low is not None and low > 0) or (high is not None and high < 0)
        return not self.coefficients and off


@dataclass(frozen=True)
class Component:
    """Unknown cells that depend on each other, and everything that is known of them."""

    cells: tuple[int, ...]
    rows: tuple[Row, ...] = field(compare=False)
    known: tuple[tuple[int, int | None, int | None], ...]
    """Equation and bounds of each row, by which two components are the same."""


@dataclass
class Unknowns:
    """What a reader works out, equation by equation."""

    system: LinkedSystem
    equations: list[Equation]
    values: list[int | None]
    rows: list[Row] = field(default_factory=list)
    solved_by: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The equations that a cell follows from exactly, for each that does."""

    @classmethod
    def of(cls, system: LinkedSystem) -> Unknowns:
        """The unknowns of a system, with all published values filled in and nothing solved yet.

        Raises:
            OpendataError: `CONTRADICTION` when the published values cannot all be true.
        """
        equations = list(system.equations)
        for rate in system.rates:
            equations += rate_equations(rate)
        unknowns = cls(system, equations, [cell.known for cell in system.cells])
        for number, equation in enumerate(equations):
            unknowns._add(number, equation)
        return unknowns

    def _add(self, number: int, equation: Equation) -> None:
        low, high = equation.low, equation.high
        known, coefficients = 0, {}
        for cell, coefficient in zip(equation.members, equation.coefficients, strict=True):
            if (value := self.values[cell]) is None:
                coefficients[cell] = coefficient
            else:
                known += coefficient * value
        low = None if low is None else low - known
        high = None if high is None else high - known
        row = Row(number, coefficients, low, high)
        self._refuse(row)
        if coefficients:
            self.rows.append(row)

    def solve_singles(self) -> None:
        """Work out every cell that is alone in an equation, or in a sum of nothing, until none is.

        Raises:
            OpendataError: `CONTRADICTION`.
        """
        rows_of: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            for cell in row.coefficients:
                rows_of[cell].append(row)
        waiting = list(self.rows)
        while waiting:
            row = waiting.pop()
            for cell, value in _solutions(row):
                if value < 0:
                    self._contradict(row)
                self.values[cell] = value
                self.solved_by[cell] = self._chain(row)
                for other in rows_of[cell]:
                    if cell in other.coefficients:
                        other.fill_in(cell, value)
                        self._refuse(other)
                        waiting.append(other)
        self.rows = [row for row in self.rows if row.coefficients]

    def components(self) -> Iterator[Component]:
        """What is still unknown, in parts without an equation in common, in order of the cells."""
        parent: dict[int, int] = {}

        def root(cell: int) -> int:
            while parent.setdefault(cell, cell) != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        for row in self.rows:
            first, *others = row.coefficients
            for other in others:
                a, b = sorted((root(first), root(other)))
                parent[b] = a
            root(first)
        members: dict[int, list[int]] = defaultdict(list)
        rows: dict[int, list[Row]] = defaultdict(list)
        for cell in sorted(parent):
            members[root(cell)].append(cell)
        for row in self.rows:
            rows[root(next(iter(row.coefficients)))].append(row)
        for first in sorted(members):
            distinct = _distinct(rows[first])
            known = tuple((row.equation, row.low, row.high) for row in distinct)
            yield Component(tuple(members[first]), distinct, known)

    def _chain(self, row: Row) -> tuple[int, ...]:
        """The equation of `row`, and those that its other members were worked out by before."""
        found = [row.equation]
        for cell in self.equations[row.equation].members:
            found += [number for number in self.solved_by.get(cell, ()) if number not in found]
        return tuple(found[:10])

    def _refuse(self, row: Row) -> None:
        if row.is_impossible:
            self._contradict(row)

    def _contradict(self, row: Row) -> None:
        equation = self.system.describe(self.equations[row.equation])
        raise OpendataError(CONTRADICTION, equation=equation)


def _solutions(row: Row) -> list[tuple[int, int]]:
    """The cells that follow from a row alone, with their values."""
    coefficients = row.coefficients
    if len(coefficients) == 1:
        [(cell, coefficient)] = coefficients.items()
        values = _whole_between(row.low, row.high, coefficient)
        return [(cell, values)] if values is not None else []
    if row.low == row.high == 0 and len(set(map(_sign, coefficients.values()))) == 1:
        return [(cell, 0) for cell in coefficients]
    return []


def _whole_between(low: int | None, high: int | None, coefficient: int) -> int | None:
    """The one whole number of which `coefficient` times lies between, if there is just one."""
    if coefficient < 0:
        low, high = (None if high is None else -high), (None if low is None else -low)
        coefficient = -coefficient
    least = 0 if low is None else max(0, -(-low // coefficient))
    if high is None:
        return None
    most = high // coefficient
    # An impossible row has no solution; -1 makes the caller say so.
    return least if least == most else (-1 if most < least else None)


def _sign(number: int) -> int:
    return 1 if number > 0 else -1


def _distinct(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows that say the same of the same cells once."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (tuple(sorted(row.coefficients.items())), row.low, row.high)
        found.setdefault(key, row)
    return tuple(found.values())
