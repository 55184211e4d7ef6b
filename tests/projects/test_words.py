"""Nothing that is published of the air speaks of the subject that the toolkit came with."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from inburgering_opendata.toolkit.ground.distribution import DISTRIBUTION
from tests.projects.conftest import Air
from tests.projects.made_up import AIR, FIRST, done

WORDS = re.compile(
    r"integration|inburger|municipal|gemeente|allocat|toewijz|cohort|netherlands|nederland\b"
    r"|\bNLD\b(?<!language/NLD)|€|\beuros?\b|eurocent|status ?holder|trajector|newcomer|nieuwkomer"
    r"|\b(szw|vng|cbs|tooi|spuk|aef|coa)\b|GM[0-9]{4}|overheid\.nl|gegevens van personen|grant",
    re.IGNORECASE,
)


def texts_of(path: Path) -> Iterator[str]:
    """What stands in a file: its bytes as text, and what is packed in them."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name + archive.read(name).decode("utf-8", errors="replace")
        return
    # Workbooks are not compressed, so that their bytes tell.
    yield path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix == ".parquet":
        yield str(pq.read_schema(path).metadata)
        yield str(pq.read_table(path).to_pylist())
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            yield "\n".join(connection.iterdump())
    if path.suffix == ".xlsx":
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            yield f"{name} {workbook.get_sheet_by_name(name).to_python()}"


def found_in(folder: Path) -> list[str]:
    """The words of the subject in the files of a folder, with what stands around them."""
    return [
        f"{path}: {text[max(found.start() - 40, 0) : found.end() + 40]!r}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for text in (str(path.relative_to(folder)), *texts_of(path))
        # What made it is called so, whatever it makes.
        for text in [text.replace(f'"name": "{DISTRIBUTION}"', "")]
        for found in WORDS.finditer(text)
    ]


def test_nothing_in_the_releases_speaks_of_the_subject(air: Air) -> None:
    assert found_in(air.dist) == []
    kinds = {path.suffix for path in air.dist.rglob("*") if path.is_file()}
    assert {".html", ".css", ".ttl", ".jsonld", ".cff", ".md", ".sqlite", ".xlsx", ".zip"} <= kinds


def test_nothing_that_commands_say_of_them_does(air: Air) -> None:
    for arguments in (
        ("list",),
        ("validate", air.first, "--engine", "duckdb", "--format", "html"),
        ("validate", air.first, "--engine", "duckdb", "--format", "markdown"),
        ("diff", air.first, air.second, "--format", "html"),
        ("verify", air.first),
        ("score", air.first),
        ("cite", "--version", FIRST),
    ):
        assert WORDS.findall(done(AIR, *arguments)) == [], arguments


PLACES = ["title.xlsx", "data.sqlite", "table.parquet", "some/inburgering"]


@pytest.mark.parametrize("place", PLACES)
def test_a_word_is_found_wherever_it_stands(place: str, air: Air, tmp_path: Path) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    if place.endswith("xlsx"):
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "een gemeente"
        workbook.save(path)
    elif place.endswith("parquet"):
        table = pq.read_table(air.first / "air/data/station.parquet")
        names = [f"{name}_per_gemeente" for name in table.column_names]
        pq.write_table(table.rename_columns(names), path, compression="zstd")
    elif place.endswith("sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("create view allocation_of_air as select 1")
    else:
        path.write_text("", encoding="utf-8")
    assert found_in(tmp_path)
