"""An official file arrives: its figures replace the computed ones or stand beside them, and the
rules are held against them. Every file is made up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.funding.annex.errors import ANNEX_UNREADABLE
from inburgering_opendata.funding.errors import OFFICIAL_FIGURE_TWICE, OFFICIAL_TARGETS_UNFIT
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from tests.annex.made_up import (
    BY_PROVINCE,
    HOUSED,
    TARGETS,
    TIDY,
    arrive,
    declare,
    housed_csv,
    provinces_xlsx,
    targets_xlsx,
    tidy_csv,
)
from tests.small import rewrite

Run = Callable[..., Result]
Rows = list[dict[str, str]]

CIRCULAR, OVERVIEW = "Annex A of the circular", "Monthly overview"
HALF_YEAR = "2023-H1"
UTRECHT = "GM0344"
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni")


def rows_of(folder: Path, table: str) -> Rows:
    package = "outcomes" if table == "housing_result" else "funding"
    with (folder / package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def computed(small_build: Path) -> Rows:
    """The computed targets of the half-year, with the names of the municipalities."""
    with (small_build / "municipalities/data/municipality.csv").open(encoding="utf-8") as file:
        register = csv.DictReader(file)
        names = {row["municipality_code"]: row["municipality_name"] for row in register}
    rows = [row for row in rows_of(small_build, "housing_target") if row["half_year"] == HALF_YEAR]
    return [{**row, "name": names[row["municipality_code"]]} for row in rows]


def by(computed: Rows, method: str) -> dict[str, int]:
    return {row["name"]: int(row[f"persons_{method}"]) for row in computed}


def refused(project: Project, table: str = "housing_target") -> OpendataError:
    with pytest.raises(OpendataError) as caught:
        Assembly(project).table(table)
    return caught.value


def fits(folder: Path) -> dict[str, tuple[str, str, str]]:
    return {
        row["rule"]: (row["fit"], row["met"], row["compared"])
        for row in rows_of(folder, "rule")
        if row["period"] == HALF_YEAR
    }


@pytest.mark.whole(reason="make test has an annex take the place of computed amounts.")
def test_official_targets_replace_the_computed_ones_and_test_their_rule(
    own_small_project: Project,
    computed: Rows,
    tmp_path: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    wanted = json.loads(opendata("list", "--wanted", "--format", "json").stdout)
    targets = by(computed, "adams")
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", targets_xlsx(targets), TARGETS)
    left = json.loads(opendata("list", "--wanted", "--format", "json").stdout)
    assert len(left) == len(wanted) - 1

    output = tmp_path / "build"
    build(own_small_project, (), output, views={"boundaries": "2023-01-01"})
    rows = [row for row in rows_of(output, "housing_target") if row["half_year"] == HALF_YEAR]
    assert [row["persons"] for row in rows] == [str(number) for number in targets.values()]
    told = {(row["basis"], row["is_computed_by"], row["status"]) for row in rows}
    assert told == {("official", "", "")}
    evidence = [row for row in rows_of(output, "evidence") if row["class"] == "official"]
    assert {(row["period"], row["precision"], row["is_comparable"]) for row in evidence} == {
        (HALF_YEAR, "exact", "true")
    }
    adams = [row["is_met"] for row in evidence if row["rule"] == "housing_adams"]
    assert adams == ["true"] * len(computed)
    fit, met, compared = fits(output)["housing_adams"]
    # In so small a country no target that was reported is met.
    assert (fit, int(met)) == ("partly_met", len(computed)) and int(compared) > len(computed)
    results = [row for row in rows_of(output, "housing_result") if row["period"][:4] == "2023"]
    bases = {(row["period"], row["target_basis"]) for row in results}
    # Of a year of which one half is computed the target is computed.
    assert bases == {
        (HALF_YEAR, "official"),
        ("2023-H2", "statutory_formula"),
        ("2023", "statutory_formula"),
    }
    checked = opendata("validate", output, "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output
    shown = opendata("explain", "Utrecht", "--from", output, "--stream", "housing_target")
    assert shown.exit_code == 0, shown.output
    [line] = [line for line in shown.stdout.splitlines() if HALF_YEAR in line and "persons" in line]
    assert f"{targets['Utrecht']:,} persons of 21,200, official: as the government" in line
    assert "by largest remainder" in line


def uses(folder: Path) -> dict[str, str]:
    return {
        row["period"]: row["use"]
        for row in rows_of(folder, "rule")
        if row["rule"] == "housing_adams" and row["period"].startswith("2023")
    }


@pytest.mark.whole(reason="make test has official targets test their rule.")
def test_a_rule_that_official_targets_refute_is_used_no_more_in_that_half_year(
    own_small_project: Project,
    computed: Rows,
    tmp_path: Path,
    small_build: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    targets = by(computed, "largest_remainder")
    assert targets != by(computed, "adams")
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", targets_xlsx(targets), TARGETS)
    build(own_small_project, (), tmp_path / "build")
    found = fits(tmp_path / "build")
    assert found["housing_adams"][0] == "refuted"
    assert found["housing_largest_remainder"][:2] == ("partly_met", str(len(computed)))
    # The target of the whole year rests on the rule still, by its second half.
    assert uses(small_build) == dict.fromkeys(("2023", "2023-H1", "2023-H2"), "used")
    assert uses(tmp_path / "build") == {**uses(small_build), HALF_YEAR: "candidate"}
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ({"Utrecht": None}, "'' is not a number in Dutch notation"),
        ({"Utrecht": 12.5}, "'12.5' is not a whole number of persons, 0 or more"),
        ({"Utrecht": -3}, "'-3' is not a whole number of persons, 0 or more"),
        ({"total": 21199}, "the total says 21,199, the rows add up to 21,200: -1"),
        ({"hidden": "Utrecht"}, "it is hidden in the workbook"),
    ],
)
def test_what_is_wrong_is_named_by_sheet_row_and_column(
    own_small_project: Project, computed: Rows, spoil: Mapping[str, Any], words: str
) -> None:
    targets = by(computed, "adams")
    data = targets_xlsx(targets, spoil)
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, TARGETS)
    error = refused(own_small_project)
    assert error.kind is ANNEX_UNREADABLE
    place = "total" if "total" in spoil else "Utrecht"
    row = 5 + [*targets, "total"].index(place)
    first, [line] = error.message.splitlines()[0], error.message.splitlines()[1:]
    assert "bijlage-a.xlsx, sheet 'Bijlage A'" in first
    assert f"row {row}, " in line and words in line
    assert "hidden" in spoil or "'Taakstelling eerste helft 2023 1)'" in line


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: {n: p for n, p in t.items() if n != "Utrecht"}, "no row is of Utrecht (GM0344)"),
        (lambda t: {**t, "Utrecht ": 1}, "GM0344 stands in row"),
        (lambda t: {**t, "Nergenshuizen": 0}, "there is no municipality 'Nergenshuizen'"),
        (lambda t: {**t, "Utrecht": t["Utrecht"] + 1}, "21,200 was expected, as declared in"),
    ],
)
def test_municipalities_and_the_national_target_must_be_right(
    own_small_project: Project,
    computed: Rows,
    change: Callable[[dict[str, int]], dict[str, int]],
    words: str,
) -> None:
    data = targets_xlsx(change(by(computed, "adams")))
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, TARGETS)
    assert words in refused(own_small_project).message


def in_two_parts(targets: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Some in one made-up province, the others in another."""
    names = sorted(targets)
    parts = {"Noord": names[: len(names) // 2], "Zuid": names[len(names) // 2 :]}
    return {part: {name: targets[name] for name in named} for part, named in parts.items()}


def test_headings_and_totals_of_provinces_are_no_municipalities_and_are_checked(
    own_small_project: Project, computed: Rows
) -> None:
    parts = in_two_parts(targets := by(computed, "adams"))
    data = provinces_xlsx(parts, {})
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, BY_PROVINCE)
    rows = Assembly(own_small_project).table("housing_target").to_pylist()
    official = [row for row in rows if row["half_year"] == HALF_YEAR]
    assert {row["municipality_name"]: row["persons"] for row in official} == targets
    assert {row["basis"] for row in official} == {"official"}


@pytest.mark.parametrize(
    ("spoil", "annex", "words"),
    [
        (
            {"Zuid": 1},
            {},
            "'Eerste helft 2023': the total of the part says {over}, its rows add up to {zuid}: +1",
        ),
        ({}, {"between": ["Provincie"]}, "there is no municipality 'Totaal provincie Noord'"),
        (
            {},
            {"columns": {"municipality_name": "Gemente", "persons": "1e helft 2023"}},
            "one header was expected; row 3 has 'Eerste helft 2023'; row 2 has 'Gemeente'",
        ),
    ],
)
def test_what_is_wrong_with_a_file_by_province_is_named(
    own_small_project: Project,
    computed: Rows,
    spoil: Mapping[str, int],
    annex: Mapping[str, Any],
    words: str,
) -> None:
    parts = in_two_parts(by(computed, "adams"))
    data = provinces_xlsx(parts, spoil)
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, {**BY_PROVINCE, **annex})
    zuid = sum(parts["Zuid"].values())
    assert (
        words.format(zuid=f"{zuid:,}", over=f"{zuid + 1:,}") in refused(own_small_project).message
    )


