"""The whole site as bytes by path: a pure function of the files of a release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from inburgering_opendata.municipalities.names import folded
from inburgering_opendata.pages.explore import explore_data
from inburgering_opendata.pages.municipality import Municipalities
from inburgering_opendata.pages.pictures import as_csv, picture_files, pictures_of
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import drawing_program
from inburgering_opendata.toolkit.publish.site.pages import Site, pages

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = Path(__file__).with_name("scripts")
SCRIPTS = ("page", "search", "saving", "figures", "explore", "controls")
"""In this order: the first has what the others use."""
LANGUAGES = (DUTCH, ENGLISH)


def site_files(
    contents: Contents, base: str = "../", edition: Edition | None = None
) -> dict[str, bytes]:
    """Every page, picture, script and file of rows, by its path within the site.

    Args:
        contents: the release that the site is about.
        base: what leads from the top of the site to the files of the release.
        edition: the release as a catalogue knows it, for what pages tell search engines.

    Raises:
        OpendataError: `EXPLANATION_DIFFERS` when a published number does not follow from the
            others.
    """
    municipalities = Municipalities(contents) if contents.tells_of_municipalities else None
    pictures = pictures_of(contents, LANGUAGES)
    site = Site(contents, base, municipalities, pictures, edition)
    files = {
        f"assets/{path.name}": path.read_bytes()
        for path in sorted(_ASSETS.iterdir())
        if path.is_file()
    }
    files["assets/site.js"] = _script()
    files |= dict(picture_files(pictures))
    if municipalities:
        files["assets/vega.js"] = drawing_program()
        for language in LANGUAGES:
            files[f"assets/figures.{language.code}.js"] = explore_data(contents, language)
        files["assets/search-index.js"] = _search_index(municipalities)
        files |= dict(_row_files(contents, municipalities))
    for language in LANGUAGES:
        files |= dict(pages(site, language))
    return files


def _script() -> bytes:
    """One script for all pages, as each file would be a request of its own."""
    parts = [_SCRIPTS.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return ('"use strict";\n' + "\n".join(parts)).encode()


def _search_index(municipalities: Municipalities) -> bytes:
    """Code, name, folded name and last day of each municipality.

    A script and not JSON, as a page opened from disk may not fetch.
    """
    rows = [
        [row["code"], row["name"], folded(row["name"]), row["valid_to"]]
        for row in sorted(municipalities.register, key=lambda row: (row["name"], row["code"]))
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
