"""A template that is filled in passes the intake; nothing of it must be changed for that."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.suites import load_suite
from tests.delivery.files import titles
from tests.delivery.made_up import counts, trajectories
from tests.whole import first

Run = Callable[..., Result]
ROWS = {"trajectory": trajectories(30), "count": counts()}


def filled_in(path: Path, rows: pa.Table) -> None:
    """Fill in the template as somebody in Excel, or in an editor, would."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *prefilled = csv.reader(stream, delimiter=";")
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(header)
            writer.writerows([as_typed(v) for v in row.values()] for row in rows.to_pylist())
            writer.writerows(prefilled[rows.num_rows :])
        return
    book = openpyxl.load_workbook(path)
    for at, row in enumerate(rows.to_pylist(), start=2):
        for position, value in enumerate(row.values(), start=1):
            shown = {True: "ja", False: "nee"}[value] if isinstance(value, bool) else value
            book.worksheets[0].cell(at, position).value = shown
    book.save(path)


def as_typed(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case date():
            return f"{value:%d-%m-%Y}"
        case Decimal():
            return str(value).replace(".", ",")
        case _:
            return str(value)


@pytest.mark.parametrize("kind", ["trajectory", "count"])
@pytest.mark.parametrize(
    "name", first(1, ["delivery.xlsx", "delivery.csv"], "It is taken in as a workbook is.")
)
@pytest.mark.parametrize("municipality", [[], ["--municipality", "Utrecht"]], ids=["", "prefilled"])
def test_a_template_filled_in_is_taken_in(
    kind: str, name: str, municipality: list[str], opendata: Run, tmp_path: Path
) -> None:
    path, store = tmp_path / name, tmp_path / "store"
    assert opendata("template", kind, "--output", path, *municipality).exit_code == 0
    filled_in(path, ROWS[kind])
    day = ["--as-of", "2026-12-31"] if kind == "trajectory" else []
    run = opendata("intake", path, "--store", store, "--format", "json", *day)
    assert run.exit_code == 0, run.output
    notes = json.loads(run.stdout)[0]["notes"]
    left_over = 200 - ROWS[kind].num_rows
    told = f"{left_over} rows hold nothing but a municipality; let be"
    assert (told in notes) == bool(municipality)
    assert Store(store).current(kind).equals(ROWS[kind])


@pytest.mark.parametrize("kind", ["trajectory", "count"])
def test_a_workbook_has_lists_codebook_and_rules(
    kind: str, opendata: Run, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    opendata("template", kind, "--output", path)
    book = openpyxl.load_workbook(path)
    schema = load_table_schema(project, kind)
    sheet, codebook, lists, explanation = book.worksheets
    assert [cell.value for cell in sheet[1]] == titles(kind)
    chosen = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            [cells_of] = rule.sqref.ranges
            column = cells_of.min_col - 1
            _, cells = rule.formula1.split("!")
            chosen[schema.fields[column].name] = [
                cell.value for (cell,) in lists[cells.replace("$", "")]
            ]
    for field in schema.fields:
        if field.type == "boolean":
            assert chosen.pop(field.name) == ["ja", "nee"]
        elif "enum" in field.constraints:
            assert chosen.pop(field.name) == field.constraints["enum"]
    assert chosen == {}
    named = [row[2].value for row in codebook.iter_rows(min_row=2) if row[0].value]
    assert named == list(schema.field_names)
    told = {row[0].value for row in explanation.iter_rows()}
    assert {check.reason_nl for check in load_suite(project, kind)} <= told


def test_a_template_is_a_workbook_or_csv_and_of_a_municipality_that_is(
    opendata: Run, tmp_path: Path
) -> None:
    assert opendata("template", "count", "--output", tmp_path / "t.ods").exit_code == 2
    run = opendata("template", "count", "--output", tmp_path / "t.csv", "--municipality", "Utrech")
    assert run.exit_code != 0
    assert "Utrecht (GM0344)" in run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_what_may_have_been_filled_in_is_not_written_over(
    name: str, opendata: Run, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(b"filled in")
    command = ("template", "count", "--output", path)
    run = opendata(*command)
    assert (run.exit_code, path.read_bytes()) == (2, b"filled in")
    assert "--force" in run.stderr
    assert opendata(*command, "--force").exit_code == 0
    assert path.read_bytes() != b"filled in"
