"""The whole journey through the real command line, and what readers do with its outcome."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.file_formats import CSV, TABLE_FORMATS
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.publish.formats.database import database_parts
from inburgering_opendata.toolkit.publish.formats.excel_csv import excel_csv_parts
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.doubles import as_stored
from tests.parquet import from_parquet
from tests.publish.environments import ENVIRONMENTS, Environment, bare, furnished_abroad
from tests.sharing import EPOCH, VERSION
from tests.whole import first

Run = Callable[..., Result]

TABLES = {package.name: package.tables for package in load_data_packages(installed_project())}
EVERY_TABLE = [(package, table) for package, tables in TABLES.items() for table in tables]
SOME_TABLES = first(9, EVERY_TABLE, "Another table is written by the same writers.")


def told(folder: Path, environment: Environment, *command: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "inburgering_opendata", *command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment.variables},
        umask=environment.umask,
        preexec_fn=environment.before,
        capture_output=True,
        encoding="utf-8",
    )


def _stored(dist: Path, package: str, table: str, schema: TableSchema) -> pa.Table:
    """A table of the release, from its Parquet file, in the types of its schema."""
    return from_parquet((dist / package / "data" / f"{table}.parquet").read_bytes(), schema)


def ask(query: str) -> int:
    """The one number that DuckDB answers."""
    with duckdb.connect() as connection:
        [[answer]] = connection.execute(query).fetchall()
    return int(answer)


@pytest.fixture(scope="module")
def dist(release: Path) -> Path:
    return release


def test_the_command_tells_what_was_released_and_has_no_progress_but_on_terminals(
    released: Path,
) -> None:
    said = (released / "stderr").read_text(encoding="utf-8")
    told = "project: .+\nnote: opendata.toml has placeholders for .+\n"
    assert re.fullmatch(told, said), "which project it is, what is still to be named, no progress"
    text = (released / "stdout").read_text(encoding="utf-8")
    for words in ("dist/2026.09.21", "36,500,000", "35,200,000", "25,500,000", "agreed_key"):
        assert words in text
    told = "introduction_transferred is the same money as introduction: never add the two up."
    assert text.count(told) == 1


def test_the_release_has_everything_and_nothing_else(dist: Path) -> None:
    expected = {"SHA256SUMS", "validation.json", *(f"{package}.zip" for package in TABLES)}
    expected |= {"datapackage.json", "sqlite/inburgering_opendata.sqlite", "sqlite/metadata.json"}
    expected |= {"dcat.ttl", "dcat.jsonld", "openapi.json", "CITATION.cff"}
    for package, tables in TABLES.items():
        expected |= {f"{package}/datapackage.json", f"{package}/README.md"}
        expected |= {f"{package}/{e.path_of(table)}" for table in tables for e in TABLE_FORMATS}
        expected.add(f"{package}/excel/{package}.xlsx")
    found = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
    apart = ("site/", "opendata-project/")
    assert {path for path in found if not path.startswith(apart)} == expected
    own = {path.removeprefix(apart[1]) for path in found if path.startswith(apart[1])}
    of_tables = {name for tables in TABLES.values() for name in tables}
    assert own >= {f"schemas/{name}.schema.json" for name in of_tables}
    assert own >= {f"expectations/{name}.json" for name in of_tables}
    assert own >= {f"datapackages/{package}/package.json" for package in TABLES}
    assert own >= {"opendata.toml", "toolkit.json"}
    assert not [path for path in own if "/sources/" in path]
    assert {"site/index.html", "site/en/index.html", "site/gemeente/GM0344.html"} <= found


def test_the_checksums_cover_every_file(dist: Path) -> None:
    run = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=dist, capture_output=True, text=True
    )
    assert run.returncode == 0
    assert run.stdout.count(": OK") == sum(path.is_file() for path in dist.rglob("*")) - 1


TOGETHER = pytest.mark.whole(reason="All tables are found valid together, as the release.")


@pytest.mark.parametrize(
    "package",
    [pytest.param(name, marks=[TOGETHER] * (name != "municipalities")) for name in TABLES],
)
def test_frictionless_finds_the_package_valid(package: str, dist: Path) -> None:
    descriptor = dist / package / "datapackage.json"
    run = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(descriptor), "--json"],
        capture_output=True,
        text=True,
    )
    report = json.loads(run.stdout)
    assert run.returncode == 0
    assert report["valid"]
    kinds = {task["name"]: task["type"] for task in report["tasks"]}
    assert kinds == dict.fromkeys(TABLES[package], "table") | dict.fromkeys(
        [
            f"{package}-workbook",
            *(e.resource_of(t) for t in TABLES[package] for e in TABLE_FORMATS if e is not CSV),
        ],
        "file",
    )
    assert json.loads(descriptor.read_text())["$schema"].endswith("/2.0/datapackage.json")


@pytest.mark.parametrize(("package", "table"), SOME_TABLES)
def test_the_package_loads_with_plain_pandas_duckdb_and_pyarrow(
    package: str, table: str, dist: Path, project: Project
) -> None:
    csv, parquet = (dist / package / "data" / f"{table}.{e}" for e in ("csv", "parquet"))
    schema = load_table_schema(project, table)
    as_it_stands = as_stored(arrow_schema(schema).empty_table(), schema)
    assert pq.read_schema(parquet).equals(as_it_stands.schema)
    stored = from_parquet(parquet.read_bytes(), schema)
    typed = read_csv(csv.read_bytes(), schema).table
    assert typed is not None
    assert typed.cast(stored.schema).equals(stored)
    assert len(pd.read_csv(csv)) == len(pd.read_parquet(parquet)) == stored.num_rows
    assert pa_csv.read_csv(csv).num_rows == stored.num_rows
    for file in (csv, parquet):
        assert ask(f"select count(*) from '{file}'") == stored.num_rows
    order = [(name, "ascending") for name in schema.primary_key]
    assert stored.sort_by(order).equals(stored), "rows are sorted by primary key"


@pytest.mark.whole(reason="frictionless is asked about a package in make test.")
def test_frictionless_finds_the_release_valid_with_the_keys_between_its_packages(
    dist: Path,
) -> None:
    command = [sys.executable, "-m", "frictionless", "validate", str(dist / "datapackage.json")]
    run = subprocess.run([*command, "--json"], capture_output=True, text=True)
    report = json.loads(run.stdout)
    assert run.returncode == 0, run.stdout
    tables = {task["name"] for task in report["tasks"] if task["type"] == "table"}
    assert tables == {table for _, table in EVERY_TABLE}
    described = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {r["name"]: r["schema"] for r in described["resources"] if "schema" in r}
    assert len(schemas["allocation"]["foreignKeys"]) == 3
    assert not [name for name, schema in schemas.items() if "externalForeignKeys" in schema]


@pytest.mark.parametrize(("package", "table"), SOME_TABLES)
def test_what_excel_opens_holds_the_same_table(
    package: str, table: str, dist: Path, project: Project
) -> None:
    schema = load_table_schema(project, table)
    stored = _stored(dist, package, table, schema)
    excel = dist / package / "excel"
    opened = pa.concat_tables(excel_csv_parts(excel / f"{table}.csv", schema))
    assert opened.cast(stored.schema).equals(stored)
    sheet = openpyxl.load_workbook(excel / f"{package}.xlsx", read_only=True)[table]
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == stored.column_names
    for name, cells in zip(header, zip(*rows, strict=True), strict=True):
        values = stored.column(name).to_pylist()
        assert [_as_read(cell) for cell in cells] == [_as_read(value) for value in values], name


@pytest.mark.parametrize(("package", "table"), SOME_TABLES)
def test_readers_of_others_find_the_same_in_every_format(
    package: str, table: str, dist: Path, project: Project
) -> None:
    expected = _stored(dist, package, table, load_table_schema(project, table))
    described = json.loads((dist / package / "datapackage.json").read_text(encoding="utf-8"))
    [resource] = [r for r in described["resources"] if r["name"] == f"{table}-excel-csv"]
    excel = pd.read_csv(
        dist / package / resource["path"],
        sep=resource["dialect"]["delimiter"],
        encoding="utf-8-sig",
        dtype=str,
        keep_default_na=False,
        na_values=[""],
    )
    with closing(sqlite3.connect(dist / "sqlite" / "inburgering_opendata.sqlite")) as database:
        stored = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()
    assert list(excel) == expected.column_names
    for number, name in enumerate(expected.column_names):
        values = expected.column(name).to_pylist()
        assert [_in_dutch(value) for value in values] == [
            None if pd.isna(cell) else cell for cell in excel[name]
        ], name
        cells = [row[number] for row in stored]
        assert [_in_database(value) for value in values] == cells, name


def _in_dutch(value: Any) -> str | None:
    """A value as a CSV for Dutch Excel has it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    runs = isinstance(value, str) and re.match(r"[\s'\"]*[=+\-@＝＋－＠]|[\t\r\n]", value)
    return f"'{value}" if runs else str(value)


