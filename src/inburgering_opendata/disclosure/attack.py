"""The attack: what somebody who has the published tables alone can work out of suppressed cells.

It shares the linked system with the protection, and nothing else. A cell counts as safe only when
two tables of whole numbers that agree with everything published were found in which it differs
enough; both are checked exactly. All else is a disclosure, or an attack that could not be finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inburgering_opendata.disclosure.component_attack import ComponentAttack
from inburgering_opendata.disclosure.linear_program import UnfinishedError
from inburgering_opendata.disclosure.memory import Memory
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.disclosure.system import LinkedSystem
from inburgering_opendata.disclosure.unknowns import Component, Unknowns

SMALL = "a count below the minimum is published"
GIVEN_AWAY = "suppressed in one table, published in another or in an earlier release"
RATE_LEFT = "a rate is published of a suppressed count"
AMOUNT_LEFT = "a sum is published of a suppressed number of persons"
EXACT = "exact"
NARROW = "narrower than the protection interval"
CONTRIBUTOR = "exact to a contributor who knows another cell"
UNPROVEN = "not shown to be protected"
"""Only a hurried attack says so: another may show it."""


@dataclass(frozen=True)
class Disclosure:
    """A cell that is not protected, and the equations that give it away; its bounds are not told,
    as a report must not do the work of the attack for its readers."""

    cell: int
    how: str
    equations: tuple[int, ...] = ()
    rate: int | None = None
    """The rate that gives it away, where one was left in."""


@dataclass
class AttackResult:
    """What the attack found: nothing disclosed and nothing unfinished is what a release needs."""

    unknowns: Unknowns
    suppressed: int = 0
    components: int = 0
    disclosures: list[Disclosure] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """Why it could not be finished, a line each."""

    @property
    def holds(self) -> bool:
        return not self.disclosures and not self.unfinished

    def name(self, disclosure: Disclosure) -> str:
        return self.unknowns.system.cells[disclosure.cell].name

    def equations_of(self, disclosure: Disclosure) -> list[str]:
        """The equations that give a cell away, in words."""
        system, equations = self.unknowns.system, self.unknowns.equations
        words = [system.describe(equations[number]) for number in disclosure.equations]
        if disclosure.rate is not None:
            words.append(f"rate {system.rates[disclosure.rate].key}")
        return words


def attack(
    system: LinkedSystem,
    settings: Settings,
    progress: Callable[[str], None] = lambda message: None,
    memory: Memory | None = None,
    *,
    hurried: bool = False,
) -> AttackResult:
    """Try to work out every suppressed cell, and every small rest of what is published.

    Args:
        system: linked from what is published, so without the values of suppressed cells.
        memory: of earlier attacks on this very system; only a protector has one.
        hurried: do not try hard where a cell was not soon shown to be protected.

    Raises:
        OpendataError: `CONTRADICTION` when what is published cannot all be true.
    """
    deadline = time.monotonic() + settings.attack_seconds
    unknowns = Unknowns.of(system)
    result = AttackResult(unknowns)
    result.suppressed = sum(cell.known is None and not cell.is_latent for cell in system.cells)
    result.disclosures += left_in(system, settings)
    unknowns.solve_singles()
    result.disclosures += _solved(unknowns, settings)
    components = list(unknowns.components())
    result.components = len(components)
    for number, component in enumerate(components, start=1):
        progress(f"attacking component {number} of {len(components)}")
        try:
            result.disclosures += _attack_one(
                system, component, settings, deadline, memory, hurried
            )
        except UnfinishedError as error:
            name = system.cells[component.cells[0]].name
            size = len(component.cells)
            result.unfinished.append(f"{error}, in the component of {name} ({size} cells)")
    return result


def _attack_one(
    system: LinkedSystem,
    component: Component,
    settings: Settings,
    deadline: float,
    memory: Memory | None,
    hurried: bool,
) -> list[Disclosure]:
    if memory is None:
        return _examined(ComponentAttack(system, component, settings, deadline), settings, hurried)
    verdict, moves = memory.verdicts.get(component), memory.moves(component)
    if verdict is None or (verdict and (moves or not hurried)):
        one = ComponentAttack(system, component, settings, deadline)
        one.take(memory.points(component), moves)
        verdict = _examined(one, settings, hurried)
        memory.keep(component, one.witnesses, verdict)
    return verdict


def _examined(one: ComponentAttack, settings: Settings, hurried: bool) -> list[Disclosure]:
    found = (
        [Disclosure(cell, UNPROVEN, equations) for cell, equations in one.unproven()]
        if hurried
        else [
            Disclosure(cell, EXACT if is_exact else NARROW, equations)
            for cell, equations, is_exact in one.narrow_cells()
        ]
    )
    if settings.contributor != "none" and not (found and hurried):
        known = one.known_to_contributors()
        found += [Disclosure(cell, CONTRIBUTOR, equations) for cell, equations in known]
    return found


def left_in(system: LinkedSystem, settings: Settings) -> Iterator[Disclosure]:
    """What needs no arithmetic: small counts, and figures that should have gone with others."""
    for number, cell in enumerate(system.cells):
        value = cell.value if cell.is_count else None
        if value is not None and settings.is_sensitive(cell.indicator, value):
            yield Disclosure(number, SMALL)
        if cell.is_suppressed and cell.known is not None:
            yield Disclosure(number, GIVEN_AWAY)
    for number, rate in enumerate(system.rates):
        if rate.value is not None:
            for part in (rate.numerator, rate.denominator):
                cell = system.cells[part]
                if cell.known is None and not cell.is_latent:
                    yield Disclosure(part, RATE_LEFT, rate=number)
    for base in system.bases:
        amount = system.cells[base.amount].value
        is_left = amount is not None and not settings.stands(amount)
        count = system.cells[base.count]
        if is_left and count.known is None and count.rounded is None:
            yield Disclosure(base.amount, AMOUNT_LEFT)


def _solved(unknowns: Unknowns, settings: Settings) -> Iterator[Disclosure]:
    """Cells that follow from one equation after another."""
    for number, equations in unknowns.solved_by.items():
        cell, value = unknowns.system.cells[number], unknowns.values[number]
        assert value is not None
        if not cell.is_latent or (cell.is_count and settings.is_sensitive(cell.indicator, value)):
            yield Disclosure(number, EXACT, equations)
