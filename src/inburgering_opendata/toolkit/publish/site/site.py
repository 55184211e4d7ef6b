"""The whole site, file by file: a pure function of the files of a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.pages import Site, pages
from inburgering_opendata.toolkit.publish.site.pictures import picture_files, pictures_of
from inburgering_opendata.toolkit.publish.site.pieces import pieces_of
from inburgering_opendata.toolkit.publish.site.rendering import Look
from inburgering_opendata.toolkit.publish.site.told import OwnPages, Pages

_ASSETS = Path(__file__).with_name("assets")
LANGUAGES = (DUTCH, ENGLISH)


def site_files(
    contents: Contents,
    catalog: Catalog,
    told: Pages,
    base: str = "../",
    edition: Edition | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Every page, picture, script and file of rows, with its path within the site; one by one, as
    together they may be larger than memory.

    Args:
        contents: the release that the site is about.
        catalog: what the whole is called.
        told: the pages that the subject adds.
        base: what leads from the top of the site to the files of the release.
        edition: the release as a catalogue knows it, for what pages tell search engines.

    Raises:
        OpendataError: what the pages of the subject raise.
    """
    own = told.of(contents)
    site = _site(contents, catalog, own, base, edition)
    for path in sorted(_ASSETS.iterdir()):
        if path.is_file():
            yield f"assets/{path.name}", path.read_bytes()
    for pieces in site.pieces.values():
        yield from ((piece.path, piece.script) for piece in pieces)
    if own:
        yield from dict(picture_files(site.pictures or {})).items()
        yield from own.files(LANGUAGES)
    for language in LANGUAGES:
        yield from pages(site, language, own.start(site, language) if own else {})
        yield from own.pages(site, language) if own else ()


def _site(
    contents: Contents, catalog: Catalog, own: OwnPages | None, base: str, edition: Edition | None
) -> Site:
    pieces = pieces_of(contents)
    if own is None:
        look = Look(title=catalog.words)
        return Site(contents=contents, base=base, look=look, pieces=pieces, edition=edition)
    look = Look(
        title=catalog.words,
        templates=own.templates,
        words=own.words,
        places=own.places,
        names=own.names,
    )
    words = [(language, look.words_in(language)) for language in LANGUAGES]
    pictures = pictures_of(contents, own.pictures, words, own.fonts)
    return Site(
        contents=contents,
        base=base,
        look=look,
        menu=own.menu,
        pictures=pictures,
        pieces=pieces,
        edition=edition,
    )
