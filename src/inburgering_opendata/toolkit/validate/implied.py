"""The checks that a Table Schema implies.

They speak the vocabulary of Great Expectations; the words are those of `vocabulary.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inburgering_opendata.toolkit.describe.forms import TEXT_FORMATS
from inburgering_opendata.toolkit.describe.patterns import whole
from inburgering_opendata.toolkit.describe.table_schema import TEXT_CHECK, Field, TableSchema
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.vocabulary import ANY_EMPTY, VOCABULARY


def compile_schema(schema: TableSchema) -> tuple[Check, ...]:
    """The checks that a Table Schema implies, in the order of its fields."""
    return tuple(_compile(schema))


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
    return Check(
        id=id, type=type, kwargs=kwargs, severity="critical", reason=reason, rule=VOCABULARY[type]
    )
