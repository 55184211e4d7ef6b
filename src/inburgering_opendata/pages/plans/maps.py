"""Maps: the latest figure of each municipality, as the colour of its circle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.pages.circles import circles_of
from inburgering_opendata.pages.drawn_map import drawn_map
from inburgering_opendata.pages.plans.forms import now, then
from inburgering_opendata.pages.plans.plan import (
    extremes,
    largest_first,
    municipal_fields,
)
from inburgering_opendata.pages.words import words_of_pages
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


def map_plan(
    table: str, value: str, rows_of: Rows, meaning_of: MeaningOf, *, day: str, on_today: bool
) -> Maker:
    """A map of a column of whole numbers of a table.

    Args:
        table: with municipality_code and municipality_name.
        value: the column.
        rows_of: which of its rows.
        meaning_of: what they mean.
        day: the column with the day of their boundaries.
        on_today: whether they are added up on the boundaries of today; no picture where those are
            the same.
    """

    def make(contents: Contents, language: Language) -> Plan | None:
        period, rows = rows_of(contents)
        name, meaning = f"map_{table}", meaning_of(contents, rows, language)
        form = (
            now(contents, rows, day, meaning, language, value=value, form_of=name)
            if on_today
            else then(contents, rows, day, meaning, language)
        )
        if form is None:
            return None
        named = largest_first(form.rows, value)
        figured = {row["municipality_code"]: int(row[value]) for row in named}
        circles = circles_of(contents, sorted(figured))
        fields = municipal_fields(contents, table, value)
        words = words_of_pages(language)
        svg = drawn_map(
            circles,
            figured,
            names={
                each["municipality_code"]: each["municipality_name"]
                for each in contents.rows("municipality")
            },
            write=language.euros if fields[-1].get("unit") == "EUR" else language.number,
            is_difference=False,
            sized=words("explore.sized_inhabitants"),
            legend=language.of(fields[-1], "title"),
            unknown=words("explore.not_known"),
        )
        values = extremes(named, value, fields[-1], language)
        shown = language.day(period) if period.count("-") == 2 else period
        values |= {"period": shown, "drawn": len(circles), "all": len(named)}
        values |= _method_of(rows, language)
        return Plan(
            id=name + form.suffix,
            spec={},
            drawn=svg,
            fields=fields,
            rows=named,
            values=values,
            meaning=form.meaning,
            form_of=form.form_of,
            form=form.form,
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
