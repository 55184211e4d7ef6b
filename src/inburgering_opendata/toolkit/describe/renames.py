"""Columns that have another name than they once had: `renamedFrom` of a field says which.

Who holds a table of an earlier release against one of now calls the old columns by their present
names first, so that a renamed column is told of as renamed, and its values are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.describe.views import AddingUp

Renames = Mapping[str, Mapping[str, str]]
"""By table, and by the earlier name of a column: its present name."""


def renames_of(old: TableSchema, new: TableSchema) -> dict[str, str]:
    """The fields of `old` that have another name in `new`, by their name in `old`."""
    return _renamed(old.field_names, new)


def present_names(columns: Sequence[str], schema: TableSchema) -> list[str]:
    """What the `columns` of a table of an earlier release are called in `schema`."""
    renamed = _renamed(columns, schema)
    return [renamed.get(name, name) for name in columns]


def _renamed(columns: Sequence[str], schema: TableSchema) -> dict[str, str]:
    return {
        earlier: field.name
        for field in schema.fields
        if (earlier := field.renamed_from) is not None
        and earlier in columns
        and field.name not in columns
    }


def with_present_names(schema: TableSchema, renames: Renames) -> TableSchema:
    """The `schema` of an earlier release with every column called as it is now, in its keys too.

    Args:
        renames: those of this table, and of the tables that it refers to.
    """
    own = renames.get(schema.name, {})

    def now(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(own.get(name, name) for name in names)

    adding_up = schema.adding_up
    return replace(
        schema,
        fields=tuple(
            replace(
                field,
                name=own.get(field.name, field.name),
                descriptor={**field.descriptor, "name": own.get(field.name, field.name)},
            )
            for field in schema.fields
        ),
        primary_key=now(schema.primary_key),
        unique_keys=tuple(map(now, schema.unique_keys)),
        foreign_keys=tuple(
            replace(
                key,
                fields=now(key.fields),
                reference_fields=tuple(
                    renames.get(key.reference_table, {}).get(name, name)
                    for name in key.reference_fields
                ),
            )
            for key in schema.foreign_keys
        ),
        adding_up=adding_up
        and AddingUp(
            own.get(adding_up.over, adding_up.over), now(adding_up.sums), now(adding_up.groups)
        ),
        descriptor={
            **schema.descriptor,
            **{
                keys: [_key_now(key, own, renames) for key in schema.descriptor[keys]]
                for keys in ("foreignKeys", "externalForeignKeys")
                if keys in schema.descriptor
            },
        },
    )


def _key_now(key: Any, own: Mapping[str, str], renames: Renames) -> Any:
    there = renames.get(key["reference"]["resource"], {})
    return {
        **key,
        "fields": [own.get(name, name) for name in key["fields"]],
        "reference": {
            **key["reference"],
            "fields": [there.get(name, name) for name in key["reference"]["fields"]],
        },
    }
