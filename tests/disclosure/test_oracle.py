"""No small count is certain to anybody, by trying all worlds that there can be; and the oracle that
says so finds those that are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from inburgering_opendata.outcomes.audit import attackers
from inburgering_opendata.outcomes.audit.bounds import Bounds
from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.protection import protect
from inburgering_opendata.outcomes.disclosure.withholding import protect_and_audit
from tests.disclosure import small_tables
from tests.disclosure.oracle import NATION, SMALL, Certain, Oracle
from tests.disclosure.publication import OF_PARTS, Cell, Integers, Publication, Types
from tests.disclosure.small_tables import (
    LAYOUTS,
    SETTINGS,
    Small,
    count,
    exactly,
    extreme,
    kinds_of_person,
    of_year,
    protection,
    publication,
    random_table,
    real,
    types_of,
)
from tests.disclosure.trying import missed, try_batch
from tests.indicators.made_up import COUNT, INDICATORS, OBSERVATION
from tests.whole import first

YEAR = 2015
SECRETS = (b"first", b"second")


def small(
    choice: Sequence[str],
    *persons: Mapping[str, int],
    provinces: Mapping[str, str] | None = None,
) -> Small:
    """A table of municipalities with so many persons, by what is special about them.

    Args:
        persons: numbers by the numbers of the options of `choice`, such as "01".
        provinces: one province, unless given.
    """
    types = kinds_of_person(choice, YEAR)
    names = _names(choice, types)
    truth = [np.array([each.get(name, 0) for name in names], dtype=np.int64) for each in persons]
    assert all(set(each) <= set(names) for each in persons)
    own = provinces or {f"GM{number:04}": "PV01" for number in range(1, len(persons) + 1)}
    return Small(tuple(choice), own, tuple(truth))


def _names(choice: Sequence[str], types: Sequence[Mapping[str, object]]) -> list[str]:
    """By type the options that it has, a digit each; the first of those that come to the same."""
    found: dict[str, None] = {}
    seen: list[Mapping[str, object]] = []
    for digits in product(*(range(len(small_tables.ATTRIBUTES[name])) for name in choice)):
        row = small_tables.person_of(choice, digits, YEAR)
        if row not in seen:
            seen.append(row)
            found["".join(map(str, digits))] = None
    assert len(found) == len(types)
    return list(found)


@cache
def counted(table: Small, secret: bytes = SECRETS[0]) -> pa.Table:
    return of_year(count(list(table.rows(YEAR)), table.provinces, secret), YEAR)


def without_noise(table: Small, hidden: Iterable[int] = SMALL) -> list[Certain]:
    """What is certain when counts are exact, and small ones suppressed where they stand."""
    published = exactly(counted(table), table, set(hidden))
    return Oracle(types_of(table.choice), published).everything(table.truth)


def with_noise(
    table: Small, secret: bytes, noise: PerturbationTable | None = None
) -> tuple[list[Certain], list[str]]:
    """What is certain when a table is protected and audited, and where the audit is wrong."""
    noise = noise or real()
    how = protection(table.provinces, noise)
    protected = protect_and_audit(counted(table, secret), how)
    oracle = Oracle(types_of(table.choice), publication(protected.table, table, noise))
    return oracle.everything(table.truth), missed(oracle, protected.table, table, how.world)


CASES = {
    # A suppressed count is not 0 where zeros are published: five of a province are 1 each.
    "zeros": small(("fined",), *[{"0": 29, "1": 1}] * 3, {"0": 30}, *[{"0": 29, "1": 1}] * 2),
    "zeros of small municipalities": small(
        ("fined",), {"0": 2, "1": 1}, {"0": 5, "1": 1}, {"0": 4}
    ),
    "all but one have nobody": small(
        ("extended",), {"0": 20, "1": 3}, {"0": 9}, {"0": 6, "1": 7}, provinces=LAYOUTS[2]
    ),
    "nobody anywhere else": small(("group",), {"0": 6, "1": 2}, {}, {}),
    "zeros everywhere": small(("exam",), {"0": 5}, {"0": 1, "1": 7}),
    # Two names of the same persons, of which one is published.
    "identical sets": small(("routes",), {"0": 3, "1": 4, "2": 33}, {"0": 3, "1": 4, "2": 13}),
    "identical sets under regimes": small(("regime", "fined"), {"00": 9, "01": 2}, {"00": 4}),
    # A part that lacks one to four of its whole.
    "subset": small(("finished", "route"), {"00": 2, "11": 38}, {"11": 40}),
    "subset of few": small(("intake",), {"0": 1, "1": 2, "2": 6}, {"2": 5}),
    "chain of parts": small(("switched", "fined"), {"00": 2, "10": 5, "11": 1}, {"10": 7}),
    "chain of exams": small(("exam",), {"0": 3, "1": 1, "2": 9}, {"2": 6}),
    "more fines than persons": small(("fines",), {"0": 7, "1": 6, "2": 1}, {"0": 4, "1": 5}),
    # Whoever knows its own computes the other.
    "insider": small(("fined",), {"0": 48, "1": 12}, {"0": 57, "1": 3}, {"0": 60}),
    "insider of two": small(("fulfilled",), {"0": 4, "1": 9}, {"0": 2, "1": 3}),
    "regimes": small(("elip",), {"0": 8, "1": 1, "2": 2}, {"0": 6, "1": 5, "2": 3}),
    "two provinces": small(
        ("passed",), {"0": 5, "1": 3}, {"0": 1, "1": 5}, {"0": 2, "1": 2}, provinces=LAYOUTS[2]
    ),
}


AGAIN = (
    *("zeros of small municipalities", "zeros everywhere", "identical sets under regimes"),
    *("subset of few", "chain of exams", "insider of two", "two provinces"),
    *("nobody anywhere else", "more fines than persons", "regimes"),
    *("zeros", "all but one have nobody", "chain of parts", "subset"),
)
WHOLE = pytest.mark.whole(reason="Another table of the same kind is tried by make test.")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[WHOLE] * (name in AGAIN)) for name in CASES]
)
@pytest.mark.whole(reason="It is what the older method told; make test tries the method of today.")
def test_what_suppression_of_small_counts_tells_noise_does_not(name: str) -> None:
    assert without_noise(CASES[name])
    assert with_noise(CASES[name], SECRETS[0]) == ([], [])


def test_suppressing_a_larger_one_besides_does_not_help_against_a_municipality() -> None:
    found = without_noise(CASES["insider"], {*SMALL, 12})
    assert {(each.attacker, each.count) for each in found} == {("municipality 0", 3)}


def test_suppressing_one_of_two_names_is_no_help() -> None:
    """The whole of a route is suppressed under one name, and stands under the other."""
    table = CASES["identical sets"]
    published = exactly(counted(table), table, SMALL)
    figures = {
        area: {
            cell: None if cell == ("route_chosen", "total", "total", "Z") else shown
            for cell, shown in each.items()
        }
        for area, each in published.figures.items()
    }
    oracle = Oracle(types_of(table.choice), replace(published, figures=figures))
    named = {(each.members, each.count) for each in oracle.outsider()}
    assert {((0,), 3), ((0,), 4)} <= named


@pytest.mark.whole(
    reason="Counting tries it of every name; the oracle asks the same of small tables."
)
def test_two_names_of_the_same_persons_have_the_same_figure() -> None:
    for secret in SECRETS:
        table = CASES["identical sets"]
        how = protection(table.provinces, real())
        protected = protect_and_audit(counted(table, secret), how).table
        figures = publication(protected, table, real()).figures
        for each in figures.values():
            for route in ("B", "Z"):
                assert (
                    each["obliged", "total", "total", route]
                    == each["route_chosen", "total", "total", route]
                )


# Random tables.


@pytest.mark.parametrize("batch", [1, *(pytest.param(n, marks=WHOLE) for n in (0, 2, 3))])
def test_nothing_is_certain_in_random_tables(batch: int) -> None:
    """Some of the tables of `python -m tests.disclosure.oracle 1000`: each layout, with noise as it
    is and as flat as it can be.
    """
    found = try_batch(batch, range(2010, 2012))
    assert found.certain == found.by_name == found.missed == []
    assert (found.tables, found.tried, found.refused) == (2, 2, 0)


# The oracle finds what there is to find.

TELLING = (18, 66, 100)
"""Tables of which extreme noise tells all attackers."""


@pytest.mark.parametrize("hidden", [[], SMALL], ids=["exact", "suppressed"])
@pytest.mark.whole(reason="make test has the oracle find them with too little noise.")
def test_without_noise_the_oracle_finds_small_counts(hidden: Sequence[int]) -> None:
    found = [without_noise(random_table(seed, LAYOUTS[0]), hidden) for seed in TELLING]
    assert all(found)


@pytest.mark.parametrize("seed", first(1, TELLING, "It is another table of the same layout."))
def test_with_too_little_noise_the_oracle_finds_small_counts(seed: int) -> None:
    one_at_most = {0: {0: 1}} | {number: {-1: 1, 0: 1, 1: 1} for number in range(1, 9)}
    assert _unaudited(seed, one_at_most) == ALL


@pytest.mark.whole(reason="Too little noise is found out by make test, as extreme noise is here.")
def test_where_nothing_is_withheld_the_oracle_finds_what_extreme_noise_tells() -> None:
    """So that it is withholding that makes such tables safe, where noise does not."""
    assert [_unaudited(seed, extreme().weights) for seed in TELLING] == [ALL, ALL, ALL]
    table = random_table(TELLING[2], LAYOUTS[0])
    assert with_noise(table, SECRETS[0], extreme()) == ([], [])


ALL = {"outsider", "municipality", "alone"}


def _unaudited(seed: int, chances: Mapping[int, Mapping[int, int]]) -> set[str]:
    """Who knows a small count of a random table that was perturbed and not audited."""
    table = random_table(seed, LAYOUTS[0])
    rows = _perturbed(table, chances)
    oracle = Oracle(types_of(table.choice), publication(rows, table, small_tables.scaled(chances)))
    return {each.attacker.split()[0] for each in oracle.everything(table.truth)}


def _perturbed(table: Small, chances: Mapping[int, Mapping[int, int]]) -> pa.Table:
    """A table with noise and without an audit."""
    return protect(
        counted(table),
        INDICATORS,
        small_tables.scaled(chances),
        SETTINGS,
        protection_key="0123456789abcdef",
        schema=OBSERVATION,
    )


@pytest.mark.whole(reason="make test tries too little noise.")
def test_an_audit_that_knows_too_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outsider = attackers.outsider

    def sure(*arguments: object) -> Bounds:
        bounds = outsider(*arguments)  # type: ignore[arg-type]
        bounds.high[bounds.high > bounds.low] -= 1
        return bounds

    monkeypatch.setattr(attackers, "outsider", sure)
    _, wrong = with_noise(CASES["subset of few"], SECRETS[0])
    assert any("obliged, GM0001, 2015" in each for each in wrong)


# Deliveries of counts.


GIVEN: Sequence[Cell] = (
    ("obliged", "total", "total", "total"),
    ("obliged", "total", "total", "none"),
    ("obliged", "total", "total", "B"),
    ("obliged", "total", "total", "Z"),
    ("route_chosen", "total", "total", "total"),
    ("route_chosen", "total", "total", "Z"),
    ("fined", "total", "total", "total"),
)


def _as_counts(table: Small) -> pa.Table:
    types = types_of(table.choice)
    rows = [
        {
            "municipality_code": code,
            "period": str(YEAR),
            **dict(zip(("indicator", "target_group", "legal_regime", "route"), cell, strict=True)),
            "as_of": date(YEAR, 12, 31),
            "value": int(counts @ types.figure(cell)) // 100,
            "status": "observed",
        }
        for code, counts in zip(table.provinces, table.truth, strict=True)
        for cell in GIVEN
    ]
    return pa.Table.from_pylist(rows, COUNT)


@pytest.mark.whole(reason="make test tries random tables of persons.")
@pytest.mark.parametrize(
    "name",
    ["few", *(pytest.param(n, marks=WHOLE) for n in ("identical sets", "all but one have nobody"))],
)
def test_nothing_is_certain_where_counts_were_delivered(name: str) -> None:
    table = {
        **CASES,
        "few": small(("route", "fined"), {"00": 1, "10": 2, "11": 1}, {"10": 3}),
        "all but one have nobody": small(("routes",), {"0": 2, "1": 1, "2": 4}, {"0": 5}),
    }[name]
    rows = of_year(count([], table.provinces, SECRETS[0], _as_counts(table)), YEAR)
    how = protection(table.provinces, real())
    protected = protect_and_audit(rows, how).table
    published = publication(protected, table, real())
    figures = {
        area: {cell: each[cell] for cell in GIVEN} for area, each in published.figures.items()
    }
    published = replace(published, figures=figures, same_figures=OF_PARTS, whole_grid=False)
    oracle = Oracle(types_of(table.choice), published)
    assert oracle.everything(table.truth) == []
    assert missed(oracle, protected, table, how.world) == []


# Two releases.


@dataclass(frozen=True, eq=False)
class Released:
    table: Small
    rows: pa.Table
    oracle: Oracle

    @cached_property
    def worlds(self) -> Integers:
        return self.oracle.pairs()


def _release(table: Small, secret: bytes, earlier: Sequence[pa.Table] = ()) -> Released:
    how = protection(table.provinces, real())
    rows = protect_and_audit(counted(table, secret), how, earlier).table
    published = publication(rows, table, real())
    return Released(table, rows, Oracle(types_of(table.choice), published))


def _possible_after(first: Released, second: Released, added: int) -> list[Integers]:
    """What the second can be for somebody who knows that one person was added (1) or removed (-1):
    who is in none of the cells whose figure stayed, and in all whose figure did not.
    """
    found = []
    before = _codes(first.worlds)
    changed = _changed(first, second)
    for number, type_ in product(range(2), range(len(first.oracle.types))):
        if all(number in members and vector[type_] for members, vector in changed):
            one = np.zeros_like(second.worlds[0])
            one[number, type_] = added
            found += list(second.worlds[np.isin(_codes(second.worlds - one), before)])
    return found


def _codes(worlds: Integers) -> Integers:
    """A number for each world, the same for the same; what has fewer than nobody is none."""
    flat = worlds.reshape(len(worlds), -1)
    codes = flat @ (64 ** np.arange(flat.shape[1]))
    return np.where((flat >= 0).all(axis=1), codes, -1)


def _changed(first: Released, second: Released) -> list[tuple[tuple[int, ...], Integers]]:
    """The cells whose figure changed: those persons are others."""
    before, after = (publication(each.rows, each.table, real()).figures for each in (first, second))
    members = first.table.members
    return [
        (members[area], first.oracle.types.figure(cell))
        for area, each in after.items()
        for cell, shown in each.items()
        if None not in (shown, before[area].get(cell)) and shown != before[area][cell]
    ]


@pytest.mark.parametrize(
    ("added", "secret"),
    [(1, b"a"), *(pytest.param(*more, marks=WHOLE) for more in ((1, b"b"), (-1, b"c")))],
)
@pytest.mark.whole(reason="make test tries tables of one release.")
def test_of_two_releases_nothing_is_certain_but_who_came_or_went(added: int, secret: bytes) -> None:
    less = small(("passed", "fined"), {"00": 3, "10": 2, "11": 1}, {"00": 1, "10": 3, "11": 1})
    more = small(("passed", "fined"), {"00": 3, "10": 2, "11": 2}, {"00": 1, "10": 3, "11": 1})
    former, latter = (less, more)[::added]
    first = _release(former, secret)
    second = _release(latter, secret, [first.rows])
    worlds = np.array(_possible_after(first, second, added))
    assert len(worlds)
    for number in range(2):
        for mask, name in second.oracle.targets.items():
            values = set((worlds[:, number] @ np.array(mask)).tolist())
            assert not (len(values) == 1 and values & set(SMALL)), (number, name, values)


@pytest.mark.whole(reason="It is a proof of the oracle, on worlds that do not change.")
def test_of_two_releases_without_noise_the_one_who_came_stands_out() -> None:
    less, more = (small(("fined",), {"0": 6, "1": fined}, {"0": 5, "1": 5}) for fined in (4, 5))
    found = {each.members for each in without_noise(more)}
    before = exactly(counted(less), less).figures["GM0001"]
    after = exactly(counted(more), more).figures["GM0001"]
    fined = ("fined", "total", "total", "total")
    assert (0,) not in found
    assert (after[fined] or 0) - (before[fined] or 0) == 1


# The oracle itself.


@pytest.mark.whole(reason="It is a proof of the oracle, on worlds that do not change.")
@pytest.mark.whole(reason="It is a proof of the oracle, on worlds that do not change.")
def test_the_oracle_agrees_with_trying_all_worlds_one_by_one() -> None:
    """Without what makes it fast: every pair of municipalities, and every rule, by itself."""
    table = small(("fined",), {"0": 1, "1": 1}, {"0": 2})
    protected = protect_and_audit(counted(table), protection(table.provinces, real())).table
    published = publication(protected, table, real())
    types = types_of(table.choice)
    every = [np.array(each) for each in product(range(12), repeat=2)]
    nobody = np.zeros(2, dtype=np.int64)
    first = [each for each in every if _can_be([each, nobody], published, types, ["GM0001"])]
    second = [each for each in every if _can_be([nobody, each], published, types, ["GM0002"])]
    slow = {
        (*one.tolist(), *other.tolist())
        for one, other in product(first, second)
        if _can_be([one, other], published, types, list(published.members))
        and _has_the_cells(one + other, published, types)
    }
    assert slow == {tuple(world.ravel().tolist()) for world in Oracle(types, published).pairs()}
    assert 1 < len(slow) < len(first) * len(second)


def _can_be(
    world: Sequence[Integers], published: Publication, types: Types, areas: Sequence[str]
) -> bool:
    """By the persons one by one: whether all figures and all pairs of figures of areas can be."""
    keys: dict[tuple[frozenset[tuple[int, int, int]], int], int] = {}
    for area in areas:
        members = published.members[area]
        for vector, step, shown in _distinct(published.figures[area], types):
            figure = sum(int(world[number] @ np.array(vector)) for number in members)
            true = (2 * figure + step) // (2 * step)
            row = published.chances[min(true, max(published.chances))]
            who = frozenset(
                (number, type_, one)
                for number in members
                for type_ in np.flatnonzero(vector).tolist()
                for one in range(world[number][type_])
            )
            if row.get(shown - true, 0) <= 0 or keys.setdefault((who, true), shown) != shown:
                return False
    return True


def _distinct(
    figures: Mapping[Cell, int | None], types: Types
) -> set[tuple[tuple[int, ...], int, int]]:
    """What each type adds, the step of the noise, and the figure."""
    return {
        (tuple(types.figure(cell).tolist()), 100 * INDICATORS[cell[0]].noise_unit, shown)
        for cell, shown in figures.items()
        if shown is not None
    }


def _has_the_cells(persons: Integers, published: Publication, types: Types) -> bool:
    present = sum(1 << number for number in np.flatnonzero(persons).tolist())
    cells = {cell for cell, can in types.grids[present].items() if can}
    return cells == set(published.figures[NATION])


@pytest.mark.whole(reason="It is a proof of the oracle, on worlds that do not change.")
def test_types_are_counted_as_the_pipeline_counts_them() -> None:
    """What one person adds, times the persons, is what was counted; a year for each choice."""
    tables = {}
    for year, choice in enumerate(small_tables.CHOICES, start=2000):
        draw = np.random.default_rng(year)
        size = len(kinds_of_person(choice, year))
        tables[year] = Small(
            choice, LAYOUTS[0], tuple(draw.integers(0, 4, size) for _ in LAYOUTS[0])
        )
    rows = [row for year, table in tables.items() for row in table.rows(year)]
    found = count(rows, LAYOUTS[0], SECRETS[0])
    for year, table in tables.items():
        figures = exactly(of_year(found, year), table).figures
        types = types_of(table.choice)
        for area, members in table.members.items():
            for cell, shown in figures[area].items():
                step = 100 * INDICATORS[cell[0]].noise_unit
                figure = sum(int(table.truth[n] @ types.figure(cell)) for n in members)
                assert shown == (2 * figure + step) // (2 * step), (table.choice, cell)
