"""The last step: what could still be found out of perturbed figures is withheld.

Nothing is drawn anew: a second draw of a count, beside the first, tells more of it than either.
Periods have no cell in common, so each is protected and audited by itself, two and more at once.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.audit.audit import (
    World,
    audit_counted,
    must_have_one_key,
    periods_of,
)
from inburgering_opendata.outcomes.audit.published import Place
from inburgering_opendata.outcomes.audit.verdict import Finding, Verdict
from inburgering_opendata.outcomes.disclosure.errors import NOT_PROTECTED
from inburgering_opendata.outcomes.disclosure.nearest import (
    Around,
    CellKey,
    Variable,
    in_areas_around,
    in_its_area,
)
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.protection import CELL, protect
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.toolkit.ground.errors import OpendataError

Progress = Callable[[str], None]
_Choice = Callable[[Sequence[Variable], set[CellKey], int], set[CellKey]]
"""The figures that are withheld next, by what was found, what is still shown, and which round it
is; nothing when there is nothing to choose from.
"""

_ROUNDS = 20
"""So many in which only figures of the same area are withheld; one or two are what a whole country
needs.
"""
_MUCH = 100
"""More than one of so many figures withheld is worth trying another way; mostly far fewer are
needed.
"""
_ROWS = 50_000
"""Fewer are done before a second process has started."""


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How figures are protected."""

    table: PerturbationTable
    settings: Settings
    protection_key: str
    schema: pa.Schema
    """The Arrow schema of observation."""
    world: World
    """What the attackers can look up."""


@dataclass(frozen=True)
class Protected:
    """A table that may be published, and what the audit found of it."""

    table: pa.Table
    verdict: Verdict
    withheld: Mapping[str, int]
    """By period, how many counts and sums were withheld."""


def protect_and_audit(
    counted: pa.Table,
    protection: Protection,
    earlier: Sequence[pa.Table] = (),
    progress: Progress = lambda message: None,
) -> Protected:
    """The figures that may be published: perturbed, audited, and withheld where that was needed.

    Args:
        counted: as `count_observations` returns it.
        earlier: observation of earlier releases, as they were published.

    Raises:
        OpendataError: `PROTECTED_TWICE` when an earlier release has another secret, `NOT_PROTECTED`
            when the audit is wrong, as it finds out what no published figure tells, or what the
            audit raises.
    """
    periods = periods_of([counted])
    parts = [_of_period(counted, period) for period in periods]
    before = [[_of_period(table, period) for table in earlier] for period in periods]
    done: list[Protected] = []
    for period, each in zip(periods, _of_each(parts, before, protection), strict=True):
        progress(f"protected and audited {period}, {len(done) + 1} of {len(periods)}")
        done.append(each)
    order = [(name, "ascending") for name in CELL]
    table = pa.concat_tables([each.table for each in done]).sort_by(order)
    must_have_one_key([table, *earlier])
    verdict = Verdict()
    for each in done:
        verdict.tallies |= each.verdict.tallies
    return Protected(table, verdict, {p: n for each in done for p, n in each.withheld.items()})


def _of_period(table: pa.Table, period: str) -> pa.Table:
    return table.filter(pc.equal(table["period"], period))


def _of_each(
    parts: Sequence[pa.Table], before: Sequence[Sequence[pa.Table]], protection: Protection
) -> Iterator[Protected]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    at_once = min(cores or 1, sum(part.num_rows > _ROWS for part in parts))
    if at_once < 2:
        for part, earlier in zip(parts, before, strict=True):
            yield _protect_period(part, earlier, protection)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not by forking: libraries in use here have threads, which a fork would leave behind.
    with ProcessPoolExecutor(at_once, get_context("spawn")) as pool:
        yield from pool.map(_protect_period, parts, before, [protection] * len(parts))


