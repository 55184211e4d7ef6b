"""The attack on one component: how far apart can each of its cells be?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from inburgering_opendata.disclosure.linear_program import ImpossibleError, Program
from inburgering_opendata.disclosure.memory import Move
from inburgering_opendata.disclosure.rows import Real, Rows, Whole
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.disclosure.system import LinkedSystem
from inburgering_opendata.disclosure.unknowns import Component

_SEED = 20220101
_IDLE = 3
_NEAR = 1e-6
_FEW = 20
_STEPS = (2, 4)


class ComponentAttack:
    """Collects tables of whole numbers that agree with what is published: witnesses."""

    def __init__(
        self,
        system: LinkedSystem,
        component: Component,
        settings: Settings,
        deadline: float,
    ) -> None:
        self._component = component
        self._rows = component.rows
        self._settings = settings
        cells = [system.cells[number] for number in component.cells]
        position = {cell: at for at, cell in enumerate(component.cells)}
        self._minimum = np.array([settings.minimum_of(c.indicator) for c in cells], dtype=np.int64)
        self._is_count = np.array([cell.is_count for cell in cells])
        self._is_rounded = np.array([cell.rounded is not None for cell in cells])
        self._is_latent = np.array([cell.is_latent for cell in cells])
        bounds = [b for row in component.rows for b in (row.low, row.high) if b is not None]
        # Nothing is without end; beyond this no bound of a cell can come from an equation.
        ceiling = 10**6 + 2 * max((abs(bound) for bound in bounds), default=0)
        rows = Rows.of(
            ({position[c]: v for c, v in row.coefficients.items()} for row in component.rows),
            (row.low for row in component.rows),
            (row.high for row in component.rows),
            len(cells),
        )
        self._program = Program(
            rows,
            np.zeros(len(cells), dtype=np.int64),
            np.full(len(cells), ceiling, dtype=np.int64),
            deadline,
        )
        self.witnesses: list[Whole] = []
        self._low = np.full(len(cells), np.iinfo(np.int64).max)
        self._high = np.full(len(cells), -1, dtype=np.int64)

    def take(self, points: Iterable[Whole], moves: Sequence[Move]) -> None:
        """Take for witnesses those that are of `points`, and of the first of them when moved.

        Args:
            moves: by number of the cell, how far from the first point.
        """
        for point in points:
            if self._program.holds(point):
                self._add(point)
        position = {cell: at for at, cell in enumerate(self._component.cells)}
        waiting = [{position[cell]: far for cell, far in move.items()} for move in moves]
        while waiting and self.witnesses:
            # As many as can at once: each witness costs memory.
            point, moved, left = self.witnesses[0].copy(), set[int](), []
            for move in waiting:
                at, far = list(move), list(move.values())
                point[at] += far
                if moved.isdisjoint(at) and self._program.holds(point):
                    moved.update(at)
                else:
                    point[at] -= far
                    left.append(move)
            if not moved:
                break
            self._add(point)
            waiting = left

    def unproven(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every cell that was not soon shown to be protected, and the equations that it is in."""
        self._scatter()
        for at in np.flatnonzero(~self._is_wide(self._low, self._high)):
            equations = {self._rows[row].equation for row in self._rows_of(int(at))}
            yield self._component.cells[at], tuple(sorted(equations))

    def narrow_cells(self) -> Iterator[tuple[int, tuple[int, ...], bool]]:
        """Every cell that is not protected, the equations that bind it, and whether it is exact.

        Raises:
            UnfinishedError: for some cell neither could be shown.
        """
        self._scatter()
        for at in np.flatnonzero(~self._is_wide(self._low, self._high)):
            # Another cell's extremes may have shown it meanwhile.
            if not self._is_wide(self._low, self._high)[at] and (found := self._examine(int(at))):
                yield found

    def known_to_contributors(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every cell that somebody who is alone in another cell works out, and it is a small one.

        In all witnesses the two move in step, so that the one follows from the other.
        """
        for group in self._in_step():
            for other in group:
                for one in group:
                    if one != other and (equations := self._gives_away(one, other)):
                        yield self._component.cells[other], equations
                        break

    def _scatter(self) -> None:
        """Witnesses far apart for many cells at once: each is pushed up or down at random."""
        random = np.random.default_rng(_SEED)
        open_cells = ~self._is_wide(self._low, self._high)
        if open_cells.sum() <= _FEW and self.witnesses:
            return
        if self._see(np.zeros(self._program.size)):
            self._program.keep_place()
        left, idle = self._program.size, 0
        while left and idle < _IDLE:
            open_cells = ~self._is_wide(self._low, self._high)
            idle = 0 if open_cells.sum() < left else idle + 1
            left = int(open_cells.sum())
            push = np.where(open_cells, random.choice([-1.0, 1.0], self._program.size), 0.0)
            self._see(push)
            self._see(-push)

    def _see(self, costs: Real) -> bool:
        """Solve for some costs; whether that gave a witness."""
        point = self._program.whole_near(self._program.best(costs))
        if point is not None:
            self._add(point)
        return point is not None

    def _add(self, point: Whole) -> None:
        self.witnesses.append(point)
        self._low = np.minimum(self._low, point)
        self._high = np.maximum(self._high, point)

    def _is_wide(self, low: Whole, high: Whole) -> np.ndarray:
        """By cell, whether values from `low` to `high`, both possible, protect it enough."""
        settings = self._settings
        width = settings.protection_width
        # A zero may have been anything below the base.
        narrower = min(width, (settings.rounding or width + 1) - 1)
        needed = np.where(
            self._is_count,
            np.where(self._is_rounded, narrower, width),
            np.maximum(1, -(-high * settings.protection_percent // 100)),
        )
        wide = high - low >= needed
        # What nobody publishes must not be known to be small; else it may be known.
        harmless = (high >= self._minimum) | (low < settings.least_sensitive) & (high >= 0)
        return np.where(self._is_latent, harmless | ~self._is_count, wide)

    def _examine(self, at: int) -> tuple[int, tuple[int, ...], bool] | None:
        """Judge one cell by its extremes, first of real, then of whole numbers."""
        ends, binding = [], []
        for sign in (-1.0, 1.0):
            self._program.go_back()
            point = self._program.most(at) if sign > 0 else self._program.least(at)
            binding += self._program.binding_rows()
            ends.append(float(point[at]))
            if (whole := self._program.as_whole(point)) is not None:
                self._add(whole)
        if self._is_wide(self._low, self._high)[at]:
            return None
        low, high = int(np.ceil(ends[0] - _NEAR)), int(np.floor(ends[1] + _NEAR))
        if self._is_wide_at(at, low, high):
            # Real numbers leave room; do whole ones, which the cells are?
            if self._is_wide_nearby(at):
                return None
            for sign in (-1.0, 1.0):
                self._add(self._program.whole_most(at, sign))
            low, high = int(self._low[at]), int(self._high[at])
            if self._is_wide_at(at, low, high):
                return None
        equations = tuple(sorted({self._rows[row].equation for row in binding}))
        return self._component.cells[at], equations, low >= high

    def _is_wide_nearby(self, at: int) -> bool:
        """Whether cells nearby give enough room, all others as in a witness: mostly they do."""
        for steps in _STEPS if self.witnesses else ():
            first = self.witnesses[0]
            near = self._program.near(at, steps)
            local = self._program.around(first, near)
            for sign in (-1.0, 1.0):
                point = first.copy()
                point[near] = local.whole_most(int(np.searchsorted(near, at)), sign)
                assert self._program.holds(point)
                self._add(point)
            if self._is_wide(self._low, self._high)[at]:
                return True
        return False

    def _is_wide_at(self, at: int, low: int, high: int) -> bool:
        lows, highs = self._low.copy(), self._high.copy()
        lows[at], highs[at] = low, high
        return bool(self._is_wide(lows, highs)[at])

    def _in_step(self) -> list[list[int]]:
        """Groups of cells whose witnesses all differ in one proportion."""
        if len(self.witnesses) < 2:
            return []
        moves = np.stack(self.witnesses[1:]) - self.witnesses[0]
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for at in np.flatnonzero(moves.any(axis=0)):
            column = moves[:, at]
            first = column[np.flatnonzero(column)[0]]
            scaled = column // (np.gcd.reduce(column) * np.sign(first))
            groups[tuple(scaled.tolist())].append(int(at))
        return [group for group in groups.values() if len(group) > 1]

    def _gives_away(self, known: int, other: int) -> tuple[int, ...]:
        """The equations by which a contributor alone in `known` finds that `other` is exactly some
        small count; none if that is not so.
        """
        if not (self._is_count[known] and self._is_count[other]):
            return ()
        if self._settings.contributor == "row" and not (
            set(self._rows_of(known)) & set(self._rows_of(other))
        ):
            return ()
        if self._is_whole_of(known, other):
            # Whoever is alone in a whole is all that there is in its parts.
            return ()
        expected = self._in_proportion(known, other)
        if expected is None or not (
            self._settings.least_sensitive <= expected < self._minimum[other]
        ):
            return ()
        self._program.fix(known, 1)
        try:
            least = float(self._program.least(other)[other])
            binding = self._program.binding_rows()
            most = float(self._program.most(other)[other])
            binding += self._program.binding_rows()
        except ImpossibleError:
            # Nobody can be alone in it.
            return ()
        finally:
            self._program.release(known)
        if most - least >= 1 - _NEAR:
            return ()
        # An exact cell is bound from both sides; where the bounds are zeros, by its own equations.
        named = {self._rows[row].equation for row in binding or self._rows_of(other)}
        return tuple(sorted(named))

    def _rows_of(self, at: int) -> list[int]:
        found: list[int] = self._program.rows.of_column(at).tolist()
        return found

    def _is_whole_of(self, whole: int, part: int) -> bool:
        """Whether one cell is in a sum with another as its whole."""
        cells = self._component.cells
        shared = set(self._rows_of(whole)) & set(self._rows_of(part))
        terms = [self._rows[row] for row in shared]
        return any(
            row.low == row.high
            and row.coefficients[cells[whole]] == 1
            and row.coefficients[cells[part]] == -1
            for row in terms
        )

    def _in_proportion(self, known: int, other: int) -> int | None:
        """What `other` is where `known` is 1, if they move in step; None if it is the same people,
        such as a whole of which all other parts are published as zero.
        """
        first = self.witnesses[0]
        for witness in self.witnesses[1:]:
            if step := int(witness[known] - first[known]):
                ratio = Fraction(int(witness[other] - first[other]), step)
                value = first[other] + ratio * (1 - int(first[known]))
                same_people = ratio == 1 and value == 1
                return int(value) if value.denominator == 1 and not same_people else None
        return None
