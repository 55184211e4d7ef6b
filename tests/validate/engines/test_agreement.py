"""Great Expectations and DuckDB give the same verdict, count and rows, whatever the table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.examples import examples
from tests.validate.engines.sample import (
    CHECKS,
    COLUMNS,
    SAMPLE,
    Verdict,
    to_csv,
    verdicts,
    write_references,
)
from tests.whole import first

BIG = [str(n) for n in (2**53, 2**53 + 1, 2**53 + 2, 2**62, 2**63 - 1, -(2**63), 2**63)]
NO_TEXT = [
    "\u00a0",
    "S\u00c3\u00badwest",
    "\ufffd",
    "x\u200b",
    "\x07",
    "x\ty",
    "e\u0301",
    " \u3000",
]
VALUES: dict[str, list[str]] = {
    "stream": ["a", "a", "a", "b", "c", "", "A", "a ", "é"],
    "code": ["GM0001", "GM0002", "GM0003", "GM9999", "", "gm0001", "GM0001\n", "GM00011"],
    "day": [
        "2020-01-01",
        "2021-01-01",
        "2022-03-24",
        "",
        "2020-02-30",
        "20200101",
        "10000-01-01",
        "x",
    ],
    "amount": ["5", "0", "-1", "7", *BIG, "", "1.0", "NaN", "007", "1e3", " 5", "-0"],
    "rate": [
        "0.500",
        "0.1",
        "0.3",
        "1",
        "-0.001",
        "",
        "1.2345",
        "NaN",
        "123456789.123",
        "1234567890.1",
        "0,5",
    ],
    "done": ["true", "false", "", "True", "1"],
    "note": ["x", "y", "z", "GM0001", "", "x", '"', "a,b", "line\nend", "=1+1", *NO_TEXT],
    "moment": [
        "2020-01-31T12:00:00Z",
        "2020-01-31T12:00:01Z",
        "1899-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "",
        "2020-02-30T12:00:00Z",
        "2020-01-31T24:00:00Z",
        "2020-01-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "2020-01-31T12:00:00",
        "2020-01-31T12:00:00+00:00",
        "2020-1-31T12:00:00Z",
        "2020-01-31",
    ],
}
# Mostly good rows, or no table would ever get past its types.
GOOD: dict[str, list[str]] = {
    "stream": ["a", "b"],
    "code": ["GM0001", "GM0002", "GM0003"],
    "day": ["2020-01-01", "2021-01-01"],
    "amount": ["5", "7", "9007199254740993"],
    "rate": ["0.500", "0.1", "0.3", ""],
    "done": ["true", ""],
    "note": ["x", "y", "z", "n1", "n2", "n3", "n4"],
    "moment": ["2020-01-31T12:00:00Z", "2020-01-31T11:59:59Z", ""],
}


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table with some columns spoilt, all rows or no rows, columns missing, extra or moved."""
    spoilt = draw(st.sets(st.sampled_from(COLUMNS), max_size=3))
    row = st.tuples(*(st.sampled_from(VALUES[c] if c in spoilt else GOOD[c]) for c in COLUMNS))
    rows = [list(values) for values in draw(st.lists(row, max_size=12))]
    columns = list(COLUMNS)
    match draw(st.sampled_from(["as it is"] * 6 + ["emptied", "missing", "extra", "moved"])):
        case "emptied":
            position = draw(st.integers(0, len(columns) - 1))
            rows = [[*r[:position], "", *r[position + 1 :]] for r in rows]
        case "missing":
            position = draw(st.integers(0, len(columns) - 1))
            columns.pop(position)
            rows = [[*r[:position], *r[position + 1 :]] for r in rows]
        case "extra":
            columns.append("surplus")
            rows = [[*r, "1"] for r in rows]
        case "moved":
            columns.reverse()
            rows = [r[::-1] for r in rows]
    return to_csv(columns, rows)


@pytest.fixture(scope="module")
def gx() -> GxEngine:
    return GxEngine()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


# What DuckDB is asked, and what is asked of a table in memory.
HELD_ROWS = (0, 1_000)

