"""Which figures are withheld so that something is no longer found out: the nearest ones first.

Whatever is known of a count follows from published figures along two kinds of sums: those of one
area, which the declarations make, and those of areas, which the register makes. Of a count that no
published figure is connected with nobody knows how much it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from inburgering_opendata.outcomes.audit.places import NATION, Places
from inburgering_opendata.outcomes.audit.published import Place
from inburgering_opendata.outcomes.audit.relations import Relations

CellKey = tuple[str, ...]
"""What names a figure, as in `CELL`."""
Variable = tuple[Place, int]
"""A variable of the audit somewhere."""


@dataclass(frozen=True)
class Around:
    """What is near what: the sums of one area, and the areas that are next to each other."""

    relations: Relations
    areas: Mapping[str, Sequence[str]]
    """For each area the one that it is a part of, and those that are a part of it."""

    @classmethod
    def of(cls, relations: Relations, areas: Collection[str], places: Places) -> Around:
        """Args:
        areas: those of a table, municipalities and what they add up to.
        """
        next_to: dict[str, dict[str, None]] = {area: {} for area in areas}
        for area in sorted(areas):
            province = places.province_of.get(area)
            for part, whole in ((area, province), (province, NATION)):
                if part in next_to and whole in next_to:
                    next_to[part][whole] = next_to[whole][part] = None
        return cls(relations, {area: tuple(others) for area, others in next_to.items()})


def in_its_area(
    found: Variable, relations: Relations, shown: Set[CellKey], steps: int
) -> set[CellKey]:
    """The figures of the area of something found: its own, or else those of the sums that it is in,
    of the sums that these are in, and so on.

    Args:
        shown: what is still published.
        steps: how many times something nearest is taken.
    """
    return _walk(found, relations, shown, shown, steps)


def in_areas_around(
    found: Mapping[Variable, int], around: Around, there: Set[CellKey], shown: Set[CellKey]
) -> set[CellKey]:
    """The figures nearest to what was found, in its own area and in others. With every other step
    more is taken in an area, and with each step in those next to it, in those next to these, and so
    on: the same figure of another area is one, those nearest to it in an area are many.

    Args:
        found: with how many steps are taken for it; more where all that they take is gone already.
        there: what was published before anything was withheld.
        shown: what of it still is.

    Returns:
        Nothing only where no published figure is connected with any of what was found.
    """
    farther = 0
    while True:
        starts: dict[Variable, int] = {}
        for (place, variable), steps in found.items():
            for other, left in _places_from(place, around, steps + farther):
                start = other, variable
                starts[start] = max(left, starts.get(start, 0))
        taken = {
            cell
            for start, steps in starts.items()
            for cell in _walk(start, around.relations, there, shown, steps)
        }
        if taken or farther > 2 * (around.relations.size + len(around.areas)):
            return taken
        farther += 1 + farther // 2


def _places_from(place: Place, around: Around, steps: int) -> Iterator[tuple[Place, int]]:
    """The areas around one, itself first, and how many times something nearest is taken there."""
    seen, ring = {place.area}, [place.area]
    while ring and steps:
        yield from ((place._replace(area=area), (steps + 1) // 2) for area in ring)
        beyond = {other: None for area in ring for other in around.areas.get(area, ())}
        ring = [area for area in beyond if area not in seen]
        seen.update(ring)
        steps -= 1


def _walk(
    start: Variable, relations: Relations, there: Set[CellKey], shown: Set[CellKey], steps: int
) -> set[CellKey]:
    """The shown figures of a place that are nearest to a variable: those of parts before those of
    wholes, and in the end all that are connected with it. A step is one to figures that are there.
    """
    place, variable = start
    taken: set[CellKey] = set()
    tried, nearest = {variable}, {variable}
    while nearest and steps:
        keys = {_key(place, cell) for cell in relations.cells_of(nearest)} & there
        taken |= keys & shown
        steps -= bool(keys)
        parts = {p for n in _sums(nearest, relations) for p in relations.sums[n].parts} - tried
        nearest = parts or _wholes(nearest, relations) - tried or _wholes(tried, relations) - tried
        tried |= nearest
    return taken


def _sums(variables: Set[int], relations: Relations) -> set[int]:
    return {number for variable in variables for number in relations.sums_about[variable]}


def _wholes(variables: Set[int], relations: Relations) -> set[int]:
    return {relations.sums[number].whole for number in _sums(variables, relations)}


def _key(place: Place, cell: Sequence[str]) -> CellKey:
    indicator, *dimensions = cell
    return (place.publication, indicator, place.area, place.period, *dimensions)