def _in_database(value: Any) -> Any:
    """A value as SQLite has it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _as_read(value: Any) -> Any:
    """A value as openpyxl gives it: moments for days, floats for decimals."""
    if isinstance(value, Decimal):
        return float(value)
    return value.date() if isinstance(value, datetime) else value


def test_the_database_holds_the_same_tables(dist: Path, project: Project) -> None:
    path = dist / "sqlite" / "inburgering_opendata.sqlite"
    schemas = {table: load_table_schema(project, table) for _, table in EVERY_TABLE}
    for package, table in EVERY_TABLE:
        expected = _stored(dist, package, table, schemas[table])
        stored = pa.concat_tables(database_parts(path, schemas[table]))
        assert stored.cast(expected.schema).equals(expected), table


def test_money_stays_whole_euros_in_every_reader(dist: Path) -> None:
    csv, parquet = (dist / "funding" / "data" / f"allocation.{e}" for e in ("csv", "parquet"))
    assert pd.read_csv(csv)["amount_eur"].dtype == "int64"
    assert pd.read_parquet(parquet)["amount_eur"].dtype == "int64"
    assert pq.read_schema(parquet).field("amount_eur").type == pa.int64()
    for file in (csv, parquet):
        query = f"select sum(amount_eur) from '{file}' where stream = 'introduction'"
        assert ask(query) == 36_500_000


def test_the_parquet_footer_says_what_the_table_is(dist: Path) -> None:
    schema = pq.read_schema(dist / "funding" / "data" / "allocation.parquet")
    footer = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert footer["title"] == "Allocation to municipalities"
    assert footer["title@nl"] == "Verdeling over gemeenten"
    assert footer["licence"] == "CC-BY-4.0"
    assert footer["version"] == "2026.09.21"
    assert json.loads(footer["table_schema"])["primaryKey"] == ["stream", "municipality_code"]
    assert schema.field("amount_eur").metadata[b"unit"] == b"EUR"


def test_csv_is_plain(dist: Path) -> None:
    for csv in dist.glob("*/data/*.csv"):
        data = csv.read_bytes()
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\n")
        assert data.decode()


@pytest.mark.parametrize("package", TABLES)
def test_the_zip_is_the_package(package: str, dist: Path) -> None:
    with zipfile.ZipFile(dist / f"{package}.zip") as archive:
        assert archive.testzip() is None
        inside = {name: archive.read(name) for name in archive.namelist()}
    own = {
        path.relative_to(dist).as_posix(): path.read_bytes()
        for path in (dist / package).rglob("*")
        if path.is_file()
    }
    described = f"{package}/datapackage.json"
    assert own.keys() <= inside.keys()
    assert {p: f for p, f in own.items() if p != described}.items() <= inside.items()
    ours = {each["path"] for each in json.loads(own[described])["resources"]}
    brought = {
        each["path"]: each.get("borrowedFrom")
        for each in json.loads(inside[described])["resources"]
        if each["path"] not in ours
    }
    declared = {name for name in inside if name.startswith("opendata-project/")}
    assert {f"{package}/{path}" for path in brought} == inside.keys() - own.keys() - declared
    # What it is checked by, as the release has it.
    assert {name: inside[name] for name in declared} == {
        path.relative_to(dist).as_posix(): path.read_bytes()
        for path in (dist / "opendata-project").rglob("*")
        if path.is_file()
    }
    for path, owner in brought.items():
        assert inside[f"{package}/{path}"] == (dist / f"{owner}/{path}").read_bytes()


REFERRING = pytest.mark.whole(reason="What goes for one zip goes for the others.")


@pytest.mark.whole(
    reason="make test has frictionless look at a package, and a reader at a zip alone."
)
@pytest.mark.parametrize(
    "package", [pytest.param(name, marks=[REFERRING] * (name != "funding")) for name in TABLES]
)
def test_the_zip_joins_on_its_own(package: str, dist: Path, tmp_path: Path) -> None:
    """Another reader, that has the zip alone, follows every key of it to a row."""
    with zipfile.ZipFile(dist / f"{package}.zip") as archive:
        archive.extractall(tmp_path)
    descriptor = tmp_path / package / "datapackage.json"
    raw = json.loads(descriptor.read_text(encoding="utf-8"))
    tables = {each["name"]: each for each in raw["resources"] if each["type"] == "table"}
    keys = [key for each in tables.values() for key in each["schema"].get("foreignKeys", ())]
    assert {key["reference"]["resource"] for key in keys} <= {*tables}
    assert not [name for name, t in tables.items() if "externalForeignKeys" in t["schema"]]
    command = [sys.executable, "-m", "frictionless", "validate", str(descriptor)]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout[-2000:]
    assert {source["table"] for source in raw["sources"]} >= {
        name for name, each in tables.items() if "borrowedFrom" in each
    }


def test_the_published_validation_passed_and_has_no_trace_of_the_machine(dist: Path) -> None:
    text = (dist / "validation.json").read_text(encoding="utf-8")
    validation = json.loads(text)
    assert validation["outcome"] == "passed"
    assert validation["counts"]["failed"] == validation["counts"]["error"] == 0
    assert {table["table"] for table in validation["tables"]} == {t for _, t in EVERY_TABLE}
    for path in dist.rglob("*"):
        if path.is_file():
            assert str(dist.parent.parent).encode() not in path.read_bytes(), path


def test_structural_is_called_an_illustration_wherever_it_is_described(dist: Path) -> None:
    for name in ("datapackage.json", "README.md"):
        text = (dist / "funding" / name).read_text(encoding="utf-8")
        assert "illustration on the inhabitants and boundaries of 1 January 2020" in text
        assert "illustratie op de inwoners en grenzen van 1 januari 2020" in text


@pytest.mark.whole(reason="make test counts placeholders in tests/catalogue.")
def test_a_release_with_placeholders_is_not_official(released: Path, tmp_path: Path) -> None:
    for command in (
        ["publish", str(released / "build")],
        ["release", "--build", str(tmp_path / "b")],
    ):
        run = subprocess.run(
            [
                *(sys.executable, "-m", "inburgering_opendata", *command),
                *("--official", "--output", str(tmp_path / "dist")),
            ],
            capture_output=True,
            text=True,
        )
        assert run.returncode == 3
        assert "publisher.name" in run.stderr
        assert "addresses.release" in run.stderr
        assert list(tmp_path.iterdir()) == []


@pytest.mark.whole(reason="make test asks it of a release that is not official.")
def test_a_release_with_placeholders_says_so_once(
    opendata: Callable[..., Result], for_small: Project, slim_build: Path, tmp_path: Path
) -> None:
    """Its codebook too; a project in which all is named says nothing (tests/projects)."""
    version = ("--version", "2026.11.23")
    run = opendata("publish", slim_build, "--output", tmp_path / "dist", *version)
    assert run.exit_code == 0, run.output
    [note] = [line for line in run.stderr.splitlines() if "placeholders for" in line]
    assert note.startswith("note: opendata.toml has placeholders for publisher.name, ")
    assert "addresses.release" in note and "nobody can follow" in note
    codebook = tmp_path / "dist/2026.11.23/municipalities/README.md"
    assert codebook.read_text(encoding="utf-8").count("still to be named") == 1
    cited = opendata("cite", "municipalities", *version)
    assert "placeholders for" in cited.stderr and "placeholders for" not in cited.stdout


@pytest.mark.whole(reason="Its tables are those validated before; a small release is elsewhere.")
def test_the_release_itself_validates(dist: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "inburgering_opendata", "validate", str(dist)])
    assert run.returncode == 0


@pytest.mark.whole(reason="It releases all of the real data, as the small project is elsewhere.")
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_another_machine_gives_the_same_bytes(
    environment: Callable[[Path], Environment], dist: Path, tmp_path: Path
) -> None:
    assert differences(environment(tmp_path / "machine"), dist, tmp_path) == set()


LESS = pytest.mark.whole(
    reason="It publishes elsewhere; test_drawing draws with the letters of the package."
)


@LESS
@pytest.mark.parametrize("environment", [bare, furnished_abroad])
def test_another_machine_gives_the_same_bytes_of_a_few_municipalities(
    environment: Callable[[Path], Environment],
    slim_release: Path,
    for_small: Project,
    tmp_path: Path,
) -> None:
    commands = (("assemble", "municipalities"), ("publish", "build"))
    machine = environment(tmp_path / "machine")
    assert differences(machine, slim_release, tmp_path, *commands) == set()


def differences(
    environment: Environment, dist: Path, tmp_path: Path, *commands: tuple[str, ...]
) -> set[str]:
    """The files that are not the same where the command makes them on another machine."""
    elsewhere = tmp_path / "élders"
    for command in commands or (("release",),):
        run = told(elsewhere, environment, *command)
        assert run.returncode == 0, run.stderr
    there, here = (checksums(folder / dist.name) for folder in (elsewhere / "dist", dist.parent))
    return {path for path in here | there if here.get(path) != there.get(path)}


def checksums(release: Path) -> dict[str, str]:
    """The hash of every file, as the release says; `test_the_checksums_cover_every_file`."""
    lines = (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


@pytest.mark.whole(reason="The same bytes and other ones are placed again in test_placing.")
@pytest.mark.usefixtures("by_default")
def test_publishing_again_says_so_and_another_content_is_refused(
    for_small: Project, slim_build: Path, slim_release: Path, tmp_path: Path, opendata: Run
) -> None:
    dist = Path(shutil.copytree(slim_release.parent, tmp_path / "dist")) / slim_release.name
    arguments = ["publish", slim_build, "--output", dist.parent, "--version", dist.name]
    again = opendata(*arguments)
    assert again.exit_code == 0
    assert "these very bytes" in again.stdout
    before = (dist / "SHA256SUMS").read_bytes()
    (dist / "stray.txt").write_text("somebody was here")
    other = opendata(*arguments)
    (dist / "stray.txt").unlink()
    assert other.exit_code == 3
    assert "stray.txt" in other.stderr
    assert "2026.09.21.1" in other.stderr
    assert (dist / "SHA256SUMS").read_bytes() == before


def test_what_does_not_pass_is_not_published(
    for_small: Project, slim_build: Path, tmp_path: Path, opendata: Run
) -> None:
    spoilt = Path(shutil.copytree(slim_build, tmp_path / "build"))
    path = spoilt / "municipalities" / "data" / "municipality_centroid.csv"
    path.write_bytes(path.read_bytes().replace(b"GM0363,", b"GM9999,"))
    run = opendata("publish", spoilt, "--output", tmp_path / "dist", "--version", VERSION)
    assert run.exit_code == 1
    assert "not-valid" in run.stderr
    assert not (tmp_path / "dist").exists()
