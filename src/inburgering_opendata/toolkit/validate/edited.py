"""Where a row that failed a check is edited: in the source that its table is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from inburgering_opendata.toolkit.assemble.places import Place, SourcePlaces
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.checks import checks_of


def edited_places(project: Project) -> Callable[[str, Mapping[str, str], str], Place | None]:
    """From a table, the key of a row and the id of a check to the file and line, and in a workbook
    the cell, when the check is of one field."""
    places = SourcePlaces(project)

    @cache
    def fields(table: str) -> Mapping[str, str]:
        try:
            checks = checks_of(project, table)
        except OpendataError:
            return {}
        return {each.id: each.columns[0] for each in checks if len(each.columns) == 1}

    def place_of(table: str, key: Mapping[str, str], check: str) -> Place | None:
        if (row := places.of(table, key)) is None or not row.cell:
            return row
        return places.of(table, key, fields(table).get(check))

    return place_of
