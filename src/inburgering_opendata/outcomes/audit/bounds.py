"""Feasibility intervals, narrowed down by sums until nothing changes any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inburgering_opendata.outcomes.audit.errors import AUDIT_UNFINISHED
from inburgering_opendata.outcomes.audit.relations import Relations, Sum
from inburgering_opendata.toolkit.ground.errors import OpendataError

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNBOUNDED = 1 << 40
"""More than any count or sum: what nobody knows a limit of. So many fit in 64 bits together."""

LIMITED = UNBOUNDED >> 1
"""Below it something is known of how much it can be; what others leave of nothing known is not."""

_ROUNDS = 2_000
"""Each round narrows something by one at least; a release needs about ten."""


@dataclass
class Bounds:
    """The least and the most of each variable (rows) in each area and period (columns)."""

    low: Integers
    high: Integers

    def copy(self) -> Bounds:
        return Bounds(self.low.copy(), self.high.copy())

    def of(self, columns: Integers) -> Bounds:
        return Bounds(self.low[:, columns], self.high[:, columns])

    @property
    def contradict(self) -> Bools:
        return self.low > self.high


@dataclass(frozen=True)
class AreaSum:
    """An area that is all of others together, as numbers of columns."""

    whole: int
    parts: Integers


def narrow_areas(bounds: Bounds, areas: Sequence[AreaSum]) -> set[int]:
    """Narrow `bounds` in place by each area once; returns the variables that became narrower."""
    every = np.arange(bounds.low.shape[0])
    return {variable for area in areas for variable in _narrow_area(bounds, area, every)}


def narrow(
    bounds: Bounds,
    relations: Relations,
    areas: Sequence[AreaSum],
    nations: Integers,
    *,
    changed: Iterable[int] | None = None,
) -> None:
    """Narrow `bounds` in place until no sum narrows them any further.

    Args:
        nations: the columns of the country, for the sums that hold there alone.
        changed: the variables that are not yet looked at; all when it is not given.

    Raises:
        OpendataError: `AUDIT_UNFINISHED`.
    """
    sums, about = relations.sums, relations.sums_about
    open_ = set(range(bounds.low.shape[0]) if changed is None else changed)
    for _ in range(_ROUNDS):
        touched: set[int] = set()
        for number in sorted({n for variable in open_ for n in about[variable]}):
            touched |= _narrow_sum(bounds, sums[number], nations)
        rows = np.array(sorted(open_ | touched), dtype=np.int64)
        for area in areas:
            touched |= _narrow_area(bounds, area, rows)
        if not touched or bounds.contradict.any():
            return
        open_ = touched
    raise OpendataError(AUDIT_UNFINISHED, problem=f"after {_ROUNDS} rounds it still narrows")


def _narrow_sum(bounds: Bounds, sum_: Sum, nations: Integers) -> set[int]:
    """The variables that became narrower."""
    variables = np.array([sum_.whole, *sum_.parts])
    at = np.ix_(variables, nations) if sum_.only_nation else variables
    low, high = bounds.low[at], bounds.high[at]
    least, most = low[1:].sum(axis=0), high[1:].sum(axis=0)
    # A part is the whole without all other parts.
    above = np.concatenate([least[None], low[0] - (most - high[1:])])
    below = np.concatenate([most[None], high[0] - (least - low[1:])])
    narrower = ((above > low) | (below < high)).any(axis=1)
    if not narrower.any():
        return set()
    bounds.low[at], bounds.high[at] = np.maximum(low, above), np.minimum(high, below)
    return set(variables[narrower].tolist())


def _narrow_area(bounds: Bounds, area: AreaSum, rows: Integers) -> set[int]:
    low, high = bounds.low[np.ix_(rows, area.parts)], bounds.high[np.ix_(rows, area.parts)]
    least, most = low.sum(axis=1), high.sum(axis=1)
    whole_low = np.maximum(bounds.low[rows, area.whole], least)
    whole_high = np.minimum(bounds.high[rows, area.whole], most)
    new_low = np.maximum(low, whole_low[:, None] - (most[:, None] - high))
    new_high = np.minimum(high, whole_high[:, None] - (least[:, None] - low))
    moved = (
        (whole_low > bounds.low[rows, area.whole])
        | (whole_high < bounds.high[rows, area.whole])
        | (new_low > low).any(axis=1)
        | (new_high < high).any(axis=1)
    )
    bounds.low[rows, area.whole], bounds.high[rows, area.whole] = whole_low, whole_high
    bounds.low[np.ix_(rows, area.parts)] = new_low
    bounds.high[np.ix_(rows, area.parts)] = new_high
    return {int(row) for row in rows[moved]}
