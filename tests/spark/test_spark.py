"""Great Expectations on Spark gives the same verdict, count and rows as DuckDB."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import load_project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.engines.spark import SparkEngine
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.compare.made_up import field, schema
from tests.conformance.keywords import all_in_one
from tests.conformance.made_up import table_of
from tests.conformance.probes import TABLE, probes, refused, write
from tests.conformance.test_footers import COUNTS, LIES, Lie, miscounting, written
from tests.projects.made_up import AIR
from tests.tables.test_doubles import RATE
from tests.validate.engines.emptiness import TYPES, some_cases, unlike, write_rows
from tests.validate.engines.sample import COLUMNS, SAMPLE, to_csv, verdicts, write_references

# Spark's ways for large tables only cost time on small ones.
SMALL = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}

NOON = "2020-01-31T12:00:00Z"
FIRST, YEAR_0 = "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z"
GOOD = [
    ["a", "GM0001", "2020-01-01", "5", "0.500", "true", "x", NOON],
    ["b", "GM0001", "2021-01-01", "9007199254740993", "", "", 'y, "quoted"', ""],
    [
        "b",
        "GM0003",
        "2021-01-01",
        "9007199254740993",
        "1",
        "false",
        "two\nlines",
        "2020-01-31T12:00:00Z",
    ],
]
SPOILT = [
    *GOOD,
    ["a", "GM0001", "2020-01-01", "9007199254740992", "-0.001", "", "x", "1899-12-31T23:59:59Z"],
    [
        "b",
        "GM0002",
        "2021-01-01",
        "9223372036854775807",
        "123456789.123",
        "true",
        "=1+1",
        "0001-01-01T00:00:00Z",
    ],
    ["c", "GM9999", "1581-12-31", "-1", "", "", "\u00a0", "9999-12-31T23:59:59Z"],
    ["a ", "GM0001\n", "9999-12-31", "0", "", "", "é", "2020-01-31T12:00:01Z"],
    ["a", "gm0001", "0001-01-01", "", "", "", "S\u00c3\u00badwest", ""],
    ["a", "GM0001", "0001-01-02", "", "", "", "e\u0301\u200b", ""],
    ["a", "GM0001", "0001-01-03", "", "", "", "x\ty", ""],
    ["", "", "2022-03-24", "-9223372036854775808", "", "", "", ""],
]
UNREADABLE = [
    *GOOD,
    ["a", "GM0001", "2020-02-30", "1.0", "1.2345", "True", "x", "2020-02-30T12:00:00Z"],
    ["a", "GM0002", "20200101", "NaN", "NaN", "1", "z", "2020-01-31T24:00:00Z"],
    [
        "a",
        "GM0002",
        "0000-01-01",
        "9223372036854775808",
        "1234567890.1",
        "TRUE",
        "",
        "0000-01-01T00:00:00Z",
    ],
    ["a", "GM0002", "2020-1-1", " 5", "0,5", " true", "", "2020-01-31T12:00:00"],
    ["a", "GM0002", "x", "-0", "1e3", "f", "", "2020-01-31T12:00:00+00:00"],
]
TABLES: Mapping[str, bytes] = {
    "good, with Windows line ends": to_csv(COLUMNS, GOOD).replace(b"\n", b"\r\n"),
    "spoilt": to_csv(COLUMNS, SPOILT) + b'"","GM0001",2021-01-01,"","",,"",""\n',
    "unreadable values": to_csv(COLUMNS, UNREADABLE),
    "no rows": to_csv(COLUMNS, []),
    "no rate, no value in note, one too many": to_csv(
        ["amount", "stream", "code", "day", "done", "note", "moment", "a surplus"],
        [
            ["5", "a", "GM0001", "2020-01-01", "true", "", "", "1"],
            ["7", "b", "", "", "", "", "", ""],
        ],
    ),
    "a cell too many": to_csv(COLUMNS, [*GOOD, [*GOOD[0], "1"]]),
    "a cell too few": to_csv(COLUMNS, [*GOOD, GOOD[0][:-1]]),
    "a blank line": to_csv(COLUMNS, GOOD) + b"\n",
    "a column twice": to_csv(["code", *COLUMNS], [["GM0001", *row] for row in GOOD]),
}


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    engine = SparkEngine("local[2]", SMALL)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TableFile]:
    return write_references(tmp_path_factory.mktemp("references"))


def agreed(spark: SparkEngine, path: Path, references: Mapping[str, TableFile]) -> str | set[str]:
    """The outcomes, once both engines have given the same for every check."""
    found = verdicts(spark, path, references)
    assert found == verdicts(DuckdbEngine(), path, references)
    return found if isinstance(found, str) else {outcome for outcome, _, _ in found.values()}


@pytest.mark.parametrize("name", TABLES)
def test_spark_agrees_on_csv(
    name: str, spark: SparkEngine, references: Mapping[str, TableFile], tmp_path: Path
) -> None:
    path = tmp_path / "sample [1] {x}*.csv"
    path.write_bytes(TABLES[name])
    agreed(spark, path, references)


def test_spark_agrees_on_parquet(
    spark: SparkEngine, references: Mapping[str, TableFile], tmp_path: Path
) -> None:
    path = tmp_path / "sample.parquet"
    # NaN is not a decimal, whatever else it is; and several groups of rows still count on.
    rate = pa.array([float("nan")] * len(SPOILT), pa.float64())
    pq.write_table(
        _spoilt().set_column(COLUMNS.index("rate"), "rate", rate), path, row_group_size=4
    )
    assert agreed(spark, path, references) == {"passed", "failed", "error"}


def test_spark_agrees_on_a_folder_of_parquet(
    spark: SparkEngine, references: Mapping[str, TableFile], tmp_path: Path
) -> None:
    streams = _spoilt().slice(0, len(SPOILT) - 1)
    pq.write_to_dataset(streams, tmp_path / "sample", partition_cols=["stream"])
    assert agreed(spark, tmp_path / "sample", references) == {"passed", "failed", "error"}


@pytest.mark.parametrize("type", TYPES)
def test_null_in_a_suite_is_an_empty_cell(type: str, spark: SparkEngine, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.csv", type)
    assert list(unlike(spark, file, some_cases(type))) == []


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_every_keyword_of_table_schema_binds(
    format: str, spark: SparkEngine, tmp_path: Path
) -> None:
    schema, data = all_in_one()
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    if format == "parquet":
        reading = read_csv(data, schema)
        assert reading.table is not None
        read = [name for name in reading.table.column_names if name not in reading.unreadable()]
        path = tmp_path / "t.parquet"
        pq.write_table(reading.table.select(read), path)
    found = verdicts(spark, path, {}, compile_schema(schema), schema)
    assert found == verdicts(DuckdbEngine(), path, {}, compile_schema(schema), schema)
    assert not isinstance(found, str)
    outcomes = [outcome for outcome, *_ in found.values()]
    assert outcomes.count("failed") > 30


@pytest.mark.whole(reason="The other engines are asked the same and more in every run.")
def test_an_argument_of_every_type_has_the_same_verdict(spark: SparkEngine, tmp_path: Path) -> None:
    file, others = write(tmp_path)
    every = [each for rule in VOCABULARY.values() for each in probes(rule)]
    asked = [each for each in every if " all " in each.id and refused(each) is None]
    found = verdicts(spark, file.path, others, asked, TABLE)
    assert found == verdicts(DuckdbEngine(), file.path, others, asked, TABLE)


def test_a_sum_of_decimals_is_exact(spark: SparkEngine, tmp_path: Path) -> None:
    file, others = write(tmp_path)
    kwargs = {"group_column": "string_1", "amount_column": "number_1"}
    totals = {"a": 0.2, "it's": 135.75, "(empty)": 0, "b": 135.76}
    checks = [
        Check(id, type, {**kwargs, "totals": pinned}, "critical", "A check.", rule=VOCABULARY[type])
        for type in ["expect_group_totals_to_equal"]
        for id, pinned in (("right", totals), ("rounded", {**totals, "it's": 136}))
    ]
    found = verdicts(spark, file.path, others, checks, TABLE)
    assert not isinstance(found, str)
    assert [(outcome, count) for outcome, count, _ in found.values()] == [
        ("passed", 0),
        ("failed", 1),
    ]


def test_what_is_not_parquet_is_unreadable(
    spark: SparkEngine, references: Mapping[str, TableFile], tmp_path: Path
) -> None:
    path = tmp_path / "sample.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    assert agreed(spark, path, references) == "unreadable"


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_footer_that_lies_hides_nothing(spark: SparkEngine, lie: Lie, tmp_path: Path) -> None:
    declared = table_of("integer", {"constraints": lie.constraints})
    honest, forged = written(lie, tmp_path)
    expected, found = (
        verdicts(spark, path, {}, compile_schema(declared), declared) for path in (honest, forged)
    )
    assert "failed" in str(expected)
    assert found == expected


@pytest.mark.parametrize("said", [said for said, _ in COUNTS.values()], ids=list(COUNTS))
def test_a_footer_that_miscounts_is_not_believed(
    spark: SparkEngine, said: tuple[int, int, int], tmp_path: Path
) -> None:
    honest, _ = written(Lie([*range(49), 300], {}, ("max", 44)), tmp_path)
    (tmp_path / "t.parquet").write_bytes(miscounting(honest.read_bytes(), said))
    with pytest.raises(UnreadableTableError):
        spark.open(TableFile("p", table_of("integer"), tmp_path / "t.parquet"))


def _spoilt() -> pa.Table:
    table = read_csv(to_csv(COLUMNS, SPOILT), SAMPLE).table
    assert table is not None
    return table


def test_spark_passes_a_project_of_another_subject(spark: SparkEngine, tmp_path: Path) -> None:
    project = load_project(AIR)
    build(project, (), tmp_path)
    files = {
        table: TableFile("air", load_table_schema(project, table), tmp_path / path)
        for table in ("station", "measurement")
        for path in [f"air/data/{table}.csv"]
    }
    for table, file in files.items():
        results = spark.run(file, checks_of(project, table), files)
        assert {result.outcome.value for result in results} == {"passed"}


@pytest.mark.parametrize(("part", "outcome"), [(0, "passed"), (1, "failed")])
def test_a_moment_in_parquet_has_whole_seconds(
    part: int,
    outcome: str,
    spark: SparkEngine,
    references: Mapping[str, TableFile],
    tmp_path: Path,
) -> None:
    table = read_csv(to_csv(COLUMNS, GOOD), SAMPLE).table
    assert table is not None
    moments = pa.array([1_580_472_000_000_000 + part, None, 0], pa.timestamp("us", "UTC"))
    path = tmp_path / "sample.parquet"
    pq.write_table(table.set_column(COLUMNS.index("moment"), "moment", moments), path)
    agreed(spark, path, references)
    found = verdicts(spark, path, references)
    assert not isinstance(found, str)
    assert found["schema.moment.type"][0] == outcome


@pytest.mark.parametrize(
    ("spoilt", "outcome"), [(0.3, "passed"), (math.nextafter(0.3, 0), "failed"), (1e30, "failed")]
)
def test_a_rate_in_parquet_is_the_decimal_that_its_double_is_nearest_to(
    spoilt: float, outcome: str, spark: SparkEngine, tmp_path: Path
) -> None:
    limited = {**RATE, "constraints": {"maximum": "0.3", "minimum": "0.1"}}
    rates = schema([field("id", "string"), limited], ["id"], "rates")
    table = pa.table({"id": ["a", "b", "c"], "rate": [0.1, spoilt, None]})
    path = tmp_path / "rates.parquet"
    pq.write_table(table, path)
    file = TableFile("made_up", rates, path)
    spark.open(file)
    checks = [each for each in compile_schema(rates) if each.columns == ("rate",)]
    found = {each.check: each.outcome.value for each in spark.run(file, checks, {})}
    assert found["schema.rate.type"] == outcome
    if outcome == "passed":
        assert {*found.values()} == {"passed"}
