"""A Parquet file is measured by its footer, and what in it is no value is named by its cell."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.outcomes.delivery import parquet
from inburgering_opendata.outcomes.delivery.column import Column, Unheld
from inburgering_opendata.outcomes.delivery.parquet import read_parquet
from tests.delivery.made_up import counts
from tests.delivery.test_reading import Look, look, rules

__all__ = ["look"]


def _with(name: str, column: pa.Array) -> pa.Table:
    table = counts()
    return table.set_column(table.column_names.index(name), name, column)


def _first(value: object, type: pa.DataType, others: object = None) -> pa.Array:
    return pa.array([value, *[others] * (counts().num_rows - 1)], type)


def _no_utf8() -> pa.Array:
    """A column of texts, of which the first is none."""
    number = counts().num_rows
    valid, places, _ = _first("ab", pa.string(), "c").buffers()
    text = pa.py_buffer(b"\xff\xff" + b"c" * number)
    return pa.Array.from_buffers(pa.string(), number, [valid, places, text])


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("as_of", _first(2**62, pa.timestamp("us"))),
        ("as_of", _first(2**40, pa.timestamp("s"))),
        ("as_of", _first(5 * 10**6, pa.int32()).cast(pa.date32())),
        ("as_of", _first(0, pa.timestamp("us", tz="Mars/Olympus"))),
        ("indicator", _first(b"\xff\xfe", pa.binary(), b"a")),
        ("indicator", _no_utf8()),
    ],
)
def test_what_nobody_can_hold_is_named_by_its_cell(
    name: str, column: pa.Array, look: Look, tmp_path: Path
) -> None:
    pq.write_table(_with(name, column), tmp_path / "t.parquet")
    found = look(tmp_path / "t.parquet", as_of=None).problems
    assert [(p.row, p.header) for p in found if p.rule == "unheld"] == [(1, name)]


def test_text_that_does_not_say_that_it_is_text_is_text(look: Look, tmp_path: Path) -> None:
    codes = [code.encode() for code in counts().column("indicator").to_pylist()]
    pq.write_table(_with("indicator", pa.array(codes)), tmp_path / "t.parquet")
    found = look(tmp_path / "t.parquet", as_of=None)
    assert found.rows is not None and found.rows.equals(counts())


@pytest.mark.parametrize("compression", ["zstd", "snappy", "gzip"])
def test_a_file_that_unpacks_to_too_much_is_refused_by_its_footer(
    compression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MOST_UNPACKED", 1_000_000)
    table = pa.table({"x": [f"{number}{'x' * 50_000}" for number in range(30)]})
    written = io.BytesIO()
    pq.write_table(table, written, compression=compression, use_dictionary=False)
    before = pa.total_allocated_bytes()
    [problem] = read_parquet(written.getvalue()).problems
    assert problem.rule == "parquet_too_large"
    assert (problem.details["rows"], problem.details["columns"]) == (30, 1)
    assert pa.total_allocated_bytes() - before < 100_000


def test_more_cells_than_are_accepted_are_refused_by_the_footer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet, "MOST_CELLS", 100_000)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 50_001, pa.int8()), pa.array(["a"]))
    written = io.BytesIO()
    pq.write_table(pa.table({"a": column, "b": column}), written)
    [problem] = read_parquet(written.getvalue()).problems
    assert problem.rule == "parquet_too_large"


def test_one_long_text_in_every_row_is_held_once(tmp_path: Path) -> None:
    column = pa.array(["y" * 10_000] * 3_000)
    pq.write_table(pa.table({"x": column}), tmp_path / "t.parquet")
    data = (tmp_path / "t.parquet").read_bytes()
    del column
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    reading = read_parquet(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reading.problems == ()
    assert pa.total_allocated_bytes() - before < 5_000_000 and peak < 5_000_000


def test_of_a_dictionary_only_what_a_row_has_counts() -> None:
    codes = pa.DictionaryArray.from_arrays(pa.array([1, None, 1, 2]), pa.array(["a", "b", None]))
    column = Column.of_array(pa.chunked_array([codes, codes]))
    assert set(column.values) == {"b", None}
    assert [column.values[place] for place in column.indices.to_pylist()] == [
        "b",
        None,
        "b",
        None,
    ] * 2


def test_values_that_can_be_held_are_kept_beside_one_that_cannot() -> None:
    moments = pa.array([datetime(2025, 7, 1), None], pa.timestamp("us"))
    beyond = pa.array([2**62], pa.int64()).cast(pa.timestamp("us"))
    column = Column.of_array(pa.chunked_array([moments, beyond]))
    back = [column.values[place] for place in column.indices.to_pylist()]
    assert back == [datetime(2025, 7, 1), None, Unheld()]
    assert Column.of_array(pa.chunked_array([pa.array([date(2025, 7, 1)])])).values[0] == date(
        2025, 7, 1
    )


def test_a_list_in_a_cell_is_refused(look: Look, tmp_path: Path) -> None:
    pq.write_table(_with("indicator", _first(["a"], pa.list_(pa.string()))), tmp_path / "t.parquet")
    assert rules(look(tmp_path / "t.parquet", as_of=None)) == ["not_parquet"]
