"""What an earlier release tells of this one: figures that have visibly not changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from inburgering_opendata.disclosure.cells import Key, Row
from inburgering_opendata.disclosure.places import Places

Slice = tuple[str, str, str, str]
"""Publication, indicator, period, and the province or other area of a figure."""


def taken_as_unchanged(
    earlier: Sequence[Row], current: Sequence[Sequence[Row]], places: Places
) -> list[Row]:
    """The rows of an earlier release, under the name of the publication they still hold for.

    A publication that is in both releases is the same. Of another one, readers can only guess
    whether its figures are still what they were. They guess right where everything that both give
    of an indicator, a period and a province is equal, so there it counts as known.
    """
    published: dict[Key, Row] = {row.key: row for rows in current for row in rows}
    names = {key.publication for key in published}
    old = [row for row in earlier if row.key.publication not in names]
    kept = [row for row in earlier if row.key.publication in names]
    if not old:
        return kept
    for name in sorted(names):
        same = _unchanged(old, published, name, places)
        kept += [
            row._replace(key=row.key._replace(publication=name))
            for row in old
            if _slice(row.key, places) in same
        ]
    return kept + old


def _unchanged(
    old: Sequence[Row], published: dict[Key, Row], name: str, places: Places
) -> set[Slice]:
    compared: dict[Slice, set[bool]] = defaultdict(set)
    for key, equal in _comparisons(old, published, name):
        compared[_slice(key, places)].add(equal)
    return {which for which, outcomes in compared.items() if outcomes == {True}}


def _comparisons(
    old: Sequence[Row], published: dict[Key, Row], name: str
) -> Iterator[tuple[Key, bool]]:
    for row in old:
        now = published.get(row.key._replace(publication=name))
        if now is not None and now.value is not None and row.value is not None:
            yield row.key, now.value == row.value


def _slice(key: Key, places: Places) -> Slice:
    area = places.province_of.get(key.area, key.area)
    return key.publication, key.indicator, key.period, area
