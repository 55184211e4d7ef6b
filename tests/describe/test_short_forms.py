"""The short forms of Table Schema 2.0 say the same as the long ones, to every consumer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.describe.patterns import whole
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import Field, load_table_schema
from inburgering_opendata.toolkit.ground.project import load_project
from inburgering_opendata.toolkit.tables.csv_reader import typed
from tests.projects.made_up import FIRST, copied, done, read, write
from tests.whole import first

LONG: dict[str, Any] = {
    "name": "t",
    "fields": [
        {"name": "id", "type": "string"},
        {
            "name": "up",
            "type": "string",
            "categories": [{"value": "a", "label": "a"}],
        },
    ],
    "missingValues": [""],
    "primaryKey": ["id"],
    "uniqueKeys": [["id", "up"], ["up"]],
    "foreignKeys": [{"fields": ["up"], "reference": {"resource": "t", "fields": ["id"]}}],
    "fieldsMatch": "exact",
}


def with_field(**more: object) -> dict[str, Any]:
    return {"fields": [LONG["fields"][0], {**LONG["fields"][1], **more}]}


@pytest.mark.parametrize(
    "short",
    [
        {"primaryKey": "id"},
        {"uniqueKeys": [["id", "up"], "up"]},
        {"foreignKeys": [{"fields": "up", "reference": {"resource": "t", "fields": "id"}}]},
        {"foreignKeys": [{"fields": ["up"], "reference": {"fields": ["id"]}}]},
        {"foreignKeys": [{"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}]},
        {"missingValues": [{"value": "", "label": "not known"}]},
        {"fieldsMatch": ["exact"]},
        with_field(categories=["a"]),
        with_field(categories=[{"value": "a"}]),
        {},
    ],
    ids=json.dumps,
)
def test_a_short_form_is_written_out(short: dict[str, Any]) -> None:
    assert in_long_form({**LONG, **short}) == LONG


def test_the_label_of_a_category_stands_for_every_language() -> None:
    [_, field] = in_long_form({**LONG, **with_field(categories=[{"value": 1, "label": "one"}, 2])})[
        "fields"
    ]
    assert field["categories"] == [
        {"value": 1, "label": "one"},
        {"value": 2, "label": "2"},
    ]


@pytest.mark.whole(reason="make test checks a file by a schema of short forms.")
def test_a_project_of_short_forms_is_published_and_checked_as_one_of_long_ones(
    tmp_path: Path,
) -> None:
    short, long = copied(tmp_path / "short"), copied(tmp_path / "long")
    for project in (short, long):
        path = project / "schemas/measurement.schema.json"
        schema = read(path)
        [status] = [each for each in schema["fields"] if each["name"] == "status"]
        [key] = schema["foreignKeys"]
        # What the long form says anyhow, so that the two are the same.
        values = [category["value"] for category in status["categories"]]
        status["categories"] = [{"value": v, "label": v} for v in values]
        if project == short:
            status["categories"] = values
            key.update(fields=key["fields"][0])
            key["reference"].update(fields=key["reference"]["fields"][0])
            schema["missingValues"] = [{"value": "", "label": "not measured"}]
        write(path, schema)
        own = project / "schemas/station.schema.json"
        schema = read(own)
        [only] = schema["primaryKey"]
        to_itself: dict[str, Any] = {"fields": [only], "reference": {"fields": [only]}}
        if project == short:
            schema["primaryKey"] = only
        else:
            to_itself["reference"]["resource"] = "station"
        schema["foreignKeys"] = [to_itself]
        write(own, schema)
        done(project, "assemble", "--output", project / "build")
    said = [read(project / "build/air/datapackage.json") for project in (short, long)]
    assert said[0] == said[1]
    done(short, "validate", short / "build", "--engine", "duckdb")
    done(short, "publish", short / "build", "--output", short / "dist", "--version", FIRST)


@pytest.mark.parametrize(
    "engine", first(1, ["gx", "duckdb"], "The other engine reads it in the same way.")
)
def test_what_only_version_2_has_is_read_of_a_lone_file(engine: str, tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    path = project / "schemas/measurement.schema.json"
    schema = read(path)
    [field] = [each for each in schema["fields"] if each["name"] == "concentration"]
    field["constraints"] = {"exclusiveMinimum": -1}
    write(path, schema)
    done(project, "assemble", "--output", tmp_path / "build")
    file = tmp_path / "build/air/data/measurement.csv"
    done(project, "validate", file, "--table", "measurement", "--engine", engine)


@pytest.mark.parametrize(
    ("type", "right", "wrong"),
    [
        ("time", ["00:00:00", "23:59:59"], ["24:00:00", "9:00:00", "12:00", "12:60:00"]),
        ("yearmonth", ["2026-01", "1999-12"], ["2026-13", "2026-1", "26-01", "2026-01-01"]),
        ("year", ["0", "2026", "9999"], ["10000", "-1", "2026.0", "MMXXVI"]),
        (
            "duration",
            ["P1Y2M", "P3D", "PT36H", "P1DT0.5S", "P2W", "PT1M", "P1M"],
            ["P", "PT", "P1DT", "1Y", "P1H", "P-1D", "P1D2M"],
        ),
    ],
)
def test_a_type_that_is_kept_as_another_is_held_to_its_form(
    type: str, right: list[str], wrong: list[str], tmp_path: Path
) -> None:
    """In a project, from the source to the check of every engine."""
    project = copied(tmp_path / "project")
    schema = read(project / "schemas/station.schema.json")
    [field] = [each for each in schema["fields"] if each["name"] == "setting"]
    field["type"] = type
    del field["categories"]
    write(project / "schemas/station.schema.json", schema)
    table = load_table_schema(load_project(project), "station")
    kept = table.field("setting")
    assert kept.type == ("integer" if type == "year" else "string")
    for values, holds in ((right, True), (wrong, False)):
        for value in values:
            assert _holds(kept, value) == holds, value


def _holds(field: Field, text: str) -> bool:
    """Whether a cell is read as one of the field, and keeps to its constraints."""
    column, problems = typed(pa.chunked_array([pa.array([text])]), field)
    if problems:
        return False
    if field.type == "integer":
        bounds = field.constraints
        return bool(bounds["minimum"] <= column[0].as_py() <= bounds["maximum"])
    return re.search(whole(field.constraints["pattern"]), text) is not None
