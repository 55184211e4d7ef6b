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

from inburgering_opendata.validate import spill
from inburgering_opendata.validate.columns import Columns, Values
from inburgering_opendata.validate.engines import duckdb_columns
from inburgering_opendata.validate.engines.duckdb_columns import DuckdbColumns
from inburgering_opendata.validate.field_checks import FIELD_CHECKS, Judge
from inburgering_opendata.validate.rules.finding import Breach, Finding
from inburgering_opendata.validate.spill import numbers_on_disk

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
        'GM' || lpad(i::varchar, 9, '0') as code,
        if(i % 2 = 0, 'x', null) as sometimes,
        'i' || i || '@example.org' as mail,
        date '2000-01-01' + (hash(i) % 9000)::integer as day,
        date '1970-01-01' + i::integer as valid_from,
        null::date as valid_to,
        date '2000-01-01' + i::integer as date,
        'GM0002' as old_code,
        'GM0003' as new_code,
        true as done,
        9007199254740993 + (hash(i) % 100000)::bigint as amount,
        1 + (hash(i + 1) % 1000)::bigint as key,
        if(i % 3 = 0, null, i) as total,
        (hash(i) % 1000)::decimal(12, 3) as rate
    from range({rows}) rows(i)
"""
REFERENCES = """
    create table municipality as select * from (values
        (0, 'GM0001', 'Een', null::date, null::date),
        (1, 'GM0002', 'Twee', null, date '2020-12-31'),
        (2, 'GM0003', 'Drie', date '2021-01-01', null)
    ) t("#row", code, name, valid_from, valid_to);
    create table municipality_change as select * from (values
        (0, date '2000-01-09', 'GM0002', 'GM0003')
    ) t("#row", date, old_code, new_code);
    create table known as select * from (values (0, '1', 5), (1, 'y', 7)) t("#row", g, amount);
"""

_OF_KNOWN: Mapping[str, Any] = {
    "columns": ["g"],
    "value_column": "amount",
    "reference_table": "known",
    "reference_columns": ["g"],
    "reference_value": "amount",
}
_DIVIDED = {"amount_column": "amount", "key_value_column": "key", "key_total_column": "total"}

CASES: Mapping[str, Mapping[str, Any]] = {
    "expect_foreign_key_to_exist": {
        "columns": ["code"],
        "reference_table": "municipality",
        "reference_columns": ["code"],
    },
    "expect_group_totals_to_equal": {
        "group_column": "g",
        "amount_column": "amount",
        "totals": {"1": 1, "nowhere": 2},
    },
    "expect_group_totals_to_equal_reference": {
        "group_column": "g",
        "amount_column": "amount",
        "group_table": "known",
        "reference_table": "known",
        "reference_key": "g",
        "reference_amount": "amount",
    },
    "expect_municipalities_to_be_complete": {
        "column": "code",
        "group_columns": ["g"],
        "since": "2021-01-01",
    },
    "expect_values_to_equal_reference_sums": _OF_KNOWN,
    "expect_sums_to_equal_reference_sums": _OF_KNOWN,
    "expect_amounts_to_reconcile": {
        "id_column": "code",
        "amount_column": "amount",
        "total": "GM000000001",
        "parts": ["GM000000002", "GM000000003"],
    },
    "expect_amounts_to_follow_key": {"group_column": "g", **_DIVIDED},
    "expect_targets_to_follow_adams": {
        "group_column": "g",
        "amount_column": "amount",
        "key_value_column": "key",
        "total_column": "amount",
    },
    "expect_shares_to_be_rounded_up": {**_DIVIDED, "total_column": "amount"},
    "expect_group_sums_to_equal_column": {
        "group_column": "g",
        "amount_column": "key",
        "total_column": "amount",
    },
    "expect_amounts_to_differ_as_stated": {
        "amount_column": "amount",
        "compared_column": "key",
        "value_column": "total",
    },
    "expect_parts_to_add_up": {"columns": ["amount", "key"], "total_column": "total"},
    "expect_values_to_be_given_where": {
        "column": "amount",
        "condition_column": "g",
        "condition_values": ["nowhere"],
    },
    "expect_dates_to_lie_within_term": {"column": "day", "date_column": "day", "months": -1},
    "expect_term_to_have_passed_where": {
        "condition_column": "done",
        "column": "day",
        "date_column": "day",
        "months": 36,
        "days_column": "key",
    },
    "expect_at_most_one_open_per_group": {
        "group_column": "g",
        "column": "code",
        "date_column": "valid_to",
    },
    "expect_spells_to_follow_each_other": {
        "group_columns": ["g"],
        "date_column": "day",
        "end_column": "valid_to",
    },
    "expect_values_to_be_the_same_within": {"group_columns": ["g"], "column_list": ["code", "day"]},
    "expect_values_to_identify_nobody": {"column": "mail"},
    "expect_values_to_be_given_together": {"columns": ["g", "valid_to"]},
    "expect_ranks_to_follow_values": {
        "column": "total",
        "group_column": "g",
        "value_column": "amount",
    },
    "expect_quotients_to_follow_amounts": {
        "column": "rate",
        "group_column": "g",
        "amount_column": "amount",
        "decimals": 3,
    },
    "expect_distinct_counts_to_equal": {
        "group_column": "g",
        "column": "code",
        "counts": {"1": 9, "nowhere": 1},
    },
    "expect_register_counts_to_equal": {"counts": {"1980-01-01": 0, "2021-01-01": 1}},
    "expect_changes_to_fit_register": {},
    "expect_population_to_continue": {
        "column": "new_code",
        "date_column": "date",
        "value_column": "key",
        "max_change_percent": 3,
    },
}


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


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("type", FIELD_CHECKS)
def test_a_rule_takes_no_more_memory_for_more_rows(
    type: str, group: str, connection: duckdb.DuckDBPyConnection
) -> None:
    assert type in CASES, f"a rule without proof that its memory is bounded: add {type} to CASES"
    assert grows(connection, FIELD_CHECKS[type], CASES[type], group) < ALLOWANCE


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
