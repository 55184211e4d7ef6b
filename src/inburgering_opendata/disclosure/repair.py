"""Secondary suppression where it takes more than one equation to give a cell away."""

from __future__ import annotations

from collections.abc import Iterable

from inburgering_opendata.disclosure.attack import CONTRIBUTOR, Disclosure
from inburgering_opendata.disclosure.detour import detour
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.secondary import cheapest, complete


def repair(pattern: Pattern, disclosures: Iterable[Disclosure]) -> list[int]:
    """Hide a cell of the equations that give each disclosed cell away, and what that asks for.

    Cells that are given away by the same equations are helped together; the next attack tells
    whether that was enough.

    Returns:
        The cells that were hidden.

    Raises:
        UnfinishedError: the solver did not answer in time.
    """
    added: list[int] = []
    helped: set[int] = set()
    for disclosure in disclosures:
        equations = [n for n in disclosure.equations if n < len(pattern.system.equations)]
        if helped & set(equations):
            continue
        helped |= set(equations)
        found = [] if disclosure.how == CONTRIBUTOR else detour(pattern, disclosure.cell)
        if not found and (best := _cheapest_near(pattern, disclosure.cell, equations)) is not None:
            found = [best]
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