def test_a_file_of_another_year_is_refused(own_small_project: Project, computed: Rows) -> None:
    header = "Taakstelling eerste helft 2022"
    layout = {**TARGETS, "columns": {**TARGETS["columns"], "persons": header}}
    data = targets_xlsx(by(computed, "adams"), {"header": header})
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, layout)
    assert "says 'eerste helft 2023'; the years it prints there are: 2022" in (
        refused(own_small_project).message
    )


def test_a_half_year_without_a_national_target_cannot_have_official_ones(
    own_small_project: Project, computed: Rows
) -> None:
    header = "Taakstelling tweede helft 2024"
    layout = {
        **TARGETS,
        "columns": {**TARGETS["columns"], "persons": header},
        "says": "tweede helft 2024",
        "municipalities_on": "2024-07-01",
    }
    data = targets_xlsx(by(computed, "adams"), {"header": header})
    arrive(own_small_project, CIRCULAR, "a.xlsx", data, layout, half_year="2024-H2")
    error = refused(own_small_project)
    assert error.kind is OFFICIAL_TARGETS_UNFIT
    assert "half-year 2024-H2" in error.message and "no national target" in error.message


def test_targets_of_before_a_lowering_are_evidence_and_replace_nothing(
    own_small_project: Project, small_build: Path, computed: Rows
) -> None:
    names = {row["municipality_code"]: row["name"] for row in computed}
    before = {
        names[row["municipality_code"]]: int(row["persons_adams"])
        for row in rows_of(small_build, "housing_target_edition")
        if (row["half_year"], row["edition"]) == ("2023-H2", "before_lowering")
    }
    header = "Taakstelling tweede helft 2023"
    layout = {
        **TARGETS,
        "columns": {**TARGETS["columns"], "persons": header},
        "says": "tweede helft 2023",
        "totals": {"persons": 27_300},
        "municipalities_on": "2023-07-01",
    }
    told = {"half_year": "2023-H2", "edition": "before_lowering"}
    arrive(
        own_small_project,
        CIRCULAR,
        "before.xlsx",
        targets_xlsx(before, {"header": header}),
        layout,
        **told,
    )
    assembly = Assembly(own_small_project)
    assert "official" not in assembly.table("housing_target")["basis"].to_pylist()
    evidence = [
        row
        for row in assembly.table("evidence").to_pylist()
        if (row["class"], row["rule"]) == ("official", "housing_adams")
    ]
    assert len(evidence) == len(before) and all(row["is_met"] for row in evidence)
    assert {row["subject"] for row in evidence} == {"housing_target_before_lowering"}


