"""A table as the rules see it: columns side by side, and the few questions that are asked of them.

The answers here are given row by row in Python, exactly and slowly. An engine that can answer a
question faster overrides it; the meaning stays.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Self

Values = tuple[Any, ...]


class Columns(ABC):
    """A table whose rows are numbered from 0."""

    @abstractmethod
    def rows(self, *names: str) -> Iterable[Values]:
        """The values of the named columns, row by row, as Python values."""

    def matching(self, column: str, pattern: str) -> Iterable[tuple[int, str]]:
        """The rows whose text has the pattern somewhere in it, with that text."""
        wanted = re.compile(pattern)
        return (
            (row, text)
            for row, (text,) in enumerate(self.rows(column))
            if text is not None and wanted.search(text)
        )

    def given(self, *names: str) -> Iterable[tuple[int, Values]]:
        """The rows that have a value in each of the named columns, with these values."""
        return (
            (row, values)
            for row, values in enumerate(self.rows(*names))
            if all(value is not None for value in values)
        )

    def sharing(
        self, groups: Sequence[str], names: Sequence[str]
    ) -> Iterable[tuple[int, Values, Values]]:
        """The rows that are not alone in their group: row, group, and the named columns."""
        sizes = Counter(self.rows(*groups))
        return (
            (row, values[: len(groups)], values[len(groups) :])
            for row, values in enumerate(self.rows(*groups, *names))
            if sizes[values[: len(groups)]] > 1
        )

    def misplaced(
        self, column: str, condition: str, values: Sequence[str], may_be_empty: bool
    ) -> Iterable[tuple[int, Any, Any]]:
        """Rows where `column` has a value and `condition` is none of `values`, or, unless it may
        be empty, the other way round: row, value, and what `condition` is.
        """
        return (
            (row, value, case)
            for row, (value, case) in enumerate(self.rows(column, condition))
            if (case in values) != (value is not None) and not (may_be_empty and value is None)
        )

    def strays(
        self, columns: Sequence[str], reference: Self, reference_columns: Sequence[str]
    ) -> Iterable[tuple[int, Values]]:
        """Rows whose values, none of them empty, do not stand together in the reference."""
        known = set(reference.rows(*reference_columns))
        return (
            (row, values)
            for row, values in enumerate(self.rows(*columns))
            if None not in values and values not in known
        )

    def sums_by_group(self, group: str, amount: str) -> dict[Any, int]:
        """The exact sum of `amount` for each value of `group`; an empty amount is nothing."""
        sums: dict[Any, int] = {}
        for name, value in self.rows(group, amount):
            sums[name] = sums.get(name, 0) + (value or 0)
        return sums

    def first_rows(self, groups: Sequence[str], column: str) -> dict[Values, dict[Any, int]]:
        """For each group, the values of `column` in it, each with the first row it stands in."""
        present: dict[Values, dict[Any, int]] = {}
        for row, (*group, value) in enumerate(self.rows(*groups, column)):
            present.setdefault(tuple(group), {}).setdefault(value, row)
        return present

    def distinct_counts(self, group: str, column: str) -> dict[Any, int]:
        """How many different values of `column`, the empty one included, each group has."""
        seen: dict[Any, set[Any]] = {}
        for name, value in self.rows(group, column):
            seen.setdefault(name, set()).add(value)
        return {name: len(values) for name, values in seen.items()}

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterable[tuple[int, int | None, int | None]]:
        """Rows whose `value` is not the sum the reference has for their key: row, value, sum."""
        sums: dict[Values, int] = {}
        for *key, number in reference.rows(*reference_columns, reference_value):
            sums[tuple(key)] = sums.get(tuple(key), 0) + (number or 0)
        return (
            (row, number, sums.get(tuple(key)))
            for row, (*key, number) in enumerate(self.rows(*columns, value))
            if number != sums.get(tuple(key))
        )
