"""Which table is shown in which pictures: drawn, in words, and as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from inburgering_opendata.pages.plans import funding, outcomes
from inburgering_opendata.pages.plans.maps import latest, map_plan
from inburgering_opendata.pages.plans.plan import Maker, Plan
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cells
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json, Row
from inburgering_opendata.toolkit.publish.site.drawing import draw
from inburgering_opendata.toolkit.publish.site.rendering import words_of_site


@dataclass(frozen=True)
class Picture:
    """A picture in one language: drawn, in words, and as a table."""

    id: str
    language: Language
    title: str
    alternative: str
    note: str
    basis: str
    svg: str
    png: bytes
    fields: tuple[Json, ...]
    rows: tuple[list[tuple[Json, str]], ...]
    csv: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the drawing itself says."""
        match = re.search(r'<svg[^>]* width="(\d+)[^"]*" height="(\d+)', self.svg)
        assert match
        return int(match[1]), int(match[2])

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    @property
    def inline(self) -> Markup:
        """The drawing as a part of a page; the library escaped every text in it."""
        label = f'<svg role="img" aria-label="{escape(self.alternative)}" '
        return Markup(self.svg.replace("<svg ", label, 1))  # noqa: S704


def pictures_of(
    contents: Contents, languages: Sequence[Language]
) -> dict[str, tuple[Picture, ...]]:
    """The pictures of each table that this release has, drawn in each language."""
    found: dict[str, tuple[Picture, ...]] = {}
    for table, makers in _MAKERS.items():
        if contents.tells_of_municipalities and contents.rows(table):
            found[table] = tuple(
                _drawn(make(contents, language), language)
                for language in languages
                for make in makers
            )
    return found


def picture_files(pictures: Mapping[str, tuple[Picture, ...]]) -> Iterator[tuple[str, bytes]]:
    """Every picture as SVG, PNG and CSV, by its path within the site."""
    for drawn in pictures.values():
        for picture in drawn:
            name = f"pictures/{picture.id}.{picture.language.code}"
            yield f"{name}.svg", picture.svg.encode()
            yield f"{name}.png", picture.png
            yield f"pictures/{picture.id}.csv", picture.csv


def as_csv(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as CSV the way tables are published: UTF-8, commas, one newline a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in rows)
    return stream.getvalue().encode()


def _drawn(plan: Plan, language: Language) -> Picture:
    words = words_of_site(language)
    svg, png = draw(plan.spec, language)
    return Picture(
        plan.id,
        language,
        words(f"{plan.id}.title", **plan.values),
        words(f"{plan.id}.alternative", **plan.values),
        words(f"{plan.id}.note", **plan.values),
        plan.basis,
        svg,
        png,
        plan.fields,
        tuple(cells(plan.fields, row, language) for row in plan.rows),
        as_csv([field["name"] for field in plan.fields], plan.rows),
    )


def _latest_map(table: str, value: str, period: str) -> Maker:
    return map_plan(table, value, latest(table, period))


# The first two of `allocation` are on the start page as well, and all of the outcomes.
_MAKERS: Mapping[str, tuple[Maker, ...]] = {
    "allocation": (
        map_plan("allocation", "amount_eur", funding.introduction),
        funding.ranking,
        funding.distribution,
    ),
    "national_amount": (funding.national,),
    "aef_reconciliation": (funding.reconciliation,),
    "housing_balance": (funding.balance,),
    "housing_target": (
        map_plan("housing_target", "persons", latest("housing_target", "half_year")),
    ),
    "population": (map_plan("population", "inhabitants", latest("population", "reference_date")),),
    "housing_result": (outcomes.realised,),
    "observation": (outcomes.official,),
}
