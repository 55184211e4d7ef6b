"""The small project takes in whatever the real one declares, without a word about it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project
from tests.small import make_small

WORDS = dict.fromkeys(("title", "title@nl"), "Language schools") | dict.fromkeys(
    ("description", "description@nl"), "Number of language schools in a municipality, made up here."
)
SCHEMA = {
    "name": "language_school",
    **WORDS,
    "fields": [
        {"name": name, "type": type, **WORDS}
        for name, type in (("municipality_code", "string"), ("schools", "integer"))
    ],
    "primaryKey": ["municipality_code"],
    "foreignKeys": [
        {
            "fields": ["municipality_code"],
            "reference": {"resource": "municipality", "fields": ["municipality_code"]},
        }
    ],
}
SUITE = {
    "name": "language_school",
    "expectations": [
        {
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": 3, "max_value": 3},
            "meta": {"id": "rows", "severity": "critical", "reason": "So many have one."},
        }
    ],
}
AS_PUBLISHED = "Schools;\n;\nCode;Schools\nGM0344;3\nGM0599;8\nGM0363;9\nSource: made up;\n"
LAYOUT = {
    "delimiter": ";",
    "header": 3,
    "notes": 1,
    "columns": {"municipality_code": "Code", "schools": "Schools"},
}


@pytest.mark.parametrize(
    ("data", "more"),
    [
        ("municipality_code,schools\nGM0344,3\nGM0599,8\nGM0363,9\n", {}),
        (AS_PUBLISHED, {"layout": LAYOUT}),
    ],
    ids=["plain", "as published"],
)
def test_a_new_table_is_cut_and_pinned_as_the_others_are(
    data: str, more: dict[str, object], project: Project, tmp_path: Path
) -> None:
    root = tmp_path / "whole"
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    shutil.copy(project.file, root)
    (root / "schemas" / "language_school.schema.json").write_text(json.dumps(SCHEMA))
    (root / "expectations" / "language_school.json").write_text(json.dumps(SUITE))
    (root / "datapackages" / "outcomes" / "sources" / "language_school.csv").write_text(data)
    path = root / "datapackages" / "outcomes" / "package.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["tables"].append("language_school")
    source = {
        **package["sources"][-1],
        "table": "language_school",
        "path": "sources/language_school.csv",
        "sha256": sha256(data.encode()),
        **more,
    }
    package["sources"].append(source)
    path.write_text(json.dumps(package), encoding="utf-8")

    small = make_small(load_project(root), tmp_path / "small")

    rows = Assembly(small).table("language_school")
    assert rows.to_pylist() == [
        {"municipality_code": "GM0344", "schools": 3},
        {"municipality_code": "GM0363", "schools": 9},
    ]
    suite = json.loads((small.expectations / "language_school.json").read_text(encoding="utf-8"))
    assert suite["expectations"][0]["kwargs"] == {"min_value": 2, "max_value": 2}
