"""What a subject tells of pages: those that it adds to the pages of every release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inburgering_opendata.toolkit.describe.pages import DATA

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.describe.language import Language
    from inburgering_opendata.toolkit.describe.pages import Place
    from inburgering_opendata.toolkit.publish.site.contents import Contents
    from inburgering_opendata.toolkit.publish.site.meaning import Figures
    from inburgering_opendata.toolkit.publish.site.pages import Page, Site
    from inburgering_opendata.toolkit.publish.site.pictures import Maker


def _no_names(_: Language) -> Mapping[str, Any]:
    return {}


def _no_values(_: Site, __: Language) -> Mapping[str, Any]:
    return {}


def _no_pages(_: Site, __: object) -> Iterator[Page]:
    return iter(())


def _no_figures(_: Language) -> Sequence[Figures]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnPages:
    """What a subject adds to the pages of one release; all of it may be left out."""

    menu: tuple[str, ...] = (DATA.kind,)
    """The kinds of pages that the menu leads to, in order; `words` has the name of each in the
    section `nav`."""
    places: tuple[Place, ...] = ()
    """Where its pages stand."""
    templates: Path | None = None
    """A folder; `start.html` in it takes the place of the toolkit's."""
    words: Path | None = None
    """A file with the sentences of its pages and pictures."""
    names: Callable[[Language], Mapping[str, Any]] = _no_names
    """What else its templates know; `basis_at`, a path within the site, is where every picture
    leads to from what it rests on."""
    pictures: Mapping[str, Sequence[Maker]] = field(default_factory=dict)
    """By the table that they show."""
    start: Callable[[Site, Language], Mapping[str, Any]] = _no_values
    """What its `start.html` is filled with."""
    pages: Callable[[Site, Language], Iterator[Page]] = _no_pages
    figures: Callable[[Language], Sequence[Figures]] = _no_figures
    """What a reader may choose to have drawn, beside the pictures."""
    files: Callable[[Site, Sequence[Language]], Iterator[Page]] = _no_pages
    """Scripts and the like, each with its path within the site."""


def _nothing(_: Contents) -> None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Pages:
    """The pages that a subject has of its own; a project without a subject has none."""

    of: Callable[[Contents], OwnPages | None] = _nothing
    """Those of a release; None when it has not the tables that they are made from."""
