"""A table, described once: the Table Schema that everything else derives from.

Specification: Data Package 2.0, Table Schema (https://datapackage.org/standard/table-schema/),
with `title@nl` and `description@nl` for Dutch, `unit`, and `precision` and `decimals` for exact
numbers, and `version` for the semantic version of the schema itself. `categories` may be the name
of a list that tables share, without the values in `categoriesExcept`; `columnsMayBeEmpty` names the
optional columns that are no fault without any value (true for all), `confidential` says that rows
are about persons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.view import carried_key, parse_view, view_descriptor
from inburgering_opendata.toolkit.ground.errors import (
    PROJECT_FILE_BROKEN,
    TABLE_WITHOUT_BOUNDARIES,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import read_json
from inburgering_opendata.toolkit.ground.project import Project

FIELD_TYPES = ("string", "integer", "number", "date", "boolean")
FIRST_VERSION = "1.0.0"
"""The version of a schema that declares none: nothing breaking has happened to it yet."""

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)

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
class Boundaries:
    """How a municipal table is carried to the boundaries of a later date; property `boundaries`.

    Every other column is kept as it is.
    """

    municipality: str
    """The column with the CBS code; a row without one, such as a total, is left out."""
    date: str
    """The column with the day on whose boundaries a row stands."""
    sums: tuple[str, ...]
    """Whole numbers that add up when municipalities merge, and are divided when one is split."""
    rates: tuple[str, ...]
    """Columns that follow from the sums and are computed anew: ranks, shares, amounts a head."""
    omits: tuple[str, ...]
    """Columns that say nothing of a municipality on other boundaries, and are left out."""
    key: tuple[str, ...]
    """What a carried row is known by, its municipality among it."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The key but the municipality: what sums over all municipalities are of."""
        return tuple(name for name in self.key if name != self.municipality)


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
    def version(self) -> str:
        """Semantic version of the schema itself, `MAJOR.MINOR.PATCH`."""
        return str(self.descriptor["version"])

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def columns_may_be_empty(self) -> frozenset[str]:
        """The optional columns that are fine without any value, as in a delivery of a few rows."""
        declared = self.descriptor.get("columnsMayBeEmpty", False)
        if isinstance(declared, bool):
            return frozenset(self.field_names if declared else ())
        return frozenset(declared)

    @property
    def is_confidential(self) -> bool:
        """Whether its rows are about persons, so that no report may show them."""
        return bool(self.descriptor.get("confidential", False))

    @property
    def is_municipal(self) -> bool:
        """Whether it can be carried to the boundaries of another date."""
        return "boundaries" in self.descriptor

    @property
    def boundaries(self) -> Boundaries:
        """How it is carried to other boundaries.

        Raises:
            OpendataError: `TABLE_WITHOUT_BOUNDARIES` when it cannot be.
        """
        if not self.is_municipal:
            raise OpendataError(TABLE_WITHOUT_BOUNDARIES, table=self.name)
        declared = self.descriptor["boundaries"]
        return Boundaries(
            declared["municipality"],
            declared["date"],
            tuple(declared["sums"]),
            tuple(declared.get("rates", ())),
            tuple(declared.get("omits", ())),
            carried_key(self.primary_key, declared),
        )

    @property
    def has_other_areas(self) -> bool:
        """Whether some rows of a municipal table are not of one municipality, such as totals."""
        return not self.field(self.boundaries.municipality).required

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@cache
def load_table_schema(project: Project, table: str) -> TableSchema:
    """The schema of `table`, from `schemas/<table>.schema.json`, or that of a view of it.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is missing.
    """
    view = parse_view(table)
    path = project.schemas / f"{view.table if view else table}.schema.json"
    try:
        raw: Json = read_json(path)
        if view:
            raw = view_descriptor(raw, view)
        return table_schema_of(raw, _shared_categories(project.schemas / "categories.json"))
    except KeyError as error:
        problem = f"the property {error} is missing"
    except (OSError, ValueError) as error:
        problem = str(error)
    raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)


def _shared_categories(path: Path) -> Json:
    """The lists of categories that several tables share, by name."""
    return read_json(path)


def table_schema_of(raw: Json, shared: Json) -> TableSchema:
    """The schema that a descriptor describes, with the `shared` lists of categories by name.

    Raises:
        KeyError: a property is missing.
        ValueError: one is there that cannot be.
    """
    _require_both_languages(raw, "the table")
    version = str(raw.get("version", FIRST_VERSION))
    if not _VERSION.fullmatch(version):
        raise ValueError(f"the version '{version}' is not of the form MAJOR.MINOR.PATCH")
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
    described = [dict(field.descriptor) for field in fields]
    descriptor = {**raw, "version": version, "fields": described}
    return TableSchema(str(raw["name"]), fields, primary_key, foreign_keys, descriptor)


def _field(raw: Json, shared: Json) -> Field:
    _require_both_languages(raw, f"field '{raw['name']}'")
    if raw["type"] not in FIELD_TYPES:
        raise ValueError(
            f"field '{raw['name']}' has type '{raw['type']}', not one of {FIELD_TYPES}"
        )
    descriptor = dict(raw)
    if isinstance(raw.get("categories"), str):
        without = descriptor.pop("categoriesExcept", ())
        descriptor["categories"] = [
            category for category in shared[raw["categories"]] if category["value"] not in without
        ]
    field = Field(str(raw["name"]), str(raw["type"]), descriptor)
    if field.type == "number" and not field.precision >= field.decimals >= 0:
        raise ValueError(f"field '{field.name}': precision must be at least decimals")
    # Readers of the published descriptor do not all know `categories`, so the enum is spelled out.
    return Field(field.name, field.type, {**descriptor, "constraints": field.constraints})


def _require_both_languages(raw: Json, what: str) -> None:
    for name in ("title", "title@nl", "description", "description@nl"):
        if not raw.get(name):
            raise ValueError(f"{what} has no '{name}'")
