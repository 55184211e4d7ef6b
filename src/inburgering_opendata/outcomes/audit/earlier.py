"""What earlier releases tell of this one: a figure that is the same is taken to be of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from inburgering_opendata.outcomes.audit.bounds import Bools, Bounds, narrow
from inburgering_opendata.outcomes.audit.places import NATION
from inburgering_opendata.outcomes.audit.published import NOTHING, Place, Published
from inburgering_opendata.outcomes.audit.relations import Relations


@dataclass(frozen=True)
class Link:
    """A place of the release that is audited, and those of an earlier one that make it up."""

    now: int
    before: tuple[int, ...]
    unchanged: Bools
    """Which variables are taken to be of the same persons in both."""


def with_earlier(bounds: Bounds, published: Published, relations: Relations) -> Bounds:
    """`bounds` narrowed by what earlier releases tell of the same areas and periods.

    The same persons always have the same figure, so one that did not change is probably of the
    same persons. Where that cannot be, as what follows contradicts itself, it was not.
    """
    links = list(_links(published))
    while links:
        linked = bounds.copy()
        for link in links:
            _share(linked, link)
        changed = np.flatnonzero(np.any([link.unchanged for link in links], axis=0))
        narrow(linked, relations, published.areas, published.nations, changed=changed.tolist())
        wrong = set(np.flatnonzero(linked.contradict.any(axis=0)).tolist())
        if not wrong:
            return linked
        # A place whose figures contradict each other is believed to have changed altogether.
        kept = [link for link in links if not wrong & {link.now, *link.before}]
        links = kept if len(kept) < len(links) else []
    return bounds


def _links(published: Published) -> Iterator[Link]:
    """The same places in earlier releases, and municipalities that merged in between."""
    earlier: dict[int, dict[tuple[str, str], int]] = {}
    for column, place in enumerate(published.places):
        if place.release:
            earlier.setdefault(place.release, {})[place.period, place.area] = column
    for now, place in enumerate(published.places):
        if place.release:
            continue
        for columns in earlier.values():
            before = columns.get((place.period, place.area))
            if before is not None and _is_the_same(published, place, published.places[before]):
                yield Link(now, (before,), _unchanged(published, now, before))
        yield from _merged(published, now, earlier.values())


def _is_the_same(published: Published, now: Place, before: Place) -> bool:
    if now.boundaries == before.boundaries or now.area == NATION:
        return True
    if now.boundaries is None or before.boundaries is None:
        return False
    return published.register.stayed(now.area_type, now.area, before.boundaries, now.boundaries)


def _merged(
    published: Published, now: int, releases: Iterable[dict[tuple[str, str], int]]
) -> Iterator[Link]:
    """A municipality and those that it was made of, for what did not change in its province."""
    place = published.places[now]
    province = published.register.province_of.get(place.area, "")
    here = next(
        (
            column
            for column, other in enumerate(published.places)
            if other == place._replace(area_type="province", area=province)
        ),
        None,
    )
    if place.area_type != "municipality" or here is None or place.boundaries is None:
        return
    for columns in releases:
        there = columns.get((place.period, province))
        day = published.places[there].boundaries if there is not None else None
        if there is None or day is None or day >= place.boundaries:
            continue
        sources = published.register.merged(day, place.boundaries).get(place.area, [])
        before = [columns.get((place.period, code)) for code in sources]
        if before and None not in before:
            known = tuple(column for column in before if column is not None)
            yield Link(now, known, _unchanged(published, here, there))


def _unchanged(published: Published, now: int, before: int) -> Bools:
    shown = published.shown
    return np.asarray((shown[:, now] == shown[:, before]) & (shown[:, now] != NOTHING))


def _share(bounds: Bounds, link: Link) -> None:
    """What is known of a place and of those that make it up holds for both."""
    same, parts = link.unchanged, np.array(link.before)
    low, high = bounds.low[same][:, parts], bounds.high[same][:, parts]
    least, most = low.sum(axis=1), high.sum(axis=1)
    now_low = np.maximum(bounds.low[same, link.now], least)
    now_high = np.minimum(bounds.high[same, link.now], most)
    bounds.low[same, link.now], bounds.high[same, link.now] = now_low, now_high
    others_high, others_low = most[:, None] - high, least[:, None] - low
    rows = np.flatnonzero(same)
    bounds.low[np.ix_(rows, parts)] = np.maximum(low, now_low[:, None] - others_high)
    bounds.high[np.ix_(rows, parts)] = np.minimum(high, now_high[:, None] - others_low)
