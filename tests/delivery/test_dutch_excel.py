"""CSV as Excel with Dutch settings writes it is read, and what was taken so is told."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.delimited import Stated
from inburgering_opendata.toolkit.tables.xlsx.places import letter
from tests.delivery.files import write_csv
from tests.delivery.made_up import counts, trajectories
from tests.delivery.test_reading import Look, look, notes, rules
from tests.whole import first

__all__ = ["look"]

BLANK = ";" * 8


def _above(path: Path, *lines: str, mark: bytes = b"", end: str = "\r\n") -> Path:
    written = write_csv(path, counts(), kind="count", encoding="utf-8").read_bytes()
    path.write_bytes(mark + "".join(line + end for line in lines).encode() + written)
    return path


@pytest.mark.parametrize(
    ("above", "mark"),
    [
        (["sep=;"], b""),
        (["sep=;"], b"\xef\xbb\xbf"),
        (["SEP=;;;;;;;;;"], b""),
        (['"sep=;"'], b""),
        ([""], b""),
        (["", BLANK, "  "], b"\xef\xbb\xbf"),
        (["sep=;", "", BLANK], b""),
    ],
)
def test_what_excel_writes_above_a_header_is_told(
    above: list[str], mark: bytes, look: Look, tmp_path: Path
) -> None:
    path = _above(tmp_path / "t.csv", *above, mark=mark)
    found = look(path, as_of=None)
    assert found.problems == ()
    assert found.rows is not None and found.rows.equals(counts())
    told, has_sep = notes(found), "sep" in above[0].casefold()
    assert told["read_as_csv"]["delimiter_how"] == ("stated" if has_sep else "detected")
    assert ("sep_line" in told) == has_sep
    blank = len(above) - has_sep
    assert told.get("blank_lines", {"number": 0}) == {"number": blank}


def test_rows_keep_the_numbers_of_the_editor(look: Look, tmp_path: Path) -> None:
    path = _above(tmp_path / "t.csv", "sep=;", "")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace("GM0344", "Utrecht (PV)")
    lines[6] += ";x"
    path.write_text("\r\n".join([*lines, '"never closed']), encoding="utf-8", newline="")
    unclosed = look(path, as_of=None).problems
    assert [(each.rule, each.row, each.details["line"]) for each in unclosed] == [
        ("quote_unclosed", len(lines) + 1, len(lines) + 1)
    ]
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    found = {(problem.rule, problem.row) for problem in look(path, as_of=None).problems}
    assert found >= {("pattern", 5), ("row_length", 7)}


@pytest.mark.parametrize(
    ("line", "stated", "rule"),
    [
        ("sep=", None, "sep_line"),
        ("sep=semicolon", None, "sep_line"),
        ("sep=;", ",", "delimiter_contradicted"),
    ],
)
def test_a_first_line_that_states_nothing_or_another_is_refused(
    line: str, stated: str | None, rule: str, look: Look, tmp_path: Path
) -> None:
    path = _above(tmp_path / "t.csv", line)
    found = look(path, csv=Stated(delimiter=stated))
    assert [(problem.rule, problem.row) for problem in found.problems] == [(rule, 1)]


def test_a_delimiter_that_the_first_line_misstates_gives_no_header(
    look: Look, tmp_path: Path
) -> None:
    assert rules(look(_above(tmp_path / "t.csv", "sep=,"))) == ["no_header"]


@pytest.mark.parametrize(
    "form", first(2, ["1-7-2025", "01-07-2025", "01-7-2025", "1-07-2025"], "It is padded by half.")
)
@pytest.mark.parametrize(
    "time", first(2, ["", " 0:00", " 00:00", " 00:00:00"], "It is midnight written otherwise.")
)
def test_days_are_read_in_every_padding_and_told(
    form: str, time: str, look: Look, tmp_path: Path
) -> None:
    rows = counts().num_rows
    cells = {(row, "as_of"): form + time for row in range(2, rows + 2)}
    found = look(write_csv(tmp_path / "t.csv", counts(), cells, kind="count"), as_of=None)
    assert found.problems == ()
    assert found.as_of is not None and found.as_of.isoformat() == "2025-07-01"
    assert notes(found)["days_day_first"] == {"number": rows}
    assert notes(found).get("midnights") == ({"number": rows} if time else None)


@pytest.mark.parametrize(
    ("cell", "rule"),
    first(
        3,
        [
            ("1-7-25", "not_a_day"),
            ("1-7-2025 9:30", "day_with_time"),
            ("31-6-2025", "day_impossible"),
            ("1/7/2025", "not_a_day"),
            ("31-6-2025 00:00", "day_impossible"),
            ("7-31-2025", "day_impossible"),
        ],
        "It is another writing of such a day.",
    ),
)
def test_other_days_stay_refused(cell: str, rule: str, look: Look, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", cells={(3, "pip_on"): cell})
    assert rules(look(path)) == [rule]


def test_a_value_below_no_header_is_not_passed_over(look: Look, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", trajectories(3))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    for row in rows:
        row += ["", ""]
    rows[2][-1] = "9"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    [problem] = look(path).problems
    assert (problem.rule, problem.column) == ("column_without_header", letter(len(rows[0]) - 1))


def test_a_pipe_and_a_device_are_refused_at_once(
    intake: Callable[..., Result], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        run = intake(path, "--dry-run")
        assert run.exit_code == 3
        assert "not a file" in run.stderr