# Shrinking an example takes minutes, as Great Expectations is asked anew each time; the tables are
# small as they are.
PATIENCE = settings(
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def one_row(**values: str) -> bytes:
    good = {column: options[0] for column, options in GOOD.items()}
    return to_csv(COLUMNS, [list((good | values).values())])


@settings(PATIENCE, max_examples=examples(50))
@given(data=tables())
@example(data=one_row(amount="9007199254740992"))  # as a float the same as the number after it
@example(data=one_row(amount="9223372036854775807"))
@example(data=one_row(day="10000-01-01"))
@example(data=one_row(code="GM0001\n"))
@pytest.mark.whole(reason="tests/conformance compares the engines on every keyword and type.")
def test_the_engines_agree_on_csv(data: bytes, gx: GxEngine, folder: Path) -> None:
    # A path of its own each time: an engine reads a file once.
    where = Path(tempfile.mkdtemp(dir=folder))
    references = write_references(where)
    path = where / "sample.csv"
    path.write_bytes(data)
    expected = verdicts(gx, path, references)
    for rows in HELD_ROWS:
        assert verdicts(DuckdbEngine(rows), path, references) == expected, data


@settings(PATIENCE, max_examples=examples(50))
@given(data=tables(), as_float=st.sampled_from([None, "amount", "rate"]))
@pytest.mark.whole(reason="make test compares the engines on the same cases in CSV.")
def test_the_engines_agree_on_parquet(
    data: bytes, as_float: str | None, gx: GxEngine, folder: Path
) -> None:
    where = Path(tempfile.mkdtemp(dir=folder))
    references = write_references(where)
    reading = read_csv(data, SAMPLE)
    assert reading.table is not None
    table = reading.table
    if as_float in table.column_names and as_float not in reading.unreadable():
        # NaN included: a float is not a whole number, whatever it holds.
        floats = [float("nan")] * table.num_rows
        position = table.column_names.index(as_float)
        table = table.set_column(position, as_float, pa.array(floats, pa.float64()))
    agreed_on_parquet(table, where, references, gx)


STORED = {
    "milliseconds": (pa.timestamp("ms", "UTC"), 1_580_472_000_000, "passed"),
    "another zone": (pa.timestamp("us", "Europe/Brussels"), 1_580_472_000_000_000, "passed"),
    "no zone": (pa.timestamp("us"), 1_580_472_000_000_000, "failed"),
    "nanoseconds": (pa.timestamp("ns", "UTC"), 1_580_472_000_000_000_000, "failed"),
    "part of a second": (pa.timestamp("us", "UTC"), 1_580_472_000_000_001, "failed"),
    "before 1970, part of a second": (pa.timestamp("ms", "UTC"), -1_580_472_000_001, "failed"),
    "the year 10000": (pa.timestamp("ms", "UTC"), 253_402_300_800_000, "failed"),
    "the year 0": (pa.timestamp("ms", "UTC"), -62_135_596_801_000, "failed"),
    "milliseconds beyond microseconds": (pa.timestamp("ms", "UTC"), 1 << 62, "failed"),
    "text": (pa.string(), "2020-01-31T12:00:00Z", "failed"),
}


@pytest.mark.parametrize(
    "stored", first(4, STORED, "The first ones pass and fail for a reason of each kind.")
)
def test_the_engines_agree_on_how_a_moment_is_stored(
    stored: str, gx: GxEngine, folder: Path
) -> None:
    type, value, outcome = STORED[stored]
    table = read_csv(one_row(), SAMPLE).table
    assert table is not None
    moments = pa.array([value, None], type if type == pa.string() else pa.int64()).cast(type)
    table = pa.concat_tables([table, table])
    table = table.set_column(table.column_names.index("moment"), "moment", moments)
    found = agreed_on_parquet(table, folder, write_references(folder), gx, about("moment"))
    assert found["schema.moment.type"][0] == outcome


@pytest.mark.parametrize(
    ("column", "values", "outcome"),
    first(
        3,
        [
            ("day", pa.array([2_932_897, None], pa.date32()), "failed"),
            ("surplus", pa.array([1_073_741_824, None], pa.date32()), "passed"),
            ("surplus", pa.array([0, None], pa.timestamp("us", "Mars/Base")), "passed"),
            ("day", pa.array([2_932_896, None], pa.date32()), "passed"),
            ("surplus", pa.array([1 << 62, None], pa.timestamp("ms")), "passed"),
        ],
        "It is a time beyond another limit.",
    ),
)
def test_the_engines_agree_on_times_that_nobody_can_hold(
    column: str, values: pa.Array, outcome: str, gx: GxEngine, tmp_path: Path
) -> None:
    table = read_csv(one_row(), SAMPLE).table
    assert table is not None
    table = pa.concat_tables([table, table])
    if column == "surplus":
        table = table.append_column(column, values)
    else:
        table = table.set_column(table.column_names.index(column), column, values)
    references, path = write_references(tmp_path), tmp_path / "sample.parquet"
    pq.write_table(table, path)
    # How such a day is shown in a key differs, as Python has no word for it.
    for engine in (gx, DuckdbEngine()):
        found = verdicts(engine, path, references, about("day"))
        assert not isinstance(found, str)
        assert found["schema.day.type"][0] == outcome


def test_an_empty_text_in_parquet_is_an_empty_cell(gx: GxEngine, tmp_path: Path) -> None:
    table = read_csv(one_row(), SAMPLE).table
    assert table is not None
    place = table.column_names.index("note")
    found: list[dict[str, Verdict]] = []
    for cells in ([None, "x"], ["", "x"], [None, None], ["", ""]):
        (folder := tmp_path / str(len(found))).mkdir()
        rows = pa.concat_tables([table, table])
        rows = rows.set_column(place, "note", pa.array(cells, pa.string()))
        references = write_references(folder)
        found.append(agreed_on_parquet(rows, folder, references, gx, about("note")))
    assert (found[0], found[2]) == (found[1], found[3])


@pytest.mark.parametrize("text", first(1, NO_TEXT, "It is no text for a reason of its own."))
def test_every_engine_names_the_row_whose_text_is_none(
    text: str, gx: GxEngine, tmp_path: Path
) -> None:
    rows = one_row(note="Súdwest-Fryslân") + one_row(note=text, code="GM0003").partition(b"\n")[2]
    references, path = write_references(tmp_path), tmp_path / "sample.csv"
    path.write_bytes(rows)
    table = read_csv(rows, SAMPLE).table
    assert table is not None
    pq.write_table(table, tmp_path / "sample.parquet")
    for engine in (gx, *map(DuckdbEngine, HELD_ROWS)):
        for place, line in ((path, 3), (tmp_path / "sample.parquet", None)):
            found = verdicts(engine, place, references, about("note", "code"))
            assert not isinstance(found, str)
            key = (("code", "GM0003"), ("day", "2020-01-01"), ("stream", "a"))
            assert found["schema.note.text"] == ("failed", 1, [(line, key)])
            assert found["schema.code.text"][0] == "passed"


def no_text(*values: bytes, type: pa.DataType) -> pa.Array:
    """Bytes that call themselves text."""
    of_bytes = pa.large_binary() if type == pa.large_string() else pa.binary()
    return pa.Array.from_buffers(type, len(values), pa.array(values, of_bytes).buffers())


NO_TEXTS = {
    "text": no_text(b"x", b"\xff\xfe", type=pa.string()),
    "large text": no_text(b"x", b"\xc0\xaf", type=pa.large_string()),
    "dictionary": pa.DictionaryArray.from_arrays(
        [0, 1], no_text(b"x", b"\xed\xa0\x80", type=pa.string())
    ),
}


@pytest.mark.parametrize("stored", NO_TEXTS)
def test_text_that_is_not_utf_8_is_named_by_every_engine(
    stored: str, gx: GxEngine, tmp_path: Path
) -> None:
    path = tmp_path / "sample.parquet"
    pq.write_table(two_rows("note", NO_TEXTS[stored]), path)
    for engine in (gx, DuckdbEngine()):
        with pytest.raises(UnreadableTableError, match=r"column note(, row 2)?: text that is not"):
            engine.open(TableFile("sample", SAMPLE, path))


def two_rows(name: str, values: pa.Array) -> pa.Table:
    """Two good rows, but for a column that is put in another's place or added."""
    table = read_csv(one_row(), SAMPLE).table
    assert table is not None
    table = pa.concat_tables([table, table])
    if name not in table.column_names:
        return table.append_column(name, values)
    return table.set_column(table.column_names.index(name), name, values)


@pytest.mark.parametrize(
    ("name", "values", "outcome"),
    first(
        6,
        [
            ("rate", pa.array([Decimal("0.5")] * 2, pa.decimal256(12, 3)), "passed"),
            ("rate", pa.array([Decimal("0.5")] * 2, pa.decimal64(12, 3)), "passed"),
            ("rate", pa.array([Decimal("0.5")] * 2, pa.decimal128(12, 1)), "failed"),
            ("amount", pa.array([Decimal(5)] * 2, pa.decimal128(10, 0)), "failed"),
            ("amount", pa.array([5, 5], pa.int32()), "failed"),
            ("note", pa.array(["x", "y"], pa.large_string()), "passed"),
            ("note", pa.array(["x", "y"]).dictionary_encode(), "passed"),
            ("note", pa.array([["x"], ["y"]]), "failed"),
            ("note", pa.array([{"x": 1}, None]), "failed"),
            ("note", pa.nulls(2), "failed"),
            ("note", pa.array([1, None], pa.time64("ns")), "failed"),
        ],
        "Another type is stored otherwise.",
    ),
)
def test_the_engines_agree_on_how_a_value_is_stored(
    name: str, values: pa.Array, outcome: str, gx: GxEngine, tmp_path: Path
) -> None:
    references = write_references(tmp_path)
    found = agreed_on_parquet(two_rows(name, values), tmp_path, references, gx, about(name))
    assert found[f"schema.{name}.type"][0] == outcome


def test_the_engines_agree_on_a_column_that_nobody_declared(gx: GxEngine, tmp_path: Path) -> None:
    for number, values in enumerate((pa.array([1, None], pa.time64("ns")), pa.array([[1], []]))):
        (folder := tmp_path / str(number)).mkdir()
        references = write_references(folder)
        rows = two_rows("surplus", values)
        found = agreed_on_parquet(rows, folder, references, gx, about("surplus"))
        assert found["schema.columns"][0] == "failed"


@pytest.mark.parametrize("names", [["code", "code"], ["", "code"], []])
def test_columns_that_cannot_be_told_apart_are_refused(
    names: list[str], gx: GxEngine, tmp_path: Path
) -> None:
    path = tmp_path / "sample.parquet"
    pq.write_table(pa.table([pa.array(["x"])] * len(names), names=names), path)
    references = write_references(tmp_path)
    assert verdicts(gx, path, references) == "unreadable"
    assert verdicts(DuckdbEngine(), path, references) == "unreadable"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("day", pa.array([0, 2_932_897], pa.int32()).cast(pa.date32())),
        ("day", pa.array([0, -(2**31)], pa.int32()).cast(pa.date32())),
        ("moment", pa.array([None, 1], pa.timestamp("us", "UTC"))),
    ],
)
def test_the_row_of_a_time_that_nobody_can_hold_is_named(
    name: str, values: pa.Array, gx: GxEngine, tmp_path: Path
) -> None:
    path = tmp_path / "sample.parquet"
    pq.write_table(two_rows(name, values), path)
    [check] = [each for each in CHECKS if each.id == f"schema.{name}.type"]
    for engine in (gx, DuckdbEngine()):
        [result] = engine.run(TableFile("sample", SAMPLE, path), [check], {})
        assert result.outcome == "failed"
        assert result.observed.endswith("first in row 2")


def about(*columns: str) -> tuple[Check, ...]:
    """The checks that read one of these columns, and those of the table."""
    return tuple(each for each in CHECKS if not each.columns or {*columns} & {*each.columns})


def agreed_on_parquet(
    table: pa.Table,
    where: Path,
    references: Mapping[str, TableFile],
    gx: GxEngine,
    checks: Sequence[Check] = CHECKS,
) -> dict[str, Verdict]:
    path = where / "sample.parquet"
    pq.write_table(table, path)
    expected = verdicts(gx, path, references, checks)
    for rows in HELD_ROWS:
        assert verdicts(DuckdbEngine(rows), path, references, checks) == expected
    assert not isinstance(expected, str)
    return expected
