"""Whatever a schema says and whatever stands in a cell, the engines judge alike."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.implied import compile_schema
from tests.conformance.keywords import KEYWORDS
from tests.conformance.made_up import in_csv, table_of
from tests.examples import examples
from tests.validate.engines.sample import verdicts

CELLS = sorted({cell for case in KEYWORDS.values() for cell in (*case.right, *case.wrong)})
OF_ANY_TYPE = {"required": [True, False], "unique": [True]}
DECLARED: Mapping[str, Mapping[str, list[Any]]] = {
    "string": {
        "minLength": [0, 2],
        "maxLength": [2, 10],
        "pattern": [r"\d*", "[a-c]+|x", "^a", ".*"],
        "enum": [["a", "b", "x", "1"]],
    },
    "integer": {
        "minimum": [0, 2**53],
        "maximum": ["1000", 2**53 + 1],
        "exclusiveMinimum": [-1, 1],
        "exclusiveMaximum": [2**62],
        "enum": [["1", 5, 2**53]],
    },
    "number": {
        "minimum": [0, 0.1, "-0.25"],
        "maximum": [1.5, "1234567890123456789.5"],
        "exclusiveMinimum": [-1],
        "enum": [[0.1, 1.5, 3]],
    },
    "date": {"minimum": ["2020-01-31"], "exclusiveMaximum": ["2020-12-31"]},
    "datetime": {"maximum": ["2020-01-31T12:00:00Z"]},
    "boolean": {"enum": [[True], ["false"]]},
}
WRITTEN: Mapping[str, Mapping[str, list[Any]]] = {
    "string": {"format": ["email", "uri", "uuid", "binary"]},
    "integer": {},
    "number": {"decimalChar": [",", "."], "groupChar": [".", " ", "'"]},
    "date": {"format": ["%d/%m/%Y", "%Y%m%d", "default"]},
    "datetime": {"format": ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]},
    "boolean": {"trueValues": [["ja", "1"], ["x"]], "falseValues": [["nee", "0"], ["false"]]},
}


@st.composite
def schemas(draw: st.DrawFn) -> TableSchema | None:
    """A field as somebody might declare it; None when loading refuses it."""
    type = draw(st.sampled_from(list(DECLARED)))

    def some(of: Mapping[str, list[Any]]) -> dict[str, Any]:
        chosen = draw(st.sets(st.sampled_from(list(of)), max_size=3)) if of else set()
        return {name: draw(st.sampled_from(of[name])) for name in sorted(chosen)}

    more = {"precision": 30, "decimals": 4, **some(WRITTEN[type])}
    more["constraints"] = some({**OF_ANY_TYPE, **DECLARED[type]})
    more["missingValues"] = draw(st.sampled_from([[""], ["", "-", "NA"], ["", "0", "x"]]))
    unique = draw(st.sampled_from([{}, {"uniqueKeys": [["v"]]}, {"uniqueKeys": [["same", "v"]]}]))
    try:
        return table_of(type, more, unique)
    except ValueError:
        return None


@pytest.fixture(scope="module")
def gx() -> GxEngine:
    return GxEngine()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


LIKE_THESE = given(
    schema=schemas().filter(bool),
    cells=st.lists(
        st.sampled_from(CELLS) | st.text("01a-.,/: é\n", max_size=6), min_size=1, max_size=12
    ),
)
# Shrinking an example takes minutes, as Great Expectations is asked anew each time.
AS_THEY_ARE = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@settings(AS_THEY_ARE, max_examples=examples(80))
@LIKE_THESE
def test_the_engines_agree_whatever_is_declared(
    schema: TableSchema, cells: list[str], gx: GxEngine, folder: Path
) -> None:
    # A path of its own each time: an engine reads a file once.
    path = Path(tempfile.mkdtemp(dir=folder)) / "t.csv"
    path.write_bytes(in_csv(cells))
    agreed(schema, path, gx)


@pytest.mark.whole(
    reason="make test holds them against each other in CSV, and keyword by keyword in Parquet."
)
@settings(AS_THEY_ARE, max_examples=examples(40))
@LIKE_THESE
def test_the_engines_agree_on_parquet_whatever_is_declared(
    schema: TableSchema, cells: list[str], gx: GxEngine, folder: Path
) -> None:
    table = read_csv(in_csv(cells), schema).table
    assert table is not None
    path = Path(tempfile.mkdtemp(dir=folder)) / "t.parquet"
    # A column with a cell that is not of its type is one of text.
    pq.write_table(table, path)
    agreed(schema, path, gx)


def agreed(schema: TableSchema, path: Path, gx: GxEngine) -> None:
    checks = compile_schema(schema)
    expected = verdicts(gx, path, {}, checks, schema)
    for rows in (0, 100):
        assert verdicts(DuckdbEngine(rows), path, {}, checks, schema) == expected
