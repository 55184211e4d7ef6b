"""`opendata validate` attacks the results it is given, whichever engine runs the expectations."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import Result

from inburgering_opendata.describe.arrow import arrow_schema
from inburgering_opendata.describe.table_schema import load_table_schema
from inburgering_opendata.disclosure.settings import settings_path
from inburgering_opendata.project import Project
from inburgering_opendata.tables.csv_writer import to_csv
from inburgering_opendata.validate.disclosure_checks import CHECK
from inburgering_opendata.validate.result import CheckResult, Outcome
from inburgering_opendata.validate.run import validate_path

Values = dict[str, int | None]
SAFE: Values = {"PV24": 80, "GM0034": 68, "GM0050": None, "GM0995": None}
BROKEN: Values = {"PV24": 80, "GM0034": 68, "GM0050": None, "GM0995": 9}


def write(project: Project, folder: Path, values: Values, **changes: object) -> Path:
    """A file of the table observation: who is obliged in a province."""
    schema = load_table_schema(project, "observation")
    rows = [
        {
            "publication": "deliveries of 2026-12-31",
            "indicator": "obliged",
            "area_type": "province" if area.startswith("PV") else "municipality",
            "area": area,
            "municipality_code": area if area.startswith("GM") else None,
            "place": area,
            "period": "2023",
            "target_group": "total",
            "legal_regime": "total",
            "route": "total",
            "as_of": date(2026, 12, 31),
            "boundaries": date(2026, 12, 31),
            "value": None if value is None else Decimal(value),
            "unit": "persons",
            "precision": "exact",
            "status": "suppressed" if value is None else "observed",
            "is_provisional": False,
            "is_estimated": False,
            "nature": "counted",
            "disclosure": "protected",
            **changes,
        }
        for area, value in values.items()
    ]
    folder.mkdir(exist_ok=True)
    path = folder / "observation.csv"
    path.write_bytes(to_csv(pa.Table.from_pylist(rows, arrow_schema(schema))))
    return path


def verdict(
    project: Project, path: Path, engine: str = "duckdb", earlier: tuple[Path, ...] = ()
) -> CheckResult:
    found = validate_path(project, path, engine=engine, table="observation", earlier=earlier)
    [result] = [each for each in found.checks if each.check == CHECK]
    return result


@pytest.mark.parametrize("engine", ["gx", "duckdb"])
def test_a_figure_that_can_be_worked_out_fails(
    project: Project, tmp_path: Path, engine: str
) -> None:
    result = verdict(project, write(project, tmp_path, BROKEN), engine)
    assert result.outcome is Outcome.FAILED
    [failure] = result.failures
    assert failure.key == {"figure": "obliged, GM0050, 2023"}
    assert failure.observed.startswith("exact; by sum by municipality of a province: obliged, PV24")
    assert "3" not in failure.observed.replace("2023", "").replace("GM0034", "")


@pytest.mark.parametrize("engine", ["gx", "duckdb"])
def test_figures_that_hold_pass(project: Project, tmp_path: Path, engine: str) -> None:
    result = verdict(project, write(project, tmp_path, SAFE), engine)
    assert (result.outcome, result.observed[:20]) == (Outcome.PASSED, "2 suppressed figures")


def test_exempt_figures_are_not_attacked(project: Project, tmp_path: Path) -> None:
    path = write(project, tmp_path, {"GM0034": 1}, disclosure="exempt_public")
    assert verdict(project, path).outcome is Outcome.PASSED


def test_an_attack_that_is_not_finished_is_an_error(own_project: Project, tmp_path: Path) -> None:
    path = settings_path(own_project)
    text = path.read_text(encoding="utf-8").replace("protection_width: 5", "protection_width: x")
    path.write_text(text, encoding="utf-8")
    result = verdict(own_project, write(own_project, tmp_path / "data", SAFE))
    assert result.outcome is Outcome.ERROR
    assert "protection_width" in result.observed


def test_a_value_that_is_no_number_is_an_error(project: Project, tmp_path: Path) -> None:
    path = write(project, tmp_path, SAFE)
    path.write_text(path.read_text(encoding="utf-8").replace(",80.00,", ",eighty,"))
    assert verdict(project, path).outcome is Outcome.ERROR


def test_sums_that_contradict_each_other_fail(project: Project, tmp_path: Path) -> None:
    path = write(project, tmp_path, {"PV24": 80, "GM0034": 68, "GM0050": 90})
    assert verdict(project, path).outcome is Outcome.FAILED


def test_an_earlier_release_is_attacked_together(
    project: Project, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    """Alone it holds; the release before it published one of the two."""
    now = write(project, tmp_path / "now", SAFE)
    before = write(project, tmp_path / "before", {**BROKEN, "GM0050": None})
    arguments = ["validate", now, "--table", "observation", "--engine", "duckdb"]
    assert verdict(project, now).outcome is Outcome.PASSED
    run = opendata(*arguments, "--earlier", before, "--format", "json")
    assert run.exit_code == 1
    [check] = [each for each in json.loads(run.stdout)["checks"] if each["check"] == CHECK]
    assert check["outcome"] == "failed"
    named = {failure["key"]["figure"] for failure in check["failures"]}
    assert named == {"obliged, GM0050, 2023", "obliged, GM0995, 2023"}


def zipped(folder: Path) -> Path:
    """The zip of a package, as it is published beside its folder."""
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


@pytest.mark.parametrize("shape", ["file", "package", "release", "zip", "zip of a release"])
def test_an_earlier_release_may_have_any_shape_that_is_published(
    project: Project, tmp_path: Path, shape: str, opendata: Callable[..., Result]
) -> None:
    now = write(project, tmp_path / "now", SAFE)
    release = tmp_path / "2026.11.23"
    (release / "outcomes").mkdir(parents=True)
    file = write(project, release / "outcomes" / "data", {**BROKEN, "GM0050": None})
    # The same figures for Excel are written otherwise, and are not read.
    (release / "outcomes" / "excel").mkdir()
    (release / "outcomes" / "excel" / "observation.csv").write_text("a;b\n")
    shapes = {"file": lambda: file, "package": lambda: release / "outcomes"}
    shapes |= {"release": lambda: release, "zip": lambda: zipped(release / "outcomes")}
    before = shapes.get(shape, lambda: zipped(release))()
    assert verdict(project, now, earlier=(before,)).outcome is Outcome.FAILED
    arguments = ["validate", now, "--table", "observation", "--engine", "duckdb"]
    assert opendata(*arguments, "--earlier", before).exit_code == 1


def test_an_earlier_release_that_cannot_be_read_is_an_error(
    project: Project, tmp_path: Path
) -> None:
    now = write(project, tmp_path / "now", SAFE)
    before = tmp_path / "outcomes.zip"
    before.write_bytes(b"no zip")
    assert verdict(project, now, earlier=(before,)).outcome is Outcome.ERROR
    broken = write(project, tmp_path / "before", SAFE)
    broken.write_text(broken.read_text(encoding="utf-8").replace(",80.00,", ",eighty,"))
    result = verdict(project, now, earlier=(broken,))
    assert (result.outcome, "observation.csv cannot be read" in result.observed) == (
        Outcome.ERROR,
        True,
    )


def test_standard_output_has_its_one_document_and_nothing_of_the_solver(
    project: Project, tmp_path: Path
) -> None:
    path = write(project, tmp_path, SAFE)
    command = [sys.executable, "-m", "inburgering_opendata", "validate", str(path)]
    options = ["--table", "observation", "--engine", "duckdb", "--format", "json"]
    run = subprocess.run([*command, *options], capture_output=True, check=False)
    # The suite of the real table asks for more than this one has; the attack is what is tried.
    [check] = [each for each in json.loads(run.stdout)["checks"] if each["check"] == CHECK]
    assert check["outcome"] == "passed"


def test_an_earlier_release_without_results_is_wrong_usage(
    project: Project, tmp_path: Path, opendata: Callable[..., Result]
) -> None:
    path = write(project, tmp_path / "now", SAFE)
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
