"""The audit finds out what can be found out, and is never wrong about the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from inburgering_opendata.outcomes.audit.attackers import of_persons, outsider
from inburgering_opendata.outcomes.audit.audit import audit_counted, audit_published
from inburgering_opendata.outcomes.audit.bounds import Bounds
from inburgering_opendata.outcomes.audit.errors import (
    CELL_UNKNOWN,
    CONTRADICTION,
    INDICATOR_UNDECLARED,
    PROTECTED_TWICE,
)
from inburgering_opendata.outcomes.audit.places import Places
from inburgering_opendata.outcomes.audit.published import Published, read_published, read_truth
from inburgering_opendata.outcomes.audit.verdict import Attacker, Verdict
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.disclosure.protection import CELL, protect
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.outcomes.disclosure.withholding import protect_and_audit
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.errors import OpendataError
from tests.audit.made_up import (
    KEY,
    RELATIONS,
    SETTINGS,
    TABLE,
    count,
    counted,
    country_wide,
    people,
    protection,
    published_table,
    world,
)
from tests.indicators.made_up import INDICATORS, OBSERVATION, PROJECT
from tests.synthetic.trajectories import trajectories

LIMITS = SETTINGS.limits


def read(*releases: pa.Table) -> Published:
    tables = [[table] for table in releases]
    return read_published(tables, RELATIONS, INDICATORS, world().reach, world().places)


def intervals(*releases: pa.Table) -> tuple[Published, Bounds]:
    published = read(*releases)
    return published, outsider(published, RELATIONS, LIMITS, Verdict())


@pytest.mark.whole(reason="The oracle holds the intervals of small tables against the truth.")
def test_the_truth_is_always_within_what_an_outsider_finds_possible() -> None:
    published, truth = country_wide()
    known = outsider(published, RELATIONS, LIMITS, Verdict())
    there = (truth >= 0) & of_persons(published, RELATIONS)
    assert ((known.low <= truth) & (truth <= known.high))[there].all()
    # And the intervals are narrower than what each figure says by itself.
    own = published.bounds
    assert ((known.high - known.low) < (own.high - own.low))[there].mean() > 0.2


@pytest.mark.whole(reason="The oracle tries the three attackers on small tables, by enumeration.")
def test_a_country_holds_against_all_three_attackers() -> None:
    verdict = audit_counted(published_table(), counted(), world())
    assert verdict.holds(LIMITS)
    for attacker in Attacker:
        tally = verdict.of(attacker)
        assert (tally.certain, tally.narrow) == (0, 0)
        assert tally.counts > 20_000
        assert tally.inside < tally.counts / 200
    shown = published_table()
    municipal = shown.filter(
        (pc.field("area_type") == "municipality")
        & (pc.field("unit") == "persons")
        & (pc.field("status") != "not_applicable")
    )
    assert pc.mean(pc.equal(municipal["status"], "observed")).as_py() > 0.995


@pytest.mark.whole(reason="make test finds a count that was not perturbed, by validate.")
def test_without_noise_small_counts_are_certain() -> None:
    """What is published as it was counted is found out, whatever it calls itself."""
    truth = counted().select(OBSERVATION.names).cast(OBSERVATION)
    verdict = audit_published([truth], world())
    assert verdict.of(Attacker.OUTSIDER).certain > 1_000


@pytest.mark.whole(reason="The oracle finds what suppression tells, in small tables.")
def test_suppression_of_small_counts_alone_gives_many_away() -> None:
    """The old way: a count of 1 to 4 is left out, and all others are exact."""
    before = counted().select(OBSERVATION.names).cast(OBSERVATION)
    small = pc.and_(pc.greater(before["value"], 0), pc.less(before["value"], 5))
    hidden = pc.and_(pc.fill_null(small, False), pc.equal(before["unit"], "persons"))
    table = before
    for name, put in (("value", pa.scalar(None, pa.decimal128(15, 2))), ("status", "suppressed")):
        changed = pc.if_else(hidden, put, before[name])
        table = table.set_column(table.schema.get_field_index(name), name, changed)
    published, known = intervals(table)
    truth = read_truth(counted(), published, RELATIONS, INDICATORS)
    certain = (known.low == known.high) & (truth >= 1) & (truth <= 4)
    hidden_ones = certain & (published.shown < 0) & RELATIONS.counts_persons[:, None]
    assert hidden_ones.sum() > 100
    assert (known.low[hidden_ones] == truth[hidden_ones]).all()


@pytest.mark.whole(reason="The oracle tries the same on small tables, by enumeration.")
def test_with_less_noise_small_counts_are_found_out_and_insiders_find_most() -> None:
    settings = Settings(maximum=3, variance=Decimal("2.1"))
    mine = protection(settings)
    before = counted().filter(pc.field("period") == "2023")
    table = protect(
        before, INDICATORS, mine.table, settings, protection_key=KEY, schema=OBSERVATION
    )
    found = audit_counted(table, before, replace(world(), perturbation=mine.table.rows))
    narrow = {attacker: found.of(attacker).narrow for attacker in Attacker}
    assert narrow[Attacker.ALONE] > narrow[Attacker.OUTSIDER] > 0
    assert narrow[Attacker.MUNICIPALITY] > 0
    assert not found.holds(LIMITS)


@pytest.mark.whole(reason="It draws and audits until all holds; results of deliveries do so too.")
def test_what_is_withheld_after_an_audit_is_little_and_holds() -> None:
    """With less noise than is declared some must go; the audit of what is left holds."""
    settings = replace(SETTINGS, maximum=5)
    mine = protection(settings)
    own = replace(mine, world=replace(world(), perturbation=mine.table.rows))
    few = count(people(400, cohorts=(2023,)))
    protected = protect_and_audit(few, own)
    assert protected.verdict.holds(LIMITS)
    # A twentieth of the figures of a country is much; of ten towns with 40 persons each it is not.
    assert 0 < sum(protected.withheld.values()) < 0.1 * few.num_rows
    statuses = protected.table.filter(pc.field("precision") == "perturbed")["status"]
    assert "withheld" in statuses.unique().to_pylist()


@pytest.mark.whole(
    reason="make test tries the same of a publication, in tests/validate/test_disclosure.py."
)
def test_figures_that_cannot_have_been_perturbed_contradict_each_other() -> None:
    table = published_table()
    values = table["value"].to_pylist()
    rows = table.to_pylist()
    [at] = [
        n
        for n, row in enumerate(rows)
        if (row["indicator"], row["area"], row["period"]) == ("obliged", "NL", "2023")
        and (row["target_group"], row["legal_regime"], row["route"]) == ("asiel", "total", "total")
    ]
    values[at] += 20_000
    wrong = table.set_column(
        table.schema.get_field_index("value"), "value", pa.array(values, pa.decimal128(15, 2))
    )
    with pytest.raises(OpendataError) as caught:
        audit_published([wrong], world())
    assert caught.value.kind is CONTRADICTION


@pytest.mark.whole(
    reason="It waits for a whole publication; make test audits one that is not protected."
)
def test_a_figure_of_an_unknown_indicator_is_refused() -> None:
    table = published_table().slice(0, 5)
    strange = table.set_column(
        table.schema.get_field_index("indicator"), "indicator", pa.array(["happiness"] * 5)
    )
    with pytest.raises(OpendataError) as caught:
        audit_published([strange], world())
    assert caught.value.kind is INDICATOR_UNDECLARED


def test_a_figure_of_a_cell_that_is_not_declared_is_refused() -> None:
    table = published_table()
    whole = table.filter(pc.field("indicator") == "fined").slice(0, 5)
    for column, value in (("route", "X"), ("target_group", "others")):
        strange = whole.set_column(
            whole.schema.get_field_index(column), column, pa.array([value] * 5)
        )
        with pytest.raises(OpendataError) as caught:
            audit_published([strange], world())
        assert caught.value.kind is CELL_UNKNOWN
        assert value in caught.value.message


def again(table: pa.Table, key: str) -> pa.Table:
    keys = pa.array([key] * table.num_rows, pa.string())
    return table.set_column(table.schema.get_field_index("protection_key"), "protection_key", keys)


def test_two_draws_of_the_same_counts_are_refused() -> None:
    with pytest.raises(OpendataError) as caught:
        audit_published([published_table()], world(), [again(published_table(), "f" * 16)])
    assert caught.value.kind is PROTECTED_TWICE


@pytest.mark.whole(reason="The oracle tries two releases of small tables.")
def test_an_earlier_release_of_the_same_counts_tells_nothing_more() -> None:
    table = published_table()
    older = table.set_column(
        0, "publication", pa.array(["deliveries of 2024-12-31"] * table.num_rows)
    )
    alone_, known = intervals(table)
    both, with_earlier = intervals(table, older)
    mine = np.flatnonzero(both.audited)
    assert [both.places[n] for n in mine] == list(alone_.places)
    assert (with_earlier.low[:, mine] == known.low).all()
    assert (with_earlier.high[:, mine] == known.high).all()


@pytest.mark.whole(reason="The oracle tries the same on small tables, by enumeration.")
def test_a_release_after_one_person_came_is_no_more_certain_and_never_wrong() -> None:
    """The figures of the person's cells are drawn anew, all others stay as they were."""
    persons = people(400, cohorts=(2023,))
    fewer = count(persons.slice(0, persons.num_rows - 1))
    more = count(persons)
    before, after = (protect_and_audit(each, protection()).table for each in (fewer, more))
    changed = [
        one["value"] != other["value"]
        for one, other in zip(before.to_pylist(), after.to_pylist(), strict=True)
    ]
    assert 0 < sum(changed) < 400
    published, known = intervals(after, before)
    truth = read_truth(more, published, RELATIONS, INDICATORS)
    looked_at = of_persons(published, RELATIONS) & (truth >= 0)
    assert ((known.low <= truth) & (truth <= known.high))[looked_at].all()
    assert not ((known.low == known.high) & (truth >= 1) & (truth <= 4))[looked_at].any()
    assert audit_published([after], world(), [before]).holds(LIMITS)


