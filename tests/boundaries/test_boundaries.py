"""Other boundaries: nothing is lost, what is guessed is marked, what is not known is refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.municipalities.boundary_views import reorganisations as reorganisations_of
from inburgering_opendata.municipalities.errors import (
    BOUNDARIES_TOO_EARLY,
    KEPT_COLUMN_DIFFERS,
    NOT_A_MUNICIPALITY,
    REGIONS_DO_NOT_FIT,
    REGIONS_UNKNOWN,
    SPLIT_WITHOUT_KEY,
)
from inburgering_opendata.municipalities.harmonise import harmonise
from inburgering_opendata.municipalities.regions import regional_totals
from inburgering_opendata.municipalities.reorganisations import (
    Ending,
    Municipality,
    Reorganisations,
)
from inburgering_opendata.municipalities.view import Boundaries, boundaries_of, is_municipal
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.project import installed_project
from tests.whole import first

ASSEMBLY = Assembly(installed_project())
MUNICIPAL = [
    load_table_schema(installed_project(), name)
    for package in load_data_packages(installed_project())
    for name in package.tables
    if is_municipal(load_table_schema(installed_project(), name).descriptor)
]
START, SPLIT = date(2019, 1, 1), date(2020, 1, 1)
MERGER, END = date(2021, 1, 1), date(2022, 1, 1)


def municipal(rows: list[dict[str, object]]) -> tuple[pa.Table, Boundaries]:
    """A table of amounts by municipality, with a text and a number that are kept."""
    fields = [("code", pa.string()), ("day", pa.date32()), ("amount", pa.int64())]
    fields += [("note", pa.string()), ("total", pa.int64()), ("share", pa.int64())]
    table = pa.Table.from_pylist(rows, pa.schema(fields))
    declared = {"municipality": "code", "date": "day", "sums": ["amount"], "rates": ["share"]}
    return table, boundaries_of({"name": "made_up", "primaryKey": ["code"], "boundaries": declared})


def row(code: str, amount: int | None, day: date = START, **more: object) -> dict[str, object]:
    return {"code": code, "day": day, "amount": amount, "note": "n", "total": 9, "share": 1, **more}


def reorganisations(*endings: Ending, codes: str = "ABCDE") -> Reorganisations:
    ended = {ending.code: ending.day - timedelta(days=1) for ending in endings}
    return Reorganisations(
        endings,
        {c: Municipality(c, f"Name {c}", date.min, ended.get(c, date.max)) for c in codes},
    )


CHANGES = reorganisations(
    Ending(SPLIT, "A", {"B": 2, "C": 1}),
    Ending(MERGER, "B", {"D": None}),
    Ending(END, "E", {"C": None, "D": None}),
)


def carried(rows: list[dict[str, object]], day: date) -> dict[str, tuple[object, bool]]:
    outcome = harmonise(*municipal(rows), CHANGES, day)
    own = ["code", "day", "amount", "note", "total"]
    assert outcome.column_names == [*own, "boundary_date", "is_estimated"]
    assert set(outcome["boundary_date"].to_pylist()) == {day}
    return {r["code"]: (r["amount"], r["is_estimated"]) for r in outcome.to_pylist()}


def refused(kind: ErrorKind, *words: str) -> pytest.RaisesExc[OpendataError]:
    return pytest.raises(
        OpendataError,
        check=lambda error: error.kind is kind and all(word in error.message for word in words),
    )


def test_a_merger_adds_up_and_a_split_is_divided_and_marked() -> None:
    rows = [row("A", 100), row("B", 10), row("C", 1), row("D", 5)]
    before = {"A": (100, False), "B": (10, False), "C": (1, False), "D": (5, False)}
    assert carried(rows, SPLIT - timedelta(days=1)) == before
    # 100 over 2 and 1 inhabitants: 66.67 and 33.33, of which the larger remainder is rounded up.
    assert carried(rows, SPLIT) == {"B": (77, True), "C": (34, True), "D": (5, False)}
    assert carried(rows, MERGER) == {"C": (34, True), "D": (82, True)}


def test_a_part_that_is_not_known_leaves_the_sum_unknown() -> None:
    assert carried([row("B", None), row("D", 5), row("C", 0)], MERGER) == {
        "C": (0, False),
        "D": (None, False),
    }


def test_what_is_not_of_one_municipality_is_left_out() -> None:
    """A total, which the sums make anew; and a column that only told municipalities apart."""
    table, boundaries = municipal([row("B", 1), row("D", 2)])
    total = row("B", 3) | {"code": None}
    table = pa.concat_tables([table, pa.Table.from_pylist([total], table.schema)])
    table = table.append_column("area", pa.array(["b", "d", "all"]))
    declared = {"municipality": "code", "date": "day", "sums": ["amount"], "rates": ["share"]}
    keyed = boundaries_of(
        {
            "name": boundaries.table,
            "primaryKey": ["day", "area"],
            "boundaries": {**declared, "omits": ["area"]},
        }
    )
    assert (keyed.key, keyed.groups) == (("day", "code"), ("day",))
    outcome = harmonise(table, keyed, CHANGES, MERGER)
    assert "area" not in outcome.column_names
    assert [(r["code"], r["amount"]) for r in outcome.to_pylist()] == [("D", 3)]


def test_rows_of_a_later_date_are_left_out_and_dates_stay_apart() -> None:
    rows = [row("B", 1), row("D", 2), row("B", 4, SPLIT), row("D", 8, END)]
    outcome = harmonise(*municipal(rows), CHANGES, MERGER).to_pylist()
    assert sorted((r["day"], r["code"], r["amount"]) for r in outcome) == [
        (START, "D", 3),
        (SPLIT, "D", 4),
    ]


def test_texts_that_differ_are_joined() -> None:
    rows = [row("B", 1, note="one"), row("D", 2, note="two")]
    assert harmonise(*municipal(rows), CHANGES, MERGER)["note"].to_pylist() == ["one; two"]


def test_what_cannot_be_done_is_refused_by_name() -> None:
    with refused(SPLIT_WITHOUT_KEY, "Name E (E)", "Name C (C), Name D (D)"):
        carried([row("E", 1), row("C", 1)], END)
    with refused(BOUNDARIES_TOO_EARLY, "made_up", "2019-01-01"):
        carried([row("B", 1)], START - timedelta(days=1))
    with refused(NOT_A_MUNICIPALITY, "A on 2020-01-01", "X on 2019-01-01"):
        carried([row("A", 1, SPLIT), row("X", 1)], END)
    with refused(KEPT_COLUMN_DIFFERS, "'code': 'D'"):
        carried([row("B", 1, total=8), row("D", 1)], MERGER)


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(-(2**60), 2**60), min_size=1),
    st.dates(START, END),
)
def test_no_amount_is_lost_whatever_its_sign_and_size(amounts: dict[str, int], day: date) -> None:
    """Also with parts that add up beyond 2^53, where a float would lose them."""
    outcome = carried([row(code, amount) for code, amount in amounts.items()], day)
    assert sum(int(str(amount)) for amount, _ in outcome.values()) == sum(amounts.values())
    touched = {"B", "C", "D"} if "A" in amounts else set()
    assert {code for code, (_, estimated) in outcome.items() if estimated} <= touched


@pytest.mark.parametrize(
    "schema",
    first(1, MUNICIPAL, "What is recoded is declared; make test tries one of the tables."),
    ids=lambda schema: schema.name,
)
@given(data=st.data())
def test_national_sums_of_every_table_stay_what_they_are(
    schema: TableSchema, data: st.DataObject
) -> None:
    """On every date from the table's own to today, the day of each reorganisation among them."""
    table, changes = ASSEMBLY.table(schema.name), reorganisations_of(ASSEMBLY.table)
    boundaries = boundaries_of(schema.descriptor)
    first = min(table[boundaries.date].to_pylist())
    turning = [ending.day for ending in changes.endings if ending.day >= first]
    near = [day - timedelta(days=1) for day in turning if day > first]
    day = data.draw(st.one_of(st.sampled_from(turning + near), st.dates(first, date.today())))
    outcome = harmonise(table, boundaries, changes, day)
    codes = set(outcome[boundaries.municipality].to_pylist())
    assert codes == {c for c in changes.register if changes.existed(c, day)}
    assert not {*boundaries.rates, *boundaries.omits} & {*outcome.column_names}
    own = table.filter(pc.is_valid(table[boundaries.municipality]))
    for name in boundaries.sums:
        before, after = (
            sums(part, [*boundaries.groups, boundaries.date], name) for part in (own, outcome)
        )
        known = {k: v for k, v in before.items() if k[-1] <= day}
        if schema.field(name).required:
            assert after == known, (name, day)
        else:  # A sum of which a part was not reported is no sum.
            assert all(after[group] <= known[group] for group in after), (name, day)


