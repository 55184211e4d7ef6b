"""Where the circles of a map stand: near their municipality, and never on one another (Dorling).

D. Dorling, Area Cartograms: Their Use and Creation, 1996. The same rows give the same places on
every machine: sums, products and square roots alone, in one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt

from inburgering_opendata.toolkit.publish.site.contents import Contents

WIDTH, HEIGHT = 440, 456
MARGIN = 8
LEGEND = 64
"""Pixels left of the country, in which the legend stands above the sea."""

COVERED = 56_000
"""Of the map the part that circles cover, in square pixels: more would push towns too far."""

SMALLEST = 1.6
"""The radius of what would hardly be seen otherwise."""

APART, PROVINCES_APART = 0.8, 7.0
"""Pixels between two circles of one province, and of two: so provinces can be told apart."""

LONGITUDE_PER_LATITUDE = 0.613
"""A degree of longitude beside one of latitude in the middle of the country (cos 52.2°)."""

_ROUNDS = 70
"""In which circles grow and are pulled home; with fewer they stay farther from it."""
_SETTLING = 600
"""Rounds more at most, in which nothing is pulled, until no circle is over another."""
_LOOKED_FOR = 12
"""Rounds after which pairs are looked for anew, which takes as long as many rounds."""
_PULL = 0.03
"""The part of the way home that a circle is pulled in a round; more pulls it over its neighbours.
"""
_BORN = 0.3
"""The part of its radius that a circle begins with, so that it finds its place first."""
_REACH = 7.0
"""Pixels that a pair may come nearer to each other before pairs are looked for anew."""


@dataclass(frozen=True)
class Circle:
    """A municipality on the map, in pixels."""

    code: str
    x: float
    y: float
    radius: float
    province: str


def circles_of(contents: Contents, codes: Sequence[str]) -> tuple[Circle, ...]:
    """The map that has all of `codes`: every municipality of the last day with them, sized by its
    inhabitants; none where inhabitants or centroids are not known.
    """
    wanted = set(codes)
    fitting = [day for day, people in _inhabitants(contents).items() if wanted <= people.keys()]
    return _circles_of_day(contents, max(fitting)) if fitting else ()


@lru_cache(maxsize=1)
def _inhabitants(contents: Contents) -> Mapping[str, Mapping[str, int]]:
    """By day and municipality."""
    days: dict[str, dict[str, int]] = {}
    for row in contents.rows("population"):
        of_day = days.setdefault(row["reference_date"], {})
        of_day[row["municipality_code"]] = int(row["inhabitants"])
    return days


@lru_cache(maxsize=16)
def _circles_of_day(contents: Contents, day: str) -> tuple[Circle, ...]:
    people = _inhabitants(contents)[day]
    provinces = {r["municipality_code"]: r["province_code"] for r in contents.rows("municipality")}
    rows = contents.rows("municipality_centroid")
    centres = {r["municipality_code"]: (float(r["longitude"]), float(r["latitude"])) for r in rows}
    return _arranged(
        tuple(
            (code, *centres[code], people[code], provinces[code])
            for code in sorted(people)
            if code in centres
        )
    )


@lru_cache(maxsize=16)
def _arranged(rows: tuple[tuple[str, float, float, int, str], ...]) -> tuple[Circle, ...]:
    if not rows:
        return ()
    total = sum(row[3] for row in rows)
    radii = [max(sqrt(COVERED * row[3] / total / pi), SMALLEST) for row in rows]
    homes = _placed([(row[1] * LONGITUDE_PER_LATITUDE, -row[2]) for row in rows])
    provinces = [row[4] for row in rows]
    # Two lists and not one of pairs, as they are read and written millions of times.
    xs, ys = [x for x, _ in homes], [y for _, y in homes]
    pairs: list[tuple[int, int, float]] = []
    for number in range(_ROUNDS + _SETTLING):
        if number % _LOOKED_FOR == 0:
            pairs = list(_near(xs, ys, radii, provinces))
        if number < _ROUNDS:
            for at, (x, y) in enumerate(homes):
                xs[at] += _PULL * (x - xs[at])
                ys[at] += _PULL * (y - ys[at])
        # They grow, so that none is pushed past its neighbours before these have made room.
        grown = min(1.0, _BORN + (1 - _BORN) * number / _ROUNDS)
        _pushed_apart(xs, ys, radii, pairs, grown)
        if number >= _ROUNDS + _LOOKED_FOR and not _overlap(xs, ys, radii, pairs):
            break
    left = min(x - radius for x, radius in zip(xs, radii, strict=True))
    top = min(y - radius for y, radius in zip(ys, radii, strict=True))
    wide = max(x + radius for x, radius in zip(xs, radii, strict=True)) - left
    high = max(y + radius for y, radius in zip(ys, radii, strict=True)) - top
    # Made smaller where they would not fit, as in a release of a few municipalities.
    scale = min(1.0, (WIDTH - LEGEND - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    return tuple(
        Circle(
            code=row[0],
            x=round((x - left) * scale + MARGIN + LEGEND, 1),
            y=round((y - top) * scale + MARGIN, 1),
            radius=round(radius * scale, 1),
            province=row[4],
        )
        for row, x, y, radius in zip(rows, xs, ys, radii, strict=True)
    )


def _placed(centres: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Centres in pixels, the country as large as the map."""
    left, top = min(x for x, _ in centres), min(y for _, y in centres)
    wide = max(x for x, _ in centres) - left or 1.0
    high = max(y for _, y in centres) - top or 1.0
    scale = min((WIDTH - LEGEND - 36) / wide, (HEIGHT - 36) / high)
    return [(30 + (x - left) * scale, 30 + (y - top) * scale) for x, y in centres]


