"""From a folder of files to a checked release, as somebody types it who never did it before."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from inburgering_opendata.cli import main
from inburgering_opendata.commands import init
from inburgering_opendata.toolkit.describe.drafts import drafts_of
from inburgering_opendata.toolkit.ground.project import load_project
from tests.upkeep.made_up import ADD, INIT, typed, well, write_drafts, write_files

MOST_LINES = 25
"""Lines that may have to be written by hand."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.whole(reason="make test takes the steps of the tutorial, which are the same.")
def test_the_first_hour(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = well(INIT)
    assert told.splitlines()[-1] == "next: cd air && opendata add FILE"
    monkeypatch.chdir(folder / "air")
    for line in ADD:
        well(line)
    # Nothing is wrong; what a person must say is told by each command that can go on.
    assert "still to be written" in well("opendata lint")
    well("opendata assemble")
    checked = json.loads(typed("opendata validate --engine duckdb --format json").stdout)
    assert checked["outcome"] == "warning"
    assert {c["check"] for c in checked["checks"] if c["outcome"] != "passed"} == {"project.drafts"}
    drafts = drafts_of(load_project(Path()))
    refused = typed("opendata publish --version 2026.02.01")
    assert refused.exit_code == 3
    assert all(draft.text in refused.stderr for draft in drafts)
    assert not Path("dist").exists()

    assert len(drafts) <= write_drafts(Path()) <= MOST_LINES
    assert typed("opendata lint --fail-on draft").exit_code == 0
    well("opendata release --version 2026.02.01")

    source = Path("datapackages/air_quality/sources/stations.csv")
    source.write_bytes(source.read_bytes().replace(b"1.234", b"1.235"))
    stopped = typed("opendata assemble")
    assert stopped.exit_code == 3
    assert "opendata pin" in stopped.stderr
    shown = well("opendata pin --dry-run")
    assert "~ NL-001: hoogte 1234 → 1235" in shown
    assert typed("opendata assemble").exit_code == 3
    assert shown.splitlines()[:3] == well("opendata pin").splitlines()[1:4]
    assert "everything is pinned as it is" in well("opendata pin")
    well("opendata assemble")
    well("opendata publish --version 2026.03.01")
    different = typed("opendata diff dist/2026.02.01 dist/2026.03.01 --format json")
    assert "1235" in different.stdout and different.exit_code in (0, 1)
    assert "passed" in well("opendata verify dist/2026.03.01")

    published = Path("dist/2026.03.01/air_quality/data/station.csv").read_text(encoding="utf-8")
    assert published.splitlines()[:3] == [
        "station,naam,hoogte,geopend,in_gebruik",
        "NL-001,Één,1235,2009-01-31,true",
        "NL-002,Súdwest,21,2012-06-15,true",
    ]


def test_what_was_drafted_is_what_the_files_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(INIT)
    monkeypatch.chdir(folder / "air")
    for line in ADD:
        well(line)
    station = json.loads(Path("schemas/station.schema.json").read_text(encoding="utf-8"))
    types = {field["name"]: field["type"] for field in station["fields"]}
    assert types == {
        "station": "string",
        "naam": "string",
        "hoogte": "integer",
        "geopend": "date",
        "in_gebruik": "boolean",
    }
    height = station["fields"][2]
    assert height["unit"] == "m" and "constraints" not in height
    assert "'1.234' is taken for 1234" in height["description"]
    assert station["primaryKey"] == ["station"]
    assert "Confirm: the key is station" in station["description"]
    package = json.loads(Path("datapackages/air_quality/package.json").read_text(encoding="utf-8"))
    assert package["sources"][0]["layout"] == {
        "encoding": "cp1252",
        "delimiter": ";",
        "header": 3,
        "columns": {
            "station": "Station",
            "naam": "Naam",
            "hoogte": "Hoogte (m)",
            "geopend": "Geopend",
            "in_gebruik": "In gebruik",
        },
        "missingValues": ["-"],
        "decimalChar": ",",
        "groupChar": ".",
        "formats": {"geopend": "%d-%m-%Y"},
        "trueValues": ["ja"],
        "falseValues": ["nee"],
    }
    mean = json.loads(Path("schemas/mean.schema.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in mean["fields"]}
    assert (fields["mean"]["decimals"], fields["mean"]["unit"]) == (2, "µg/m³")
    assert fields["mean"]["constraints"] == {"minimum": 0}
    assert fields["substance"]["categories"] == ["NO2", "O3"]
    assert mean["primaryKey"] == ["station", "substance", "day"]
    assert mean["foreignKeys"] == [
        {"fields": ["station"], "reference": {"resource": "station", "fields": ["station"]}}
    ]
    # The file itself is as it was published.
    kept = Path("datapackages/air_quality/sources/stations.csv").read_bytes()
    assert kept == (folder / "stations.csv").read_bytes()


def test_suggestions_hold_and_are_to_be_confirmed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(INIT)
    monkeypatch.chdir(folder / "air")
    for line in ADD:
        well(line)
    suggested = json.loads(well("opendata suggest mean"))
    assert all(each["meta"]["reason"].startswith("TODO: confirm") for each in suggested)
    totals = {each["meta"]["id"]: each["kwargs"] for each in suggested}
    assert totals["mean_by_substance"]["totals"] == {"NO2": "439.98", "O3": "439.98"}
    assert totals["rows_by_station"]["sizes"] == {"NL-001": 8, "NL-002": 8, "NL-003": 8}
    assert totals["mean_in_range"] == {
        "column": "mean",
        "min_value": "25.15",
        "max_value": "48.18",
    }
    well("opendata suggest mean --write")
    assert json.loads(well("opendata suggest mean")) == []
    well("opendata assemble")
    checked = json.loads(typed("opendata validate --engine duckdb --format json").stdout)
    assert {c["check"] for c in checked["checks"] if c["outcome"] != "passed"} == {"project.drafts"}
    # A new edition is a file in the place of the old one, and `pin`.
    source = Path("datapackages/air_quality/sources/means.csv")
    text = source.read_text(encoding="utf-8")
    source.write_text(text + "NL-003,O3,2026-01-19,50.10\n", encoding="utf-8")
    shown = well("opendata pin mean")
    assert "rows: min_value: 24 → 25" in shown
    assert "mean_by_substance: totals.O3: 439.98 → 490.08" in shown
    assert "rows_by_station: sizes.NL-003: 8 → 9" in shown
    assert "mean: 1 rows added, 0 removed, 0 changed since build" in shown
    well("opendata assemble")
    checked = json.loads(typed("opendata validate --engine duckdb --format json").stdout)
    wrong = {c["check"] for c in checked["checks"] if c["outcome"] != "passed"}
    # A range is somebody's judgement: it is not moved by itself.
    assert wrong == {"project.drafts", "mean_in_range", "day_in_range"}


@pytest.mark.parametrize("languages", [(), ("nl",), ("en", "nl")])
def test_one_language_is_enough(
    languages: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(INIT + "".join(f" --language {language}" for language in languages))
    monkeypatch.chdir(folder / "air")
    well(ADD[1])
    schema = Path("schemas/mean.schema.json")
    assert ("title@nl" in schema.read_text(encoding="utf-8")) == (len(languages) > 1)
    schema.write_text(schema.read_text(encoding="utf-8").replace('"title": "day",', ""))
    told = typed("opendata lint")
    assert told.exit_code == 1
    assert "the property 'fields.day.title' is missing" in told.stdout


def test_in_a_terminal_it_asks_for_what_no_option_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "in_a_terminal", lambda: True)
    answers = ["Lucht", "both", "Air", "", "Bureau", "desk@air.test", "Ireland"]
    told = CliRunner().invoke(main, ["init", "lucht"], input="".join(f"{a}\n" for a in answers))
    assert told.exit_code == 0, told.output
    written = tomllib.loads((folder / "lucht/opendata.toml").read_text(encoding="utf-8"))
    assert written["title"] == "Lucht" and written["title@nl"] == "Air"
    assert written["languages"] == ["en", "nl"]
    assert written["publisher"]["name"] == "Bureau"
    assert written["contact"]["email"] == "desk@air.test"
    assert written["description"].startswith("TODO: ")


def test_what_a_stopped_add_left_is_no_obstacle(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(INIT)
    monkeypatch.chdir(folder / "air")
    well(ADD[1])
    package = Path("datapackages/air_quality/package.json")
    made = package.read_bytes()
    # It is written last: whatever was stopped before that is done again.
    package.unlink()
    well(ADD[1])
    assert package.read_bytes() == made
    # What somebody wrote meanwhile is not written over.
    package.unlink()
    schema = Path("schemas/mean.schema.json")
    schema.write_text(schema.read_text(encoding="utf-8").replace("TODO: ", "", 1))
    refused = typed(ADD[1])
    assert refused.exit_code == 2
    assert "a table 'mean' already" in refused.stderr
