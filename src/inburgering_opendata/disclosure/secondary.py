"""Secondary suppression by one equation after another: fast, and good enough to start from.

No equation may have a hidden cell that its other members give away. Where one does, another member
is hidden: the one that costs least, counting what its own other equations will then need.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from inburgering_opendata.disclosure.pattern import Pattern


def complete(pattern: Pattern, equations: Iterable[int]) -> list[int]:
    """Hide more until none of `equations`, nor any other that this touches, lacks a cell.

    Returns:
        The cells that were hidden, in that order. Deterministic: ties go to the lower number.
    """
    waiting = [(_size(pattern, number), number) for number in equations if pattern.lacks(number)]
    heapq.heapify(waiting)
    added: list[int] = []
    while waiting:
        _, equation = heapq.heappop(waiting)
        while pattern.lacks(equation):
            best = cheapest(pattern, [equation])
            if best is None:
                break
            for cell in pattern.hide(best):
                added.append(cell)
                for touched in pattern.equations_of[cell]:
                    if touched != equation and pattern.lacks(touched):
                        heapq.heappush(waiting, (_size(pattern, touched), touched))
    return added


def cheapest(pattern: Pattern, equations: Iterable[int]) -> int | None:
    """The free member of `equations` that is the cheapest to hide; None if there is none."""
    members = {m for number in equations for m in pattern.system.equations[number].members}
    free = [cell for cell in members if pattern.is_free(cell)]
    return min(free, key=lambda cell: (_price(pattern, cell), cell), default=None)


def thin_out(pattern: Pattern, cells: Iterable[int]) -> list[int]:
    """Publish again those of `cells` that no single equation needs, the dearest first.

    Returns:
        The cells that are published again.
    """
    shown = []
    amounts = {base.amount for base in pattern.system.bases}
    for cell in sorted(cells, key=lambda cell: (-pattern.loss[cell], cell)):
        if cell in pattern.primary or cell in amounts or not pattern.hidden[cell]:
            continue
        before = [number for number in pattern.equations_of[cell] if pattern.lacks(number)]
        pattern.show(cell)
        if any(pattern.lacks(n) for n in pattern.equations_of[cell] if n not in before):
            pattern.hide(cell)
        else:
            shown.append(cell)
    return shown


def _size(pattern: Pattern, equation: int) -> int:
    return len(pattern.system.equations[equation].members)


def _price(pattern: Pattern, cell: int) -> float:
    """The loss of a cell, and as much again for each equation where it would then stand alone."""
    loss = pattern.loss[cell]
    price = float(loss)
    for number in pattern.equations_of[cell]:
        hidden = sum(pattern.hidden[member] for member in pattern.system.equations[number].members)
        if hidden == 0:
            price += loss
        elif pattern.lacks(number):
            price -= loss / 2
    return price
