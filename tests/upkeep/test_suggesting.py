"""What `opendata suggest` drafts: it holds, it is what columns say, and no more than that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.relating import related
from tests.benchmarks.suites import compared, repinned
from tests.projects.made_up import copied
from tests.upkeep.made_up import typed, well

DAYS = [date(2026, 1, day) for day in range(1, 13)]
LATER = [date(2026, 2, day) for day in range(1, 13)]
GIVEN, PAIRS = "expect_values_to_be_given_where", "expect_column_pair_values_to_be_in_set"
ORDER = "expect_column_pair_values_a_to_be_greater_than_b"
TOGETHER = "expect_values_to_be_given_together"

KIND = ["rate", "count"] * 6


@pytest.mark.parametrize(
    ("columns", "groups", "found"),
    [
        # By what another column says, in all of its rows.
        (
            {"kind": KIND, "below": [1, None] * 6},
            ["kind"],
            [
                (
                    GIVEN,
                    {"column": "below", "condition_column": "kind", "condition_values": ["rate"]},
                )
            ],
        ),
        # In some of its rows, and in none of enough others.
        (
            {"kind": ["rate"] * 2 + ["count"] * 10, "below": [1, None] + [None] * 10},
            ["kind"],
            [
                (
                    GIVEN,
                    {
                        "column": "below",
                        "condition_column": "kind",
                        "condition_values": ["rate"],
                        "may_be_empty": True,
                    },
                )
            ],
        ),
        # In none of too few others: by chance.
        ({"kind": ["rate"] * 6 + ["count"] * 6, "below": [1, 2, None] + [None] * 9}, ["kind"], []),
        # An empty cell is something that another column says.
        (
            {"part": [None, "a"] * 6, "why": ["x", None] * 6, "note": ["y"] * 5 + [None] * 7},
            ["part"],
            [(GIVEN, {"column": "why", "condition_column": "part", "condition_values": [None]})],
        ),
        (
            {"one": [1, None, 2] * 4, "other": ["a", None, "b"] * 4},
            [],
            [(TOGETHER, {"columns": ["one", "other"]})],
        ),
        (
            {"begin": DAYS, "end": LATER},
            [],
            [(ORDER, {"column_A": "end", "column_B": "begin", "or_equal": True})],
        ),
        # Of three days, only what does not follow from the others.
        (
            {"begin": DAYS, "last": [None, *LATER[1:]], "end": LATER},
            [],
            [
                (
                    ORDER,
                    {
                        "column_A": "last",
                        "column_B": "begin",
                        "or_equal": True,
                        "ignore_row_if": "either_value_is_missing",
                    },
                ),
                (ORDER, {"column_A": "end", "column_B": "begin", "or_equal": True}),
            ],
        ),
        # Days that are the same in all rows are in no order.
        ({"one": DAYS, "other": DAYS}, [], []),
        (
            {"code": ["a", "b"] * 6, "name": ["A", "B"] * 6},
            ["code", "name"],
            [
                (
                    PAIRS,
                    {
                        "column_A": "code",
                        "column_B": "name",
                        "value_pairs_set": [["a", "A"], ["b", "B"]],
                    },
                )
            ],
        ),
        ({"code": ["a", "b"] * 6, "name": ["A", "B", "B"] * 4}, ["code", "name"], []),
    ],
)
def test_what_columns_say_of_each_other(
    columns: Mapping[str, Any], groups: list[str], found: list[tuple[str, Mapping[str, Any]]]
) -> None:
    told = [(each.type, each.kwargs) for each in related(pa.table(columns), groups)]
    assert told == found


def test_every_suggestion_holds_and_is_asked_by_every_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    project = copied(tmp_path / "project")
    monkeypatch.chdir(project)
    for table in ("station", "measurement"):
        well(f"opendata suggest {table} --write")
        assert json.loads(well(f"opendata suggest {table}")) == []
    assert json.loads(well("opendata lint --format json"))["findings"]
    well("opendata assemble")
    for engine in ("duckdb", "gx"):
        checked = json.loads(typed(f"opendata validate --engine {engine} --format json").stdout)
        wrong = {c["check"] for c in checked["checks"] if c["outcome"] != "passed"}
        assert wrong == {"project.drafts"}, engine


@pytest.mark.whole(reason="It looks at every table of the project; make test at made-up ones.")
def test_what_is_suggested_of_our_own_tables_is_what_their_suites_have(project: Project) -> None:
    found = {each.type: each for each in compared(project)}
    sizes, counts = (
        found[f"expect_{n}"] for n in ("group_sizes_to_equal", "table_row_count_to_be_between")
    )
    assert sizes.drafted == sizes.declared and counts.drafted == counts.declared
    can = [each for each in found.values() if each.suggested]
    assert sum(each.drafted for each in can) >= 0.3 * sum(each.declared for each in can)


def test_pins_that_are_all_other_ones_are_written_as_they_were(
    project: Project, tmp_path: Path
) -> None:
    found = repinned(project, tmp_path)
    assert {each.what for each in found} >= {"hashes of sources", "totals of groups"}
    assert [each for each in found if each.as_they_were < each.spoilt] == []
