"""A table, described once: the Table Schema that everything else derives from.

Specification: Data Package 2.0, Table Schema (https://datapackage.org/standard/table-schema/),
with `title@nl` and `description@nl` for Dutch, `unit`, and `precision` and `decimals` for exact
numbers, and `version` for the semantic version of the schema itself. A `datetime` is
in UTC and of whole seconds, by default written `2020-01-31T12:00:00Z`. `categories` may be the name
of a list that tables share, without the values in `categoriesExcept`; `columnsMayBeEmpty` names the
optional columns that are no fault without any value (true for all), `confidential` says that rows
are about persons. `filledFrom` of a field says by which key, from which field of which table it is
filled in when tables are assembled; `renamedFrom` is the name that it had in earlier releases;
`storedAs` says that Parquet holds the nearest double of its decimals, as for shares and rates.
`notChecked` of a field switches off what its type implies, by the name of the expectation and with
the reason; that is possible for `expect_column_values_to_be_text` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.constraints import constraints_of
from inburgering_opendata.toolkit.describe.filled_fields import (
    PROPERTY,
    Filled,
    followed,
    refuse_unfillable,
)
from inburgering_opendata.toolkit.describe.forms import USUAL, Form, form_of
from inburgering_opendata.toolkit.describe.short_forms import (
    in_long_form,
    in_long_form_of_category,
)
from inburgering_opendata.toolkit.describe.views import NO_VIEWS, AddingUp, Views
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project

TEXT_CHECK = "expect_column_values_to_be_text"
"""What a field of text implies, unless it says by this name why not."""

FIRST_VERSION = "1.0.0"
"""The version of a schema that declares none: nothing breaking has happened to it yet."""

DOUBLE_DIGITS = 15
"""Digits that a double surely keeps: up to so many each decimal has one of its own."""

TABLE = Kind(
    name="table",
    files="schemas/<table>.schema.json",
    schema=Path(__file__).with_name("table.schema.json"),
)
CATEGORIES = Kind(
    name="categories",
    files="schemas/categories.json",
    schema=Path(__file__).with_name("categories.schema.json"),
)


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
    def is_filled(self) -> bool:
        """Whether it is filled in by following a key, so that no source has it."""
        return PROPERTY in self.descriptor

    @property
    def stored_as_double(self) -> bool:
        """Whether Parquet holds the nearest double of its decimals; see `tables/doubles.py`."""
        return self.descriptor.get("storedAs") == "double"

    @property
    def not_nearest(self) -> str:
        """What doubles are, in words, that are nearest to no number of the field."""
        return f"doubles that are not nearest to a number of {self.decimals} decimals"

    @property
    def renamed_from(self) -> str | None:
        """What the column was called in earlier releases, where that was something else."""
        earlier: str | None = self.descriptor.get("renamedFrom")
        return earlier

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

    @property
    def filled(self) -> dict[str, Filled]:
        """What each field that is filled in follows, by its name."""
        keys = self.descriptor.get("foreignKeys", ())
        return {
            field.name: followed(field.descriptor[PROPERTY], keys)
            for field in self.fields
            if field.is_filled
        }

    @property
    def unfilled(self) -> TableSchema:
        """The table as sources and rules make it: without the fields that are filled in."""
        fields = tuple(field for field in self.fields if not field.is_filled)
        described = [field.descriptor for field in fields]
        return replace(self, fields=fields, descriptor={**self.descriptor, "fields": described})

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
    shared = _shared_categories(project)
    try:
        raw = _raw_schema(project, base or table)
        if raw["name"] != (base or table):
            raise ValueError(f"the name '{raw['name']}' is not that of the file")
        if not raw["primaryKey"]:
            raise ValueError("'primaryKey' names no field, so nothing tells rows apart")
        refuse_unfillable(raw, partial(_raw_schema, project))
        return table_schema_of(views.schema(raw, table) if base else raw, shared, views)
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error


def problems_of_fields(project: Project, table: str) -> list[str]:
    """What `load_table_schema` would refuse of each field of the file of `table`, one by one.

    Raises:
        OSError, ValueError: the file is not as the JSON Schema of `TABLE` has it.
        OpendataError: `PROJECT_FILE_BROKEN`, of the shared lists of categories.
    """
    raw = _raw_schema(project, table)
    shared = _shared_categories(project)
    problems = []
    for descriptor in raw["fields"]:
        try:
            in_key = descriptor["name"] in raw["primaryKey"]
            _field(descriptor, shared, raw.get("missingValues", [""]), in_key=in_key)
        except ValueError as error:
            problems.append(str(error))
    return problems


def _raw_schema(project: Project, table: str) -> Json:
    """What the file of a schema says, in its long form; raises OSError or ValueError."""
    path = project.schemas / f"{table}.schema.json"
    return in_long_form(read_declared(path, TABLE, project.declarations))


def _shared_categories(project: Project) -> Json:
    """The lists of categories that several tables share, by name; a project need not have any."""
    path, told = project.schemas / "categories.json", project.declarations
    try:
        shared: Json = read_declared(path, CATEGORIES, told) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return shared


def table_schema_of(raw: Json, shared: Json, views: Views = NO_VIEWS) -> TableSchema:
    """The schema that a descriptor describes, with the `shared` lists of categories by name.

    Args:
        raw: the descriptor, as the JSON Schema of `TABLE` has it, with every short form written
            out.
        views: what the subject says of views, and so of what adds up.

    Raises:
        ValueError: it names a field or a list of categories that is not there.
    """
    version = str(raw.get("version", FIRST_VERSION))
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
    unique_keys = tuple(tuple(key) for key in raw.get("uniqueKeys", []))
    _refuse_strange_fields(raw, names)
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


def _refuse_strange_fields(raw: Json, names: Sequence[str]) -> None:
    """Let only a descriptor pass whose keys name fields that it has, each of them once."""
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two fields have the same name, '{doubled}'")
    may_be_empty = raw.get("columnsMayBeEmpty", False)
    foreign = raw.get("foreignKeys", ())
    named = [
        ("primaryKey", raw["primaryKey"]),
        *(("uniqueKeys", key) for key in raw.get("uniqueKeys", ())),
        *(("foreignKeys", key["fields"]) for key in foreign),
        *(
            ("foreignKeys", key["reference"]["fields"])
            for key in foreign
            if key["reference"]["resource"] == raw["name"]
        ),
        ("columnsMayBeEmpty", () if isinstance(may_be_empty, bool) else may_be_empty),
    ]
    for field in raw["fields"]:
        if field.get("renamedFrom") in names:
            earlier = field["renamedFrom"]
            raise ValueError(f"'renamedFrom' of '{field['name']}': '{earlier}' is still a field")
    for what, fields in named:
        for name in fields:
            if name not in names:
                meant = did_you_mean(name, names)
                raise ValueError(f"'{what}' names '{name}', which is no field of the table{meant}")
            if fields.count(name) > 1:
                raise ValueError(f"'{what}' names '{name}' twice")
    for key in foreign:
        there = key["reference"]["fields"]
        if len(key["fields"]) != len(there):
            raise ValueError(f"'foreignKeys': {key['fields']} refer to {there}, not as many")


def _field(raw: Json, shared: Json, missing: Sequence[str], *, in_key: bool) -> Field:
    descriptor = dict(raw)
    if isinstance(raw.get("categories"), str):
        without = descriptor.pop("categoriesExcept", ())
        descriptor["categories"] = _shared_with(raw["name"], raw["categories"], without, shared)
    field = Field(str(raw["name"]), str(raw["type"]), descriptor)
    if field.type == "number" and not field.precision >= field.decimals >= 0:
        raise ValueError(f"field '{field.name}': precision must be at least decimals")
    if field.stored_as_double and (field.type != "number" or field.precision > DOUBLE_DIGITS):
        fits = f"of a number of at most {DOUBLE_DIGITS} digits"
        raise ValueError(f"field '{field.name}': storedAs is {fits}, so that no two are one double")
    if field.type != "string" and field.not_checked:
        raise ValueError(f"field '{field.name}': notChecked is of text only, not of {field.type}")
    # Readers of the published descriptor do not all know `categories`, so the enum is spelled out.
    try:
        constraints = constraints_of(descriptor, in_key=in_key)
        form = form_of(descriptor, missing)
    except ValueError as error:
        raise ValueError(f"field '{field.name}': {error}") from error
    return Field(field.name, field.type, {**descriptor, "constraints": constraints}, form)


def _shared_with(
    field: str, name: str, without: Sequence[Any], shared: Json
) -> list[dict[str, Any]]:
    """The shared categories of that name, but those `without`."""
    if name not in shared:
        meant = did_you_mean(name, shared)
        raise ValueError(f"field '{field}': categories.json has no list '{name}'{meant}")
    categories = [in_long_form_of_category(category) for category in shared[name]]
    known = [category["value"] for category in categories]
    if strange := [value for value in without if value not in known]:
        raise ValueError(f"field '{field}': {strange[0]!r} is not among the categories '{name}'")
    return [category for category in categories if category["value"] not in without]
