"""Every command with only what requirements-read.txt has: it works, or names what it needs.

That environment is a folder with links to those packages; Python runs without any other.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path

import pytest

from inburgering_opendata.cli import commands_of
from inburgering_opendata.toolkit.ground.missing import missing_package
from tests.benchmarks.dependencies import EARNS, declared
from tests.download.published import publish
from tests.download.server import serving

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements-read.txt"

WITH_ARGUMENTS = [
    "--help",
    "--version",
    "list",
    "init {tmp}/build",
    "list --format json",
    "list --expectations",
    "assemble --output {tmp}/build",
    "assemble agreements --output {tmp}/build",
    "cite",
    "cite allocation --format cff",
    "completion bash",
    "download --from {address} --output {tmp}/out",
    "explain Utrecht",
    "explain --total structural --from {build}",
    "grant --year 2023 --caseload {caseload} --set LHT=number:42400 "
    "--set LHT_t1=number:23500 --output {tmp}/grant",
    "schema",
    "schema suite",
    "sources",
    "sources --wanted",
    "secret export {tmp}/copy.key --store {store}",
    "secret import {store}/secret.key --store {tmp}/other",
    "secret show --store {store}",
    "store list --store {store}",
    "store purge --store {store}",
    "suggest responsibility",
    "template count --output {tmp}/count.csv",
]
NEEDS = {
    "assemble --boundaries 2023-01-01 --output {tmp}/build": "duckdb",
    "diff {release} {release}": "duckdb",
    "intake {delivery} --dry-run": "duckdb",
    "lint": "rdflib",
    "outcomes --as-of 2025-12-31 --store {store} --output {tmp}/out": "numpy",
    "push s3://bucket/folder --output {dist}": "obstore",
    "push zenodo --output {dist}": "httpx",
    "publish {build} --output {tmp}/dist": "rdflib",
    "release --build {tmp}/build --output {tmp}/dist": "rdflib",
    "score {release}": "rdflib",
    "sources fetch": "httpx",
    "site {build} --output {tmp}/site": "numpy",
    "template count --output {tmp}/count.xlsx": "xlsxwriter",
    "validate {build}": "great-expectations",
    "validate {build} --engine duckdb": "duckdb",
    "verify {release}": "xlsxwriter",
}
TRIED = {line.split()[0] for line in [*WITH_ARGUMENTS, *NEEDS]}
WORKS = [*WITH_ARGUMENTS, *(f"{name} --help" for name in commands_of() if name not in TRIED)]
"""A command that has no line of its own must at least say how it is used."""


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages that are for reading, and no other."""
    folder = tmp_path_factory.mktemp("light")
    for name in re.findall(r"^([\w.-]+)==", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE):
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
            (folder / top).symlink_to(Path(str(found.locate_file(top))))
    return folder


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory, pristine_build: Path) -> Mapping[str, Path]:
    """What the commands are given."""
    folder = tmp_path_factory.mktemp("given")
    publish(folder / "dist", "2026.01.02", [{"id": "a", "eur": 1}])
    (folder / "store").mkdir()
    (folder / "store" / "secret.key").write_text("5e" * 32 + "\n")
    delivery = folder / "counts.csv"
    delivery.write_text("municipality_code;period;indicator;persons\nGM0344;2025;obliged;12\n")
    caseload = folder / "caseload.csv"
    caseload.write_text("".join(f"{line}\n" for line in caseload_of(pristine_build)))
    release = folder / "dist" / "2026.01.02"
    return {
        "build": pristine_build,
        "caseload": caseload,
        "dist": folder / "dist",
        "release": release,
        "store": folder / "store",
        "delivery": delivery,
    }


def caseload_of(build: Path) -> Iterator[str]:
    """One person of each kind in each municipality."""
    yield (
        "municipality_code,year,boundaries_on,family_and_other,asylum_provisional,asylum,"
        "completed,education_route"
    )
    path = build / "municipalities" / "data" / "municipality.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["valid_from"] or "0") <= "2021-01-01" <= (row["valid_to"] or "9"):
                yield f"{row['municipality_code']},2021,2021-01-01,1,1,1,1,1"


def run(packages: Path, tmp_path: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Python with nothing but these packages and our own."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT / "src")]),
        "OPENDATA_CACHE": str(tmp_path / "cache"),
        "NO_PROXY": "*",
    }
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )


ALIKE = ("cite", "completion", "secret", "store", "template")
"""Commands that read what is declared or kept, and no table, as `schema` does."""
FIRST = {
    *(
        next(lines)
        for name, lines in groupby(sorted(WORKS), lambda line: line.split()[0])
        if name not in ALIKE
    ),
    *{package: line for line, package in NEEDS.items()}.values(),
}
AGAIN = pytest.mark.whole(
    reason="make test tries another line of the command, or another that needs the same package."
)
LINES = [
    pytest.param(line, marks=[AGAIN] * (line not in FIRST)) for line in sorted([*WORKS, *NEEDS])
]


@pytest.mark.parametrize("line", LINES)
def test_a_command_works_or_names_what_it_needs(
    line: str, packages: Path, places: Mapping[str, Path], tmp_path: Path
) -> None:
    with serving(places["dist"]) as server:
        filled = line.format(**places, tmp=tmp_path, address=server.address)
        found = run(packages, tmp_path, "-m", "inburgering_opendata", *filled.split())
    if line in WORKS:
        assert found.returncode == 0, found.stderr
        assert found.stdout
        return
    assert found.returncode == 3, found.stderr
    assert f"this needs {NEEDS[line]}, which is not installed [package-missing]" in found.stderr
    assert "pip install inburgering-opendata" in found.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("build", "cache")] == []


def test_what_is_for_reading_is_locked_as_all_the_rest_is() -> None:
    read, everything = (
        path.read_text(encoding="utf-8").splitlines()
        for path in (REQUIREMENTS, ROOT / "requirements.lock")
    )
    assert set(read) <= set(everything)


def test_what_each_dependency_earns_is_said() -> None:
    assert sorted(EARNS) == sorted(declared())
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in told and EARNS[name] in told for name in EARNS)


@pytest.mark.whole(reason="Continuous integration runs it; make test tries its commands by line.")
def test_what_is_published_is_listed_assembled_downloaded_and_loaded(
    packages: Path, tmp_path: Path
) -> None:
    """The script that continuous integration runs on Windows and macOS."""
    found = run(packages, tmp_path, ROOT / ".ci" / "read.py")
    assert found.returncode == 0, found.stderr
    assert re.fullmatch(r"4 packages downloaded, \d\d tables read\n", found.stdout)


LOAD = """
import sys
import inburgering_opendata as ino
from inburgering_opendata.toolkit.ground.errors import OpendataError

for kind in ("pandas", "polars"):
    try:
        ino.load("figures", source=sys.argv[1], kind=kind)
    except OpendataError as error:
        print(error.kind.code, error.details["package"])
"""


def test_load_names_what_it_needs(
    packages: Path, places: Mapping[str, Path], tmp_path: Path
) -> None:
    with serving(places["dist"]) as server:
        found = run(packages, tmp_path, "-c", LOAD, server.address)
    assert found.stdout.splitlines() == [
        "package-missing pandas",
        "package-missing polars",
    ], found.stderr


LIST = """
from inburgering_opendata import cli
from inburgering_opendata.funding import streams
from inburgering_opendata.toolkit.assemble.derivations import derives


@derives()
def allocation(stream):
    import python_calamine


streams.allocation = allocation
cli.main(["list"])
"""


@pytest.mark.whole(reason="make test asks each command for what it needs.")
def test_list_counts_the_other_tables_when_one_needs_what_is_not_there(
    packages: Path, tmp_path: Path
) -> None:
    """As with official figures in a workbook: the command must show what it can."""
    found = run(packages, tmp_path, "-c", LIST)
    assert found.returncode == 0, found.stderr
    assert re.search(r"^  allocation +not counted  ", found.stdout, re.MULTILINE)
    assert "1,775" not in found.stdout
    assert re.search(r"^  municipality +426 rows  ", found.stdout, re.MULTILINE)
    assert found.stderr.startswith("note: allocation: this needs python-calamine, which is not")


@pytest.mark.parametrize(
    "module", ["inburgering_opendata.nowhere", "pyarrow.nowhere", "tomllib.nowhere", None]
)
def test_a_module_that_is_missing_by_a_mistake_is_no_package_to_install(module: str | None) -> None:
    assert missing_package(ModuleNotFoundError("not there", name=module)) is None
