"""Published tables as an outsider reads them: what each figure alone tells of the true one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.audit.bounds import (
    UNBOUNDED,
    AreaSum,
    Bools,
    Bounds,
    Integers,
    narrow,
)
from inburgering_opendata.outcomes.audit.errors import CELL_UNKNOWN, INDICATOR_UNDECLARED
from inburgering_opendata.outcomes.audit.places import NATION, Places
from inburgering_opendata.outcomes.audit.relations import Relations
from inburgering_opendata.outcomes.indicators.declaration import COUNTED, Indicators
from inburgering_opendata.toolkit.ground.errors import OpendataError

NOTHING = -1
"""Instead of a figure that is not published."""

_AREA = ("publication", "boundaries", "period", "area_type", "area")
_CELL = ("indicator", "target_group", "legal_regime", "route")
PERTURBED = "perturbed"
TRAJECTORIES = "counted"
"""The nature of what was counted from trajectories, in which the same persons have the same key."""

DELIVERED = "delivered"
"""The nature of what was delivered as a count, and of all that it went into."""


class Place(NamedTuple):
    """An area and period of one release."""

    release: int
    """Which of the releases: 0 is the one that is audited."""
    publication: str
    boundaries: date | None
    period: str
    area_type: str
    area: str

    def __str__(self) -> str:
        return f"{self.area}, {self.period}"


@dataclass(frozen=True)
class Reach:
    """What a published count says of the true one, by the perturbation table."""

    least: Integers
    most: Integers
    maximum: int
    variance: float
    """That of what is added to a large count."""

    @classmethod
    def of(cls, perturbation: pa.Table) -> Reach:
        """From the columns count, added and weight; the last count stands for all above it."""
        rows = perturbation.select(["count", "added", "weight"]).to_pylist()
        last = max(row["count"] for row in rows)
        maximum = max(abs(row["added"]) for row in rows)
        beyond = [row["added"] for row in rows if row["count"] == last]
        possible = [(row["count"], row["count"] + row["added"]) for row in rows]
        above = range(last + 1, last + 3 * maximum)
        possible += [(count, count + added) for count in above for added in beyond]
        known = last + maximum
        least = [min((n for n, p in possible if p == shown), default=1) for shown in range(known)]
        most = [max((n for n, p in possible if p == shown), default=0) for shown in range(known)]
        weights = {row["added"]: row["weight"] for row in rows if row["count"] == last}
        spread = sum(added**2 * weight for added, weight in weights.items())
        variance = spread / sum(weights.values())
        return cls(np.array(least), np.array(most), maximum, variance)

    def intervals(self, shown: Integers) -> tuple[Integers, Integers]:
        """The least and the most that can have become what is shown; crossed where nothing can."""
        known = np.clip(shown, 0, len(self.least) - 1)
        beyond = shown >= len(self.least)
        return (
            np.where(beyond, shown - self.maximum, self.least[known]),
            np.where(beyond, shown + self.maximum, self.most[known]),
        )


@dataclass(frozen=True)
class Published:
    """Everything that is published, by variable (rows) and by place (columns)."""

    places: tuple[Place, ...]
    shown: Integers
    """The figure, in units of its noise; NOTHING where there is none."""
    is_structural: Bools
    """Where nobody can be, as everybody knows."""
    bounds: Bounds
    """What each figure tells by itself."""
    areas: tuple[AreaSum, ...]
    register: Places

    @property
    def audited(self) -> Bools:
        """Which places are of the release that is audited."""
        return np.array([place.release == 0 for place in self.places], dtype=bool)

    @property
    def nations(self) -> Integers:
        return np.flatnonzero([place.area_type == "nation" for place in self.places])


def read_published(
    releases: Sequence[Sequence[pa.Table]],
    relations: Relations,
    indicators: Indicators,
    reach: Reach,
    places: Places,
) -> Published:
    """What the tables of a release, and of earlier ones, tell cell by cell.

    Args:
        releases: of each its tables observation; the one that is audited first.

    Raises:
        OpendataError: `INDICATOR_UNDECLARED` or `CELL_UNKNOWN`.
    """
    numbers: dict[Place, int] = {}
    parts = []
    for number, tables in enumerate(releases):
        for table in map(_of_persons, tables):
            at = _place_numbers(table, number, numbers)
            parts.append((table, at, *_variables(table, relations, indicators)))
    size = relations.size, len(numbers)
    shown = np.full(size, NOTHING, dtype=np.int64)
    low, high = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED, dtype=np.int64)
    is_there, is_counted = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    is_shown = np.zeros(size, dtype=bool)
    is_structural, is_delivered = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for table, at, variable, unit in parts:
        mine = variable >= 0
        if not mine.any():
            continue
        chosen = table.filter(pa.array(mine))
        where = variable[mine], at[mine]
        status = np.asarray(chosen["status"].to_numpy(zero_copy_only=False), dtype=object)
        hundredths = _hundredths(chosen)
        is_there[where] = True
        is_structural[where] |= status == "not_applicable"
        nature = np.asarray(chosen["nature"].to_numpy(zero_copy_only=False), dtype=object)
        precision = np.asarray(chosen["precision"].to_numpy(zero_copy_only=False), dtype=object)
        observed = status == "observed"
        is_delivered[where] = nature == DELIVERED
        counted = (nature == TRAJECTORIES) & (precision == PERTURBED)
        is_counted[where] = counted & (observed | (status == "withheld"))
        is_shown[where] = counted & observed
        _learn(
            (shown, low, high),
            (where[0][observed], where[1][observed]),
            hundredths[observed],
            unit[mine][observed],
            (precision == PERTURBED)[observed],
            reach,
        )
    every = tuple(numbers)
    _not_of_counts(every, is_structural, is_delivered)
    _nobody_unseen(every, is_there, is_counted, is_structural, relations)
    areas = _area_sums(every, places)
    nations = np.flatnonzero([place.area_type == "nation" for place in every])
    is_structural = _structural(is_structural, relations, areas, nations)
    high[is_structural] = 0
    low[is_structural] = 0
    _other_persons(low, shown, is_shown, relations, nations)
    return Published(
        places=every,
        shown=shown,
        is_structural=is_structural,
        bounds=Bounds(low, high),
        areas=areas,
        register=places,
    )


def read_truth(
    counted: pa.Table, published: Published, relations: Relations, indicators: Indicators
) -> Integers:
    """The true counts, by variable and place; NOTHING where they are not known.

    Args:
        counted: in the columns of observation, before it was protected.
    """
    truth = np.full(published.shown.shape, NOTHING, dtype=np.int64)
    table = counted.filter(pc.and_(pc.equal(counted["status"], "observed"), _protected(counted)))
    at = _place_numbers(table, 0, {place: n for n, place in enumerate(published.places)})
    variable, unit = _variables(table, relations, indicators)
    mine = variable >= 0
    hundredths = _hundredths(table)
    truth[variable[mine], at[mine]] = np.where(unit > 1, hundredths, hundredths // 100)[mine]
    nations = np.isin(np.arange(len(published.places)), published.nations)
    for each in relations.residuals:
        part, whole = truth[each.part], truth[each.whole]
        known = (part >= 0) & (whole >= 0)
        if each.only_nation:
            # Elsewhere the two count who moved in different municipalities.
            known &= nations
        truth[each.rest] = np.where(known, whole - part, NOTHING)
    return truth


def _of_persons(table: pa.Table) -> pa.Table:
    """The rows under disclosure control; only what says that it is exempt is exempt."""
    return table.filter(_protected(table))


def _protected(table: pa.Table) -> pa.ChunkedArray:
    return pc.invert(pc.starts_with(table["disclosure"], "exempt"))


def _place_numbers(table: pa.Table, release: int, numbers: dict[Place, int]) -> Integers:
    """The column of each row; places that are new get the next one."""
    codes, keys = _coded(table, _AREA)
    own = [numbers.setdefault(Place._make((release, *key)), len(numbers)) for key in keys]
    return np.array(own, dtype=np.int64)[codes]


def _variables(
    table: pa.Table, relations: Relations, indicators: Indicators
) -> tuple[Integers, Integers]:
    """Of each row its variable (NOTHING for what is no count or sum), and its unit of noise."""
    kinds = {each.id: each for each in indicators.all}
    codes, keys = _coded(table, _CELL)
    variables, units = [], []
    for key in keys:
        if key[0] not in kinds:
            raise OpendataError(INDICATOR_UNDECLARED, indicator=key[0])
        indicator = kinds[key[0]]
        counted = indicator.kind in COUNTED
        if counted and key not in relations.variable_of and key not in relations.impossible:
            raise OpendataError(CELL_UNKNOWN, figure=" ".join(key))
        variables.append(relations.variable_of.get(key, NOTHING) if counted else NOTHING)
        units.append(indicator.noise_unit)
    return np.array(variables, dtype=np.int64)[codes], np.array(units, dtype=np.int64)[codes]


def _coded(table: pa.Table, names: Sequence[str]) -> tuple[Integers, list[Any]]:
    """A number for each row, and the values that each number stands for."""
    code = np.zeros(table.num_rows, dtype=np.int64)
    columns = []
    for name in names:
        encoded = table[name].combine_chunks().dictionary_encode(null_encoding="encode")
        values = encoded.dictionary.to_pylist()
        columns.append(values)
        code = code * len(values) + encoded.indices.to_numpy(zero_copy_only=False)
    found, numbers = np.unique(code, return_inverse=True)
    keys = []
    for each in found.tolist():
        key = []
        for values in reversed(columns):
            each, at = divmod(each, len(values))
            key.append(values[at])
        keys.append(tuple(reversed(key)))
    return numbers, keys


def _hundredths(table: pa.Table) -> Integers:
    scaled = pc.multiply(table["value"].cast(pa.decimal128(20, 2)), pa.scalar(100, pa.int8()))
    filled = pc.fill_null(scaled.cast(pa.int64()), NOTHING)
    return np.asarray(filled.to_numpy(), dtype=np.int64)


def _learn(
    into: tuple[Integers, Integers, Integers],
    where: tuple[Integers, Integers],
    hundredths: Integers,
    unit: Integers,
    is_perturbed: Bools,
    reach: Reach,
) -> None:
    """Put down what each figure says; of two for the same persons, what both say together.

    Of a count that was not perturbed it says all. Persons are counted in ones; what is summed in
    larger units of noise is counted in hundredths.
    """
    shown, low, high = into
    figure, uneven = np.divmod(hundredths, 100 * unit)
    least, most = reach.intervals(figure)
    scale = np.where(unit > 1, 100 * unit, 1)
    # A sum was rounded to whole units of noise, halves up, before noise was added.
    half = np.where(unit > 1, 50 * unit, 0)
    least, most = np.maximum(least * scale - half, 0), most * scale + np.maximum(half - 1, 0)
    exact = np.where(unit > 1, hundredths, hundredths // 100)
    is_perturbed = is_perturbed & (uneven == 0)
    np.maximum.at(low, where, np.where(is_perturbed, least, exact))
    np.minimum.at(high, where, np.where(is_perturbed, most, exact))
    shown[where] = figure


def _not_of_counts(places: Sequence[Place], is_structural: Bools, is_delivered: Bools) -> None:
    """Where counts were delivered, nothing is known of what was not: `not_applicable` says there
    that nothing of it was delivered, and not that nobody can be in it.
    """
    for columns in _periods(places):
        if is_delivered[:, columns].any():
            is_structural[:, columns] = False


def _periods(places: Sequence[Place]) -> Sequence[Integers]:
    """The columns of each release, publication and period."""
    periods: dict[tuple[int, str, str], list[int]] = {}
    for column, place in enumerate(places):
        periods.setdefault((place.release, place.publication, place.period), []).append(column)
    return [np.array(columns) for columns in periods.values()]


def _nobody_unseen(
    places: Sequence[Place],
    is_there: Bools,
    is_counted: Bools,
    is_structural: Bools,
    relations: Relations,
) -> None:
    """A cell that no area has in a period is of nobody, where all was counted from trajectories,
    withheld or not.
    """
    own = np.unique(list(relations.variable_of.values()))
    for columns in _periods(places):
        block = np.ix_(own, columns)
        seen = is_there[block].any(axis=1)
        counted = is_counted[block] | is_structural[block] | ~is_there[block]
        if counted.all():
            is_structural[np.ix_(own[~seen], columns)] = True


def _structural(
    known: Bools, relations: Relations, areas: Sequence[AreaSum], nations: Integers
) -> Bools:
    """All that nobody can be in, as it follows from what is known to be so."""
    empty = Bounds(np.zeros(known.shape, dtype=np.int64), np.where(known, 0, UNBOUNDED))
    narrow(empty, relations, areas, nations)
    return np.asarray(empty.high == 0)


def _other_persons(
    low: Integers, shown: Integers, is_shown: Bools, relations: Relations, nations: Integers
) -> None:
    """Who has another figure is not the same: of the whole, somebody is not of the part."""
    for each in relations.residuals:
        if each.is_of_persons:
            at = nations if each.only_nation else slice(None)
            differ = shown[each.part, at] != shown[each.whole, at]
            differ &= is_shown[each.part, at] & is_shown[each.whole, at]
            low[each.rest, at] = np.maximum(low[each.rest, at], differ)


def _area_sums(places: Sequence[Place], register: Places) -> tuple[AreaSum, ...]:
    """Provinces of municipalities and the country of provinces, where none of them lacks."""
    groups: dict[tuple[int, str, date | None, str], dict[str, int]] = {}
    for column, place in enumerate(places):
        groups.setdefault(place[:4], {})[place.area] = column
    sums = []
    for (*_, day, _period), columns in groups.items():
        if day is None:
            continue
        provinces: dict[str, list[str]] = {}
        for code in register.municipalities(day):
            provinces.setdefault(register.province_of[code], []).append(code)
        wholes: Mapping[str, list[str]] = {**provinces, NATION: list(provinces)}
        for whole, parts in wholes.items():
            if whole in columns and all(part in columns for part in parts):
                sums.append(AreaSum(columns[whole], np.array([columns[part] for part in parts])))
    return tuple(sums)
