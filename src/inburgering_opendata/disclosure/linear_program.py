"""A component as a linear program, solved by HiGHS; what it finds is checked in whole numbers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cached_property

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

_TOLERANCE = 1e-6
_SEED = 20220101


class UnfinishedError(Exception):
    """The solver could not give an answer, so there is no verdict."""


class ImpossibleError(UnfinishedError):
    """There is no solution at all."""


class Program:
    """low ≤ A x ≤ high for whole x between two bounds.

    Args:
        size: the number of unknowns.
        rows: by row the coefficients, by number of the unknown.
        low, high: bounds of the rows; None where there is none.
        lower, upper: bounds of the unknowns.
        deadline: by `time.monotonic`, after which nothing is solved any more.
    """

    def __init__(
        self,
        size: int,
        rows: Sequence[Mapping[int, int]],
        low: Sequence[int | None],
        high: Sequence[int | None],
        lower: Whole,
        upper: Whole,
        deadline: float,
    ) -> None:
        self.size = size
        self._rows = rows
        self._bounds = list(zip(low, high, strict=True))
        self._deadline = deadline
        self._lower, self._upper = lower, upper
        starts = np.cumsum([0, *(len(row) for row in rows)])
        self._starts = starts[:-1].astype(np.int64)
        self._columns = np.array([c for row in rows for c in row], dtype=np.int64)
        self._coefficients = np.array([v for row in rows for v in row.values()], dtype=np.int64)
        # The class above it, highspy.Highs, prints a banner on standard output when it is made.
        self._highs = _Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("random_seed", _SEED)
        self._highs.passModel(self._model(low, high, starts))
        self._place: highspy.HighsBasis | None = None
        self._numbers = np.arange(size, dtype=np.int32)

    def _model(
        self, low: Sequence[int | None], high: Sequence[int | None], starts: Whole
    ) -> highspy.HighsLp:
        infinity = highspy.kHighsInf
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(low)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = self._lower.astype(np.float64)
        model.col_upper_ = self._upper.astype(np.float64)
        model.row_lower_ = np.array([-infinity if b is None else b for b in low], np.float64)
        model.row_upper_ = np.array([infinity if b is None else b for b in high], np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = self._columns.astype(np.int32)
        model.a_matrix_.value_ = self._coefficients.astype(np.float64)
        return model

    def best(self, costs: Real) -> Real:
        """A point where Σ cost × x is largest.

        Raises:
            UnfinishedError: there is none, or the solver did not find it in time.
        """
        self._highs.changeColsCost(self.size, self._numbers, -costs)
        self._run()
        return np.asarray(self._highs.getSolution().col_value)

    def most(self, unknown: int) -> Real:
        """A point where one unknown is largest."""
        return self.best(self._unit(unknown, 1.0))

    def least(self, unknown: int) -> Real:
        """A point where one unknown is smallest."""
        return self.best(self._unit(unknown, -1.0))

    def keep_place(self) -> None:
        """Remember where the solver is, as a place to start from: one of whole numbers."""
        self._place = self._highs.getBasis()

    def go_back(self) -> None:
        """Start from the place that was kept, if one was; few steps from there stay whole."""
        if self._place is not None:
            self._highs.setBasis(self._place)

    def binding_rows(self) -> list[int]:
        """The rows that held the last optimum where it is."""
        duals = np.asarray(self._highs.getSolution().row_dual)
        return [int(row) for row in np.flatnonzero(np.abs(duals) > _TOLERANCE)]

    def whole_best(self, costs: Real) -> Whole:
        """A point of whole numbers where Σ cost × x is largest, by branch and bound.

        Raises:
            UnfinishedError: as `best`.
        """
        every = np.full(self.size, highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(self.size, self._numbers, every)
        try:
            found = self.as_whole(self.best(costs))
        finally:
            every = np.full(self.size, highspy.HighsVarType.kContinuous)
            self._highs.changeColsIntegrality(self.size, self._numbers, every)
        if found is None:
            raise UnfinishedError("the solver's whole numbers do not fulfil the equations")
        return found

    def whole_most(self, unknown: int, sign: float) -> Whole:
        """A point of whole numbers where one unknown is largest, or smallest (`sign` −1)."""
        costs = self._unit(unknown, sign)
        # Mostly the real optimum is whole already.
        whole = self.as_whole(self.best(costs))
        return self.whole_best(costs) if whole is None else whole

    def near(self, unknown: int, steps: int) -> list[int]:
        """The unknowns within some equations of one."""
        found = {unknown}
        for _ in range(steps):
            rows = {row for column in found for row in self.rows_of(column)}
            found |= {column for row in rows for column in self._rows[row]}
        return sorted(found)

    def around(self, point: Whole, moving: Sequence[int]) -> Program:
        """The program in which only the unknowns of `moving` differ from `point`."""
        position = {column: at for at, column in enumerate(moving)}
        rows, low, high = [], [], []
        for row in sorted({row for column in moving for row in self.rows_of(column)}):
            coefficients = self._rows[row]
            rest = sum(int(point[c]) * v for c, v in coefficients.items() if c not in position)
            below, above = self._bounds[row]
            rows.append({position[c]: v for c, v in coefficients.items() if c in position})
            low.append(None if below is None else below - rest)
            high.append(None if above is None else above - rest)
        lower, upper = self._lower[moving], self._upper[moving]
        return Program(len(moving), rows, low, high, lower, upper, self._deadline)

    def rows_of(self, unknown: int) -> list[int]:
        """The rows that an unknown is in."""
        return self._rows_of[unknown]

    @cached_property
    def _rows_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in range(self.size)]
        for number, row in enumerate(self._rows):
            for column in row:
                found[column].append(number)
        return found

    def as_whole(self, point: Real) -> Whole | None:
        """The point in whole numbers, if it is one: checked exactly, not by the solver's word."""
        whole = np.rint(point)
        if np.abs(point - whole).max(initial=0.0) > 1e-4:
            return None
        found = whole.astype(np.int64)
        return found if self.holds(found) else None

    def holds(self, point: Whole) -> bool:
        """Whether a point of whole numbers fulfils every row and bound, exactly."""
        if (point < self._lower).any() or (point > self._upper).any():
            return False
        sums = np.add.reduceat(self._coefficients * point[self._columns], self._starts)
        (below, low), (above, high) = self._whole_bounds
        return bool((sums[below] >= low).all() and (sums[above] <= high).all())

    @cached_property
    def _whole_bounds(self) -> list[tuple[Whole, Whole]]:
        """For each side, the rows that are bounded there, and the bounds."""
        sides = []
        for side in zip(*self._bounds, strict=True):
            rows = [row for row, bound in enumerate(side) if bound is not None]
            bounds = [bound for bound in side if bound is not None]
            sides.append((np.array(rows, np.int64), np.array(bounds, np.int64)))
        return sides

    def fix(self, unknown: int, value: int) -> None:
        """From now on one unknown has this value."""
        self._highs.changeColBounds(unknown, float(value), float(value))

    def release(self, unknown: int) -> None:
        """Undo `fix`."""
        low, high = float(self._lower[unknown]), float(self._upper[unknown])
        self._highs.changeColBounds(unknown, low, high)

    def _unit(self, unknown: int, cost: float) -> Real:
        costs = np.zeros(self.size)
        costs[unknown] = cost
        return costs

    def _run(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise UnfinishedError("the time is over")
        # HiGHS counts the time of all runs together.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ImpossibleError("what is published contradicts itself")
        if status != highspy.HighsModelStatus.kOptimal:
            raise UnfinishedError(f"HiGHS ended with {self._highs.modelStatusToString(status)}")
