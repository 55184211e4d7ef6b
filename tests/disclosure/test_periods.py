"""A release falls apart into periods, and comes together again row by row."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.disclosure import periods
from inburgering_opendata.disclosure.errors import CONTRADICTION
from inburgering_opendata.disclosure.periods import Part, joined, of_each, split
from inburgering_opendata.disclosure.protection import protect
from inburgering_opendata.disclosure.tables_attack import attack_tables
from inburgering_opendata.errors import OpendataError
from tests.disclosure.made_up import RULES, table
from tests.disclosure.test_attack import REGISTER, SETTINGS
from tests.disclosure.test_repair import square

PERIODS = st.lists(st.sampled_from(["2021", "2022", "2023", None]), max_size=12)


def numbered(names: list[str | None], start: int = 0) -> pa.Table:
    numbers = range(start, start + len(names))
    return pa.table({"period": pa.array(names, pa.string()), "number": list(numbers)})


@given(PERIODS, PERIODS, PERIODS)
def test_parts_come_together_as_they_were(
    first: list[str | None], second: list[str | None], earlier: list[str | None]
) -> None:
    tables = (numbered(first), numbered(second, 100))
    parts = split(tables, [numbered(earlier)])
    if parts:
        assert [t.to_pylist() for t in joined(parts, [part.tables for part in parts])] == [
            t.to_pylist() for t in tables
        ]
    for part in parts:
        every = (*part.tables, *part.earlier)
        assert {str(p) for t in every for p in t["period"].to_pylist()} == {part.period}
    assert sum(t.num_rows for part in parts for t in part.earlier) == len(earlier)


def test_periods_that_add_up_to_a_total_stay_together() -> None:
    [part] = split([numbered(["2021", "total", "2022"])], [])
    assert part.tables[0]["period"].to_pylist() == ["2021", "total", "2022"]


def period_of(part: Part, progress: object) -> str:
    return part.period


def refuse(part: Part, progress: object) -> str:
    raise OpendataError(CONTRADICTION, equation=part.period)


@pytest.fixture
def many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "_ROWS", 0)
    monkeypatch.setattr(periods, "_cores", lambda: 2)


def test_work_in_other_processes_is_the_same(many_rows: None) -> None:
    parts = split([numbered(["2022", "2021", "2023"])], [])
    told: list[str] = []
    assert list(of_each(period_of, parts, told.append)) == ["2021", "2022", "2023"]
    assert told[-1] == "period 2023, 3 of 3"


def test_an_error_comes_back_from_another_process_as_it_was(many_rows: None) -> None:
    parts = split([numbered(["2021", "2022"])], [])
    with pytest.raises(OpendataError, match="2021") as caught:
        list(of_each(refuse, parts, print))
    assert caught.value.kind == CONTRADICTION
    assert pickle.loads(pickle.dumps(caught.value)).details == {"equation": "2021"}


def test_two_cohorts_are_protected_as_each_alone() -> None:
    rows = {period: [{**row, "period": period} for row in square(3)] for period in ("2021", "2022")}
    together = protect(table([*rows["2022"], *rows["2021"]]), RULES, REGISTER, SETTINGS)
    alone = [protect(table(rows[p]), RULES, REGISTER, SETTINGS) for p in ("2022", "2021")]
    assert together.table.to_pylist() == [row for each in alone for row in each.table.to_pylist()]
    assert together.cost.secondary == sum(each.cost.secondary for each in alone)
    verdict = attack_tables(together.tables, RULES, REGISTER, SETTINGS)
    assert verdict.holds
    assert verdict.suppressed == together.cost.primary + together.cost.secondary


def test_the_attack_tells_of_every_period() -> None:
    rows = [{**row, "period": period} for period in ("2021", "2022") for row in square(3)]
    verdict = attack_tables([table(rows)], RULES, REGISTER, SETTINGS)
    assert not verdict.holds
    named = {word for each in verdict.exposed for word in each.name.split(", ")}
    assert {"2021", "2022"} <= named
