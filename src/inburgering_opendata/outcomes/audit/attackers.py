"""The three attackers, each with what it knows beside what is published."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from inburgering_opendata.outcomes.audit.bounds import (
    LIMITED,
    AreaSum,
    Bools,
    Bounds,
    Integers,
    narrow,
    narrow_areas,
)
from inburgering_opendata.outcomes.audit.earlier import with_earlier
from inburgering_opendata.outcomes.audit.errors import CONTRADICTION
from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.outcomes.audit.linear import tighten
from inburgering_opendata.outcomes.audit.places import NATION
from inburgering_opendata.outcomes.audit.published import Place, Published
from inburgering_opendata.outcomes.audit.relations import Relations
from inburgering_opendata.outcomes.audit.verdict import Attacker, Verdict
from inburgering_opendata.toolkit.ground.errors import OpendataError

NEAR = 2
"""Intervals at most so much wider than they must be are looked at by linear programs as well."""


def outsider(
    published: Published, relations: Relations, limits: Limits, verdict: Verdict
) -> Bounds:
    """What can be known from all that is published; judged in `verdict`.

    Raises:
        OpendataError: `CONTRADICTION` when no counts at all can have been perturbed to the figures,
            or `AUDIT_UNFINISHED`.
    """
    bounds = published.bounds.copy()
    narrow(bounds, relations, published.areas, published.nations)
    _must_be_possible(bounds, published, relations)
    bounds = with_earlier(bounds, published, relations)
    of_whom = of_persons(published, relations) & (bounds.high < LIMITED)
    done = np.zeros_like(of_whom)
    while (near := _to_solve(bounds, of_whom, relations, limits) & ~done).any():
        moved = tighten(bounds, relations.sums, near)
        _must_be_possible(bounds, published, relations)
        changed = np.flatnonzero(moved.any(axis=1)).tolist()
        narrow(bounds, relations, published.areas, published.nations, changed=changed)
        done |= near
    every = np.arange(len(published.places))
    verdict.look(Attacker.OUTSIDER, bounds, of_whom, every, published, relations, limits)
    return bounds


def of_persons(published: Published, relations: Relations) -> Bools:
    """Which variables where tell of persons, and could be found out."""
    mask = (relations.unit > 0)[:, None] & ~published.is_structural & published.audited
    abroad = np.setdiff1d(np.arange(len(published.places)), published.nations)
    rests = [each.rest for each in relations.residuals if each.only_nation]
    mask[np.ix_(np.array(rests, dtype=np.int64), abroad)] = False
    return mask


def municipality(
    published: Published,
    relations: Relations,
    limits: Limits,
    known: Bounds,
    truth: Integers,
    verdict: Verdict,
    among: Collection[Place] | None = None,
) -> None:
    """What each municipality can know of others, as it knows its own; judged in `verdict`.

    Args:
        known: what an outsider knows.
        truth: the true counts, as `read_truth` returns them.
        among: the places of which it is looked at what is known; all when it is not given.
    """
    of_whom = _of_whom(published, relations, known, among)
    country = {area.whole: area for area in published.areas if _is_country(published, area)}
    for area in published.areas:
        if area.whole in country or not published.audited[area.whole]:
            continue
        above = next((c for c in country.values() if area.whole in c.parts), None)
        outside = [] if above is None else [above.whole, *above.parts]
        columns = np.array([*area.parts, *(outside or [area.whole])])
        if not of_whom[:, columns].any():
            continue
        many = len(area.parts)
        tiles = known.of(np.tile(columns, many))
        looked_at = of_whom[:, np.tile(columns, many)].copy()
        for tile, own in enumerate(area.parts):
            at = tile * len(columns) + tile
            mine = truth[:, own]
            tiles.low[:, at] = np.where(mine >= 0, mine, tiles.low[:, at])
            tiles.high[:, at] = np.where(mine >= 0, mine, tiles.high[:, at])
            looked_at[:, at] = False
            if many == 1:
                # A province of one municipality is that municipality itself.
                looked_at[:, columns == area.whole] = False
        sums = _tiled([area, *([above] if above else [])], columns, many)
        nations = np.flatnonzero([published.places[c].area_type == "nation" for c in columns])
        nations = np.concatenate([nations + tile * len(columns) for tile in range(many)])
        learned = narrow_areas(tiles, sums)
        narrow(tiles, relations, sums, nations.astype(np.int64), changed=learned)
        base = known.of(np.tile(columns, many))
        _look_closer(tiles, base, looked_at, relations, limits)
        every = np.tile(columns, many)
        verdict.look(Attacker.MUNICIPALITY, tiles, looked_at, every, published, relations, limits)


def _of_whom(
    published: Published, relations: Relations, known: Bounds, among: Collection[Place] | None
) -> Bools:
    """Which variables where an insider is tried on."""
    of_whom = of_persons(published, relations) & (known.high < LIMITED)
    if among is not None:
        of_whom &= np.array([place in among for place in published.places], dtype=bool)
    return of_whom


def _is_country(published: Published, area: AreaSum) -> bool:
    return published.places[area.whole].area == NATION


def _tiled(areas: Sequence[AreaSum], columns: Integers, many: int) -> list[AreaSum]:
    """The sums of areas in each of `many` copies of `columns`, one after the other."""
    at = {int(column): number for number, column in enumerate(columns)}
    return [
        AreaSum(
            at[area.whole] + tile * len(columns),
            np.array([at[int(part)] + tile * len(columns) for part in area.parts]),
        )
        for tile in range(many)
        for area in areas
    ]


def alone(
    published: Published,
    relations: Relations,
    limits: Limits,
    known: Bounds,
    truth: Integers,
    verdict: Verdict,
    among: Collection[Place] | None = None,
) -> None:
    """What somebody who is alone in a cell can know of others in the same area; judged likewise."""
    of_whom = _of_whom(published, relations, known, among)
    nations = published.nations
    for variable in np.flatnonzero(relations.counts_persons):
        columns = np.flatnonzero((truth[variable] == 1) & of_whom[variable])
        if not columns.size:
            continue
        mine = known.of(columns)
        mine.low[variable] = mine.high[variable] = 1
        here = np.flatnonzero(np.isin(columns, nations))
        narrow(mine, relations, (), here, changed=[int(variable)])
        own = _own(int(variable), published.is_structural[:, columns], relations)
        looked_at = of_whom[:, columns] & ~own
        _look_closer(mine, known.of(columns), looked_at, relations, limits)
        verdict.look(Attacker.ALONE, mine, looked_at, columns, published, relations, limits)


def _own(variable: int, is_structural: Bools, relations: Relations) -> Bools:
    """What somebody who is alone in a variable is all of, or knows to be in or not to be in: its
    parts, and each whole of which nobody can be in the other parts.
    """
    own = np.zeros_like(is_structural)
    own[variable] = True
    about = relations.sums_about
    open_ = {variable}
    while open_:
        before = own.sum(axis=1)
        for number in sorted({n for each in open_ for n in about[each]}):
            parts = list(relations.sums[number].parts)
            whole = relations.sums[number].whole
            own[parts] |= own[whole] & ~is_structural[parts]
            own[whole] |= own[parts].any(axis=0) & (own[parts] | is_structural[parts]).all(axis=0)
        open_ = set(np.flatnonzero(own.sum(axis=1) > before).tolist())
    return own


def _look_closer(
    bounds: Bounds, base: Bounds, looked_at: Bools, relations: Relations, limits: Limits
) -> None:
    """Linear programs for what is nearly narrow, and narrower than an outsider knows it."""
    learned = (bounds.low > base.low) | (bounds.high < base.high)
    near = _to_solve(bounds, looked_at & learned, relations, limits)
    if near.any():
        tighten(bounds, relations.sums, near)


def _to_solve(bounds: Bounds, looked_at: Bools, relations: Relations, limits: Limits) -> Bools:
    """What is nearly too narrow; nothing where something is so already, which settles it."""
    width = bounds.high - bounds.low
    least = limits.width * relations.unit[:, None]
    if (looked_at & (width < least)).any():
        return np.zeros_like(looked_at)
    return looked_at & (width < least + NEAR * relations.unit[:, None])


def _must_be_possible(bounds: Bounds, published: Published, relations: Relations) -> None:
    if (wrong := np.argwhere(bounds.contradict)).size:
        variable, column = wrong[0]
        figure = f"{relations.names[variable]}, {published.places[column]}"
        raise OpendataError(CONTRADICTION, figure=figure)
