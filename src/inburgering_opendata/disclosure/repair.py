"""Secondary suppression where it takes more than one equation to give a cell away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from inburgering_opendata.disclosure.attack import CONTRIBUTOR, Disclosure
from inburgering_opendata.disclosure.detour import detour
from inburgering_opendata.disclosure.memory import Memory
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
    lowest: dict[int, int] = defaultdict(int)
    highest: dict[int, int] = defaultdict(int)
    for disclosure in disclosures:
        cell = disclosure.cell
        equations = [n for n in disclosure.equations if n < len(pattern.system.equations)]
        is_wide = highest[cell] - lowest[cell] >= pattern.width(cell)
        way = None
        if disclosure.how == CONTRIBUTOR:
            if helped & set(equations):
                continue
        elif is_wide:
            continue
        else:
            way = detour(pattern, cell)
        if way is None:
            if helped & set(equations):
                continue
            helped |= set(equations)
            best = _cheapest_near(pattern, cell, equations)
            found = [] if best is None else [best]
        else:
            found = list(way.hides)
            memory.remember(way.moves)
            for move in way.moves:
                for each, far in move.items():
                    lowest[each], highest[each] = min(lowest[each], far), max(highest[each], far)
        hidden = [cell for best in found for cell in pattern.hide(best)]
        touched = {number for cell in hidden for number in pattern.equations_of[cell]}
        added += hidden + complete(pattern, sorted(touched))
    return added


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
