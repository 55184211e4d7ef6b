"""Each wrong step of the first hour is answered with what is wrong and what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.upkeep.made_up import ADD, INIT, typed, well, workbook, write_files
from tests.whole import first

Change = Callable[[], object]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two files and a project with both; not to be written to."""
    folder = tmp_path_factory.mktemp("begun")
    write_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        well(INIT)
        patch.chdir(folder / "air")
        for line in ADD:
            well(line)
    return folder


@dataclass(frozen=True, kw_only=True)
class Step:
    """What somebody types, and what must be answered."""

    line: str
    exit_code: int
    said: str
    do: str
    """What to do, in the words of the answer."""
    change: Change = lambda: None
    """What was done wrongly before."""


def saved(name: str, data: str | bytes) -> Change:
    contents = data if isinstance(data, bytes) else data.encode()
    return lambda: Path(name).write_bytes(contents)


def replaced(name: str, old: str, new: str) -> Change:
    def change() -> None:
        text = Path(name).read_text(encoding="utf-8")
        assert old in text
        Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


SCHEMA, SUITE = "schemas/mean.schema.json", "expectations/mean.json"
PACKAGE, SOURCES = "datapackages/air_quality/package.json", "datapackages/air_quality/sources"
TWINS = "a,b\nx,1\ny,2\nx,1\n"

