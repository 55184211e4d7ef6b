"""Compiled counting is naive counting; and what happens to moves, totals and counts."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inburgering_opendata.outcomes.counting.counting import count_observations
from inburgering_opendata.outcomes.counting.keys import CELL_KEYS
from inburgering_opendata.outcomes.indicators.declaration import COUNTED
from inburgering_opendata.outcomes.indicators.errors import (
    COUNT_UNKNOWN,
    COUNTED_TWICE,
    MUNICIPALITY_SPLIT,
    MUNICIPALITY_STRANGE,
)
from inburgering_opendata.toolkit.ground.errors import ErrorKind, OpendataError
from tests.examples import examples
from tests.indicators import naive
from tests.indicators.made_up import (
    AS_OF,
    COUNT,
    INDICATORS,
    OBSERVATION,
    PROVINCES,
    as_table,
    country,
    trajectory,
)
from tests.whole import first

Row = Mapping[str, Any]

SECRET = bytes(range(32))

DAYS = [date(2020, 2, 29), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 31)]
EVENTS = ("housed_on", "intake_started_on", "pip_on", "route_switched_on", "ended_on")
LATER = [7, 69, 70, 71, 548, 1095, 1096, 1097, 1300, 2200]


@st.composite
def people(draw: st.DrawFn) -> list[Row]:
    """The spells of one person's trajectory, with events in whatever order."""
    start = draw(st.sampled_from(DAYS))

    def day() -> st.SearchStrategy[date | None]:
        return st.sampled_from([None, *(start + timedelta(days=n) for n in (0, *LATER))])

    passed = st.sampled_from([None, "Geslaagd", "Gezakt", "Geen"])
    row = trajectory(
        draw(st.uuids()).hex[:12],
        legal_regime=draw(st.sampled_from(["WI2007", "WI2013", "WI2021"])),
        target_group=draw(st.sampled_from(["asiel", "gezin_overig"])),
        duty_from=start,
        route=draw(st.sampled_from([None, "B", "O", "Z"])),
        first_route=draw(st.sampled_from([None, "O"])),
        reception_preparation=draw(st.sampled_from([None, "Afgerond", "Niet gevolgd"])),
        self_reliance_lesson_hours=draw(st.sampled_from([None, 0, 799, 800])),
        self_reliance_participation_hours=draw(st.sampled_from([None, 0, 801])),
        level_reached=draw(st.sampled_from([None, "Onder A2", "A2", "B1"])),
        education_result=draw(st.sampled_from([None, "Loopt", "Gestopt"])),
        exam_ona=draw(passed),
        paid_work=draw(st.sampled_from([None, True, False])),
        social_assistance=draw(st.sampled_from([None, False])),
        regime_group=draw(st.sampled_from([None, "elip"])),
        end_reason=draw(
            st.sampled_from(
                [
                    *(None, "Inburgeringsplicht voldaan", "Volledige ontheffing", "Overlijden"),
                    "Tijdelijke vrijstelling",
                ]
            )
        ),
        completed_with=draw(st.sampled_from([None, "diploma"])),
        progress_talks=draw(st.sampled_from([None, 0, 3])),
        interpreter_hours=draw(st.sampled_from([None, Decimal("0.35"), Decimal("12.50")])),
        extensions=draw(st.sampled_from([None, 0, 2])),
        extension_days=draw(st.sampled_from([None, 0, 180])),
        fines=draw(st.sampled_from([None, 1])),
        fines_eurocent=draw(st.sampled_from([None, 34001])),
        term_missed_culpably=draw(st.sampled_from([None, True, False])),
        exam_knm=draw(passed),
        exam_sp=draw(passed),
        **{
            name: draw(day())
            for name in (
                "housed_on",
                "intake_started_on",
                "pip_on",
                "route_switched_on",
                "ended_on",
            )
        },
    )
    moves = draw(st.lists(st.sampled_from(LATER), max_size=2, unique=True).map(sorted))
    days = [start, *(start + timedelta(days=n) for n in moves)]
    return [
        {
            **row,
            "municipality_code": draw(st.sampled_from(sorted(PROVINCES))),
            "municipality_from": first,
            "municipality_to": after - timedelta(days=1) if after else None,
        }
        for first, after in zip(days, [*days[1:], None], strict=True)
    ]


