"""Which figures are withheld so that something is no longer found out: the nearest ones first.

Whatever is known of a count follows from published figures along two kinds of sums: those of one
area, which the declarations make, and those of areas, which the register makes. Of a count that no
published figure is connected with nobody knows how much it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from inburgering_opendata.outcomes.audit.places import NATION, Places
from inburgering_opendata.outcomes.audit.published import Place
from inburgering_opendata.outcomes.audit.relations import Relations

CellKey = tuple[str, ...]
"""What names a figure, as in `CELL`."""
Variable = tuple[Place, int]
"""A variable of the audit somewhere."""


@dataclass(frozen=True)
class Around:
    """What is near what: the sums of one area, and the areas that are parts of each other."""

    relations: Relations
    wholes: Mapping[str, Sequence[str]]
    """For each area those that it is a part of."""
    parts: Mapping[str, Sequence[str]]
    """For each area the next smaller ones that it is made of."""

    @classmethod
    def of(cls, relations: Relations, areas: Collection[str], places: Places) -> Around:
        """Args:
        areas: those of a table, municipalities and what they add up to.
        """
        wholes: dict[str, list[str]] = {area: [] for area in areas}
        parts: dict[str, list[str]] = {area: [] for area in areas}
        for code in sorted(areas):
            above = [a for a in (places.province_of.get(code), NATION) if a in parts and a != code]
            wholes[code] += above
            for whole in above[:1]:
                parts[whole].append(code)
        return cls(relations, wholes, parts)

    def rings(self, area: str) -> Iterator[Sequence[str]]:
        """The areas around one: itself, those that it is a part of, which are few, and then what is
        next to any of these, and so on.
        """
        seen: dict[str, None] = {area: None}
        ring: Sequence[str] = [area]
        wholes = self.wholes[area]
        while ring:
            yield ring
            beyond = wholes or [other for each in seen for other in self._next_to(each)]
            wholes = ()
            ring = [other for other in dict.fromkeys(beyond) if other not in seen]
            seen |= dict.fromkeys(ring)

    def _next_to(self, area: str) -> Sequence[str]:
        return [*self.wholes[area][:1], *self.parts[area]]


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
    """The figures nearest to what was found, in its own area and in others: with one step its own,
    with two those of the same name in the areas that it is a part of, with three what is next to
    these in these areas, with four areas next to them, and so on in turn.

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
        if taken or farther > 2 * (around.relations.size + len(around.parts)):
            return taken
        farther += 1 + farther // 2


def _places_from(place: Place, around: Around, steps: int) -> Iterator[tuple[Place, int]]:
    """The areas around one, itself first, and how many times something nearest is taken there: less
    often in those that are farther away, which are many.
    """
    for far, ring in enumerate(islice(around.rings(place.area), steps // 2 + 1)):
        times = (steps + 1) // 2 - max(far - 1, 0)
        yield from ((place._replace(area=area), times) for area in ring)


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
