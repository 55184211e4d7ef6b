"""Every rule finds in DuckDB what it finds row by row in Python, whatever DuckDB leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from inburgering_opendata.municipalities import rules as municipalities
from inburgering_opendata.toolkit.validate.columns import Columns, Values
from inburgering_opendata.toolkit.validate.engines.duckdb_columns import DuckdbColumns
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from tests.examples import examples
from tests.validate.every_rule import CASES, COLUMNS, JUDGES, REFERENCES

NAMES = list(COLUMNS)
DAYS = [date(1999, 12, 31), date(2000, 1, 8), date(2000, 1, 9), date(2020, 12, 31), None]
CODES = ["GM0001", "GM0002", "GM0003", "GM000000001", None]
VALUES: dict[str, list[Any]] = {
    "varchar": ["1", "y", "GM0001", "iemand@example.org", "111222333", " ", "\u00e9\t", "\t", None],
    "date": DAYS,
    "boolean": [True, False, None],
    "decimal(12, 3)": ["0.500", "33.333", "50.000", "100.000", None],
}
# Few and small, so that many groups are nearly right; and the largest there are.
SMALL = st.integers(0, 4) | st.integers(1, 9)
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

    cells = st.tuples(*(cell(name, type) for name, type in COLUMNS.items()))
    drawn = draw(st.lists(cells, min_size=1, max_size=6))
    summed = draw(st.sampled_from([None, "amount", "key"]))
    if summed is None or any(each[NAMES.index(summed)] is None for each in drawn):
        return drawn
    # The total of each group is right, so that what is left to be wrong is how it is divided.
    sums: Counter[str | None] = Counter()
    for each in drawn:
        sums[each[0]] += each[NAMES.index(summed)]
    total = NAMES.index("total")
    return [
        (*each[:total], sums[each[0]], *each[total + 1 :])
        for each in drawn
        if -(2**63) <= sums[each[0]] < 2**63
    ]


def row(**values: Any) -> tuple[Any, ...]:
    return tuple(({"g": "1"} | values).get(name) for name in COLUMNS)


@pytest.fixture(autouse=True, scope="module")
def however_few() -> Iterator[None]:
    """Nothing is too small to ask DuckDB what surely holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(municipalities, "WORTH_ASKING", 1)
        yield


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(REFERENCES)
        yield connection


@settings(
    max_examples=examples(60),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=rows())
@example(rows=[row(amount=3, key=4, total=5), row(amount=2, key=5, total=5)])  # one off Adams
@example(rows=[row(day=DAYS[0], valid_to=DAYS[1]), row(day=DAYS[1])])  # ends as the next begins
def test_what_duckdb_leaves_out_was_right(
    rows: list[tuple[Any, ...]], connection: duckdb.DuckDBPyConnection
) -> None:
    store(connection, rows)
    for type in JUDGES:
        in_python, in_duckdb = findings(connection, type, CASES[type])
        assert in_python == in_duckdb, type


WHO_EXISTED = {  # on 1 January, by the register
    2020: {"GM0001", "GM0002"},
    2021: {"GM0001", "GM0003"},
    2022: {"GM0001", "GM0003"},
}


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spoilt=st.lists(st.tuples(st.sampled_from([*WHO_EXISTED]), st.sampled_from(CODES)), max_size=2),
    date_column=st.sampled_from(["day", "amount"]),
)
def test_complete_is_what_it_was_on_each_date(
    spoilt: list[tuple[int, str | None]], date_column: str, connection: duckdb.DuckDBPyConnection
) -> None:
    whole = {(year, code) for year, codes in WHO_EXISTED.items() for code in sorted(codes)}
    rows = [
        row(municipality_code=code, day=date(year, 1, 1), amount=year)
        for year, code in sorted(whole.symmetric_difference(spoilt), key=str)
    ]
    store(connection, rows)
    case = {"column": "municipality_code", "group_columns": ["g"], "date_column": date_column}
    in_python, in_duckdb = findings(connection, "expect_municipalities_to_be_complete", case)
    assert in_python == in_duckdb
    assert in_python.success or spoilt


def store(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}" {type}' for name, type in COLUMNS.items())
    connection.execute(f'create or replace table judged ("#row" bigint, {columns})')
    places = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    for number, values in enumerate(rows):
        connection.execute(f"insert into judged values ({places})", [number, *values])


def findings(
    connection: duckdb.DuckDBPyConnection, type: str, case: Mapping[str, Any]
) -> tuple[Finding, Finding]:
    """What the rule finds row by row, and what it finds in DuckDB."""

    def found(kind: Callable[[duckdb.DuckDBPyConnection, str], Columns]) -> Finding:
        return JUDGES[type](kind(connection, "judged"), case, lambda name: kind(connection, name))

    return found(Plain), found(DuckdbColumns)