def counted(rows: pa.Table, counts: pa.Table | None = None, **more: Any) -> pa.Table:
    return count_observations(
        rows,
        COUNT.empty_table() if counts is None else counts,
        INDICATORS,
        more.pop("register", country()),
        AS_OF,
        publication="synthetic deliveries of 2025-12-31",
        schema=OBSERVATION,
        secret=SECRET,
        **more,
    )


def by_cell(table: pa.Table) -> dict[tuple[str, str, naive.Cell], tuple[str, Any]]:
    return {
        (
            row["indicator"],
            row["area"],
            (row["period"], row["target_group"], row["legal_regime"], row["route"]),
        ): (row["status"], row["value"])
        for row in table.to_pylist()
    }


@settings(max_examples=examples(40))
@given(
    st.lists(people(), max_size=6),
    st.sets(st.sampled_from(sorted(PROVINCES))),
)
def test_compiled_counting_is_naive_counting(persons: list[list[Row]], others: set[str]) -> None:
    rows = [spell for spells in persons for spell in spells]
    having = others | {row["municipality_code"] for row in rows}
    table = counted(as_table(rows), delivered=having)
    found = naive.count(rows, INDICATORS, PROVINCES, having, AS_OF)
    additive = {each.id for each in INDICATORS.of_kind(*COUNTED)}
    assert by_cell(table) == {key: value for key, value in found.items() if key[0] in additive}
    assert len(by_cell(table)) == table.num_rows


def test_a_person_who_moves_is_counted_once_where_the_indicator_says() -> None:
    moved = trajectory(
        "A",
        ended_on=date(2024, 6, 1),
        end_reason="Inburgeringsplicht voldaan",
        completed_with="diploma",
        legal_regime="WI2021",
    )
    spells = [
        {**moved, "municipality_to": date(2023, 12, 31)},
        {
            **moved,
            "municipality_code": "GM0003",
            "municipality_from": date(2024, 1, 1),
            "municipality_to": date(2024, 8, 31),
        },
        {**moved, "municipality_code": "GM0002", "municipality_from": date(2024, 9, 1)},
    ]
    found = by_cell(counted(as_table(spells), delivered=set(PROVINCES)))
    total = ("total", "total", "total")
    at = {
        indicator: [code for code in PROVINCES if found[indicator, code, (year, *total)][1] == 1]
        for indicator, year in (("obliged", "2023"), ("fulfilled", "2023"), ("completed", "2024"))
    }
    assert at == {"obliged": ["GM0001"], "fulfilled": ["GM0001"], "completed": ["GM0003"]}
    assert found["obliged", "NL", ("2023", *total)] == ("observed", 1)


@pytest.mark.whole(reason="Compiled counting is held against naive counting.")
def test_a_total_that_lacks_a_municipality_is_none() -> None:
    table = counted(as_table([trajectory("A")]), delivered={"GM0001", "GM0002"})
    found = by_cell(table)
    cell = ("2023", "total", "total", "total")
    assert found["obliged", "GM0002", cell] == ("observed", 0)
    assert found["obliged", "GM0003", cell] == ("not_reported", None)
    assert found["obliged", "PV01", cell] == ("observed", 1)
    assert found["obliged", "PV02", cell] == found["obliged", "NL", cell] == ("not_reported", None)
    [(note, note_nl)] = {
        (row["note"], row["note_nl"])
        for row in table.to_pylist()
        if (row["area"], row["indicator"]) == ("NL", "obliged")
    }
    assert note == "2 of 3 municipalities have a figure"
    assert note_nl == "2 van 3 gemeenten hebben een cijfer"


def test_what_merged_is_counted_in_its_successor() -> None:
    found = by_cell(counted(as_table([trajectory("A", municipality_code="GM0004")])))
    assert found["obliged", "GM0001", ("2023", "total", "total", "total")] == ("observed", 1)


@pytest.mark.parametrize(
    ("code", "day", "kind"),
    [("GM0005", AS_OF, MUNICIPALITY_SPLIT), ("GM0099", AS_OF, MUNICIPALITY_STRANGE)],
)
def test_nobody_is_divided_and_nobody_is_nowhere(code: str, day: date, kind: ErrorKind) -> None:
    with pytest.raises(OpendataError) as caught:
        counted(as_table([trajectory("A", municipality_code=code)]), register=country(day))
    assert caught.value.kind is kind
    assert code in caught.value.message


