"""Fields that are filled in by following a foreign key: what a schema says of them, and may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.files import Json

PROPERTY = "filledFrom"


@dataclass(frozen=True)
class Filled:
    """What a field is filled with: `field` of the row of `table` whose `reference_key` is what
    stands in `key`.
    """

    key: str
    table: str
    field: str
    reference_key: str


def followed(declared: Json, foreign_keys: Iterable[Json]) -> Filled:
    """What a field follows, one of whose table's `foreign_keys`, in their long form, is its key."""
    key, table = declared["key"], declared["resource"]
    return Filled(key, table, declared["field"], _single_keys(foreign_keys)[key, table])


def refuse_unfillable(raw: Json, schema_of: Callable[[str], Json]) -> None:
    """Let only a schema pass whose fields that are filled in have a key, which leads to one value.

    Args:
        raw: the schema, in its long form.
        schema_of: that of another table, in its long form; raises OSError when there is none.

    Raises:
        ValueError: it says of which field, and why.
        OSError: there is no such other table.
    """
    for field in raw["fields"]:
        if PROPERTY in field:
            try:
                _refuse(field, raw, schema_of)
            except ValueError as error:
                raise ValueError(f"field '{field['name']}': {PROPERTY}: {error}") from error


def _refuse(field: Json, raw: Json, schema_of: Callable[[str], Json]) -> None:
    declared, keys = field[PROPERTY], _single_keys(raw.get("foreignKeys", ()))
    key, table, wanted = declared["key"], declared["resource"], declared["field"]
    names = [other["name"] for other in raw["fields"]]
    if key not in names:
        raise ValueError(f"'{key}' is no field of the table{did_you_mean(key, names)}")
    if (key, table) not in keys:
        meant = did_you_mean(table, [there for own, there in keys if own == key])
        raise ValueError(f"no foreign key of '{key}' alone refers to '{table}'{meant}")
    there = raw if table == raw["name"] else schema_of(table)
    fields = {other["name"]: other for other in there["fields"]}
    if wanted not in fields:
        raise ValueError(f"'{wanted}' is no field of {table}{did_you_mean(wanted, fields)}")
    other = fields[wanted]
    if PROPERTY in other:
        raise ValueError(f"{table}.{wanted} is itself filled in, so that its key is to be followed")
    if other["type"] != field["type"]:
        raise ValueError(f"{table}.{wanted} is a {other['type']}, and this is a {field['type']}")
    single = keys[key, table]
    is_unique = fields.get(single, {}).get("constraints", {}).get("unique")
    if list(there["primaryKey"]) != [single] and not is_unique:
        raise ValueError(f"several rows of {table} may have the same {single}")


def _single_keys(foreign_keys: Iterable[Json]) -> dict[tuple[str, str], str]:
    """By field and table: the field there, of every foreign key of one field."""
    return {
        (key["fields"][0], key["reference"]["resource"]): key["reference"]["fields"][0]
        for key in foreign_keys
        if len(key["fields"]) == 1
    }
