"""A table, described once: the Table Schema that everything else derives from.

Specification: Data Package 2.0, Table Schema (https://datapackage.org/standard/table-schema/),
with `title@nl` and `description@nl` for Dutch, `unit`, and `precision` and `decimals` for exact
numbers, and `version` for the semantic version of the schema itself. A `datetime` is
in UTC and of whole seconds, by default written `2020-01-31T12:00:00Z`. `categories` may be the name
of a list that tables share, without the values in `categoriesExcept`; `columnsMayBeEmpty` names the
optional columns that are no fault without any value (true for all), `confidential` says that rows
are about persons. `notChecked` of a field switches off what its type implies, by the name of the
expectation and with the reason; that is possible for `expect_column_values_to_be_text` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inburgering_opendata.toolkit.describe.constraints import constraints_of
from inburgering_opendata.toolkit.describe.forms import TYPES_NOT_HERE, USUAL, Form, form_of
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.views import NO_VIEWS, AddingUp, Views
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json, read_json
from inburgering_opendata.toolkit.ground.project import Project

FIELD_TYPES = ("string", "integer", "number", "date", "datetime", "boolean")
TEXT_CHECK = "expect_column_values_to_be_text"
"""What a field of text implies, unless it says by this name why not."""

FIRST_VERSION = "1.0.0"
"""The version of a schema that declares none: nothing breaking has happened to it yet."""

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)


@dataclass(frozen=True)
class Field:
    """One column: its name, type and constraints; the words for people stay in `descriptor`."""

    name: str
    type: str
    descriptor: Json
    form: Form = USUAL
    """How its cells are written."""

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])

    @property
    def constraints(self) -> Json:
        """What is demanded of each value; see `constraints_of`, which made it of the declared."""
        constraints: Json = self.descriptor.get("constraints", {})
        return constraints

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required", False))

    @property
    def not_checked(self) -> Mapping[str, str]:
        """What is not asked of it though its type implies that, with the reason."""
        return dict(self.descriptor.get("notChecked", {}))

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


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """A table: its fields in order, its keys, and its descriptor as published."""

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: Json
    unique_keys: tuple[tuple[str, ...], ...] = ()
    """Other combinations of fields of which no two rows have the same; one with an empty cell is
    like no other (Table Schema, unique keys)."""
    adding_up: AddingUp | None = None
    """What of it adds up, where the subject says so."""

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

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@cache
def load_table_schema(project: Project, table: str) -> TableSchema:
    """The schema of `table`, from `schemas/<table>.schema.json`, or that of a view of it.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the file and what is missing.
    """
    views = project.told(Views)
    base = views.table_of(table)
    path = project.schemas / f"{base or table}.schema.json"
    try:
        raw: Json = in_long_form(read_json(path))
        if base:
            raw = views.schema(raw, table)
        shared = _shared_categories(project.schemas / "categories.json")
        return table_schema_of(raw, shared, views)
    except KeyError as error:
        problem = f"the property {error} is missing"
    except (OSError, ValueError) as error:
        problem = str(error)
    except (AttributeError, TypeError) as error:
        problem = f"a property is of another kind than it must be: {error}"
    raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=problem)


def _shared_categories(path: Path) -> Json:
    """The lists of categories that several tables share, by name; a project need not have any."""
    return read_json(path) if path.is_file() else {}


def table_schema_of(raw: Json, shared: Json, views: Views = NO_VIEWS) -> TableSchema:
    """The schema that a descriptor describes, with the `shared` lists of categories by name.

    Args:
        raw: the descriptor, with every short form written out.
        views: what the subject says of views, and so of what adds up.

    Raises:
        KeyError: a property is missing.
        ValueError: one is there that cannot be.
    """
    _require_both_languages(raw, "the table")
    version = str(raw.get("version", FIRST_VERSION))
    if not _VERSION.fullmatch(version):
        raise ValueError(f"the version '{version}' is not of the form MAJOR.MINOR.PATCH")
    if (matched := raw.get("fieldsMatch", "exact")) != "exact":
        raise ValueError(
            f"fieldsMatch is '{matched}': every file of a table has exactly the columns of its "
            "schema, in that order; leave it out"
        )
    primary_key = tuple(raw["primaryKey"])
    missing = raw.get("missingValues", [""])
    fields = tuple(
        _field(descriptor, shared, missing, in_key=descriptor["name"] in primary_key)
        for descriptor in raw["fields"]
    )
    names = [field.name for field in fields]
    foreign_keys = tuple(
        ForeignKey(
            fields=tuple(key["fields"]),
            reference_table=key["reference"]["resource"],
            reference_fields=tuple(key["reference"]["fields"]),
        )
        for key in raw.get("foreignKeys", [])
    )
    for foreign in foreign_keys:
        if len(foreign.fields) != len(foreign.reference_fields):
            raise ValueError(
                f"the foreign key {list(foreign.fields)} refers to {list(foreign.reference_fields)}"
                ", which are not as many"
            )
    unique_keys = tuple(tuple(key) for key in raw.get("uniqueKeys", []))
    keys = [primary_key, *unique_keys, *(key.fields for key in foreign_keys)]
    for key in keys:
        if not key or len(set(key)) != len(key):
            raise ValueError(f"a key names {list(key)}: no field, or one of them twice")
    keyed = {name for key in keys for name in key}
    if unknown := sorted(keyed - set(names)):
        raise ValueError(f"a key names {unknown}, which are not fields of the table")
    if len(set(names)) != len(names):
        raise ValueError("two fields have the same name")
    described = [dict(field.descriptor) for field in fields]
    descriptor = {**raw, "version": version, "fields": described}
    name, adding_up = str(raw["name"]), views.adding_up(raw)
    return TableSchema(
        name=name,
        fields=fields,
        primary_key=primary_key,
        foreign_keys=foreign_keys,
        unique_keys=unique_keys,
        descriptor=descriptor,
        adding_up=adding_up,
    )


def _field(raw: Json, shared: Json, missing: Sequence[str], *, in_key: bool) -> Field:
    _require_both_languages(raw, f"field '{raw['name']}'")
    if raw["type"] not in FIELD_TYPES:
        instead = TYPES_NOT_HERE.get(raw["type"], "")
        raise ValueError(
            f"field '{raw['name']}' has type '{raw['type']}', not one of {FIELD_TYPES}"
            + (f": {instead}" if instead else "")
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
    if problem := _problem_with_not_checked(field):
        raise ValueError(f"field '{field.name}': {problem}")
    # Readers of the published descriptor do not all know `categories`, so the enum is spelled out.
    try:
        constraints = constraints_of(descriptor, in_key=in_key)
        form = form_of(descriptor, missing)
    except ValueError as error:
        raise ValueError(f"field '{field.name}': {error}") from error
    return Field(field.name, field.type, {**descriptor, "constraints": constraints}, form)


def _problem_with_not_checked(field: Field) -> str | None:
    declared = field.descriptor.get("notChecked")
    if declared is None:
        return None
    if not isinstance(declared, dict) or not declared:
        return f"notChecked has the name of what is not checked, such as {TEXT_CHECK}, and why"
    for name, reason in declared.items():
        if name != TEXT_CHECK:
            return f"notChecked names '{name}'; only {TEXT_CHECK} can be left out"
        if field.type != "string":
            return f"notChecked names '{name}', which is asked of text only"
        if not isinstance(reason, str) or not reason.strip() or "\n" in reason:
            return f"notChecked gives no reason for '{name}'; a sentence on one line was expected"
    return None


def _require_both_languages(raw: Json, what: str) -> None:
    for name in ("title", "title@nl", "description", "description@nl"):
        if not raw.get(name):
            raise ValueError(f"{what} has no '{name}'")
