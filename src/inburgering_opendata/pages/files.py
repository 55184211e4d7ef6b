"""Files beside the pages: scripts, what they search and draw, and the rows of each municipality."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.pages.explore import explore_data
from inburgering_opendata.pages.municipalities import Municipalities
from inburgering_opendata.pages.municipality import rows_path
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawing import drawing_program
from inburgering_opendata.toolkit.publish.site.meaning import as_csv
from inburgering_opendata.toolkit.publish.site.pages import Site
from inburgering_opendata.toolkit.publish.site.rendering import shared_script

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = Path(__file__).with_name("scripts")
SCRIPTS = ("page", "search", "saving", "figures", "circles", "map", "explore", "controls")
"""In this order: the first has what the others use."""


def own_files(
    municipalities: Municipalities, site: Site, languages: Sequence[Language]
) -> Iterator[tuple[str, bytes]]:
    """Every file that the pages about the subject use, with its path within the site."""
    for path in sorted(_ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_bytes()
    yield "assets/site.js", _script()
    yield "assets/vega.js", drawing_program()
    for language in languages:
        yield f"assets/figures.{language.code}.js", explore_data(site, language)
    yield "assets/search-index.js", _search_index(site.contents, municipalities)
    yield from _row_files(site.contents, municipalities)


def _script() -> bytes:
    """One script for all pages, as each file would be a request of its own."""
    own = (_SCRIPTS.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return "\n".join([shared_script(), *own]).encode()


def _search_index(contents: Contents, municipalities: Municipalities) -> bytes:
    """What `Names.search` works on, what ended municipalities belong to today, and which of them
    have no figures: they ended before the first.

    A script and not JSON, as a page opened from disk may not fetch.
    """
    index = Names(municipalities.register).index()
    index["today"] = _today(contents, municipalities)
    figured = {
        row["municipality_code"]
        for table in ("allocation", "housing_target")
        for row in contents.rows(table)
    }
    index["unfigured"] = [code for code in index["today"] if code not in figured]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    # Within a script a name cannot end it, as this file is not part of a page.
    return f"window.opendataSearch={text};\n".encode()


def _today(contents: Contents, municipalities: Municipalities) -> dict[str, list[list[str]]]:
    """Of each municipality that ended, code and name of those that its area belongs to today."""
    went: dict[str, set[str]] = {}
    for row in contents.rows("municipality_change"):
        went.setdefault(row["old_municipality_code"], set()).add(row["new_municipality_code"])
    register = {row["municipality_code"]: row for row in municipalities.register}

    def last(code: str) -> set[str]:
        if not register[code]["valid_to"]:
            return {code}
        return {found for other in went.get(code, ()) for found in last(other)}

    return {
        code: sorted([found, register[found]["municipality_name"]] for found in last(code))
        for code, row in register.items()
        if row["valid_to"]
    }


def _row_files(contents: Contents, municipalities: Municipalities) -> Iterator[tuple[str, bytes]]:
    """For each municipality its rows of each table, as they were published."""
    names = {
        table.name: [field["name"] for field in table.fields] for table in contents.tables.values()
    }
    for code, tables in municipalities.rows.items():
        for table, rows in tables.items():
            yield rows_path(table, code), as_csv(names[table], rows)
