"""A table in a folder of Parquet, where the names of folders are a column."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.tables.column_names import in_declared_place
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from tests.validate.engines.sample import COLUMNS, SAMPLE, to_csv, verdicts, write_references
from tests.whole import first

ROWS = [
    ["1", "GM0001", "2020-01-01", "5", "0.5", "true", "x", "2020-01-31T12:00:00Z"],
    ["01", "GM0002", "2020-01-01", "7", "0.5", "true", "y", ""],
    ["01", "GM0003", "2021-01-01", "7", "", "", "z", "2020-01-31T12:00:01Z"],
]


@pytest.mark.parametrize(
    "column", first(1, ["day", "stream", "code"], "It is parted by a column of another type.")
)
def test_a_folder_passes_and_fails_as_the_table_in_it(column: str, tmp_path: Path) -> None:
    table = read_csv(to_csv(COLUMNS, ROWS), SAMPLE).table
    assert table is not None
    references = write_references(tmp_path)
    pq.write_to_dataset(table, tmp_path / "sample", partition_cols=[column])
    pq.write_table(table, tmp_path / "sample.parquet")
    whole = verdicts(DuckdbEngine(), tmp_path / "sample.parquet", references)
    parts = verdicts(DuckdbEngine(), tmp_path / "sample", references)
    assert isinstance(whole, dict)
    assert parts == whole
    assert parts["schema.columns"][0] == "passed"


def test_a_folder_that_is_named_after_no_date_is_unreadable(tmp_path: Path) -> None:
    table = read_csv(to_csv(COLUMNS, ROWS), SAMPLE).table
    assert table is not None
    pq.write_to_dataset(table, tmp_path / "sample", partition_cols=["day"])
    (tmp_path / "sample/day=2020-01-01").rename(tmp_path / "sample/day=soon")
    assert verdicts(DuckdbEngine(), tmp_path / "sample", write_references(tmp_path)) == "unreadable"


def test_a_folder_that_is_named_after_a_moment_holds_none(tmp_path: Path) -> None:
    table = read_csv(to_csv(COLUMNS, ROWS), SAMPLE).table
    assert table is not None
    pq.write_to_dataset(table, tmp_path / "sample", partition_cols=["moment"])
    found = verdicts(DuckdbEngine(), tmp_path / "sample", write_references(tmp_path))
    assert isinstance(found, dict)
    assert found["schema.moment.type"][0] == "failed"


def test_a_column_that_is_not_declared_stays_last() -> None:
    assert in_declared_place(["b", "x", "a", "y"], {"a", "y"}, ["a", "b"]) == ["a", "b", "x", "y"]
