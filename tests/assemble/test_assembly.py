"""Assembly: only from sources that are what the package pins, and whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from inburgering_opendata.funding.errors import UNKNOWN_NATIONAL_AMOUNT
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.assemble.errors import (
    SOURCE_CHANGED,
    SOURCE_MISSING,
    SOURCE_UNREADABLE,
)
from inburgering_opendata.toolkit.ground.errors import UNKNOWN_PACKAGE, ErrorKind, OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project

SOURCE = "funding/sources/national_amount.csv"


def rewrite_source(project: Project, old: bytes, new: bytes, source: str = SOURCE) -> None:
    """Change a source and pin the new hash, as a maintainer would."""
    path = project.packages / source
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    declaration = project.packages / source.split("/")[0] / "package.json"
    declaration.write_text(
        declaration.read_text(encoding="utf-8").replace(sha256(data), sha256(path.read_bytes())),
        encoding="utf-8",
    )


def refusal(project: Project, output: Path, *names: str) -> OpendataError:
    with pytest.raises(OpendataError) as caught:
        build(project, names, output)
    assert not output.exists(), "something was written"
    return caught.value


def test_a_changed_source_stops_the_assembly(own_project: Project, tmp_path: Path) -> None:
    path = own_project.packages / SOURCE
    path.write_bytes(path.read_bytes().replace(b"36500000", b"36500001"))
    error = refusal(own_project, tmp_path / "build")
    assert error.kind is SOURCE_CHANGED
    assert str(path) in error.message
    assert sha256(path.read_bytes()) in error.message
    assert "package.json" in error.hint


def test_a_missing_source_stops_the_assembly(own_project: Project, tmp_path: Path) -> None:
    (own_project.packages / SOURCE).unlink()
    assert refusal(own_project, tmp_path / "build").kind is SOURCE_MISSING


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"36500000", b"36.500.000", ["line 7", "amount_eur", "36.500.000", "whole number"]),
        (b"36500000", b"", ["line 7", "amount_eur", "empty"]),
        (b"36500000", b"99999999999999999999", ["line 7", "99999999999999999999"]),
        (b"36500000,", b"", ["line 7", "24 cells, 25 were expected"]),
        (
            b",quote_nl",
            b",quote_n",
            ["no column 'quote_nl'", "did you mean 'quote_n'?", "'quote_n' is no field"],
        ),
        (b"Introduction", b"Introd\xffction", ["line 7", "0xff", "UTF-8"]),
    ],
)
def test_a_cell_that_does_not_parse_stops_the_assembly(
    own_project: Project, tmp_path: Path, old: bytes, new: bytes, words: list[str]
) -> None:
    rewrite_source(own_project, old, new)
    error = refusal(own_project, tmp_path / "build")
    assert error.kind is SOURCE_UNREADABLE
    for word in words:
        assert word in error.message


@pytest.mark.parametrize(
    ("names", "kind"), [(("money",), UNKNOWN_PACKAGE), (("funding", "../x"), UNKNOWN_PACKAGE)]
)
def test_an_unknown_package_is_refused(
    project: Project, tmp_path: Path, names: tuple[str, ...], kind: ErrorKind
) -> None:
    error = refusal(project, tmp_path / "build", *names)
    assert error.kind is kind
    assert "agreements, funding, municipalities" in error.hint


def test_a_stream_without_national_amount_is_refused(own_project: Project, tmp_path: Path) -> None:
    rewrite_source(own_project, b"structural,", b"structurel,", "funding/sources/stream.csv")
    error = refusal(own_project, tmp_path / "build")
    assert error.kind is UNKNOWN_NATIONAL_AMOUNT
    assert "structurel" in error.message


def test_a_failed_assembly_leaves_the_folder_as_it_was(
    own_project: Project, tmp_path: Path
) -> None:
    output = tmp_path / "build"
    build(own_project, (), output)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    (own_project.packages / SOURCE).unlink()
    with pytest.raises(OpendataError):
        build(own_project, (), output)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_only_the_named_package_is_written(project: Project, tmp_path: Path) -> None:
    build(project, ["municipalities"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["municipalities"]


def test_the_funding_tables_hold_the_real_figures(pristine_build: Path) -> None:
    path = pristine_build / "funding" / "data" / "allocation.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["stream"]] = totals.get(row["stream"], 0) + int(row["amount_eur"])
    assert totals == {
        "current_group": 25_500_000,
        "earlier_support_2019": 20_000_000,
        "earlier_support_2020": 20_000_000,
        "introduction": 36_500_000,
        "introduction_transferred": 34_405_000,
        "structural": 35_200_000,
    }
    assert {(row["stream"], row["basis"]) for row in rows if row["basis"] != "indicative"} == {
        ("introduction", "agreed_key"),
        ("introduction_transferred", "inferred_key"),
    }
    # By hand: Amsterdam had 872,757 of the 17,407,585 inhabitants on 1 January 2020, so its exact
    # share of 36,500,000 is 1,829,985.64; its remainder is among the largest.
    amsterdam = next(
        row
        for row in rows
        if row["stream"] == "introduction" and row["municipality_code"] == "GM0363"
    )
    assert amsterdam["key_value"] == "872757"
    assert amsterdam["amount_eur"] == "1829986"


def test_every_declared_table_can_be_made_in_the_types_of_its_schema(project: Project) -> None:
    assembly = Assembly(project)
    for name in project.package_names():
        tables = json.loads((project.packages / name / "package.json").read_text())["tables"]
        assert tables
        for table in tables:
            assert assembly.table(table).num_rows > 0