STEPS = (
    # beginning
    Step(line="opendata init", exit_code=2, said="a project already", do="opendata init DIR"),
    Step(line="opendata init a --language xx", exit_code=2, said="'xx'", do="'nl', 'en'"),
    Step(line="opendata begin", exit_code=2, said="No such command", do="--help"),
    Step(line="opendata --project /nowhere lint", exit_code=2, said="no project", do="--project"),
    # adding
    Step(line="opendata add", exit_code=2, said="Missing argument 'FILE...'", do="--help"),
    Step(line="opendata add no.csv", exit_code=2, said="no such file", do="Name a file"),
    Step(
        line="opendata add ../means.csv --table mean",
        exit_code=2,
        said="a table 'mean' already",
        do="opendata pin",
    ),
    Step(
        line="opendata add ../means.csv --table Mean",
        exit_code=2,
        said="'Mean' cannot be the name of a table",
        do="small letters",
    ),
    Step(
        line="opendata add ../means.csv --table other --package Air-1",
        exit_code=2,
        said="'Air-1' cannot be the name of a package",
        do="small letters",
    ),
    Step(
        line="opendata add ../means.csv --table other --key moment",
        exit_code=2,
        said="no column 'moment'",
        do="Its columns are: station, substance, day",
    ),
    Step(
        line="opendata add ../means.csv --table other --key station",
        exit_code=2,
        said="line 2 and line 9 have the same station",
        do="--key",
    ),
    Step(
        line="opendata add ../stations.csv --table other --key 'Hoogte (m)'",
        exit_code=2,
        said="line 7: 'Hoogte (m)' is empty",
        do="--key",
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="line 2 and line 4 have the same a, b",
        do="a table needs a key",
        change=saved("a.csv", TWINS),
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="it is empty",
        do="A table has a header",
        change=saved("a.csv", ""),
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="no row below its header",
        do="--header",
        change=saved("a.csv", "a,b\n"),
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="it cannot be read as CSV",
        do="rows as long as that",
        change=saved("a.csv", 'a,b\n1,"2\n3,4\n'),
    ),
    Step(
        line="opendata add ../stations.csv --table other --encoding utf-8",
        exit_code=3,
        said="line 4: byte 0xc9 is not utf-8",
        do="--encoding",
    ),
    Step(
        line="opendata add ../stations.csv --table other --encoding cp12",
        exit_code=3,
        said="no encoding 'cp12'",
        do="--encoding",
    ),
    Step(
        line="opendata add a.xlsx",
        exit_code=3,
        said="its sheets are ['Cijfers', 'Toelichting']",
        do="--sheet",
        change=saved("a.xlsx", workbook()),
    ),
    Step(
        line="opendata add a.xlsx --sheet Blad1",
        exit_code=3,
        said="its sheets are ['Cijfers', 'Toelichting']",
        do="--sheet",
        change=saved("a.xlsx", workbook()),
    ),
    Step(
        line="opendata add a.xlsx",
        exit_code=3,
        said="no table was found in it",
        do="A table has a header",
        change=saved("a.xlsx", "a,b\n1,2\n"),
    ),
    Step(
        line="opendata add a.parquet",
        exit_code=3,
        said="no readable Parquet",
        do="A table has a header",
        change=saved("a.parquet", "a,b\n1,2\n"),
    ),
    Step(
        line="opendata add means.csv --table other",
        exit_code=2,
        said="another file of that name",
        do="opendata pin",
        change=saved("means.csv", "a,b\nx,1\n"),
    ),
    Step(
        line="opendata add ../means.csv ../stations.csv --table other",
        exit_code=2,
        said="of a single file",
        do="--help",
    ),
    Step(
        line="opendata init new --theme ENV",
        exit_code=2,
        said="'ENV' is no theme of the EU list",
        do="did you mean 'ENVI'?",
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="row 1 would, and has 'a' twice",
        do="--header-rows",
        change=saved("a.csv", "a,a,b\n1,2,3\n"),
    ),
    Step(
        line="opendata add ../means.csv --table other --notes 1",
        exit_code=3,
        said="line 25 would be a note by 'notes', and has 4 filled cells",
        do="A table has a header",
    ),
    Step(
        line="opendata add ../means.csv --table other --delimiter ;;",
        exit_code=3,
        said="';;' cannot be the delimiter",
        do="one sign, such as ; or tab",
    ),
    Step(
        line="opendata add ../means.csv --table other --delimiter ;",
        exit_code=3,
        said="there is no ';' in it to divide cells",
        do="',' does",
    ),
    Step(
        line="opendata add a.csv",
        exit_code=3,
        said="line 3: 1 cells, 2 were expected",
        do="--delimiter",
        change=saved("a.csv", "a,b\n1,2\n3\n"),
    ),
    Step(
        line=f"opendata add {SOURCES}/means-2026.csv --table mean",
        exit_code=2,
        said="a table 'mean' already",
        do="write its name as the 'path' of the source",
        change=lambda: shutil.copy(f"{SOURCES}/means.csv", f"{SOURCES}/means-2026.csv"),
    ),
    # declaring
    Step(
        line="opendata assemble",
        exit_code=3,
        said="there is no property 'fields.mean.unti'",
        do="did you mean 'unit'?",
        change=replaced(SCHEMA, '"unit"', '"unti"'),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="'fields.mean.type' is 'float'",
        do="one of string, integer, number",
        change=replaced(SCHEMA, '"type": "number"', '"type": "float"'),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="'primaryKey' names 'substanc'",
        do="did you mean 'substance'?",
        change=replaced(SCHEMA, '"substance",\n    "day"', '"substanc",\n    "day"'),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="line 1 column 1",
        do="opendata lint",
        change=saved(SCHEMA, "name: mean"),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="there is no expectation 'expect_table_row_count'",
        do="opendata list --expectations",
        change=replaced(SUITE, "expect_table_row_count_to_be_between", "expect_table_row_count"),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="a table without a suite can never be valid",
        do="opendata suggest mean --write",
        change=lambda: Path(SUITE).unlink(),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="table 'mean' has no schema",
        do="opendata add FILE --table mean",
        change=lambda: Path(SCHEMA).unlink(),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="'frequency' has 'OFTEN'",
        do="DAILY",
        change=replaced("opendata.toml", '"IRREG"', '"OFTEN"'),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="the column 'Hoogte' of the field 'hoogte' is not in the file",
        do="did you mean 'Hoogte (m)'?",
        change=replaced(PACKAGE, '"Hoogte (m)"', '"Hoogte"'),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="'contact.email' is 'desk at air'; an address for mail was expected",
        do="opendata schema project",
        change=replaced("opendata.toml", "desk@air.test", "desk at air"),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="'place.address' is 'Netherlands'; an address such as https://… was expected",
        do="opendata schema project",
        change=lambda: Path("opendata.toml").write_text(
            re.sub(
                'address = "TODO.*"',
                'address = "Netherlands"',
                Path("opendata.toml").read_text(encoding="utf-8"),
            ),
            encoding="utf-8",
        ),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="there is no property 'sources.sources/stations.csv.layout.headerrows'",
        do="did you mean 'headerRows'?",
        change=replaced(PACKAGE, '"header": 3', '"header": 3, "headerrows": 1'),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="there is no expectation 'expect_table_row_count'",
        do="did you mean",
        change=lambda: (
            replaced(SUITE, "expect_table_row_count_to_be_between", "expect_table_row_count")(),
            replaced(SCHEMA, '"unit"', '"unti"')(),
        ),
    ),
    Step(
        line="opendata lint",
        exit_code=1,
        said="SUBJECT of 'own' is of the type int; a Subject was expected",
        do="or leave it out",
        change=lambda: (
            saved("own.py", "SUBJECT = 3\n")(),
            replaced("opendata.toml", "title =", 'subject = "own"\ntitle =')(),
        ),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="SyntaxError",
        do="opendata lint",
        change=lambda: (
            saved("own.py", "def x(:\n")(),
            replaced("opendata.toml", "title =", 'subject = "own"\ntitle =')(),
        ),
    ),
    # assembling, checking, publishing
    Step(
        line="opendata pin",
        exit_code=3,
        said="the column 'substance' of the field 'substance' is not in the file",
        do="did you mean 'substances'?",
        change=replaced(f"{SOURCES}/means.csv", "substance", "substances"),
    ),
    Step(
        line="opendata pin",
        exit_code=3,
        said="column 5 of the file, 'hours', is no field",
        do="in 'ignored' to leave it out",
        change=lambda: Path(f"{SOURCES}/means.csv").write_text(
            Path(f"{SOURCES}/means.csv")
            .read_text("utf-8")
            .replace("\n", ",1\n")
            .replace(",1", ",hours", 1),
            encoding="utf-8",
        ),
    ),
    Step(
        line="opendata pin",
        exit_code=3,
        said="line 4, field 'mean': 'few' is not a number",
        do="Correct",
        change=lambda: (
            replaced(f"{SOURCES}/means.csv", "25.15", "many")(),
            replaced(f"{SOURCES}/means.csv", "27.17", "few")(),
        ),
    ),
    Step(
        line="opendata pin",
        exit_code=3,
        said="the pinned source is not there",
        do="'path' of the source in package.json",
        change=lambda: Path(f"{SOURCES}/means.csv").rename(f"{SOURCES}/means-2026.csv"),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="the pinned source is not there",
        do="Restore it",
        change=lambda: Path(f"{SOURCES}/means.csv").unlink(),
    ),
    Step(
        line="opendata assemble",
        exit_code=3,
        said="sha256 is",
        do="opendata pin",
        change=replaced(f"{SOURCES}/means.csv", "25.15", "26.15"),
    ),
    Step(
        line="opendata pin",
        exit_code=3,
        said="line 2, field 'mean': 'many' is not a number",
        do="Correct",
        change=replaced(f"{SOURCES}/means.csv", "25.15", "many"),
    ),
    Step(
        line="opendata pin station2", exit_code=2, said="no package has a table", do="mean, station"
    ),
    Step(
        line="opendata suggest men", exit_code=2, said="no package has a table", do="mean, station"
    ),
    Step(line="opendata validate", exit_code=3, said="no such file or folder", do="assemble"),
    Step(
        line="opendata validate ../means.csv",
        exit_code=2,
        said="does not say which table",
        do="mean",
    ),
    Step(
        line="opendata publish --version 2026.01.01",
        exit_code=3,
        said="texts still to be written",
        do="opendata lint --fail-on draft",
        change=lambda: well("opendata assemble"),
    ),
    Step(line="opendata publish --version 1", exit_code=2, said="no", do="2026"),
    Step(
        line="opendata schema tabel",
        exit_code=2,
        said="no kind 'tabel'",
        do="did you mean 'table'?",
    ),
)


def test_there_are_enough_of_them() -> None:
    assert len({(step.line, step.said) for step in STEPS}) >= 30


@pytest.mark.parametrize(
    "step", first(20, STEPS, "Another step is wrong."), ids=lambda step: f"{step.line}: {step.said}"
)
def test_a_wrong_step_is_answered_with_what_to_do(
    step: Step, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    folder = Path(shutil.copytree(begun, tmp_path / "folder"))
    monkeypatch.chdir(folder / "air")
    step.change()
    before = _files()
    answer = typed(step.line)
    told = " ".join(answer.output.split())
    assert answer.exit_code == step.exit_code, answer.output
    assert step.said in told
    assert step.do in told
    assert "Traceback" not in told and "unforeseen" not in told
    assert _files() == before


def _files() -> dict[Path, bytes]:
    """Every file but those in which Python keeps what it has compiled."""
    found = (path for path in Path().rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path: path.read_bytes() for path in found}
