"""The whole site, file by file: a pure function of the files of a release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.served import Served
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawers import Drawers
from inburgering_opendata.toolkit.publish.site.letters import FONTS
from inburgering_opendata.toolkit.publish.site.meaning import Figures, Imprint, figure_files
from inburgering_opendata.toolkit.publish.site.pages import Site, pages
from inburgering_opendata.toolkit.publish.site.pictures import (
    ask_for_pictures,
    picture_files,
    pictured,
)
from inburgering_opendata.toolkit.publish.site.pieces import pieces_of
from inburgering_opendata.toolkit.publish.site.rendering import Look
from inburgering_opendata.toolkit.publish.site.told import OwnPages, Pages

_ASSETS = Path(__file__).with_name("assets")


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
    with closing(Drawers(FONTS)) as drawers:
        own = told.of(contents)
        site = _site(contents, catalog, own, base, edition)
        # First, as drawings take longest: they are made while all else is.
        pictures = ask_for_pictures(own.pictures if own else {}, site.imprints, drawers)
        yield from _files_without(site, own)
        yield from _files_with(replace(site, pictures=pictures() if own else None), own)


def _files_without(site: Site, own: OwnPages | None) -> Iterator[tuple[str, bytes]]:
    """What has no picture in it."""
    for path in sorted(_ASSETS.iterdir()):
        if path.is_file():
            yield f"assets/{path.name}", path.read_bytes()
    for pieces in site.pieces.values():
        yield from ((piece.path, piece.script) for piece in pieces)
    if own:
        for imprint in site.imprints:
            for figures in own.figures(imprint.language):
                yield from figure_files(imprint, figures)
        yield from own.files(site, site.catalog.languages)


def _files_with(site: Site, own: OwnPages | None) -> Iterator[tuple[str, bytes]]:
    """The pages, and the pictures that are in them."""
    for language in site.catalog.languages:
        yield from pages(site, language, own.start(site, language) if own else {})
        yield from own.pages(site, language) if own else ()
    # Last, as they are made meanwhile.
    yield from dict(picture_files(site.pictures or {})).items()


def figures_told(
    contents: Contents, catalog: Catalog, told: Pages
) -> Iterator[tuple[Imprint, Figures]]:
    """Whatever a release shows in pictures or lets a reader choose: each has a CSV and a JSON file.

    Without drawing anything, so that the description of the service can name them.
    """
    if own := told.of(contents):
        imprints = _imprints(contents, catalog, _look(catalog, own), published=True)
        yield from pictured(own.pictures, imprints)
        for imprint in imprints:
            yield from ((imprint, figures) for figures in own.figures(imprint.language))


def served(imprint: Imprint, figures: Figures) -> Iterator[Served]:
    """The addresses of figures and of what they mean, for the description of the service."""
    words = imprint.words
    name = f"{figures.id}.{figures.language.code}"
    for ending, media_type in (("csv", "text/csv"), ("json", "application/json")):
        yield Served(
            name=f"{name}.{ending}",
            path=f"{SITE}/{imprint.path(figures, ending)}",
            title=words(f"picture.served_{ending}", title=figures.title),
            media_type=media_type,
        )


def _site(
    contents: Contents,
    catalog: Catalog,
    own: OwnPages | None,
    base: str,
    edition: Edition | None,
) -> Site:
    look = _look(catalog, own)
    imprints = _imprints(contents, catalog, look, published=edition is not None)
    site = Site(
        contents=contents,
        catalog=catalog,
        base=base,
        look=look,
        pieces=pieces_of(contents),
        edition=edition,
        imprints=imprints,
    )
    return replace(site, menu=own.menu) if own else site


def _look(catalog: Catalog, own: OwnPages | None) -> Look:
    if own is None:
        return Look(title=catalog.words, languages=catalog.languages)
    return Look(
        title=catalog.words,
        languages=catalog.languages,
        templates=own.templates,
        words=own.words,
        places=own.places,
        names=own.names,
    )


def _imprints(
    contents: Contents, catalog: Catalog, look: Look, *, published: bool
) -> tuple[Imprint, ...]:
    return tuple(
        Imprint(
            contents=contents,
            catalog=catalog,
            published=published,
            language=language,
            words=look.words_in(language),
        )
        for language in catalog.languages
    )
