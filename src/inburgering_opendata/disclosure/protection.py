"""Protection: which cells of all published tables together must go, at the least loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from inburgering_opendata.disclosure.attack import AttackResult, attack
from inburgering_opendata.disclosure.cells import ADDITIVE, IndicatorRule
from inburgering_opendata.disclosure.errors import NO_HOLDING_PATTERN, PROTECTION_UNFINISHED
from inburgering_opendata.disclosure.linear_program import UnfinishedError
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.memory import Memory
from inburgering_opendata.disclosure.pattern import Pattern
from inburgering_opendata.disclosure.periods import Part, joined, of_each, split
from inburgering_opendata.disclosure.places import Places
from inburgering_opendata.disclosure.repair import repair
from inburgering_opendata.disclosure.report import Report, report_on
from inburgering_opendata.disclosure.rounded_tables import with_rounded
from inburgering_opendata.disclosure.rounding import rounded_counts
from inburgering_opendata.disclosure.secondary import complete, thin_out
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.disclosure.system import LinkedSystem
from inburgering_opendata.disclosure.unknowns import Unknowns
from inburgering_opendata.errors import OpendataError

_ATTEMPTS = 40


@dataclass(frozen=True)
class Cost:
    """What protection took. Confidential: with the table it could help to undo it."""

    primary: int
    secondary: int
    value: int
    """What all suppressed counts come to, secondary ones alone."""


@dataclass(frozen=True)
class Protected:
    """Protected tables, the same rows and columns but for value and status."""

    tables: tuple[pa.Table, ...]
    report: Report
    cost: Cost

    @property
    def table(self) -> pa.Table:
        """The first of the tables: observation itself."""
        return self.tables[0]


def protect(
    observations: pa.Table,
    rules: Mapping[str, IndicatorRule],
    places: Places,
    settings: Settings,
    *,
    views: Sequence[pa.Table] = (),
    earlier: Sequence[pa.Table] = (),
    progress: Callable[[str], None] = lambda message: None,
) -> Protected:
    """Suppress what could identify somebody, in all tables of a release as one system.

    Small counts go first, then what would give them away, then rates and means of what went and
    sums over persons whose number went. Where settings ask for rounding, counts are rounded and
    none suppressed; sums and their means are protected as before. What is found holds against the
    attack: that is tried before it is returned. Rows with another `disclosure` than `protected`
    are left alone. Each period is protected by itself, as it has no cell in common with another;
    large ones in processes beside each other. Deterministic.

    Args:
        observations: unprotected, in the columns of observation.
        rules: what each indicator is, by id.
        places: provinces, regions and reorganisations.
        settings: our defaults, or others.
        views: observations on other boundaries that are published beside these.
        earlier: observations of earlier releases, as they were published.

    Raises:
        OpendataError: `NO_HOLDING_PATTERN` when no pattern was found that holds,
            `PROTECTION_UNFINISHED` when the solver took too long, and all that `link` raises.
    """
    parts = split((observations, *views), earlier)
    work = partial(_protect_part, rules=rules, places=places, settings=settings)
    done = list(of_each(work, parts, progress))
    tables = joined(parts, [each.tables for each in done])
    cost = Cost(
        sum(each.cost.primary for each in done),
        sum(each.cost.secondary for each in done),
        sum(each.cost.value for each in done),
    )
    return Protected(tables, report_on(tables[0], _additive(rules)), cost)


@dataclass(frozen=True)
class _Half:
    """One part of a release, protected."""

    tables: tuple[pa.Table, ...]
    cost: Cost


def _protect_part(
    part: Part,
    progress: Callable[[str], None],
    *,
    rules: Mapping[str, IndicatorRule],
    places: Places,
    settings: Settings,
) -> _Half:
    exact = replace(settings, rounding=None)
    found = _suppress(part, progress, rules, places, exact)
    if settings.rounding is None:
        return found
    progress(f"rounding the counts of {part}")
    system = link(part.tables, rules, places, part.earlier, exact)
    cells = rounded_counts(system, true_values(system), settings)
    tables = tuple(
        with_rounded(table, number, system, cells) for number, table in enumerate(found.tables)
    )
    progress(f"attacking what is to be published of {part}")
    again = link(tables, rules, places, part.earlier, settings)
    _must_hold(attack(again, settings, progress))
    return replace(found, tables=tables)


def _suppress(
    part: Part,
    progress: Callable[[str], None],
    rules: Mapping[str, IndicatorRule],
    places: Places,
    settings: Settings,
) -> _Half:
    progress(f"linking the tables of {part}")
    system = link(part.tables, rules, places, part.earlier, settings)
    pattern = Pattern(system, true_values(system), settings)
    pattern.hide_primaries()
    progress(f"suppressing cells of {part}")
    found = complete(pattern, range(len(system.equations)))
    thin_out(pattern, found)
    memory = Memory(pattern.values)
    try:
        hold(pattern, settings, memory, progress)
    except UnfinishedError as error:
        raise OpendataError(PROTECTION_UNFINISHED, problem=error) from error
    tables = tuple(_suppressed(table, number, pattern) for number, table in enumerate(part.tables))
    again = link(tables, rules, places, part.earlier, settings)
    progress(f"attacking what is to be published of {part}")
    same = again.equations == system.equations and len(again.cells) == len(system.cells)
    _must_hold(attack(again, settings, progress, memory if same else None))
    return _Half(tables, cost_of(pattern))


def _additive(rules: Mapping[str, IndicatorRule]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules.values() if rule.kind in ADDITIVE)


def true_values(system: LinkedSystem) -> list[int]:
    """The value of every cell, latent ones worked out; 0 for what only an earlier release had."""
    unknowns = Unknowns.of(system)
    unknowns.solve_singles()
    values = [0 if value is None else value for value in unknowns.values]
    for rate in system.rates:
        if unknowns.values[rate.numerator] is None and rate.value is not None:
            quotient = rate.value * values[rate.denominator] * rate.scale / rate.factor
            values[rate.numerator] = round(quotient)
    return values


def as_published(pattern: Pattern) -> LinkedSystem:
    """The system that readers have of a pattern."""
    cells = tuple(
        replace(cell, value=None, is_suppressed=True)
        if pattern.hidden[number] and not cell.is_latent
        else cell
        for number, cell in enumerate(pattern.system.cells)
    )
    hidden_rates = pattern.hidden_rates()
    rates = tuple(
        replace(rate, value=None) if number in hidden_rates else rate
        for number, rate in enumerate(pattern.system.rates)
    )
    return replace(pattern.system, cells=cells, rates=rates)


def hold(
    pattern: Pattern, settings: Settings, memory: Memory, progress: Callable[[str], None]
) -> None:
    """Hide more until the attack finds nothing, or nothing more can be hidden."""
    hurried = True
    for attempt in range(1, _ATTEMPTS + 1):
        progress(f"attacking pattern {attempt}")
        result = attack(as_published(pattern), settings, progress, memory, hurried=hurried)
        if result.holds:
            return
        if not repair(pattern, result.disclosures, memory):
            if not hurried:
                return
            hurried = False


def _must_hold(result: AttackResult) -> None:
    if not result.holds:
        equations = [words for each in result.disclosures for words in result.equations_of(each)]
        shown = "; ".join([*result.unfinished, *dict.fromkeys(equations)][:3])
        raise OpendataError(NO_HOLDING_PATTERN, count=len(result.disclosures), equations=shown)


def _suppressed(table: pa.Table, number: int, pattern: Pattern) -> pa.Table:
    """A table without the values of the cells that the pattern hides."""
    system = pattern.system
    hidden = {row for row, cell in system.cell_of_row[number].items() if pattern.hidden[cell]}
    rates, hidden_rates = system.rate_of_row[number].items(), pattern.hidden_rates()
    hidden |= {row for row, rate in rates if rate in hidden_rates}
    mask = [row in hidden for row in range(table.num_rows)]
    return _without(table, pa.array(mask, pa.bool_()))


def _without(table: pa.Table, mask: pa.BooleanArray) -> pa.Table:
    import pyarrow.compute as pc

    for name, put in (("value", None), ("status", "suppressed")):
        position = table.column_names.index(name)
        field = table.schema.field(name)
        column = pc.if_else(mask, pa.scalar(put, field.type), table[name])
        table = table.set_column(position, field, column)
    return table


def cost_of(pattern: Pattern) -> Cost:
    """What a pattern suppresses."""
    secondary = [cell for cell in pattern.hidden_cells() if cell not in pattern.primary]
    counts = [cell for cell in secondary if pattern.system.cells[cell].is_count]
    value = sum(pattern.values[cell] for cell in counts)
    return Cost(len(pattern.primary), len(secondary), value)