def given_count(**values: Any) -> Row:
    return {
        "municipality_code": "GM0002",
        "period": "2023",
        "target_group": "total",
        "legal_regime": "total",
        "route": "total",
        "indicator": "obliged",
        "as_of": AS_OF,
        "value": 7,
        "status": "observed",
        **values,
    }


def counts(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist(list(rows), COUNT)


def test_delivered_counts_join_in() -> None:
    table = counted(
        as_table([trajectory("A")]),
        counts(given_count(), given_count(as_of=date(2025, 6, 30), value=5)),
        delivered={"GM0001", "GM0003"},
    )
    found = by_cell(table)
    cell = ("2023", "total", "total", "total")
    asylum = ("2023", "asiel", "total", "total")
    assert found["obliged", "GM0002", cell] == ("observed", 7)
    assert found["obliged", "GM0002", asylum] == ("not_reported", None)
    assert found["obliged", "PV01", cell] == found["obliged", "NL", cell] == ("observed", 8)
    assert found["obliged", "NL", asylum] == ("not_reported", None)
    assert found["fulfilled", "NL", cell] == ("not_reported", None)


@pytest.mark.whole(reason="make test lets delivered counts join in.")
def test_counts_alone_are_enough() -> None:
    delivered = [given_count(municipality_code=code, value=3) for code in PROVINCES]
    delivered.append(given_count(indicator="pip_due", status="not_reported", value=None))
    found = by_cell(counted(as_table([]), counts(*delivered)))
    assert found["obliged", "NL", ("2023", "total", "total", "total")] == ("observed", 9)
    assert found["pip_due", "GM0002", ("2023", "total", "total", "total")] == (
        "not_reported",
        None,
    )


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    first(
        2,
        [
            (given_count(indicator="happiness"), COUNT_UNKNOWN, "happiness"),
            (given_count(municipality_code="GM0001"), COUNTED_TWICE, "GM0001"),
            (given_count(indicator="fulfilled_rate"), COUNT_UNKNOWN, "fulfilled_rate"),
            (given_count(target_group="asiel", route="B"), COUNT_UNKNOWN, "target_group and route"),
        ],
        "It cannot join in for another reason.",
    ),
)
def test_a_count_that_cannot_join_in_is_refused(row: Row, kind: ErrorKind, words: str) -> None:
    with pytest.raises(OpendataError) as caught:
        counted(as_table([trajectory("A")]), counts(row))
    assert caught.value.kind is kind
    assert words in caught.value.message


@pytest.mark.whole(reason="Compiled counting is held against naive counting.")
def test_money_of_a_stream_is_counted_beside_persons() -> None:
    table = counted(
        as_table([trajectory("A"), trajectory("B"), trajectory("C", municipality_code="GM0003")]),
        delivered=set(PROVINCES),
        amounts={"structural": {"GM0001": 101, "GM0002": 50, "GM0003": 33}},
        estimated={"structural"},
    )
    found = by_cell(table)
    cell = ("2023", "total", "total", "total")
    assert found["money_structural", "NL", cell] == ("observed", 184)
    assert {
        (row["nature"], row["disclosure"], row["is_estimated"])
        for row in table.to_pylist()
        if row["indicator"].startswith("money")
    } == {("computed", "exempt_computed", True)}


@pytest.mark.whole(reason="Compiled counting is held against naive counting.")
def test_events_after_the_day_of_counting_have_not_happened() -> None:
    after = AS_OF + timedelta(days=1)
    rows = [
        trajectory("A", pip_on=after, housed_on=date(2023, 3, 1)),
        trajectory("B", duty_from=after),
        trajectory("C", ended_on=after, end_reason="Inburgeringsplicht voldaan"),
    ]
    found = by_cell(counted(as_table(rows), delivered=set(PROVINCES)))
    cell = ("2023", "total", "total", "total")
    assert found["obliged", "NL", cell] == ("observed", 2)
    assert found["still_obliged", "NL", cell] == ("observed", 2)
    assert found["pip_on_time", "NL", cell] == ("observed", 0)


