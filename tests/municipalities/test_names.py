"""A municipality is found by its code and by every name it has, and by nobody else's."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.municipalities import places
from inburgering_opendata.municipalities.aliases import declared_aliases
from inburgering_opendata.municipalities.errors import (
    MUNICIPALITY_AMBIGUOUS,
    MUNICIPALITY_UNKNOWN,
    PLACE_AMBIGUOUS,
    PLACES_CHANGED,
)
from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.municipalities.places import declared_places
from inburgering_opendata.municipalities.spelling import nearest, slips
from inburgering_opendata.toolkit.ground.errors import ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.tables.rows import TextRow

PRINTED_BY_CBS = {
    "Hengelo (O.)": "GM0164",
    "Rijswijk (ZH.)": "GM0603",
    "Middelburg (Z.)": "GM0687",
    "Laren (NH.)": "GM0417",
    "Bergen (L.)": "GM0893",
    "Bergen (NH.)": "GM0373",
    "Beek (L.)": "GM0888",
    "Stein (L.)": "GM0971",
    "Utrecht (gemeente)": "GM0344",
    "Groningen (gemeente)": "GM0014",
    "'s-Gravenhage (gemeente)": "GM0518",
}
OLD, NEW = "GM0001", "GM0002"
TWO_OF_ONE_NAME = [
    {
        "municipality_code": OLD,
        "municipality_name": "Nieuwstad",
        "valid_from": "",
        "valid_to": "2018-12-31",
    },
    {
        "municipality_code": NEW,
        "municipality_name": "Nieuwstad",
        "valid_from": "2019-01-01",
        "valid_to": "",
    },
]


@cache
def register() -> tuple[TextRow, ...]:
    path = installed_project().packages / "municipalities/sources/municipality.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def real() -> Names:
    return Names(register())


def bare(name: str) -> str:
    return re.sub(r" \(.*", "", name)


BARE = Counter(bare(row["municipality_name"]) for row in register())


def refused(names: Names, wanted: str, kind: ErrorKind) -> str:
    with pytest.raises(OpendataError) as caught:
        names.find(wanted)
    assert caught.value.kind is kind
    return f"{caught.value.message}. {caught.value.hint}"


@st.composite
def written(draw: st.DrawFn, name: str) -> str:
    """A name in other capitals, with fewer or other accents, and with spaces and signs in it."""
    plain = unicodedata.normalize("NFD", name)
    if draw(st.booleans()):
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    elif draw(st.booleans()):
        plain = unicodedata.normalize("NFC", plain)
    letters = [draw(st.sampled_from([letter.upper(), letter.lower(), letter])) for letter in plain]
    between = st.sampled_from(["", "", "", " ", "\u00a0", "-", "\u0301", "’"])
    around = draw(st.sampled_from(["{}", "gemeente {}", "{} (gemeente)", "  {} "]))
    return around.format("".join(letter + draw(between) for letter in letters))


@given(st.data(), st.sampled_from(register()))
def test_every_municipality_is_found_by_its_code_and_by_its_name(
    data: st.DataObject, row: TextRow
) -> None:
    number = row["municipality_code"].removeprefix("GM")
    for code in (
        row["municipality_code"],
        row["municipality_code"].lower(),
        number,
        number.lstrip("0"),
        f" GM {number}",
    ):
        assert real().find(code) is row
    assert real().find(data.draw(written(row["municipality_name"]))) is row
    short = data.draw(written(bare(row["municipality_name"])))
    if BARE[bare(row["municipality_name"])] == 1:
        assert real().find(short) is row
    else:
        assert row["municipality_name"] in refused(real(), short, MUNICIPALITY_AMBIGUOUS)


def test_every_name_of_the_register_is_that_of_one() -> None:
    assert [real().find(row["municipality_name"]) for row in register()] == list(register())
    assert [name for name, number in BARE.items() if number > 1] == ["Bergen"]


def test_a_mark_never_makes_a_name_that_of_another() -> None:
    """Each name with each mark is that of the municipality in that province, or of none."""
    in_province: dict[tuple[str, str], list[TextRow]] = {}
    for row in register():
        in_province.setdefault((bare(row["municipality_name"]), row["province_code"]), []).append(
            row
        )
    wrong = [
        f"{name} ({mark})"
        for name in BARE
        for province, marks in declared_aliases().marks.items()
        for mark in marks
        if real().called(f"{name} ({mark})") != in_province.get((name, province), [])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        *PRINTED_BY_CBS.items(),
        ("Utrecht (municipality)", "GM0344"),
        ("Den Haag", "GM0518"),
        ("The Hague", "GM0518"),
        ("’s Gravenhage", "GM0518"),
        ("Den Bosch", "GM0796"),
        ("'s-Hertogenbosch", "GM0796"),
        ("Bergen (Noord-Holland)", "GM0373"),
        ("Rijswijk (Z-H)", "GM0603"),
        ("Sudwest fryslan", "GM1900"),
        ("De Friese Meren", "GM1921"),
        ("Haaren", "GM0788"),
        ("gm344", "GM0344"),
    ],
)
def test_a_name_that_others_print_is_found(wanted: str, code: str) -> None:
    assert real().find(wanted)["municipality_code"] == code


def test_every_other_name_is_declared_with_where_it_is_from() -> None:
    declared = declared_aliases().names
    assert {alias.name: alias.code for alias in declared}.items() >= PRINTED_BY_CBS.items()
    assert all(len(alias.source) > 10 for alias in declared)
    assert [real().find(alias.name)["municipality_code"] for alias in declared] == [
        a.code for a in declared
    ]
    provinces = {row["province_code"] for row in register()}
    assert set(declared_aliases().marks) == provinces - {""}


@pytest.mark.parametrize(
    ("wanted", "province"),
    [
        ("Utrecht (PV)", "Utrecht"),
        ("Groningen (PV)", "Groningen"),
        ("provincie Utrecht", "Utrecht"),
        ("Province of Groningen", "Groningen"),
        ("PV26", "Utrecht"),
        ("Gelderland", "Gelderland"),
        ("Friesland (PV)", "Fryslân"),
    ],
)
def test_a_province_is_no_municipality_and_is_said_to_be_one(wanted: str, province: str) -> None:
    told = refused(real(), wanted, MUNICIPALITY_UNKNOWN)
    assert f"'{wanted}'; that is the province {province}." in told
    assert (f"{province} (GM" in told) == (province in {"Utrecht", "Groningen"})


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("Utrcht", "Utrecht (GM0344)"),
        ("Roterdam", "Rotterdam (GM0599)"),
        ("Nuenen", "Nuenen in Nuenen, Gerwen en Nederwetten (GM0820)"),
        ("Zandam", "Zaandam in Zaanstad (GM0479)"),
        ("Spijkenise", "Spijkenisse (GM0612, until 2014-12-31), Spijkenisse in Nissewaard"),
        ("Hengelo (Gld.)", "Hengelo in Bronckhorst (GM1876), Hengelo (GM0164)"),
        ("Bergen (Gld.)", "Bergen (L) (GM0893), Bergen (NH) (GM0373). "),
        ("Weespe", "Weesp (GM0457, until 2022-03-23)"),
        ("GM9999", "no name in the register"),
        ("", "no name in the register"),
        ("gemeente", "no name in the register"),
        ("(" * 50_000, "no name in the register"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(wanted: str, near: str) -> None:
    assert f"Close to it: {near}" in refused(real(), wanted, MUNICIPALITY_UNKNOWN)


def test_a_name_that_two_have_is_refused_with_both_and_a_code_to_tell_them_apart() -> None:
    told = refused(real(), "Bergen", MUNICIPALITY_AMBIGUOUS)
    assert "Bergen (NH) (GM0373), Bergen (L) (GM0893)" in told
    assert "by its code, such as GM0373" in told


def test_a_name_that_two_had_at_different_days_is_told_by_the_day() -> None:
    names = Names(TWO_OF_ONE_NAME)
    told = refused(names, "nieuwstad", MUNICIPALITY_AMBIGUOUS)
    assert "Nieuwstad (GM0001, until 2018-12-31), Nieuwstad (GM0002)" in told
    assert names.find("nieuwstad", date(2018, 12, 31))["municipality_code"] == OLD
    assert names.find_on("nieuwstad", date(2019, 1, 1))["municipality_code"] == NEW
    dated = [
        {**row, **{end: date.fromisoformat(row[end]) if row[end] else None for end in days}}
        for row in TWO_OF_ONE_NAME
        for days in [("valid_from", "valid_to")]
    ]
    assert Names(dated).find("Nieuwstad", date(2018, 12, 31))["municipality_code"] == OLD


def test_who_did_not_exist_on_a_day_is_not_found_on_it() -> None:
    day = date(2021, 1, 1)
    assert real().find("Appingedam", day)["municipality_code"] == "GM0003"
    with pytest.raises(OpendataError) as caught:
        real().find_on("Appingedam", day)
    assert caught.value.kind is MUNICIPALITY_UNKNOWN
    assert "'Appingedam' (on 2021-01-01)" in caught.value.message
    assert "Appingedam (GM0003, until 2020-12-31)" in caught.value.hint


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("Zaandam", "GM0479"),
        ("hoofddorp", "GM0394"),
        ("Sneek", "GM1900"),
        ("Hengelo (Gld)", "GM1876"),
        ("Uden", "GM0856"),  # that was a municipality itself
        ("Hengelo", "GM0164"),  # and that is one
    ],
)
def test_who_asks_may_name_a_place(wanted: str, code: str) -> None:
    assert real().find(wanted, places=True)["municipality_code"] == code


def test_a_place_in_several_municipalities_is_refused_with_all() -> None:
    with pytest.raises(OpendataError) as caught:
        real().find("Alphen", places=True)
    assert caught.value.kind is PLACE_AMBIGUOUS
    assert "West Maas en Waal (GM0668), Alphen-Chaam (GM1723)" in caught.value.message


def test_a_place_is_not_found_before_its_municipality_existed() -> None:
    with pytest.raises(OpendataError) as caught:
        real().find("Berkel en Rodenrijs", date(2006, 1, 1), places=True)
    assert "Berkel en Rodenrijs in Lansingerland" in caught.value.hint


def test_every_place_lies_in_a_municipality_of_today_that_has_another_name() -> None:
    living = {row["municipality_code"] for row in register() if not row["valid_to"]}
    declared = declared_places()
    assert len(declared) > 1000
    assert {place.code for place in declared} <= living
    assert [
        place
        for place in declared
        if place.code in {row["municipality_code"] for row in real().called(place.name)}
    ] == []


def test_the_list_of_places_is_the_one_that_is_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "places.csv"
    other.write_text("place,municipality_code\nZaandam,GM0363\n", encoding="utf-8")
    monkeypatch.setattr(places, "_LIST", other)
    with pytest.raises(OpendataError) as caught:
        places.declared_places.__wrapped__()
    assert caught.value.kind is PLACES_CHANGED


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("utrcht", "utrecht", 1), ("urtecht", "utrecht", 1), ("breda", "brdea", 1), ("ab", "abcd", 2)],
)
def test_slips_are_counted(one: str, other: str, number: int) -> None:
    assert slips(one, other, 2) == slips(other, one, 2) == number
    assert slips(one, other, number - 1) == number


def test_only_what_is_spelled_with_the_fewest_slips_is_near() -> None:
    assert nearest("utrcht", ["utrecht", "utrechts", "uthrect"]) == ["utrecht"]
    assert nearest("ab", ["abc"]) == nearest("abcde", ["abdcf"]) == []
