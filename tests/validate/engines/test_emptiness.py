"""`null` in a suite is an empty cell and nothing else, to every engine and of every type."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.toolkit.validate.arguments import with_values_of_columns
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import literal
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY, problem_with
from tests.validate.engines.emptiness import (
    TYPES,
    all_rows,
    pair_case,
    some_cases,
    unlike,
    write_rows,
)
from tests.validate.engines.sample import SAMPLE
from tests.whole import first

# What DuckDB is asked, and what is asked of a table in memory.
HELD_ROWS = (0, 1_000)


@pytest.mark.parametrize("type", first(1, TYPES, "Of another type of field."))
def test_great_expectations_is_right(type: str, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.csv", type)
    assert list(unlike(GxEngine(), file, some_cases(type))) == []


@pytest.mark.parametrize("type", first(3, TYPES, "Of another type of field."))
@pytest.mark.parametrize("held_rows", HELD_ROWS)
def test_duckdb_is_right(type: str, held_rows: int, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.csv", type)
    assert list(unlike(DuckdbEngine(held_rows), file, some_cases(type))) == []


@pytest.mark.whole(reason="make test tries some pairs of each type; here it is all.")
@pytest.mark.parametrize("type", TYPES)
def test_duckdb_is_right_of_every_set_of_pairs(type: str, tmp_path: Path) -> None:
    pairs = all_rows(type)
    sizes = range(1, len(pairs) + 1)
    sets = chain.from_iterable(combinations(pairs, size) for size in sizes)
    cases = [pair_case(str(number), type, listed) for number, listed in enumerate(sets)]
    assert len(cases) == 511
    assert list(unlike(DuckdbEngine(), write_rows(tmp_path / "rows.csv", type), cases)) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", 1),
        ("amount", "5"),
        ("amount", True),
        ("rate", "one"),
        ("rate", True),
        ("rate", "NaN"),
        ("done", "true"),
        ("done", 1),
        ("day", "2020-02-30"),
        ("day", 20200101),
        ("moment", "2020-01-31"),
        ("moment", "2020-01-31T12:00:00"),
        ("moment", "2020-01-31T24:00:00Z"),
        ("moment", 1580472000),
    ],
)
def test_what_a_column_cannot_have_is_refused(column: str, value: Any) -> None:
    for type, kwargs in (
        ("expect_column_values_to_be_in_set", {"column": column, "value_set": [value]}),
        (
            "expect_column_pair_values_to_be_in_set",
            {"column_A": column, "column_B": "code", "value_pairs_set": [[value, None]]},
        ),
        (
            "expect_column_pair_values_to_be_in_set",
            {"column_A": "code", "column_B": column, "value_pairs_set": [[None, value]]},
        ),
        (
            "expect_values_to_be_given_where",
            {"column": "code", "condition_column": column, "condition_values": [value]},
        ),
    ):
        with pytest.raises(ValueError, match="it compares with"):
            with_values_of_columns(VOCABULARY[type], kwargs, SAMPLE)


def test_a_set_of_nothing_but_null_is_refused() -> None:
    kwargs = {"column": "x", "value_set": [None]}
    problem = problem_with(VOCABULARY["expect_column_values_to_be_in_set"], kwargs)
    assert problem
    assert "nothing but null" in problem


def test_nothing_is_written_as_null_and_the_text_none_as_a_text() -> None:
    assert literal(None) == "null"
    assert literal("None") == "'None'"
