"""What `opendata add` makes of the sources of this project, and how it finds a key."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.keys import key_of
from tests.benchmarks.drafts import compared

OTHERWISE = {
    "funding/reported_money.csv": 2,
    "funding/spuk_parameter.csv": 1,
    "agreements/agreement_parameter.csv": 1,
}
"""Sources with fields of which the values that are there tell another type than is declared: a
year that stands for a period, a formula that is a number until now, a column that is empty."""

KEYS = {
    "funding/reported_money.csv",
    "funding/reported_statement.csv",
    "municipalities/municipality_change.csv",
    "agreements/responsibility.csv",
}
"""Sources whose rows are told apart by fewer columns than their key has."""


@pytest.mark.whole(reason="It drafts every source of the project; make test drafts made-up ones.")
def test_the_drafts_of_our_own_sources_are_as_they_are_declared(
    project: Project, tmp_path: Path
) -> None:
    found = {each.source: each for each in compared(project, tmp_path)}
    assert len(found) > 25
    assert {name: each.refused for name, each in found.items() if each.refused} == {}
    types = {name: all_ - right for name, each in found.items() for right, all_ in [each.types]}
    assert {name: number for name, number in types.items() if number} == OTHERWISE
    assert {name for name, each in found.items() if not each.key} == KEYS
    assert found["municipalities/population_2019.csv"].references == (1, 1)
    lists = [each.lists for each in found.values()]
    assert sum(right for right, _ in lists) >= 0.5 * sum(all_ for _, all_ in lists)


LONG = [f"a text that is another in each row and longer than any name, {n}" for n in range(4)]


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"half_year": [1, 1, 2, 2], "edition": ["a", "b"] * 2, "persons": [8, 6, 9, 7]}, 2),
        ({"who": ["a", "a", "b", "b"], "why": LONG, "what": ["x", "y"] * 2}, ["who", "what"]),
        ({"code": [*"abcd"], "year": [2026] * 4, "count": [1, 2, 3, 4]}, ["code", "year"]),
        ({"code": [*"abcd"], "persons": [7] * 4}, ["code"]),
        ({"who": ["a", "a", "b", "b"], "persons": [1, 2, 3, 4]}, ["persons"]),
        ({"who": ["a", "a", "b", "b"], "persons": [1, 1, 1, 1]}, None),
    ],
)
def test_numbers_and_texts_tell_rows_apart_only_where_nothing_else_does(
    columns: dict[str, list[object]], key: list[str] | int | None
) -> None:
    table = pa.table(columns)
    wanted = [*columns][:key] if isinstance(key, int) else key
    found = key_of(table, table.column_names)
    assert (None if found is None else [*found]) == wanted
