"""What is said in English in a table is said in Dutch beside it, row by row."""

from __future__ import annotations

import pytest

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.rows import Row

DUTCH = "_nl"
PROSE = (
    "note",
    "remark",
    "title",
    "statement",
    "summary",
    "definition",
    "source",
    "ground_source",
)
"""Fields that hold sentences or titles of this project, in both languages or in none."""


def one_language(rows: list[Row]) -> list[tuple[str, str]]:
    """The fields of prose without a Dutch one, and the texts that have one language only."""
    found = []
    for row in rows:
        for name in row:
            dutch = name + DUTCH
            if name in PROSE and dutch not in row:
                found.append((name, "no Dutch field"))
            elif dutch in row and bool(row[name]) != bool(row[dutch]):
                found.append((name, row[name] or row[dutch]))
    return found


def test_every_text_of_the_tables_has_both_languages(project: Project) -> None:
    assembly = Assembly(project)
    tables = {name for package in load_data_packages(project) for name in package.tables}
    rows = {name: assembly.table(name).to_pylist() for name in sorted(tables)}
    found = {name: one_language(of_table) for name, of_table in rows.items()}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert {"note_nl", "ground_source_nl"} <= {f for t in rows.values() for row in t for f in row}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"note": "cumulative"}, [("note", "no Dutch field")]),
        ({"note": "cumulative", "note_nl": ""}, [("note", "cumulative")]),
        ({"remark": None, "remark_nl": "geraamd"}, [("remark", "geraamd")]),
        ({"note": "cumulative", "note_nl": "cumulatief", "quote_nl": "x"}, []),
    ],
)
def test_a_text_in_one_language_is_found(row: Row, found: list[tuple[str, str]]) -> None:
    assert one_language([row]) == found
