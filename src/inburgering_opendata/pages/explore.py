"""What a script needs to draw other figures: the charts, every figure, and the words around them.

Scripts and not JSON, as a page opened from disk may not fetch.
"""

from __future__ import annotations

import json
from typing import Any

from inburgering_opendata.pages import charts
from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import compiled, number_format


def explore_data(contents: Contents, language: Language) -> bytes:
    """`window.opendataExplore`: charts as Vega, figures, municipalities and words."""
    words = words_of_pages(language).sentences
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
                "basis": figure.basis,
                "unit": figure.unit,
                "values": figure.values,
            }
            for figure in figures_of(contents, language)
        ],
        "municipalities": _municipalities(contents),
        "words": {
            name.removeprefix("explore."): text
            for name, text in words.items()
            if name.startswith("explore.")
        },
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.opendataExplore={text};\n".encode()


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
