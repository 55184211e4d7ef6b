"""The one list of checks of a table: its Table Schema compiled, and its suite.

Both speak the vocabulary of Great Expectations; the words are those of `vocabulary.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.forms import TEXT_FORMATS
from inburgering_opendata.toolkit.describe.patterns import whole
from inburgering_opendata.toolkit.describe.table_schema import (
    TEXT_CHECK,
    Field,
    TableSchema,
    load_table_schema,
)
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.arguments import problem_with_arguments
from inburgering_opendata.toolkit.validate.rules.rule import Rule
from inburgering_opendata.toolkit.validate.vocabulary import (
    ANY_EMPTY,
    VOCABULARY,
    columns_of,
    problem_with,
    references_of,
    vocabulary_of,
)

SUITE = Kind(
    name="suite",
    files="expectations/<table>.json",
    schema=Path(__file__).with_name("suite.schema.json"),
)


@dataclass(frozen=True)
class Check:
    """One expectation of one table."""

    id: str
    type: str
    kwargs: Mapping[str, Any]
    severity: str
    reason: str
    reason_nl: str = ""
    """The same in Dutch, where the suite says it: those of deliveries do."""
    rule: Rule | None = None
    """What the vocabulary of the project knows by its type; None when it knows nothing."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the checked table that it reads."""
        return columns_of(self.rule, self.kwargs) if self.rule else ()

    @property
    def references(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The tables that it refers to, each with the columns it reads there."""
        return tuple(references_of(self.rule, self.kwargs)) if self.rule else ()


@cache
def checks_of(project: Project, table: str, *, is_source: bool = False) -> tuple[Check, ...]:
    """Every check of `table`: those its schema implies, then those of its suite.

    Args:
        is_source: whether it is checked as a source has it, without the fields filled in later.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN` when the suite is missing, empty, or has an
            expectation without id, severity and reason, or an id twice.
    """
    schema = load_table_schema(project, table)
    if is_source:
        schema = schema.unfilled
    checks = (*compile_schema(schema), *load_suite(project, table))
    ids = [check.id for check in checks]
    if doubled := sorted({id for id in ids if ids.count(id) > 1}):
        path = project.expectations / f"{table}.json"
        raise OpendataError(
            PROJECT_FILE_BROKEN, path=path, problem=f"the ids {doubled} are used twice"
        )
    return checks


def compile_schema(schema: TableSchema) -> tuple[Check, ...]:
    """The checks that a Table Schema implies, in the order of its fields."""
    return tuple(_compile(schema))


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
    meta, kwargs, type = raw["meta"], raw["kwargs"], raw["type"]
    reasons = meta["reason"], meta.get("reason@nl", "")
    rule = vocabulary.get(type)
    return Check(meta["id"], type, kwargs, meta["severity"], *reasons, rule=rule)


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


def _compile(schema: TableSchema) -> Iterator[Check]:
    yield _implied(
        "schema.rows",
        "expect_table_row_count_to_be_between",
        {"min_value": 1},
        "A table without rows has not been checked.",
    )
    yield _implied(
        "schema.columns",
        "expect_table_columns_to_match_ordered_list",
        {"column_list": list(schema.field_names)},
        "The table has the columns of its schema, in that order, and no other.",
    )
    for field in schema.fields:
        alone_in_key = schema.primary_key == (field.name,)
        may_be_empty = field.name in schema.columns_may_be_empty
        yield from _compile_field(field, alone_in_key, may_be_empty)
    yield _primary_key(schema.primary_key)
    for unique in schema.unique_keys:
        if set(unique) != set(schema.primary_key):
            yield _unique_key(unique)
    for name, follows in schema.filled.items():
        yield _implied(
            f"schema.{name}.filled",
            "expect_values_to_follow_their_key",
            {
                "columns": [follows.key, name],
                "reference_table": follows.table,
                "reference_columns": [follows.reference_key, follows.field],
            },
            f"{name} is what the table {follows.table} has for {follows.key}.",
        )
    for key in schema.foreign_keys:
        yield _implied(
            f"schema.foreign_key.{'+'.join(key.fields)}.{key.reference_table}",
            "expect_foreign_key_to_exist",
            {
                "columns": list(key.fields),
                "reference_table": key.reference_table,
                "reference_columns": list(key.reference_fields),
            },
            f"Every value of {', '.join(key.fields)} stands in the table {key.reference_table}.",
        )


def _compile_field(field: Field, alone_in_key: bool, may_be_empty: bool) -> Iterator[Check]:
    name, constraints = field.name, field.constraints
    yield _implied(
        f"schema.{name}.type",
        "expect_column_values_to_be_of_field_type",
        {"column": name, "field_type": field.type},
        f"Every value of {name} is a {field.type}.",
    )
    if field.required:
        yield _implied(
            f"schema.{name}.required",
            "expect_column_values_to_not_be_null",
            {"column": name},
            f"{name} is never empty.",
        )
    elif not may_be_empty:
        yield _implied(
            f"schema.{name}.not_all_empty",
            "expect_column_proportion_of_non_null_values_to_be_between",
            {"column": name, "min_value": 0.0, "strict_min": True},
            f"{name} may be empty in a row, but a column without any value has not been checked.",
        )
    if field.type == "string" and TEXT_CHECK not in field.not_checked:
        yield _implied(
            f"schema.{name}.text",
            TEXT_CHECK,
            {"column": name},
            f"{name} can be read as it stands: nothing in it is invisible, lost or misread.",
        )
    if constraints.get("unique") and not alone_in_key:
        yield _implied(
            f"schema.{name}.unique",
            "expect_column_values_to_be_unique",
            {"column": name},
            f"No two rows have the same {name}.",
        )
    if "enum" in constraints:
        yield _implied(
            f"schema.{name}.enum",
            "expect_column_values_to_be_in_set",
            {"column": name, "value_set": list(constraints["enum"])},
            f"{name} is one of its declared categories.",
        )
    if "pattern" in constraints:
        yield _implied(
            f"schema.{name}.pattern",
            "expect_column_values_to_match_regex",
            {"column": name, "regex": whole(constraints["pattern"])},
            f"{name} is written as declared.",
        )
    format = str(field.descriptor.get("format"))
    if field.type == "string" and format in TEXT_FORMATS:
        yield _implied(
            f"schema.{name}.format",
            "expect_column_values_to_match_regex",
            {"column": name, "regex": TEXT_FORMATS[format]},
            f"{name} is of the format {format}.",
        )
    for kind, type, ends, reason in _BOUNDS:
        bounds = {end: constraints[bound] for bound, end in ends.items() if bound in constraints}
        strict = {f"strict_{end[:3]}": True for end in bounds} if kind == "open_range" else {}
        if bounds:
            yield _implied(
                f"schema.{name}.{kind}",
                type,
                {"column": name, **bounds, **strict},
                reason.format(name),
            )


_BOUNDS = (
    (
        "length",
        "expect_column_value_lengths_to_be_between",
        {"minLength": "min_value", "maxLength": "max_value"},
        "{} has as many characters as declared.",
    ),
    (
        "range",
        "expect_column_values_to_be_between",
        {"minimum": "min_value", "maximum": "max_value"},
        "{} lies within its declared bounds.",
    ),
    (
        "open_range",
        "expect_column_values_to_be_between",
        {"exclusiveMinimum": "min_value", "exclusiveMaximum": "max_value"},
        "{} lies within its declared bounds, and is none of them.",
    ),
)
"""The constraints with bounds: the check that they become, and which bound is which argument."""


def _primary_key(columns: tuple[str, ...]) -> Check:
    reason = f"No two rows have the same {', '.join(columns)}."
    if len(columns) == 1:
        return _implied(
            "schema.primary_key",
            "expect_column_values_to_be_unique",
            {"column": columns[0]},
            reason,
        )
    return _implied(
        "schema.primary_key",
        "expect_compound_columns_to_be_unique",
        {"column_list": list(columns)},
        reason,
    )


def _unique_key(columns: tuple[str, ...]) -> Check:
    id, reason = (
        f"schema.unique_key.{'+'.join(columns)}",
        f"No two rows have the same {', '.join(columns)}.",
    )
    if len(columns) == 1:
        return _implied(id, "expect_column_values_to_be_unique", {"column": columns[0]}, reason)
    return _implied(
        id,
        "expect_compound_columns_to_be_unique",
        {"column_list": list(columns), "ignore_row_if": ANY_EMPTY},
        reason,
    )


def _implied(id: str, type: str, kwargs: dict[str, Any], reason: str) -> Check:
    return Check(id, type, kwargs, "critical", reason, rule=VOCABULARY[type])
