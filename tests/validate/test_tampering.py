"""A spoilt build is found out: by the named check, with the named row, and the right exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.whole import first

Run = Callable[..., Result]
Spoil = Callable[[str], str]

ALLOCATION = Path("funding/data/allocation.csv")


def spoil(build: Path, change: Spoil, table: Path = ALLOCATION) -> None:
    path = build / table
    text = path.read_text(encoding="utf-8")
    assert change(text) != text, "the test changes nothing"
    path.write_text(change(text), encoding="utf-8")


def replace(old: str, new: str) -> Spoil:
    return lambda text: text.replace(old, new, 1)


def amount_of(text: str, stream: str, code: str) -> int:
    match = re.search(f"^{stream},{code},[^,]+,(-?[0-9]+),", text, re.MULTILINE)
    assert match
    return int(match[1])


def new_amount(stream: str, code: str, change: Callable[[int], int]) -> Spoil:
    def apply(text: str) -> str:
        old = amount_of(text, stream, code)
        of_code = f"(?m)^({stream},{code},[^,]+),{old},"
        return re.sub(of_code, rf"\g<1>,{change(old)},", text, count=1)

    return apply


def without_line(start: str) -> Spoil:
    return lambda text: re.sub(f"^{start}.*\n", "", text, count=1, flags=re.MULTILINE)


def doubled_line(start: str) -> Spoil:
    return lambda text: re.sub(f"^({start}.*\n)", r"\1\1", text, count=1, flags=re.MULTILINE)


def without_column(number: int) -> Spoil:
    def apply(text: str) -> str:
        return _as_csv(row[:number] + row[number + 1 :] for row in csv.reader(text.splitlines()))

    return apply


def emptied_column(number: int) -> Spoil:
    def apply(text: str) -> str:
        header, *rows = csv.reader(text.splitlines())
        emptied = [[*row[:number], "", *row[number + 1 :]] for row in rows]
        return _as_csv([header, *emptied])

    return apply


def _as_csv(rows: Iterable[list[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def holds(found: Any, expected: Any) -> bool:
    """Whether a value is as expected; a key may name more than what is expected of it."""
    return bool(
        expected.items() <= found.items() if isinstance(expected, dict) else found == expected
    )


CASES: dict[str, tuple[Spoil, str, dict[str, Any]]] = {
    # name: (how the table is spoilt, the check that must say so, what its result must hold)
    "one municipality deleted": (
        without_line("introduction,GM0003,"),
        "municipalities_complete",
        {
            "key": {
                "stream": "introduction",
                "municipality_code": "GM0003",
                "municipality_name": "Appingedam",
            }
        },
    ),
    "the total of the stream it was deleted from": (
        without_line("introduction,GM0003,"),
        "totals_equal_national_amounts",
        {"key": {"stream": "introduction"}, "expected": "36,500,000", "difference": "-24,411"},
    ),
    "a whole stream deleted": (
        lambda text: re.sub("^introduction,.*\n", "", text, flags=re.MULTILINE),
        "totals_equal_national_amounts",
        {"key": {"stream": "introduction"}, "observed": "no rows"},
    ),
    "one euro added": (
        new_amount("structural", "GM0363", lambda amount: amount + 1),
        "totals_equal_national_amounts",
        {
            "key": {"stream": "structural"},
            "expected": "35,200,000",
            "observed": "35,200,001",
            "difference": "+1",
        },
    ),
    "one euro added, against the pinned constant": (
        new_amount("current_group", "GM0363", lambda amount: amount + 1),
        "pinned_totals",
        {"key": {"stream": "current_group"}, "expected": "25,500,000", "difference": "+1"},
    ),
    "an amount made negative": (
        new_amount("introduction", "GM0014", lambda amount: -amount),
        "no_negative_amount",
        {"key": {"stream": "introduction", "municipality_code": "GM0014"}},
    ),
    "a row doubled": (
        doubled_line("structural,GM0363,"),
        "schema.primary_key",
        {"key": {"stream": "structural", "municipality_code": "GM0363"}},
    ),
    "a code that did not exist on the date": (
        replace("introduction,GM0003,Appingedam,", "introduction,GM1979,Eemsdelta,"),
        "municipalities_complete",
        {
            "key": {"stream": "introduction", "municipality_code": "GM1979"},
            "expected": "a municipality that existed on 2020-01-01",
        },
    ),
    "a code that never existed": (
        replace("introduction,GM0003,", "introduction,GM9999,"),
        "schema.foreign_key.municipality_code.municipality",
        {"key": {"stream": "introduction", "municipality_code": "GM9999"}},
    ),
    "the file emptied": (lambda text: "", "file.readable", {}),
    "all rows gone": (lambda text: text.splitlines()[0] + "\n", "schema.rows", {}),
    "a column dropped": (without_column(3), "schema.columns", {}),
    "a column emptied": (emptied_column(3), "schema.amount_eur.required", {"line": 2}),
    "a cell that is no number": (
        new_amount("structural", "GM0363", lambda amount: f"{amount:,}".replace(",", ".")),  # type: ignore[arg-type,return-value]
        "schema.amount_eur.type",
        {"key": {"stream": "structural", "municipality_code": "GM0363"}},
    ),
    "an illustration dressed as an agreed key": (
        replace(",indicative,", ",agreed_key,"),
        "schema.foreign_key.stream+basis+distribution_key+reference_date.stream",
        {"line": 2},
    ),
    "money moved from one municipality to another": (
        lambda text: new_amount("structural", "GM0363", lambda amount: amount + 5)(
            new_amount("structural", "GM0599", lambda amount: amount - 5)(text)
        ),
        "amounts_follow_key",
        {"key": {"stream": "structural", "municipality_code": "GM0599"}},
    ),
}


WHOLE_BUILD = pytest.mark.whole(
    reason="It checks all other tables besides, with gx, which agrees with duckdb on every check."
)


@pytest.mark.parametrize(
    ("inside", "options"),
    [
        (str(ALLOCATION), ("--table", "allocation", "--engine", "duckdb")),
        pytest.param(".", ("--engine", "gx"), marks=WHOLE_BUILD),
    ],
    ids=["the table", "the build"],
)
@pytest.mark.parametrize("case", first(1, CASES, "Another cell is spoilt in the same table."))
def test_a_spoilt_table_is_named(
    case: str, inside: str, options: tuple[str, ...], build_folder: Path, opendata: Run
) -> None:
    change, check, expected = CASES[case]
    spoil(build_folder, change)
    run = opendata("validate", build_folder / inside, "--format", "json", *options)
    assert run.exit_code == 1, run.output
    result = json.loads(run.stdout)
    assert result["outcome"] == "failed"
    found = [c for c in result["checks"] if (c["table"], c["check"]) == ("allocation", check)]
    assert [c["outcome"] for c in found] == ["failed"], run.stdout[:2000]
    assert found[0]["expected"]
    assert found[0]["observed"]
    assert found[0]["reason"]
    if expected:
        assert any(
            all(holds(failure[name], value) for name, value in expected.items())
            for failure in found[0]["failures"]
        ), found[0]


@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "The engines agree on what is not there.")
)
def test_nothing_passes_on_a_table_without_the_column(
    engine: str, project: Project, build_folder: Path, opendata: Run
) -> None:
    spoil(build_folder, without_column(3))
    arguments = ["--table", "allocation", "--engine", engine, "--format", "json"]
    result = json.loads(opendata("validate", build_folder / ALLOCATION, *arguments).stdout)
    read_it = {
        check.id for check in checks_of(project, "allocation") if "amount_eur" in check.columns
    }
    outcomes = {
        check["check"]: check["outcome"]
        for check in result["checks"]
        if check["table"] == "allocation" and check["check"] in read_it
    }
    assert outcomes == dict.fromkeys(read_it, "error")
    assert len(read_it) == 10


def test_broken_utf_8_is_named_with_its_line(build_folder: Path, opendata: Run) -> None:
    path = build_folder / "municipalities/data/municipality.csv"
    path.write_bytes(
        path.read_bytes().replace("Súdwest-Fryslân".encode(), b"S\xfadwest-Frysl\xe2n")
    )
    run = opendata("validate", build_folder / "municipalities", "--engine", "duckdb")
    assert run.exit_code == 1
    assert re.search(r"municipalities/municipality: file.readable", run.stdout)
    assert re.search(r"line \d+: byte 0xfa is not UTF-8", run.stdout)


def test_the_text_names_table_check_values_difference_row_and_key(
    for_small: Project, small_build: Path, tmp_path: Path, opendata: Run
) -> None:
    build = tmp_path / "build"
    for package in ("funding", "municipalities"):
        shutil.copytree(small_build / package, build / package)
    spoil(build, new_amount("introduction", "GM0363", lambda amount: amount + 1))
    run = opendata("validate", build, "--engine", "duckdb")
    assert run.exit_code == 1
    assert "FAILED  funding/allocation: totals_equal_national_amounts" in run.stdout
    assert "expected 36,500,000, observed 36,500,001, difference +1" in run.stdout
    assert "stream introduction" in run.stdout
    assert "what to do" in run.stdout
    assert "✗ funding/allocation" in run.stdout
    assert "✓ municipalities/population" in run.stdout


@pytest.mark.whole(reason="make test tries a reference that is gone.")
def test_a_file_that_is_gone_is_an_error(
    for_small: Project, slim_build: Path, tmp_path: Path, opendata: Run
) -> None:
    build_folder = Path(shutil.copytree(slim_build, tmp_path / "build"))
    (build_folder / "municipalities/data/municipality_centroid.csv").unlink()
    result = json.loads(opendata("validate", build_folder, "--format", "json").stdout)
    outcomes = {
        c["check"]: c["outcome"] for c in result["checks"] if c["table"] == "municipality_centroid"
    }
    assert outcomes["file.readable"] == "error"
    assert outcomes["frictionless.resource"] == "failed"


def test_a_missing_reference_is_an_error_not_a_pass(
    for_small: Project, small_folder: Path, opendata: Run
) -> None:
    shutil.rmtree(small_folder / "municipalities")
    run = opendata("validate", small_folder, "--format", "json", "--engine", "duckdb")
    assert run.exit_code != 0
    outcomes = {
        c["check"]: c for c in json.loads(run.stdout)["checks"] if c["table"] == "allocation"
    }
    assert outcomes["municipalities_complete"]["outcome"] == "error"
    assert "municipality" in outcomes["municipalities_complete"]["observed"]


def test_a_weaker_schema_in_the_descriptor_is_found(build_folder: Path, opendata: Run) -> None:
    path = build_folder / "funding/datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"minimum": 0', '"minimum": -9'))
    arguments = ["--format", "json", "--engine", "duckdb"]
    result = json.loads(opendata("validate", build_folder / "funding", *arguments).stdout)
    found = {(c["table"], c["check"]): c["outcome"] for c in result["checks"]}
    assert found["allocation", "package.schema"] == "failed"


@pytest.mark.whole(reason="make test finds a file that nobody describes.")
def test_a_package_nobody_describes_is_an_error(build_folder: Path, opendata: Run) -> None:
    (build_folder / "stray").mkdir()
    (build_folder / "stray/datapackage.json").write_text('{"name": "stray", "resources": []}')
    run = opendata("validate", build_folder, "--engine", "duckdb")
    assert run.exit_code == 3
    assert "the unknown package 'stray'" in run.stdout


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: None, "path-missing"),
        (lambda folder: folder.mkdir(), "nothing-to-check"),
        (
            lambda folder: (
                (folder / "funding").mkdir(parents=True),
                (folder / "funding/datapackage.json").write_text("{"),
            ),
            "descriptor-unreadable",
        ),
    ],
)
def test_nothing_to_check_is_not_a_pass(
    make: Callable[[Path], object], code: str, tmp_path: Path, opendata: Run
) -> None:
    make(tmp_path / "nowhere")
    run = opendata("validate", tmp_path / "nowhere", "--format", "json")
    assert run.exit_code == 3
    assert code in run.stderr
    assert json.loads(run.stdout)["error"]["code"] == code


def copied(build: Path) -> None:
    shutil.copytree(build / "funding", build / "funding of yesterday")


def linked(build: Path) -> None:
    path = build / "funding/data/stream.csv"
    path.rename(build / "elsewhere.csv")
    path.symlink_to(build / "elsewhere.csv")


ANOTHER_FILE = pytest.mark.whole(reason="Something else is in a package that should not be.")


def made_a_folder(build: Path) -> None:
    path = build / "funding/data/stream.csv"
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("change", "check", "outcome"),
    [
        pytest.param(
            lambda b: (b / "funding/data/more.csv").write_text("x\n1\n"),
            "package.files",
            "failed",
            marks=ANOTHER_FILE,
        ),
        pytest.param(copied, "package.once", "failed", marks=ANOTHER_FILE),
        (linked, "file.readable", "failed"),
        pytest.param(made_a_folder, "file.readable", "error", marks=ANOTHER_FILE),
    ],
    ids=["a file nobody described", "a package twice", "a link that leads away", "a folder"],
)
def test_what_is_in_a_package_is_what_is_checked(
    change: Callable[[Path], object],
    check: str,
    outcome: str,
    small_folder: Path,
    small_project: Project,
) -> None:
    change(small_folder)
    result = validate_path(small_project, small_folder, engine="duckdb")
    found = [c for c in result.checks if c.check == check and c.outcome.value == outcome]
    assert len(found) == 1
    assert found[0].package == "funding"
    assert result.exit_code == (1 if outcome == "failed" else 3)
