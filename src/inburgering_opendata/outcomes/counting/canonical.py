"""Which cells that were delivered as counts are of the same persons, and so have the same key.

Of persons the sum of their record keys says so. Of counts their meaning does, and their number: two
cells of a municipality and period are of the same persons when whom they count is the same by their
conditions, or when one is a part of the other and both have the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inburgering_opendata.outcomes.indicators.conditions import AllOf, Condition, Given, OneOf
from inburgering_opendata.outcomes.indicators.declaration import (
    DIMENSIONS,
    NO_ROUTE,
    REGIMES,
    Indicators,
)

TOTAL = "total"

Cell = tuple[str, str, str, str]
"""Indicator, target group, legal regime and route."""


@dataclass(frozen=True)
class Meaning:
    """Whom a cell counts: those who have one of the values in each column, and meet the terms."""

    values: Mapping[str, frozenset[str | bool]]
    terms: frozenset[str]

    def is_part_of(self, whole: Meaning) -> bool:
        return whole.terms <= self.terms and all(
            column in self.values and self.values[column] <= allowed
            for column, allowed in whole.values.items()
        )

    def __str__(self) -> str:
        columns = [f"{name} {sorted(map(str, v))}" for name, v in sorted(self.values.items())]
        return "; ".join([*columns, *sorted(self.terms)])


def meaning_of(cell: Cell, indicators: Indicators) -> Meaning:
    """Whom a cell counts, by the declaration of its indicator and by its dimensions."""
    indicator = indicators[cell[0]]
    given = [f"kind {indicator.kind} {indicator.value}", f"cohort {indicator.cohort}"]
    terms = {*given, f"municipality {indicator.municipality}"}
    values: dict[str, frozenset[str | bool]] = {"legal_regime": frozenset(indicator.legal_regimes)}
    for each in [*_conjuncts(indicator.where), *_of_dimensions(cell)]:
        match each:
            case OneOf(column, allowed):
                values[column] = values.get(column, frozenset(allowed)) & frozenset(allowed)
            case Given(column):
                terms.add(f"given {column}")
            case _:
                terms.add(f"{each} {sorted(indicator.days_from.items())}")
    for column in [*values, *(term.removeprefix("given ") for term in terms)]:
        if column in indicators.only_in and NO_ROUTE not in values.get(column, ()):
            terms.add(f"given {column}")
            values["legal_regime"] &= frozenset(indicators.only_in[column])
    if values["legal_regime"] == frozenset(REGIMES):
        del values["legal_regime"]
    return Meaning(values, frozenset(terms))


def _conjuncts(condition: Condition | None) -> Sequence[Condition]:
    match condition:
        case None:
            return ()
        case AllOf(conditions):
            return conditions
        case _:
            return (condition,)


def _of_dimensions(cell: Cell) -> Iterable[Condition]:
    for column, value in zip(DIMENSIONS, cell[1:], strict=True):
        if value != TOTAL:
            yield OneOf(column, (value,))


class Meanings:
    """The meanings of all cells that were delivered, and which of them are parts of others."""

    def __init__(self, cells: Sequence[Cell], indicators: Indicators) -> None:
        self._number = {cell: number for number, cell in enumerate(cells)}
        meanings = [meaning_of(cell, indicators) for cell in cells]
        self._texts = [str(meaning) for meaning in meanings]
        self._within = np.array(
            [[part.is_part_of(whole) for whole in meanings] for part in meanings], dtype=bool
        ).reshape(len(cells), len(cells))

    def names(self, counts: Mapping[Cell, int]) -> dict[Cell, str]:
        """For each cell of one municipality and period the name of the persons whom it counts.

        Args:
            counts: how many are in each cell.
        """
        cells = list(counts)
        at = [self._number[cell] for cell in cells]
        figures = np.array([counts[cell] for cell in cells])
        alike = self._within[np.ix_(at, at)] & (figures[:, None] == figures[None, :])
        alike |= alike.T
        # Each takes the first name among those that it is alike with, until none changes.
        order = np.argsort(np.argsort([self._texts[n] for n in at], kind="stable"), kind="stable")
        first = order
        while True:
            least = np.where(alike, first[None, :], first[:, None]).min(axis=1)
            if np.array_equal(least, first):
                break
            first = least
        by_place = {int(place): self._texts[n] for place, n in zip(order, at, strict=True)}
        return {cell: by_place[int(place)] for cell, place in zip(cells, first, strict=True)}
