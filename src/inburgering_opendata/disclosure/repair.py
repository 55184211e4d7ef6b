"""Secondary suppression where it takes more than one equation to give a cell away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from inburgering_opendata.disclosure.attack import CONTRIBUTOR, Disclosure
from inburgering_opendata.disclosure.detour import detour
from inburgering_opendata.disclosure.memory import Memory, Move
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.secondary import cheapest, complete


def repair(pattern: Pattern, disclosures: Iterable[Disclosure], memory: Memory) -> list[int]:
    """Hide what lets each disclosed cell move, and what that asks for in its turn.

    What was found for one cell may help others as well; the next attack tells whether it was
    enough.

    Args:
        memory: is told the tables that were found, for the next attack.

    Returns:
        The cells that were hidden.

    Raises:
        UnfinishedError: the solver did not answer in time.
    """
    added: list[int] = []
    helped: set[int] = set()
    spread = _Spread()
    for disclosure in disclosures:
        cell, way = disclosure.cell, None
        if disclosure.how != CONTRIBUTOR:
            if spread.of(cell) >= pattern.width(cell):
                continue
            way = detour(pattern, cell)
        equations = [n for n in disclosure.equations if n < len(pattern.system.equations)]
        if way is not None:
            memory.remember(way.moves)
            spread.add(way.moves)
            found = way.hides
        elif helped.isdisjoint(equations):
            helped.update(equations)
            best = _cheapest_near(pattern, cell, equations)
            found = () if best is None else (best,)
        else:
            continue
        hidden = [other for each in found for other in pattern.hide(each)]
        touched = {number for other in hidden for number in pattern.equations_of[other]}
        added += hidden + complete(pattern, sorted(touched))
    return added


class _Spread:
    """How far apart the tables that were found let each cell be, the true one among them."""

    def __init__(self) -> None:
        self._low: dict[int, int] = defaultdict(int)
        self._high: dict[int, int] = defaultdict(int)

    def of(self, cell: int) -> int:
        return self._high[cell] - self._low[cell]

    def add(self, moves: Iterable[Move]) -> None:
        for move in moves:
            for cell, far in move.items():
                self._low[cell] = min(self._low[cell], far)
                self._high[cell] = max(self._high[cell], far)


def _cheapest_near(pattern: Pattern, cell: int, equations: list[int]) -> int | None:
    """The cheapest cell to hide in the equations that give a cell away; where all of these are
    hidden, in its own, and then in ever more that have a cell in common with these.
    """
    tried: set[int] = set()
    for near in (equations, pattern.equations_of[cell]):
        if (best := cheapest(pattern, near)) is not None:
            return best
        tried |= set(near)
    while True:
        members = {m for number in tried for m in pattern.system.equations[number].members}
        wider = {number for member in members for number in pattern.equations_of[member]}
        if wider == tried:
            return None
        if (best := cheapest(pattern, wider - tried)) is not None:
            return best
        tried = wider
