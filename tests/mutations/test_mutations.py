"""Every check can fail, in every engine, and names what was spoilt and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.result import Outcome
from tests.mutations.mutation import Mutation, Spoilt
from tests.mutations.mutations import (
    again_of_a_rule,
    all_checks,
    all_mutations,
    derived,
    gaps,
    one_of_each_kind,
)
from tests.mutations.runner import Stage, ask, set_stage, why_not_caught, write
from tests.whole import first

CHECKS = all_checks(installed_project())
MUTATIONS = all_mutations(installed_project())
DERIVED = tuple(derived(installed_project()))
TYPICAL = one_of_each_kind(CHECKS, installed_project())
AGAIN = {*map(str, DERIVED)} - {*map(str, TYPICAL)}
BY_HAND = MUTATIONS[len(DERIVED) :]
ENOUGH = {
    engine: {*map(str, again_of_a_rule(CHECKS, BY_HAND, times))}
    for engine, times in (("gx", 1), ("duckdb", 1))
}
WHOLE = pytest.mark.whole(
    reason="It breaks a type of check on a type of field in a way that is tried elsewhere."
)
ENOUGH_OF_IT = pytest.mark.whole(reason="Its rule is broken once with each engine.")
OTHERWISE = pytest.mark.whole(
    reason="All of a small release passes gx in make test; here it is the tables of the real data."
)
TABLES = sorted({table for table, _ in CHECKS})


@pytest.fixture(scope="module")
def engines() -> Mapping[str, Engine]:
    """One of each, as they keep the pristine tables that all mutations refer to."""
    return {"gx": GxEngine(), "duckdb": DuckdbEngine()}


@pytest.fixture(scope="module")
def pristine_stage(
    project: Project, pristine_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    return set_stage(project, pristine_build, tmp_path_factory.mktemp("stage"))


@pytest.fixture
def stage(pristine_stage: Stage, tmp_path: Path) -> Stage:
    return replace(pristine_stage, scratch=tmp_path)


@pytest.mark.parametrize(
    ("mutation", "engine"),
    [
        pytest.param(
            m,
            engine,
            id=f"{m}-{engine}",
            marks=[WHOLE] * (str(m) in AGAIN) + [ENOUGH_OF_IT] * (str(m) in ENOUGH[engine]),
        )
        for m in MUTATIONS
        for engine in ("gx", "duckdb")
    ],
)
def test_a_mutation_is_caught(
    mutation: Mutation, engine: str, engines: Mapping[str, Engine], stage: Stage
) -> None:
    check = CHECKS[mutation.table, mutation.check]
    assert why_not_caught(mutation, check, engines[engine], stage) is None


@pytest.mark.parametrize(
    ("stored_as", "engine"),
    [
        pytest.param({}, "gx", id="csv-gx", marks=OTHERWISE),
        pytest.param({}, "duckdb", id="csv-duckdb"),
        pytest.param(None, "gx", id="parquet-gx", marks=OTHERWISE),
        pytest.param(None, "duckdb", id="parquet-duckdb"),
    ],
)
@pytest.mark.parametrize(
    "table", [*TABLES[::6], *first(0, sorted({*TABLES} - {*TABLES[::6]}), "Of another table.")]
)
def test_what_is_not_spoilt_passes(
    table: str,
    stored_as: Mapping[str, str] | None,
    engine: str,
    engines: Mapping[str, Engine],
    stage: Stage,
    project: Project,
) -> None:
    """So that it is the mutation that makes a check fail, not the writing of its file."""
    pristine = stage.files[table]
    if stored_as is None:
        # Any column in its own type makes it Parquet.
        first = min(pristine.schema.fields, key=lambda field: field.type != "string")
        stored_as = {first.name: "string" if first.type == "string" else "int64"}
    file = write(Spoilt(stage.table(table), stored_as=stored_as), pristine, stage.scratch)
    results = ask(engines[engine], file, checks_of(project, table), stage)
    assert [result for result in results if result.outcome is not Outcome.PASSED] == []


def test_every_check_has_a_mutation_and_every_mutation_a_check() -> None:
    assert gaps(CHECKS, MUTATIONS) == []


def test_every_type_of_check_that_a_schema_has_is_among_the_typical_ones() -> None:
    types = {CHECKS[m.table, m.check].type for m in DERIVED}
    assert {CHECKS[m.table, m.check].type for m in TYPICAL} == types
    assert len(types) == 13
    assert {*map(str, TYPICAL)} <= {*map(str, DERIVED)}


def test_every_mutation_has_a_name_of_its_own() -> None:
    names = [str(mutation) for mutation in MUTATIONS]
    assert len(set(names)) == len(names)


def test_a_check_without_a_mutation_is_told() -> None:
    others = [m for m in MUTATIONS if m.check != "no_negative_amount"]
    assert gaps(CHECKS, others) == ["no mutation for allocation/no_negative_amount"]


def test_a_mutation_without_a_check_is_told() -> None:
    others = [check for check in CHECKS if check != ("stream", "basis_of_stream")]
    assert gaps(others, MUTATIONS) == ["a mutation for stream/basis_of_stream, no check"]
