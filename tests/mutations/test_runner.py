"""The proof itself can fail: an engine that sees nothing, or the wrong thing, catches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.result import Outcome
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import Mutation, Spoilt
from tests.mutations.mutations import all_checks
from tests.mutations.runner import Stage, set_stage, why_not_caught


class OtherwiseEngine(DuckdbEngine):
    """Reads a table rightly and finds something else in it."""

    def __init__(self, change: Callable[[Finding], Finding]) -> None:
        super().__init__()
        self._change = change

    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        found = super().judge(file, checks, references)
        return {
            id: self._change(finding) if isinstance(finding, Finding) else finding
            for id, finding in found.items()
        }


@pytest.fixture
def stage(project: Project, pristine_build: Path, tmp_path: Path) -> Stage:
    return set_stage(project, pristine_build, tmp_path)


@pytest.fixture
def check(project: Project) -> Check:
    return all_checks(project)["allocation", "no_negative_amount"]


def below_zero(table: CsvTable) -> Spoilt:
    return Spoilt(table.with_cells(7, {"amount_eur": "-1"}), rows=(7,))


def mutation_of(spoil: Callable[[CsvTable], Spoilt]) -> Mutation:
    return Mutation("allocation", "no_negative_amount", "below zero", spoil)


ELSEWHERE = Breach("", "", row=8)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda finding: finding, None),
        (lambda finding: replace(finding, breaches=()), "the outcome is passed, not failed"),
        (lambda finding: replace(finding, breaches=(ELSEWHERE,)), "it does not name line 9,"),
        (
            lambda finding: replace(finding, breaches=(*finding.breaches, ELSEWHERE)),
            "it names besides line 10,",
        ),
    ],
    ids=["right", "blind", "elsewhere", "too much"],
)
def test_a_check_must_fail_and_name_the_rows_and_nothing_else(
    change: Callable[[Finding], Finding], words: str | None, check: Check, stage: Stage
) -> None:
    reason = why_not_caught(mutation_of(below_zero), check, OtherwiseEngine(change), stage)
    assert reason is None if words is None else reason and reason.startswith(words)


def test_a_warning_is_enough_for_a_check_that_only_warns(check: Check, stage: Stage) -> None:
    warns = replace(check, severity=Outcome.WARNING.value)
    assert why_not_caught(mutation_of(below_zero), warns, DuckdbEngine(), stage) is None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda table: Spoilt(table, rows=(7,)), "the mutation changes nothing"),
        (lambda table: Spoilt(table.without([7])), "the mutation does not say what must be named"),
        (
            lambda table: Spoilt(table.without([table.find(stream="windfall")])),
            "the mutation does not fit the data: ",
        ),
        (
            lambda table: Spoilt(CsvTable((*table.columns, "stream"), table.rows), rows=(7,)),
            "the table cannot be read: ",
        ),
    ],
    ids=["nothing", "unnamed", "unfit", "unreadable"],
)
def test_a_mutation_that_proves_nothing_is_told(
    spoil: Callable[[CsvTable], Spoilt], words: str, check: Check, stage: Stage
) -> None:
    reason = why_not_caught(mutation_of(spoil), check, DuckdbEngine(), stage)
    assert reason and reason.startswith(words)


def test_lines_are_those_of_the_file_whatever_is_in_a_cell() -> None:
    table = CsvTable(("a", "b"), (("1", "x"), ("2", "y\n\nz"), ("3", "")))
    assert [table.line_of(row) for row in range(3)] == [2, 5, 6]
