"""The figures that a reader can choose, as files of their own: rows, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from inburgering_opendata.pages.about import PICTURES
from inburgering_opendata.pages.figures import Figure, figures_of
from inburgering_opendata.pages.meanings import field_of, span
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.publish.site.meaning import Figures, file_name


@lru_cache(maxsize=2)
def choices(contents: Contents, language: Language) -> tuple[Figures, ...]:
    """Every figure of `figures_of`, largest value first; and the targets over time."""
    names = {
        row["municipality_code"]: row["municipality_name"] for row in contents.rows("municipality")
    }
    figures = figures_of(contents, language)
    chosen = [_choice(contents, figure, names, language) for figure in figures]
    return (*chosen, _over_time(contents, figures, names, language))


def _choice(
    contents: Contents, figure: Figure, names: dict[str, str], language: Language
) -> Figures:
    value = {"name": "value", "type": "integer", "unit": figure.unit}
    return Figures(
        id=figure.id,
        file=file_name(figure.title),
        title=figure.title,
        language=language,
        meaning=figure.meaning,
        fields=(*_identity(contents), {**value, "title": figure.title, "title@nl": figure.title}),
        rows=tuple(
            {"municipality_name": names[code], "municipality_code": code, "value": str(value)}
            for code, value in _largest_first(figure)
        ),
        page=Address(PICTURES),
        fragment=f"view=map&figure={figure.id}",
    )


TIME = "housing_target.time"
"""The id of the targets over time."""


def _over_time(
    contents: Contents, figures: Sequence[Figure], names: dict[str, str], language: Language
) -> Figures:
    """The target of each half-year on the boundaries of today, and what was realised of it."""
    words = words_of_pages(language)
    by_id = {figure.id: figure for figure in figures}
    targets, realised = targets_in_time(figures), realised_in_time(contents)
    period, target = (field_of(contents, "housing_result", name) for name in ("period", "target"))
    return Figures(
        id=TIME,
        file=file_name(words("explore.time_title")),
        title=words("explore.time_title"),
        language=language,
        meaning=replace(
            by_id[targets[-1][1]].meaning,
            period=span([half_year for half_year, _ in targets]),
            basis=words("explore.time_basis"),
            source=words("explore.time_source"),
            tables=("housing_result", "housing_balance", "population", "reported_statement"),
        ),
        fields=(
            *_identity(contents),
            period,
            target,
            field_of(contents, "housing_result", "realised"),
        ),
        rows=tuple(
            {
                "municipality_name": names[code],
                "municipality_code": code,
                "period": half_year,
                "target": str(value),
                "realised": str(realised.get(half_year, {}).get(code, "")),
            }
            for half_year, id_ in targets
            for code, value in sorted(by_id[id_].values.items())
        ),
        page=Address(PICTURES),
        fragment="view=time",
    )


def targets_in_time(figures: Sequence[Figure]) -> list[list[str]]:
    """Each half-year, the first first, and its figure on the boundaries of today."""
    found = {}
    for figure in figures:
        if figure.id.startswith("housing_target."):
            found[figure.meaning.period] = figure.id  # that of today follows that of then
    return [[period, id_] for period, id_ in sorted(found.items())]


def realised_in_time(contents: Contents) -> dict[str, dict[str, int]]:
    """What was realised, by half-year and code, where it was reported."""
    found: dict[str, dict[str, int]] = {}
    for row in contents.rows("housing_result"):
        if row["area_type"] == "municipality" and row["realised"]:
            found.setdefault(row["period"], {})[row["municipality_code"]] = int(row["realised"])
    return found


def _identity(contents: Contents) -> Iterator[Json]:
    for name in ("name", "code"):
        yield field_of(contents, "municipality", f"municipality_{name}")


def _largest_first(figure: Figure) -> Iterator[tuple[str, int]]:
    yield from sorted(figure.values.items(), key=lambda item: (-item[1], item[0]))
