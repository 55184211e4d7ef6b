"""The views that `opendata assemble --boundaries` writes: checked, and found out when spoilt."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inburgering_opendata.cli import main
from inburgering_opendata.municipalities.view import View, parse_view
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.boundaries.test_boundaries import END
from tests.whole import first

Run = Callable[..., Result]
VIEWS = ("allocation_on_20230101", "allocation_on_20230101_by_region_2026")


@pytest.fixture(scope="module")
def with_views(published_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views") / "build"
    arguments = ["assemble", "--boundaries", "2023-01-01", "--regions", "2026"]
    where = ["--project", str(published_project.root), "--output", str(folder)]
    run = CliRunner().invoke(main, [*arguments, *where])
    assert run.exit_code == 0, run.output
    return folder


@pytest.mark.whole(
    reason="It checks all other tables besides; make test spoils a view and finds it."
)
def test_a_build_with_views_validates(project: Project, with_views: Path) -> None:
    for table in VIEWS:
        assert (with_views / f"funding/data/{table}.csv").is_file()
    result = validate_path(project, with_views, engine="duckdb")
    assert [c for c in result.checks if c.outcome is not Outcome.PASSED] == []
    made = {table.table for table in result.tables}
    assert {*VIEWS, "housing_target_on_20230101", "housing_result_on_20230101"} <= made
    # It has regions of its own; and a long table of unlike figures does not add up at all.
    assert not {"housing_result_on_20230101_by_region_2026", "observation_on_20230101"} & made


@pytest.mark.whole(reason="Each of the expectations that find it is broken in tests/mutations.")
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(
            "gx",
            marks=pytest.mark.whole(
                reason="It checks the whole package; gx and duckdb agree on every check."
            ),
        ),
        "duckdb",
    ],
)
def test_an_amount_lost_or_a_municipality_missing_is_found_out(
    project: Project, with_views: Path, tmp_path: Path, engine: str
) -> None:
    spoilt = Path(shutil.copytree(with_views, tmp_path / "build"))
    path = spoilt / f"funding/data/{VIEWS[0]}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "introduction,GM0363" not in line))
    result = validate_path(project, spoilt / "funding", engine=engine)
    failed = {(c.table, c.check) for c in result.checks if c.outcome is Outcome.FAILED}
    for check in ("same_sum_of_amount_eur", "same_sum_of_inhabitants", "municipalities_complete"):
        assert (VIEWS[0], check) in failed
    assert (VIEWS[1], "same_sum_of_amount_eur") not in failed


def test_a_result_is_of_the_municipality_that_took_over(with_views: Path) -> None:
    path = with_views / "outcomes/data/housing_result_on_20230101.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert {row["area_type"] for row in rows} == {"municipality"}
    amsterdam = {r["period"]: r["target"] for r in rows if r["municipality_code"] == "GM0363"}
    plain = with_views / "outcomes/data/housing_result.csv"
    before = {
        (r["period"], r["area"]): int(r["target"])
        for r in csv.DictReader(plain.open(encoding="utf-8", newline=""))
    }
    for period in ("2022-H1", "2022"):
        both = before[period, "GM0363"] + before[period, "GM0457"]
        assert int(amsterdam[period]) == both
    assert "difference" not in rows[0], "how precise a sum is, a view does not say"


@pytest.mark.parametrize(
    ("arguments", "words"),
    first(
        2,
        [
            (["--boundaries", "9999-01-01"], "yet to come"),
            (["--boundaries", "1 januari"], "YYYY-MM-DD"),
            (["--boundaries", "2018-01-01"], "2019-01-01 or later"),
            (["--boundaries", "2023-01-01", "--regions", "2020"], "GM1979"),
            (["--regions", "2026"], "needs --boundaries"),
        ],
        "They cannot be given for another reason.",
    ),
)
def test_boundaries_that_cannot_be_given_are_wrong_usage(
    opendata: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    run = opendata("assemble", *arguments, "--output", tmp_path / "build")
    assert run.exit_code == 2
    assert words in run.stderr
    assert not (tmp_path / "build").exists()


def test_the_name_of_a_view_says_what_it_is() -> None:
    for view in (View("a", END), View("a_on_b", END, 2026)):
        assert parse_view(view.name) == view
    for name in ("allocation", "allocation_on_20231301", "allocation_on_2023"):
        assert parse_view(name) is None