def _near(
    xs: Sequence[float], ys: Sequence[float], radii: Sequence[float], provinces: Sequence[str]
) -> Iterator[tuple[int, int, float]]:
    """Pairs that are, or may soon be, too near to one another, and how far apart they must be."""
    # From left to right; what a pair needs is written out, as millions are looked at.
    order = sorted(zip(xs, range(len(xs)), ys, radii, provinces, strict=True))
    most = max(radii) + PROVINCES_APART + _REACH
    for place, (x, one, y, radius, province) in enumerate(order):
        furthest = radius + most
        for behind in range(place + 1, len(order)):
            right, other, below, theirs, their_province = order[behind]
            if right - x > furthest:
                break
            room = radius + theirs + (APART if province == their_province else PROVINCES_APART)
            if -room - _REACH < below - y < room + _REACH:
                yield one, other, room


def _pushed_apart(
    xs: list[float],
    ys: list[float],
    radii: Sequence[float],
    pairs: Sequence[tuple[int, int, float]],
    grown: float,
) -> None:
    """Move what is too near apart, the lighter more; circles have `grown` to that part."""
    for one, other, whole in pairs:
        room = whole * grown
        x = xs[other] - xs[one]
        if x >= room or -x >= room:
            continue
        y = ys[other] - ys[one]
        square = x * x + y * y
        if square >= room * room:
            continue
        distance = sqrt(square)
        if not distance:
            x, distance = 1.0, 1.0
        lacks = (room - distance) / distance
        weight, theirs = radii[one] ** 2, radii[other] ** 2
        own, rest = lacks * theirs / (weight + theirs), lacks * weight / (weight + theirs)
        xs[one] -= x * own
        ys[one] -= y * own
        xs[other] += x * rest
        ys[other] += y * rest


def _overlap(
    xs: Sequence[float],
    ys: Sequence[float],
    radii: Sequence[float],
    pairs: Sequence[tuple[int, int, float]],
) -> bool:
    """Whether two circles are less than half of `APART` from one another."""
    for one, other, _ in pairs:
        x, y = xs[other] - xs[one], ys[other] - ys[one]
        if x * x + y * y < (radii[one] + radii[other] + APART / 2) ** 2:
            return True
    return False


def by_code(circles: Sequence[Circle]) -> Mapping[str, Circle]:
    return {circle.code: circle for circle in circles}
