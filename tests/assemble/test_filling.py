"""A field that follows a key is filled in, is checked, and is refused where it leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.filling import filled, unfilled
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project, load_project
from tests.compare.made_up import field, schema
from tests.projects.made_up import copied, run

KEY = {"fields": ["place"], "reference": {"resource": "register", "fields": ["code"]}}
UP = {"fields": ["above"], "reference": {"resource": "visits", "fields": ["id"]}}
FOLLOWS = {"key": "place", "resource": "register", "field": "name"}
VISITS = schema(
    [
        field("id", "string"),
        field("place", "string"),
        field("place_name", "string", filledFrom=FOLLOWS),
        field("above", "string"),
        field(
            "place_above",
            "string",
            filledFrom={"key": "above", "resource": "visits", "field": "place"},
        ),
    ],
    ["id"],
    "visits",
    foreignKeys=[KEY, UP],
)


def test_each_row_gets_what_its_key_refers_to_and_nothing_without_one() -> None:
    register = pa.table({"name": ["Two", "One", None], "code": ["2", "1", "3"]})
    rows = pa.table(
        {
            "id": ["a", "b", "c", "d", "e"],
            "place": ["1", "2", None, "3", "9"],
            "above": [None, "a", "b", "c", "z"],
            "place_name": ["typed"] * 5,
        }
    )
    made = filled(rows, VISITS, {"register": register}.__getitem__)
    assert made["place_name"].to_pylist() == ["One", "Two", None, None, None]
    assert made["place_above"].to_pylist() == [None, "1", "2", None, None]
    assert set(unfilled(made, VISITS).column_names) == {"id", "place", "above"}


def test_every_municipal_table_has_the_name_beside_each_code(
    project: Project, assembly: Assembly
) -> None:
    register = assembly.table("municipality").to_pylist()
    names = {row["municipality_code"]: row["municipality_name"] for row in register}
    found = set()
    for package in load_data_packages(project):
        for table in package.tables:
            described = load_table_schema(project, table)
            codes = [n for n in described.field_names if n.endswith("municipality_code")]
            referring = {
                key.fields[0]
                for key in described.foreign_keys
                if key.reference_table == "municipality"
            }
            assert referring <= {*codes}, f"{table} calls a municipality otherwise"
            for code in codes:
                found.add(table)
                beside = code.removesuffix("code") + "name"
                position = described.field_names.index(code)
                assert described.field_names[position + 1] == beside, table
                for row in assembly.table(table).select([code, beside]).to_pylist():
                    assert row[beside] == names.get(row[code])
    assert {"municipality", "municipality_change", "allocation", "observation"} <= found


def test_a_name_that_changed_is_of_another_code(assembly: Assembly) -> None:
    """So that a row of any year has the name that the municipality had then."""
    rows = assembly.table("municipality_change").to_pylist()
    renamed = [row for row in rows if row["kind"] == "reorganisation"]
    went = {(row["old_municipality_name"], row["new_municipality_name"]) for row in renamed}
    assert ("De Friese Meren", "De Fryske Marren") in went


def test_a_view_has_the_names_of_its_own_boundaries(assembly: Assembly) -> None:
    view = assembly.table("population_on_20230101")
    assert "Weesp" not in view["municipality_name"].to_pylist()
    columns = view.select(["municipality_code", "municipality_name"]).to_pydict()
    assert ("GM1979", "Eemsdelta") in {*zip(*columns.values(), strict=True)}
    regions = assembly.table("population_on_20200101_by_region_2020")
    assert "municipality_name" not in regions.column_names


@pytest.fixture(scope="module")
def assembly(project: Project) -> Assembly:
    return Assembly(project)


Change = Callable[[dict[str, Any]], object]


def _follow(**other: str) -> Change:
    return lambda raw: raw["filledFrom"].update(other)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_follow(key="statoin"), "'statoin' is no field of the table; did you mean 'station'?"),
        (_follow(resource="statoin"), "refers to 'statoin'; did you mean 'station'?"),
        (_follow(key="substance"), "no foreign key of 'substance' alone refers to 'station'"),
        (_follow(field="nmae"), "'nmae' is no field of station; did you mean 'name'?"),
        (_follow(field="height"), "station.height is a integer, and this is a string"),
        (_follow(filed="name"), "filed"),
        (lambda raw: raw["filledFrom"].pop("key"), "key"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(
    change: Change, words: str, tmp_path: Path
) -> None:
    root = copied(tmp_path / "air")
    path = root / "schemas/measurement.schema.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    [follows] = [each for each in raw["fields"] if "filledFrom" in each]
    change(follows)
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        load_table_schema(load_project(root), "measurement")
    assert caught.value.kind is PROJECT_FILE_BROKEN
    assert str(path) in caught.value.message
    assert "filledFrom" in caught.value.message
    assert words in caught.value.message


def test_a_key_of_which_several_rows_may_be_meant_is_not_followed(tmp_path: Path) -> None:
    root = copied(tmp_path / "air")
    path = root / "schemas/station.schema.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "primaryKey": ["code", "name"]}), encoding="utf-8")
    with pytest.raises(OpendataError, match="several rows of station may have the same code"):
        load_table_schema(load_project(root), "measurement")


def test_two_tables_that_are_filled_from_each_other_are_refused(tmp_path: Path) -> None:
    root = copied(tmp_path / "air")
    path = root / "schemas/station.schema.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    back = {"key": "code", "resource": "measurement", "field": "remark"}
    raw["fields"].append(
        {
            **{key: raw["fields"][1][key] for key in ("type", "title", "title@nl")},
            **{key: raw["fields"][1][key] for key in ("description", "description@nl")},
            "name": "remark",
            "filledFrom": back,
        }
    )
    reference = {"resource": "measurement", "fields": ["station"]}
    raw["foreignKeys"] = [{"fields": ["code"], "reference": reference}]
    path.write_text(json.dumps(raw), encoding="utf-8")
    other = root / "schemas/measurement.schema.json"
    measured = json.loads(other.read_text(encoding="utf-8"))
    measured["fields"][0]["constraints"]["unique"] = True
    other.write_text(json.dumps(measured), encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        Assembly(load_project(root)).table("station")
    assert "the table is made of itself: station ← measurement ← station" in caught.value.message


def test_a_name_that_is_not_that_of_the_key_is_found_in_a_project_without_a_subject(
    tmp_path: Path,
) -> None:
    root, build = copied(tmp_path / "air"), tmp_path / "build"
    assert run(root, "assemble", "--output", build).exit_code == 0
    path = build / "air/data/measurement.csv"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("station,station_name,substance,")
    assert "\nIE-001,Quay Street,NO2," in text
    path.write_text(text.replace("Quay Street", "Abbey Green", 1), encoding="utf-8")
    for engine in ("duckdb", "gx"):
        found = run(root, "validate", build, "--engine", engine, "--format", "json")
        assert found.exit_code == 1
        checks = json.loads(found.stdout)["checks"]
        failed = {each["check"]: each for each in checks if each["outcome"] == "failed"}
        check = failed.pop("schema.station_name.filled")
        assert not [name for name in failed if name.startswith("schema.")]
        [failure] = check["failures"]
        assert (failure["expected"], failure["observed"]) == ("Quay Street", "Abbey Green")
