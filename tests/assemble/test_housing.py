"""Housing targets: the formula in law, the published targets, and the reported figures beside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.funding.errors import (
    NO_METHOD,
    NO_POPULATION,
    NOT_IN_CLOSED_LIST,
    NOTHING_TO_COMPARE_WITH,
)
from inburgering_opendata.funding.housing import (
    METHODS,
    first_day_of,
    housing_target_edition,
)
from inburgering_opendata.funding.reported import percentage
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.errors import ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from tests.assemble.test_assembly import refusal, rewrite_source
from tests.whole import first

STATEMENTS = "funding/sources/reported_statement.csv"


@pytest.fixture(scope="module")
def assembly(project: Project) -> Assembly:
    return Assembly(project)


def rows_of(table: pa.Table, **cells: object) -> list[dict[str, Any]]:
    return [r for r in table.to_pylist() if all(r[name] == v for name, v in cells.items())]


@pytest.mark.parametrize(
    ("half_year", "code", "published", "literal"),
    [
        ("2020-H1", "GM0150", 31, 32),
        ("2022-H2", "GM0307", 121, 122),
        ("2022-H2", "GM0758", 141, 143),
        ("2022-H2", "GM1966", 37, 37),
        ("2023-H1", "GM0394", 191, 193),
        ("2023-H1", "GM0606", 96, 96),
    ],
)
def test_adams_meets_the_published_targets_and_the_letter_of_the_law_does_not(
    assembly: Assembly, half_year: str, code: str, published: int, literal: int
) -> None:
    """The targets that municipalities published themselves, without arrears or lead."""
    [row] = rows_of(assembly.table("housing_target"), half_year=half_year, municipality_code=code)
    assert row["persons"] == row["persons_adams"] == row["published_persons"] == published
    assert (row["persons_rounded_up"], row["difference"]) == (literal, 0)
    assert row["is_computed_by"] == "housing_adams"


def test_the_method_is_a_property_of_the_half_year(assembly: Assembly) -> None:
    targets = assembly.table("housing_target")
    methods = {(r["half_year"], r["is_computed_by"], r["status"]) for r in targets.to_pylist()}
    assert {(half, rule) for half, rule, _ in methods if half > "2024-H1"} == {
        (half, "housing_largest_remainder") for half in ("2025-H1", "2025-H2")
    }
    assert {rule for half, rule, _ in methods if half <= "2024-H1"} == {"housing_adams"}
    assert {half: status for half, _, status in methods}["2025-H2"] == "untested"
    [groningen] = rows_of(targets, half_year="2025-H1", municipality_code="GM0014")
    ways = ("persons", "persons_adams", "persons_ordinary_rounding", "persons_rounded_up")
    assert [groningen[way] for way in ways] == [204, 202, 204, 204]
    first = rows_of(
        assembly.table("housing_target_edition"),
        half_year="2025-H1",
        municipality_code="GM0014",
        edition="before_lowering",
    )
    assert [(r["national_target"], r["persons_largest_remainder"]) for r in first] == [
        (17_700, 240)
    ]


def test_every_edition_adds_up_by_the_methods_that_do(assembly: Assembly) -> None:
    sums: dict[tuple[str, int], list[int]] = {}
    for row in assembly.table("housing_target_edition").to_pylist():
        added = sums.setdefault((row["half_year"], row["national_target"]), [0, 0, 0, 0])
        for n, way in enumerate(METHODS):
            added[n] += row[f"persons_{way}"]
    assert list(METHODS) == ["adams", "largest_remainder", "ordinary_rounding", "rounded_up"]
    assert len(sums) == 13
    for (_, national), (by_adams, largest, _, literal) in sums.items():
        assert by_adams == largest == national < literal
    assert [sums["2025-H1", total][2] for total in (15_000, 17_700)] == [14_995, 17_705]


def test_where_the_two_methods_of_2025_differ(assembly: Assembly) -> None:
    found: dict[int, set[str]] = {}
    for row in rows_of(assembly.table("housing_target_edition"), half_year="2025-H1"):
        if row["persons_largest_remainder"] != row["persons_ordinary_rounding"]:
            found.setdefault(row["national_target"], set()).add(row["municipality_code"])
    assert found == {
        15_000: {"GM0275", "GM0451", "GM0703", "GM1699", "GM1740"},
        17_700: {"GM0415", "GM0523", "GM0534", "GM0824", "GM1674"},
    }


def test_the_targets_stand_on_the_boundaries_and_inhabitants_of_the_law(assembly: Assembly) -> None:
    targets = assembly.table("housing_target")
    # Haaren was split on 1 January 2021, after its inhabitants were counted on 1 January 2020.
    estimated = {
        (row["half_year"], row["municipality_code"])
        for row in rows_of(targets, inhabitants_estimated=True)
    }
    receivers = ("GM0757", "GM0824", "GM0855", "GM0865")
    assert estimated == {(h, code) for h in ("2021-H1", "2021-H2") for code in receivers}
    # Weesp became Amsterdam on 24 March 2022: a municipality of the first half-year only.
    weesp = rows_of(targets, municipality_code="GM0457")
    assert max(str(row["half_year"]) for row in weesp) == "2022-H1"
    assert {row["population_date"] for row in rows_of(targets, half_year="2022-H1")} == {
        date(2021, 1, 1)
    }
    assert min(targets["half_year"].to_pylist()) == "2020-H1"


def test_a_half_year_whose_inhabitants_are_not_known_is_refused(assembly: Assembly) -> None:
    balance = pa.table({"half_year": ["2031-H1"], "persons": [1000]})
    needed = ("housing_edition", "population", "municipality", "municipality_change")
    with pytest.raises(OpendataError, match=r"2031-H1: .*2030-01-01") as caught:
        housing_target_edition(balance, *(assembly.table(name) for name in needed))
    assert caught.value.kind is NO_POPULATION


@pytest.mark.parametrize(
    ("old", "new", "listed"),
    first(
        1,
        [
            (b"housing_adams,2020-H1,used", b"housing_adams,2020-H1,candidate", "none"),
            (
                b"housing_largest_remainder,2020-H1,candidate",
                b"housing_largest_remainder,2020-H1,used",
                "housing_adams, housing_largest_remainder",
            ),
        ],
        "It is another half-year.",
    ),
)
def test_a_half_year_has_one_method(
    own_project: Project, tmp_path: Path, old: bytes, new: bytes, listed: str
) -> None:
    rewrite_source(own_project, old, new, "funding/sources/rule_period.csv")
    error = refusal(own_project, tmp_path / "build", "funding")
    assert error.kind is NO_METHOD
    assert (
        f"half-year 2020-H1: one way of rounding is to be used for the housing target, and the "
        f"table rule has: {listed}" in error.message
    )


def test_half_years_begin_in_january_and_july() -> None:
    assert first_day_of("2020-H1") == date(2020, 1, 1)
    assert first_day_of("2020-H2") == date(2020, 7, 1)


def test_what_was_reported_stands_beside_what_is_comparable_and_nothing_else(
    assembly: Assembly,
) -> None:
    figures = assembly.table("reported_figure")
    [stein] = rows_of(figures, place="Stein", period="2020")
    [computed] = rows_of(
        assembly.table("allocation"), stream="earlier_support_2020", municipality_code="GM0971"
    )
    assert stein["computed_value"] == computed["amount_eur"]
    assert stein["difference"] is None, "29,000 is in thousands"
    [holland] = rows_of(figures, area="PV27", period="2020-H2")
    assert (holland["value"], holland["computed_value"], holland["difference"]) == (1070, 1068, 2)
    assert holland["difference_pct"] == Decimal("0.19")
    [zeeland] = rows_of(figures, area="PV29", subject="housing_target_excl_arrears")
    assert (zeeland["computed_value"], zeeland["municipality_code"]) == (469, None)
    [walcheren] = rows_of(figures, area="GM0687+GM0717+GM0718", compared_with="housing_target")
    assert (walcheren["period"], walcheren["difference"]) == ("2020", 0)
    for subject in ("housing_target_incl_arrears", "housing_target_before_lowering", "housed"):
        for row in rows_of(figures, subject=subject):
            compared = ("compared_with", "computed_value", "difference", "difference_pct")
            assert [row[name] for name in compared] == [None] * 4


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    first(
        2,
        [
            (b",housed,", b",hosted,", NOT_IN_CLOSED_LIST, "'hosted' in 'persons'"),
            (
                b"GM0971,Stein,Stein,2019,",
                b"GM1979,Stein,Stein,2019,",
                NOTHING_TO_COMPARE_WITH,
                "GM1979",
            ),
            (
                b",29000,EUR,",
                b",29000,persons,",
                NOT_IN_CLOSED_LIST,
                "'earlier_support' in 'persons'",
            ),
            (b"Stein,2019,", b"Stein,2014,", NOT_IN_CLOSED_LIST, "period '2014'"),
        ],
        "It fits no list in another field.",
    ),
)
def test_a_statement_that_fits_no_list_stops_the_assembly(
    own_project: Project, tmp_path: Path, old: bytes, new: bytes, kind: ErrorKind, words: str
) -> None:
    rewrite_source(own_project, old, new, STATEMENTS)
    error = refusal(own_project, tmp_path / "build", "funding")
    assert error.kind is kind
    assert words in error.message


def test_percentages_round_halves_away_from_zero() -> None:
    assert percentage(1, 3) == Decimal("33.33")
    assert percentage(1, 16) == Decimal("6.25")
    assert (percentage(1, 800), percentage(-1, 800)) == (Decimal("0.13"), Decimal("-0.13"))
    assert percentage(None, 3) is None
    assert percentage(3, 0) is None