def test_two_files_with_targets_of_one_half_year_are_refused(
    own_small_project: Project, computed: Rows
) -> None:
    data = targets_xlsx(by(computed, "adams"))
    arrive(own_small_project, CIRCULAR, "bijlage-a.xlsx", data, TARGETS)
    path = own_small_project.packages / "funding" / "package.json"
    annex = json.loads(path.read_text(encoding="utf-8"))["sources"][-1]["annex"]
    declare(own_small_project, "again.xlsx", data, annex, "official_target")
    error = refused(own_small_project)
    assert error.kind is OFFICIAL_FIGURE_TWICE
    assert "official_target, half_year 2023-H1" in error.message


@pytest.mark.whole(reason="make test reads targets by the same reader.")
def test_six_months_of_people_housed_make_a_half_year_beside_the_targets(
    own_small_project: Project,
    computed: Rows,
    tmp_path: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    housed = {row["municipality_code"]: (row["name"], int(row["persons"])) for row in computed}
    for number, month in enumerate(MONTHS, start=1):
        annex = {
            **HOUSED,
            "says": f"{month} 2023",
            "municipalities_on": "2023-01-01",
            "values": {"period": f"2023-{number:02}", "source_address": "https://example.org/o"},
        }
        assert number == 1 or not _official(own_small_project)
        data, name = housed_csv(f"{month} 2023", housed), f"overzicht-{number}.csv"
        if number == 1:
            arrive(own_small_project, OVERVIEW, name, data, annex)
        else:
            declare(own_small_project, name, data, annex, "official_housed")
    found = _official(own_small_project)
    assert {
        row["area"]: row["realised"] for row in found if row["area_type"] == "municipality"
    } == {code: 6 * number for code, (_, number) in housed.items()}
    utrecht = next(row for row in found if row["area"] == UTRECHT)
    assert utrecht["difference"] == utrecht["realised"] - utrecht["target"]
    assert utrecht["realised_precision"] == "exact"
    assert utrecht["source_address"] == "https://example.org/o"
    build(own_small_project, (), tmp_path / "build")
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output


def _official(project: Project) -> list[dict[str, Any]]:
    rows = Assembly(project).table("housing_result").to_pylist()
    return [row for row in rows if row["realised_from"] == "official"]


@pytest.mark.whole(reason="make test has official targets take the place of computed ones.")
def test_the_published_grant_of_a_year_is_a_stream_of_its_own(
    own_small_project: Project,
    small_build: Path,
    tmp_path: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    name = "provisions_2022"
    assert name not in Assembly(own_small_project).table("stream")["stream"].to_pylist()
    with (small_build / "municipalities/data/municipality.csv").open(encoding="utf-8") as file:
        amounts = {
            row["municipality_code"]: (row["municipality_name"], 100_000 + 7 * number)
            for number, row in enumerate(csv.DictReader(file))
            if not row["valid_to"] or row["valid_to"] >= "2022-01-01"
        }
    total = sum(amount for _, amount in amounts.values())
    data = tidy_csv(amounts).replace(b"uitkeringsjaar 2020", b"uitkeringsjaar 2022")
    layout = {key: TIDY[key] for key in ("delimiter", "encoding", "columns", "total")}
    arrive(own_small_project, "Amounts of the SPUK", "spuk.csv", data, layout)
    _national_amount_of(own_small_project, name, total)

    build(own_small_project, (), tmp_path / "build")
    rows = [row for row in rows_of(tmp_path / "build", "allocation") if row["stream"] == name]
    assert {row["municipality_code"]: int(row["amount_eur"]) for row in rows} == {
        code: amount for code, (_, amount) in amounts.items()
    }
    assert {(row["basis"], row["reference_date"]) for row in rows} == {("official", "2022-01-01")}
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output
    shown = opendata("explain", "Utrecht", "--from", tmp_path / "build", "--stream", name)
    assert shown.exit_code == 0, shown.output
    assert f"published amount: € {amounts[UTRECHT][1]:,}" in shown.output


@pytest.mark.whole(reason="make test puts a published target beside a computed one.")
def test_a_computed_grant_stands_beside_the_published_one_and_tests_the_formula(
    own_small_project: Project,
    tmp_path: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    _caseload_of_2022(own_small_project)
    assembly = Assembly(own_small_project)
    register = assembly.table("municipality").to_pylist()
    names = {row["municipality_code"]: row["municipality_name"] for row in register}
    computed = {
        row["municipality_code"]: (row["total_eurocent"] + 50) // 100
        for row in assembly.table("spuk_grant").to_pylist()
    }
    assert assembly.table("spuk_grant")["official_total_eurocent"].null_count == len(computed)
    amounts = {
        code: (names[code], euros + 5 * (code == UTRECHT)) for code, euros in computed.items()
    }
    data = tidy_csv(amounts).replace(b"uitkeringsjaar 2020", b"uitkeringsjaar 2022")
    layout = {key: TIDY[key] for key in ("delimiter", "encoding", "columns", "total")}
    arrive(own_small_project, "Amounts of the SPUK", "spuk.csv", data, layout)
    total = sum(amount for _, amount in amounts.values())
    _national_amount_of(own_small_project, "provisions_2022", total)

    build(own_small_project, (), tmp_path / "build")
    evidence = [
        row for row in rows_of(tmp_path / "build", "evidence") if row["rule"] == "spuk_formula"
    ]
    assert {row["municipality_code"]: row["difference"] for row in evidence} == {
        code: "5" if code == UTRECHT else "0" for code in computed
    }
    [rule] = [
        row
        for row in rows_of(tmp_path / "build", "rule")
        if (row["rule"], row["period"]) == ("spuk_formula", "2022")
    ]
    n = len(computed)
    assert (rule["fit"], int(rule["met"]), int(rule["compared"])) == ("partly_met", n - 1, n)
    [utrecht] = [
        row
        for row in rows_of(tmp_path / "build", "spuk_grant")
        if row["municipality_code"] == UTRECHT
    ]
    difference = int(utrecht["total_eurocent"]) - 100 * amounts[UTRECHT][1]
    assert int(utrecht["official_difference_eurocent"]) == difference
    arguments = ("Utrecht", "--from", tmp_path / "build", "--stream", "provisions")
    shown = opendata("explain", *arguments, "--format", "json")
    assert shown.exit_code == 0, shown.output
    [explained] = json.loads(shown.stdout)["grants"]
    assert explained["official_difference_eurocent"] == difference
    assert f"published amount: € {amounts[UTRECHT][1]:,}.00; computed less that: " in (
        opendata("explain", *arguments).stdout
    )
    checked = opendata("validate", tmp_path / "build", "--engine", "duckdb")
    assert checked.exit_code == 0, checked.output


def _caseload_of_2022(project: Project) -> None:
    """Declare a made-up caseload, and what else the grant of 2022 is computed from."""
    codes = [
        row["municipality_code"]
        for row in Assembly(project).table("municipality").to_pylist()
        if not row["valid_to"] or row["valid_to"] >= date(2022, 1, 1)
    ]
    caseload = [
        "municipality_code,year,boundaries_on,family_and_other,asylum_provisional,asylum,completed,"
        "education_route",
        *(f"{code},2020,2022-01-01,{3 + n},{5 + n},,," for n, code in enumerate(codes)),
    ]
    supplied = [
        "grant,name,value",
        *(f"2022-provisional,{name},number:20000" for name in ("LHT", "LHT_t1")),
        "2022-provisional,caseload,Made up",
    ]
    path = project.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    for table, lines in (("spuk_caseload", caseload), ("spuk_supplied", supplied)):
        data = "\n".join([*lines, ""]).encode()
        (path.parent / "sources" / f"{table}.csv").write_bytes(data)
        told = {"table": table, "path": f"sources/{table}.csv", "sha256": sha256(data)}
        declared["sources"].append({**declared["sources"][0], **told})
    declared["tables"].append("spuk_grant")
    path.write_text(json.dumps(declared), encoding="utf-8")


def _national_amount_of(project: Project, name: str, total: int) -> None:
    """Add the total of a published grant as CONTRIBUTING.md says of a national amount."""

    def add(data: bytes) -> bytes:
        rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        [like] = [row for row in rows if row["id"] == "provisions_2024_after"]
        more = {"id": name, "amount_eur": str(total), "year": "2022", "last_year": "2022"}
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [*like], lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, {**like, **more, "same_money_as": "", "counts": "true"}])
        return text.getvalue().encode()

    rewrite(project, "funding/sources/national_amount_since.csv", add)
    _pin(project, "national_amount", "pinned_totals", lambda pinned: pinned["totals"], name, total)
    _pin(project, "allocation", "pinned_totals", lambda pinned: pinned["totals"], name, total)
    for table, check in (
        ("national_amount", "amounts_of_each_nature"),
        ("money_timeline", "every_amount_of_each_status"),
    ):
        _pin(project, table, check, lambda pinned: pinned["sizes"], "budgeted", None)
    _pin(
        project,
        "money_timeline",
        "known_sums_of_money",
        lambda pinned: pinned["value_pairs_set"],
        [name, name],
        None,
    )


def _pin(
    project: Project,
    table: str,
    check: str,
    place: Callable[[Any], Any],
    name: Any,
    value: int | None,
) -> None:
    """Pin a total, one more of a size, or a pair, in the suite of a table."""
    path = project.root / "expectations" / f"{table}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    [found] = [each for each in suite["expectations"] if each["meta"]["id"] == check]
    pinned = place(found["kwargs"])
    if isinstance(pinned, list):
        pinned.append(name)
    else:
        pinned[name] = pinned[name] + 1 if value is None else value
    path.write_text(json.dumps(suite), encoding="utf-8")
