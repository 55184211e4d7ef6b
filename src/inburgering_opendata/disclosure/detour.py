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

_CELLS = (1_000, 8_000)
"""How many cells are looked at: those in the fewest equations from it, then more."""
_MOVED = 1e-6


def detour(pattern: Pattern, cell: int) -> list[int]:
    """The cells to hide for `cell` to move as far as protection asks; none where no way is found.

    They are free ones, in order of their number.

    Raises:
        UnfinishedError: the solver did not find the cheapest way in time.
    """
    for most in _CELLS:
        near = _nearby(pattern, cell, most)
        ways = [way for sign in (1, -1) if (way := _way(pattern, cell, sign, near))]
        if ways:
            return min(ways)[1]
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


def _way(pattern: Pattern, cell: int, sign: int, near: list[int]) -> tuple[float, list[int]] | None:
    """The cheapest way for `cell` to rise, or to fall (`sign` −1), and the cells to hide for it."""
    size, at = len(near), {each: position for position, each in enumerate(near)}
    far = pattern.width(cell)
    values = np.array([pattern.values[each] for each in near], dtype=np.int64)
    if sign < 0 and values[at[cell]] < far:
        return None
    # Twice the cells: how far each rises, and how far it falls.
    lower = np.zeros(2 * size, dtype=np.int64)
    upper = np.concatenate([np.full(size, 10 * far + 10**6), values])
    moving = at[cell] if sign > 0 else size + at[cell]
    still = size + at[cell] if sign > 0 else at[cell]
    lower[moving] = upper[moving] = far
    upper[still] = 0
    rows, low, high = [], [], []
    equations = sorted({number for each in near for number in pattern.equations_of[each]})
    for number in equations:
        equation = pattern.system.equations[number]
        terms = list(zip(equation.members, equation.coefficients, strict=True))
        there = sum(factor * pattern.values[member] for member, factor in terms)
        rows.append(
            {at[m]: f for m, f in terms if m in at}
            | {size + at[m]: -f for m, f in terms if m in at}
        )
        low.append(None if equation.low is None else equation.low - there)
        high.append(None if equation.high is None else equation.high - there)
    costs = np.array([0.0 if pattern.hidden[each] else pattern.loss(each) for each in near])
    deadline = time.monotonic() + pattern.settings.attack_seconds
    program = Program(2 * size, rows, low, high, lower, upper, deadline)
    try:
        # A little for every move, so that nothing moves for nothing.
        point = program.best(-np.tile(costs + 0.01, 2))
    except ImpossibleError:
        return None
    moved = np.abs(point[:size] - point[size:]) > _MOVED
    found = [each for each, moves in zip(near, moved, strict=True) if moves and each != cell]
    new = [each for each in found if not pattern.hidden[each]]
    return sum(float(pattern.loss(each)) for each in new), new
