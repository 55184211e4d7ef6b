"""The database: keys that hold, words about everything, and the same tables when read again."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView, DatabaseViews
from inburgering_opendata.toolkit.publish.formats.database_words import datasette_metadata
from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from tests.publish.formats.files import read_database, to_database
from tests.publish.formats.sample import SCHEMA, TEXTS, contents, rows, table


@given(rows(TEXTS))
def test_what_is_written_is_read_back_exactly(values: list[dict[str, Any]]) -> None:
    written = table(values)
    stored = read_database(to_database([contents(written)]), SCHEMA)
    prove_equal(SCHEMA, "sqlite", written, [stored])


@pytest.fixture(scope="module")
def packages(project: Project, pristine_build: Path) -> list[PackageContents]:
    made = []
    for package in load_data_packages(project):
        schemas = {name: load_table_schema(project, name) for name in package.tables}
        tables = {}
        for name, schema in schemas.items():
            path = pristine_build / package.name / "data" / f"{name}.csv"
            tables[name] = read_csv(path.read_bytes(), schema).table
        made.append(PackageContents.of(package, schemas, tables, "2026.11.24"))
    return made


@pytest.fixture
def database(packages: list[PackageContents], project: Project) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(to_database(packages, views_of(packages, project)))
    return connection


def views_of(packages: list[PackageContents], project: Project) -> list[DatabaseView]:
    schemas = {name: schema for each in packages for name, schema in each.schemas.items()}
    return list(project.told(DatabaseViews).of(schemas))


def test_every_table_has_its_keys(
    database: sqlite3.Connection, packages: list[PackageContents]
) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for each in packages:
        for name, schema in each.schemas.items():
            columns = database.execute(f"PRAGMA table_info({name})").fetchall()
            assert [column[1] for column in columns] == list(schema.field_names)
            key = sorted((column[5], column[1]) for column in columns if column[5])
            assert tuple(column for _, column in key) == schema.primary_key
            pointed = database.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            assert len({number for number, *_ in pointed}) == len(schema.foreign_keys)


def test_a_key_that_points_nowhere_and_a_double_are_refused(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA foreign_keys = ON")
    for statement in (
        "UPDATE allocation SET municipality_code = 'GM9999' WHERE municipality_code = 'GM0003'",
        "INSERT INTO allocation SELECT * FROM allocation LIMIT 1",
        "UPDATE allocation SET amount_eur = NULL",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)


def test_views_add_up_and_carry_names(database: sqlite3.Connection) -> None:
    totals = database.execute("SELECT sum_eur, national_amount_eur FROM stream_total").fetchall()
    assert totals
    assert [(len(totals),)] == database.execute("SELECT count(*) FROM stream").fetchall()
    assert all(total == national for total, national in totals)
    same = "SELECT stream, same_money_as FROM stream_total WHERE same_money_as IS NOT NULL"
    assert database.execute(same).fetchall() == [("introduction_transferred", "introduction")]
    targets = database.execute("SELECT sum_persons, national_target FROM housing_target_total")
    assert all(total == national for total, national in targets.fetchall())
    query = (
        "SELECT municipality_name, municipality_province, amount_eur "
        "FROM allocation_with_province WHERE stream = ? AND municipality_code = 'GM0344'"
    )
    found = database.execute(query, ["introduction"])
    assert found.fetchall() == [("Utrecht", "Utrecht", 749_805)]


def test_everything_is_described(
    database: sqlite3.Connection, packages: list[PackageContents], project: Project
) -> None:
    described = set(database.execute("SELECT table_name, field FROM opendata_field").fetchall())
    fields = {
        (name, field) for e in packages for name, s in e.schemas.items() for field in s.field_names
    }
    assert described == fields
    sources = database.execute("SELECT count(*) FROM opendata_source").fetchone()
    assert sources == (sum(len(each.package.sources) for each in packages),)
    metadata = datasette_metadata(load_catalog(project), packages, views_of(packages, project))
    [(name, tables)] = metadata["databases"].items()
    assert name == "inburgering_opendata"
    known = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    own = {name for (name,) in known.fetchall() if not name.startswith("opendata_")}
    assert set(tables["tables"]) == own


def test_the_bytes_say_nothing_of_who_wrote_them(packages: list[PackageContents]) -> None:
    data = to_database(packages)
    assert data == to_database(packages)
    assert data[96:100] == bytes(4)
