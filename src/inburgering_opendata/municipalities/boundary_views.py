"""The views of municipal tables as the toolkit is told of them: schema, suite, rows and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inburgering_opendata.municipalities.view import (
    BOUNDARY_DATE,
    View,
    boundaries_of,
    has_other_areas,
    is_municipal,
    parse_view,
    view_descriptor,
)
from inburgering_opendata.toolkit.describe.views import AddingUp, TableOf, Views
from inburgering_opendata.toolkit.ground.files import Json

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.municipalities.reorganisations import Reorganisations

PROPERTIES = ("boundaries", "regions")
"""What a package with views says of them: the day, and the year of the regions."""


def table_of(name: str) -> str | None:
    """The table that a name such as allocation_on_20230101 is a view of, or None."""
    view = parse_view(name)
    return view.table if view else None


def schema(raw: Json, name: str) -> Json:
    """The Table Schema of the view `name`, from the one of its table."""
    return view_descriptor(raw, _view(name))


def rows(table: TableOf, raw: Json, name: str) -> pa.Table:
    """The rows of the view `name`; raises what `harmonise` and `regional_totals` raise."""
    # Only here, as loading DuckDB costs more time than most assemblies.
    from inburgering_opendata.municipalities.harmonise import harmonise
    from inburgering_opendata.municipalities.regions import regional_totals

    view, boundaries = _view(name), boundaries_of(raw)
    changes = reorganisations(table)
    harmonised = harmonise(table(view.table), boundaries, changes, view.day)
    if view.regions is None:
        return harmonised
    mapping = table("municipality_region")
    return regional_totals(
        harmonised, boundaries, mapping, changes.register, view.regions, view.day
    )


def reorganisations(table: TableOf) -> Reorganisations:
    """Every reorganisation, from the register and its changes."""
    from inburgering_opendata.municipalities.reorganisations import Reorganisations

    return Reorganisations.of(table("municipality_change"), table("municipality"))


def names(tables: Sequence[Json], asked: Json) -> tuple[str, ...]:
    """A view of each municipal table on the boundaries of the day, and one added up to the regions
    of the year, if that is given and the table has no totals of its own.

    Raises:
        ValueError: the day is none, or the year is no number.
    """
    if (day := asked.get("boundaries")) is None:
        return ()
    regions = asked.get("regions")
    on, year = date.fromisoformat(day), None if regions is None else int(regions)
    return tuple(
        View(raw["name"], on, each).name
        for raw in tables
        if is_municipal(raw)
        for each in ([None] if year is None or has_other_areas(raw) else [None, year])
    )


def adding_up(raw: Json) -> AddingUp | None:
    """The sums of a municipal table add up over its municipalities, within the rest of its key."""
    if not is_municipal(raw):
        return None
    boundaries = boundaries_of(raw)
    return AddingUp(boundaries.municipality, boundaries.sums, boundaries.groups)


def suite(raw: Json, name: str) -> Sequence[Json]:
    """The expectations of the view `name`: nothing lost, nobody missing.

    That a sum is right is a check of the table itself; that it is still the same is one of these.
    """
    boundaries = boundaries_of(raw)
    groups = list(boundaries.groups)
    of_row = list(dict.fromkeys([*groups, boundaries.date]))
    required = {
        field["name"] for field in raw["fields"] if field.get("constraints", {}).get("required")
    }
    same_sums = [
        _expectation(
            f"same_sum_of_{column}",
            "expect_sums_to_equal_reference_sums",
            {
                "columns": of_row,
                "value_column": column,
                "reference_table": raw["name"],
                "reference_columns": of_row,
                "reference_value": column,
            },
            f"On other boundaries {column} adds up to what it did.",
        )
        for column in boundaries.sums
        if column in required
    ]
    if _view(name).regions:
        return same_sums
    complete = _expectation(
        "municipalities_complete",
        "expect_municipalities_to_be_complete",
        {
            "column": boundaries.municipality,
            "group_columns": groups,
            "date_column": BOUNDARY_DATE,
        },
        "Each group has exactly the municipalities that existed on the date of the boundaries.",
    )
    return [*same_sums, complete]


VIEWS = Views(
    properties=PROPERTIES,
    table_of=table_of,
    schema=schema,
    suite=suite,
    rows=rows,
    names=names,
    adding_up=adding_up,
)


def _view(name: str) -> View:
    view = parse_view(name)
    assert view is not None
    return view


def _expectation(id: str, type: str, kwargs: Mapping[str, Any], reason: str) -> Json:
    meta = {"id": id, "severity": "critical", "reason": reason}
    return {"type": type, "kwargs": kwargs, "meta": meta}
