"""A delivered cell names a municipality as every command lets one: by code, number or name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.delivery.files import write_csv, write_workbook
from tests.delivery.made_up import counts
from tests.delivery.test_reading import Look, look, notes
from tests.whole import first

__all__ = ["look"]


@pytest.mark.parametrize(
    "named",
    first(
        3,
        ["344", "0344", "gm0344", " GM0344", "Utrecht", "UTRECHT (gemeente)"],
        "It is named otherwise.",
    ),
)
def test_a_municipality_named_otherwise_is_read_as_its_code_and_told(
    named: str, look: Look, tmp_path: Path
) -> None:
    cells = {(2, "municipality_code"): named, (3, "municipality_code"): named}
    found = look(write_csv(tmp_path / "t.csv", counts(), cells, kind="count"), as_of=None)
    assert found.problems == ()
    assert found.rows is not None and found.rows.equals(counts())
    assert found.municipalities == ("GM0344",)
    told = notes(found).get("municipalities_named", {"number": 0})
    assert told == {"number": 0 if named == " GM0344" else 2}


def test_a_number_in_a_workbook_is_a_code(look: Look, tmp_path: Path) -> None:
    cells = {(row, "municipality_code"): 344 for row in range(2, counts().num_rows + 2)}
    path = write_workbook(tmp_path / "t.xlsx", counts(), cells, kind="count")
    found = look(path, as_of=None)
    assert found.problems == () and found.municipalities == ("GM0344",)


@pytest.mark.parametrize(
    "named",
    first(
        3,
        ["Utrecht (PV)", "Bergen", "Utrcht", "GM9999", "9999", "344.5"],
        "It is written otherwise.",
    ),
)
def test_what_is_no_municipality_or_two_is_refused_in_its_cell(
    named: str, look: Look, tmp_path: Path
) -> None:
    cells = {(2, "municipality_code"): named}
    found = look(write_csv(tmp_path / "t.csv", counts(), cells, kind="count"), as_of=None)
    assert {(each.row, each.details["field"]) for each in found.problems if each.row} == {
        (2, "municipality_code")
    }
    assert "municipalities_named" not in notes(found)
