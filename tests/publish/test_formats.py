"""No release appears in which two formats of a table differ in a single cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inburgering_opendata.describe.table_schema import load_table_schema
from inburgering_opendata.errors import FORMATS_DIFFER, OpendataError
from inburgering_opendata.project import Project
from inburgering_opendata.publish.formats import prove_equal, write_formats
from inburgering_opendata.tables.csv_reader import read_csv


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda csv: csv.replace(b"1829986", b"1829987"), ["amount_eur", "1829987", "1829986"]),
        (lambda csv: csv.replace(b",agreed_key,", b",official,", 1), ["basis", "'official'"]),
        (lambda csv: csv[: csv.rindex(b"\n", 0, -1) + 1], ["stream", "no such row"]),
    ],
)
def test_a_single_different_cell_is_named(
    spoil: Callable[[bytes], bytes], words: list[str], project: Project, pristine_build: Path
) -> None:
    schema = load_table_schema(project, "allocation")
    table = read_csv((pristine_build / "funding/data/allocation.csv").read_bytes(), schema).table
    assert table is not None
    files = write_formats(table, schema, {})
    with pytest.raises(OpendataError) as caught:
        prove_equal(schema, spoil(files["csv"]), files["parquet"])
    assert caught.value.kind is FORMATS_DIFFER
    for word in ("allocation", *words):
        assert word in caught.value.message


def test_rows_are_sorted_by_key_whatever_their_order(
    project: Project, pristine_build: Path
) -> None:
    schema = load_table_schema(project, "allocation")
    data = (pristine_build / "funding/data/allocation.csv").read_bytes()
    table = read_csv(data, schema).table
    assert table is not None
    backwards = table.take(list(range(table.num_rows - 1, -1, -1)))
    assert write_formats(backwards, schema, {}) == write_formats(table, schema, {})
