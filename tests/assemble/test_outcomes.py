"""The package outcomes as assembled: figures as published, and totals where they are complete."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.rates import housing_result_rates
from inburgering_opendata.outcomes.tables import RESULTS, housing_result
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.project import Project


def rows(project: Project, table: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = Assembly(project).table(table).to_pylist()
    return made


def test_each_edition_of_cbs_is_a_vintage_with_its_own_flag(project: Project) -> None:
    found = {
        (row["target_group"], row["publication"]): (row["value"], row["is_provisional"])
        for row in rows(project, "observation")
        if (row["indicator"], row["period"]) == ("obliged", "2022")
    }
    assert found == {
        ("total", "CBS SWI 2022"): (Decimal("26.50"), True),
        ("total", "CBS SWI 2023"): (Decimal("26.20"), False),
        ("asiel", "CBS SWI 2022"): (Decimal("19.00"), True),
        ("asiel", "CBS SWI 2023"): (Decimal("18.90"), False),
        ("gezin_overig", "CBS SWI 2022"): (Decimal("7.40"), True),
        ("gezin_overig", "CBS SWI 2023"): (Decimal("7.30"), False),
    }


def test_what_others_published_is_of_no_other_act_and_of_no_wider_area(project: Project) -> None:
    published = [
        row
        for row in rows(project, "observation")
        if row["indicator"] not in RESULTS and not row["publication"].startswith("CBS")
    ]
    assert len(published) == 44, "56 found, of which 8 are of CBS and 4 are too uncertain"
    assert {row["legal_regime"] for row in published} == {"WI2007", "WI2013", "total"}
    benchmark = [row for row in published if row["publication"].startswith("Divosa")]
    assert {(row["area"], row["area_type"]) for row in benchmark} == {("B-divosa", "benchmark")}
    assert len(benchmark) == 12
    assert all(row["source_address"] and row["quote_nl"] for row in published)


def test_every_reported_result_is_an_observation_as_it_was_reported(project: Project) -> None:
    statements = [r for r in rows(project, "reported_figure") if r["subject"] in RESULTS]
    observed = [
        row
        for row in rows(project, "observation")
        if row["publication"] == "reported" and row["indicator"] in RESULTS
    ]
    facts = ("place", "period", "precision", "nature", "source_address", "quote_nl")
    want = Counter((r["subject"], Decimal(r["value"]), *(r[f] for f in facts)) for r in statements)
    got = Counter((r["indicator"], r["value"], *(r[f] for f in facts)) for r in observed)
    assert want == got
    assert sum(want.values()) == 157
    assert {r["is_estimated"] for r in observed if r["nature"] == "own_estimate"} == {True}


def test_coverage_is_who_has_a_figure_of_its_own(project: Project) -> None:
    observed = {
        row["municipality_code"]
        for row in rows(project, "observation")
        if row["area_type"] == "municipality"
    }
    delivered = {r["municipality_code"] for r in rows(project, "coverage") if r["delivered"]}
    assert delivered == observed
    assert len(rows(project, "coverage")) == 342


def test_a_total_is_there_only_when_every_municipality_reported(project: Project) -> None:
    found = {(r["period"], r["area"]): r for r in rows(project, "housing_result")}
    region = found["2023", "Zaanstreek/Waterland"]
    assert (region["realised"], region["realised_from"]) == (730, "added_up")
    assert (region["municipalities"], region["municipalities_reported"]) == (7, 7)
    assert region["target"] == 752
    lacking = [r for r in found.values() if r["municipalities_reported"] < r["municipalities"]]
    summed = [r for r in lacking if r["realised_from"] == "added_up"]
    assert {r["area"] for r in summed} == {"NL", "GM0394"} or {r["area"] for r in summed} == {"NL"}
    assert {len(r["period"]) for r in summed} == {4}


def test_targets_of_areas_are_the_sums_of_those_of_municipalities(project: Project) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows(project, "housing_result"):
        sums[row["period"], row["area_type"]] += row["target"]
    for (period, kind), total in sums.items():
        assert total == sums[period, "nation"], (period, kind)


def test_what_a_region_lacks_is_not_made_up() -> None:
    def table(**columns: list[Any]) -> pa.Table:
        return pa.table(columns)

    reported: dict[str, list[Any]] = {
        "subject": ["housed", "housed"],
        "period": ["2023-H1", "2023-H2"],
        "area": ["GM0001", "GM0001"],
        "value": [3, 4],
        "precision": ["exact", "about"],
        "source_address": ["https://a.example", "https://b.example"],
    }
    made = housing_result(
        table(
            half_year=["2023-H1", "2023-H1", "2023-H2", "2023-H2"],
            municipality_code=["GM0001", "GM0002"] * 2,
            persons=[5, 6, 7, 8],
            basis=["statutory_formula"] * 4,
        ),
        table(
            half_year=["2023-H1"],
            persons_incl_arrears_or_lead=[12],
            incl_precision=["exact"],
            realised=[9],
            source_address=["https://c.example"],
        ),
        table(**reported),
        table(period=[], municipality_code=[], persons=[], source_address=[]),
        table(
            municipality_code=["GM0001", "GM0002"],
            municipality_name=["One", "Two"],
            province_code=["PV01", "PV01"],
            province=["Province", "Province"],
        ),
        table(municipality_code=["GM0001", "GM0002"], year=[2020, 2020], region_name=["R", "R"]),
    )
    found = {(row["period"], row["area"]): row for row in housing_result_rates(made).to_pylist()}
    year = found["2023", "GM0001"]
    assert (year["realised"], year["realised_precision"]) == (7, "about")
    assert (year["target"], year["difference"]) == (12, None), "about 7 less 12 says nothing"
    assert found["2023-H1", "GM0001"]["difference"] == -2
    assert found["2023-H1", "NL"]["realised_from"] == "published"
    assert found["2023-H1", "NL"]["target_with_arrears"] == 12
    for area in ("PV01", "R", "GM0002"):
        assert found["2023-H1", area]["realised"] is None
        assert found["2023-H1", area]["realised_from"] == "not_reported"