REST: list[tuple[str, Mapping[str, Any], int]] = [
    ("with_paid_work", {"paid_work": True}, 1),
    ("with_paid_work", {"paid_work": False}, 0),
    ("work_known", {"paid_work": False}, 1),
    ("with_assistance", {"social_assistance": True}, 1),
    ("assistance_known", {}, 0),
    ("level_b1", {"level_reached": "B1"}, 1),
    ("level_a2", {"level_reached": "B1"}, 0),
    ("level_known", {"level_reached": "Onder A2"}, 1),
    ("lesson_hours", {"route": "Z", "self_reliance_lesson_hours": 412}, 412),
    ("lesson_hours", {"route": "B", "self_reliance_lesson_hours": 412}, 0),
    ("lesson_hours_known", {"route": "Z", "self_reliance_lesson_hours": 0}, 1),
    ("lesson_hours_reached", {"route": "Z", "self_reliance_lesson_hours": 799}, 0),
    ("participation_hours_reached", {"route": "Z", "self_reliance_participation_hours": 800}, 1),
    ("self_reliance_hours_reached", {"route": "Z", "self_reliance_lesson_hours": 800}, 0),
    (
        "self_reliance_hours_reached",
        {
            "route": "Z",
            "self_reliance_lesson_hours": 800,
            "self_reliance_participation_hours": 800,
        },
        1,
    ),
    (
        "education_completed",
        {"route": "B", "first_route": "O", "education_result": "Afgerond en doorgestroomd"},
        1,
    ),
    ("education_ended", {"route": "O", "education_result": "Loopt"}, 0),
    ("preparation_completed", {"reception_preparation": "Begonnen"}, 0),
    ("preparation_known", {"reception_preparation": "Niet gevolgd"}, 1),
    ("exam_ona_passed", {"legal_regime": "WI2013", "exam_ona": "Geslaagd"}, 1),
    ("exam_ona_taken", {"legal_regime": "WI2013", "exam_ona": "Geen"}, 0),
    ("exam_ona_known", {"legal_regime": "WI2013", "exam_ona": "Geen"}, 1),
]


NAIVELY = pytest.mark.whole(
    reason="Compiled counting is held against naive counting, for every indicator."
)


@pytest.mark.parametrize(
    ("indicator", "person", "count"),
    [pytest.param(*case, marks=[NAIVELY] * (n % 24 > 0)) for n, case in enumerate(REST)],
)
def test_who_counts_of_what_came_of_it(indicator: str, person: Row, count: int) -> None:
    found = by_cell(counted(as_table([trajectory("A", **person)]), delivered=set(PROVINCES)))
    assert found[indicator, "NL", ("2023", "total", "total", "total")] == ("observed", count)


@pytest.mark.whole(reason="Compiled counting is held against naive counting.")
def test_a_temporary_exemption_does_not_end_the_duty() -> None:
    rests = {"ended_on": date(2024, 6, 1), "end_reason": "Tijdelijke vrijstelling"}
    rows = [
        trajectory("A", **rests),
        trajectory("B", ended_on=date(2024, 6, 1), end_reason="Overlijden"),
        trajectory("C"),
    ]
    found = by_cell(counted(as_table(rows), delivered=set(PROVINCES)))
    cell = ("2023", "total", "total", "total")
    counts = {"still_obliged": 2, "exempted_temporarily": 1, "ended_otherwise": 1, "exempted": 0}
    for indicator, count in counts.items():
        assert found[indicator, "NL", cell] == ("observed", count), indicator


@pytest.mark.whole(reason="Compiled counting is held against naive counting.")
def test_the_ondertussengroep_is_everybody_who_is_left_under_the_act_of_2013() -> None:
    done = {"ended_on": date(2024, 6, 1), "end_reason": "Inburgeringsplicht voldaan"}
    rests = {**done, "end_reason": "Tijdelijke vrijstelling"}
    rows = [
        trajectory("A", legal_regime="WI2013", regime_group="elip"),
        trajectory("B", legal_regime="WI2013", regime_group="ondertussengroep"),
        trajectory("C", legal_regime="WI2013"),
        trajectory("D", legal_regime="WI2013", regime_group="elip", **rests),
        trajectory("E", legal_regime="WI2013", regime_group="ondertussengroep", **done),
        trajectory("F", legal_regime="WI2007"),
        trajectory("G", legal_regime="WI2021"),
    ]
    found = by_cell(counted(as_table(rows), delivered=set(PROVINCES)))
    cell = ("2023", "total", "total", "total")
    for indicator, count in {"ondertussengroep_left": 4, "elip_left": 2, "wi2007_left": 1}.items():
        assert found[indicator, "NL", cell] == ("observed", count), indicator


