"""What a script needs to draw other figures: the charts, every figure, and the words around them.

Scripts and not JSON, as a page opened from disk may not fetch.
"""

from __future__ import annotations

import json
from typing import Any

from inburgering_opendata.pages import charts
from inburgering_opendata.pages.choices import choices
from inburgering_opendata.pages.figures import figures_of
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
    value = {
        "charts": {
            "map": compiled(charts.map_of([], "")),
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
                "values": figure.values,
            }
            for figure in figures_of(contents, language)
        ],
        "municipalities": _municipalities(contents),
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


def _municipalities(contents: Contents) -> dict[str, list[Any]]:
    """Name and, where the release has them, coordinates on the map, by code."""
    found: dict[str, list[Any]] = {
        row["municipality_code"]: [row["municipality_name"]]
        for row in contents.rows("municipality")
    }
    for row in contents.rows("municipality_centroid"):
        x = float(row["longitude"]) * charts.LONGITUDE_PER_LATITUDE
        found[row["municipality_code"]] += [round(x, 4), float(row["latitude"])]
    return found
