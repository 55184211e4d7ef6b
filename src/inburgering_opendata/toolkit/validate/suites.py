"""The expectation suite of a table, as its file has it, and what would be refused of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.arguments import problem_with_arguments
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import problem_with, vocabulary_of

SUITE = Kind(
    name="suite",
    files="expectations/<table>.json",
    schema=Path(__file__).with_name("suite.schema.json"),
)


def load_suite(project: Project, table: str) -> tuple[Check, ...]:
    """The expectations of `expectations/<table>.json`; see `checks_of` for what it raises."""
    views, vocabulary = project.told(Views), vocabulary_of(project)
    base = views.table_of(table)
    path = project.expectations / f"{base or table}.json"
    try:
        if base:
            listed = views.suite(load_table_schema(project, base).descriptor, table)
        else:
            raw = read_declared(path, SUITE)
            if raw["name"] != table:
                raise ValueError(f"the name '{raw['name']}' is not that of the table")
            listed = raw["expectations"]
        checks = tuple(_from_suite(each, vocabulary) for each in listed)
        if project.alone:
            checks = tuple(check for check in checks if check.rule is not None)
        _refuse_what_does_not_fit(project, checks, load_table_schema(project, table))
        return checks
    except FileNotFoundError:
        problem = "it is not there; a table without a suite can never be valid"
    except (OSError, ValueError) as error:
        problem = str(error)
    raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)


def unasked(project: Project, table: str) -> list[str]:
    """The ids of expectations of which the rule is in a module that is not at hand: only a project
    that lies in a release has them."""
    path = project.expectations / f"{project.told(Views).table_of(table) or table}.json"
    if not (project.alone and path.is_file()):
        return []
    vocabulary = vocabulary_of(project)
    listed = read_declared(path, SUITE)["expectations"]
    return [each["meta"]["id"] for each in listed if each["type"] not in vocabulary]


def _from_suite(raw: Mapping[str, Any], vocabulary: Mapping[str, Rule]) -> Check:
    meta = raw["meta"]
    return Check(
        id=meta["id"],
        type=raw["type"],
        kwargs=raw["kwargs"],
        severity=meta["severity"],
        reason=meta["reason"],
        reason_nl=meta.get("reason@nl", ""),
        rule=vocabulary.get(raw["type"]),
    )


def _refuse_what_does_not_fit(
    project: Project, checks: Sequence[Check], schema: TableSchema
) -> None:
    """Refuse expectations that cannot be asked of the table, before any engine is asked.

    Raises:
        ValueError: it names each of them, and why.
    """
    if problems := [*_misfits(project, checks, schema)]:
        raise ValueError("; ".join(problems))


def _misfits(project: Project, checks: Sequence[Check], schema: TableSchema) -> Iterator[str]:
    for check in checks:
        if check.rule is None:
            problem: str | None = _unknown(check, vocabulary_of(project))
        else:
            problem = problem_with_arguments(
                check.rule, check.kwargs, schema, partial(_schema_of, project)
            )
        if problem:
            yield f"expectation '{check.id}': {problem}"


def _unknown(check: Check, vocabulary: Mapping[str, Rule]) -> str:
    meant = did_you_mean(check.type, vocabulary)
    return f"there is no expectation '{check.type}' in the vocabulary{meant}"


def problems_of_suite(project: Project, table: str) -> list[str]:
    """Everything that `checks_of` would refuse of the file of a suite, one by one.

    Raises:
        OSError, ValueError: the file is not as the JSON Schema of `SUITE` has it.
        OpendataError: `PROJECT_FILE_BROKEN`, of the schema of the table.
    """
    raw = read_declared(project.expectations / f"{table}.json", SUITE)
    schema = load_table_schema(project, table)
    checks = [_from_suite(each, vocabulary_of(project)) for each in raw["expectations"]]
    problems = []
    if raw["name"] != table:
        problems.append(f"the name '{raw['name']}' is not that of the table")
    problems += _misfits(project, checks, schema)
    return [*problems, *_doubled([*compile_schema(schema), *checks])]


def problems_of_lone_suite(project: Project, table: str) -> list[str]:
    """What `checks_of` would refuse of the file of a suite whatever the schema of its table is,
    for where that cannot be read.

    Raises:
        OSError, ValueError: as `problems_of_suite` does.
    """
    raw = read_declared(project.expectations / f"{table}.json", SUITE)
    vocabulary = vocabulary_of(project)
    checks = [_from_suite(each, vocabulary) for each in raw["expectations"]]
    problems = []
    if raw["name"] != table:
        problems.append(f"the name '{raw['name']}' is not that of the table")
    for check in checks:
        if check.rule is None:
            problem: str | None = _unknown(check, vocabulary)
        else:
            problem = problem_with(check.rule, check.kwargs)
        if problem:
            problems.append(f"expectation '{check.id}': {problem}")
    return [*problems, *_doubled(checks)]


def _doubled(checks: Sequence[Check]) -> list[str]:
    ids = [check.id for check in checks]
    return [f"the id '{id}' is used twice" for id in sorted({i for i in ids if ids.count(i) > 1})]


def _schema_of(project: Project, table: str) -> TableSchema | None:
    base = project.told(Views).table_of(table) or table
    is_there = (project.schemas / f"{base}.schema.json").is_file()
    return load_table_schema(project, table) if is_there else None