def _protect_period(
    counted: pa.Table, earlier: Sequence[pa.Table], protection: Protection
) -> Protected:
    """A period, protected and audited, with as little withheld as was tried.

    Most is found out from figures of the same area. Where that is not so, withholding those helps
    late or never, and begins anew with those of other areas as well.
    """
    world = protection.world
    done = _withhold(counted, earlier, protection, _in_its_area(world))
    if isinstance(done, Verdict) or _number_withheld(done) > counted.num_rows / _MUCH:
        other = _withhold(counted, earlier, protection, _in_areas_around(counted, world))
        if isinstance(done, Verdict) or (
            isinstance(other, Protected) and _number_withheld(other) < _number_withheld(done)
        ):
            done = other
    if isinstance(done, Verdict):
        names = [finding.named(world.relations.names) for finding in _to_mend(done, world)]
        names += done.strange_quotients
        raise OpendataError(NOT_PROTECTED, count=len(names), figures="; ".join(names[:3]))
    return done


def _number_withheld(done: Protected) -> int:
    return sum(done.withheld.values())


def _withhold(
    counted: pa.Table, earlier: Sequence[pa.Table], protection: Protection, choose: _Choice
) -> Protected | Verdict:
    """Withhold more until the audit holds, or what it found when there is nothing more.

    Each round withholds a figure at least, so it ends: what is not published tells nothing.
    """
    world = protection.world
    withheld: set[CellKey] = set()
    # A withheld figure tells everybody less, so insiders need be tried again only where they
    # found something out; when they no longer do, everything is looked at once more.
    among: set[Place] | None = None
    number = 0
    while True:
        number += 1
        table = protect(
            counted,
            world.indicators,
            protection.table,
            protection.settings,
            protection_key=protection.protection_key,
            schema=protection.schema,
            withheld=withheld,
        )
        verdict = audit_counted(table, counted, world, earlier, among)
        if verdict.holds(world.limits):
            if among is None:
                [period] = periods_of([counted])
                return Protected(table, verdict, {period: len(withheld)})
            among = None
            continue
        found = {(finding.place, finding.variable): None for finding in _to_mend(verdict, world)}
        among = {place for place, _ in found}
        more = choose(list(found), _shown(table) - withheld, number)
        if not more:
            return verdict
        withheld |= _of_the_same_persons(more, counted)


def _in_its_area(world: World) -> _Choice:
    """For what was found, figures of its own area, a step farther in each round."""

    def choose(found: Sequence[Variable], shown: set[CellKey], number: int) -> set[CellKey]:
        if number >= _ROUNDS:
            return set()
        near = [in_its_area(each, world.relations, shown, number) for each in found]
        return set().union(*near)

    return choose


def _in_areas_around(counted: pa.Table, world: World) -> _Choice:
    """For what was found, figures of areas around it as well, a step farther each time that the
    same is found again.
    """
    around = Around.of(world.relations, counted["area"].unique().to_pylist(), world.places)
    there: set[CellKey] = set()
    times: Counter[Variable] = Counter()

    def choose(found: Sequence[Variable], shown: set[CellKey], number: int) -> set[CellKey]:
        there.update(shown)
        times.update(found)
        return in_areas_around({each: times[each] for each in found}, around, there, shown)

    return choose


def _to_mend(verdict: Verdict, world: World) -> Sequence[Finding]:
    if verdict.too_many_inside(world.limits):
        return (*verdict.findings, *verdict.inside)
    return verdict.findings


def _shown(table: pa.Table) -> set[CellKey]:
    """The figures of a table that are published."""
    observed = table.filter(pc.equal(table["status"], "observed")).select(CELL)
    return set(zip(*(column.to_pylist() for column in observed.columns), strict=True))


def _of_the_same_persons(cells: set[CellKey], counted: pa.Table) -> set[CellKey]:
    """The cells, and those under other names in which the same persons have the same figure."""
    told = counted.filter(pc.greater(counted["units"], 0)).select([*CELL, "units", "cell_key"])
    columns = [column.to_pylist() for column in told.columns]
    who = {tuple(key): (units, draw) for *key, units, draw in zip(*columns, strict=True)}
    theirs = {who[cell] for cell in cells if cell in who}
    return cells | {cell for cell, drawn in who.items() if drawn in theirs}
