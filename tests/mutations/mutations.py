"""Every check of the project beside the mutations that break it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.implied import compile_schema
from tests.mutations.by_hand import BY_HAND
from tests.mutations.derived import derive
from tests.mutations.mutation import Mutation

Checks = dict[tuple[str, str], Check]
"""Checks by table and identifier."""


def all_checks(project: Project) -> Checks:
    """Every check of every table, in the order of the packages, and then of each delivery."""
    return {
        (table, check.id): check
        for table in _tables(project)
        for check in checks_of(project, table)
    }


def all_mutations(project: Project) -> tuple[Mutation, ...]:
    """Those derived from the schemas, then those written by hand."""
    return (*derived(project), *_by_hand())


def gaps(checks: Iterable[tuple[str, str]], mutations: Iterable[Mutation]) -> list[str]:
    """What keeps the proof from being complete, a line each."""
    wanted = set(checks)
    broken = {(mutation.table, mutation.check) for mutation in mutations}
    return [
        *(f"no mutation for {table}/{check}" for table, check in sorted(wanted - broken)),
        *(f"a mutation for {table}/{check}, no check" for table, check in sorted(broken - wanted)),
    ]


def one_of_each_kind(checks: Checks, project: Project) -> tuple[Mutation, ...]:
    """Of the derived ones the first of each way to break each type of check on each type of field;
    whatever else follows from the schemas is the same way again, on another field or table.
    """
    first: dict[tuple[str, str, str], Mutation] = {}
    for mutation in derived(project):
        check = checks[mutation.table, mutation.check]
        columns = [check.kwargs["column"]] if "column" in check.kwargs else []
        columns += check.kwargs.get("columns", [])
        schema = load_table_schema(project, mutation.table)
        field_type = schema.field(columns[0]).type if columns else ""
        way = "of nowhere" if mutation.name.endswith(" of nowhere") else mutation.name
        first.setdefault((check.type, field_type, way), mutation)
    return tuple(first.values())


def again_of_a_rule(
    checks: Checks, mutations: Iterable[Mutation], times: int
) -> Iterator[Mutation]:
    """Those that break a rule that so many others before broke, whatever the table."""
    seen: Counter[str] = Counter()
    for mutation in mutations:
        rule = checks[mutation.table, mutation.check].type
        if seen[rule] >= times:
            yield mutation
        seen[rule] += 1


def derived(project: Project) -> Iterator[Mutation]:
    """What follows from the schemas."""
    for table in _tables(project):
        schema = load_table_schema(project, table)
        for check in compile_schema(schema):
            yield from derive(check, schema)


def _tables(project: Project) -> Iterator[str]:
    for package in load_data_packages(project):
        yield from package.tables
    yield from KINDS


def _by_hand() -> Iterator[Mutation]:
    for (table, check), spoils in BY_HAND.items():
        for spoil in spoils:
            yield Mutation(table, check, spoil.__name__.replace("_", " "), spoil)
