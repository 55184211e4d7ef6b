"""Files that are broken, hostile or something else altogether: a clear message, never a crash."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import Result
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.formats.table_formats import in_order
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet
from inburgering_opendata.toolkit.validate import archives, second_opinion
from inburgering_opendata.toolkit.validate.errors import ARCHIVE_REFUSED
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.examples import examples
from tests.validate.engines.sample import SAMPLE
from tests.whole import first

Run = Callable[..., Result]

HEADER = (
    "stream,municipality_code,amount_eur,basis,distribution_key,key_value,key_total,reference_date"
)
ROW = "introduction,GM0003,1,agreed_key,inhabitants,1,1,2020-01-01"

BAD_CSV: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "really xlsx": (b"PK\x03\x04" + b"\0" * 100, "Excel workbook"),
    "really parquet": (b"PAR1" + b"\0" * 100, "is Parquet"),
    "UTF-16": (f"{HEADER}\n{ROW}\n".encode("utf-16"), "UTF-16"),
    "a byte-order mark": (f"\ufeff{HEADER}\n{ROW}\n".encode(), "byte-order mark"),
    "cp1252": (f"{HEADER}\n{ROW}é\n".encode("cp1252"), "line 2: byte 0xe9"),
    "mixed line ends": (f"{HEADER}\r\n{ROW}\n{ROW}\r\n".encode(), "mixed line ends"),
    "old Mac line ends": (f"{HEADER}\r{ROW}\r".encode(), "mixed line ends"),
    "a NUL byte": (f"{HEADER}\n{ROW}\0\n".encode(), "line 2: a NUL byte"),
    "a short row": (f"{HEADER}\n{ROW}\nintroduction\n".encode(), "line 3"),
    "a blank line": (f"{HEADER}\n\n{ROW}\n".encode(), "line 2"),
    "10,000 columns": (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n", "10,000 columns"),
    "a line of 3 MB": (HEADER.encode() + b"\n" + b"x" * 3_000_000, "line 2: longer than"),
    "a column without a name": (f"{HEADER},\n{ROW},1\n".encode(), "column 9 has no name"),
    "two columns by capitals": (f"{HEADER},Stream\n{ROW},1\n".encode(), "stands there twice"),
    "a column of an engine": (f"{HEADER},amount_eur#raw\n{ROW},1\n".encode(), "a # in its name"),
    "the number of a row": (f"{HEADER},RowID\n{ROW},1\n".encode(), "is kept"),
    "the same column twice": (b"stream,stream\na,b\n", "stands there twice"),
    "ends inside a character": (f"{HEADER}\n{ROW}".encode() + b"\xc3", "line 2"),
    "semicolons": (f"{HEADER}\n{ROW}\n".replace(",", ";").encode(), "separated by semicolons"),
    "another table": (b"Stream,Basis\na,b\n", "none of the declared columns is there"),
    "empty cells too many": (f"{HEADER}\n{ROW},,\n".encode(), "line 2: 10 cells, 8 were"),
    "a space before a quote": (f'{HEADER}\n{ROW}\n "x"\n'.encode(), "line 3, column 1: a space"),
    "mixed line ends and quotes": (f'"{HEADER[:6]}"{HEADER[6:]}\r\n{ROW}\n'.encode(), "mixed line"),
    "an open quote": (f'{HEADER}\n"{ROW}\n'.encode(), "line 2, column 1: a quote that is"),
    "a cell without end": (f'{HEADER}\n"'.encode() + b"endless\n" * (17 << 17), "never closed"),
}

ALSO_GX = ("a short row", "a space before a quote")


@pytest.mark.parametrize(
    ("case", "engine"),
    [
        *((case, "duckdb") for case in BAD_CSV),
        *((case, "gx") for case in ALSO_GX),
        *(
            pytest.param(
                case,
                "gx",
                marks=pytest.mark.whole(reason="No engine is asked about what is no CSV."),
            )
            for case in BAD_CSV
            if case not in ALSO_GX
        ),
    ],
)
def test_a_csv_that_is_none_is_refused_with_the_reason(
    case: str, engine: str, tmp_path: Path, project: Project
) -> None:
    data, words = BAD_CSV[case]
    path = tmp_path / "allocation.csv"
    path.write_bytes(data)
    result = validate_path(project, path, engine=engine, table="allocation")
    readable = next(check for check in result.checks if check.check == "file.readable")
    assert readable.outcome is Outcome.FAILED
    assert words in readable.observed
    assert result.exit_code == 1
    assert result.tables == ()


@pytest.mark.parametrize("engine", ["duckdb", "gx"])
@pytest.mark.parametrize("keep", first(2, [0, 20_000, 4, 100], "It is cut off elsewhere."))
def test_a_truncated_parquet_is_refused(
    engine: str, keep: int, tmp_path: Path, project: Project, pristine_build: Path
) -> None:
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema

    schema = load_table_schema(project, "allocation")
    table = read_csv((pristine_build / "funding/data/allocation.csv").read_bytes(), schema).table
    assert table is not None
    path = tmp_path / "allocation.parquet"
    path.write_bytes(to_parquet(in_order(table, schema), schema, {})[:keep])
    result = validate_path(project, path, engine=engine, table="allocation")
    [readable] = [check for check in result.checks if check.check == "file.readable"]
    assert readable.outcome is Outcome.FAILED
    assert "Parquet" in readable.observed
    assert result.exit_code == 1


OF_A_KIND = pytest.mark.whole(reason="Another way to lead elsewhere is tried by make test.")


def _edit_descriptor(build: Path, change: Callable[[Any], object]) -> None:
    path = build / "funding" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["resources"][2].update(path="../../../etc/passwd"),
        pytest.param(lambda d: d["resources"][2].update(path="/etc/passwd"), marks=OF_A_KIND),
        pytest.param(
            lambda d: d["resources"][2].update(path="https://example.org/allocation.csv"),
            marks=OF_A_KIND,
        ),
        pytest.param(
            lambda d: d["resources"][2].update(path=["data/allocation.csv"]), marks=OF_A_KIND
        ),
        lambda d: d["resources"][2].update(schema="https://example.org/schema.json"),
        pytest.param(
            lambda d: d["resources"].append({"name": "x", "path": "https://example.org/x.csv"}),
            marks=OF_A_KIND,
        ),
        pytest.param(
            lambda d: d.update(profile="https://example.org/profile.json"), marks=OF_A_KIND
        ),
        pytest.param(
            lambda d: d.update({"$schema": "https://example.org/profile.json"}), marks=OF_A_KIND
        ),
        pytest.param(lambda d: d.update(resources={}), marks=OF_A_KIND),
        pytest.param(lambda d: d.update(resources=[1, None, {}]), marks=OF_A_KIND),
        lambda d: d["resources"].pop(),
    ],
)
@pytest.mark.parametrize(
    "engine",
    [
        "duckdb",
        pytest.param(
            "gx",
            marks=pytest.mark.whole(
                reason="An engine reads no descriptor; frictionless does, and is tried with one."
            ),
        ),
    ],
)
def test_a_descriptor_that_leads_elsewhere_is_refused_and_not_followed(
    change: Callable[[Any], object], engine: str, small_folder: Path, small_project: Project
) -> None:
    _refused(small_folder, change, small_project, engine)


@pytest.mark.whole(reason="make test refuses the same descriptors before frictionless is asked.")
def test_frictionless_is_not_asked_to_follow_a_descriptor_that_leads_elsewhere(
    build_folder: Path, project: Project
) -> None:
    _refused(
        build_folder,
        lambda d: d["resources"][2].update(path="https://example.org/allocation.csv"),
        project,
        "gx",
    )


def _refused(
    build_folder: Path, change: Callable[[Any], object], project: Project, engine: str
) -> None:
    _edit_descriptor(build_folder, change)
    result = validate_path(project, build_folder / "funding", engine=engine)
    resources = next(c for c in result.checks if c.check == "package.resources")
    assert resources.outcome is Outcome.FAILED
    assert result.exit_code == 1
    assert not [c for c in result.checks if c.expectation == "frictionless"]


def test_a_deeply_nested_descriptor_is_refused(small_folder: Path, small_project: Project) -> None:
    (small_folder / "funding" / "datapackage.json").write_text("[" * 200_000)
    with pytest.raises(OpendataError) as caught:
        validate_path(small_project, small_folder, engine="duckdb")
    assert caught.value.kind.code == "descriptor-unreadable"


@pytest.mark.whole(reason="make test tries a table that refers to itself.")
def test_foreign_keys_in_a_circle_end(own_small_project: Project, small_folder: Path) -> None:
    # stream refers to national_amount; let national_amount refer back.
    path = own_small_project.schemas / "national_amount.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["foreignKeys"] = [
        {"fields": ["id"], "reference": {"resource": "stream", "fields": ["stream"]}}
    ]
    path.write_text(json.dumps(schema), encoding="utf-8")
    result = validate_path(own_small_project, small_folder, engine="duckdb")
    circle = next(c for c in result.checks if c.check == "schema.foreign_key.id.stream")
    assert circle.outcome is Outcome.FAILED
    ids, streams = (
        [row[0] for row in csv.reader((data / f"{name}.csv").read_text("utf-8").splitlines()[1:])]
        for data in [small_folder / "funding" / "data"]
        for name in ("national_amount", "stream")
    )
    assert circle.unexpected_count == len(set(ids) - set(streams)) > 0


def _zip(path: Path, *entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("top", ["", "release/"])
@pytest.mark.whole(reason="make test names the same in a folder.")
def test_what_a_system_left_in_a_zip_of_packages_is_named_and_let_be(
    top: str, build_folder: Path, project: Project, tmp_path: Path
) -> None:
    packages = ("municipalities", "funding")
    entries = [
        (f"{top}{path.relative_to(build_folder).as_posix()}", path.read_bytes())
        for name in packages
        for path in sorted((build_folder / name).rglob("*"))
        if path.is_file()
    ]
    beside = [f"{top}.DS_Store", f"__MACOSX/{top}funding/._datapackage.json"]
    inside = f"{top}funding/Thumbs.db"
    left = [(name, b"left") for name in (*beside, inside)]
    path = _zip(tmp_path / "release.zip", *entries, *left)
    result = validate_path(project, path, engine="duckdb")
    assert {check.package for check in result.checks} >= set(packages)
    named = {
        check.package: sorted(str(failure.key["file"]) for failure in check.failures)
        for check in result.checks
        if check.check == "package.left_behind"
    }
    assert named == {"(zip)": sorted(beside), "funding": ["Thumbs.db"]}
    assert not [check.check for check in result.checks if check.outcome is Outcome.FAILED]


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/evil.csv", "a/../../evil.csv", "..\\evil", "C:/x"]
)
def test_a_zip_that_writes_elsewhere_is_refused(
    name: str, tmp_path: Path, project: Project
) -> None:
    path = _zip(tmp_path / "funding.zip", (name, b"x"))
    with pytest.raises(OpendataError) as caught:
        validate_path(project, path, engine="duckdb")
    assert caught.value.kind is ARCHIVE_REFUSED


@pytest.mark.whole(
    reason="make test tries what is small and unpacks to much where a delivery is read."
)
def test_a_zip_bomb_is_refused_without_unpacking_it(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ALWAYS_FINE", 1 << 20)
    path = _zip(tmp_path / "funding.zip", ("funding/datapackage.json", b"\0" * (300 << 20)))
    assert path.stat().st_size < 400_000
    with pytest.raises(OpendataError) as caught:
        validate_path(project, path, engine="duckdb")
    assert caught.value.kind is ARCHIVE_REFUSED
    assert "zip bomb" in caught.value.message


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    # Two names in the directory for one and the same piece of the file.
    path = _zip(tmp_path / "x.zip", ("aa", b"1" * 1000), ("bb", b"1" * 1000))
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(data)
    with pytest.raises(OpendataError) as caught:
        archives.unpack(path, tmp_path / "out")
    assert caught.value.kind is ARCHIVE_REFUSED


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip at all"])
def test_a_zip_that_is_none_is_refused(data: bytes, tmp_path: Path, project: Project) -> None:
    path = tmp_path / "funding.zip"
    path.write_bytes(data)
    with pytest.raises(OpendataError) as caught:
        validate_path(project, path, engine="duckdb")
    assert caught.value.kind is ARCHIVE_REFUSED


FUZZ = settings(
    max_examples=examples(400),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FUZZ
@given(st.binary(max_size=300) | st.text(alphabet='a,"\n\r\0;é1-.', max_size=300).map(str.encode))
def test_the_csv_reader_survives_any_bytes(data: bytes) -> None:
    reading = read_csv(data, SAMPLE)
    assert (reading.table is None) == bool(reading.broken)


@settings(FUZZ, max_examples=examples(10))
@given(seed=st.integers(0, 2**32), engine=st.sampled_from(["duckdb"]))
def test_a_damaged_package_is_never_taken_for_a_whole_one(
    seed: int, engine: str, small_project: Project, small_build: Path, tmp_path: Path
) -> None:
    """Flip, cut or double some bytes of one file: an answer, and not a good one."""
    chance = random.Random(seed)
    copy = tmp_path / str(seed)
    shutil.copytree(small_build, copy, dirs_exist_ok=True)
    path = chance.choice(sorted(p for p in copy.rglob("*") if p.is_file()))
    data = bytearray(path.read_bytes())
    position = chance.randrange(len(data))
    match chance.randrange(3):
        case 0:
            data[position] ^= 1 << chance.randrange(8)
        case 1:
            del data[position:]
        case _:
            data[position:position] = data[position : position + chance.randrange(1, 200)]
    path.write_bytes(data)
    try:
        result = validate_path(small_project, copy, engine=engine)
    except OpendataError as error:
        assert error.kind.exit_code in (1, 3)
    else:
        # What describes a table or tells of its sources may change in words that no check is
        # about; a table never.
        assert result.exit_code in (1, 3) or path.name in ("datapackage.json", "made-of.json")
    shutil.rmtree(copy)


def test_what_is_no_file_is_said_to_be_none(opendata: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, engine in product(("folder.csv", "pipe.csv"), ("gx", "duckdb")):
        path = tmp_path / name
        run = opendata("validate", path, "--table", "municipality", "--engine", engine)
        assert run.exit_code == 3
        assert "path-no-file" in run.stderr
    os.mkfifo(tmp_path / "pipe.zip")
    assert "path-no-file" in opendata("validate", tmp_path / "pipe.zip").stderr


def test_a_name_that_is_no_text_is_the_name_of_a_file(
    for_small: Project, slim_build: Path, tmp_path: Path
) -> None:
    data = slim_build / "municipalities" / "data" / "municipality.csv"
    path = tmp_path / os.fsdecode(b"na\xffme.csv")
    path.write_bytes(data.read_bytes())
    result = validate_path(for_small, path, table="municipality", engine="duckdb")
    assert result.exit_code == 0


def test_a_second_opinion_that_stumbles_keeps_what_was_found(
    for_small: Project, slim_build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> NoReturn:
        raise RuntimeError("of another tool")

    # What cannot be sent to another process is found out there.
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", ThreadPool)
    monkeypatch.setattr(second_opinion, "opinion_of_file", stumble)
    path = slim_build / "municipalities" / "data" / "municipality.csv"
    result = validate_path(for_small, path, table="municipality", engine="gx")
    [wrong] = result.worst_first()
    assert (wrong.check, result.exit_code) == ("frictionless.answer", 3)
    assert "of another tool" in wrong.observed
    assert len(result.checks) > 10


class ThreadPool(ThreadPoolExecutor):
    """Stands in for processes, and takes what they take."""

    def __init__(self, max_workers: int, mp_context: object) -> None:
        super().__init__(max_workers)


@pytest.mark.parametrize(
    "arguments",
    first(1, [["--help"], ["list"], ["list", "--format", "json"]], "It is written as the text is."),
)
def test_a_disk_that_is_full_is_said(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "inburgering_opendata", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert run.returncode == 3
    assert "No space left on device" in run.stderr
    assert "Traceback" not in run.stderr
