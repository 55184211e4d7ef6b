"""Secondary suppression where it takes more than one equation to give a cell away."""

from __future__ import annotations

from collections.abc import Iterable

from inburgering_opendata.disclosure.attack import Disclosure
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.secondary import cheapest, complete


def repair(pattern: Pattern, disclosures: Iterable[Disclosure]) -> list[int]:
    """Hide a cell of the equations that give each disclosed cell away, and what that asks for.

    Cells that are given away by the same equations are helped together; the next attack tells
    whether that was enough.

    Returns:
        The cells that were hidden.
    """
    added: list[int] = []
    helped: set[int] = set()
    for disclosure in disclosures:
        equations = [n for n in disclosure.equations if n < len(pattern.system.equations)]
        if helped & set(equations):
            continue
        helped |= set(equations)
        best = cheapest(pattern, equations)
        if best is None:
            best = cheapest(pattern, pattern.equations_of[disclosure.cell])
        if best is not None:
            hidden = pattern.hide(best)
            touched = {number for cell in hidden for number in pattern.equations_of[cell]}
            more = complete(pattern, sorted(touched))
            added += hidden + more
    return added
