"""Shares and rates are numbers to who reads Parquet, and stay the exact decimals that they are."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.tables.parquet_reader import read_parquet
from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.run import validate_path
from tests.compare.made_up import difference, field, release, schema, table_of
from tests.parquet import from_parquet
from tests.whole import first

RATE = field("rate", "number", precision=15, decimals=10, storedAs="double")
RATES = schema([field("id", "string"), RATE], ["id"], "rates")
TYPE = pa.decimal128(15, 10)


def rates(values: list[Decimal | None]) -> pa.Table:
    ids = [str(n) for n in range(len(values))]
    return pa.table({"id": ids, "rate": pa.array(values, TYPE)})


@given(numbers=st.lists(st.integers(-(10**15) + 1, 10**15 - 1) | st.none(), min_size=1))
def test_each_decimal_becomes_its_nearest_double_and_comes_back(numbers: list[int | None]) -> None:
    values = [None if n is None else Decimal(n).scaleb(-10) for n in numbers]
    data = to_parquet(rates(values), RATES, {})
    stored = pq.read_table(io.BytesIO(data)).column("rate")
    assert stored.type == pa.float64()
    assert stored.to_pylist() == [None if v is None else float(v) for v in values]
    assert from_parquet(data, RATES).column("rate").to_pylist() == values


def test_pandas_reads_a_number_and_the_file_says_what_it_is(small_release: Path) -> None:
    frame = pd.read_parquet(small_release / "funding/data/allocation.parquet")
    assert frame["share"].dtype == np.float64
    assert frame["amount_per_inhabitant_eurocent"].dtype == np.int64
    assert math.isclose(frame[frame["stream"] == "introduction"]["share"].sum(), 1, abs_tol=1e-7)
    frame = pd.read_parquet(small_release / "outcomes/data/observation.parquet")
    assert frame["value"].dtype == np.float64
    stored = pq.read_schema(small_release / "funding/data/allocation.parquet")
    said = stored.field("share").metadata[b"stored_as"].decode()
    assert said == "the double nearest to a number of 10 decimals"
    codebook = (small_release / "funding/README.md").read_text(encoding="utf-8")
    assert "In Parquet the double nearest to this number of 10 decimals" in codebook
    text = (small_release / "funding/data/allocation.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()[1].rpartition(".")[2]) == 10, "decimals in CSV are exact text"


def test_of_decimals_only_coordinates_are_no_numbers_to_pandas(small_release: Path) -> None:
    stored = [pq.read_schema(path) for path in small_release.glob("*/data/*.parquet")]
    fields = [schema.field(name) for schema in stored for name in schema.names]
    kept = {field.name for field in fields if pa.types.is_decimal(field.type)}
    assert kept == {"longitude", "latitude"}


def _next(value: float) -> float:
    return math.nextafter(value, 1)


@pytest.mark.parametrize(
    "spoil",
    first(
        2,
        [
            _next,
            lambda _: math.nan,
            lambda value: value + 1e-12,
            lambda _: math.inf,
            lambda _: 1e30,
        ],
        "It is another double of the kind.",
    ),
)
def test_a_double_that_is_nearest_to_no_decimal_is_found(
    spoil: Callable[[float], float], small_release: Path, small_project: Project, tmp_path: Path
) -> None:
    table = pq.read_table(small_release / "funding/data/allocation.parquet")
    position = table.schema.get_field_index("share")
    values = table.column("share").to_pylist()
    values[1] = spoil(values[1])
    spoilt = table.set_column(position, "share", pa.array(values, pa.float64()))
    path = tmp_path / "allocation.parquet"
    pq.write_table(spoilt, path)
    words = "doubles that are not nearest to a number of 10 decimals, first in row 2"
    described = load_table_schema(small_project, "allocation")
    assert read_parquet(path, described).mistyped == (("share", words),)
    with pytest.raises(ValueError, match=words):
        from_parquet(path.read_bytes(), described)
    found = validate_path(small_project, path, engine="duckdb", table="allocation")
    [check] = [c for c in found.checks if c.check == "schema.share.type"]
    assert check.outcome is Outcome.FAILED
    assert words in json.dumps([f.observed for f in check.failures]) + str(check.observed)


@pytest.mark.parametrize(
    "engine", first(1, ["duckdb", "gx"], "The engines agree on how a value is stored.")
)
def test_decimals_and_doubles_are_the_same_to_an_engine(
    engine: str, small_release: Path, small_project: Project, tmp_path: Path
) -> None:
    """Rates follow from amounts exactly, however they are stored."""
    path = small_release / "funding/data/allocation.parquet"
    described = load_table_schema(small_project, "allocation")
    exact = from_parquet(path.read_bytes(), described)
    assert pa.types.is_decimal(exact.schema.field("share").type)
    as_decimals = tmp_path / "allocation.parquet"
    pq.write_table(exact, as_decimals)
    for each in (path, as_decimals):
        found = validate_path(small_project, each, engine=engine, table="allocation")
        assert [c for c in found.checks if c.outcome is not Outcome.PASSED] == []


def test_a_comparison_sees_through_how_a_rate_is_stored(tmp_path: Path) -> None:
    def rows(*values: str) -> list[dict[str, object]]:
        return [{"id": str(n), "rate": Decimal(v)} for n, v in enumerate(values)]

    plain = {name: value for name, value in RATE.items() if name != "storedAs"}
    before: TableSchema = schema([field("id", "string"), plain], ["id"], "rates")
    old = release(tmp_path / "old", [(before, rows("0.1", "0.7"))], parquet=True)
    new = release(tmp_path / "new", [(RATES, rows("0.1", "0.3"))], parquet=True)
    table = table_of(difference(old, new), "rates")
    [changed] = table["rows"]
    assert changed["key"] == {"id": "1"}
    [change] = table["schema"]["changes"]
    assert (change["rule"], change["new"]) == (
        "type_changed",
        "number(15,10), a double in Parquet",
    )
    assert b"0.3000000000" in to_csv(rates([Decimal("0.3")]), RATES)


@pytest.mark.parametrize(
    "strange",
    [
        {"type": "number", "precision": 16, "decimals": 2},
        {"type": "integer"},
    ],
)
def test_a_number_whose_doubles_would_not_tell_it_apart_is_refused(
    strange: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match="storedAs is of a number of at most 15 digits"):
        schema([field("id", "string"), {**RATE, **strange}], ["id"])
