"""What changed between two Table Schemas of a table, each change with the rule it falls under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.describe.language import worded
from inburgering_opendata.toolkit.describe.renames import (
    Renames,
    renames_of,
    with_present_names,
)
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.releases.compare import rules
from inburgering_opendata.toolkit.releases.compare.rules import Rule


@dataclass(frozen=True)
class SchemaChange:
    """One change; `field` is None when it concerns the table as a whole."""

    rule: Rule
    field: str | None = None
    old: str | None = None
    new: str | None = None


def schema_changes(
    old: TableSchema, new: TableSchema, renames: Renames | None = None
) -> tuple[SchemaChange, ...]:
    """Every change from `old` to `new`, breaking ones first, then in the order of the fields.

    Args:
        renames: what was renamed, in the tables that it refers to as well; a renamed field is
            otherwise the field that it was.
    """
    of_all = renames or {new.name: renames_of(old, new)}
    found = [
        SchemaChange(rules.FIELD_RENAMED, now, earlier, now)
        for earlier, now in of_all.get(new.name, {}).items()
    ]
    old = with_present_names(old, of_all)
    found += _of_the_table(old, new)
    for field in new.fields:
        if field.name in old.field_names:
            found += _of_a_field(old.field(field.name), field)
    return tuple(sorted(found, key=lambda change: -change.rule.level))


def _of_the_table(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    if set(old.primary_key) != set(new.primary_key):
        yield SchemaChange(rules.KEY_CHANGED, None, _list(old.primary_key), _list(new.primary_key))
    for name in old.field_names:
        if name not in new.field_names:
            yield SchemaChange(rules.FIELD_REMOVED, name, old=_type(old.field(name)))
    for name in new.field_names:
        if name not in old.field_names:
            yield SchemaChange(rules.FIELD_ADDED, name, new=_type(new.field(name)))
    before = [name for name in old.field_names if name in new.field_names]
    after = [name for name in new.field_names if name in old.field_names]
    if before != after:
        yield SchemaChange(rules.FIELD_MOVED, None, _list(before), _list(after))
    missing = (old.descriptor.get("missingValues"), new.descriptor.get("missingValues"))
    if missing[0] != missing[1]:
        yield SchemaChange(rules.MISSING_CHANGED, None, str(missing[0]), str(missing[1]))
    keys = _foreign_keys(old), _foreign_keys(new)
    yield from (SchemaChange(rules.FOREIGN_KEY_REMOVED, old=k) for k in sorted(keys[0] - keys[1]))
    yield from (SchemaChange(rules.FOREIGN_KEY_ADDED, new=k) for k in sorted(keys[1] - keys[0]))
    yield from _words(old.descriptor, new.descriptor, None)


def _of_a_field(old: Field, new: Field) -> Iterator[SchemaChange]:
    name = new.name
    if _type(old) != _type(new):
        yield SchemaChange(rules.TYPE_CHANGED, name, _type(old), _type(new))
    units = old.descriptor.get("unit"), new.descriptor.get("unit")
    if units[0] != units[1]:
        yield SchemaChange(rules.UNIT_CHANGED, name, *units)
    if old.required and not new.required:
        yield SchemaChange(rules.BECAME_OPTIONAL, name)
    if new.required and not old.required:
        yield SchemaChange(rules.BECAME_REQUIRED, name)
    yield from _categories(old, new)
    for constraint in sorted({*old.constraints, *new.constraints} - {"required", "enum"}):
        pair = old.constraints.get(constraint), new.constraints.get(constraint)
        if _differ(*pair):
            tightened = _tightened(constraint, *pair)
            rule = rules.CONSTRAINT_TIGHTENED if tightened else rules.CONSTRAINT_LOOSENED
            texts = [None if value is None else f"{constraint} {value}" for value in pair]
            yield SchemaChange(rule, name, *texts)
    yield from _words(old.descriptor, new.descriptor, name)


def _categories(old: Field, new: Field) -> Iterator[SchemaChange]:
    before, after = old.constraints.get("enum"), new.constraints.get("enum")
    if before is None and after is not None:
        yield SchemaChange(rules.CONSTRAINT_TIGHTENED, new.name, new=f"enum {_list(after)}")
    elif after is None and before is not None:
        yield SchemaChange(rules.CONSTRAINT_LOOSENED, new.name, old=f"enum {_list(before)}")
    elif before is not None and after is not None:
        for value in before:
            if value not in after:
                yield SchemaChange(rules.CATEGORY_REMOVED, new.name, old=str(value))
        for value in after:
            if value not in before:
                yield SchemaChange(rules.CATEGORY_ADDED, new.name, new=str(value))
        labels = _labels(old), _labels(new)
        for value in (value for value in labels[1] if value in labels[0]):
            if labels[0][value] != labels[1][value]:
                yield SchemaChange(
                    rules.CATEGORY_RELABELLED, new.name, labels[0][value], labels[1][value]
                )


def _words(old: Json, new: Json, field: str | None) -> Iterator[SchemaChange]:
    for rule, words in ((rules.DEFINITION_CHANGED, "description"), (rules.TITLE_CHANGED, "title")):
        for key in sorted({*worded(old, words), *worded(new, words)}):
            if old.get(key) != new.get(key):
                yield SchemaChange(rule, field, old.get(key), new.get(key))


def _tightened(constraint: str, old: Any, new: Any) -> bool:
    """Whether every value that `new` lets through, `old` let through as well."""
    if old is None or new is None:
        return old is None
    match constraint:
        case "minimum" | "minLength":
            return bool(_number(new) > _number(old))
        case "maximum" | "maxLength":
            return bool(_number(new) < _number(old))
        case "unique":
            return bool(new)
        case _:
            # Of two patterns it is not known which is the stricter one.
            return False


def _differ(old: Any, new: Any) -> bool:
    return bool(old != new)


def _number(value: Any) -> Any:
    """A bound to compare with: a number, or a day, which is ordered as its text is."""
    return value if isinstance(value, str) and "-" in value[1:] else Decimal(str(value))


def _type(field: Field) -> str:
    if field.type != "number":
        return str(field.type)
    number = f"number({field.precision},{field.decimals})"
    return f"{number}, a double in Parquet" if field.stored_as_double else number


def _labels(field: Field) -> dict[str, str]:
    return {
        str(category["value"]): f"{category['value']}: {category.get('label', '')} · "
        f"{category.get('label@nl', category.get('label', ''))}"
        for category in field.descriptor.get("categories", [])
    }


def _foreign_keys(schema: TableSchema) -> set[str]:
    """Keys to tables inside and outside the package alike: where they stand is no change."""
    declared = [
        *schema.descriptor.get("foreignKeys", []),
        *schema.descriptor.get("externalForeignKeys", []),
    ]
    return {
        f"{_list(key['fields'])} → {key['reference']['resource']}"
        f"({_list(key['reference']['fields'])})"
        for key in declared
    }


def _list(names: Any) -> str:
    return ", ".join(str(name) for name in names)
