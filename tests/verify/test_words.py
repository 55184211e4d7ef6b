"""What a release says beside its tables is what follows from them, whoever vouches for it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.releases.verify.run import published_tables
from inburgering_opendata.toolkit.releases.verify.words import check_words
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome, ValidationResult
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.workspace import open_workspace
from tests.sharing import VERSION
from tests.whole import first

PACKAGE, TABLE = "municipalities", "municipality_centroid"
BOOK = f"{PACKAGE}/excel/{PACKAGE}.xlsx"
PARQUET = f"{PACKAGE}/data/{TABLE}.parquet"
DATABASE = "sqlite/inburgering_opendata.sqlite"
SCHEMA = f"opendata-project/schemas/{TABLE}.schema.json"

Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def validation(slim_release: Path, small_project: Project) -> ValidationResult:
    return validate_path(small_project, slim_release, engine="duckdb")


@pytest.fixture
def release(slim_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(slim_release, tmp_path / VERSION))


def checked(project: Project, release: Path, validation: ValidationResult) -> list[CheckResult]:
    with open_workspace(project, release) as workspace:
        tables = published_tables(workspace)
        return [*check_words(project, workspace, tables, validation)]


def add(name: str, data: bytes = b"somebody was here") -> Spoil:
    def spoil(release: Path) -> None:
        path = release / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + data)

    return spoil


def retold(name: str, change: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoil(release: Path) -> None:
        raw = json.loads((release / name).read_text(encoding="utf-8"))
        change(raw)
        (release / name).write_bytes(to_json(raw))

    return spoil


def in_book(change: Callable[[Any], object]) -> Spoil:
    def spoil(release: Path) -> None:
        book = openpyxl.load_workbook(release / BOOK)
        change(book)
        book.save(release / BOOK)

    return spoil


def in_database(statement: str) -> Spoil:
    def spoil(release: Path) -> None:
        with closing(sqlite3.connect(release / DATABASE)) as connection:
            connection.execute(statement)
            connection.commit()

    return spoil


def in_parquet(change: Callable[[pa.Table], pa.Table]) -> Spoil:
    def spoil(release: Path) -> None:
        path = release / PARQUET
        pq.write_table(change(pq.read_table(path)), path)

    return spoil


def hidden(book: Any) -> None:
    book.create_sheet("more").sheet_state = "veryHidden"


FORGED: list[tuple[str, Spoil]] = [
    (f"{PACKAGE}/README.md", add(f"{PACKAGE}/README.md")),
    (f"{PACKAGE}/stray.txt", add(f"{PACKAGE}/stray.txt")),
    ("stray/stray.txt", add("stray/stray.txt")),
    ("sqlite/metadata.json", lambda release: (release / "sqlite/metadata.json").unlink()),
    ("validation.json", retold("validation.json", lambda raw: raw.update(outcome="failed"))),
    ("datapackage.json", retold("datapackage.json", lambda raw: raw.update(title="Another"))),
    (BOOK, in_book(lambda book: book.remove(book[TABLE]))),
    (DATABASE, in_database("CREATE TABLE more (a)")),
    (PARQUET, in_parquet(lambda table: table.replace_schema_metadata({b"licence": b"none"}))),
]
"""One of each kind; all at once they are found too, each by its name."""

ALIKE: list[tuple[str, Spoil]] = [
    (BOOK, in_book(hidden)),
    (BOOK, in_book(lambda book: book.create_sheet("more"))),
    (BOOK, in_book(lambda book: book.remove(book.worksheets[1]))),
    (BOOK, in_book(lambda book: book.worksheets[1].append(["more"]))),
    (BOOK, in_book(lambda book: book.worksheets[2].delete_rows(3))),
    (DATABASE, in_database("CREATE VIEW more AS SELECT 1")),
    (DATABASE, in_database(f"CREATE TRIGGER more INSERT ON {TABLE} BEGIN SELECT 1; END")),
    (DATABASE, in_database(f"ALTER TABLE {TABLE} ADD COLUMN more TEXT")),
    (DATABASE, in_database(f"DROP VIEW {TABLE}_with_province")),
    (DATABASE, in_database("UPDATE opendata_table SET title = 'Another'")),
    (PARQUET, in_parquet(lambda t: t.append_column("more", pa.nulls(t.num_rows)))),
    (f"{PACKAGE}.zip", lambda release: (release / f"{PACKAGE}.zip").unlink()),
    ("validation.json", add("validation.json", b"\n")),
    ("validation.json", lambda release: (release / "validation.json").unlink()),
    ("validation.json", retold("validation.json", lambda raw: raw["tables"].pop())),
    ("validation.json", retold("validation.json", lambda raw: raw["counts"].update(passed=1))),
    (
        "validation.json",
        retold("validation.json", lambda raw: raw["checks"][5].update(reason="Another.")),
    ),
    (
        f"{PACKAGE}/datapackage.json",
        retold(f"{PACKAGE}/datapackage.json", lambda raw: raw.update(description="Another")),
    ),
]


def test_every_forged_file_is_named(
    release: Path, small_project: Project, validation: ValidationResult
) -> None:
    for _, spoil in FORGED:
        spoil(release)
    [check] = checked(small_project, release, validation)
    assert check.outcome is Outcome.FAILED
    named = {failure.key["file"] for failure in check.failures}
    # The descriptors have the hashes of what was forged beside them.
    assert named == {name for name, _ in FORGED} | {f"{PACKAGE}/datapackage.json"}


@pytest.mark.parametrize(
    ("name", "spoil"), first(2, ALIKE, "It is told as others of its kind, a file at a time.")
)
def test_what_is_forged_in_a_file_is_found(
    name: str,
    spoil: Spoil,
    release: Path,
    small_project: Project,
    validation: ValidationResult,
) -> None:
    assert [c.outcome for c in checked(small_project, release, validation)] == [Outcome.PASSED]
    spoil(release)
    [check] = checked(small_project, release, validation)
    assert check.outcome is Outcome.FAILED
    assert name in {failure.key["file"] for failure in check.failures}, check.observed


def test_what_another_edition_of_the_project_made_is_not_proven(
    release: Path, own_small_project: Project, validation: ValidationResult
) -> None:
    path = own_small_project.schemas / f"{TABLE}.schema.json"
    text = path.read_text(encoding="utf-8")
    raw = json.loads(text)
    path.write_text(text.replace(raw["description"], f"{raw['description']} As it is now."))
    found = checked(load_project(own_small_project.root), release, validation)
    assert {check.outcome for check in found} == {Outcome.UNPROVEN}
    named = {failure.key["file"] for check in found for failure in check.failures}
    assert named >= {SCHEMA, DATABASE, PARQUET, f"{PACKAGE}/README.md"}


def test_another_version_of_the_toolkit_is_told_and_proves_the_same(
    release: Path, small_project: Project, validation: ValidationResult
) -> None:
    retold("opendata-project/toolkit.json", lambda raw: raw.update(version="0.0.1"))(release)
    [check] = checked(small_project, release, validation)
    assert (check.outcome, len(check.failures)) == (Outcome.WARNING, 1)
