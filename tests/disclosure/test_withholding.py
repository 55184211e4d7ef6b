"""Withholding always ends well: when figures of the same area do not help, those around it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inburgering_opendata.outcomes.audit.audit import World, audit_counted
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.audit.published import Place
from inburgering_opendata.outcomes.audit.relations import Relations, Sum
from inburgering_opendata.outcomes.audit.verdict import Attacker, Finding, Verdict
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.disclosure import withholding
from inburgering_opendata.outcomes.disclosure.errors import NOT_PROTECTED
from inburgering_opendata.outcomes.disclosure.nearest import (
    Around,
    CellKey,
    in_areas_around,
    in_its_area,
)
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.protection import CELL, protect
from inburgering_opendata.outcomes.disclosure.withholding import protect_and_audit
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.errors import OpendataError
from tests.audit import made_up
from tests.disclosure.oracle import Oracle
from tests.disclosure.small_tables import (
    LAYOUTS,
    country,
    extreme,
    flat,
    protection,
    publication,
    random_table,
    real,
    types_of,
)
from tests.disclosure.test_oracle import counted
from tests.disclosure.trying import missed
from tests.examples import examples
from tests.indicators.made_up import AS_OF, INDICATORS, PROJECT
from tests.synthetic.trajectories import trajectories
from tests.whole import first

# Which figures are near.

NAMES = ("whole", "first", "second", "half", "other half", "apart")
"""A whole of two parts, of which the first has halves; and what has nothing to do with them."""
RELATIONS = Relations(
    variable_of={(name, "total", "total", "total"): n for n, name in enumerate(NAMES)},
    names=NAMES,
    counts_persons=np.ones(len(NAMES), dtype=bool),
    unit=np.ones(len(NAMES), dtype=np.int64),
    sums=(Sum(0, (1, 2)), Sum(1, (3, 4))),
    residuals=(),
    impossible=frozenset(),
)
PROVINCES = {"GM0001": "PV01", "GM0002": "PV01", "GM0003": "PV02"}
AREAS = ("GM0001", "GM0002", "GM0003", "PV01", "PV02", "NL")
AROUND = Around.of(RELATIONS, AREAS, country(PROVINCES)[1])


def at(area: str) -> Place:
    return Place(0, "deliveries", None, "2024", "any", area)


def key(name: str, area: str) -> CellKey:
    return ("deliveries", name, area, "2024", "total", "total", "total")


EVERYTHING = {key(name, area) for name in NAMES for area in AREAS}


def named(cells: set[CellKey]) -> set[tuple[str, str]]:
    return {(cell[1], cell[2]) for cell in cells}


def test_around_an_area_are_first_those_that_it_is_a_part_of() -> None:
    assert {
        area: [set(ring) for ring in AROUND.rings(area)] for area in ("GM0001", "PV02", "NL")
    } == {
        "GM0001": [{"GM0001"}, {"PV01", "NL"}, {"GM0002", "PV02"}, {"GM0003"}],
        "PV02": [{"PV02"}, {"NL"}, {"GM0003", "PV01"}, {"GM0001", "GM0002"}],
        "NL": [{"NL"}, {"PV01", "PV02"}, {"GM0001", "GM0002", "GM0003"}],
    }


def test_an_area_lets_go_of_what_is_nearest_and_in_the_end_of_all_that_is_connected() -> None:
    start = at("GM0001"), NAMES.index("second")
    taken = [named(in_its_area(start, RELATIONS, EVERYTHING, steps)) for steps in range(1, 5)]
    names = [sorted(name for name, _ in each) for each in taken]
    assert names == [
        ["second"],
        ["first", "second"],
        ["first", "half", "other half", "second"],
        # The whole is the last, and is not forgotten though the halves came in between.
        ["first", "half", "other half", "second", "whole"],
    ]
    assert {area for each in taken for _, area in each} == {"GM0001"}


def test_areas_around_let_go_of_the_same_before_any_lets_go_of_more() -> None:
    found = at("GM0001"), NAMES.index("half")
    taken = [
        named(in_areas_around({found: n}, AROUND, EVERYTHING, EVERYTHING)) for n in range(1, 5)
    ]
    own, above = {("half", "GM0001")}, {("half", "PV01"), ("half", "NL")}
    next_to_these = {("other half", area) for area in ("GM0001", "PV01", "NL")}
    farther = {("half", "GM0002"), ("half", "PV02")}
    assert taken == [
        own,
        own | above,
        own | above | next_to_these,
        own | above | next_to_these | farther,
    ]


def test_what_is_gone_nearby_is_looked_for_farther_away() -> None:
    found = at("GM0001"), NAMES.index("half")
    far, apart = key("whole", "GM0003"), key("apart", "GM0001")
    assert in_areas_around({found: 1}, AROUND, EVERYTHING, {far, apart}) == {far}
    assert in_areas_around({found: 1}, AROUND, EVERYTHING, {apart}) == set()


# Until the audit holds.

FEW = random_table(3, LAYOUTS[0])
"""Eight persons in one municipality, and as many in another."""


def of_total(name: str, area: str) -> CellKey:
    return ("deliveries", name, area, "2015", "total", "total", "total")


def observed(table: pa.Table) -> set[CellKey]:
    rows = table.filter(pc.field("status") == "observed").select(CELL)
    return set(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def found_unless(judge: Callable[[pa.Table], bool]) -> Callable[..., Verdict]:
    """An audit that finds out who is obliged in a municipality, unless it is content."""

    def audit(table: pa.Table, counted: pa.Table, world: World, *more: object) -> Verdict:
        variable = world.relations.variable_of["obliged", "total", "total", "total"]
        place = Place(0, "deliveries", None, "2015", "municipality", "GM0001")
        found = Finding(Attacker.ALONE, place, variable, "it is a small count that is certain")
        return Verdict(findings=[] if judge(table) else [found])

    return audit


def test_what_a_province_tells_of_a_municipality_is_withheld_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As nothing of the municipality itself was a help, no more than that one is withheld of it."""
    province = of_total("obliged", "PV01")
    monkeypatch.setattr(
        withholding, "audit_counted", found_unless(lambda table: province not in observed(table))
    )
    protected = protect_and_audit(counted(FEW), protection(FEW.provinces, real()))
    gone = observed(counted(FEW)) - observed(protected.table)
    assert {of_total("obliged", "GM0001"), province} <= gone
    assert protected.withheld["2015"] == len(gone)
    assert of_total("fined", "GM0001") not in gone
    assert len(gone) < len(observed(counted(FEW))) / 20


