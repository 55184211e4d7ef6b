"""What stands in front of the versions: a page that leads to the newest, and its catalogue.

With it the address of the catalogue works on a server of plain files: people get to the pages,
and who harvests finds at `dcat.ttl` what is newest, under an address that does not change.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.files import read_json, write_whole
from inburgering_opendata.toolkit.publish.catalogue.edition import JSON_LD, TURTLE
from inburgering_opendata.toolkit.releases.download.index import version_folders

FRONT = "index.html"
FRONT_FILES = (FRONT, TURTLE, JSON_LD)

_PAGE = """<!DOCTYPE html>
<html lang="nl">
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
<p><a href="{target}">Naar de nieuwste uitgave, {version}</a></p>
<p lang="en"><a href="{english}">To the newest release, {version}</a></p>
</main>
</body>
</html>
"""


def write_front(output: Path) -> None:
    """Write `output/index.html`, `dcat.ttl` and `dcat.jsonld` for the newest version in `output`.

    Raises:
        OpendataError: `WRITE_FAILED`.
    """
    newest = version_folders(output)[0]
    for name in (TURTLE, JSON_LD):
        # A version of before there was a catalogue has none.
        if (newest / name).is_file():
            write_whole(output / name, (newest / name).read_bytes())
    page = _PAGE.format(
        title=escape(str(read_json(newest / "datapackage.json")["title@nl"])),
        target=f"{newest.name}/{SITE}/index.html",
        english=f"{newest.name}/{SITE}/en/index.html",
        version=newest.name,
        turtle=TURTLE,
        json_ld=JSON_LD,
    )
    write_whole(output / FRONT, page.encode())
