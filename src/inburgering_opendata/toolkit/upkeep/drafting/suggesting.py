"""`opendata suggest`, as a function: expectations that hold of a table, to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.data_package import (
    load_data_packages,
    package_of_table,
)
from inburgering_opendata.toolkit.describe.table_schema import (
    Field,
    TableSchema,
    load_table_schema,
)
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_json, to_json, write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.texts import as_texts
from inburgering_opendata.toolkit.upkeep.drafting.errors import NO_SUCH_TABLE
from inburgering_opendata.toolkit.upkeep.drafting.pinning import (
    distinct_counts,
    group_sizes,
    group_totals,
)
from inburgering_opendata.toolkit.upkeep.drafting.relating import related
from inburgering_opendata.toolkit.upkeep.drafting.words import todo

MOST_GROUPS = 40
"""Values of a column by which rows are still told apart as groups."""

Expectation = Mapping[str, Any]


def suggestions(project: Project, table: str) -> list[Expectation]:
    """Expectations that hold of `table` as it is now and are not in its suite yet.

    Each has a reason that begins with TODO: whether it must hold, only a person knows.

    Raises:
        OpendataError: `NO_SUCH_TABLE`, or what assembling raises.
    """
    there = [(each["type"], each["kwargs"]) for each in _suite(project, table)["expectations"]]
    ids = {each["meta"]["id"] for each in _suite(project, table)["expectations"]}
    return [
        each
        for each in drafted(project, table)
        if (each["type"], each["kwargs"]) not in there and each["meta"]["id"] not in ids
    ]


def drafted(project: Project, table: str) -> list[Expectation]:
    """As `suggestions`, those that are in its suite among them."""
    if package_of_table(project, table) is None:
        known = sorted(each for package in load_data_packages(project) for each in package.tables)
        raise OpendataError(NO_SUCH_TABLE, table=table, known=", ".join(known))
    return [*_suggested(load_table_schema(project, table), Assembly(project).table(table))]


def write_suggestions(project: Project, table: str, found: list[Expectation]) -> Path:
    """Put them behind the expectations of the suite; raises `WRITE_FAILED`."""
    suite = _suite(project, table)
    path = project.expectations / f"{table}.json"
    write_whole(path, to_json({**suite, "expectations": [*suite["expectations"], *found]}))
    return path


def _suite(project: Project, table: str) -> Mapping[str, Any]:
    path = project.expectations / f"{table}.json"
    return read_json(path) if path.is_file() else {"name": table, "expectations": []}


def _suggested(schema: TableSchema, rows: pa.Table) -> Iterator[Expectation]:
    yield _expectation(
        "expect_table_row_count_to_be_between",
        {"min_value": rows.num_rows, "max_value": rows.num_rows},
        "rows",
        f"that it has exactly {rows.num_rows:,} rows, which `opendata pin` refreshes",
    )
    for field in schema.fields:
        yield from _of_field(field, rows.column(field.name), rows.num_rows)
    groups = [field for field in schema.fields if _is_group(field, rows)]
    own = [field.name for field in schema.fields if not field.is_filled]
    for each in related(rows.select(own), [group.name for group in groups]):
        yield _expectation(each.type, each.kwargs, each.id, f"that {each.confirm}")
    yield from _of_key(schema, rows)
    amounts = [field for field in schema.fields if field.type in ("integer", "number")]
    keyed = {*schema.primary_key}
    told = {*keyed, *(name for key in schema.foreign_keys for name in key.fields)}
    for group in groups:
        # By any other column a sum is true, and means nothing that somebody would look at.
        if not (group.name in told or group.type == "boolean" or "categories" in group.descriptor):
            continue
        sizes = group_sizes(rows, group.name)
        yield _expectation(
            "expect_group_sizes_to_equal",
            {"group_column": group.name, "sizes": sizes},
            f"rows_by_{group.name}",
            f"that each {group.name} has so many rows",
        )
        yield from _in_groups(schema, rows, group.name, sizes)
        for amount in amounts:
            # What tells rows apart adds up to nothing.
            if amount.name not in keyed and "unit" in amount.descriptor:
                yield _expectation(
                    "expect_group_totals_to_equal",
                    {
                        "group_column": group.name,
                        "amount_column": amount.name,
                        "totals": group_totals(rows, group.name, amount.name),
                    },
                    f"{amount.name}_by_{group.name}",
                    f"that {amount.name} may be added up, and that this is the total by "
                    f"{group.name}",
                )


def _in_groups(
    schema: TableSchema, rows: pa.Table, group: str, sizes: Mapping[str, int]
) -> Iterator[Expectation]:
    """How many of another part of the key each group has, where that is not its number of rows."""
    for name in schema.primary_key if group in schema.primary_key else ():
        if name == group or schema.field(name).type != "string":
            continue
        counts = distinct_counts(rows, group, name)
        if counts != sizes:
            yield _expectation(
                "expect_distinct_counts_to_equal",
                {"group_column": group, "column": name, "counts": counts},
                f"{name}_in_{group}",
                f"that each {group} has so many different values of {name}",
            )


def _of_key(schema: TableSchema, rows: pa.Table) -> Iterator[Expectation]:
    """How many a key of several columns has of each that has many, such as places."""
    for name in schema.primary_key if len(schema.primary_key) > 1 else ():
        number = pc.count_distinct(rows.column(name)).as_py()
        if schema.field(name).type == "string" and MOST_GROUPS < number < rows.num_rows:
            yield _expectation(
                "expect_column_unique_value_count_to_be_between",
                {"column": name, "min_value": number, "max_value": number},
                f"number_of_{name}",
                f"that there are {number:,} different values of {name}",
            )


def _of_field(field: Field, column: pa.ChunkedArray, rows: int) -> Iterator[Expectation]:
    if not (field.required or column.null_count):
        yield _expectation(
            "expect_column_values_to_not_be_null",
            {"column": field.name},
            f"{field.name}_is_given",
            f"that {field.name} is never empty, as it is in none of these {rows:,} rows",
        )
    if field.type in ("integer", "number", "date", "datetime") and column.null_count < rows:
        bounds = pc.min_max(column)
        low, high = (_bound(bounds[name], field) for name in ("min", "max"))
        yield _expectation(
            "expect_column_values_to_be_between",
            {"column": field.name, "min_value": low, "max_value": high},
            f"{field.name}_in_range",
            f"that {field.name} lies between {low} and {high}, as it does now",
            severity="warning",
        )


def _bound(value: pa.Scalar, field: Field) -> Any:
    if field.type == "integer":
        return value.as_py()
    [text] = as_texts(pa.chunked_array([pa.array([value.as_py()], value.type)])).to_pylist()
    return text


def _is_group(field: Field, rows: pa.Table) -> bool:
    """Whether a column has few values, each in several rows."""
    column = rows.column(field.name)
    if field.type not in ("string", "integer", "date", "boolean") or field.is_filled:
        return False
    if field.type == "integer" and "unit" in field.descriptor:
        return False
    distinct = pc.count_distinct(column).as_py()
    return bool(1 < distinct <= MOST_GROUPS and rows.num_rows >= 2 * distinct)


def _expectation(
    type: str, kwargs: Mapping[str, Any], id: str, confirm: str, severity: str = "critical"
) -> Expectation:
    return {
        "type": type,
        "kwargs": dict(kwargs),
        "meta": {"id": id, "severity": severity, "reason": todo(f"confirm {confirm}.")},
    }
