"""What is not required may be empty or absent; what is refused says which cell is empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.checking import breaches_of
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from tests.delivery.complete import FILLED, Row, has_needs, optional, row_with, with_needs
from tests.delivery.files import Cells, titles, write_csv, write_workbook
from tests.delivery.looking import problems
from tests.delivery.made_up import as_table, counts
from tests.delivery.test_template import filled_in
from tests.validate.test_suites import edit_suite
from tests.whole import first

Run = Callable[..., Result]
KINDS = ("trajectory", "count")
DAY = ("--as-of", "2025-12-31")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name", first(1, ["delivery.xlsx", "delivery.csv"], "It is taken in as a workbook is.")
)
def test_a_template_with_only_what_is_required_is_taken_in(
    kind: str, name: str, opendata: Run, store: Path, tmp_path: Path
) -> None:
    path, rows = tmp_path / name, as_table(kind, [row_with(kind)])
    assert opendata("template", kind, "--output", path).exit_code == 0
    filled_in(path, rows)
    run = opendata("intake", path, *DAY)
    assert run.exit_code == 0, run.output
    assert Store(store).current(kind).equals(rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "write", first(1, [write_csv, write_workbook], "It is taken in as a file of text is.")
)
def test_optional_columns_may_all_be_left_out(
    kind: str, write: Any, opendata: Run, project: Project, store: Path, tmp_path: Path
) -> None:
    rows = as_table(kind, [row_with(kind)])
    ending = ".csv" if write is write_csv else ".xlsx"
    left = rows.drop_columns(optional(kind))
    path = write(tmp_path / f"d{ending}", left, header=left.column_names, kind=kind)
    run = opendata("intake", path, *DAY, "--format", "json")
    assert run.exit_code == 0, run.output
    [note] = [n for n in json.loads(run.stdout)[0]["notes"] if "does not have" in n]
    schema = load_table_schema(project, kind)
    assert all(schema.field(name).title in note for name in optional(kind))
    assert Store(store).current(kind).equals(rows)


OTHERS = pytest.mark.whole(reason="make test tries each state among others that differ from it.")


COUNTS = pytest.mark.whole(reason="make test tries it of counts, which have fewer columns.")
AMONG_OTHERS = (("absent", "filled"), ("empty", "filled"), ("filled", "empty"))


@pytest.mark.parametrize(
    ("kind", "state", "rest"),
    [
        *(("count", *each) for each in AMONG_OTHERS),
        *(pytest.param("trajectory", *each, marks=COUNTS) for each in AMONG_OTHERS),
        *(
            pytest.param(kind, *each, marks=OTHERS)
            for kind in KINDS
            for each in (("absent", "empty"), ("empty", "empty"), ("filled", "filled"))
        ),
    ],
)
def test_each_optional_column_may_be_absent_empty_or_filled(
    kind: str, state: str, rest: str, opendata: Run, tmp_path: Path
) -> None:
    paths = {}
    for name in optional(kind):
        row = a_row(kind, name, filled=state == "filled", rest=rest)
        assert (row[name] is not None) == (state == "filled")
        rows = as_table(kind, [row])
        left = rows.drop_columns([name]) if state == "absent" else rows
        path = tmp_path / f"{name}.csv"
        paths[name] = write_csv(path, left, header=left.column_names, kind=kind)
    run = opendata("intake", *paths.values(), *DAY, "--dry-run", "--format", "json")
    told = {Path(file["file"]).stem: file for file in json.loads(run.stdout)}
    assert {name: told[name]["problems"] for name in paths} == {name: [] for name in paths}
    assert {told[name]["outcome"] for name in paths} == {"fit"}


def a_row(kind: str, name: str, *, filled: bool, rest: str) -> Row:
    """A row with or without a value in a column; the others go with that, filled or empty."""
    if rest == "empty":
        return with_needs(kind, row_with(kind, *[name] * filled), name)
    row = row_with(kind, *(other for other in optional(kind) if filled or other != name))
    row = with_needs(kind, row, name)
    while wanting := [other for other in row if not has_needs(row, other)]:
        row[wanting[0]] = None
    return row


def trajectories_with_some_columns() -> Iterator[Row]:
    """Up to two of the optional columns filled, or all but up to two, in every legal regime."""
    names = optional("trajectory")
    for size in range(3):
        for chosen in combinations(names, size):
            others = [name for name in names if name not in chosen]
            for filled in (chosen, others):
                for regime in ("WI2021", "WI2013", "WI2007"):
                    yield row_with("trajectory", *filled, legal_regime=regime)


@pytest.mark.whole(reason="make test tries each column in each state.")
def test_no_combination_is_refused_but_for_what_a_column_asks_of_others(project: Project) -> None:
    rows = [
        {**row, "person_id": f"SYN{n:06}"} for n, row in enumerate(trajectories_with_some_columns())
    ]
    assert len(rows) > 2_000
    refused = {
        breach.row
        for check, breach in breaches_of(project, "trajectory", as_table("trajectory", rows))
    }
    in_want = {n for n, row in enumerate(rows) if not all(has_needs(row, name) for name in row)}
    assert refused == in_want
    assert 0 < len(in_want) < len(rows)


@pytest.mark.parametrize("status", ["observed", "not_reported", "not_applicable"])
@pytest.mark.parametrize("value", [None, 0])
def test_a_count_is_given_exactly_where_it_was_observed(
    status: str, value: int | None, project: Project
) -> None:
    rows = as_table("count", [{**FILLED["count"], "value": value, "status": status}])
    broken = [check.id for check, _ in breaches_of(project, "count", rows)]
    fits = (value is not None) == (status == "observed")
    assert broken == ([] if fits else ["value_where_observed"])


ENDED = {"end_reason": "Overlijden", "ended_on": date(2024, 1, 1)}
MOVED = {"municipality_from": date(2023, 1, 1)}
EMPTY_CELLS: list[tuple[list[Row], str, int, str]] = [
    # The rows, the rule they break, and the row of the sheet and field that are to be pointed at.
    ([{**ENDED, "ended_on": None}], "end_has_reason", 2, "ended_on"),
    ([{**ENDED, "end_reason": None}], "end_has_reason", 2, "end_reason"),
    ([{"completed_with": "diploma"}], "completed_when_fulfilled", 2, "end_reason"),
    ([{"exemption_ground": "MED"}], "ground_of_dispensation", 2, "end_reason"),
    ([{}, MOVED], "spells_follow_each_other", 2, "municipality_to"),
    ([{}, {"trajectory_number": 2}], "one_open_trajectory_a_person", 3, "ended_on"),
    (
        [{"municipality_to": date(2022, 12, 31), "fines": 1}, MOVED],
        "same_in_all_spells",
        3,
        "fines",
    ),
    (
        [{"legal_regime": None, "pip_on": date(2022, 6, 1)}],
        "schema.legal_regime.required",
        2,
        "legal_regime",
    ),
    (
        [{"target_group": None, "target_group_detail": "Overig"}],
        "schema.target_group.required",
        2,
        "target_group",
    ),
]


@pytest.mark.parametrize(
    ("cells", "rule", "row", "field"),
    first(3, EMPTY_CELLS, "Of another rule that asks for a cell."),
)
def test_a_message_points_at_the_cell_that_is_empty(
    cells: list[Row], rule: str, row: int, field: str, opendata: Run, store: Path, tmp_path: Path
) -> None:
    rows = as_table("trajectory", [row_with("trajectory", **each) for each in cells])
    path, copy = write_workbook(tmp_path / "t.xlsx", rows), tmp_path / "copy.xlsx"
    arguments = [path, *DAY, "--show-values", "--lang", "nl"]
    [told] = problems(opendata("intake", *arguments, "--format", "json", "--annotate", copy))
    assert (told["rule"], told["row"], told["field"], told["value"]) == (rule, row, field, None)
    assert told["header"] == titles("trajectory")[rows.column_names.index(field)]
    assert "de cel is leeg" in told["message"]
    place = f"blad Trajecten, rij {row}, kolom {told['column']} ({told['header']}): "
    assert place in opendata("intake", *arguments).stdout
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    coloured = {
        cell.coordinate
        for line in sheet.iter_rows(max_col=45)
        for cell in line
        if cell.fill.fill_type
    }
    assert coloured == {f"{told['column']}{row}"}
    assert place in sheet.cell(row, sheet.max_column).value


def test_of_a_pair_the_empty_one_is_pointed_at(
    own_project: Project,
    opendata: Run,
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def want_details(suite: Any) -> None:
        [rule] = [e for e in suite["expectations"] if e["meta"]["id"] == "detail_of_target_group"]
        pairs = rule["kwargs"]["value_pairs_set"]
        rule["kwargs"]["value_pairs_set"] = [pair for pair in pairs if None not in pair]

    edit_suite(own_project, "trajectory", want_details)
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_project.root))
    rows = as_table("trajectory", [row_with("trajectory")])
    run = opendata("intake", write_csv(tmp_path / "t.csv", rows), *DAY, "--format", "json")
    [told] = problems(run)
    assert (told["row"], told["field"]) == (2, "target_group_detail")
    assert told["message"].endswith("; the cell is empty")


def test_a_column_that_is_absent_is_named_where_its_value_is_missed(
    opendata: Run, store: Path, tmp_path: Path
) -> None:
    row = row_with("trajectory", **{**ENDED, "ended_on": None})
    rows = as_table("trajectory", [row]).drop_columns(["ended_on"])
    header = [title for title in titles("trajectory") if title != "Geëindigd op"]
    path, copy = write_csv(tmp_path / "t.csv", rows, header=header), tmp_path / "copy.xlsx"
    run = opendata("intake", path, *DAY, "--lang", "nl", "--annotate", copy)
    assert run.exit_code == 1
    told = "of geen van beide; het bestand heeft geen kolom ‘Geëindigd op’ [end_has_reason]"
    assert f"  rij 2: Een einde heeft een dag en een reden, {told}" in run.stdout
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert "geen kolom ‘Geëindigd op’" in sheet.cell(2, sheet.max_column).value


def test_a_column_is_not_absent_while_another_may_be_meant_for_it(
    opendata: Run, store: Path, tmp_path: Path
) -> None:
    header = [
        "Geeindigt op" if title == "Geëindigd op" else title for title in titles("trajectory")
    ]
    path = write_csv(tmp_path / "t.csv", header=header)
    run = opendata("intake", path, *DAY, "--format", "json", "--lang", "nl")
    assert [p["rule"] for p in problems(run)] == ["header_misspelt", "header_missing_near"]


def test_a_count_that_is_empty_is_pointed_at(opendata: Run, store: Path, tmp_path: Path) -> None:
    cells: Cells = {(2, "value"): None}
    path = write_csv(tmp_path / "c.csv", counts(), cells, kind="count")
    [told] = problems(opendata("intake", path, "--format", "json"))
    assert (told["rule"], told["row"], told["field"]) == ("value_where_observed", 2, "value")
    assert told["message"].endswith("; the cell is empty")
