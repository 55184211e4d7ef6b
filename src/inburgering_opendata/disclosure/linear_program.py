"""A component as a linear program, solved by HiGHS; what it finds is checked in whole numbers."""

from __future__ import annotations

import time

import highspy
import numpy as np
from highspy._core import _Highs

from inburgering_opendata.disclosure.rows import NO_END, Real, Rows, Whole

_TOLERANCE = 1e-6
_FRACTION = 1e-4
_MOST_AROUND = 3_000
_WIDEST = (0, 6, 20)
"""Around what is not whole: nothing more, or all in rows of at most so many unknowns with it."""
_SEED = 20220101


class UnfinishedError(Exception):
    """The solver could not give an answer, so there is no verdict."""


class ImpossibleError(UnfinishedError):
    """There is no solution at all."""


class Program:
    """low ≤ A x ≤ high for whole x between two bounds.

    Args:
        rows: A, with the bounds of its rows.
        lower, upper: bounds of the unknowns.
        deadline: by `time.monotonic`, after which nothing is solved any more.
        presolve: make it smaller before it is solved, which of a small one takes longer than
            solving it.
    """

    def __init__(
        self, rows: Rows, lower: Whole, upper: Whole, deadline: float, *, presolve: bool = True
    ) -> None:
        self.rows = rows
        self.size = rows.width
        self._deadline = deadline
        self._lower, self._upper = lower, upper
        # The class above it, highspy.Highs, prints a banner on standard output when it is made.
        self._highs = _Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("presolve", "on" if presolve else "off")
        self._highs.setOptionValue("random_seed", _SEED)
        self._highs.passModel(self._model())
        self._place: highspy.HighsBasis | None = None
        self._numbers = np.arange(self.size, dtype=np.int32)

    def _model(self) -> highspy.HighsLp:
        infinity, rows = highspy.kHighsInf, self.rows
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(rows)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = self._lower.astype(np.float64)
        model.col_upper_ = self._upper.astype(np.float64)
        model.row_lower_ = np.where(rows.low == -NO_END, -infinity, rows.low.astype(np.float64))
        model.row_upper_ = np.where(rows.high == NO_END, infinity, rows.high.astype(np.float64))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.starts.astype(np.int32)
        model.a_matrix_.index_ = rows.columns.astype(np.int32)
        model.a_matrix_.value_ = rows.coefficients.astype(np.float64)
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

    def near(self, unknown: int, steps: int) -> Whole:
        """The unknowns within some equations of one."""
        found = np.array([unknown], dtype=np.int64)
        for _ in range(steps):
            found = self._with_members(found, self.rows.touching(found))
        return found

    def around(self, point: Whole, moving: Whole) -> Program:
        """The program in which only the unknowns of `moving` differ from `point`."""
        lower, upper = self._lower[moving], self._upper[moving]
        return Program(self.rows.around(point, moving), lower, upper, self._deadline)

    def _with_members(self, unknowns: Whole, rows: Whole) -> Whole:
        return np.unique(np.concatenate([unknowns, *(self.rows.members(int(row)) for row in rows)]))

    def as_whole(self, point: Real) -> Whole | None:
        """The point in whole numbers, if it is one: checked exactly, not by the solver's word."""
        whole = np.rint(point)
        if np.abs(point - whole).max(initial=0.0) > _FRACTION:
            return None
        found = whole.astype(np.int64)
        return found if self.holds(found) else None

    def whole_near(self, point: Real) -> Whole | None:
        """A point of whole numbers that differs from this one only around what is not whole.

        An optimum of a large program is seldom whole everywhere, and mostly nearly everywhere.
        """
        whole = np.rint(point).astype(np.int64)
        moving = np.flatnonzero(np.abs(point - whole) > _FRACTION)
        if not moving.size:
            return self.as_whole(point)
        lengths = np.diff(self.rows.starts)
        for widest in _WIDEST:
            if moving.size > _MOST_AROUND:
                break
            rows = self.rows.touching(moving)
            moving = self._with_members(moving, rows[lengths[rows] <= widest])
            try:
                whole[moving] = self.around(whole, moving).whole_best(np.zeros(moving.size))
            except ImpossibleError:
                continue
            return whole if self.holds(whole) else None
        return None

    def holds(self, point: Whole) -> bool:
        """Whether a point of whole numbers fulfils every row and bound, exactly."""
        if (point < self._lower).any() or (point > self._upper).any():
            return False
        return self.rows.hold(point)

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
