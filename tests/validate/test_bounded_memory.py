"""Eight times as many rows take no more memory in Python, whatever rule of the field judges them.

What DuckDB holds is bounded by its own limit, and goes to disk beyond it; what Python holds of a
table is measured here, for every rule, with lists that spill and batches of only a few rows.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest

from inburgering_opendata.toolkit.validate import spill
from inburgering_opendata.toolkit.validate.columns import Columns, Values
from inburgering_opendata.toolkit.validate.engines import duckdb_columns
from inburgering_opendata.toolkit.validate.engines.duckdb_columns import DuckdbColumns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding
from inburgering_opendata.toolkit.validate.rules.rule import Judge
from inburgering_opendata.toolkit.validate.spill import numbers_on_disk
from tests.validate.every_rule import CASES, JUDGES, REFERENCES
from tests.whole import first

FEW, MANY = 200, 1_600

ALLOWANCE = 25_000
"""Bytes by which a measurement may differ; a number for each row more takes over fifty
thousand."""

GROUPS = {"one group": "'all'", "groups of two": "(i // 2)::varchar"}

# Nearly every row breaks every rule, so that nothing is let be.
TABLE = """
    create or replace table judged as select
        i as "#row",
        {group} as g,
        'GM' || lpad(i::varchar, 9, '0') as municipality_code,
        if(i % 2 = 0, 'x', null) as sometimes,
        'i' || i || '@example.org' || chr(9) as mail,
        date '2000-01-01' + (hash(i) % 9000)::integer as day,
        date '2001-01-01' + i::integer as valid_from,
        null::date as valid_to,
        date '2000-01-01' + i::integer as date,
        'GM0002' as old_municipality_code,
        'GM0003' as new_municipality_code,
        true as done,
        9007199254740993 + (hash(i) % 100000)::bigint as amount,
        1 + (hash(i + 1) % 1000)::bigint as key,
        if(i % 3 = 0, null, i) as total,
        (hash(i) % 1000)::decimal(12, 3) as rate
    from range({rows}) rows(i)
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(REFERENCES)
        yield connection


@pytest.fixture(autouse=True)
def small_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(spill, "KEPT", 20)
    monkeypatch.setattr(duckdb_columns, "BATCH", 20)
    ask = DuckdbColumns._ask

    def collecting(table: DuckdbColumns, query: str) -> Iterator[Values]:
        for number, row in enumerate(ask(table, query)):
            if number % 100 == 0:
                gc.collect()
            yield row

    # Python keeps thousands of tuples to use again, until it collects all garbage: let it do so
    # often, with what is there already out of its way.
    monkeypatch.setattr(DuckdbColumns, "_ask", collecting)
    gc.freeze()
    yield
    gc.unfreeze()


def grows(
    connection: duckdb.DuckDBPyConnection, judge: Judge, kwargs: Mapping[str, Any], group: str
) -> int:
    """How many bytes more Python held for many rows than for a few.

    They are counted while the table is judged and its breaches are read.
    """

    def table(name: str) -> DuckdbColumns:
        return DuckdbColumns(connection, name)

    peaks = []
    # The first time something may be imported.
    for rows in (20, FEW, MANY):
        connection.execute(TABLE.format(group=GROUPS[group], rows=rows))
        tracemalloc.start()
        found = judge(table("judged"), kwargs, table)
        for _ in found.breaches:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.breaches
    return peaks[-1] - peaks[-2]


@pytest.mark.parametrize(
    "group",
    [
        "groups of two",
        pytest.param(
            "one group",
            marks=pytest.mark.whole(reason="Many groups take the memory that one takes, and more."),
        ),
    ],
)
@pytest.mark.parametrize("type", first(4, JUDGES, "Memory of another rule is bounded likewise."))
def test_a_rule_takes_no_more_memory_for_more_rows(
    type: str, group: str, connection: duckdb.DuckDBPyConnection
) -> None:
    assert type in CASES, f"a rule without proof that its memory is bounded: add {type} to CASES"
    # Whatever else the process does meanwhile is counted too, but not each time.
    measured = (grows(connection, JUDGES[type], CASES[type], group) for _ in range(3))
    assert any(growth < ALLOWANCE for growth in measured)


def test_a_rule_that_holds_a_number_of_each_row_is_seen(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    def holding(table: Columns, *_: Any) -> Finding:
        held = [row for row, _ in table.numbered("g")]
        return Finding("nothing held", f"{len(held)}", [Breach("none", "some")])

    assert grows(connection, holding, {}, "one group") > 2 * ALLOWANCE


def test_numbers_on_disk_are_those_that_were_given() -> None:
    numbers = [*range(-50, 50), 2**63 - 1, -(2**63)]
    kept = numbers_on_disk(iter(numbers))
    assert [kept[n] for n in range(len(numbers))] == list(kept) == numbers
