"""A table, described once: the Table Schema that everything else derives from.

Specification: Data Package 2.0, Table Schema (https://datapackage.org/standard/table-schema/),
with `title@nl` and `description@nl` for Dutch, `unit`, and `precision` and `decimals` for exact
numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inburgering_opendata.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.files import read_json
from inburgering_opendata.project import Project

FIELD_TYPES = ("string", "integer", "number", "date", "boolean")

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One column: its name, type and constraints; the words for people stay in `descriptor`."""

    name: str
    type: str
    descriptor: Json

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])

    @property
    def constraints(self) -> Json:
        """The declared constraints, with the values of `categories` as the `enum` they imply."""
        declared = dict(self.descriptor.get("constraints", {}))
        if categories := self.descriptor.get("categories"):
            declared["enum"] = [category["value"] for category in categories]
        return declared

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required", False))

    @property
    def precision(self) -> int:
        return int(self.descriptor["precision"])

    @property
    def decimals(self) -> int:
        return int(self.descriptor["decimals"])


@dataclass(frozen=True)
class ForeignKey:
    """`fields` of this table must stand together in `reference_fields` of `reference_table`."""

    fields: tuple[str, ...]
    reference_table: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class TableSchema:
    """A table: its fields in order, its keys, and its descriptor as published."""

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: Json

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@cache
def load_table_schema(project: Project, table: str) -> TableSchema:
    """The schema of `table`, from `schemas/<table>.schema.json`.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is missing.
    """
    path = project.schemas / f"{table}.schema.json"
    try:
        raw = read_json(path)
        return _table_schema(raw, _shared_categories(project.schemas / "categories.json"))
    except KeyError as error:
        problem = f"the property {error} is missing"
    except (OSError, ValueError) as error:
        problem = str(error)
    raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)


def _shared_categories(path: Path) -> Json:
    """The lists of categories that several tables share, by name."""
    return read_json(path)


def _table_schema(raw: Json, shared: Json) -> TableSchema:
    _require_both_languages(raw, "the table")
    fields = tuple(_field(descriptor, shared) for descriptor in raw["fields"])
    names = [field.name for field in fields]
    primary_key = tuple(raw["primaryKey"])
    foreign_keys = tuple(
        ForeignKey(
            fields=tuple(key["fields"]),
            reference_table=key["reference"]["resource"],
            reference_fields=tuple(key["reference"]["fields"]),
        )
        for key in raw.get("foreignKeys", [])
    )
    keyed = {*primary_key, *(name for key in foreign_keys for name in key.fields)}
    if unknown := sorted(keyed - set(names)):
        raise ValueError(f"a key names {unknown}, which are not fields of the table")
    if len(set(names)) != len(names):
        raise ValueError("two fields have the same name")
    descriptor = {**raw, "fields": [dict(field.descriptor) for field in fields]}
    return TableSchema(str(raw["name"]), fields, primary_key, foreign_keys, descriptor)


def _field(raw: Json, shared: Json) -> Field:
    _require_both_languages(raw, f"field '{raw['name']}'")
    if raw["type"] not in FIELD_TYPES:
        raise ValueError(
            f"field '{raw['name']}' has type '{raw['type']}', not one of {FIELD_TYPES}"
        )
    descriptor = dict(raw)
    if isinstance(raw.get("categories"), str):
        descriptor["categories"] = shared[raw["categories"]]
    field = Field(str(raw["name"]), str(raw["type"]), descriptor)
    if field.type == "number" and not field.precision >= field.decimals >= 0:
        raise ValueError(f"field '{field.name}': precision must be at least decimals")
    # Readers of the published descriptor do not all know `categories`, so the enum is spelled out.
    return Field(field.name, field.type, {**descriptor, "constraints": field.constraints})


def _require_both_languages(raw: Json, what: str) -> None:
    for name in ("title", "title@nl", "description", "description@nl"):
        if not raw.get(name):
            raise ValueError(f"{what} has no '{name}'")
