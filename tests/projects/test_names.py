"""No name of a table means anything to the toolkit: nothing happens to one that it did not ask for.

The subject that the toolkit came with derives `allocation`, `stream`, `observation` and `coverage`,
audits what they disclose, and shows them on pages of its own.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.toolkit.ground.sums import SUMS
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY
from tests.projects.made_up import (
    FIRST,
    NEW,
    REVISED,
    REVISION,
    SECOND,
    copied,
    done,
    pin,
    read,
    run,
    write,
)

RENAMED = {"station": "stream", "measurement": "observation"}
ROWS = {
    "allocation": "stream,municipality_code,amount_eur,basis\n"
    "IE-001,IE-001,-5,agreed_key\nIE-004,IE-004,7,official\n",
    "coverage": "municipality_code,date,suppressed\nIE-001,2026-01-15,3\nIE-004,2026-01-16,1\n",
}
"""In columns that rules of the subject would look for."""

TYPES = {"amount_eur": "integer", "suppressed": "integer", "date": "date"}


def renamed(folder: Path) -> Path:
    """The project, with its tables under names that the subject has for others, and two more."""
    project = copied(folder)
    package_path = project / "datapackages/air/package.json"
    package = read(package_path)
    for old, new in RENAMED.items():
        schema = read(project / f"schemas/{old}.schema.json")
        for key in schema.get("foreignKeys", ()):
            key["reference"]["resource"] = RENAMED[key["reference"]["resource"]]
        for follows in (f["filledFrom"] for f in schema["fields"] if "filledFrom" in f):
            follows["resource"] = RENAMED[follows["resource"]]
        suite = read(project / f"expectations/{old}.json")
        _declare(project, {**schema, "name": new}, {**suite, "name": new})
        source = project / f"datapackages/air/sources/{old}.csv"
        source.rename(source.with_name(f"{new}.csv"))
        for path in (f"schemas/{old}.schema.json", f"expectations/{old}.json"):
            (project / path).unlink()
    first = package["sources"][0]
    for name, text in ROWS.items():
        columns = text.splitlines()[0].split(",")
        _declare(project, _schema(name, columns), _suite(name, columns[0]))
        (project / f"datapackages/air/sources/{name}.csv").write_text(text, encoding="utf-8")
    names = [*RENAMED.values(), *ROWS]
    sources = [{**first, "table": name, "path": f"sources/{name}.csv"} for name in names]
    write(package_path, {**package, "tables": names, "sources": sources})
    pin(project)
    return project


def _schema(name: str, columns: list[str]) -> dict[str, Any]:
    words = dict.fromkeys(("title", "title@nl", "description", "description@nl"), name.capitalize())
    required = {**words, "constraints": {"required": True}}
    fields = [{**required, "name": each, "type": TYPES.get(each, "string")} for each in columns]
    return {**words, "name": name, "fields": fields, "primaryKey": columns[:1]}


def _suite(name: str, column: str) -> dict[str, Any]:
    meta = {"id": "two", "severity": "critical", "reason": "There are two."}
    kwargs = {"column": column, "min_value": 2, "max_value": 2}
    type = "expect_column_unique_value_count_to_be_between"
    return {"name": name, "expectations": [{"type": type, "kwargs": kwargs, "meta": meta}]}


def _declare(project: Path, schema: Mapping[str, Any], suite: Mapping[str, Any]) -> None:
    write(project / f"schemas/{schema['name']}.schema.json", schema)
    write(project / f"expectations/{suite['name']}.json", suite)


@pytest.mark.whole(reason="make test takes the air project through every step.")
def test_tables_of_any_name_go_through_every_step_untouched(tmp_path: Path) -> None:
    project = renamed(tmp_path / "project")
    build, dist = tmp_path / "build", tmp_path / "dist"
    names = {*RENAMED.values(), *ROWS}

    done(project, "assemble", "--output", build)
    sources = project / "datapackages/air/sources"
    for name in names:
        # They are in the order of their keys as they stand; one column is filled in.
        [made, source] = (
            list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
            for path in (build / f"air/data/{name}.csv", sources / f"{name}.csv")
        )
        assert [{c: row[c] for c in row if c != "station_name"} for row in made] == source, name

    checked = json.loads(done(project, "validate", build, "--engine", "duckdb", "--format", "json"))
    assert {check["table"] for check in checked["checks"]} == {*names, "(package)"}
    known = {*VOCABULARY, "opendata"}
    of_tables = [check for check in checked["checks"] if check["table"] in names]
    assert {check["expectation"] for check in of_tables} <= known
    asked = {check["check"] for check in of_tables if not check["check"].startswith("schema.")}
    suites = [read(project / f"expectations/{name}.json")["expectations"] for name in names]
    declared = {each["meta"]["id"] for suite in suites for each in suite}
    assert asked == {*declared, "file.hash", "file.readable", "package.schema"}

    said = done(project, "publish", build, "--output", dist, "--version", FIRST)
    assert len(said.splitlines()) == 1
    with closing(sqlite3.connect(dist / FIRST / "sqlite/air_quality.sqlite")) as database:
        views = database.execute("select name from sqlite_master where type = 'view'").fetchall()
    assert views == []
    pages = {path.stem for path in (dist / FIRST / "site").rglob("*.html")}
    assert pages == {"index", "gegevens", "data", "velden", "fields", "air", *names}
    files = [path for path in (dist / FIRST / "site").rglob("*") if path.is_file()]
    assert {path.name for path in files if path.suffix != ".html"} == {
        *("site.css", "share.js", "tables.js"),
        *(f"{name}.0.js" for name in names),
    }

    _revise(sources)
    pin(project)
    places = ("--build", tmp_path / "build2", "--output", dist)
    told = done(project, "release", *places, "--version", SECOND)
    assert "€" not in told and "eur" not in told.lower()
    found = json.loads(done(project, "diff", dist / FIRST, dist / SECOND, "--format", "json"))
    kinds = {table["table"]: table["count"]["kinds"] for table in found["tables"]}
    assert kinds["observation"] == {"added": 1, "value_revised": 1}
    assert kinds["allocation"] == {"value_revised": 1}
    # A row that a register of the subject would call recoded has gone, and another come.
    assert kinds["coverage"] == {"added": 1, "removed": 1}
    assert [table["totals"] for table in found["tables"]] == [[]] * 4
    done(project, "site", dist / SECOND, "--output", tmp_path / "pages")
    verified = json.loads(done(project, "verify", dist / SECOND, "--format", "json"))
    observed = [c["observed"] for c in verified["checks"] if c["check"] == "recomputed"]
    assert len(observed) == 4
    assert all("from the pinned sources" in each for each in observed)
    assert (dist / SECOND / SUMS).is_file()


def _revise(sources: Path) -> None:
    for name, old, new in (
        ("observation", REVISED, f"{REVISION}\n{NEW}"),
        ("allocation", "IE-004,IE-004,7,official", "IE-004,IE-004,8,official"),
        ("coverage", "IE-004,2026-01-16,1", "IE-005,2026-01-16,1"),
    ):
        path = sources / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("command", ["validate", "verify"])
def test_there_is_nothing_to_attack_with_earlier_releases(command: str, tmp_path: Path) -> None:
    project = renamed(tmp_path / "project")
    done(project, "assemble", "--output", tmp_path / "build")
    refused = run(project, command, tmp_path / "build", "--earlier", tmp_path / "build")
    assert refused.exit_code == 2
    assert "no checks across releases" in refused.stderr