def sums(table: pa.Table, groups: list[str], name: str) -> dict[tuple[Any, ...], int]:
    totals: dict[tuple[Any, ...], int] = defaultdict(int)
    for *group, value in zip(*(table[c].to_pylist() for c in [*groups, name]), strict=True):
        if value is not None:
            totals[tuple(group)] += value
    return dict(totals)


def test_weesp_is_amsterdam_from_the_day_it_was() -> None:
    population = boundaries_of(load_table_schema(installed_project(), "population").descriptor)
    outcomes = [
        harmonise(ASSEMBLY.table("population"), population, reorganisations_of(ASSEMBLY.table), day)
        for day in (date(2022, 3, 23), date(2022, 3, 24))
    ]
    amsterdam = [
        {
            r["municipality_code"]: r["inhabitants"]
            for r in outcome.to_pylist()
            if r["reference_date"] == date(2022, 1, 1)
        }
        for outcome in outcomes
    ]
    assert amsterdam[1]["GM0363"] == amsterdam[0]["GM0363"] + amsterdam[0]["GM0457"]
    assert "GM0457" not in amsterdam[1]


def test_regions_are_given_only_where_they_fit() -> None:
    population = boundaries_of(load_table_schema(installed_project(), "population").descriptor)
    mapping = ASSEMBLY.table("municipality_region")

    def regional(day: date, year: int) -> pa.Table:
        table = harmonise(
            ASSEMBLY.table("population"), population, reorganisations_of(ASSEMBLY.table), day
        )
        register = reorganisations_of(ASSEMBLY.table).register
        return regional_totals(table, population, mapping, register, year, day)

    totals = regional(date(2023, 1, 1), 2026)
    assert sums(totals, ["reference_date"], "inhabitants") == {
        key: total
        for key, total in sums(
            ASSEMBLY.table("population"), ["reference_date"], "inhabitants"
        ).items()
        if key[0] <= date(2023, 1, 1)
    }
    assert totals.num_rows == 35 * 5
    # Mergers inside a region change no regional total: both mappings exist for 1 January 2020.
    assert regional(date(2020, 1, 1), 2020).num_rows == 35 * 2
    with refused(
        REGIONS_DO_NOT_FIT, "Eemsdelta (GM1979)", "Appingedam (GM0003)", "2020", "2021-01-01"
    ):
        regional(date(2021, 1, 1), 2020)
    with refused(REGIONS_UNKNOWN, "2021"):
        regional(date(2021, 1, 1), 2021)
