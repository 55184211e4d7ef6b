"""A large table is checked by the engine that can, and what a workbook is without is said."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground.folders import NewFolder
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.formats import workbook
from inburgering_opendata.toolkit.releases.publishing import release
from inburgering_opendata.toolkit.tables.csv_reader import csv_parts
from inburgering_opendata.toolkit.tables.parquet_writer import parquet_parts, to_parquet
from tests.publish.formats.sample import SCHEMA, table
from tests.sharing import VERSION

Run = Callable[..., Result]


def engines(dist: Path) -> set[str]:
    checks = json.loads((dist / "validation.json").read_text(encoding="utf-8"))["checks"]
    return {"gx" for each in checks if each["check"].startswith("frictionless.")}


@pytest.mark.whole(reason="make test reads a table that is large.")
def test_what_is_too_large_for_a_workbook_is_said_wherever_it_is_looked_for(
    for_small: Project,
    slim_build: Path,
    slim_release: Path,
    tmp_path: Path,
    opendata: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = {path.stem: path.stat().st_size for path in slim_build.glob("*/data/*.csv")}
    monkeypatch.setattr(release, "LARGE", max(sizes.values()) - 1)
    with (slim_build / "municipalities/data/population.csv").open(encoding="utf-8") as stream:
        columns, *rows = csv.reader(stream)
    monkeypatch.setattr(workbook, "MOST_CELLS", len(columns) * len(rows) - 1)
    run = opendata("publish", slim_build, "--output", tmp_path, "--version", VERSION)
    assert run.exit_code == 0, run.output
    [told] = [line for line in run.stderr.splitlines() if "left out" in line]
    assert "population" in told
    dist = tmp_path / VERSION
    assert (engines(slim_release), engines(dist)) == ({"gx"}, set())
    described = json.loads((dist / "municipalities/datapackage.json").read_text(encoding="utf-8"))
    [left_out] = [each["leavesOut"] for each in described["resources"] if "leavesOut" in each]
    assert "population" in left_out and told.endswith(", ".join(left_out))
    for page, words in (
        ("gegevens/municipalities/population.html", "Te groot voor de Excel-werkmap"),
        ("en/data/municipalities/population.html", "Too large for the Excel workbook"),
        ("en/data/municipalities.html", "Too large for the Excel workbook"),
    ):
        assert words in (dist / "site" / page).read_text(encoding="utf-8"), page
        assert words not in (slim_release / "site" / page).read_text(encoding="utf-8"), page
    assert opendata("verify", dist).exit_code == 0


def test_a_table_is_read_in_parts_and_what_is_wrong_with_it_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    names = ",".join(SCHEMA.field_names)
    line = f",{'x' * 900},5,2020-01-31,0.500,,true,2020-01-31T12:00:00Z\n"
    count = 40_000
    path.write_text(f"{names}\n" + "".join(f"{n}{line}" for n in range(count)))
    parts = list(csv_parts(path, SCHEMA))
    assert len(parts) > 1
    assert [n for part in parts for n in part["number"].to_pylist()] == list(range(count))
    path.write_text(path.read_text().replace(f"\n{count - 1},", "\nlast,"))
    with pytest.raises(ValueError, match=f"row {count}, number: 'last'"):
        list(csv_parts(path, SCHEMA))
    for text in (names, f"{names}\n"):
        path.write_text(text)
        assert [part.num_rows for part in csv_parts(path, SCHEMA)] == [0]
    for text in ("", f"{names}\n1,2\n", 'number\n"1'):
        path.write_text(text)
        with pytest.raises(ValueError):
            list(csv_parts(path, SCHEMA))


def test_a_folder_that_is_being_made_holds_no_file_in_memory(tmp_path: Path) -> None:
    made = NewFolder(tmp_path / "new")
    file = made.add("a/b.csv", (b"x" * 10 for _ in range(3)))
    assert file.read() == b"x" * 30
    assert made.files == {"a/b.csv": file}
    assert [*vars(file)] == ["path"]
    assert file.fingerprint.size == 30
    with pytest.raises(FileExistsError):
        made.add("a/b.csv", [b"other"])


def test_pages_that_are_not_what_the_footer_says_are_no_table(tmp_path: Path) -> None:
    rows = [{"text": f"t{n}"} for n in range(2_000)]
    data = to_parquet(table(rows), SCHEMA, {})
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    path = tmp_path / "sample.parquet"
    path.write_bytes(data)
    assert sum(part.num_rows for part in parquet_parts(path, SCHEMA)) == len(rows)
    path.write_bytes(data[: footer // 2] + bytes(footer - footer // 2) + data[footer:])
    with pytest.raises(ValueError):
        list(parquet_parts(path, SCHEMA))
    with pytest.raises(FileNotFoundError):
        list(parquet_parts(tmp_path / "none.parquet", SCHEMA))
