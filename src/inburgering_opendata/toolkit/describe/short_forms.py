"""The short forms of Table Schema, written out, so that whoever reads a schema knows one form.

Version 2 of Table Schema (https://datapackage.org/standard/table-schema/) lets a key be the name of
its only field, a reference to the table itself leave out the table, a category be its value, and a
missing value be an object. Version 1 names the table itself with an empty text. The profile of
version 2.0 had `fieldsMatch` in a list, by mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inburgering_opendata.toolkit.ground.files import Json


def in_long_form(raw: Json) -> dict[str, Any]:
    """The Table Schema `raw` with every short form written out; what is long stays as it is.

    The types must be those that Table Schema has; what else is wrong with it is not looked at.
    """
    long = dict(raw)
    long["fields"] = [_field(field) for field in raw["fields"]]
    if "primaryKey" in raw:
        long["primaryKey"] = _names(raw["primaryKey"])
    if "uniqueKeys" in raw:
        long["uniqueKeys"] = [_names(key) for key in raw["uniqueKeys"]]
    if "foreignKeys" in raw:
        long["foreignKeys"] = [_foreign_key(key, raw["name"]) for key in raw["foreignKeys"]]
    if "missingValues" in raw:
        long["missingValues"] = _values(raw["missingValues"])
    if isinstance(matched := raw.get("fieldsMatch"), list):
        [long["fieldsMatch"]] = matched
    return long


def _field(raw: Json) -> dict[str, Any]:
    long = dict(raw)
    if isinstance(categories := raw.get("categories"), list):
        long["categories"] = [in_long_form_of_category(category) for category in categories]
    if "missingValues" in raw:
        long["missingValues"] = _values(raw["missingValues"])
    return long


def in_long_form_of_category(raw: Any) -> dict[str, Any]:
    """A value with what it is called in both languages: itself, where nothing else is said."""
    declared = dict(raw) if isinstance(raw, dict) else {"value": raw}
    label = declared.get("label", str(declared["value"]))
    return {**declared, "label": label, "label@nl": declared.get("label@nl", label)}


def _foreign_key(raw: Json, table: str) -> dict[str, Any]:
    reference = raw["reference"]
    return {
        **raw,
        "fields": _names(raw["fields"]),
        "reference": {
            **reference,
            "resource": reference.get("resource") or table,
            "fields": _names(reference["fields"]),
        },
    }


def _names(raw: str | Sequence[str]) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw)


def _values(raw: Sequence[Any]) -> list[str]:
    return [value["value"] if isinstance(value, dict) else value for value in raw]
