"""What is pinned is counted as the rules count it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.pinning import (
    group_sizes,
    group_totals,
    pins_of,
)
from inburgering_opendata.toolkit.validate.rules.presence import group_sizes_equal
from inburgering_opendata.toolkit.validate.rules.references import group_totals_equal
from tests.projects.made_up import copied
from tests.upkeep.made_up import well
from tests.validate.test_rules import Rows

ROWS = (("a", 1), (None, 2), ("b", 3), (None, 4))


def test_the_pins_of_the_project_are_those_that_would_be_made_anew(project: Project) -> None:
    assert [(each.place, each.before, each.after) for each in pins_of(project).pinned] == []


@pytest.mark.parametrize("group", [None, "a"])
def test_rows_without_a_group_are_a_group(group: str | None) -> None:
    rows = pa.Table.from_pylist([{"group": name, "amount": amount} for name, amount in ROWS])
    totals, sizes = group_totals(rows, "group", "amount"), group_sizes(rows, "group")
    assert (totals, sizes) == ({"(empty)": 6, "a": 1, "b": 3}, {"(empty)": 2, "a": 1, "b": 1})
    table = Rows("group amount", *ROWS)
    assert not group_totals_equal(table, "group", "amount", totals).breaches
    assert not group_sizes_equal(table, "group", sizes).breaches
    less = Rows("group amount", *(row for row in ROWS if row[0] != group))
    assert group_totals_equal(less, "group", "amount", totals).breaches
    assert group_sizes_equal(less, "group", sizes).breaches


def test_what_changed_is_pinned_though_nobody_reads_on(own_small_project: Project) -> None:
    source = own_small_project.packages / "municipalities/sources/population_2021.csv"
    source.write_text(source.read_text(encoding="utf-8").replace("CBS,CBS", "CBS,Het CBS"))
    read, write = os.pipe()
    os.close(read)
    arguments = ("--project", str(own_small_project.root), "pin", "population")
    command = [sys.executable, "-m", "inburgering_opendata", *arguments]
    subprocess.run(command, stdout=write, stderr=subprocess.DEVNULL, check=False)
    os.close(write)
    declared = (own_small_project.packages / "municipalities/package.json").read_text("utf-8")
    assert sha256(source.read_bytes()) in declared


def test_a_key_that_is_there_twice_and_rows_that_nobody_sees_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    project = copied(tmp_path / "project")
    monkeypatch.chdir(project)
    source = Path("datapackages/air/sources/measurement.csv")
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("41.20", "41.25"), encoding="utf-8")
    assert "measurement: which rows changed is not known, as build has no such table" in well(
        "opendata pin"
    )
    well("opendata assemble")
    first = text.splitlines()[1]
    source.write_text(f"{text}{first.replace('41.20', '41.30')}\n", encoding="utf-8")
    told = well("opendata pin --dry-run")
    assert "is not known" not in told
    assert "! IE-001, NO2, 2026-01-15T00:00:00Z: 2 rows have this key" in told
