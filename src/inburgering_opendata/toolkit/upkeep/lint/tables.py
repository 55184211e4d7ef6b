"""Schemas and suites of tables: what no single file tells by its form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import (
    TABLE,
    ForeignKey,
    TableSchema,
    load_table_schema,
    problems_of_fields,
    table_schema_of,
)
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.declared.reading import without_strangers
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.lint.finding import Finding, Severity
from inburgering_opendata.toolkit.validate.suites import problems_of_lone_suite, problems_of_suite

_SCHEMA = "`opendata schema table` prints what a schema may say; its fields are named by name."
_SUITE = "`opendata list --expectations` shows every expectation with its arguments."


def schema_path(project: Project, table: str) -> Path:
    """Where the schema of a table stands."""
    return project.schemas / f"{table}.schema.json"


def check_schemas(project: Project, broken: Collection[Path]) -> Iterator[Finding]:
    """Each schema that reads well, and the tables that its keys refer to.

    Args:
        broken: files of which the form is wrong, so that nothing more is asked of them.
    """
    for path in sorted(project.schemas.glob("*.schema.json")):
        if path in broken:
            yield from _problems_beside_its_form(project, path, broken)
            continue
        table = path.name.removesuffix(".schema.json")
        if any(schema_path(project, other) in broken for other in _followed(path)):
            continue
        try:
            schema = load_table_schema(project, table)
        except OpendataError as error:
            told = [str(error.details.get("problem", error.message))]
            if error.details.get("path") == path:
                told = problems_of_fields(project, table) or told
                yield from (Finding(path=path, problem=each, mend=_SCHEMA) for each in told)
            continue
        for problem in _problems_of_keys(project, schema, broken):
            yield Finding(path=path, problem=problem, mend=_SCHEMA)


def _problems_beside_its_form(
    project: Project, path: Path, broken: Collection[Path]
) -> Iterator[Finding]:
    """What else is wrong with a schema of which a word is unknown or missing, as far as what it
    does say makes a table."""
    lists = project.schemas / "categories.json"
    told = project.declarations
    try:
        shared = parse(lists.read_bytes(), lists.suffix) if lists.is_file() else {}
        raw = without_strangers(path.read_bytes(), path, TABLE, told)
        schema = table_schema_of(in_long_form(raw), shared)
    except (AttributeError, KeyError, TypeError, ValueError, OSError):
        return  # that is told as a fault of its form
    for problem in _problems_of_keys(project, schema, broken):
        yield Finding(path=path, problem=problem, mend=_SCHEMA)


def _followed(path: Path) -> Iterator[str]:
    """The tables from which fields of a schema are filled in, without which it cannot be read."""
    for field in parse(path.read_bytes(), path.suffix)["fields"]:
        if "filledFrom" in field:
            yield field["filledFrom"]["resource"]


def _problems_of_keys(
    project: Project, schema: TableSchema, broken: Collection[Path]
) -> Iterator[str]:
    for key in schema.foreign_keys:
        if schema_path(project, key.reference_table) not in broken:
            yield from _problems_of_key(project, schema, key)


def _problems_of_key(project: Project, schema: TableSchema, key: ForeignKey) -> Iterator[str]:
    where = f"the foreign key of {', '.join(key.fields)}"
    if not schema_path(project, key.reference_table).is_file():
        known = [p.name.removesuffix(".schema.json") for p in project.schemas.glob("*.schema.json")]
        meant = did_you_mean(key.reference_table, known)
        yield f"{where} refers to '{key.reference_table}', which is no table{meant}"
        return
    try:
        there = load_table_schema(project, key.reference_table)
    except OpendataError:
        return  # told of that file
    for name, other in zip(key.fields, key.reference_fields, strict=True):
        if other not in there.field_names:
            meant = did_you_mean(other, there.field_names)
            yield f"{where} refers to '{other}', which is no field of {there.name}{meant}"
        elif schema.field(name).type != there.field(other).type:
            types = f"{schema.field(name).type} and {there.field(other).type}"
            yield f"{where} refers to '{other}' of {there.name}: they are of the types {types}"


def check_categories(project: Project, broken: Collection[Path]) -> Iterator[Finding]:
    """Lists of categories that no field names."""
    path = project.schemas / "categories.json"
    if not path.is_file() or path in broken:
        return
    schemas = [each for each in project.schemas.glob("*.schema.json") if each not in broken]
    named = {
        field["categories"]
        for each in schemas
        for field in parse(each.read_bytes(), each.suffix)["fields"]
        if isinstance(field.get("categories"), str)
    }
    if any(each.name.endswith(".schema.json") for each in broken):
        return  # one of these may name it
    for name in parse(path.read_bytes(), path.suffix):
        if name not in named and not name.startswith("$"):
            yield Finding(
                path=path,
                problem=f"no field has the list '{name}'",
                mend="Name it as 'categories' of a field, or remove it.",
                severity=Severity.WARNING,
            )


def check_suites(
    project: Project, tables: Collection[str], broken: Collection[Path]
) -> Iterator[Finding]:
    """Each suite, and each of `tables` that has none.

    Where the schema of a table cannot be read, its suite is asked what it says of any table.
    """
    there = {path.stem for path in project.expectations.glob("*.json")}
    for table in sorted({*tables, *there}):
        path, schema = project.expectations / f"{table}.json", schema_path(project, table)
        if path in broken:
            continue
        if table not in there:
            if schema.is_file():
                yield Finding(
                    path=path,
                    problem="it is not there; a table without a suite can never be valid",
                    mend=f"`opendata suggest {table} --write` drafts one.",
                )
            continue
        try:
            problems = _problems_of_suite(project, table)
        except (OSError, ValueError) as error:
            problems = [str(error)]
        yield from (Finding(path=path, problem=each, mend=_SUITE) for each in problems)


def _problems_of_suite(project: Project, table: str) -> list[str]:
    try:
        return problems_of_suite(project, table)
    except OpendataError:
        return problems_of_lone_suite(project, table)  # what is wrong with the schema is told
