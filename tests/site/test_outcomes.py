"""Outcomes on the page of a municipality: with their status, and no more than there is room for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inburgering_opendata.pages.outcomes import SHOWN, outcomes_of, plain, shown, targets_of
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow


def observation(contents: Contents, **changed: str) -> TextRow:
    """A real observation of a municipality, changed."""
    real = next(row for row in contents.rows("observation") if row["municipality_code"])
    return {**real, **changed}


@pytest.mark.parametrize(
    ("status", "value", "written", "label"),
    [
        ("observed", "0.00", "0 personen", "Waargenomen"),
        ("observed", "1234.50", "1.234,5 personen", "Waargenomen"),
        ("suppressed", "", "", "Onderdrukt"),
        ("withheld", "", "", "Ingehouden"),
        ("not_reported", "", "", "Niet gemeld"),
        ("not_applicable", "", "", "Niet van toepassing"),
    ],
)
def test_zero_and_each_way_to_have_no_value_differ(
    contents: Contents, status: str, value: str, written: str, label: str
) -> None:
    row = observation(contents, status=status, value=value, unit="persons")
    [outcome] = outcomes_of(contents, [row], DUTCH)
    assert outcome.value == written
    assert outcome.status.startswith(label)


def test_a_perturbed_figure_has_its_interval_and_says_that_sums_are_nearly_additive(
    contents: Contents,
) -> None:
    figure = {"value": "749.00", "interval_low": "745.00", "interval_high": "753.00"}
    row = observation(contents, **figure, unit="persons", precision="perturbed")
    [dutch] = outcomes_of(contents, [row], DUTCH)
    [english] = outcomes_of(contents, [row], ENGLISH)
    assert dutch.value == "749 personen (marge 745 tot en met 753)"
    assert english.value == "749 persons (interval 745 to 753)"
    assert "optellingen kloppen bijna" in dutch.remarks
    assert "sums are nearly additive" in english.remarks


def test_what_is_provisional_or_estimated_says_so(contents: Contents) -> None:
    row = observation(contents, is_provisional="true", is_estimated="true")
    [outcome] = outcomes_of(contents, [row], ENGLISH)
    assert outcome.remarks.endswith("provisional, estimated")


def test_a_page_has_totals_and_the_latest_when_there_are_many(contents: Contents) -> None:
    rows = [
        observation(
            contents, period=str(year), target_group=group, route=route, legal_regime="total"
        )
        for year in range(1990, 2026)
        for group in ("asiel", "total")
        for route in ("B", "total")
    ]
    found = shown(rows)
    assert len(found) == SHOWN < len(rows)
    whole = [row for row in rows if row["target_group"] == row["route"] == "total"]
    assert all(row in found for row in whole)
    parts = [row for row in found if row not in whole]
    assert min(row["period"] for row in parts) > "2000"
    assert [rows.index(row) for row in found] == sorted(rows.index(row) for row in found)
    assert shown(rows[:3]) == rows[:3]


def test_a_target_stands_beside_what_was_realised(contents: Contents) -> None:
    haarlemmermeer = {
        "housing_result": tuple(
            row for row in contents.rows("housing_result") if row["municipality_code"] == "GM0394"
        )
    }
    targets = {target.period: target for target in targets_of(contents, (), haarlemmermeer, DUTCH)}
    [published] = [r for r in haarlemmermeer["housing_result"] if r["period"] == "2023-H1"]
    target, realised = int(published["target"]), int(published["realised"])
    shown = targets["2023-H1"]
    assert (shown.persons, shown.realised) == (DUTCH.number(target), DUTCH.number(realised))
    assert shown.difference == DUTCH.difference(realised - target)
    assert targets["2023-H1"].basis == "statutory_formula"
    assert targets["2023"].status.startswith("Opgeteld")
    assert "2022" not in targets, "a year of which nothing is known repeats its half-years"


def test_a_release_without_results_has_targets_whose_status_says_so(contents: Contents) -> None:
    without = replace(
        contents,
        packages=tuple(package for package in contents.packages if package.name != "outcomes"),
    )
    assert list(outcomes_of(without, without.rows("observation"), DUTCH)) == []


def test_a_decimal_loses_the_zeros_that_end_it_and_no_other() -> None:
    written = [plain(value, DUTCH) for value in ("99.00", "26.50", "100", "0.00", "1200.05")]
    assert written == ["99", "26,5", "100", "0", "1.200,05"]
