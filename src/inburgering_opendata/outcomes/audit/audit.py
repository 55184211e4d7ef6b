"""The audit of a release: the tables as published, or together with the true counts behind them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.audit.attackers import alone, municipality, outsider
from inburgering_opendata.outcomes.audit.errors import PROTECTED_TWICE
from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.audit.published import (
    Place,
    Published,
    Reach,
    read_published,
    read_truth,
)
from inburgering_opendata.outcomes.audit.quotients import strange_quotients
from inburgering_opendata.outcomes.audit.relations import Relations, relations_of
from inburgering_opendata.outcomes.audit.verdict import Attacker, Tally, Verdict
from inburgering_opendata.outcomes.indicators.declaration import Indicators
from inburgering_opendata.toolkit.ground.errors import OpendataError


@dataclass(frozen=True, kw_only=True)
class World:
    """What everybody can look up beside the published figures."""

    indicators: Indicators
    places: Places
    perturbation: pa.Table
    """The published table: count, added, weight."""
    limits: Limits

    @cached_property
    def relations(self) -> Relations:
        return relations_of(self.indicators)

    @cached_property
    def reach(self) -> Reach:
        return Reach.of(self.perturbation)


def audit_published(
    tables: Sequence[pa.Table], world: World, earlier: Sequence[pa.Table] = ()
) -> Verdict:
    """What an outsider finds out of published tables, with those of earlier releases.

    Args:
        tables: observation, as it is published.
        earlier: observation of earlier releases.

    Raises:
        OpendataError: `PROTECTED_TWICE` when an earlier release was protected with another secret,
            `CONTRADICTION`, `INDICATOR_UNDECLARED` or `AUDIT_UNFINISHED`.
    """
    must_have_one_key([*tables, *earlier])
    verdict = _quotients_of(tables, world)
    for period in periods_of(tables):
        published = _read(_of_period(tables, period), _of_period(earlier, period), world)
        outsider(published, world.relations, world.limits, verdict)
    return verdict


def audit_counted(
    table: pa.Table,
    counted: pa.Table,
    world: World,
    earlier: Sequence[pa.Table] = (),
    among: Collection[Place] | None = None,
) -> Verdict:
    """What all three attackers find out of a table, of which the true counts are known here.

    Args:
        table: observation, as it is to be published.
        counted: the same before it was protected.
        among: the places in which insiders are tried; all when it is not given.

    Raises:
        OpendataError: as `audit_published`.
    """
    must_have_one_key([table, *earlier])
    verdict = _quotients_of([table], world)
    for period in periods_of([table]):
        published = _read(_of_period([table], period), _of_period(earlier, period), world)
        known = outsider(published, world.relations, world.limits, verdict)
        [own] = _of_period([counted], period)
        truth = read_truth(own, published, world.relations, world.indicators)
        for attacker in Attacker:
            verdict.tallies.setdefault((attacker, period), Tally())
        arguments = (published, world.relations, world.limits, known, truth, verdict, among)
        municipality(*arguments)
        alone(*arguments)
    return verdict


def _quotients_of(tables: Sequence[pa.Table], world: World) -> Verdict:
    """A verdict in which only shares and means are judged yet."""
    strange = strange_quotients(
        tables,
        world.indicators,
        variance=world.reach.variance,
        least_denominator=world.limits.least_denominator,
    )
    return Verdict(strange_quotients=strange)


def periods_of(tables: Sequence[pa.Table]) -> list[str]:
    """Periods have no cell in common, so each is audited by itself."""
    return sorted({period for table in tables for period in table["period"].unique().to_pylist()})


def must_have_one_key(tables: Sequence[pa.Table]) -> None:
    """That all figures were perturbed with the same secret and table: two draws of one count,
    beside each other, tell more of it than either.

    Raises:
        OpendataError: `PROTECTED_TWICE`.
    """
    keys = {key for table in tables for key in table["protection_key"].unique().to_pylist() if key}
    if len(keys) > 1:
        raise OpendataError(PROTECTED_TWICE, keys=", ".join(sorted(keys)))


def _of_period(tables: Sequence[pa.Table], period: str) -> list[pa.Table]:
    return [table.filter(pc.equal(table["period"], period)) for table in tables]


def _read(tables: Sequence[pa.Table], earlier: Sequence[pa.Table], world: World) -> Published:
    releases = [tables, *([table] for table in earlier)]
    return read_published(releases, world.relations, world.indicators, world.reach, world.places)
