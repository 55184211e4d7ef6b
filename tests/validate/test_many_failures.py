"""A table in which nearly every row fails: all rows are reported, and few are held in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate import spill
from inburgering_opendata.toolkit.validate.engines import engine
from inburgering_opendata.toolkit.validate.reports.formats import document
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.spill import Spill, gathered


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "KEPT", 7)
    monkeypatch.setattr(engine, "LOCATED", 5)


@given(st.lists(st.integers(), max_size=40), st.slices(40), st.integers(1, 9))
def test_a_spill_is_a_list(items: list[int], part: slice, kept: int) -> None:
    part = slice(part.start, part.stop, abs(part.step or 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "KEPT", kept)
        spilt = Spill(items)
        assert list(spilt) == items
        assert len(spilt) == len(items)
        assert list(zip(spilt, spilt, strict=True)) == list(zip(items, items, strict=True))
        assert spilt[part] == tuple(items[part])
        assert [spilt[n] for n in range(len(items))] == items
        spilt.append(1)
        assert list(spilt) == [*items, 1]
        found = gathered(iter(items))
        assert list(found) == items
        assert isinstance(found, tuple) == (len(items) <= kept)


def rows_of(lines: Iterable[str]) -> list[list[str]]:
    return [line.split(",") for line in lines]


@pytest.mark.parametrize(
    "line_end_in_a_cell",
    [
        True,
        pytest.param(False, marks=pytest.mark.whole(reason="Without one, rows are lines.")),
    ],
)
def test_every_failing_row_is_in_the_json(
    small_project: Project,
    small_build: Path,
    tmp_path: Path,
    small_memory: None,
    line_end_in_a_cell: bool,
) -> None:
    header, *rows = (small_build / "funding/data/allocation.csv").read_text().splitlines()
    amount = header.split(",").index("amount_eur")
    spoilt = [",".join([*r[:amount], "-1", *r[amount + 1 :]]) for r in rows_of(rows)]
    first = 2
    if line_end_in_a_cell:
        # The first row gets a code with a line feed, so that every later one is a line further.
        spoilt[0] = spoilt[0].replace("GM0003", '"GM\n0003"', 1)
        assert '"' in spoilt[0]
        first = 3
    path = tmp_path / "allocation.csv"
    path.write_text("\n".join([header, *spoilt]) + "\n")
    result = validate_path(small_project, path, engine="duckdb", table="allocation")
    written = json.loads("".join(document("json", result, path)))
    check = next(c for c in written["checks"] if c["check"] == "no_negative_amount")
    assert check["unexpected_count"] == len(check["failures"]) == len(rows)
    assert [f["line"] for f in check["failures"]] == list(range(first, len(rows) + first))
    assert [f["key"]["municipality_code"].replace("\n", "") for f in check["failures"]] == [
        row.split(",")[1] for row in rows
    ]
    shown = "".join(document("text", result, path))
    assert f"… and {len(rows) - 10:,} more: see --format json" in shown
