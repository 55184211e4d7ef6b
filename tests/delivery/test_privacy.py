"""Nobody is named by a message of the intake, and what identifies a person is never stored."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from click.testing import Result

from inburgering_opendata.outcomes.delivery import taking_in
from inburgering_opendata.outcomes.delivery.identity import names_a_person
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from tests.delivery.files import Cells, titles, write_csv, write_workbook
from tests.delivery.looking import messages_in, problems, texts_in
from tests.delivery.made_up import trajectories
from tests.delivery.spellings import ADDRESSES, NUMBERS
from tests.whole import first

BSN, OTHER = "111222333", "123456782"
Run = Callable[..., Result]


PERSONAL = "Hoofdstraat17"
SPOILT: Cells = {
    (3, "duty_from"): PERSONAL,
    (4, "progress_talks"): PERSONAL,
    (5, "route"): PERSONAL,
    (6, "person_id"): f"{PERSONAL} !",
    (7, "municipality_code"): PERSONAL,
    (8, "interpreter_hours"): PERSONAL,
    (9, "term_missed_culpably"): PERSONAL,
    (11, "pip_on"): date(1987, 6, 5),
    (12, "extension_days"): -7654321,
    (13, "ended_on"): date(2034, 5, 6),
    (15, "person_id"): "SYN000001",
}


def words_of_persons(cells: Cells) -> set[str]:
    """Everything of a row that a message might let slip, in the ways it might be written."""
    rows = trajectories(20).to_pylist()
    found = {PERSONAL, "7654321", "7.654.321", "7,654,321", "5 juni 1987", "05-06-1987"}
    found |= {str(row["person_id"]) for row in rows}
    days = {v for row in [*rows, dict(cells)] for v in row.values() if isinstance(v, date)}
    return found | {day.isoformat() for day in days} | {f"{day:%d-%m-%Y}" for day in days}


@pytest.mark.parametrize(
    ("format_", "lang", "write"),
    first(
        2,
        [
            ("text", "nl", write_workbook),
            ("json", "en", write_workbook),
            ("text", "en", write_csv),
            ("json", "nl", write_csv),
        ],
        "It is the other language of the same message.",
    ),
)
def test_no_message_has_a_value_of_a_person(
    format_: str, lang: str, write: Any, intake: Run, store: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / f"t{'.xlsx' if write is write_workbook else '.csv'}", cells=SPOILT)
    copy = tmp_path / "copy.xlsx"
    run = intake(path, "--format", format_, "--lang", lang, "--annotate", copy)
    assert run.exit_code == 1
    messages = messages_in(copy)
    assert len(messages) >= 9
    for text in (run.stdout, run.stderr, *messages):
        told = text.replace("2026-12-31", "")
        assert not [word for word in words_of_persons(SPOILT) if word in told]
    assert not list(store.glob("deliveries/*"))


def test_values_are_shown_to_whom_may_see_them(intake: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", cells=SPOILT)
    assert f"the cell has: {PERSONAL}" in intake(path, "--show-values").stdout
    as_json = intake(path, "--show-values", "--format", "json")
    assert PERSONAL in [problem.get("value") for problem in problems(as_json)]


def test_nothing_is_shown_while_anything_identifies_a_person(intake: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", cells={**SPOILT, (16, "route"): BSN})
    for format_ in ("text", "json"):
        run = intake(path, "--show-values", "--format", format_)
        assert run.exit_code == 1
        assert BSN not in run.output
        assert PERSONAL not in run.output


def test_a_fault_that_nobody_foresaw_says_nothing_of_the_rows(
    intake: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(f"cannot make sense of {PERSONAL}")

    monkeypatch.setattr(taking_in, "examine", fail)
    monkeypatch.setenv("OPENDATA_DEBUG", "1")
    run = intake(write_csv(tmp_path / "t.csv"))
    assert run.exit_code == 3
    assert "unforeseen fault (ValueError)" in run.stderr
    assert PERSONAL not in run.output
    assert run.exception is None or PERSONAL not in repr(run.exception.__context__)


def test_validate_shows_no_rows_of_persons_either(opendata: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(to_csv(trajectories(3)))
    run = opendata("validate", path, "--table", "trajectory", "--engine", "duckdb")
    assert run.exit_code == 2
    assert "opendata intake FILE --dry-run" in run.stderr
    assert "SYN" not in run.output


@pytest.mark.parametrize(
    ("value", "field"),
    first(
        3,
        [
            (BSN, "person_id"),
            (111222333, "progress_talks"),
            ("x@example.org", "person_id"),
            ("111.222.333", "progress_talks"),
            ("111 22 23 33", "route"),
            ("12345672", "person_id"),
            (12345672, "pip_on"),
            ("x@example.org", "pip_on"),
        ],
        "It is written or placed otherwise.",
    ),
)
def test_what_identifies_a_person_is_refused_and_never_repeated(
    value: str | int, field: str, intake: Run, store: Path, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "t.xlsx", cells={(5, field): value})
    copy = tmp_path / "copy.xlsx"
    run = intake(path, "--show-values", "--format", "json", "--annotate", copy)
    assert run.exit_code == 1
    first = problems(run)[0]
    rule = "email" if "@" in str(value) else "bsn"
    assert (first["rule"], first["row"], first.get("value")) == (rule, 5, None)
    for text in (run.stdout, run.stderr, *texts_in(copy)):
        assert str(value) not in text
    assert not list(store.glob("deliveries/*"))


@pytest.mark.parametrize("write", [write_csv, write_workbook])
def test_every_spelling_is_placed_and_never_repeated(
    write: Any, intake: Run, store: Path, tmp_path: Path
) -> None:
    """In a column of the delivery, and in one that is not known."""
    spelled = [*NUMBERS, *ADDRESSES]
    rows = trajectories(len(spelled)).slice(0, len(spelled))
    rows = rows.append_column("x", pa.array([""] * rows.num_rows))
    cells = {(row, "route"): value for row, value in enumerate(spelled, start=2)}
    cells |= {(row, "x"): value for row, value in enumerate(reversed(spelled), start=2)}
    path = tmp_path / f"t{'.csv' if write is write_csv else '.xlsx'}"
    write(path, rows, cells, header=[*titles("trajectory"), "Opmerking"])
    copy = tmp_path / "copy.xlsx"
    run = intake(path, "--show-values", "--format", "json", "--annotate", copy)
    assert run.exit_code == 1
    found = Counter(p["row"] for p in problems(run) if p["rule"] in ("bsn", "email"))
    assert [row for row in range(2, len(spelled) + 2) if found[row] != 2] == []
    told = [run.stdout, run.stderr, *texts_in(copy)]
    assert [s for s in spelled for text in told if str(s) in text] == []
    assert not list(store.glob("deliveries/*"))


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_person_in_a_name_or_a_remark_is_refused_and_never_repeated(
    format_: str, intake: Run, store: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"{BSN} jan@x.nl.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("Trajecten", f"BSN {OTHER}", "Gegevens"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, titles("trajectory"))
    book.worksheets()[0].write_comment("B3", f"this is {OTHER}", {"author": ""})
    book.worksheets()[2].hide()
    book.close()
    copy = tmp_path / "copy.xlsx"
    options = ("--origin", f"bsn {BSN}", "--annotate", copy, "--show-values", "--format", format_)
    run = intake(path, *options)
    assert run.exit_code == 1
    for rule in ("file_name", "origin", "sheet_name", "comment"):
        assert f"personal_{rule}" in run.stdout
    for text in (run.stdout, run.stderr, *texts_in(copy), *openpyxl.load_workbook(copy).sheetnames):
        assert not [word for word in (BSN, OTHER, "jan@x.nl") if word in text]
    assert not list(store.glob("deliveries/*"))
    missing = intake(tmp_path / f"{OTHER}.csv")
    assert (missing.exit_code, OTHER in missing.output) == (3, False)
    assert "could not be read" in missing.stderr


def test_no_header_of_a_delivery_names_a_person(project: Project) -> None:
    for kind in KINDS:
        for field in load_table_schema(project, kind).fields:
            titled = (field.name, field.descriptor["title"], field.descriptor["title@nl"])
            assert not [header for header in titled if names_a_person(header)]


@pytest.mark.parametrize(
    "header",
    [
        *("achternaam", "Achternaam cursist", "geb.datum", "Geb. datum", "telefoonnr", "Tel.nr."),
        *("cliëntnummer (BSN)", "clientBsn", "BSN-nummer", "E-mail adres", "Naam cursist", "naam1"),
        *("date of birth", "DateOfBirth", "V-nummer", "Postcode en huisnr", "IBAN (rekening)"),
        *("first_name", "voor- en achternaam", "Straatnaam", "name of the participant"),
    ],
)
def test_words_of_a_header_name_a_person(header: str) -> None:
    assert names_a_person(header)


@pytest.mark.parametrize(
    "header",
    [
        *("Naam gemeente", "gemeentenaam", "Name of the school", "Opmerking", "cliëntnummer"),
        *("mailing", "Adressering", "Telling", "Duur van de vrijstelling", "Personeel", "Hotel"),
    ],
)
def test_other_words_of_a_header_do_not(header: str) -> None:
    assert not names_a_person(header)


@pytest.mark.parametrize(
    "header",
    first(
        3,
        ["BSN", BSN, "Geb.datum", "Naam", "e-mail", "a@b.example"],
        "Another word for the same column.",
    ),
)
def test_a_column_that_identifies_persons_is_refused(
    header: str, intake: Run, store: Path, tmp_path: Path
) -> None:
    rows = trajectories(20)
    rows = rows.append_column("x", pa.array([PERSONAL] * rows.num_rows))
    path = write_csv(tmp_path / "t.csv", rows, header=[*titles("trajectory"), header])
    run = intake(path, "--show-values")
    assert run.exit_code == 1
    assert "column AT: the header says that the column identifies persons" in run.stdout
    assert PERSONAL not in run.output
    assert BSN not in run.output
    assert not list(store.glob("deliveries/*"))


def test_service_numbers_dressed_in_letters_are_refused(intake: Run, tmp_path: Path) -> None:
    numbers = ["111222333", "123456782", "100000009", "999999990", "123456782", "111222333"]
    cells = {(row, "person_id"): f"P{n}X" for row, n in enumerate(numbers[:4], start=2)}
    run = intake(write_csv(tmp_path / "t.csv", trajectories(4), cells))
    assert "[bsn_hidden]" in run.stdout


def test_no_row_is_put_aside_elsewhere_while_a_copy_is_written(
    intake: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed process leaves of the copy stands where the next one finds and removes it."""
    folders: list[Path] = []
    make = xlsxwriter.Workbook.__init__

    def spied(self: xlsxwriter.Workbook, path: Path, options: dict[str, object]) -> None:
        folders.append(Path(str(options["tmpdir"])))
        assert stat.S_IMODE(folders[0].stat().st_mode) == 0o700
        make(self, path, options)

    path = write_csv(tmp_path / "t.csv", cells=SPOILT)
    monkeypatch.setattr(xlsxwriter.Workbook, "__init__", spied)
    (tmp_path / "copies").mkdir()
    assert intake(path, "--annotate", tmp_path / "copies" / "copy.xlsx").exit_code == 1
    assert re.fullmatch(r"\.copy\.xlsx\.partial-[0-9a-f]{16}", folders[0].name)
    assert [each.name for each in (tmp_path / "copies").iterdir()] == ["copy.xlsx"]


def test_a_copy_that_somebody_corrects_is_not_written_over(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(b"corrected")
    command = (write_csv(tmp_path / "t.csv", cells=SPOILT), "--annotate", copy)
    run = intake(*command)
    assert (run.exit_code, copy.read_bytes()) == (2, b"corrected")
    assert "--force" in run.stderr
    assert intake(*command, "--force").exit_code == 1
    assert copy.read_bytes() != b"corrected"
