"""An oracle: what can be found out of a small publication, by trying every world that there can be.

A world is how many persons of each type are in each municipality. It can be what is behind a
publication when each of its true figures can have become the published one, when the same persons
have the same figure everywhere, and when the same cells would have been published of it. A count is
certain when all worlds that can be agree on it. Nothing here is of the protection or of the audit:
whom an indicator counts is worked out row by row, by the naive counter of the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tests.disclosure.publication import (
    ALWAYS,
    NEVER,
    Bools,
    Integers,
    Publication,
    Types,
)
from tests.indicators.made_up import INDICATORS

NATION = "NL"
SMALL = range(1, 5)
"""Counts that may not become certain."""

_MOST_ROWS = 1_500_000
"""More worlds of a municipality, or pairs of them, are not tried."""
_MOST_PAIRS = 60_000_000
_CHUNK = 1_000_000
_UNKNOWN = 8
"""As many of a type as random tables have in a municipality."""


class TooLargeError(Exception):
    """There are more worlds than can be tried."""


class NoWorldError(Exception):
    """Nothing that there can be leads to the publication."""


@dataclass(frozen=True)
class _Rule:
    """A published figure of an area, and what it is the figure of."""

    vector: tuple[int, ...]
    """What each type adds, in hundredths."""
    unit: int
    """One step of the noise, in hundredths."""
    shown: int

    @property
    def support(self) -> int:
        return sum(1 << n for n, each in enumerate(self.vector) if each)

    @property
    def is_count(self) -> bool:
        return self.unit == 100 and set(self.vector) <= {0, 100}

    def units(self, worlds: Integers) -> Integers:
        """The count that was perturbed, in each world."""
        figures = worlds @ np.array(self.vector, dtype=np.int64)
        return np.asarray((2 * figures + self.unit) // (2 * self.unit))


@dataclass(frozen=True)
class Possible:
    """The worlds of each area that there can be: by members a row each, the persons by type."""

    worlds: Mapping[tuple[int, ...], Integers]

    def extremes(self, members: tuple[int, ...], vector: Integers) -> tuple[int, int]:
        found = self.worlds[members] @ vector
        return int(found.min()), int(found.max())


@dataclass(frozen=True)
class Certain:
    """A small count that an attacker knows."""

    attacker: str
    members: tuple[int, ...]
    count: int
    name: str


@dataclass(kw_only=True)
class _Level:
    """Worlds of the first municipalities together, as far as the others can tell them apart."""

    code: Integers
    empty: list[Integers]
    """Of each municipality the types of which it has nobody, a bit each."""
    left: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    right: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    inverse: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


class Oracle:
    """All worlds that can be behind one publication."""

    def __init__(self, types: Types, publication: Publication, unknown: int = _UNKNOWN) -> None:
        """Args:
        unknown: how many of a type are tried at most where no figure says how many it can be:
            more would only be more that there can be.
        """
        self._unknown = unknown
        self.types = types
        self._publication = publication
        self._areas: dict[tuple[int, ...], list[str]] = {}
        for area, members in publication.members.items():
            self._areas.setdefault(members, []).append(area)
        self.every = max(self._areas, key=len)
        self._rules = {members: self._rules_of(areas) for members, areas in self._areas.items()}
        self._grid = self._possible_grids()
        self._own = [self._municipality(number) for number in self.every]
        self._radix = [
            1 + sum(int(worlds[:, n].max(initial=0)) for worlds in self._own)
            for n in range(len(types))
        ]
        if np.prod([float(each) for each in self._radix]) > _MOST_PAIRS:
            raise TooLargeError

    def _rules_of(self, areas: Iterable[str]) -> list[_Rule]:
        units = {each.id: 100 * each.noise_unit for each in INDICATORS.all}
        rules = {
            _Rule(tuple(self.types.figure(cell).tolist()), units[cell[0]], shown): None
            for area in areas
            for cell, shown in self._publication.figures[area].items()
            if shown is not None
        }
        return list(rules)

    def _possible_grids(self) -> Bools:
        """For each set of types (those of which there is nobody) whether it has the same cells."""
        cells = {c for each in self._publication.figures.values() for c in each}
        every = (1 << len(self.types)) - 1
        if not self._publication.whole_grid:
            return np.ones(every + 1, dtype=bool)
        return np.array(
            [
                {c for c, can in self.types.grids[every & ~empty].items() if can} == cells
                for empty in range(every + 1)
            ]
        )

    def _allowed(self, rule: _Rule, units: Integers) -> Bools:
        can_be = self._publication.can_be
        return np.where(
            units < len(can_be), can_be[np.minimum(units, len(can_be) - 1), rule.shown], False
        )

    def _most(self, rule: _Rule) -> int:
        """The most, in hundredths, of which a figure can be."""
        can_be = self._publication.can_be[:, rule.shown]
        most = int(np.flatnonzero(can_be).max(initial=-1))
        return most * rule.unit + rule.unit // 2 - (rule.unit % 2 == 0) if most >= 0 else -1

    def _municipality(self, number: int) -> Integers:
        """All that a municipality can be by its own figures, and by those that it is a part of."""
        rules = [
            (np.array(rule.vector, dtype=np.int64), max(self._most(rule), 0))
            for members, each in self._rules.items()
            if number in members
            for rule in each
        ]
        worlds = np.zeros((1, 0), dtype=np.int64)
        for at in range(len(self.types)):
            most = [top // int(vector[at]) for vector, top in rules if vector[at]]
            counts = np.arange(min(most, default=self._unknown) + 1)
            if len(worlds) * len(counts) > 4 * _MOST_ROWS:
                raise TooLargeError
            worlds = np.column_stack(
                [np.repeat(worlds, len(counts), axis=0), np.tile(counts, len(worlds))]
            )
            for vector, top in rules:
                if vector[at]:
                    worlds = worlds[worlds @ vector[: at + 1] <= top]
            if len(worlds) > _MOST_ROWS:
                raise TooLargeError
        return worlds[self._fits((number,), worlds)]

    def _fits(self, members: tuple[int, ...], worlds: Integers) -> Bools:
        """Which worlds of an area can have become its own figures."""
        fits = np.ones(len(worlds), dtype=bool)
        rules = self._rules.get(members, [])
        for rule in rules:
            fits[fits] = self._allowed(rule, rule.units(worlds[fits]))
        if self._publication.same_figures == NEVER:
            return fits
        for one, other in combinations(rules, 2):
            if one.shown != other.shown and self._alike(one, other):
                apart = _columns(one.support ^ other.support)
                rest = worlds[fits]
                same = (rest[:, apart] == 0).all(axis=1)
                if not (one.is_count and other.is_count):
                    same &= one.units(rest) == other.units(rest)
                fits[fits] = ~same
        return fits

    def _alike(self, one: _Rule, other: _Rule) -> bool:
        """Whether two cells of an area have the same figure where they are of the same persons."""
        everywhere = self._publication.same_figures == ALWAYS
        return everywhere or one.support & other.support in (one.support, other.support)

    @cached_property
    def _same(self) -> Mapping[tuple[tuple[int, ...], tuple[int, ...]], Bools]:
        """For each area and one that it is a part of: whether their figures, as they differ, forbid
        that there is nobody of some types (rows) in the part, and of some (columns) in the rest.
        """
        return {
            (part, whole): self._forbidden(part, whole)
            for part in self._areas
            for whole in self._areas
            if set(part) < set(whole)
        }

    def _forbidden(self, part: tuple[int, ...], whole: tuple[int, ...]) -> Bools:
        size = 1 << len(self.types)
        found = np.zeros((size, size), dtype=bool)
        if self._publication.same_figures != ALWAYS:
            return found
        empties = np.arange(size)
        conditions = {
            (one.support ^ other.support, other.support)
            for one in self._rules[part]
            for other in self._rules[whole]
            if one.shown != other.shown
            and (
                (one.is_count and other.is_count)
                or (one.vector, one.unit) == (other.vector, other.unit)
            )
        }
        for own, rest in conditions:
            found |= ((empties & own) == own)[:, None] & ((empties & rest) == rest)[None, :]
        return found

    def possible(self, own: Mapping[int, Integers] | None = None) -> Possible:
        """What there can be, where some municipalities are known to be one of some worlds.

        Raises:
            TooLargeError: that are too many to try.
            NoWorldError: nothing can be.
        """
        each = [(own or {}).get(number, worlds) for number, worlds in enumerate(self._own)]
        levels = [self._first(each[0])]
        for number in range(1, len(each)):
            levels.append(self._joined(levels[-1], each[number], tuple(range(number + 1))))
        found: dict[tuple[int, ...], Integers] = {}
        last = levels[-1]
        alive = np.ones(len(last.code), dtype=bool)
        if len(each) == 1:
            alive = self._grid[last.empty[0]]
        if not alive.any():
            raise NoWorldError
        for number in range(len(each) - 1, 0, -1):
            level = levels[number]
            found[tuple(range(number + 1))] = self._decoded(np.unique(level.code[alive]))
            pairs = alive[level.inverse]
            found[(number,)] = each[number][np.unique(level.right[pairs])]
            alive = np.zeros(len(levels[number - 1].code), dtype=bool)
            alive[level.left[pairs]] = True
        found[(0,)] = each[0][alive[levels[0].inverse]]
        return Possible(found)

    def pairs(self) -> Integers:
        """All that two municipalities can be together: a world each, the persons by type."""
        second = self._own[1]
        level = self._joined(self._first(self._own[0]), second, (0, 1))
        return np.stack([self._own[0][level.left], second[level.right]], axis=1)

    def _first(self, worlds: Integers) -> _Level:
        code = worlds @ self._places
        return _Level(code=code, empty=[_empty(worlds)], inverse=np.arange(len(worlds)))

    @cached_property
    def _places(self) -> Integers:
        return np.cumprod([1, *self._radix[:-1]]).astype(np.int64)

    def _decoded(self, codes: Integers) -> Integers:
        columns = []
        for radix in self._radix:
            codes, digit = np.divmod(codes, radix)
            columns.append(digit)
        return np.column_stack(columns)

    def _joined(self, level: _Level, worlds: Integers, members: tuple[int, ...]) -> _Level:
        """The worlds of one municipality more together with those of the ones before it."""
        if len(level.code) * len(worlds) > _MOST_PAIRS:
            raise TooLargeError
        code, empty = worlds @ self._places, _empty(worlds)
        known = np.zeros(int(np.prod(self._radix)), dtype=np.int8)
        lefts, rights = [], []
        rows = max(1, _CHUNK // max(1, len(worlds)))
        for start in range(0, len(level.code), rows):
            left, right = (
                index.ravel()
                for index in np.meshgrid(
                    np.arange(start, min(start + rows, len(level.code))),
                    np.arange(len(worlds)),
                    indexing="ij",
                )
            )
            fits = self._sums_fit(level.code[left] + code[right], members, known)
            left, right = left[fits], right[fits]
            fits = self._differ([each[left] for each in level.empty] + [empty[right]], members)
            lefts.append(left[fits])
            rights.append(right[fits])
            if sum(map(len, lefts)) > _MOST_PAIRS // 4:
                raise TooLargeError
        left, right = np.concatenate(lefts), np.concatenate(rights)
        if not len(left):
            raise NoWorldError
        empties = [each[left] for each in level.empty] + [empty[right]]
        codes = level.code[left] + code[right]
        key = codes
        for each in empties:
            key = key * (1 << len(self.types)) + each
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return _Level(
            code=codes[first],
            empty=[each[first] for each in empties],
            left=left,
            right=right,
            inverse=inverse,
        )

    def _sums_fit(
        self, codes: Integers, members: tuple[int, ...], known: npt.NDArray[np.int8]
    ) -> Bools:
        """Whether sums can be what an area has; `known` remembers it by code, 1 for yes."""
        if members not in self._rules:
            return np.ones(len(codes), dtype=bool)
        new = np.unique(codes[known[codes] == 0])
        known[new] = np.where(self._fits(members, self._decoded(new)), 1, 2)
        return np.asarray(known[codes] == 1)

    def _differ(self, empties: Sequence[Integers], members: tuple[int, ...]) -> Bools:
        """Whether areas with other figures than the area that they are a part of can differ."""
        fits = np.ones(len(empties[0]), dtype=bool)
        if members == self.every:
            fits &= self._grid[_all(empties)]
        for (part, whole), forbidden in self._same.items():
            if whole == members:
                inside = _all([empties[n] for n in part])
                outside = _all([empties[n] for n in whole if n not in part])
                fits &= ~forbidden[inside, outside]
        return fits

    @cached_property
    def targets(self) -> Mapping[tuple[int, ...], str]:
        """Sets of types that are a published count, or what is left of one without another."""
        found: dict[tuple[int, ...], str] = {}
        kinds = {each.id: each.kind for each in INDICATORS.all}
        cells = {c for each in self._publication.figures.values() for c in each}
        for cell in sorted(cells):
            if kinds[cell[0]] == "count":
                mask = tuple((self.types.figure(cell) // 100).tolist())
                found.setdefault(mask, " ".join(cell))
        for (whole, name), (part, other) in [
            (a, b) for pair in combinations(list(found.items()), 2) for a, b in (pair, pair[::-1])
        ]:
            rest = tuple(w - p for w, p in zip(whole, part, strict=True))
            if min(rest) >= 0:
                found.setdefault(rest, f"{name} without {other}")
        return {mask: name for mask, name in found.items() if any(mask)}

    @cached_property
    def cells(self) -> set[tuple[int, ...]]:
        """Those of the targets that are a published count of themselves."""
        return {mask for mask, name in self.targets.items() if " without " not in name}

    def everything(self, truth: Sequence[Integers]) -> list[Certain]:
        """What any attacker knows.

        Args:
            truth: of each municipality how many persons of each type it has.
        """
        for own, counts in zip(self._own, truth, strict=True):
            assert (own == counts).all(axis=1).any(), "the truth is what there can be"
        return [*self.outsider(), *self.municipality(truth), *self.alone(truth)]

    def outsider(self) -> Iterator[Certain]:
        """What somebody knows who has all that is published."""
        for members in self._areas:
            for mask, name in self.targets.items():
                low, high = self.public.extremes(members, np.array(mask))
                if low == high and low in SMALL:
                    yield Certain("outsider", members, low, name)

    @cached_property
    def public(self) -> Possible:
        return self.possible()

    def municipality(self, truth: Sequence[Integers]) -> Iterator[Certain]:
        """What each municipality knows of others, as it knows all of its own."""
        for number in self.every:
            known = self.possible({number: truth[number][None, :]})
            for members in self._areas:
                if members == (number,):
                    continue
                for mask, name in self.targets.items():
                    vector = np.array(mask)
                    mine = int(truth[number] @ vector) if number in members else 0
                    low, high = (end - mine for end in known.extremes(members, vector))
                    if low == high and low in SMALL:
                        yield Certain(f"municipality {number}", members, low, name)

    def alone(self, truth: Sequence[Integers]) -> Iterator[Certain]:
        """What each person who is alone in a cell knows of others, as it knows itself as well."""
        for members in self._areas:
            for mask in sorted(self.cells):
                vector = np.array(mask)
                if sum(int(truth[n] @ vector) for n in members) != 1:
                    continue
                home = next(n for n in members if truth[n] @ vector)
                type_ = int(np.flatnonzero(truth[home] * vector)[0])
                own = {n: self._own[n][self._own[n] @ vector == (n == home)] for n in members}
                own[home] = own[home][own[home][:, type_] > 0]
                who = f"alone in {self.targets[mask]} of {members}"
                yield from self._of_others(self.possible(own), who, home, type_)

    def _of_others(self, known: Possible, who: str, home: int, type_: int) -> Iterator[Certain]:
        for members in self._areas:
            for mask, name in self.targets.items():
                low, high = known.extremes(members, np.array(mask))
                is_in = home in members and mask[type_]
                if low == high and low in SMALL and not (is_in and low == 1):
                    yield Certain(who, members, low, name)


def _columns(bits: int) -> list[int]:
    return [n for n in range(bits.bit_length()) if bits >> n & 1]


def _empty(worlds: Integers) -> Integers:
    return np.asarray((worlds == 0) @ (1 << np.arange(worlds.shape[1])))


def _all(empties: Sequence[Integers]) -> Integers:
    return np.asarray(np.bitwise_and.reduce(list(empties)))
