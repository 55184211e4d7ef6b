"""What stands in front of the versions: a page that leads to the newest, and its catalogue.

With it the address of the catalogue works on a server of plain files: people get to the pages,
and who harvests finds at `dcat.ttl` what is newest, under an address that does not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import SITE, START, Address
from inburgering_opendata.toolkit.ground.files import read_json, write_whole
from inburgering_opendata.toolkit.publish.catalogue.edition import JSON_LD, TURTLE
from inburgering_opendata.toolkit.releases.download.index import version_folders

FRONT = "index.html"
FRONT_FILES = (FRONT, TURTLE, JSON_LD)

_PAGE = """<!DOCTYPE html>
<html lang="{code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">
<meta http-equiv="refresh" content="0; url={target}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="alternate" type="text/turtle" href="{turtle}">
<link rel="alternate" type="application/ld+json" href="{json_ld}">
</head>
<body>
<main>
<h1>{title}</h1>
{links}
</main>
</body>
</html>
"""


_LINK = '<p lang="{speaks}"><a href="{target}">{words}</a></p>'
_WORDS = {"nl": "Naar de nieuwste uitgave, {}", "en": "To the newest release, {}"}


def write_front(output: Path, languages: Sequence[Language]) -> None:
    """Write `output/index.html`, `dcat.ttl` and `dcat.jsonld` for the newest version in `output`.

    Args:
        output: with the versions.
        languages: in which the newest has pages; the first is the one that the page leads to.

    Raises:
        OpendataError: `WRITE_FAILED`.
    """
    newest = version_folders(output)[0]
    for name in (TURTLE, JSON_LD):
        # A version of before there was a catalogue has none.
        if (newest / name).is_file():
            write_whole(output / name, (newest / name).read_bytes())
    first = languages[0]
    links = [
        _LINK.format(
            speaks=each.speaks,
            target=f"{newest.name}/{SITE}/{Address(START).path(each)}",
            words=_WORDS[each.speaks].format(newest.name) + _named(each),
        )
        for each in languages
    ]
    page = _PAGE.format(
        code=first.code,
        title=escape(first.of(read_json(newest / "datapackage.json"), "title")),
        target=f"{newest.name}/{SITE}/{Address(START).path(first)}",
        links="\n".join(links),
        turtle=TURTLE,
        json_ld=JSON_LD,
    )
    write_whole(output / FRONT, page.encode())


def _named(language: Language) -> str:
    """The name of a language that the program does not speak."""
    return "" if language.speaks == language.code else f" ({language.name})"
