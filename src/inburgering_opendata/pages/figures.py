"""The figures that a reader can put on the map, rank and compare: one number per municipality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inburgering_opendata.pages.meanings import of_allocation, of_population, of_targets
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning

BASES = ("official", "agreed_key", "statutory_formula", "inferred_key", "indicative")
"""The firmest first: so streams are ordered."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of every municipality that has it."""

    id: str
    title: str
    unit: str
    """EUR, eurocent or persons."""
    meaning: Meaning
    values: Mapping[str, int]
    """By the code of the municipality."""


def figures_of(contents: Contents, language: Language) -> Iterator[Figure]:
    """The streams with the firmest basis first, each also per inhabitant; then targets and people.

    Args:
        contents: a release that tells of municipalities.
    """
    words = words_of_pages(language)
    streams = {row["stream"]: row for row in contents.rows("stream")}
    for name in sorted(streams, key=lambda s: (BASES.index(streams[s]["basis"]), s)):
        stream = streams[name]
        rows = [row for row in contents.rows("allocation") if row["stream"] == name]
        title = language.of(stream, "title")
        for column, unit, of in (
            ("amount_eur", "EUR", "{}"),
            ("amount_per_inhabitant_eurocent", "eurocent", words("explore.per_inhabitant")),
        ):
            values = {row["municipality_code"]: int(row[column]) for row in rows}
            yield Figure(
                id=f"{name}.{column}",
                title=of.format(title),
                unit=unit,
                meaning=of_allocation(contents, rows, language, unit),
                values=values,
            )
    yield _latest_target(contents, language)
    yield _latest_population(contents, language)


def _latest_target(contents: Contents, language: Language) -> Figure:
    rows = contents.rows("housing_target")
    last = max(row["half_year"] for row in rows)
    mine = [row for row in rows if row["half_year"] == last]
    return Figure(
        id="housing_target.persons",
        title=words_of_pages(language)("explore.target", period=last),
        unit="persons",
        meaning=of_targets(contents, mine, language),
        values={row["municipality_code"]: int(row["persons"]) for row in mine},
    )


def _latest_population(contents: Contents, language: Language) -> Figure:
    rows = contents.rows("population")
    last = max(row["reference_date"] for row in rows)
    mine = [row for row in rows if row["reference_date"] == last]
    words = words_of_pages(language)
    return Figure(
        id="population.inhabitants",
        title=words("explore.inhabitants", date=language.day(last)),
        unit="persons",
        meaning=of_population(contents, mine, language),
        values={row["municipality_code"]: int(row["inhabitants"]) for row in mine},
    )
