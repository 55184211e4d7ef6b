"""A delivery is taken in whole or refused with all that is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from click.testing import Result

import inburgering_opendata.outcomes.delivery
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.outcomes.delivery.wording import WORDS
from inburgering_opendata.toolkit.describe.language import LANGUAGES, load_words
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.malformed import OF_LENGTH, SENTENCES
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.suites import load_suite
from tests.delivery.files import Cells, write_csv, write_workbook
from tests.delivery.looking import problems
from tests.delivery.made_up import counts, trajectories
from tests.whole import first

Run = Callable[..., Result]


def test_what_is_good_is_stored_with_hash_time_and_origin(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "utrecht.xlsx")
    run = intake(path)
    assert run.exit_code == 0, run.output
    assert "accepted as 000001-trajectory-" in run.stdout
    assert "22 rows of GM0344, as of 31 December 2026" in run.stdout
    [delivery] = Store(store).deliveries()
    assert (delivery.kind, delivery.municipalities) == ("trajectory", ("GM0344",))
    assert (delivery.as_of, delivery.rows) == (date(2026, 12, 31), 22)
    assert (delivery.origin, delivery.synthetic) == ("utrecht.xlsx", True)
    assert Store(store).current("trajectory").equals(trajectories(20))


def test_what_is_made_up_is_refused_beside_what_is_real(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    rows = trajectories(4)
    names = pa.array([name.replace("SYN", "UTR") for name in rows["person_id"].to_pylist()])
    real = rows.set_column(0, rows.schema.field(0), names)
    assert intake(write_csv(tmp_path / "real.csv", real)).exit_code == 0
    run = intake(write_csv(tmp_path / "made_up.csv", trajectories(6)))
    assert (run.exit_code, "[synthetic_beside_real]" in run.stdout) == (1, True)
    assert "GM0344" in run.stdout
    [delivery] = Store(store).deliveries()
    assert not delivery.synthetic
    other = write_csv(tmp_path / "other.csv", trajectories(30, "GM0014").slice(25))
    assert intake(other).exit_code == 0


def test_a_damaged_record_is_told_of_and_keeps_no_file_out(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    assert intake(write_csv(tmp_path / "a.csv")).exit_code == 0
    [delivery] = Store(store).deliveries()
    (store / "deliveries" / delivery.id / "delivery.json").write_text("x")
    run = intake(write_csv(tmp_path / "b.csv", trajectories(3)))
    assert run.exit_code == 0
    assert f"the earlier delivery {delivery.id}" in run.stdout


def test_the_same_file_twice_is_recognised(intake: Run, store: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv")
    intake(path)
    again = intake(path, "--lang", "nl")
    assert again.exit_code == 0
    assert "eerder geleverd, als 000001-trajectory-" in again.stdout
    assert len(Store(store).deliveries()) == 1


def test_a_correction_takes_the_place_of_the_earlier_which_is_kept(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    first = write_csv(tmp_path / "a.csv")
    second = write_csv(tmp_path / "b.csv", trajectories(15))
    intake(first)
    run = intake(second, "--origin", "mail of 3 March")
    old, new = Store(store).deliveries()
    assert f"takes the place of {old.id}, which is kept" in run.stdout
    assert (old.superseded_by, new.superseded_by, new.origin) == (new.id, None, "mail of 3 March")
    assert Store(store).current("trajectory").equals(trajectories(15))
    known = intake(first)
    assert f"whose place {new.id} has taken" in known.stdout


def test_everything_that_is_wrong_is_told_at_once_in_dutch(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    cells: Cells = {
        (2, "municipality_code"): "GM9999",
        (3, "duty_from"): "31-02-2022",
        (4, "pip_on"): 44621,
        (4, "route"): "X",
        (5, "interpreter_hours"): "twee",
        (7, "person_id"): "20220001",
        (8, "legal_regime"): None,
        (10, "fines"): -1,
        (11, "intake_finished_on"): date(2021, 1, 1),
    }
    run = intake(write_workbook(tmp_path / "t.xlsx", cells=cells), "--lang", "nl")
    assert run.exit_code == 1
    assert "geweigerd, er is niets opgeslagen" in run.stdout
    for line in (
        "blad Trajecten, rij 2, kolom C (Gemeente): geen gemeente die bestaat",
        "rij 3, kolom J (Plichtig vanaf): een datum die niet bestaat [day_impossible]",
        "rij 4, kolom P (PIP op): een getal waar een datum werd verwacht",
        "rij 4, kolom R (Leerroute): niet een van B, O, Z [not_a_choice]",
        "rij 5, kolom U (Tolkuren): geen getal",
        "rij 7, kolom A (Persoon): niet geschreven zoals verwacht: letters, cijfers",
        "rij 8, kolom F (Wettelijk regime): de cel is leeg",
        "rij 10, kolom AF (Boetes): buiten de grenzen: ten minste 0",
        "rij 11, kolom M (Brede intake afgerond): De brede intake eindigt op of na de dag",
    ):
        assert line in run.stdout
    assert not list(store.glob("deliveries/*"))


@pytest.mark.parametrize(
    ("language", "words"),
    first(
        1,
        [
            (
                "en",
                "column C (Gemeente): A spell begins on a day on which its municipality",
            ),
            ("nl", "kolom C (Gemeente): Een periode begint op een dag waarop haar gemeente"),
        ],
        "It is of a time after instead of before.",
    ),
)
def test_a_municipality_of_another_time_is_told(
    language: str, words: str, intake: Run, tmp_path: Path
) -> None:
    """Weesp went over into Amsterdam on 24 March 2022."""
    for day, broken in ((date(2022, 3, 23), False), (date(2022, 3, 24), True)):
        cells: Cells = {(12, "municipality_code"): "GM0457", (12, "municipality_from"): day}
        path = write_workbook(tmp_path / f"{day}.xlsx", cells=cells)
        run = intake(path, "--lang", language, "--municipality", "GM0344")
        told = [line for line in run.stdout.splitlines() if "[municipality_existed]" in line]
        assert [words in line and " 12, " in line for line in told] == [True] * broken


def test_a_cell_that_cannot_be_read_is_told_once(intake: Run, tmp_path: Path) -> None:
    cells: Cells = {(3, "duty_from"): "gisteren"}
    [only] = problems(intake(write_csv(tmp_path / "t.csv", cells=cells), "--format", "json"))
    assert (only["rule"], only["row"], only["field"]) == ("not_a_day", 3, "duty_from")


def test_a_remark_keeps_nothing_out(intake: Run, store: Path, tmp_path: Path) -> None:
    row = next(
        n for n, r in enumerate(trajectories(20).to_pylist(), start=2) if r["route_switched_on"]
    )
    cells: Cells = {(row, "route_switched_on"): date(2025, 12, 1), (row, "ended_on"): None}
    cells = {**cells, (row, "end_reason"): None, (row, "completed_with"): None}
    cells = {**cells, (row, "exemption_ground"): None, (row, "term_missed_culpably"): None}
    run = intake(write_csv(tmp_path / "t.csv", cells=cells))
    assert run.exit_code == 0, run.output
    assert "remarks, which keep nothing out: 1" in run.stdout
    assert "within a year and a half" in run.stdout
    assert len(Store(store).deliveries()) == 1


def test_counts_show_what_stands_in_their_cells(intake: Run, opendata: Run, tmp_path: Path) -> None:
    cells: Cells = {(3, "value"): "twaalf", (4, "status"): "withheld"}
    path = write_csv(tmp_path / "c.csv", counts(), cells, kind="count")
    run = opendata("intake", path)
    assert run.exit_code == 1
    assert "the cell has: twaalf" in run.stdout
    assert "not one of observed, suppressed, not_reported, not_applicable" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "rule"),
    first(
        2,
        [
            (["--municipality", "GM0363"], "row_of_others"),
            (["--municipality", "GM0344", "--municipality", "GM0014"], "no_rows_of"),
            (["--as-of", "2024-01-01"], "later_than_as_of"),
            (["--kind", "count"], "no_header"),
        ],
        "Another statement is not so.",
    ),
)
def test_what_is_stated_must_be_so(
    arguments: list[str], rule: str, intake: Run, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "t.csv", trajectories(4))
    assert rule in {p["rule"] for p in problems(intake(path, *arguments, "--format", "json"))}


def test_who_delivers_and_on_which_day_must_be_clear(
    opendata: Run, intake: Run, store: Path, tmp_path: Path
) -> None:
    other = trajectories(12, "GM0014").slice(6)
    both = pa.concat_tables([trajectories(5), other])
    path = write_csv(tmp_path / "t.csv", both)
    assert "with --as-of [as_of_missing]" in opendata("intake", path).stdout
    assert "the trajectories are in 2 municipalities" in intake(path).stdout
    named = ["--municipality", "groningen", "--municipality", "344", "--municipality", "Utrecht"]
    assert intake(path, *named, "--dry-run").exit_code == 0
    unclear = intake(path, "--municipality", "Groningen (PV)")
    assert (unclear.exit_code, "that is the province Groningen" in unclear.stderr) == (2, True)
    assert not store.exists()
    assert intake(path, *named).exit_code == 0
    [delivery] = Store(store).deliveries()
    assert delivery.municipalities == ("GM0014", "GM0344")


def test_what_is_made_up_may_not_be_mixed_with_what_is_not(intake: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", cells={(2, "person_id"): "P1"})
    assert "[synthetic_mixed]" in intake(path).stdout


def test_the_copy_marks_what_is_wrong_runs_nothing_and_can_be_delivered_again(
    intake: Run, tmp_path: Path
) -> None:
    cells: Cells = {(3, "route"): "@SUM(A1)", (4, "duty_from"): None}
    path = write_csv(tmp_path / "t.csv", cells={**cells, (5, "route"): "=1+1"})
    copy = tmp_path / "copy.xlsx"
    run = intake(path, "--annotate", copy, "--lang", "nl")
    assert f"staat in {copy}" in run.stdout
    assert copy.stat().st_mode & 0o077 == 0
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    last = sheet.max_column
    assert sheet.cell(1, last).value == "Problemen (geen deel van de levering)"
    assert "niet een van B, O, Z" in sheet.cell(3, last).value
    assert "de cel is leeg" in sheet.cell(4, last).value
    assert sheet.cell(6, last).value is None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    route = next(cell.column for cell in sheet[1] if cell.value == "Leerroute")
    for row, text in ((3, "@SUM(A1)"), (5, "=1+1")):
        assert sheet.cell(row, route).value == text
        assert sheet.cell(row, route).quotePrefix
    # Mended in the copy and sent again, the remarks are let be.
    book = openpyxl.load_workbook(copy)
    for at, row in enumerate(trajectories(20).to_pylist(), start=2):
        for position, value in enumerate(row.values(), start=1):
            book.worksheets[0].cell(at, position).value = value
    book.save(copy)
    again = intake(copy)
    assert again.exit_code == 0, again.output


def test_nothing_wrong_makes_no_copy(intake: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    assert intake(write_csv(tmp_path / "t.csv"), "--annotate", copy).exit_code == 0
    assert not copy.exists()


def test_a_good_file_is_taken_in_beside_a_bad_one(intake: Run, store: Path, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "good.csv")
    bad = write_csv(tmp_path / "bad.csv", cells={(2, "route"): "Q"})
    assert intake(bad, good).exit_code == 1
    assert [d.origin for d in Store(store).deliveries()] == ["good.csv"]


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [(["absent.csv"], 3), ([], 2), (["a.csv", "b.csv", "--annotate", "c.xlsx"], 2)],
)
def test_wrong_usage_and_missing_files(arguments: list[str], exit_code: int, intake: Run) -> None:
    assert intake(*arguments).exit_code == exit_code


def test_every_rule_has_words_in_both_languages_and_no_words_are_left_over() -> None:
    used = set()
    for path in Path(inburgering_opendata.outcomes.delivery.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
    lost = SENTENCES.keys() - {"header", *OF_LENGTH}
    used |= lost
    for language in LANGUAGES.values():
        rules = {
            name.removeprefix("problem.")
            for name in load_words(WORDS, language).sentences
            if name.startswith("problem.")
        }
        assert rules <= used, rules - used
        assert lost <= rules, lost - rules
        called = re.findall(
            r'(?:Problem|Fault|_problem|\.at)\(\s*"(\w+)"',
            "".join(
                path.read_text(encoding="utf-8")
                for path in Path(inburgering_opendata.outcomes.delivery.__file__).parent.glob(
                    "*.py"
                )
            ),
        )
        assert set(called) <= rules, set(called) - rules


def test_every_expectation_of_a_delivery_has_its_reason_in_dutch(project: Project) -> None:
    for kind in ("trajectory", "count"):
        suite = load_suite(project, kind)
        assert all(check.reason_nl and check.reason_nl != check.reason for check in suite)
        assert len(checks_of(project, kind)) > len(suite)
