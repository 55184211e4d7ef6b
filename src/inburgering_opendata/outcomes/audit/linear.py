"""What all sums of one area tell together, by linear programs, where it is nearly too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from inburgering_opendata.outcomes.audit.bounds import UNBOUNDED, Bools, Bounds, Integers
from inburgering_opendata.outcomes.audit.errors import AUDIT_UNFINISHED
from inburgering_opendata.outcomes.audit.relations import Sum
from inburgering_opendata.toolkit.ground.errors import OpendataError

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-6
"""How far from a whole number the solver may be that means it."""


def tighten(bounds: Bounds, sums: Sequence[Sum], near: Bools) -> Bools:
    """Narrow the intervals that are `near` in place, each as far as all sums of its column allow.

    Returns:
        Which of them became narrower.

    Raises:
        OpendataError: `AUDIT_UNFINISHED` when the solver gives no answer.
    """
    moved = np.zeros_like(near)
    local = [each for each in sums if not each.only_nation]
    for column in np.flatnonzero(near.any(axis=0)):
        low, high = bounds.low[:, column], bounds.high[:, column]
        variables = np.flatnonzero(near[:, column])
        least, most = _Program(low, high, local).extremes(variables)
        moved[variables, column] = (least > low[variables]) | (most < high[variables])
        bounds.low[variables, column] = np.maximum(least, low[variables])
        bounds.high[variables, column] = np.minimum(most, high[variables])
    return moved


class _Program:
    """The sums of one area, over the variables that are not known exactly.

    The solver starts each time from where it ended, as only what is looked for is another.
    """

    def __init__(self, low: Integers, high: Integers, sums: Sequence[Sum]) -> None:
        self._low, self._high = low, high
        self._open = np.flatnonzero(low < high)
        self._number = {int(variable): at for at, variable in enumerate(self._open)}
        self._highs = self._solver(sums)

    def extremes(self, variables: Integers) -> tuple[Integers, Integers]:
        """The least and the most whole number that each of `variables` can be.

        A point that the solver finds shows of every variable what it can be; one that was seen at
        its end need not be looked for there.
        """
        seen_low, seen_high = (np.zeros(len(self._low), dtype=bool) for _ in range(2))
        least, most = self._low[variables].copy(), self._high[variables].copy()
        for at, variable in enumerate(variables.tolist()):
            if not seen_low[variable]:
                point = self._optimum(variable, 1.0)
                least[at] = np.ceil(point[variable] - _ROUNDING)
                self._see(point, seen_low, seen_high)
            if not seen_high[variable]:
                point = self._optimum(variable, -1.0)
                most[at] = np.floor(point[variable] + _ROUNDING)
                self._see(point, seen_low, seen_high)
        return least, most

    def _see(self, point: Floats, seen_low: Bools, seen_high: Bools) -> None:
        seen_low |= point < self._low + _ROUNDING
        seen_high |= point > self._high - _ROUNDING

    def _optimum(self, variable: int, cost: float) -> Floats:
        """A point where a variable is least, or with a negative cost most."""
        import highspy

        number = self._number[variable]
        self._highs.changeColCost(number, cost)
        self._highs.run()
        if (status := self._highs.getModelStatus()) != highspy.HighsModelStatus.kOptimal:
            raise OpendataError(AUDIT_UNFINISHED, problem=f"the solver ended with {status}")
        point = self._low.astype(np.float64)
        point[self._open] = self._highs.getSolution().col_value
        self._highs.changeColCost(number, 0.0)
        return point

    def _solver(self, sums: Sequence[Sum]) -> Any:
        import highspy

        # The class above it, highspy.Highs, prints on standard output when it is made.
        from highspy._core import _Highs

        starts, columns, factors, sides = [0], [], [], []
        for each in sums:
            terms = [(each.whole, -1.0), *((part, 1.0) for part in each.parts)]
            unknown = [term for term in terms if term[0] in self._number]
            if unknown:
                columns += [self._number[variable] for variable, _ in unknown]
                factors += [factor for _, factor in unknown]
                starts.append(len(columns))
                known = [term for term in terms if term[0] not in self._number]
                sides.append(-sum(factor * self._low[variable] for variable, factor in known))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._open), len(sides)
        model.col_cost_ = np.zeros(len(self._open))
        model.col_lower_ = self._low[self._open].astype(np.float64)
        most = self._high[self._open].astype(np.float64)
        model.col_upper_ = np.where(most >= UNBOUNDED, highspy.kHighsInf, most)
        model.row_lower_ = model.row_upper_ = np.array(sides, dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(columns, dtype=np.int32)
        model.a_matrix_.value_ = np.array(factors, dtype=np.float64)
        highs = _Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            highs.setOptionValue(name, value)
        highs.passModel(model)
        return highs
