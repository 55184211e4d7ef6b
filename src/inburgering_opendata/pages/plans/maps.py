"""Maps: the latest figure of each municipality, as a circle at its centroid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.pages import charts
from inburgering_opendata.pages.plans.plan import (
    extremes,
    largest_first,
    municipal_fields,
)
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.publish.site.pictures import Maker, Plan
from inburgering_opendata.toolkit.tables.rows import TextRow

MeaningOf = Callable[[Contents, Sequence[TextRow], Language], Meaning]
"""What rows of the table of a map mean."""

Rows = Callable[[Contents], tuple[str, list[TextRow]]]
"""Finds rows, and the day or half-year that they are of."""


def latest(table: str, column: str) -> Rows:
    """The rows of the last day or half-year of a table, and which that is."""

    def rows_of(contents: Contents) -> tuple[str, list[TextRow]]:
        last = max(row[column] for row in contents.rows(table))
        return last, [row for row in contents.rows(table) if row[column] == last]

    return rows_of


def map_plan(table: str, value: str, rows_of: Rows, meaning_of: MeaningOf) -> Maker:
    def make(contents: Contents, language: Language) -> Plan:
        period, rows = rows_of(contents)
        named = largest_first(rows, value)
        places = {row["municipality_code"]: row for row in contents.rows("municipality_centroid")}
        placed: list[dict[str, Any]] = [
            {
                "name": row["municipality_name"],
                "hint": "",
                "value": int(row[value]),
                "longitude": float(places[row["municipality_code"]]["longitude"]),
                "latitude": float(places[row["municipality_code"]]["latitude"]),
            }
            for row in named
            if row["municipality_code"] in places
        ]
        fields = municipal_fields(contents, table, value)
        legend = charts.round_values([point["value"] for point in placed])
        form = "$,.0f" if fields[-1].get("unit") == "EUR" else ",.0f"
        spec = charts.map_of(charts.points(placed), language.of(fields[-1], "title"), legend, form)
        values = extremes(named, value, fields[-1], language)
        shown = language.day(period) if period.count("-") == 2 else period
        values |= {"period": shown, "drawn": len(placed), "all": len(named)}
        values |= _method_of(rows, language)
        return Plan(
            id=f"map_{table}",
            spec=spec,
            fields=fields,
            rows=named,
            values=values,
            meaning=meaning_of(contents, named, language),
        )

    return make


def _method_of(rows: list[TextRow], language: Language) -> dict[str, str]:
    """By which method figures were computed and how well it fits, where the table says so."""
    if not rows or "is_computed_by" not in rows[0]:
        return {}
    words = words_of_explanations(language)
    rule, fit = rows[0]["is_computed_by"], rows[0]["status"]
    if not rule:
        return {"how": words("target.as_published")}
    told = {"method": words(f"method.{rule}"), "status": words(f"status.{fit}")}
    return {"how": words("target.computed_by", **told)}
