"""The last step: what could still be found out of perturbed figures is withheld.

Nothing is drawn anew: a second draw of a count, beside the first, tells more of it than either.
Periods have no cell in common, so each is protected and audited by itself, two and more at once.
"""

from __future__ import annotations

import os
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
from inburgering_opendata.outcomes.audit.relations import Relations
from inburgering_opendata.outcomes.audit.verdict import Finding, Verdict
from inburgering_opendata.outcomes.disclosure.errors import NOT_PROTECTED
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.protection import CELL, protect
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.toolkit.ground.errors import OpendataError

Progress = Callable[[str], None]
CellKey = tuple[str, ...]
"""What names a figure, as in `CELL`."""

_ROUNDS = 20
"""Each withholds something more; one or two are what a whole country needs."""
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
        OpendataError: `NOT_PROTECTED` when the audit does not hold after all, `PROTECTED_TWICE`
            when an earlier release has another secret, or what the audit raises.
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
    world = protection.world
    withheld: set[CellKey] = set()
    # A withheld figure tells everybody less, so insiders need be tried again only where they
    # found something out; when they no longer do, everything is looked at once more.
    among: set[Place] | None = None
    for number in range(1, _ROUNDS + 1):
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
        found = _to_mend(verdict, world)
        among = {finding.place for finding in found}
        shown = _shown(table)
        more = {
            cell
            for finding in found
            for cell in _to_withhold(finding, world.relations, shown - withheld, number)
        }
        if not more:
            break
        withheld |= _of_the_same_persons(more, counted)
    names = [finding.named(world.relations.names) for finding in _to_mend(verdict, world)]
    names += verdict.strange_quotients
    raise OpendataError(NOT_PROTECTED, count=len(names), figures="; ".join(names[:3]))


def _to_mend(verdict: Verdict, world: World) -> Sequence[Finding]:
    if verdict.too_many_inside(world.limits):
        return (*verdict.findings, *verdict.inside)
    return verdict.findings


def _shown(table: pa.Table) -> set[CellKey]:
    """The figures of a table that are published."""
    observed = table.filter(pc.equal(table["status"], "observed")).select(CELL)
    return set(zip(*(column.to_pylist() for column in observed.columns), strict=True))


def _to_withhold(
    finding: Finding, relations: Relations, shown: set[CellKey], steps: int
) -> set[CellKey]:
    """The figures that go so that something is no longer found out: its own, or else those of the
    sums that it is in, of the sums that these are in, and so on; nearest first.

    Args:
        shown: what is still published.
        steps: how many times something nearest is taken.
    """
    taken: set[CellKey] = set()
    tried, nearest = {finding.variable}, {finding.variable}
    while nearest and steps:
        keys = {_key(finding, cell) for cell in relations.cells_of(nearest)} & shown
        taken |= keys
        steps -= bool(keys)
        sums = [relations.sums[n] for variable in nearest for n in relations.sums_about[variable]]
        parts = {part for each in sums for part in each.parts} - tried
        nearest = parts or {each.whole for each in sums} - tried
        tried |= nearest
    return taken


def _of_the_same_persons(cells: set[CellKey], counted: pa.Table) -> set[CellKey]:
    """The cells, and those under other names in which the same persons have the same figure."""
    told = counted.filter(pc.greater(counted["units"], 0)).select([*CELL, "units", "cell_key"])
    columns = [column.to_pylist() for column in told.columns]
    who = {tuple(key): (units, draw) for *key, units, draw in zip(*columns, strict=True)}
    theirs = {who[cell] for cell in cells if cell in who}
    return cells | {cell for cell, drawn in who.items() if drawn in theirs}


def _key(finding: Finding, cell: Sequence[str]) -> CellKey:
    place, (indicator, *dimensions) = finding.place, cell
    return (place.publication, indicator, place.area, place.period, *dimensions)
