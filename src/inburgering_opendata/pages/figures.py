"""The figures that a reader can put on the map, rank and compare: one number per municipality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from inburgering_opendata.pages.meanings import (
    of_allocation,
    of_population,
    of_results,
    of_targets,
)
from inburgering_opendata.pages.today import Today, today_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.tables.rows import TextRow

BASES = ("official", "agreed_key", "statutory_formula", "inferred_key", "indicative")
"""The firmest first: so streams are ordered."""


INHABITANTS = "inhabitants"
"""The key that divides alike for everybody."""

NOW = ".now"
"""What the name of a figure on the boundaries of today ends in."""

FEWEST = 3
"""Municipalities of which a figure is known at least, to be put beside one another."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of every municipality that has it."""

    id: str
    title: str
    unit: str
    """EUR or persons."""
    meaning: Meaning
    values: Mapping[str, int]
    """By the code of the municipality."""
    is_difference: bool = False
    """Whether it may lie on either side of nothing."""


@lru_cache(maxsize=2)
def figures_of(contents: Contents, language: Language) -> tuple[Figure, ...]:
    """The streams with the firmest basis first; the targets of each half-year, the latest first;
    what was realised beside them and what is left of earlier ones, where enough is known; people.

    An amount, target or number of people of another day is followed by the same on the boundaries
    of today. What is the same for everybody by the way it was divided, as an amount per inhabitant
    that was divided by inhabitants, is no figure to compare.

    Args:
        contents: a release that tells of municipalities.
    """
    return (*_at_then_and_now(contents, language), *_realised(contents, language))


def _at_then_and_now(contents: Contents, language: Language) -> Iterator[Figure]:
    today = today_of(contents)
    for figure, rows, column, day in _divided(contents, language):
        yield figure
        if rows and today.changed_since(rows[0][day]):
            yield _now(figure, today, rows, column, day, language)


Divided = tuple[Figure, list[TextRow], str, str]
"""A figure, its rows, and the columns of its numbers and of the day of its boundaries."""


def _divided(contents: Contents, language: Language) -> Iterator[Divided]:
    words = words_of_pages(language)
    streams = {row["stream"]: row for row in contents.rows("stream")}
    for name in sorted(streams, key=lambda s: (BASES.index(streams[s]["basis"]), s)):
        rows = [row for row in contents.rows("allocation") if row["stream"] == name]
        title, per = language.of(streams[name], "title"), words("explore.per_inhabitant")
        columns = [("amount_eur", "EUR", title)]
        if any(row["distribution_key"] != INHABITANTS for row in rows):
            columns.append(("amount_per_inhabitant_eurocent", "eurocent", per.format(title)))
        for column, unit, told in columns:
            figure = Figure(
                id=f"{name}.{column}",
                title=told,
                unit=unit,
                meaning=of_allocation(contents, rows, language, unit),
                values={row["municipality_code"]: int(row[column]) for row in rows},
            )
            yield figure, rows if unit == "EUR" else [], column, "reference_date"
    periods = sorted({row["half_year"] for row in contents.rows("housing_target")}, reverse=True)
    for period in periods:
        rows = [row for row in contents.rows("housing_target") if row["half_year"] == period]
        figure = Figure(
            id="housing_target.persons" + ("" if period == periods[0] else f".{period}"),
            title=words("explore.target", period=period),
            unit="persons",
            meaning=of_targets(contents, rows, language),
            values={row["municipality_code"]: int(row["persons"]) for row in rows},
        )
        yield figure, rows, "persons", "boundaries_on"
    last = max(row["reference_date"] for row in contents.rows("population"))
    rows = [row for row in contents.rows("population") if row["reference_date"] == last]
    figure = Figure(
        id="population.inhabitants",
        title=words("explore.inhabitants", date=language.day(last)),
        unit="persons",
        meaning=of_population(contents, rows, language),
        values={row["municipality_code"]: int(row["inhabitants"]) for row in rows},
    )
    yield figure, rows, "inhabitants", "reference_date"


def _now(
    figure: Figure, today: Today, rows: list[TextRow], column: str, day: str, language: Language
) -> Figure:
    words, on = words_of_pages(language), language.day(today.day.isoformat())
    carried = today.carried(rows, column, day)
    return replace(
        figure,
        id=figure.id + NOW,
        title=words("explore.on_today", title=figure.title, date=on),
        meaning=replace(figure.meaning, boundaries=words("meaning.added_up", date=on)),
        values={code: each.value for code, each in carried.items()},
    )


def _realised(contents: Contents, language: Language) -> Iterator[Figure]:
    """Of each period in which enough municipalities have one: realised minus target, and what is
    left of earlier periods in a target.
    """
    words = words_of_pages(language)
    rows = [row for row in contents.rows("housing_result") if row["area_type"] == "municipality"]
    for period in sorted({row["period"] for row in rows}, reverse=True):
        mine = [row for row in rows if row["period"] == period]
        realised = {
            row["municipality_code"]: int(row["difference"]) for row in mine if row["difference"]
        }
        arrears = {
            row["municipality_code"]: int(row["target_with_arrears"]) - int(row["target"])
            for row in mine
            if row["target_with_arrears"]
        }
        for name, values in (("realised", realised), ("arrears", arrears)):
            known = [row for row in mine if row["municipality_code"] in values]
            if len(known) >= FEWEST:
                yield Figure(
                    id=f"housing_result.{name}.{period}",
                    title=words(f"explore.{name}", period=period),
                    unit="persons",
                    meaning=of_results(known, language),
                    values=values,
                    is_difference=True,
                )
