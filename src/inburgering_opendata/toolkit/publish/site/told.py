"""What a subject tells of pages: those that it adds to the pages of every release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.describe.language import Language
    from inburgering_opendata.toolkit.describe.pages import Place
    from inburgering_opendata.toolkit.publish.site.contents import Contents
    from inburgering_opendata.toolkit.publish.site.meaning import Figures
    from inburgering_opendata.toolkit.publish.site.pages import Page, Site
    from inburgering_opendata.toolkit.publish.site.pictures import Maker


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnPages:
    """What a subject adds to the pages of one release."""

    menu: tuple[str, ...]
    """The kinds of pages that the menu leads to, in order."""
    places: tuple[Place, ...]
    templates: Path
    """A folder; `start.html` in it takes the place of the toolkit's."""
    words: Path
    names: Callable[[Language], Mapping[str, Any]]
    """What else its templates know."""
    pictures: Mapping[str, Sequence[Maker]]
    """By the table that they show."""
    fonts: Path
    """A folder with the letters of the pictures."""
    start: Callable[[Site, Language], Mapping[str, Any]]
    """What its `start.html` is filled with."""
    pages: Callable[[Site, Language], Iterator[Page]]
    figures: Callable[[Language], Sequence[Figures]]
    """What a reader may choose to have drawn, beside the pictures."""
    files: Callable[[Site, Sequence[Language]], Iterator[Page]]
    """Scripts and the like, each with its path within the site."""


def _nothing(_: Contents) -> None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Pages:
    """The pages that a subject has of its own; a project without a subject has none."""

    of: Callable[[Contents], OwnPages | None] = _nothing
    """Those of a release; None when it has not the tables that they are made from."""
