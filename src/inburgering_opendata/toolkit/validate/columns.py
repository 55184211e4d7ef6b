"""A table as the rules see it: columns side by side, and the few questions that are asked of them.

The answers here are given row by row in Python, exactly and slowly. An engine that can answer a
question faster, or in less memory, overrides it; the meaning stays. Whatever there may be as many
of as there are rows is given one by one.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, Self

from inburgering_opendata.toolkit.ground.texts import is_plain
from inburgering_opendata.toolkit.validate.expressions import Expression

Values = tuple[Any, ...]

Rows = Iterable[tuple[int, Values]]
"""Rows by their number, with the values that were asked for."""

SUM = "#sum"
"""The column of a grouped table that holds the sums."""


class Columns(ABC):
    """A table whose rows are numbered, from 0 unless it is made of another."""

    @abstractmethod
    def rows(self, *names: str) -> Iterable[Values]:
        """The values of the named columns, row by row, as Python values."""

    def numbered(self, *names: str, surely: Expression | None = None) -> Rows:
        """The values of the named columns, row by row, each with the number of the row.

        Args:
            surely: rows of which this holds may be left out.
        """
        return enumerate(self.rows(*names))

    def matching(self, column: str, pattern: str) -> Iterable[tuple[int, str]]:
        """The rows whose text has the pattern somewhere in it, with that text."""
        wanted = re.compile(pattern)
        return (
            (row, text)
            for row, (text,) in self.numbered(column)
            if text is not None and wanted.search(text)
        )

    def unsure_texts(self, column: str) -> Iterable[tuple[int, str]]:
        """The rows whose text may be none, with it: every row but those with plain ASCII."""
        return (
            (row, text)
            for row, (text,) in self.numbered(column)
            if text is not None and not is_plain(text)
        )

    def given(self, names: Sequence[str], also: Sequence[str] = ()) -> Rows:
        """The rows that have a value in each of `names`: these values, and those of `also`."""
        return (
            (row, values)
            for row, values in self.numbered(*names, *also)
            if None not in values[: len(names)]
        )

    def misplaced(
        self, column: str, condition: str, values: Sequence[object], may_be_empty: bool
    ) -> Iterable[tuple[int, Any, Any]]:
        """Rows where `column` has a value and `condition` is none of `values`, or, unless it may
        be empty, the other way round: row, value, and what `condition` is. None among the values is
        that of an empty cell.
        """
        return (
            (row, value, case)
            for row, (value, case) in self.numbered(column, condition)
            if (case in values) != (value is not None) and not (may_be_empty and value is None)
        )

    def strays(
        self, columns: Sequence[str], reference: Self, reference_columns: Sequence[str]
    ) -> Rows:
        """Rows whose values, none of them empty, do not stand together in the reference."""
        known = set(reference.rows(*reference_columns))
        return (
            (row, values)
            for row, values in self.numbered(*columns)
            if None not in values and values not in known
        )

    def grouped(self, columns: Sequence[str], amount: str | None = None) -> Columns:
        """A table with a row for each combination of `columns`, numbered as the first row with it.

        With an `amount` it has a column `SUM`: the exact sum, in which what is empty is nothing.
        """
        listed = [*columns, *([amount] if amount else [])]
        groups: dict[Values, tuple[int, int]] = {}
        for row, values in self.numbered(*listed):
            first, total = groups.get(values[: len(columns)], (row, 0))
            more = values[-1] if amount else None
            groups[values[: len(columns)]] = first, total + (more or 0)
        rows = [(row, (*group, total)) for group, (row, total) in groups.items()]
        return _Listed([*columns, SUM], rows)

    def in_groups(
        self,
        groups: Sequence[str],
        names: Sequence[str],
        by: Sequence[str] = (),
        *,
        largest_first: bool = False,
        alone: bool = True,
        surely: Expression | None = None,
    ) -> Iterator[tuple[Values, Rows]]:
        """Each group, in order, with the named columns of its rows.

        The rows of a group are gone through once, before the next group is asked for.

        Args:
            by: the rows of a group are in order of these columns, what is empty last, and then of
                their numbers.
            largest_first: what is largest in `by` comes first.
            alone: whether a group of one row is wanted.
            surely: groups of which this holds for every row may be left out.
        """
        listed = list(self.numbered(*groups, *names, *by))
        width = len(groups) + len(names)
        for position in [*reversed(range(width, width + len(by))), *reversed(range(len(groups)))]:
            # Sorting keeps the order of equal rows, so the last column is sorted first.
            turned = largest_first and position >= width
            listed.sort(key=partial(_empty_last, position, turned), reverse=turned)
        return split(((row, *values[:width]) for row, values in listed), len(groups), alone)

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterable[tuple[int, Values, int | None, int | None]]:
        """Rows whose `value` is not the sum that the reference has for what stands in `columns`:
        the row, what stands there, its value, and the sum.
        """
        summed = reference.grouped(reference_columns, reference_value)
        sums = {values[:-1]: values[-1] for values in summed.rows(*reference_columns, SUM)}
        return (
            (row, values[:-1], values[-1], sums.get(values[:-1]))
            for row, values in self.numbered(*columns, value)
            if values[-1] != sums.get(values[:-1])
        )


class _Listed(Columns):
    """A table that is made of another, with rows of that one's numbers."""

    def __init__(self, names: Sequence[str], rows: Sequence[tuple[int, Values]]) -> None:
        self._names = names
        self._rows = rows

    def rows(self, *names: str) -> Iterable[Values]:
        return (values for _, values in self.numbered(*names))

    def numbered(self, *names: str, surely: Expression | None = None) -> Rows:
        positions = [self._names.index(name) for name in names]
        return ((row, tuple(values[at] for at in positions)) for row, values in self._rows)


def split(rows: Iterable[Values], width: int, alone: bool) -> Iterator[tuple[Values, Rows]]:
    """Rows in order of their groups, group by group.

    Args:
        rows: each with its number, the `width` values of its group, and the other values.
        alone: whether a group of one row is wanted.
    """
    for group, members in groupby(rows, key=itemgetter(slice(1, 1 + width))):
        inside = ((values[0], values[1 + width :]) for values in members)
        first = () if alone else tuple(islice(inside, 2))
        if len(first) != 1:
            yield group, chain(first, inside)


def _empty_last(position: int, turned: bool, row: tuple[int, Values]) -> tuple[bool, Any]:
    value = row[1][position]
    return (value is None) != turned, value
