"""Whatever the path is — build, package, zip, one file — it is checked, or refused clearly."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.describe.data_package import load_data_package, load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.validate.engines import ENGINES
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.whole import first

Run = Callable[..., Result]

PACKAGES = load_data_packages(installed_project())
ALL = [table for package in PACKAGES for table in package.tables]
FUNDING = load_data_package(installed_project(), "funding").tables
REFERRED = ("agreement", "agreement_parameter", "municipality", "population")
"""What tables of funding refer to, which the zip of it brings."""


KINDS = [
    (".", None, len(ALL)),
    ("funding", None, len(FUNDING)),
    ("funding/datapackage.json", None, len(FUNDING)),
    ("funding.zip", None, len(FUNDING) + len(REFERRED)),
    ("funding/data/allocation.csv", "allocation", 1),
    ("funding/data/allocation.parquet", "allocation", 1),
]
THE_SAME = pytest.mark.whole(
    reason="A package as a folder, a descriptor or a zip is the same tables to an engine."
)
ONCE = {"gx": KINDS[5:], "duckdb": [KINDS[0], *KINDS[4:]]}
BY_ENGINE = [
    pytest.param(*kind, engine, marks=[THE_SAME] * (kind not in ONCE[engine]))
    for kind in KINDS
    for engine in ENGINES[:2]
]


@pytest.mark.parametrize(("inside", "table", "tables", "engine"), BY_ENGINE)
def test_every_kind_of_path_is_checked(
    inside: str,
    table: str | None,
    tables: int,
    engine: str,
    small_release: Path,
    small_project: Project,
) -> None:
    result = validate_path(small_project, small_release / inside, engine=engine, table=table)
    assert [check for check in result.checks if check.outcome is not Outcome.PASSED] == []
    assert len(result.tables) == tables
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "name",
    first(
        1,
        ["funding/data/allocation.csv", "funding/data/allocation.parquet", "funding.zip"],
        "What it is held against is found in the same way.",
    ),
)
def test_what_stands_alone_is_held_against_our_own_sources(
    name: str, small_release: Path, small_project: Project, tmp_path: Path
) -> None:
    alone = Path(shutil.copy(small_release / name, tmp_path))
    table = None if name.endswith("zip") else "allocation"
    assert validate_path(small_project, alone, engine="duckdb", table=table).exit_code == 0
    if name.endswith("csv"):
        text = alone.read_text(encoding="utf-8")
        alone.write_text(
            text.replace("introduction,GM0003,Appingedam", "introduction,GM1979,Eemsdelta")
        )
        spoilt = validate_path(small_project, alone, engine="duckdb", table=table)
        failed = {c.check for c in spoilt.checks if c.outcome is Outcome.FAILED}
        assert "municipalities_complete" in failed
        assert spoilt.exit_code == 1


@pytest.mark.whole(reason="make test finds what was changed in a package.")
@pytest.mark.parametrize(
    ("file", "table", "check"),
    first(
        1,
        [
            ("funding/data/allocation.parquet", "allocation", "parquet.hash"),
            ("funding/excel/allocation.csv", "allocation", "excel-csv.hash"),
            ("funding/excel/funding.xlsx", "(package)", "workbook.hash"),
            ("sqlite/inburgering_opendata.sqlite", "(release)", "sqlite.hash"),
        ],
        "A file of another format is found in the same way.",
    ),
)
def test_a_published_file_that_changed_or_is_gone_is_found(
    file: str, table: str, check: str, small_release: Path, small_project: Project, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(small_release, tmp_path / "release"))
    path = copy / file
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    where = copy / "funding" if file.startswith("funding/") else copy
    for outcome, exit_code in ((Outcome.FAILED, 1), (Outcome.ERROR, 3)):
        result = validate_path(small_project, where, engine="duckdb")
        found = [
            (c.table, c.check, c.outcome) for c in result.checks if c.outcome is not Outcome.PASSED
        ]
        assert found == [(table, check, outcome)]
        assert result.exit_code == exit_code
        path.unlink(missing_ok=True)


@pytest.mark.whole(reason="make test tries a changed file, and a weaker schema in a descriptor.")
@pytest.mark.parametrize(
    "change",
    first(
        1,
        [
            lambda resources: resources.pop(0),
            lambda resources: resources[0].update(hash="sha256:0"),
            lambda resources: resources.pop(),
            lambda resources: resources[0].update(path="data/agreement.csv"),
            lambda resources: resources.append({"name": "x", "path": "https://example.org/x.csv"}),
        ],
        "It says something else otherwise.",
    ),
)
def test_a_descriptor_of_the_release_that_says_something_else_is_found(
    change: Callable[[list[dict[str, Any]]], object],
    small_release: Path,
    small_project: Project,
    tmp_path: Path,
) -> None:
    copy = Path(shutil.copytree(small_release, tmp_path / "release"))
    path = copy / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor["resources"])
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    result = validate_path(small_project, copy, engine="duckdb")
    failed = [c for c in result.checks if c.outcome is not Outcome.PASSED]
    assert [c.check for c in failed] == ["release.resources"]
    assert len(failed[0].failures) == 1
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["funding/data/allocation.csv"], "table-not-named", 2),
        (["funding/data/allocation.csv", "--table", "alocation"], "unknown-table", 2),
        (["funding", "--table", "allocation"], "table-with-package", 2),
        (["SHA256SUMS"], "path-unknown", 2),
        (["nowhere.zip"], "path-missing", 3),
        (["funding/data"], "nothing-to-check", 3),
    ],
)
def test_a_path_that_cannot_be_checked_is_refused(
    arguments: list[str], code: str, exit_code: int, small_release: Path, opendata: Run
) -> None:
    run = opendata("validate", small_release / arguments[0], *arguments[1:], "--engine", "duckdb")
    assert run.exit_code == exit_code
    assert f"[{code}]" in run.stderr
    assert "hint:" in run.stderr


@pytest.mark.parametrize(
    "engine", first(1, ("duckdb", "gx"), "What a source needs is said before an engine is asked.")
)
def test_a_source_need_not_have_what_is_filled_in_when_tables_are_assembled(
    small_project: Project, tmp_path: Path, engine: str
) -> None:
    """But it must have the rest, and a table that is assembled must have it all."""
    table = "municipality_centroid"
    filled = set(load_table_schema(small_project, table).filled)
    source = small_project.packages / f"municipalities/sources/{table}.csv"
    text = source.read_text(encoding="utf-8")
    header = text.partition("\n")[0]
    assert filled == {"municipality_name"} and not filled & set(header.split(","))
    result = validate_path(small_project, source, engine=engine, table=table)
    assert [c.check for c in result.checks if c.outcome is not Outcome.PASSED] == []
    assert result.checks

    less = tmp_path / "less.csv"
    less.write_text(text.replace("boundary_year", "year_of_boundary", 1), encoding="utf-8")
    result = validate_path(small_project, less, engine=engine, table=table)
    wrong = {c.check for c in result.checks if c.outcome is not Outcome.PASSED}
    assert {"schema.columns", "schema.municipality_name.type"} <= wrong
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text(text.replace("GM0344,", "GM344,"), encoding="utf-8")
    result = validate_path(small_project, spoilt, engine=engine, table=table)
    wrong = {c.check for c in result.checks if c.outcome is not Outcome.PASSED}
    assert "schema.municipality_code.pattern" in wrong
    assert not any("municipality_name" in check for check in wrong)
