"""Every command of the toolkit does its work for a project that knows no subject."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import Result

import inburgering_opendata as ino
from inburgering_opendata.cli import COMMANDS, GROUPS
from inburgering_opendata.subject import COMMANDS as OF_THE_SUBJECT
from tests.download.server import Server
from tests.projects.conftest import Air
from tests.projects.made_up import AIR, FIRST, NEW, SECOND, copied, done, pin, read, run
from tests.whole import first


def test_every_command_of_the_toolkit_is_there_and_none_of_the_subject() -> None:
    listed = done(AIR, "--help").partition("\nProject:")[2].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert names == [*COMMANDS]
    assert [line for line in listed if line.endswith(":")] == [f"{each}:" for each in GROUPS][1:]
    for name in OF_THE_SUBJECT:
        for more in ((), ("--help",), ("x",)):
            refused = run(AIR, name, *more)
            assert refused.exit_code == 2, refused.output
            assert f"has no command '{name}'" in refused.stderr


def test_options_may_stand_in_any_order(opendata: Callable[..., Result]) -> None:
    assert opendata("--help", "--project", AIR).stdout == done(AIR, "--help")
    for name in OF_THE_SUBJECT:
        for project in (("--project", AIR), (f"--project={AIR}",)):
            refused = opendata(name, "--help", *project)
            assert (refused.exit_code, refused.stdout) == (2, "")
            assert f"has no command '{name}'" in refused.stderr


def test_list_has_rows_and_titles_in_both_languages() -> None:
    lines = done(AIR, "list").splitlines()
    assert lines[0] == "air  Luchtkwaliteit · Air quality"
    assert lines[2].split() == ["measurement", "12", "rows", "Metingen", "·", "Measurements"]
    [package] = json.loads(done(AIR, "list", "--format", "json"))
    assert [table["rows"] for table in package["tables"]] == [4, 12]


def test_sources_are_listed_and_none_says_how_it_is_fetched() -> None:
    names = [each["source"] for each in json.loads(done(AIR, "sources", "--format", "json"))]
    assert names == ["air/station", "air/measurement"]
    refused = run(AIR, "sources", "fetch")
    assert (refused.exit_code, "[nothing-to-fetch]" in refused.stderr) == (2, True)


def test_a_release_is_pushed_to_a_folder(air: Air, tmp_path: Path) -> None:
    done(AIR, "push", tmp_path / "www", "--output", air.dist)
    assert (tmp_path / "www" / "releases.json").is_file()


def test_views_of_the_subject_cannot_be_asked_for(tmp_path: Path) -> None:
    refused = run(AIR, "assemble", "--boundaries", "2023-01-01", "--output", tmp_path / "build")
    assert refused.exit_code == 2
    assert "no such views" in refused.stderr
    assert not (tmp_path / "build").exists()


def test_a_source_with_another_date_time_than_there_is_stops_assembly(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    path = project / "datapackages/air/sources/measurement.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026-01-15T12:30:00Z", "2026-01-15T24:30:00Z"), encoding="utf-8")
    pin(project)
    refused = run(project, "assemble", "--output", tmp_path / "build")
    assert refused.exit_code == 3
    where = (
        "line 3, field 'measured_at': '2026-01-15T24:30:00Z' is not an existing date-time in UTC"
    )
    assert where in refused.stderr


@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "gx is asked about the kinds of check in tests/mutations.")
)
def test_both_engines_pass_the_build_and_find_what_is_spoilt(
    engine: str, air: Air, tmp_path: Path
) -> None:
    checked = json.loads(done(AIR, "validate", air.build, "--engine", engine, "--format", "json"))
    assert checked["outcome"] == "passed"
    spoilt = Path(shutil.copytree(air.build, tmp_path / "build"))
    path = spoilt / "air/data/measurement.csv"
    text = path.read_text(encoding="utf-8")
    for good, bad in (
        (
            "IE-001,Quay Street,NO2,2026-01-15T00:00:00Z",
            "IE-009,Quay Street,NO2,2026-01-15T00:00:00Z",
        ),
        ("O3,2026-01-17T00:00:00Z", "O3,2027-01-01T00:00:00Z"),
        ("Wheels,PM10,2026-01-18T00:00:00Z", "Wheels,PM10,2026-01-18T12:30:00Z"),
    ):
        assert good in text
        text = text.replace(good, bad)
    path.write_text(text, encoding="utf-8")
    found = run(AIR, "validate", spoilt, "--engine", engine, "--format", "json")
    assert found.exit_code == 1
    failed = {
        each["check"]: [(failure["line"], failure["observed"]) for failure in each["failures"]]
        for each in json.loads(found.stdout)["checks"]
        if each["outcome"] == "failed" and each["table"] == "measurement"
    }
    assert failed["schema.foreign_key.station.station"] == [(2, "IE-009")]
    assert failed["schema.measured_at.range"] == [(8, "2027-01-01T00:00:00Z")]
    assert failed["january"] == [(8, "2027-01-01T00:00:00Z")]
    twice = "IE-004, PM10, 2026-01-18T12:30:00Z"
    assert failed["schema.primary_key"] == [(11, twice), (12, twice)]


def test_the_second_release_tells_what_changed(air: Air) -> None:
    notes = (air.dist / f"{SECOND}.md").read_text(encoding="utf-8")
    assert f"{SECOND}: what changed since {FIRST}" in notes
    for words in ("value revised", "row added", "2026-01-17T06:00:00Z", "19.3", "21.05"):
        assert words in notes
    assert not (air.dist / f"{FIRST}.md").exists()


def test_diff_has_every_difference_in_every_format(air: Air) -> None:
    releases = (air.first, air.second)
    found = json.loads(done(AIR, "diff", *releases, "--format", "json"))
    assert not found["breaking"]
    tables = {table["table"]: table for table in found["tables"]}
    assert tables["station"]["change"] == "same"
    assert tables["measurement"]["totals"] == []
    assert tables["measurement"]["count"]["kinds"] == {"added": 1, "value_revised": 1}
    [revised, added] = tables["measurement"]["rows"]
    if revised["change"] == "added":
        revised, added = added, revised
    key = {"station": "IE-002", "substance": "PM10", "measured_at": "2026-01-16T12:30:00Z"}
    assert revised["key"] == key
    values = {cell["field"]: (cell["old"], cell["new"]) for cell in revised["cells"]}
    assert values == {"concentration": ("19.30", "21.05"), "remark": (None, "calibrated anew")}
    assert added["key"] == {**key, "measured_at": NEW.split(",")[2]}
    for format_ in ("text", "markdown", "html"):
        text = done(AIR, "diff", *releases, "--format", format_)
        assert "2026-01-16T12:30:00Z" in text and "2026-01-17T06:00:00Z" in text
    again = run(AIR, "diff", *releases, "--fail-on", "any")
    assert again.exit_code == 1


def test_verify_makes_folder_and_served_release_anew(air: Air, server: Server) -> None:
    for place in (air.second, f"{server.address}{SECOND}/"):
        told = json.loads(done(air.revised, "verify", place, "--format", "json"))
        assert told["outcome"] == "passed", place
        anew = {check["table"] for check in told["checks"] if check["check"] == "recomputed"}
        assert anew == {"station", "measurement"}


def test_verify_makes_the_zip_anew_and_finds_another_moment_in_it(air: Air, tmp_path: Path) -> None:
    assert "passed" in done(AIR, "verify", air.first / "air.zip")
    spoilt = Path(shutil.copytree(air.first, tmp_path / "spoilt"))
    path = spoilt / "air/excel/measurement.csv"
    text = path.read_text(encoding="utf-8-sig")
    later = text.replace("2026-01-15 12:30:00", "2026-01-15 12:30:01")
    path.write_text(later, encoding="utf-8-sig", newline="\r\n")
    found = run(AIR, "verify", spoilt)
    assert found.exit_code == 1
    assert "measured_at" in found.stdout


def test_every_dataset_has_all_points(air: Air) -> None:
    assert "405" in done(AIR, "score", air.first)
    scored = json.loads(done(AIR, "score", air.first, "--format", "json"))
    assert [(each["title"], each["points"]) for each in scored["datasets"]] == [
        ("Air quality", 405)
    ]


def test_cite_names_the_bureau_in_every_format(air: Air) -> None:
    version = ("--version", FIRST)
    for name in ((), ("air",), ("measurement",)):
        for format_ in ("text", "bibtex", "cff", "json"):
            for lang in ("nl", "en"):
                told = done(AIR, "cite", *name, "--format", format_, "--lang", lang, *version)
                bureau = "Bureau Verzonnen Lucht" if lang == "nl" else "Bureau of Made-up Air"
                assert bureau in told and "https://air.test/data/" in told
    cff = done(AIR, "cite", "--format", "cff", "--lang", "en", *version)
    assert (air.first / "CITATION.cff").read_text(encoding="utf-8") == cff


def test_site_has_the_pages_of_the_data_and_no_other(air: Air, tmp_path: Path) -> None:
    names = {"index", "en/index"}
    names |= {"velden", "en/fields"}
    for data in ("gegevens", "en/data"):
        names |= {data, f"{data}/air", f"{data}/air/station", f"{data}/air/measurement"}
    for number, folder in enumerate((air.build, air.first)):
        pages = tmp_path / str(number)
        done(AIR, "site", folder, "--output", pages)
        made = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
        rows = {f"tables/air/{name}.0.js" for name in ("station", "measurement")}
        files = rows | {f"assets/{name}" for name in ("site.css", "share.js", "tables.js")}
        assert made == {*(f"{name}.html" for name in names), *files}
    dutch, english = (
        (pages / name).read_text(encoding="utf-8")
        for name in ("gegevens/air/measurement.html", "en/data/air/measurement.html")
    )
    assert "PLACEHOLDER" not in dutch + english
    assert '<td class="day">15 januari 2026, 12:30 UTC</td><td class="number">42,45</td>' in dutch
    assert '<td class="day">15 January 2026, 23:59:59 UTC</td>' in english
    assert "<td>datum en tijd (UTC)</td>" in dutch and "<td>date and time (UTC)</td>" in english
    assert "<td>µg/m³</td>" in dutch and "Stikstofdioxide" in dutch


def test_the_catalogue_is_about_its_own_place_and_days(air: Air) -> None:
    turtle = (air.second / "dcat.ttl").read_text(encoding="utf-8")
    assert "authority/country/IRL" in turtle and "country/NLD" not in turtle
    assert "POLYGON((-10.7 51.4, -5.9 51.4, -5.9 55.5, -10.7 55.5, -10.7 51.4))" in turtle
    descriptor = read(air.first / "air/datapackage.json")
    # Its measurements end in January; a station opened in 2009.
    assert descriptor["temporal"] == {"start": "2009-03-01", "end": "2026-01-31"}


def test_download_and_load_give_what_was_published(
    air: Air, server: Server, tmp_path: Path
) -> None:
    done(AIR, "download", "air", "--from", server.address, "--output", tmp_path)
    assert (tmp_path / SECOND / "air.zip").read_bytes() == (air.second / "air.zip").read_bytes()
    table = ino.load("measurement", source=server.address)
    assert table.schema.field("measured_at").type == pa.timestamp("us", "UTC")
    assert table.num_rows == 13
    first: dict[str, Any] = ino.load("measurement", FIRST, source=server.address).to_pylist()[1]
    assert first["measured_at"] == datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
    assert first["concentration"] == Decimal("42.45")
    frame = ino.load("measurement", source=server.address, kind="pandas")
    assert str(frame["measured_at"].max()) == "2026-01-18 23:59:59+00:00"


def in_a_process(*arguments: str | Path, **environment: str) -> str:
    """What the program writes in a process of its own, in the folder of the project."""
    program = "from inburgering_opendata.cli import main; main(prog_name='opendata')"
    answer = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=AIR / "schemas",
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


@pytest.mark.whole(
    reason="make test looks for a project from a folder within it, in the same process."
)
def test_a_process_finds_the_project_it_is_started_in(air: Air) -> None:
    assert "passed: " in in_a_process("verify", air.first)


def test_completion_knows_the_packages_of_the_project() -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_OPENDATA_COMPLETE" in done(AIR, "completion", shell)
    typed = {"COMP_WORDS": "opendata assemble a", "COMP_CWORD": "2"}
    assert in_a_process(**typed, _OPENDATA_COMPLETE="bash_complete").split() == ["plain,air"]
