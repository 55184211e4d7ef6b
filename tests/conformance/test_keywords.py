"""Every keyword of Table Schema binds: in CSV and in Parquet, whichever engine looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.describe import constraints, forms
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.second_opinion import opinion_of_file
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.keywords import KEYWORDS, Keyword
from tests.conformance.made_up import in_csv, table_of
from tests.whole import first


@pytest.fixture(scope="module")
def engines() -> Mapping[str, Engine]:
    """One that holds small tables in memory, and one that asks its database everything."""
    return {"gx": GxEngine(), "duckdb": DuckdbEngine(), "duckdb, on disk": DuckdbEngine(0)}


def wrong_keys(engine: Engine, schema: TableSchema, path: Path) -> dict[str, list[str]]:
    """By check that does not pass: the keys of the rows it names."""
    file = TableFile("made up", schema, path)
    assert file.scan is not None
    assert file.scan.problem is None
    results = engine.run(file, compile_schema(schema), {})
    assert {result.outcome for result in results} <= {Outcome.PASSED, Outcome.FAILED}, results
    return {
        result.check: [failure.key["k"] for failure in result.failures]
        for result in results
        if result.outcome is Outcome.FAILED
    }


def expected(case: Keyword) -> dict[str, list[str]]:
    first = len(case.right)
    return {case.check: [f"row {first + number}" for number in range(len(case.wrong))]}


# Every second one, and then the ones between: what binds a type of field in two ways stands in a
# row of its own each.
NAMES = [*[*KEYWORDS][::2], *[*KEYWORDS][1::2]]
SOME_NAMES = first(len(NAMES) // 8, NAMES, "Another keyword of the same kind is tried.")


@pytest.mark.parametrize("name", SOME_NAMES)
def test_a_keyword_binds_in_csv(name: str, engines: Mapping[str, Engine], tmp_path: Path) -> None:
    case = KEYWORDS[name]
    schema = table_of(case.type, case.more, case.schema)
    right, wrong = tmp_path / "right.csv", tmp_path / "wrong.csv"
    right.write_bytes(in_csv(case.right))
    wrong.write_bytes(in_csv([*case.right, *case.wrong]))
    for engine in engines.values():
        assert wrong_keys(engine, schema, right) == {}
        assert wrong_keys(engine, schema, wrong) == expected(case)


@pytest.mark.parametrize(
    "name",
    first(
        8,
        [n for n, case in KEYWORDS.items() if "type" not in case.check],
        "make test tries every keyword in CSV.",
    ),
)
def test_a_keyword_binds_in_parquet(
    name: str, engines: Mapping[str, Engine], tmp_path: Path
) -> None:
    case = KEYWORDS[name]
    schema = table_of(case.type, case.more, case.schema)
    path = tmp_path / "wrong.parquet"
    reading = read_csv(in_csv([*case.right, *case.wrong]), schema)
    assert reading.table is not None
    assert reading.cells == ()
    pq.write_table(reading.table, path)
    for engine in engines.values():
        assert wrong_keys(engine, schema, path) == expected(case)


@pytest.mark.parametrize("texts", [["", "-", "a", None], ["", "-"]])
def test_a_text_that_stands_for_no_value_does_so_in_parquet(
    texts: list[str | None], engines: Mapping[str, Engine], tmp_path: Path
) -> None:
    more = {"missingValues": ["", "-"], "constraints": {"required": True}}
    schema = table_of("string", more)
    path = tmp_path / "t.parquet"
    keys = [f"row {number}" for number in range(len(texts))]
    pq.write_table(pa.table({"k": keys, "v": texts, "same": keys}), path)
    absent = [key for key, text in zip(keys, texts, strict=True) if text != "a"]
    for engine in engines.values():
        assert wrong_keys(engine, schema, path) == {"schema.v.required": absent}


@pytest.mark.parametrize("name", [n for n, case in KEYWORDS.items() if case.type != "string"])
def test_what_is_read_in_a_form_is_written_in_it(name: str) -> None:
    case = KEYWORDS[name]
    schema = table_of(case.type, case.more, case.schema)
    read = read_csv(in_csv(case.right), schema).table
    assert read is not None
    written = to_csv(read, schema)
    assert read_csv(written, schema).table == read


@pytest.mark.parametrize("name", SOME_NAMES)
def test_another_reader_finds_right_what_is_right(name: str, tmp_path: Path) -> None:
    case = KEYWORDS[name]
    path = tmp_path / "t.csv"
    path.write_bytes(in_csv(case.right))
    [opinion] = opinion_of_file("made up", table_of(case.type, case.more, case.schema), path)
    assert opinion.outcome is Outcome.PASSED, opinion.observed


def test_every_keyword_has_a_case() -> None:
    tried: set[str] = set()
    for case in KEYWORDS.values():
        tried.update(case.more.get("constraints", ()), case.more, case.schema)
    beside = {"constraints", "precision", "decimals", "categories", "missingValues", "uniqueKeys"}
    # A number with something beside it is refused, whatever it is.
    assert tried - beside == {*constraints.FIELDS_OF, *forms.FIELDS_OF} - {"bareNumber"}


@pytest.mark.parametrize("key", [["v"], ["k", "v"], ["v", "k"]])
@pytest.mark.parametrize("rows", [b"k,v,same\n1,a,x\n2,,x\n", b"k,v,same\n1,a,x\n1,,x\n"])
def test_a_primary_key_implies_required(
    key: Sequence[str], rows: bytes, engines: Mapping[str, Engine], tmp_path: Path
) -> None:
    schema = table_of("string", schema={"primaryKey": key})
    assert schema.descriptor["fields"][1]["constraints"] == {"required": True}
    path = tmp_path / "t.csv"
    path.write_bytes(rows)
    for engine in engines.values():
        results = engine.run(TableFile("made up", schema, path), compile_schema(schema), {})
        [found] = [result for result in results if result.check == "schema.v.required"]
        assert [failure.line for failure in found.failures] == [3]


def test_a_unique_key_passes_over_a_row_with_an_empty_cell(
    engines: Mapping[str, Engine], tmp_path: Path
) -> None:
    schema = table_of("string", schema={"uniqueKeys": [["same", "v"]]})
    path = tmp_path / "t.csv"
    path.write_bytes(b"k,v,same\n1,,x\n2,,x\n3,a,x\n4,a,\n5,a,x\n6,,\n7,,\n")
    for engine in engines.values():
        found = wrong_keys(engine, schema, path)
        assert found == {"schema.unique_key.same+v": ["3", "5"]}
