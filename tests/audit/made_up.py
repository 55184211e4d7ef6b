"""Made-up persons of a small country, counted and protected, for tests of the audit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pyarrow as pa

from inburgering_opendata.outcomes.audit.audit import World
from inburgering_opendata.outcomes.audit.bounds import Integers
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.audit.published import Published, read_published, read_truth
from inburgering_opendata.outcomes.counting.counting import count_observations
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.outcomes.disclosure.withholding import (
    Protected,
    Protection,
    protect_and_audit,
)
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from tests.indicators.made_up import AS_OF, COUNT, INDICATORS, OBSERVATION, PROJECT
from tests.synthetic.trajectories import trajectories

SETTINGS = Settings()
TABLE = perturbation_table(SETTINGS)
KEY = "0123456789abcdef"
SECRET = bytes(range(32))
PERSONS = 3_000


FLEVOLAND, ZEELAND = "PV24", "PV29"
TOWNS = ("GM0664", "GM0687", "GM0715", "GM0718")
"""Four of Zeeland; with Flevoland a country that is small enough to be tried out quickly."""


@cache
def places() -> Places:
    assembly = Assembly(PROJECT)
    whole = Places.of(assembly.table("municipality"), assembly.table("municipality_change"))
    mine = {
        code: province
        for code, province in whole.province_of.items()
        if province == FLEVOLAND or code in TOWNS
    }
    there = {code: known for code, known in whole.changes.register.items() if code in mine}
    return Places(mine, replace(whole.changes, register=there))


@cache
def register() -> Register:
    return Register(AS_OF, places().changes, places().province_of)


@cache
def world() -> World:
    return World(
        indicators=INDICATORS, places=places(), perturbation=TABLE.rows, limits=SETTINGS.limits
    )


RELATIONS = world().relations


def count(rows: pa.Table, *, secret: bytes = SECRET, on: Register | None = None) -> pa.Table:
    """Trajectories of anywhere in that country, counted; every municipality delivered."""
    return count_observations(
        rows,
        COUNT.empty_table(),
        INDICATORS,
        on or register(),
        AS_OF,
        publication="deliveries of 2025-12-31",
        schema=OBSERVATION,
        secret=secret,
        delivered=(on or register()).codes,
    )


@cache
def counted() -> pa.Table:
    """Two cohorts, of before and after the act of 2021."""
    return count(people(PERSONS, cohorts=(2021, 2023)))


def people(number: int, cohorts: tuple[int, ...]) -> pa.Table:
    return trajectories(number, cohorts=cohorts, municipalities=register().codes)


def protection(settings: Settings = SETTINGS) -> Protection:
    return Protection(
        table=perturbation_table(settings),
        settings=settings,
        protection_key=KEY,
        schema=OBSERVATION,
        world=world(),
    )


@cache
def one_cohort() -> Protected:
    """Results of some hundreds of persons, all under the act of 2021."""
    return protect_and_audit(count(people(300, cohorts=(2023,))), protection())


@cache
def published_table() -> pa.Table:
    return protect_and_audit(counted(), protection()).table


@cache
def country_wide() -> tuple[Published, Integers]:
    """What an outsider reads, and the true counts."""
    published = read_published(
        [[published_table()]], RELATIONS, INDICATORS, world().reach, world().places
    )
    return published, read_truth(counted(), published, RELATIONS, INDICATORS)