@pytest.mark.whole(reason="make test audits an earlier release without a merger.")
def test_a_municipality_is_those_that_merged_into_it_in_an_earlier_release() -> None:
    """Brielle, Hellevoetsluis and Westvoorne became Voorne aan Zee on 1 January 2023."""
    parts, whole = ("GM0501", "GM0530", "GM0614"), "GM1992"
    assembly = Assembly(PROJECT)
    everywhere = Places.of(assembly.table("municipality"), assembly.table("municipality_change"))
    before, after = date(2022, 12, 31), date(2023, 1, 1)
    assert everywhere.merged(before, after)[whole] == list(parts)
    assert everywhere.stayed("municipality", "GM0599", before, after)
    assert not everywhere.stayed("municipality", whole, before, after)
    here = {c: p for c, p in everywhere.province_of.items() if c in (*parts, whole, "GM0599")}
    there = {code: known for code, known in everywhere.changes.register.items() if code in here}
    small = Places(here, replace(everywhere.changes, register=there))
    persons = trajectories(60, cohorts=(2022,), municipalities=(whole, "GM0599"))
    old = [
        parts[number % 3] if code == whole else code
        for number, code in enumerate(persons["municipality_code"].to_pylist())
    ]
    persons = persons.set_column(2, "municipality_code", pa.array(old, pa.string()))
    counts = [count(persons, on=Register(day, small.changes, here)) for day in (after, before)]
    tables = [
        protect(each, INDICATORS, TABLE, SETTINGS, protection_key=KEY, schema=OBSERVATION)
        for each in counts
    ]
    published = read_published(
        [[table] for table in tables], RELATIONS, INDICATORS, world().reach, small
    )
    linked = outsider(published, RELATIONS, LIMITS, Verdict())
    places = [place if place.period == "2022" else None for place in published.places]
    [column] = [n for n, place in enumerate(places) if place and place.area == whole]
    merged = [n for n, place in enumerate(places) if place and place.area in parts]
    figures = published.shown[:, column] >= 0
    assert figures.sum() > 100
    assert (linked.low[figures, column] >= linked.low[figures][:, merged].sum(axis=1)).all()
    assert (linked.high[figures, column] <= linked.high[figures][:, merged].sum(axis=1)).all()
    truth = read_truth(counts[0], published, RELATIONS, INDICATORS)
    there_ = (truth >= 0) & of_persons(published, RELATIONS)
    assert ((linked.low <= truth) & (truth <= linked.high))[there_].all()