def test_an_audit_that_is_never_content_is_told_when_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables: list[pa.Table] = []

    def never(table: pa.Table) -> bool:
        tables.append(table)
        return False

    monkeypatch.setattr(withholding, "audit_counted", found_unless(never))
    with pytest.raises(OpendataError) as caught:
        protect_and_audit(counted(FEW), protection(FEW.provinces, real()))
    assert caught.value.kind is NOT_PROTECTED
    assert "1 figures" in caught.value.message
    assert "obliged, GM0001, 2015" in caught.value.message
    # Nothing is connected with it any more, in whatever area.
    assert not {cell for cell in observed(tables[-1]) if cell[1] in ("obliged", "fined", "fines")}
    assert len(tables) < 40


@pytest.mark.parametrize(
    "is_published_before", first(1, (True, False), "Nothing that was published before helps.")
)
def test_where_nothing_is_published_nobody_finds_anything(is_published_before: bool) -> None:
    """So that withholding always ends well, whatever the noise is, and was published before."""
    how = protection(FEW.provinces, extreme())
    rows = counted(FEW)

    def published(withheld: set[CellKey]) -> pa.Table:
        return protect(
            rows,
            INDICATORS,
            how.table,
            how.settings,
            protection_key=how.protection_key,
            schema=how.schema,
            withheld=withheld,
        )

    before = [published(set())] if is_published_before else []
    assert not audit_counted(published(set()), rows, how.world).holds(how.world.limits)
    verdict = audit_counted(published(observed(rows)), rows, how.world, before)
    assert verdict.holds(how.world.limits)
    assert {tally.counts for tally in verdict.tallies.values()} == {0}


SEEDS = first(1, (3, 100, 1, 2), "It is another table of the same layout.")


@pytest.mark.parametrize("seed", SEEDS)
def test_with_areas_around_from_the_start_nothing_is_certain(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """By trying all worlds that there can be, with noise that gives much away."""
    monkeypatch.setattr(withholding, "_ROUNDS", 1)
    table = random_table(seed, LAYOUTS[0])
    how = protection(table.provinces, extreme())
    protected = protect_and_audit(counted(table), how)
    assert protected.withheld["2015"] > 0
    oracle = Oracle(types_of(table.choice), publication(protected.table, table, extreme()))
    assert oracle.everything(table.truth) == []
    assert missed(oracle, protected.table, table, how.world) == []


@pytest.mark.whole(reason="make test withholds from one such table, and holds it against worlds.")
@settings(max_examples=examples(20))
@given(st.integers(0, 10_000), st.sampled_from(LAYOUTS), st.sampled_from([flat, extreme]))
def test_there_is_always_something_to_withhold(
    seed: int, provinces: Mapping[str, str], noise: Callable[[], PerturbationTable]
) -> None:
    """Whatever the persons are: what gives them away is withheld, and the rest is published."""
    table = random_table(seed, provinces)
    assume(any(counts.any() for counts in table.truth))
    how = protection(provinces, noise())
    assert protect_and_audit(counted(table), how).verdict.holds(how.world.limits)


# A municipality of two persons.

PROVINCES_OF_IT = ("PV21", "PV24")
UNLUCKY = (79).to_bytes(32, "big")
"""A secret with which figures of the island alone help late: an eighth of all would go."""


@pytest.mark.whole(reason="It is a country of 2,000 persons; make test withholds in small ones.")
def test_an_island_is_not_found_out_and_little_is_withheld_for_it() -> None:
    assembly = Assembly(PROJECT)
    whole = Places.of(assembly.table("municipality"), assembly.table("municipality_change"))
    provinces = {c: p for c, p in whole.province_of.items() if p in PROVINCES_OF_IT}
    register = {c: known for c, known in whole.changes.register.items() if c in provinces}
    places = Places(provinces, replace(whole.changes, register=register))
    on = Register(AS_OF, places.changes, provinces)
    everybody = trajectories(150_000, as_of=AS_OF)
    began = pc.equal(pc.year(everybody["duty_from"]), 2024)
    elsewhere = pc.invert(pc.is_in(everybody["municipality_code"], pa.array(on.codes)))
    ids = everybody["person_id"]
    chosen = pc.and_not(
        pc.is_in(ids, ids.filter(began).unique()), pc.is_in(ids, ids.filter(elsewhere).unique())
    )
    rows = made_up.count(everybody.filter(chosen), secret=UNLUCKY, on=on)
    rows = rows.filter(pc.field("period") == "2024")
    how = made_up.protection()
    how = replace(how, world=replace(how.world, places=places))
    protected = protect_and_audit(rows, how)
    assert protected.verdict.holds(how.world.limits)
    assert 0 < protected.withheld["2024"] < rows.num_rows / 50
