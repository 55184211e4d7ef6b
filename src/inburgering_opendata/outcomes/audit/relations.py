"""What the declarations say of the cells of one area and period, whatever stands in them.

Cells that are of the same persons under two names are one variable. A sum says that a whole is all
of its parts together; a part has a residual, a variable of its own, which makes it a sum too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from inburgering_opendata.outcomes.audit.implications import Term, excludes, implies, term_of
from inburgering_opendata.outcomes.indicators.conditions import AllOf, AtLeast, Given, Not, OneOf
from inburgering_opendata.outcomes.indicators.declaration import (
    COUNTED,
    NO_ROUTE,
    REGIMES,
    TARGET_GROUPS,
    Indicator,
    Indicators,
)

TOTAL = "total"
ROUTES = (NO_ROUTE, "B", "O", "Z")
CATEGORIES = {"target_group": TARGET_GROUPS, "legal_regime": REGIMES, "route": ROUTES}

Cell = tuple[str, str, str, str]
"""Indicator, target group, legal regime, route."""
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sum:
    """A whole that is all of its parts together, as numbers of variables."""

    whole: int
    parts: tuple[int, ...]
    only_nation: bool = False
    """Whether it holds for the country alone, where it does not matter who counts for whom."""


@dataclass(frozen=True, kw_only=True)
class Residual:
    """The persons of a whole who are not of a part, as numbers of variables."""

    part: int
    whole: int
    rest: int
    only_nation: bool
    is_of_persons: bool
    """Or of things beside persons, such as more fines than people fined."""


@dataclass(frozen=True, kw_only=True)
class Relations:
    """All cells that can be published of an area and period, and what holds between them."""

    variable_of: dict[Cell, int]
    """The variable of each cell that anybody can be in."""
    names: tuple[str, ...]
    """Of each variable, in words."""
    counts_persons: Bools
    """Of each variable, residuals included."""
    unit: npt.NDArray[np.int64]
    """As much of each variable as one step of its noise; 0 for residuals that are of no persons."""
    sums: tuple[Sum, ...]
    """Residuals included."""
    residuals: tuple[Residual, ...]
    impossible: frozenset[Cell]
    """Cells that nobody can be in."""

    @property
    def size(self) -> int:
        return len(self.names)

    def cells_of(self, variables: Collection[int]) -> list[Cell]:
        """The cells under whose names variables are published."""
        return [cell for variable in variables for cell in self._cells.get(variable, ())]

    @cached_property
    def _cells(self) -> dict[int, list[Cell]]:
        cells: dict[int, list[Cell]] = {}
        for cell, variable in self.variable_of.items():
            cells.setdefault(variable, []).append(cell)
        return cells

    @cached_property
    def sums_about(self) -> tuple[tuple[int, ...], ...]:
        """For each variable, the numbers of the sums in which it is."""
        about: list[list[int]] = [[] for _ in self.names]
        for number, each in enumerate(self.sums):
            for variable in (each.whole, *each.parts):
                about[variable].append(number)
        return tuple(map(tuple, about))


def relations_of(indicators: Indicators) -> Relations:
    """Everything that follows from the declarations."""
    cells = [cell for each in indicators.of_kind(*COUNTED) for cell in _cells_of(each)]
    terms, meets = _terms(cells, indicators)
    empty = _is_empty(terms, meets)
    variable_of: dict[Cell, int] = {}
    first: dict[tuple[object, ...], int] = {}
    names: list[str] = []
    members: list[int] = []
    for number, cell in enumerate(cells):
        if empty[number]:
            continue
        indicator = indicators[cell[0]]
        who = (_frame(indicator), indicator.kind, indicator.value, meets[number].tobytes())
        if who not in first:
            first[who] = len(names)
            names.append(_name(cell))
            members.append(number)
        variable_of[cell] = first[who]
    persons = [indicators[cells[number][0]].kind == "count" for number in members]
    every = dict.fromkeys(_declared_sums(indicators, variable_of))
    # A whole of one part is that part under another name.
    declared = [each for each in every if each.parts != (each.whole,)]
    other_part = {
        (each.whole, part): other
        for each in declared
        if len(each.parts) == 2
        for part, other in (each.parts, each.parts[::-1])
    }
    residuals, sums = [], list(declared)
    for part, whole, only_nation in _parts(cells, members, meets, indicators, variable_of):
        rest, of_persons = other_part.get((whole, part)), persons[part] and persons[whole]
        if rest is None:
            rest = len(names)
            names.append(f"{names[whole]} without {names[part]}")
            persons.append(of_persons)
            sums.append(Sum(whole, (part, rest), only_nation))
        residuals.append(
            Residual(
                part=part, whole=whole, rest=rest, only_nation=only_nation, is_of_persons=of_persons
            )
        )
    sums += _rests(declared, residuals)
    counts = np.array(persons, dtype=bool)
    units = [scale_of(indicators[cells[number][0]]) for number in members]
    unit = np.array([*units, *(int(is_so) for is_so in persons[len(units) :])], dtype=np.int64)
    return Relations(
        variable_of=variable_of,
        names=tuple(names),
        counts_persons=counts,
        unit=unit,
        sums=tuple(sums),
        residuals=tuple(residuals),
        impossible=frozenset(cell for cell, is_so in zip(cells, empty, strict=True) if is_so),
    )


def scale_of(indicator: Indicator) -> int:
    """How much of its variable one step of noise is: variables count persons in ones, and what is
    summed in larger units of noise in hundredths.
    """
    return 1 if indicator.noise_unit == 1 else 100 * indicator.noise_unit


def _cells_of(indicator: Indicator) -> Iterator[Cell]:
    for breakdown in ((), *indicator.breakdowns):
        values = [CATEGORIES[name] if name in breakdown else (TOTAL,) for name in CATEGORIES]
        for group, regime, route in product(*values):
            yield indicator.id, group, regime, route


def _name(cell: Cell) -> str:
    return " ".join(word for word in cell if word != TOTAL)


def _frame(indicator: Indicator) -> tuple[str, str]:
    return indicator.cohort, indicator.municipality


def _terms(cells: Sequence[Cell], indicators: Indicators) -> tuple[list[Term], Bools]:
    """All terms, and for each cell which of them everybody in it surely meets."""
    number: dict[Term, int] = {}
    own: list[list[int]] = []
    for cell in cells:
        mine = [*_of_indicator(indicators[cell[0]]), *_of_dimensions(cell)]
        own.append([number.setdefault(term, len(number)) for term in mine])
    rules = [
        (Term(Given(column)), Term(OneOf("legal_regime", tuple(regimes))))
        for column, regimes in indicators.only_in.items()
    ]
    for term in (term for rule in rules for term in rule):
        number.setdefault(term, len(number))
    terms = list(number)
    follows = np.array([[implies(one, other) for other in terms] for one in terms], dtype=bool)
    for given, regime in rules:
        follows[number[given], number[regime]] = True
    while True:
        further = follows @ follows
        if np.array_equal(further, follows):
            break
        follows = further
    meets = np.array([follows[mine].any(axis=0) for mine in own], dtype=bool)
    for at, cell in enumerate(cells):
        for whole in indicators[cell[0]].part_of:
            same = cells.index((whole, *cell[1:])) if (whole, *cell[1:]) in cells else None
            if same is not None:
                meets[at] |= meets[same]
    return terms, meets


def _of_indicator(indicator: Indicator) -> Iterator[Term]:
    if set(indicator.legal_regimes) != set(REGIMES):
        yield Term(OneOf("legal_regime", indicator.legal_regimes))
    if isinstance(indicator.where, AllOf):
        yield from (term_of(each, indicator.days_from) for each in indicator.where.conditions)
    elif indicator.where is not None:
        yield term_of(indicator.where, indicator.days_from)


def _of_dimensions(cell: Cell) -> Iterator[Term]:
    for column, value in zip(CATEGORIES, cell[1:], strict=True):
        if (column, value) == ("route", NO_ROUTE):
            yield Term(Not(Given(column)))
        elif value != TOTAL:
            yield Term(OneOf(column, (value,)))


def _is_empty(terms: Sequence[Term], meets: Bools) -> Bools:
    """Which cells nobody can be in, as two of their terms exclude each other."""
    apart = np.array([[excludes(one, other) for other in terms] for one in terms], dtype=bool)
    return np.asarray(((meets @ (apart | apart.T)) & meets).any(axis=1))


def _declared_sums(indicators: Indicators, variable_of: dict[Cell, int]) -> Iterator[Sum]:
    """Totals of a dimension, and indicators that are declared to add up to another."""
    for each in indicators.of_kind(*COUNTED):
        own = set(_cells_of(each))
        for total in _cells_of(each):
            for place, categories in enumerate(CATEGORIES.values(), start=1):
                cells = [(*total[:place], value, *total[place + 1 :]) for value in categories]
                is_total = total[place] == TOTAL and total in variable_of
                if is_total and own.issuperset(cells):
                    parts = (variable_of[c] for c in cells if c in variable_of)
                    yield Sum(variable_of[total], tuple(parts))
        if each.parts:
            for cell in _cells_of(each):
                cells = [(part, *cell[1:]) for part in each.parts]
                if cell in variable_of:
                    yield Sum(
                        variable_of[cell], tuple(variable_of[c] for c in cells if c in variable_of)
                    )


def _rests(sums: Sequence[Sum], residuals: Sequence[Residual]) -> list[Sum]:
    """What is left of a whole without one of its parts is all of its other parts."""
    rest_of = {(each.whole, each.part): each.rest for each in residuals}
    return [
        Sum(rest_of[each.whole, part], tuple(p for p in each.parts if p != part))
        for each in sums
        for part in each.parts
        if len(each.parts) > 2 and (each.whole, part) in rest_of
    ]


def _parts(
    cells: Sequence[Cell],
    members: Sequence[int],
    meets: Bools,
    indicators: Indicators,
    variable_of: dict[Cell, int],
) -> Iterator[tuple[int, int, bool]]:
    """Part, whole, and whether it is so for the country alone; of those that lie next to each
    other, and of those with the same dimensions.
    """
    frames = [_frame(indicators[cells[number][0]]) for number in members]
    counts = [indicators[cells[number][0]].kind == "count" for number in members]
    mine = meets[list(members)]
    # Everybody of the part meets all that is asked for in the whole.
    within = ~((~mine).astype(np.int32) @ mine.T.astype(np.int32) > 0)
    np.fill_diagonal(within, False)
    cohorts = [frame[0] for frame in frames]
    within &= np.array([[a == b for b in cohorts] for a in cohorts]) & np.outer(counts, counts)
    local = within & np.array([[a == b for b in frames] for a in frames])
    next_to = local & ~(local.astype(np.int32) @ local.astype(np.int32) > 0)
    for part, whole in np.argwhere(within):
        alike = cells[members[part]][1:] == cells[members[whole]][1:]
        if next_to[part, whole] or (local[part, whole] and alike):
            yield int(part), int(whole), False
        elif alike and not local[part, whole]:
            yield int(part), int(whole), True
    yield from _at_least_one_each(indicators, variable_of)


def _at_least_one_each(
    indicators: Indicators, variable_of: dict[Cell, int]
) -> Iterator[tuple[int, int, bool]]:
    """Whoever has at least one of something adds at least one to the sum of it."""
    for one in indicators.of_kind("count"):
        for total in indicators.of_kind("sum"):
            # Both are counted in ones, or they could not be held against each other.
            in_ones = scale_of(total) == 1 and not total.hundredths
            if in_ones and one.where == AtLeast(str(total.value), 1):
                for cell in _cells_of(one):
                    whole = (total.id, *cell[1:])
                    if cell in variable_of and whole in variable_of:
                        yield variable_of[cell], variable_of[whole], False
