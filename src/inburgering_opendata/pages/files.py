"""Files beside the pages: scripts, what they search and draw, and the rows of each municipality."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.pages.explore import explore_data
from inburgering_opendata.pages.municipality import Municipalities
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import drawing_program
from inburgering_opendata.toolkit.publish.site.pictures import as_csv

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = Path(__file__).with_name("scripts")
SCRIPTS = ("page", "search", "saving", "figures", "explore", "controls")
"""In this order: the first has what the others use."""


def own_files(
    contents: Contents, municipalities: Municipalities, languages: Sequence[Language]
) -> Iterator[tuple[str, bytes]]:
    """Every file that the pages about the subject use, with its path within the site."""
    for path in sorted(_ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_bytes()
    yield "assets/site.js", _script()
    yield "assets/vega.js", drawing_program()
    for language in languages:
        yield f"assets/figures.{language.code}.js", explore_data(contents, language)
    yield "assets/search-index.js", _search_index(municipalities)
    yield from _row_files(contents, municipalities)


def _script() -> bytes:
    """One script for all pages, as each file would be a request of its own."""
    parts = [_SCRIPTS.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return ('"use strict";\n' + "\n".join(parts)).encode()


def _search_index(municipalities: Municipalities) -> bytes:
    """Code, name, last day and the folded names of each municipality, as every command finds it.

    A script and not JSON, as a page opened from disk may not fetch.
    """
    answers = Names(municipalities.register).answered_to()
    rows = [
        [
            row["municipality_code"],
            row["municipality_name"],
            row["valid_to"],
            answers[row["municipality_code"]],
        ]
        for row in sorted(
            municipalities.register,
            key=lambda row: (row["municipality_name"], row["municipality_code"]),
        )
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    # Within a script a name cannot end it, as this file is not part of a page.
    return f"window.opendataMunicipalities={text};\n".encode()


def _row_files(contents: Contents, municipalities: Municipalities) -> Iterator[tuple[str, bytes]]:
    """For each municipality its rows of each table, as they were published."""
    names = {
        table.name: [field["name"] for field in table.fields] for table in contents.tables.values()
    }
    for code, tables in municipalities.rows.items():
        for table, rows in tables.items():
            yield f"rows/{code}/{table}.csv", as_csv(names[table], rows)
