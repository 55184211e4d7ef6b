"""Many equations at once, as a sparse matrix of whole numbers, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

NO_END = 2**62
"""A bound that is none; below, it is negative."""


@dataclass(frozen=True)
class Rows:
    """low ≤ A x ≤ high, for whole numbers x; every row of A has a coefficient.

    Attributes:
        starts: where each row begins in `columns` and `coefficients`, and where the last ends.
        columns: the unknown of each coefficient.
        low, high: by row; `NO_END` where there is none.
        width: how many unknowns there are.
    """

    starts: Whole
    columns: Whole
    coefficients: Whole
    low: Whole
    high: Whole
    width: int

    @classmethod
    def of(
        cls,
        rows: Iterable[Mapping[int, int]],
        low: Iterable[int | None],
        high: Iterable[int | None],
        width: int,
    ) -> Rows:
        """From the coefficients of each row, by number of the unknown; None is no bound."""
        rows = list(rows)
        return cls(
            np.cumsum([0, *map(len, rows)], dtype=np.int64),
            np.array([column for row in rows for column in row], dtype=np.int64),
            np.array([value for row in rows for value in row.values()], dtype=np.int64),
            np.array([-NO_END if bound is None else bound for bound in low], dtype=np.int64),
            np.array([NO_END if bound is None else bound for bound in high], dtype=np.int64),
            width,
        )

    def __len__(self) -> int:
        return len(self.low)

    def sums(self, point: Whole) -> Whole:
        """A x, by row."""
        if not len(self):
            return np.zeros(0, np.int64)
        products = self.coefficients * point[self.columns]
        return np.add.reduceat(products, self.starts[:-1])

    def hold(self, point: Whole) -> bool:
        """Whether a point fulfils every row, exactly."""
        sums = self.sums(point)
        return bool((sums >= self.low).all() and (sums <= self.high).all())

    def members(self, row: int) -> Whole:
        """The unknowns of a row."""
        return self.columns[self.starts[row] : self.starts[row + 1]]

    def of_column(self, column: int) -> Whole:
        """The rows that an unknown is in, in order."""
        order, starts = self._by_column
        return order[starts[column] : starts[column + 1]]

    def touching(self, columns: Sequence[int] | Whole) -> Whole:
        """The rows that any of some unknowns is in, in order."""
        if not len(columns):
            return np.zeros(0, np.int64)
        return np.unique(np.concatenate([self.of_column(int(each)) for each in columns]))

    def around(self, point: Whole, columns: Whole) -> Rows:
        """The rows of some unknowns, numbered in their order, with all others as in `point`."""
        rows = self.touching(columns)
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        at = np.repeat(self.starts[rows] - ends + lengths, lengths) + np.arange(lengths.sum())
        position = np.full(self.width, -1, dtype=np.int64)
        position[columns] = np.arange(len(columns))
        places, coefficients = position[self.columns[at]], self.coefficients[at]
        inside = places >= 0
        number = np.repeat(np.arange(len(rows)), lengths)
        others = np.where(inside, 0, coefficients * point[self.columns[at]])
        rest = np.zeros(len(rows), dtype=np.int64)
        np.add.at(rest, number, others)
        inner = Rows(
            np.append(0, np.cumsum(np.bincount(number[inside], minlength=len(rows)))),
            places[inside],
            coefficients[inside],
            self.low[rows],
            self.high[rows],
            len(columns),
        )
        return inner.less(rest)

    def less(self, known: Whole) -> Rows:
        """The same rows when `known` of each is on the other side."""
        low = np.where(self.low == -NO_END, -NO_END, self.low - known)
        high = np.where(self.high == NO_END, NO_END, self.high - known)
        return Rows(self.starts, self.columns, self.coefficients, low, high, self.width)

    @cached_property
    def numbers(self) -> Whole:
        """The row of each coefficient."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def _by_column(self) -> tuple[Whole, Whole]:
        order = self.numbers[np.argsort(self.columns, kind="stable")]
        counts = np.bincount(self.columns, minlength=self.width)
        return order, np.append(0, np.cumsum(counts))


def joined(
    size: int, entries: Sequence[tuple[Whole, Whole, Whole]], low: Whole, high: Whole
) -> Rows:
    """Rows from coefficients in any order, each with its row and its unknown."""
    numbers, columns, coefficients = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.argsort(numbers, kind="stable")
    starts = np.append(0, np.cumsum(np.bincount(numbers, minlength=len(low))))
    return Rows(starts, columns[order], coefficients[order], low, high, size)