@pytest.mark.whole(reason="make test lets delivered counts join in.")
def test_a_count_that_was_withheld_by_who_delivered_keeps_its_status() -> None:
    withheld = given_count(status="suppressed", value=None)
    table = counted(as_table([trajectory("A")]), counts(withheld), delivered={"GM0001", "GM0003"})
    found = by_cell(table)
    cell = ("2023", "total", "total", "total")
    assert found["obliged", "GM0002", cell] == ("suppressed", None)
    assert found["obliged", "NL", cell] == ("not_reported", None)
    [(note, note_nl)] = {
        (row["note"], row["note_nl"])
        for row in table.to_pylist()
        if (row["indicator"], row["area"]) == ("obliged", "NL") and row["note"]
    }
    assert note == "2 of 3 municipalities have a figure"
    assert note_nl == "2 van 3 gemeenten hebben een cijfer"


def keys(table: pa.Table) -> dict[tuple[str, str, str, str, str, str], int]:
    names = ("indicator", "area", "period", "target_group", "legal_regime", "route")
    return {
        tuple(row[name] for name in names): row["cell_key"]
        for row in table.to_pylist()
        if row["cell_key"] is not None
    }


def test_the_key_of_a_cell_is_a_keyed_hash_of_the_keys_of_its_persons_and_of_the_count() -> None:
    rows = [trajectory("A"), trajectory("B")]

    def hashed(message: str) -> int:
        return int(hmac.new(SECRET, message.encode(), "sha256").hexdigest()[:15], 16)

    both = sum(hashed(f"person:SYN{person}") for person in "AB")
    cell = ("obliged", "GM0001", "2023", "total", "total", "total")
    assert keys(counted(as_table(rows)))[cell] == hashed(f"cell:{both}:2") % CELL_KEYS


def test_the_same_persons_have_the_same_key_under_every_name_and_others_have_others() -> None:
    rows = [trajectory(p, route="B", intake_finished_on=date(2023, 5, 1)) for p in "ABC"]
    others = [trajectory("D", target_group="gezin_overig")]
    found = keys(counted(as_table([*rows, *others]), delivered={"GM0001", "GM0002"}))
    of = "2023", "total", "total"
    assert found["obliged", "GM0001", *of, "B"] == found["route_chosen", "GM0001", *of, "B"]
    names = ("route_chosen", "intake_started", "intake_finished")
    assert len({found[name, "GM0001", *of, "total"] for name in names}) == 1
    # The only municipality with anybody and its province are of the same persons too.
    total = (*of, "total")
    assert found["obliged", "GM0001", *total] == found["obliged", "PV01", *total]
    assert found["obliged", "GM0001", *total] != found["route_chosen", "GM0001", *total]


@pytest.mark.whole(reason="make test tries the key of the same persons under several names.")
def test_counts_of_the_same_persons_have_the_same_key_as_far_as_numbers_tell() -> None:
    rows = [
        given_count(),
        given_count(target_group="asiel"),
        given_count(indicator="route_chosen", value=5),
        given_count(indicator="route_chosen", route="B", value=4),
        given_count(route="B", value=4),
        given_count(indicator="fined", value=5),
    ]
    found = keys(counted(as_table([trajectory("A")]), counts(*rows), delivered={"GM0001"}))

    def key(indicator: str, group: str = "total", route: str = "total") -> int:
        return found[indicator, "GM0002", "2023", group, "total", route]

    assert key("obliged") == key("obliged", "asiel"), "all of them are, as both are seven"
    assert key("obliged", route="B") == key("route_chosen", route="B")
    assert key("fined") != key("route_chosen"), "five of the one need not be five of the other"
    assert len(set(found.values())) > 3


@pytest.mark.whole(reason="make test lets delivered counts join in.")
def test_a_count_says_that_it_was_delivered_as_one() -> None:
    table = counted(
        as_table([trajectory("A")]), counts(given_count()), delivered={"GM0001", "GM0003"}
    )
    nature = {
        row["area"]: row["nature"]
        for row in table.to_pylist()
        if (row["indicator"], row["target_group"], row["legal_regime"], row["route"])
        == ("obliged", "total", "total", "total")
    }
    assert nature == {
        **dict.fromkeys(("GM0001", "GM0003", "PV02"), "counted"),
        **dict.fromkeys(("GM0002", "PV01", "NL"), "delivered"),
    }
