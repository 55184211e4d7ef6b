"""Cells of one municipality on the boundaries of two days, where a reorganisation lies between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from inburgering_opendata.disclosure.cells import Key
from inburgering_opendata.disclosure.places import Places


class BoundaryLink(NamedTuple):
    """A cell on later boundaries, and the cells on earlier ones that came into it."""

    target: int
    sources: tuple[tuple[int, Fraction | None], ...]
    """Each with the part of it that came, where it was split."""


def boundary_links(at: Mapping[Key, int], places: Places) -> Iterator[BoundaryLink]:
    """Every link between two successive days of which the release has rows.

    A municipality that nothing happened to has one cell on both days, and needs no link.
    """
    groups: dict[Key, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    if len({key.boundaries for key in at}) < 2:
        return
    sources = cache(places.sources)
    for key, cell in at.items():
        if key.area_type == "municipality" and key.boundaries is not None:
            groups[key._replace(boundaries=None, area="")][key.boundaries][key.area] = cell
    for days in groups.values():
        for earlier, later in pairwise(sorted(days)):
            for target, came_from in sources(earlier, later).items():
                known = [(days[earlier].get(code), share) for code, share in came_from.items()]
                there = tuple((cell, share) for cell, share in known if cell is not None)
                # Of a municipality that did not deliver nobody knows what it brought.
                if target in days[later] and len(there) == len(known):
                    yield BoundaryLink(days[later][target], there)
