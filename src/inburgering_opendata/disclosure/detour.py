"""The cheapest cells to hide for one cell to move: a way round through the equations.

For a cell to be unknown, other cells must be able to make up for what it rises or falls. Hidden
cells do so for nothing; others at the price of hiding them. A linear program near the cell finds
where that costs least.
"""

from __future__ import annotations

import time

import numpy as np

from inburgering_opendata.disclosure.linear_program import ImpossibleError, Program
from inburgering_opendata.disclosure.pattern import Pattern

_CELLS = (300, 8_000)
"""How many cells are looked at: those in the fewest equations from it, then more."""
_MOVED = 1e-6
_ROUNDS = 3
_UNMOVED = 0.2
"""As far as cells that did not move are taken to, as a part of how far the cell is to move."""


def detour(pattern: Pattern, cell: int) -> list[int]:
    """The cells to hide for `cell` to move as far as protection asks; none where no way is found.

    They are free ones, in order of their number.

    Raises:
        UnfinishedError: the solver did not find the cheapest way in time.
    """
    for most in _CELLS:
        near = _nearby(pattern, cell, most)
        if found := _cheapest(pattern, near, near.index(cell)):
            return [near[each] for each in found]
    return []


def _nearby(pattern: Pattern, cell: int, most: int) -> list[int]:
    """Up to about `most` cells that can move, by the number of equations between."""
    found, edge = {cell}, [cell]
    while edge and len(found) < most:
        equations = {number for each in edge for number in pattern.equations_of[each]}
        members = {m for n in equations for m in pattern.system.equations[n].members}
        edge = sorted(m for m in members - found if pattern.hidden[m] or pattern.is_free(m))
        found |= set(edge)
    return sorted(found)


def _cheapest(pattern: Pattern, near: list[int], moving: int) -> list[int]:
    """The cells to hide, by their place in `near`, so that the one at `moving` has room."""
    size = len(near)
    costs = np.array([0.0 if pattern.hidden[each] else pattern.loss(each) for each in near])
    costs[moving] = 0.0
    far = pattern.width(near[moving])
    program = _program(pattern, near, moving, far)
    ways = []
    weights = costs
    for _ in range(_ROUNDS):
        try:
            # A little for every move, so that nothing moves for nothing.
            point = program.best(-np.tile(weights + 0.01, 4))
        except ImpossibleError:
            return []
        moves = np.abs(point).reshape(4, size).sum(axis=0)
        new = np.flatnonzero((moves > _MOVED) & (costs > 0))
        ways.append((float(costs[new].sum()), new.tolist()))
        # A cell costs the same however far it moves: those that moved little were too cheap.
        weights = costs / np.maximum(moves, _UNMOVED * far)
    return min(ways)[1]


def _program(pattern: Pattern, near: list[int], moving: int, far: int) -> Program:
    """Two tables beside the true one: in the first the cell is higher, in the second lower.

    Its unknowns: how far each cell rises and falls in the first, and in the second.
    """
    size, at = len(near), {each: position for position, each in enumerate(near)}
    values = np.array([pattern.values[each] for each in near], dtype=np.int64)
    ceiling = np.full(size, 10 * far + 10**6)
    upper = np.concatenate([ceiling, values, ceiling, values])
    upper[[size + moving, 2 * size + moving]] = 0
    rows: list[dict[int, int]] = [{moving: 1, 3 * size + moving: 1}]
    low: list[int | None] = [far]
    high: list[int | None] = [None]
    for number in sorted({number for each in near for number in pattern.equations_of[each]}):
        equation = pattern.system.equations[number]
        terms = list(zip(equation.members, equation.coefficients, strict=True))
        there = sum(factor * pattern.values[member] for member, factor in terms)
        for first in (0, 2 * size):
            rising = {first + at[member]: factor for member, factor in terms if member in at}
            rows.append(rising | {size + place: -factor for place, factor in rising.items()})
            low.append(None if equation.low is None else equation.low - there)
            high.append(None if equation.high is None else equation.high - there)
    deadline = time.monotonic() + pattern.settings.attack_seconds
    return Program(4 * size, rows, low, high, np.zeros(4 * size, np.int64), upper, deadline)
