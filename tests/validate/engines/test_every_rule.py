"""Every rule finds in DuckDB what it finds row by row in Python, whatever DuckDB leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inburgering_opendata.validate.columns import Columns, Values
from inburgering_opendata.validate.engines.duckdb_columns import DuckdbColumns
from inburgering_opendata.validate.field_checks import FIELD_CHECKS
from tests.validate.every_rule import CASES, COLUMNS, REFERENCES

DAYS = [date(1999, 12, 31), date(2000, 1, 8), date(2000, 1, 9), date(2020, 12, 31), None]
CODES = ["GM0001", "GM0002", "GM0003", "GM000000001", None]
VALUES: dict[str, list[Any]] = {
    "varchar": ["1", "y", "GM0001", "iemand@example.org", "111222333", None],
    "date": DAYS,
    "boolean": [True, False, None],
    "decimal(12, 3)": ["0.500", "33.333", "50.000", "100.000", None],
}
# Few and small, so that many groups are nearly right; and the largest there are.
SMALL = st.integers(0, 4)
LARGE = st.sampled_from([-1, 2**53 + 1, 2**62, 2**63 - 1, -(2**63), None])


class Plain(Columns):
    """A table of DuckDB, of which no more is asked than its rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, *names: str) -> Iterable[Values]:
        listed = ", ".join(f'"{name}"' for name in names) or "null"
        query = f'select {listed} from {self._name} order by "#row"'
        found: list[Values] = self._connection.execute(query).fetchall()
        return found


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    numbers = draw(st.sampled_from([SMALL, SMALL, SMALL | LARGE]))

    def cell(name: str, type: str) -> st.SearchStrategy[Any]:
        if name == "g":
            return st.sampled_from(["1", "1", "y", None])
        if name.endswith("code"):
            return st.sampled_from(CODES)
        return numbers if type == "bigint" else st.sampled_from(VALUES[type])

    row = st.tuples(*(cell(name, type) for name, type in COLUMNS.items()))
    return draw(st.lists(row, min_size=1, max_size=6))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(REFERENCES)
        yield connection


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows())
def test_what_duckdb_leaves_out_was_right(
    rows: list[tuple[Any, ...]], connection: duckdb.DuckDBPyConnection
) -> None:
    columns = ", ".join(f'"{name}" {type}' for name, type in COLUMNS.items())
    connection.execute(f'create or replace table judged ("#row" bigint, {columns})')
    places = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    for number, row in enumerate(rows):
        connection.execute(f"insert into judged values ({places})", [number, *row])
    for type, judge in FIELD_CHECKS.items():
        found = [
            judge(kind(connection, "judged"), CASES[type], lambda name: kind(connection, name))  # noqa: B023
            for kind in (Plain, DuckdbColumns)
        ]
        assert found[0] == found[1], type
