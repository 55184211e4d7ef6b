"""What a script needs to draw other figures: the charts, every figure, and the words around them.

Scripts and not JSON, as a page opened from disk may not fetch.
"""

from __future__ import annotations

import json
from typing import Any

from inburgering_opendata.pages import charts
from inburgering_opendata.pages import circles as dorling
from inburgering_opendata.pages.choices import (
    TIME,
    choices,
    realised_in_time,
    targets_in_time,
)
from inburgering_opendata.pages.circles import HEIGHT, WIDTH, Circle, circles_of
from inburgering_opendata.pages.drawn_map import GROUND, LABEL, colours_of, steps_of, tint_of
from inburgering_opendata.pages.figures import Figure, figures_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import compiled, number_format
from inburgering_opendata.toolkit.publish.site.meaning import Figures, Imprint, leading
from inburgering_opendata.toolkit.publish.site.pages import Site
from inburgering_opendata.toolkit.publish.site.pictures import telling_of


def explore_data(site: Site, language: Language) -> bytes:
    """`window.opendataExplore`: charts as Vega, figures with what they mean, municipalities, and
    words."""
    contents, imprint = site.contents, site.imprint(language)
    words = words_of_pages(language).sentences
    told = {each.id: each for each in choices(contents, language)}
    figures = figures_of(contents, language)
    maps = _Maps(contents)
    value = {
        "charts": {
            "distribution": compiled(charts.columns_of([], words["explore.axis"])),
            "bars": compiled(charts.bars_of([])),
        },
        "format": number_format(language),
        "figures": [
            {
                "id": figure.id,
                "title": figure.title,
                "basis": figure.meaning.basis,
                **_meaning(imprint, told[figure.id]),
                "unit": figure.unit,
                "difference": figure.is_difference,
                "map": maps.number_of(figure),
                "colours": _colours(figure),
                "values": figure.values,
            }
            for figure in figures
        ],
        "maps": maps.drawn,
        "size": [WIDTH, HEIGHT, LABEL, GROUND],
        "circles": {
            "covered": dorling.COVERED,
            "smallest": dorling.SMALLEST,
            "apart": dorling.APART,
            "provinces_apart": dorling.PROVINCES_APART,
            "margin": dorling.MARGIN,
            "legend": dorling.LEGEND,
        },
        "municipalities": _municipalities(contents),
        "targets": targets_in_time(figures),
        "realised": realised_in_time(contents),
        "time": {"basis": told[TIME].meaning.basis, **_meaning(imprint, told[TIME])},
        "version": contents.version or "",
        "citation": imprint.words(
            "picture.citation",
            who=imprint.words("site.name"),
            title="{title}",
            version=imprint.version,
            licence=site.licence,
            address="{address}",
        ),
        "words": {
            name.removeprefix("explore."): text
            for name, text in words.items()
            if name.startswith("explore.")
        },
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.opendataExplore={text};\n".encode()


def _meaning(imprint: Imprint, figures: Figures) -> dict[str, Any]:
    """What is drawn inside a picture of the figures when it is saved, and where they are."""
    telling = telling_of(imprint, figures)
    return {
        "under": telling.under,
        "foot": telling.foot[:-1],
        "meaning": leading(figures, imprint.version),
        "file": figures.file,
        "addresses": {ending: imprint.path(figures, ending) for ending in ("csv", "json")},
    }


class _Maps:
    """The maps on which figures are drawn, each once."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._numbers: dict[tuple[Circle, ...], int] = {}
        self.drawn: list[dict[str, list[Any]]] = []
        """By code: x, y, radius and the colour of the ground."""

    def number_of(self, figure: Figure) -> int:
        """Which of them has everybody with the figure."""
        circles = circles_of(self._contents, sorted(figure.values))
        if circles not in self._numbers:
            self._numbers[circles] = len(self.drawn)
            self.drawn.append({c.code: [c.x, c.y, c.radius, tint_of(c.province)] for c in circles})
        return self._numbers[circles]


def _colours(figure: Figure) -> list[Any]:
    """Where a colour begins, and the colours: one more."""
    steps = steps_of(tuple(figure.values.values()), figure.is_difference)
    return [steps, colours_of(steps, figure.is_difference)]


def _municipalities(contents: Contents) -> dict[str, list[str]]:
    """Name and province, by code."""
    return {
        row["municipality_code"]: [row["municipality_name"], row["province"]]
        for row in contents.rows("municipality")
    }
