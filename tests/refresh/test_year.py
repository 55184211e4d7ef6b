"""The yearly update as its recipe says, from answers that are made up and faithful in form."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.validate.checks import checks_of
from tests.refresh.areas import areas, places_of
from tests.refresh.conftest import in_source
from tests.refresh.service import V3, Made, Row, Service

Run = Callable[..., Result]

YEAR = "2026"
REGISTER, REGIONS = "municipality", "municipality_region_2026"


def pin(project: Project, table: str, check: str, change: Callable[[Any], object]) -> None:
    """What a maintainer does with a total that was looked at."""
    path = project.expectations / f"{table}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    [found] = [each for each in suite["expectations"] if each["meta"]["id"] == check]
    change(found["kwargs"])
    path.write_text(json.dumps(suite, indent=2, ensure_ascii=False), encoding="utf-8")
    checks_of.cache_clear()  # a maintainer starts a process for each command


def published(opendata: Run, version: str) -> None:
    assert opendata("assemble", "municipalities").exit_code == 0
    run = opendata("publish", "build", "--version", version)
    assert run.exit_code == 0, run.output


def of_the_next_year(made: Made) -> list[Row]:
    newest = [row for row in made.rows if row["Perioden"] == "2025JJ00"]
    return [{**row, "Perioden": f"{YEAR}JJ00", "M000352": row["M000352"] + 10} for row in newest]


@pytest.mark.whole(reason="make test fetches, holds and pins in test_fetching and test_areas.")
def test_a_year_more_is_fetched_refused_until_its_total_is_pinned_and_told_in_the_notes(
    service: Service, opendata: Run, own_small_project: Project, tmp_path: Path
) -> None:
    first = opendata("sources", "fetch", "--accept")
    assert first.exit_code == 0, first.output
    published(opendata, "2026.01.02")

    [made] = service.datasets
    more = of_the_next_year(made)
    made.rows += more
    made.dimensions["Perioden"].append({"code": f"{YEAR}JJ00", "status": "Voorlopig"})
    made.modified = "2026-10-30T02:00:00+02:00"
    looked = opendata("sources", "fetch", "population")
    assert f"rows: {len(more)} added" in looked.stdout, looked.output
    assert opendata("sources", "fetch", "population", "--accept").exit_code == 0

    # Assembled it is, and not passed: nobody vouched for the number of the new year yet.
    assert opendata("assemble", "municipalities").exit_code == 0
    checked = opendata("validate", "--engine", "duckdb", "build")
    assert (checked.exit_code, f"{YEAR}-01-01" in checked.stdout) == (1, True), checked.output

    total = sum(row["M000352"] for row in more)
    pin(
        own_small_project,
        "population",
        "national_totals",
        lambda kwargs: kwargs["totals"].update({f"{YEAR}-01-01": total}),
    )
    checked = opendata("validate", "--engine", "duckdb", "build")
    assert checked.exit_code == 0, checked.output
    published(opendata, "2026.11.01")
    notes = (tmp_path / "dist" / "2026.11.01.md").read_text(encoding="utf-8")
    assert f"{len(more)}" in notes and "population" in notes and "2026-10-30" in notes
    source = in_source(own_small_project, lambda source: None)
    assert (source["date"], len(source["editions"])) == ("2026-10-30", 2)


HALF_YEARS = (("2026-H1", "2026-01-01", 12_000), ("2026-H2", "2026-07-01", 11_000))
"""Made up: each with its first day and its national target."""

METHOD = "housing_largest_remainder"
PAIRS = "value_pairs_set"
CANDIDATES = ("housing_adams", "housing_ordinary_rounding", "housing_rounded_up")


def targets_come(project: Project) -> None:
    """The national targets of the new year in the sources, and by which rule they are divided."""
    sources = project.packages / "funding/sources"
    balance = [
        f"{half_year},{persons},,,,,,https://example.org/{half_year},news,,"
        for half_year, _, persons in HALF_YEARS
    ]
    periods = []
    for half_year, _, _ in HALF_YEARS:
        periods.append(f"{METHOD},{half_year},used,as before,als voorheen")
        periods += [f"{rule},{half_year},candidate,," for rule in CANDIDATES]
    reported = "2026-H2,half_year,2026-07-01,2026-12-31"
    for name, lines in (
        ("housing_balance", balance),
        ("rule_period", periods),
        ("reported_period", [reported]),
    ):
        path = sources / f"{name}.csv"
        known = path.read_text(encoding="utf-8")
        new = [line for line in lines if f"\n{line.split(',')[0]},half_year" not in known]
        path.write_text(known + "".join(f"{line}\n" for line in new), encoding="utf-8")


def decide_on_targets(project: Project) -> None:
    """What only a person says of the new half-years, each in the suite that asks it."""
    for half_year, day, persons in HALF_YEARS:
        added: tuple[tuple[str, str, str, Any], ...] = (
            ("housing_balance", "known_half_years", "value_set", half_year),
            ("housing_target", "first_day_of_half_year", PAIRS, [half_year, day]),
            ("housing_target", "method_of_the_half_year", PAIRS, [half_year, METHOD]),
            ("housing_target_edition", "first_day_of_half_year", PAIRS, [half_year, day]),
            (
                "housing_target_edition",
                "national_target_of_each_edition",
                PAIRS,
                [half_year, persons],
            ),
        )
        for table, check, argument, value in added:
            pin(project, table, check, partial(_append, argument, value))


def _append(argument: str, value: Any, kwargs: dict[str, Any]) -> None:
    kwargs[argument].append(value)


def told_by_validation(opendata: Run, *packages: str) -> set[str]:
    assert opendata("assemble", *packages).exit_code == 0
    checks_of.cache_clear()
    run = opendata("validate", "--engine", "duckdb", "build", "--format", "json")
    checks = json.loads(run.stdout)["checks"]
    return {each["check"] for each in checks if each["outcome"] not in ("passed", "warning")}


@pytest.mark.whole(reason="make test takes a new year through all steps but this one.")
def test_the_targets_of_the_new_year_are_refused_until_somebody_decided_on_each(
    opendata: Run, own_small_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    monkeypatch.chdir(tmp_path)
    targets_come(own_small_project)
    pinned = opendata("pin")
    assert pinned.exit_code == 0, pinned.output
    assert "every_half_year: min_value: 11 → 13" in pinned.stdout
    assert told_by_validation(opendata) == {
        "known_half_years",
        "first_day_of_half_year",
        "method_of_the_half_year",
        "national_target_of_each_edition",
    }
    decide_on_targets(own_small_project)
    assert told_by_validation(opendata) == set()
    rows = (tmp_path / "build/funding/data/housing_target.csv").read_text(encoding="utf-8")
    found = [line.split(",") for line in rows.splitlines()]
    persons = found[0].index("persons")
    for half_year, _, total in HALF_YEARS:
        assert sum(int(row[persons]) for row in found if row[0] == half_year) == total


def register_of_the_next_year(project: Project, service: Service) -> None:
    """Oostzaan (made up) goes into Amsterdam on the day after the year: CBS has the areas of it."""
    path = project.packages / "municipalities/package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    declared = json.loads(
        (installed_project().packages / "municipalities/package.json").read_text()
    )
    for source, real in zip(raw["sources"], declared["sources"], strict=True):
        if source["path"] in (f"sources/{REGISTER}.csv", f"sources/{REGIONS}.csv"):
            source["fetch"] = {**real["fetch"], "address": f"{service.address}{V3}"}
    path.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sources = project.packages / "municipalities/sources"
    register, regions = (
        list(csv.DictReader((sources / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in (REGISTER, REGIONS)
    )
    places = places_of(register, regions)
    service.datasets.append(areas(2027, [p for p in places if p["code"] != "GM0431"]))


def decide_on_the_register(project: Project) -> None:
    """What only a person says of a reorganisation and of the regions of a new year."""
    sources = project.packages / "municipalities/sources"
    change = sources / "municipality_change.csv"
    line = "2027-01-01,GM0431,GM0363,absorption,made_up,\n"
    change.write_text(change.read_text(encoding="utf-8") + line, encoding="utf-8")
    rows = csv.DictReader((sources / f"{REGISTER}.csv").read_text(encoding="utf-8").splitlines())
    now = sum(not row["valid_to"] for row in rows)
    regions = csv.DictReader((sources / f"{REGIONS}.csv").read_text(encoding="utf-8").splitlines())
    named = len({row["region_name"] for row in regions if row["year"] == "2027"})
    pin(
        project,
        "municipality",
        "counts_on_1_january",
        lambda kwargs: kwargs["counts"].update({"2027-01-01": now}),
    )
    pin(
        project,
        "municipality_region",
        "thirty_five_regions",
        lambda kwargs: kwargs["counts"].update({"2027": named}),
    )
    path = project.schemas / "municipality_region.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    [year] = [each for each in schema["fields"] if each["name"] == "year"]
    year["constraints"]["enum"].append(2027)
    path.write_text(json.dumps(schema, indent=2, ensure_ascii=False), encoding="utf-8")
    load_table_schema.cache_clear()  # as of `checks_of`


@pytest.mark.whole(reason="It publishes the whole project twice; each step is tried alone too.")
def test_a_whole_year_is_one_release_with_its_notes(
    service: Service, opendata: Run, own_small_project: Project, tmp_path: Path
) -> None:
    assert opendata("sources", "fetch", "--accept").exit_code == 0
    assert opendata("assemble").exit_code == 0
    assert opendata("publish", "build", "--version", "2026.01.02").exit_code == 0
    [made] = service.datasets
    more = of_the_next_year(made)
    made.rows += more
    made.dimensions["Perioden"].append({"code": f"{YEAR}JJ00", "status": "Voorlopig"})
    made.modified = "2026-10-30T02:00:00+02:00"
    register_of_the_next_year(own_small_project, service)
    fetched = opendata("sources", "fetch", "population", REGISTER, REGIONS, "--accept")
    assert fetched.exit_code == 0, fetched.output
    assert "ended the day before: GM0431" in fetched.stdout
    targets_come(own_small_project)
    decide_on_the_register(own_small_project)
    assert opendata("pin").exit_code == 0
    decide_on_targets(own_small_project)
    assert told_by_validation(opendata) == set()
    run = opendata("publish", "build", "--version", "2026.11.01")
    assert run.exit_code == 0, run.output
    notes = (tmp_path / "dist/2026.11.01.md").read_text(encoding="utf-8").replace("\\_", "_")
    changed = notes.partition("The same as before")[2].partition("\n")[2]
    told = ("housing_target", "population", "2026-H1", "2026-10-30", "municipality_change")
    for words in (*told, "GM0431", "2026-12-31", "municipality_region"):
        assert words in changed, words


def test_a_reorganisation_is_seen_by_its_codes(
    service: Service, opendata: Run, own_small_project: Project
) -> None:
    assert opendata("sources", "fetch", "--accept").exit_code == 0
    [made] = service.datasets
    for row in made.rows:
        if row["RegioS"] == "GM1979":
            row["RegioS"] = "GM9999"
        if row["RegioS"] == "GM0893" and row["Perioden"] >= "2024JJ00":
            row["M000352"] = "Impossible"
    run = opendata("sources", "fetch", "--format", "json")
    [one] = json.loads(run.stdout)
    assert {
        "codes that came: GM9999",
        "codes that went: GM1979",
        "2 rows have no figure (Impossible)",
    } <= {*one["remarks"]}


@pytest.mark.parametrize(("day", "expected"), [("next", "2022-01-01"), ("first", "2021-12-01")])
def test_a_figure_of_the_end_of_a_month_is_one_of_the_day_after_it(
    day: str, expected: str, service: Service, opendata: Run, own_small_project: Project
) -> None:
    """As the monthly dataset has it (37230ned): of a year only the last month is taken."""
    rows = [
        {"RegioS": "GM0344", "Perioden": f"2021MM{month:02}", "M000001": 350_000 + month}
        for month in (11, 12)
    ]
    service.datasets.append(
        Made(
            "37230ned",
            "Bevolkingsontwikkeling; regio per maand",
            {
                "RegioS": [{"code": "GM0344"}],
                "Perioden": [{"code": row["Perioden"], "status": "Definitief"} for row in rows],
            },
            ["M000001"],
            rows,
        )
    )
    fetch = {
        "interface": "odata-4",
        "address": f"{service.address}/odata/v1/CBS",
        "dataset": "37230ned",
        "starting": {"RegioS": "GM"},
        "ending": {"Perioden": "MM12"},
        "columns": {
            "municipality_code": {"dimension": "RegioS"},
            "reference_date": {"dimension": "Perioden", "day": day},
            "inhabitants": {"measure": "M000001"},
            "source": {"text": "made up"},
            "source_nl": {"text": "bedacht"},
        },
    }
    in_source(own_small_project, lambda source: source.update(fetch=fetch))
    run = opendata("sources", "fetch", "--accept", "--fewer")
    assert run.exit_code == 0, run.output
    path = own_small_project.packages / "municipalities" / "sources/population_2022_2025.csv"
    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        f"GM0344,{expected},350012,made up,bedacht"
    ]
