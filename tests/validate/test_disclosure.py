"""`opendata validate` audits the results it is given, whichever engine runs the expectations."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.disclosure.settings import settings_path
from inburgering_opendata.outcomes.disclosure_checks import CHECK
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.filling import filled
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.audit.made_up import one_cohort
from tests.whole import first

Change = Callable[[dict[str, Any]], None]
TOTAL = "total"


def published() -> pa.Table:
    return one_cohort().table


@cache
def _assembly(project: Project) -> Assembly:
    """What rows refer to, made once."""
    return Assembly(project)


def write(project: Project, folder: Path, change: Change = lambda row: None) -> Path:
    """The file of the table observation, each row changed."""
    rows = published().to_pylist()
    for row in rows:
        change(row)
    schema = load_table_schema(project, "observation")
    made = pa.Table.from_pylist(rows, arrow_schema(schema.unfilled))
    whole = filled(made, schema, _assembly(project).table).select(schema.field_names)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "observation.csv"
    path.write_bytes(to_csv(whole))
    return path


def is_total(row: dict[str, Any], indicator: str, area: str) -> bool:
    dimensions = {row["target_group"], row["legal_regime"], row["route"]}
    return (row["indicator"], row["area"], dimensions) == (indicator, area, {TOTAL})


def verdict(
    project: Project, path: Path, engine: str = "duckdb", earlier: tuple[Path, ...] = ()
) -> CheckResult:
    found = validate_path(project, path, engine=engine, table="observation", earlier=earlier)
    [result] = [each for each in found.checks if each.check == CHECK]
    return result


WITH_GX = pytest.mark.whole(reason="The audit is the same program, whichever engine runs it.")


@pytest.mark.parametrize("engine", [pytest.param("gx", marks=WITH_GX), "duckdb"])
def test_figures_that_hold_pass(project: Project, tmp_path: Path, engine: str) -> None:
    result = verdict(project, write(project, tmp_path), engine)
    assert result.outcome is Outcome.PASSED
    assert "none is found out" in (result.observed or "")


def test_a_count_that_was_not_perturbed_fails_and_is_named(
    project: Project, tmp_path: Path
) -> None:
    def exact(row: dict[str, Any]) -> None:
        if is_total(row, "fined", "GM0995"):
            row |= {"value": Decimal(3), "precision": "exact", "status": "observed"}

    result = verdict(project, write(project, tmp_path, exact))
    assert result.outcome is Outcome.FAILED
    named = {failure.key["figure"]: failure.observed for failure in result.failures}
    assert named["fined, GM0995, 2023"] == "it is a small count that is certain"


@pytest.mark.whole(reason="make test tries a count that was not perturbed.")
def test_a_share_that_tells_more_than_its_figures_fails(project: Project, tmp_path: Path) -> None:
    def finer(row: dict[str, Any]) -> None:
        if is_total(row, "intake_started_rate", "PV24") and row["value"]:
            row["value"] -= 4

    result = verdict(project, write(project, tmp_path, finer))
    assert result.outcome is Outcome.FAILED
    [failure] = result.failures
    assert failure.key == {"figure": "intake_started_rate, PV24, 2023"}


@pytest.mark.whole(reason="make test audits figures that hold and those that do not.")
def test_exempt_figures_are_not_audited(project: Project, tmp_path: Path) -> None:
    path = write(project, tmp_path, lambda row: row.update(disclosure="exempt_public"))
    result = verdict(project, path)
    assert (result.outcome, result.observed) == (
        Outcome.PASSED,
        "every figure is exempt: public already, or computed",
    )


def test_an_audit_that_cannot_be_made_is_an_error(own_project: Project, tmp_path: Path) -> None:
    path = settings_path(own_project)
    text = path.read_text(encoding="utf-8").replace("protection_width: 2", "protection_width: x")
    path.write_text(text, encoding="utf-8")
    result = verdict(own_project, write(own_project, tmp_path / "data"))
    assert result.outcome is Outcome.ERROR
    assert "disclosure.yaml" in (result.observed or "")


@pytest.mark.whole(reason="make test tries another audit that cannot be made.")
def test_a_value_that_is_no_number_is_an_error(project: Project, tmp_path: Path) -> None:
    path = write(project, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(",3.00,", ",three,"))
    assert verdict(project, path).outcome is Outcome.ERROR


@pytest.mark.whole(reason="make test finds a count that was not perturbed.")
def test_figures_that_contradict_each_other_fail(project: Project, tmp_path: Path) -> None:
    def fewer(row: dict[str, Any]) -> None:
        if is_total(row, "obliged", "PV24"):
            row["value"] = Decimal(10)

    result = verdict(project, write(project, tmp_path, fewer))
    assert result.outcome is Outcome.FAILED
    assert "contradict each other" in (result.observed or "")


@pytest.mark.whole(reason="make test tries a publication with counts.")
def test_a_publication_without_any_count_has_nothing_to_audit(
    project: Project, tmp_path: Path
) -> None:
    def nothing(row: dict[str, Any]) -> None:
        row |= {"value": None, "interval_low": None, "interval_high": None}
        row["status"] = "not_reported"

    assert verdict(project, write(project, tmp_path, nothing)).outcome is Outcome.ERROR


def another_key(row: dict[str, Any]) -> None:
    row["protection_key"] = row["protection_key"] and "f" * 16


@pytest.mark.whole(reason="The oracle puts two releases of small tables together.")
def test_an_earlier_release_is_audited_together(
    project: Project, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    now = write(project, tmp_path / "now")
    same = write(project, tmp_path / "same")
    drawn_twice = write(project, tmp_path / "twice", another_key)
    assert verdict(project, now, earlier=(same,)).outcome is Outcome.PASSED
    arguments = ["validate", now, "--table", "observation", "--engine", "duckdb"]
    run = opendata(*arguments, "--earlier", drawn_twice, "--format", "json")
    assert run.exit_code == 1
    [check] = [each for each in json.loads(run.stdout)["checks"] if each["check"] == CHECK]
    assert check["outcome"] == "failed"
    assert "more than one secret" in check["observed"]


def zipped(folder: Path) -> Path:
    """The zip of a package, as it is published beside its folder."""
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


@pytest.mark.parametrize(
    "shape",
    first(
        2,
        ["file", "zip of a release", "package", "release", "zip"],
        "It lies between the two that make test tries.",
    ),
)
@pytest.mark.whole(reason="make test audits an earlier release as a folder.")
def test_an_earlier_release_may_have_any_shape_that_is_published(
    project: Project, tmp_path: Path, shape: str
) -> None:
    now = write(project, tmp_path / "now")
    release = tmp_path / "2026.11.23"
    file = write(project, release / "outcomes" / "data", another_key)
    # The same figures for Excel are written otherwise, and are not read.
    (release / "outcomes" / "excel").mkdir()
    (release / "outcomes" / "excel" / "observation.csv").write_text("a;b\n")
    shapes = {"file": lambda: file, "package": lambda: release / "outcomes"}
    shapes |= {"release": lambda: release, "zip": lambda: zipped(release / "outcomes")}
    before = shapes.get(shape, lambda: zipped(release))()
    assert verdict(project, now, earlier=(before,)).outcome is Outcome.FAILED


@pytest.mark.parametrize("format_", ["csv", "parquet"])
@pytest.mark.whole(reason="make test audits an earlier release that has them.")
def test_an_earlier_release_may_lack_columns_that_came_later(
    project: Project, tmp_path: Path, format_: str
) -> None:
    now = write(project, tmp_path / "now")
    later = ["interval_low", "interval_high", "protection_key"]
    table = published().drop_columns(later)
    before = tmp_path / f"observation.{format_}"
    if format_ == "csv":
        before.write_bytes(to_csv(table))
    else:
        pq.write_table(table, before)
    assert verdict(project, now, earlier=(before,)).outcome is Outcome.PASSED


@pytest.mark.whole(reason="make test audits an earlier release that can be read.")
def test_an_earlier_release_that_cannot_be_read_is_an_error(
    project: Project, tmp_path: Path
) -> None:
    now = write(project, tmp_path / "now")
    before = tmp_path / "outcomes.zip"
    before.write_bytes(b"no zip")
    assert verdict(project, now, earlier=(before,)).outcome is Outcome.ERROR
    broken = write(project, tmp_path / "before")
    broken.write_text(broken.read_text(encoding="utf-8").replace(",3.00,", ",three,"))
    result = verdict(project, now, earlier=(broken,))
    assert (result.outcome, "observation.csv: the table" in (result.observed or "")) == (
        Outcome.ERROR,
        True,
    )


@pytest.mark.whole(reason="It audits what make test audits, and looks at what is printed.")
def test_standard_output_has_its_one_document_and_nothing_of_the_solver(
    project: Project, tmp_path: Path
) -> None:
    path = write(project, tmp_path)
    command = [sys.executable, "-m", "inburgering_opendata", "validate", str(path)]
    options = ["--table", "observation", "--engine", "duckdb", "--format", "json"]
    run = subprocess.run([*command, *options], capture_output=True, check=False)
    # The suite of the real table asks for more than this one has; the audit is what is tried.
    [check] = [each for each in json.loads(run.stdout)["checks"] if each["check"] == CHECK]
    assert check["outcome"] == "passed"


def test_an_earlier_release_without_results_is_wrong_usage(
    project: Project, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    path = write(project, tmp_path / "now")
    (tmp_path / "before" / "funding").mkdir(parents=True)
    for before in (tmp_path / "before", zipped(tmp_path / "before")):
        for command in (
            ["validate", path, "--table", "observation"],
            ["verify", tmp_path],
            ["publish", tmp_path],
            ["release"],
            ["outcomes", "--as-of", "2025-12-31"],
        ):
            run = opendata(*command, "--earlier", before)
            assert (run.exit_code, command[0]) == (2, command[0])
            assert "there is no table observation" in run.stderr