def test_intervals_are_narrowed_by_one_figure_of_a_province() -> None:
    """By hand: two municipalities show 0, and 13 and 0 stand in a province that shows 4."""
    published, known = intervals(published_table())
    for area in published.areas:
        least = known.low[:, area.parts].sum(axis=1)
        most = known.high[:, area.parts].sum(axis=1)
        assert (known.low[:, area.whole] >= least).all()
        assert (known.high[:, area.whole] <= most).all()
    assert TABLE.maximum == SETTINGS.maximum


def test_that_nobody_is_in_what_no_area_has_stays_known_when_a_figure_is_withheld() -> None:
    few = count(people(60, cohorts=(2023,)))

    def read_without(*withheld: tuple[str, ...]) -> Published:
        return read(
            protect(
                few,
                INDICATORS,
                TABLE,
                SETTINGS,
                protection_key=KEY,
                schema=OBSERVATION,
                withheld=withheld,
            )
        )

    obliged = few.filter((pc.field("indicator") == "obliged") & (pc.field("units") > 0))
    [cell] = obliged.select(CELL).slice(0, 1).to_pylist()
    whole, less = read_without(), read_without(tuple(cell.values()))
    assert (less.shown >= 0).sum() < (whole.shown >= 0).sum()
    assert less.is_structural.sum() == whole.is_structural.sum() > 10_000
