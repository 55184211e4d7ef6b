"""The short forms of Table Schema, written out, so that whoever reads a schema knows one form.

Version 2 of Table Schema (https://datapackage.org/standard/table-schema/) lets a key be the name of
its only field, a reference to the table itself leave out the table, a category be its value, and a
missing value be an object. Version 1 names the table itself with an empty text. The profile of
version 2.0 had `fieldsMatch` in a list, by mistake. A time, a month and a duration are texts of a
pattern, and a year is a whole number: in these forms every format of a release has them exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_DAYS = "([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_SECONDS = r"[0-9]+(\.[0-9]+)?S"
_HOURS = f"([0-9]+H([0-9]+M)?({_SECONDS})?|[0-9]+M({_SECONDS})?|{_SECONDS})"

AS_TEXT: Mapping[str, str] = {
    "time": f"^{_CLOCK}$",
    "yearmonth": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "duration": f"^P({_DAYS}(T{_HOURS})?|T{_HOURS}|[0-9]+W)$",
}
"""Types that are kept as text in every format, with how such a text is written: a time of day as
23:59:59, a month as 2026-01, and a duration of ISO 8601 as P1Y2M or PT36H."""

_YEARS = {"minimum": 0, "maximum": 9999}


def _typed(raw: Json) -> dict[str, Any]:
    """A field whose type is another one with a constraint: a year is a whole number."""
    type, constraints = raw["type"], raw.get("constraints", {})
    if type in AS_TEXT:
        return {
            **raw,
            "type": "string",
            "constraints": {"pattern": AS_TEXT[type], **constraints},
        }
    if type == "year":
        return {**raw, "type": "integer", "constraints": {**_YEARS, **constraints}}
    return dict(raw)


def _field(raw: Json) -> dict[str, Any]:
    long = _typed(raw)
    if isinstance(categories := raw.get("categories"), list):
        long["categories"] = [in_long_form_of_category(category) for category in categories]
    if "missingValues" in raw:
        long["missingValues"] = _values(raw["missingValues"])
    return long


def in_long_form_of_category(raw: Any) -> dict[str, Any]:
    """A value with what it is called: itself, where nothing else is said."""
    declared = dict(raw) if isinstance(raw, dict) else {"value": raw}
    return {**declared, "label": declared.get("label", str(declared["value"]))}


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
