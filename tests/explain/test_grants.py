"""A grant is explained where a table of grants is at hand, and never from thin air."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.explain.explanation import Explainer
from inburgering_opendata.explain.tables import read_published
from inburgering_opendata.explain.wording import in_words
from inburgering_opendata.toolkit.ground.project import Project
from tests.whole import first

Run = Callable[..., Result]


@pytest.fixture
def grant(opendata: Run, pristine_build: Path, tmp_path: Path) -> Path:
    """The grant of 2023 from made-up numbers."""
    register = pristine_build / "municipalities" / "data" / "municipality.csv"
    with register.open(encoding="utf-8", newline="") as stream:
        codes = [
            row["municipality_code"]
            for row in csv.DictReader(stream)
            if (row["valid_from"] or "0") <= "2021-01-01" <= (row["valid_to"] or "9")
        ]
    numbers = ((code, int(code[2:])) for code in codes)
    lines = [f"{code},2021,2021-01-01,{n % 37},{n % 53},1,1,1" for code, n in numbers]
    caseload = tmp_path / "caseload.csv"
    header = "municipality_code,year,boundaries_on,family_and_other,asylum_provisional,asylum"
    caseload.write_text("\n".join([f"{header},completed,education_route", *lines]) + "\n")
    inputs = ("--set", "LHT=number:42400", "--set", "LHT_t1=number:23500")
    arguments = ("--year", "2023", "--caseload", caseload, *inputs)
    assert opendata("grant", *arguments, "--output", tmp_path).exit_code == 0
    return tmp_path / "2023-provisional"


def test_every_number_of_every_grant_is_that_of_the_table(
    grant: Path, project: Project, pristine_build: Path
) -> None:
    published = read_published(project, pristine_build, [grant])
    rows = {row["municipality_code"]: row for row in published.rows["spuk_grant"]}
    explainer = Explainer(published)
    for municipality in published.rows["municipality"]:
        explanation = explainer.explain(municipality)
        for explained in explanation.grants:
            row = rows.pop(municipality["municipality_code"])
            for column in ("ba_eurocent", "total_eurocent", "effect_of_d_eurocent", "share"):
                assert str(getattr(explained, column)) == row[column]
            euros, cents = divmod(explained.total_eurocent, 100)
            assert f"grant: € {euros:,}.{cents:02}" in in_words(explanation)
            assert dict(explained.supplied)["LHT"] == "number:42400"
    assert rows == {}


@pytest.mark.whole(reason="make test holds every number of every grant against the table.")
def test_a_grant_says_its_basis_and_what_it_was_computed_from(
    grant: Path, opendata: Run, pristine_build: Path
) -> None:
    arguments = ("explain", "Utrecht", "--from", pristine_build)
    assert "SPUK" not in opendata(*arguments).stdout
    english = opendata(*arguments, "--grant", grant).stdout
    assert "Grant for provisions, SPUK (provisions, 2023-provisional)" in english
    assert "statutory formula" in english.split("SPUK")[1]
    assert "supplied: caseload = caseload.csv, sha256:" in english
    dutch = opendata(*arguments, "--grant", grant, "--lang", "nl").stdout
    assert "Uitkering voor voorzieningen, SPUK (provisions, 2023-provisional)" in dutch
    assert "aangeleverd: LHT = number:42400" in dutch
    alone = opendata(*arguments, "--grant", grant, "--stream", "provisions").stdout
    assert "SPUK" in alone and "introduction" not in alone and "did not exist" not in alone
    as_json = opendata(*arguments, "--grant", grant, "--format", "json").stdout
    [explained] = json.loads(as_json)["grants"]
    assert (explained["grant"], explained["municipalities"]) == ("2023-provisional", 342)


def test_a_release_that_has_the_table_explains_it_by_itself(
    grant: Path, opendata: Run, build_folder: Path
) -> None:
    for name in ("spuk_grant", "spuk_supplied"):
        shutil.copy(grant / f"{name}.csv", build_folder / "funding" / "data")
    assert "SPUK" in opendata("explain", "GM0344", "--from", build_folder).stdout


@pytest.mark.parametrize(
    ("year", "inputs"),
    first(
        1,
        [
            ("2023", ("--definitive",)),
            (
                "2026",
                (
                    *("--set", "LPAS=25001", "--set", "LHT_t1=both-halves"),
                    *("--set", "PO=0.153", "--set", "abo_amount=3500.25"),
                ),
            ),
            ("2026", ("--definitive", "--set", "abo_amount=3500.25")),
        ],
        "It is another stage of the same text.",
    ),
)
def test_both_texts_and_both_stages_are_computed_anew_from_the_parameters(
    year: str,
    inputs: tuple[str, ...],
    opendata: Run,
    project: Project,
    pristine_build: Path,
    tmp_path: Path,
) -> None:
    """`Explainer` refuses a number that does not follow, so an explanation is the proof."""
    register = read_published(project, pristine_build).rows["municipality"]
    lines = [
        f"{code},{of_year},{of_year}-01-01,{n % 37},{n % 53},{n % 51},{n % 11},{n % 5}"
        for of_year in range(2020, 2027)
        for row in register
        for code, n in ((row["municipality_code"], int(row["municipality_code"][2:])),)
        if (row["valid_from"] or "0") <= f"{of_year}-01-01" <= (row["valid_to"] or "9")
    ]
    caseload = tmp_path / "caseload.csv"
    header = "municipality_code,year,boundaries_on,family_and_other,asylum_provisional,asylum"
    caseload.write_text("\n".join([f"{header},completed,education_route", *lines]) + "\n")
    arguments = ("--year", year, "--caseload", caseload, *inputs, "--output", tmp_path)
    assert opendata("grant", *arguments).exit_code == 0
    [folder] = tmp_path.glob(f"{year}-*")
    explainer = Explainer(read_published(project, pristine_build, [folder]))
    grants = [g for row in register for g in explainer.explain(row, "provisions").grants]
    assert len(grants) == 342
    assert sum(g.ba_eurocent for g in grants) == grants[0].tba_eurocent
    assert any(g.effect_of_d_eurocent for g in grants) == (year == "2026")


@pytest.mark.parametrize(
    "column",
    first(
        3,
        [
            *("ba_eurocent", "gg", "tba_eurocent", "bgo_eurocent", "total_eurocent", "number_t"),
            *("total_without_d_eurocent", "abo_eurocent"),
        ],
        "Another number does not follow.",
    ),
)
def test_a_grant_that_does_not_follow_is_refused(
    column: str, grant: Path, opendata: Run, pristine_build: Path
) -> None:
    path = grant / "spuk_grant.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    [row] = [row for row in rows if row["municipality_code"] == "GM0344"]
    for other in rows if column == "tba_eurocent" else [row]:
        other[column] = str(int(other[column]) + 1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    run = opendata("explain", "GM0344", "--from", pristine_build, "--grant", grant)
    assert run.exit_code == 1
    assert "provisions (2023-provisional), GM0344" in run.stderr


def test_a_folder_without_a_grant_is_named(opendata: Run, tmp_path: Path) -> None:
    run = opendata("explain", "GM0344", "--grant", tmp_path)
    assert run.exit_code == 3
    assert "spuk_grant.csv" in run.stderr
