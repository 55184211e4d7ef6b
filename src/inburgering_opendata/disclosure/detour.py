"""The cheapest cells to hide for one cell to move: a way round through the equations.

For a cell to be unknown, other cells must be able to make up for what it rises or falls. Hidden
cells do so for nothing; others at the price of hiding them. A linear program near the cell finds
where that costs least.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from inburgering_opendata.disclosure.linear_program import ImpossibleError, Program
from inburgering_opendata.disclosure.memory import Move
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.rows import NO_END, Real, Whole, joined

_CELLS = (600, 2_000, 4_000)
"""How many cells are looked at at first, and then."""
_MOVED = 1e-6
_ROUNDS = 3
_UNMOVED = 0.2
"""As far as cells that did not move are taken to, as a part of how far the cell is to move."""


@dataclass(frozen=True)
class Way:
    """A way round for one cell."""

    hides: tuple[int, ...]
    """The cells that must be hidden for it, in order of their number."""
    moves: tuple[Move, ...]
    """What readers may then take for true: by cell, how far from what it is."""


def detour(pattern: Pattern, cell: int) -> Way | None:
    """How `cell` can move as far as protection asks; None where no way is found.

    Raises:
        UnfinishedError: the solver did not find the cheapest way in time.
    """
    for most in _CELLS:
        near = _nearby(pattern, cell, most)
        if (found := _cheapest(pattern, near, int(np.searchsorted(near, cell)))) is not None:
            return found
        if len(near) < most:
            break
    return None


def _nearby(pattern: Pattern, cell: int, most: int) -> Whole:
    """Up to `most` cells that can move, those first without which the ones before cannot.

    A cell that moves needs another to move in each of its equations: the fewer there are that
    could, and the more equations one closes, the sooner it is looked at.
    """
    found, inside, touched = [cell], {cell}, set[int]()
    need: dict[int, float] = defaultdict(float)
    waiting: list[tuple[float, int, int]] = []
    for each in found:  # which grows
        for number in pattern.equations_of[each]:
            if number in touched:
                continue
            touched.add(number)
            others = [m for m in pattern.movable[number] if m not in inside]
            for other in others:
                need[other] += 1 / len(others)
                cost = 0 if pattern.hidden[other] else pattern.loss[other]
                heapq.heappush(waiting, (-need[other], cost, other))
        while waiting and len(found) < most:
            needed, _, other = heapq.heappop(waiting)
            if other not in inside and needed == -need[other]:
                inside.add(other)
                found.append(other)
                break
    return np.array(sorted(found), dtype=np.int64)


def _cheapest(pattern: Pattern, near: Whole, moving: int) -> Way | None:
    """The cheapest way for the one at `moving`, if only cells of `near` move."""
    size = len(near)
    costs = np.array([0.0 if pattern.hidden[each] else pattern.loss[each] for each in near])
    costs[moving] = 0.0
    far = pattern.width(near[moving])
    program = _program(pattern, near, moving, far)
    weights, cheapest, best = costs, np.inf, None
    for _ in range(_ROUNDS):
        try:
            # A little for every move, so that nothing moves for nothing.
            point = program.best(-np.tile(weights + 0.01, 4)).reshape(4, size)
        except ImpossibleError:
            return None
        moved = np.abs(point).sum(axis=0)
        new = np.flatnonzero((moved > _MOVED) & (costs > 0))
        if (cost := float(costs[new].sum())) < cheapest:
            hides = tuple(near[new].tolist())
            cheapest, best = cost, Way(hides, _moves(point, near))
        if not cost:
            break
        # A cell costs the same however far it moves: those that moved little were too cheap.
        weights = costs / np.maximum(moved, _UNMOVED * far)
    return best


def _moves(point: Real, near: Whole) -> tuple[Move, ...]:
    """The tables of a solution beside the true one, those of them that are whole numbers."""
    moves = []
    for rise, fall in (point[:2], point[2:]):
        whole = np.rint(rise - fall)
        if whole.any() and np.abs(rise - fall - whole).max() < _MOVED:
            moves.append({int(near[at]): int(whole[at]) for at in np.flatnonzero(whole)})
    return tuple(moves)


def _program(pattern: Pattern, near: Whole, moving: int, far: int) -> Program:
    """Two tables beside the true one: in the first the cell is higher, in the second lower.

    Its unknowns: how far each cell rises and falls in the first, and in the second.
    """
    size, truth = len(near), pattern.truth[near]
    ceiling = np.full(size, 10 * far + 10**6)
    upper = np.concatenate([ceiling, truth, ceiling, truth])
    upper[[size + moving, 2 * size + moving]] = 0
    one = pattern.rows.around(pattern.truth, near)
    one = one.less(one.sums(truth))
    entries = [
        (
            one.numbers + table * len(one),
            one.columns + (2 * table + is_fall) * size,
            one.coefficients * (-1 if is_fall else 1),
        )
        for table in (0, 1)
        for is_fall in (0, 1)
    ]
    last = 2 * len(one)
    entries.append((np.array([last, last]), np.array([moving, 3 * size + moving]), np.ones(2, int)))
    low, high = np.append(np.tile(one.low, 2), far), np.append(np.tile(one.high, 2), NO_END)
    deadline = time.monotonic() + pattern.settings.attack_seconds
    rows = joined(4 * size, entries, low, high)
    return Program(rows, np.zeros(4 * size, np.int64), upper, deadline, presolve=False)
