"""No release appears in which two formats of a table differ in a single cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.describe.file_formats import (
    CSV,
    EXCEL_CSV,
    TABLE_FORMATS,
    FileFormat,
)
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.formats.equality import (
    Difference,
    first_difference,
    prove_equal,
)
from inburgering_opendata.toolkit.publish.formats.errors import FORMATS_DIFFER
from inburgering_opendata.toolkit.publish.formats.table_formats import CODECS, in_order
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from tests.publish.formats.files import read, written


@pytest.fixture
def schema(project: Project) -> TableSchema:
    return load_table_schema(project, "allocation")


@pytest.fixture
def table(schema: TableSchema, pristine_build: Path) -> pa.Table:
    data = (pristine_build / "funding/data/allocation.csv").read_bytes()
    read = read_csv(data, schema).table
    assert read is not None
    return in_order(read, schema)


def test_every_format_of_a_table_has_a_codec() -> None:
    assert tuple(CODECS) == TABLE_FORMATS


@pytest.mark.parametrize("format", [CSV, EXCEL_CSV], ids=lambda each: each.title)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.replace(b"1829986", b"1829987"), ["amount_eur", "1829987", "1829986"]),
        (lambda data: data.replace(b"agreed_key", b"official", 1), ["basis", "'official'"]),
        (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], ["stream", "no such row"]),
    ],
)
def test_a_single_different_cell_is_named(
    format: FileFormat,
    spoil: Callable[[bytes], bytes],
    words: list[str],
    schema: TableSchema,
    table: pa.Table,
) -> None:
    codec = CODECS[format]
    spoilt = spoil(written(lambda stream: codec.write(table, schema, {}, stream)))
    with pytest.raises(OpendataError) as caught:
        prove_equal(schema, "this format", table, [read(codec.parts, spoilt, schema)])
    assert caught.value.kind is FORMATS_DIFFER
    for word in ("allocation", "this format", *words):
        assert word in caught.value.message


def test_a_column_that_is_not_there_is_named(schema: TableSchema, table: pa.Table) -> None:
    with pytest.raises(OpendataError) as caught:
        prove_equal(schema, "this format", table, [table.drop_columns(["share"])])
    assert "no such column" in caught.value.message


def test_rows_are_sorted_by_key_whatever_their_order(schema: TableSchema, table: pa.Table) -> None:
    backwards = table.take(list(range(table.num_rows - 1, -1, -1)))
    assert not backwards.equals(table)
    assert in_order(backwards, schema).equals(table)


def test_the_part_is_told_in_which_a_table_differs(schema: TableSchema, table: pa.Table) -> None:
    parts = [table.slice(start, 500) for start in range(0, table.num_rows, 500)]
    assert first_difference(schema, table, parts) is None
    short = first_difference(schema, table, parts[:-1])
    assert short is not None
    assert (short.row, short.found) == (500 * (len(parts) - 1) + 1, "'no such row'")
    other = table.slice(600, 1).set_column(0, "stream", [["another"]])
    spoilt = [*parts[:1], table.slice(500, 100), other, *parts[2:]]
    different = first_difference(schema, table, spoilt)
    assert different == Difference(601, "stream", repr(table["stream"][600].as_py()), "'another'")
    long = first_difference(schema, table.slice(0, 500), parts)
    assert long is not None and (long.row, long.expected) == (501, "'no such row'")
