"""Views of a municipal table: on the boundaries of another date, and added up to regions.

A view has no schema of its own: its schema follows from that of the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inburgering_opendata.municipalities.errors import TABLE_WITHOUT_BOUNDARIES
from inburgering_opendata.toolkit.ground.errors import OpendataError

BOUNDARY_DATE = "boundary_date"
IS_ESTIMATED = "is_estimated"
REGION = "region_name"

_NAME = re.compile(r"(?P<table>.+)_on_(?P<day>\d{8})(_by_region_(?P<regions>\d{4}))?")


@dataclass(frozen=True)
class View:
    """`table` on the boundaries of `day`; added up to the regions of a year, if one is given."""

    table: str
    day: date
    regions: int | None = None

    @property
    def name(self) -> str:
        suffix = f"_by_region_{self.regions}" if self.regions else ""
        return f"{self.table}_on_{self.day:%Y%m%d}{suffix}"


def parse_view(name: str) -> View | None:
    """The view that a name such as allocation_on_20230101 stands for, or None."""
    if (found := _NAME.fullmatch(name)) is None:
        return None
    try:
        day = datetime.strptime(found["day"], "%Y%m%d").date()
    except ValueError:
        return None
    return View(found["table"], day, int(found["regions"]) if found["regions"] else None)


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """How a municipal table is carried to the boundaries of a later date: the property
    `boundaries` of its Table Schema.

    Every other column is kept as it is.
    """

    table: str
    """The name of the table, for messages."""
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


def is_municipal(raw: Mapping[str, Any]) -> bool:
    """Whether a table can be carried to the boundaries of another date, by its Table Schema."""
    return "boundaries" in raw


def boundaries_of(raw: Mapping[str, Any]) -> Boundaries:
    """How a table is carried to other boundaries, by its Table Schema.

    Raises:
        OpendataError: `TABLE_WITHOUT_BOUNDARIES` when it cannot be.
    """
    if not is_municipal(raw):
        raise OpendataError(TABLE_WITHOUT_BOUNDARIES, table=raw["name"])
    declared = raw["boundaries"]
    return Boundaries(
        table=raw["name"],
        municipality=declared["municipality"],
        date=declared["date"],
        sums=tuple(declared["sums"]),
        rates=tuple(declared.get("rates", ())),
        omits=tuple(declared.get("omits", ())),
        key=carried_key(raw["primaryKey"], declared),
    )


def has_other_areas(raw: Mapping[str, Any]) -> bool:
    """Whether some rows of a municipal table are not of one municipality, such as totals."""
    column = boundaries_of(raw).municipality
    field = next(field for field in raw["fields"] if field["name"] == column)
    return not field.get("constraints", {}).get("required", False)


def carried_key(primary_key: Sequence[str], boundaries: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row is known by on other boundaries, by the key of its table and the property
    `boundaries` of its schema: what is left of the key, and the municipality.
    """
    left = [name for name in primary_key if name not in boundaries.get("omits", ())]
    return tuple(dict.fromkeys([*left, boundaries["municipality"]]))


def view_descriptor(raw: Mapping[str, Any], view: View) -> dict[str, Any]:
    """The Table Schema of `view`, from the one of its table, which must declare `boundaries`.

    Foreign keys that hold on the boundaries of the table itself, only, are left out.
    """
    boundaries = boundaries_of(raw)
    municipality, omits = boundaries.municipality, boundaries.omits
    fields = [
        _municipality_field(field, view) if field["name"] == municipality else field
        for field in raw["fields"]
        if field["name"] not in omits
        # Of a region a figure that only some municipalities have would always be unknown.
        and (not view.regions or field.get("constraints", {}).get("required"))
        # A region has no municipality whose name there would be.
        and not (view.regions and field.get("filledFrom", {}).get("key") == municipality)
    ]
    key = [REGION if view.regions and name == municipality else name for name in boundaries.key]
    keys = [
        foreign
        for foreign in raw.get("foreignKeys", [])
        if municipality not in foreign["fields"]
        or (foreign["fields"] == [municipality] and not view.regions)
    ]
    own = ("boundaries", "foreignKeys", "fields", "primaryKey")
    return {
        **{name: value for name, value in raw.items() if name not in own},
        "name": view.name,
        "title": f"{raw['title']}, {_ON.format(view.day)}{_region_words(view)[0]}",
        "title@nl": f"{raw['title@nl']}, {_OP.format(view.day)}{_region_words(view)[1]}",
        "description": f"{_HOW}{_without(_WITHOUT, omits)}{_OF} {raw['description']}",
        "description@nl": f"{_HOE}{_without(_ZONDER, omits)}{_OVER} {raw['description@nl']}",
        "fields": [*fields, _BOUNDARY_DATE_FIELD, _IS_ESTIMATED_FIELD],
        "primaryKey": key,
        **({"foreignKeys": keys} if keys else {}),
    }


def _municipality_field(field: Mapping[str, Any], view: View) -> Mapping[str, Any]:
    if view.regions:
        return _REGION_FIELD
    return {**field, "constraints": {**field.get("constraints", {}), "required": True}}


def _without(words: str, omits: Sequence[str]) -> str:
    return words.format(", ".join(omits)) if omits else ""


def _region_words(view: View) -> tuple[str, str]:
    if not view.regions:
        return "", ""
    return (
        f", by labour-market region of {view.regions}",
        f", per arbeidsmarktregio van {view.regions}",
    )


_ON = "on the boundaries of {:%Y-%m-%d}"
_OP = "op de grenzen van {:%Y-%m-%d}"
_HOW = (
    "Carried to the boundaries of another date: what merged was added up, what was split was "
    "divided by the inhabitants that moved and is marked is_estimated, and ranks, shares and rates "
    "were computed anew. A sum of which a part is not known is empty."
)
_HOE = (
    "Omgerekend naar de grenzen van een andere datum: wat samenging is opgeteld, wat gesplitst is, "
    "is verdeeld naar de overgegane inwoners en gemerkt met is_estimated, en rangen, aandelen en "
    "verhoudingen zijn opnieuw berekend. Een som waarvan een deel niet bekend is, is leeg."
)
_WITHOUT = " Rows that are not of one municipality are left out, and so are the columns {}."
_ZONDER = " Rijen die niet van één gemeente zijn, zijn weggelaten, en de kolommen {} ook."
_OF = " Of the table as it was first made it says:"
_OVER = " Over de oorspronkelijke tabel:"
_REGION_FIELD = {
    "name": REGION,
    "type": "string",
    "title": "Labour-market region",
    "title@nl": "Arbeidsmarktregio",
    "description": "Region that the amounts of its municipalities were added up to",
    "description@nl": "Regio waartoe de bedragen van haar gemeenten zijn opgeteld",
    "constraints": {"required": True},
}
_BOUNDARY_DATE_FIELD = {
    "name": BOUNDARY_DATE,
    "type": "date",
    "title": "Date of the boundaries",
    "title@nl": "Datum van de grenzen",
    "description": "Day on whose municipal boundaries the row stands",
    "description@nl": "Dag op de gemeentegrenzen waarvan de rij staat",
    "constraints": {"required": True},
}
_IS_ESTIMATED_FIELD = {
    "name": IS_ESTIMATED,
    "type": "boolean",
    "title": "Estimated",
    "title@nl": "Geschat",
    "description": "Whether part of the row comes from a municipality that was split",
    "description@nl": "Of een deel van de rij komt van een gemeente die is gesplitst",
    "constraints": {"required": True},
}
