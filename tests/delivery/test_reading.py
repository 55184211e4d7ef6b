"""Files are read as what they are beyond doubt, or refused; nothing in them is passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from inburgering_opendata.outcomes.delivery.delimited import Stated
from inburgering_opendata.outcomes.delivery.intake import Examined, examine
from inburgering_opendata.outcomes.delivery.statement import Statement
from inburgering_opendata.toolkit.ground.project import Project
from tests.delivery.files import titles, write_csv, write_workbook
from tests.delivery.made_up import AS_OF, counts, trajectories
from tests.whole import first

Look = Callable[..., Examined]


@pytest.fixture
def look(project: Project) -> Look:
    def look(path: Path, **said: object) -> Examined:
        stated = Statement(**{"as_of": AS_OF, **said})  # type: ignore[arg-type]
        return examine(project, path, path.read_bytes(), stated)

    return look


def rules(found: Examined) -> list[str]:
    return [problem.rule for problem in found.problems]


def notes(found: Examined) -> dict[str, dict[str, object]]:
    return {note.name: note.details for note in found.notes}


@pytest.mark.parametrize(
    "delimiter", first(2, [";", "\t", ",", "|"], "Another delimiter is found in the same way.")
)
@pytest.mark.parametrize(
    "encoding",
    first(
        3, ["cp1252", "utf-8-sig", "utf-16", "utf-8", "mac_roman"], "It is found in the same way."
    ),
)
def test_csv_is_read_whatever_wrote_it(
    delimiter: str, encoding: str, look: Look, tmp_path: Path
) -> None:
    decimal = "." if delimiter == "," else ","
    path = tmp_path / "delivery.csv"
    write_csv(path, delimiter=delimiter, encoding=encoding, decimal=decimal)
    found = look(path)
    assert found.problems == ()
    assert found.rows is not None
    assert found.rows.equals(trajectories(20))
    said = notes(found)["read_as_csv"]
    assert (said["encoding"], said["encoding_how"]) == (encoding, "detected")
    assert said["delimiter_how"] == "detected"


def test_every_format_gives_the_same_rows(look: Look, tmp_path: Path) -> None:
    rows = trajectories(20)
    pq.write_table(rows, tmp_path / "a.parquet")
    with_words = rows.set_column(
        rows.column_names.index("route"), "route", rows.column("route").dictionary_encode()
    )
    pq.write_table(with_words, tmp_path / "b.parquet")
    english = [field.replace("_", " ") for field in rows.column_names]
    found = [
        look(tmp_path / "a.parquet"),
        look(tmp_path / "b.parquet"),
        look(write_csv(tmp_path / "c.csv")),
        look(write_csv(tmp_path / "d.csv", header=english)),
        look(write_workbook(tmp_path / "e.xlsx")),
    ]
    assert [examined.problems for examined in found] == [()] * 5
    assert all(examined.rows and examined.rows.equals(rows) for examined in found)


def test_an_encoding_that_only_the_rows_could_tell_is_refused(look: Look, tmp_path: Path) -> None:
    plain = counts()
    codes = plain.column("indicator").to_pylist()
    spoilt = plain.set_column(5, "indicator", pa.array([f"{c}é" for c in codes]))
    header = plain.column_names
    path = write_csv(tmp_path / "c.csv", spoilt, kind="count", header=header, encoding="cp1252")
    assert rules(look(path)) == ["encoding_unclear"]
    stated = look(path, csv=Stated(encoding="cp1252"), as_of=None)
    assert set(rules(stated)) == {"pattern"}
    assert notes(stated)["read_as_csv"]["encoding_how"] == "stated"
    assert rules(look(path, csv=Stated(encoding="utf-8"))) == ["not_in_encoding"]


def test_numbers_that_can_mean_two_things_are_refused(look: Look, tmp_path: Path) -> None:
    rows = trajectories(4)
    empty = {(row, "interpreter_hours"): None for row in range(2, 8)}
    cells = {**empty, (3, "interpreter_hours"): "1.234"}
    path = write_csv(tmp_path / "t.csv", rows, cells)
    assert "decimal_sign_unclear" in rules(look(path))
    assert rules(look(path, decimal_sign=",")) == []
    assert rules(look(path, decimal_sign=".")) == ["too_many_decimals"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b"a\0b;c\n", "not_csv"),
        (b"no;header;at all\n1;2;3\n", "no_header"),
    ],
)
def test_what_is_no_delivery_is_refused(text: bytes, rule: str, look: Look, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text)
    assert rules(look(path)) == [rule]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    first(
        2,
        [
            (b";WI2021;", b';"WI2021;', "quote_unclosed"),
            (b";WI2021;", b';"WI"2021;', "quote_behind"),
            (b";WI2021;", b';WI"2021";', "quote_inside"),
            (b";WI2021;", b'; "WI2021";', "space_before"),
            (b"\r\n", b"\n", "mixed_ends"),
        ],
        "They cannot be told apart for another reason.",
    ),
)
def test_cells_that_cannot_be_told_apart_are_refused_where_they_stand(
    old: bytes, new: bytes, rule: str, look: Look, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "c.csv", counts(), kind="count")
    header, row, rest = path.read_bytes().split(b"\r\n", 2)
    assert not look(path, as_of=None).problems
    spoilt = (row + b"\r\n").replace(old, new, 1)
    assert spoilt != row + b"\r\n"
    path.write_bytes(header + b"\r\n" + spoilt + rest)
    [problem] = look(path).problems
    assert (problem.rule, problem.row, problem.details["line"]) == (rule, 2, 2)
    assert (problem.column is None) == (rule == "mixed_ends")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("t.csv", "other_format"),
        ("t.xlsx", "not_a_workbook"),
        ("t.parquet", "not_parquet"),
        ("t.ods", "format_unknown"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_refused(
    name: str, rule: str, look: Look, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 and nothing else")
    assert rules(look(tmp_path / name)) == [rule]


def test_a_time_that_nobody_can_hold_is_named_by_its_cell(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = counts()
    place = table.column_names.index("as_of")
    times = pa.array([2**62] * table.num_rows, pa.timestamp("us"))
    pq.write_table(table.set_column(place, "as_of", times), path)
    found = {(each.rule, each.row, each.header) for each in look(path, as_of=None).problems}
    assert found == {("unheld", row, "as_of") for row in range(1, table.num_rows + 1)}


def test_rows_of_another_length_are_named_and_the_others_keep_their_numbers(
    look: Look, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "t.csv", cells={(9, "route"): "Q"})
    lines = path.read_bytes().split(b"\r\n")
    lines[4] += b";x"  # row 5
    lines.insert(6, b"")  # row 7, so that what was row 9 is row 10
    lines[2] = lines[2].replace(b"SYN", b'"SYN\n', 1).replace(b";", b'";', 1)
    path.write_bytes(b"\r\n".join(lines))
    found = {(problem.rule, problem.row) for problem in look(path).problems}
    assert found >= {("row_length", 5), ("not_a_choice", 10), ("pattern", 3)}


def test_a_sheet_is_read_with_all_that_a_reader_of_values_does_not_see(
    look: Look, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    names = titles("trajectory")
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy hh:mm"})
    sheet = workbook.add_worksheet("Trajecten")
    sheet.write_row(0, 0, [*names, "", ""])
    for at, row in enumerate(trajectories(8).to_pylist(), start=1):
        sheet.write_row(at, 0, list(row.values()))
    column = {field: n for n, field in enumerate(trajectories(1).column_names)}
    sheet.write_formula(1, column["progress_talks"], "=2+3", None, 5)
    sheet.write_formula(2, column["progress_talks"], "=2+3", None, "")
    sheet.write_formula(3, column["route"], "=1/0", None, "#DIV/0!")
    sheet.write_datetime(4, column["pip_on"], datetime(2022, 3, 31, 9, 30))
    sheet.merge_range(6, column["extensions"], 7, column["extensions"], 0)
    sheet.write_number(8, len(names) + 1, 5)
    workbook.close()
    found = look(path)
    seen = {(problem.rule, problem.row) for problem in found.problems}
    assert seen == {
        ("formula_without_value", 3),
        ("error_cell", 4),
        ("day_with_time", 5),
        ("merged", 7),
        ("column_without_header", 1),
    }
    assert notes(found)["formulas"] == {"number": 1}


def test_every_sheet_with_the_header_is_read_and_the_others_are_named(
    look: Look, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "t.xlsx", sheets=("Een", "Twee"))
    found = look(path)
    assert {problem.rule for problem in found.problems} == {"doubled", "suite"}
    assert {problem.sheet for problem in found.problems} == {"Een", "Twee"}
    assert look(path, sheet="Twee").problems == ()
    assert rules(look(path, sheet="Drie")) == ["no_such_sheet"]


def test_the_header_names_what_is_unknown_missing_or_doubled(look: Look, tmp_path: Path) -> None:
    header = titles("trajectory")
    header[0], header[1], header[15], header[30] = "Persoo", "Zomaar iets", header[14], ""
    found = look(write_workbook(tmp_path / "t.xlsx", header=header))
    of = found.problems
    seen = [(p.rule, p.column, p.details.get("fix") or p.details.get("name")) for p in of]
    assert seen == [
        ("header_doubled", "P", None),
        ("header_misspelt", "A", "Person"),
        ("header_unknown", "B", None),
        ("header_empty", "AE", None),
        ("header_missing_near", None, "person_id"),
        ("header_missing", None, "trajectory_number"),
        ("header_missing", None, "pip_on"),
        ("header_missing", None, "term_missed_culpably"),
    ]
    assert "rules_not_asked" in notes(found)


def test_a_row_of_values_for_a_header_is_not_repeated(look: Look, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", header=["Jansen", "GM0344"])
    found = look(path, sheet="Trajecten", kind="trajectory")
    assert "no_header" in rules(found)
    assert "Jansen" not in repr([(p.header, p.details) for p in found.problems])
