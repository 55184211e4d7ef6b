"""The columns of a relation in DuckDB: what can be asked of all rows at once is asked in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import duckdb

from inburgering_opendata.validate.columns import Columns, Values
from inburgering_opendata.validate.engines.duckdb_tables import ROW, literal, quoted

BATCH = 10_000
"""Rows that are fetched at a time."""


class DuckdbColumns(Columns):
    """A relation in DuckDB; what can be asked of all rows at once is asked in SQL."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, *names: str) -> Iterator[Values]:
        return self._ask(f"select {_list(names)} from {self._name} order by {ROW}")

    def at(self, rows: Sequence[int], names: Sequence[str]) -> dict[int, Values]:
        """The values of the named columns in some rows, which stand in order."""
        self._connection.execute("create or replace table wanted (row bigint)")
        self._connection.execute("insert into wanted select unnest($rows)", {"rows": list(rows)})
        listed = ", ".join([ROW, *map(quoted, names)])
        query = (
            f"select {listed} from {self._name} where {ROW} between {rows[0]} and {rows[-1]} "
            f"and {ROW} in (select row from wanted)"
        )
        return {row: values for row, *values in self._ask(query)}  # type: ignore[misc]

    def count(self, conditions: Sequence[str]) -> list[int]:
        """How many rows meet each condition, in one pass."""
        counts = ", ".join(f"count_if({condition})" for condition in conditions)
        [values] = self._ask(f"select {counts} from {self._name}")
        return [int(value) for value in values]

    def where(self, condition: str, names: Sequence[str]) -> Iterator[tuple[int, Values]]:
        """The rows that meet a condition, with the values of the named columns."""
        listed = ", ".join([ROW, *(quoted(name) for name in names)])
        query = f"select {listed} from {self._name} where {condition} order by {ROW}"
        return ((row, tuple(values)) for row, *values in self._ask(query))

    def number_of_values(self, column: str) -> int:
        [[number]] = self._ask(f"select count(distinct {quoted(column)}) from {self._name}")
        return int(number)

    def repeated(
        self, columns: Sequence[str], filled_rows: int | None = None
    ) -> Iterator[tuple[int, Values]]:
        """Every row whose values, not all of them empty, another row has as well.

        Args:
            filled_rows: the number of rows, where it is known that not all of them are empty.
        """
        listed = _list(columns)
        some = " or ".join(f"{quoted(column)} is not null" for column in columns)
        # As many different fingerprints as rows: no two rows are the same. Whole values are only
        # compared when it is not so, as they take far more time and memory.
        of_rows = f"from {self._name}" + (f" where {some}" if filled_rows is None else "")
        rows = f"(select count(*) {of_rows})" if filled_rows is None else str(filled_rows)
        prints = f"select distinct hash({listed}) {of_rows}"
        [[different]] = self._ask(f"select {rows} = count(*) from ({prints})")
        if different:
            return iter(())
        groups = f"select {listed} {of_rows} group by all having count(*) > 1"
        same = " and ".join(f"t.{quoted(c)} is not distinct from g.{quoted(c)}" for c in columns)
        query = (
            f"select t.{ROW}, {', '.join(f't.{quoted(c)}' for c in columns)} "
            f"from {self._name} t where exists (select 1 from ({groups}) g where {same}) "
            f"order by {ROW}"
        )
        return ((row, tuple(values)) for row, *values in self._ask(query))

    def matching(self, column: str, pattern: str) -> Iterator[tuple[int, str]]:
        condition = f"regexp_matches({quoted(column)}, {literal(pattern)})"
        return ((row, text) for row, (text,) in self.where(condition, [column]))

    def given(self, *names: str) -> Iterator[tuple[int, Values]]:
        return self.where(" and ".join(f"{quoted(name)} is not null" for name in names), names)

    def sharing(
        self, groups: Sequence[str], names: Sequence[str]
    ) -> Iterator[tuple[int, Values, Values]]:
        keys = _list(groups)
        many = f"select {keys} from {self._name} group by all having count(*) > 1"
        same = " and ".join(f"t.{quoted(c)} is not distinct from g.{quoted(c)}" for c in groups)
        query = (
            f"select {ROW}, {_list([*groups, *names])} from {self._name} t "
            f"where exists (select 1 from ({many}) g where {same}) order by {ROW}"
        )
        width = len(groups)
        return (
            (row, tuple(values[:width]), tuple(values[width:])) for row, *values in self._ask(query)
        )

    def misplaced(
        self, column: str, condition: str, values: Sequence[str], may_be_empty: bool
    ) -> Iterator[tuple[int, Any, Any]]:
        listed = ", ".join(literal(value) for value in values)
        given = f"{quoted(column)} is not null"
        fits = f"coalesce({quoted(condition)} in ({listed}), false)"
        wrong = f"({given} and not {fits})" if may_be_empty else f"({given}) <> ({fits})"
        found = self.where(wrong, [column, condition])
        return ((row, value, case) for row, (value, case) in found)

    def strays(
        self, columns: Sequence[str], reference: Self, reference_columns: Sequence[str]
    ) -> Iterable[tuple[int, Values]]:
        own, theirs = _list(columns), _list(reference_columns)
        whole = " and ".join(f"{quoted(column)} is not null" for column in columns)
        # Few values stand in many rows: finding the strange ones first makes the join small.
        strange = (
            f"select {own} from (select distinct {own} from {self._name} where {whole}) "
            f"where ({own}) not in (select ({theirs}) from {reference._name} where "
            + " and ".join(f"{quoted(column)} is not null" for column in reference_columns)
            + ")"
        )
        if next(self._ask(f"{strange} limit 1"), None) is None:
            return ()
        return self.where(f"{whole} and ({own}) in ({strange})", columns)

    def sums_by_group(self, group: str, amount: str) -> dict[Any, int]:
        g, a = quoted(group), quoted(amount)
        query = f"select {g}, coalesce(sum({a}::hugeint), 0) from {self._name} group by {g}"
        return {name: int(total) for name, total in self._ask(query)}

    def first_rows(self, groups: Sequence[str], column: str) -> dict[Values, dict[Any, int]]:
        listed = _list([*groups, column])
        query = f"select {listed}, min({ROW}) from {self._name} group by all order by min({ROW})"
        present: dict[Values, dict[Any, int]] = {}
        for *group, value, row in self._ask(query):
            present.setdefault(tuple(group), {})[value] = row
        return present

    def distinct_counts(self, group: str, column: str) -> dict[Any, int]:
        g, c = quoted(group), quoted(column)
        query = (
            f"select {g}, count(*) from (select distinct {g}, {c} from {self._name}) group by {g}"
        )
        return {name: int(number) for name, number in self._ask(query)}

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterator[tuple[int, int | None, int | None]]:
        keys = ", ".join(
            f"{quoted(theirs)} as {quoted(f'key {n}')}"
            for n, theirs in enumerate(reference_columns)
        )
        total = f"coalesce(sum({quoted(reference_value)}::hugeint), 0)"
        sums = f"select {keys}, {total} as total from {reference._name} group by all"
        same = " and ".join(
            f"t.{quoted(own)} is not distinct from s.{quoted(f'key {n}')}"
            for n, own in enumerate(columns)
        )
        v = f"t.{quoted(value)}"
        query = (
            f"select t.{ROW}, {v}, s.total from {self._name} t left join ({sums}) s on {same} "
            f"where {v} is distinct from s.total order by t.{ROW}"
        )
        return (
            (row, number, None if want is None else int(want))
            for row, number, want in self._ask(query)
        )

    def _ask(self, query: str) -> Iterator[Values]:
        # A cursor of its own: another question may come before the last answer is read out.
        cursor = self._connection.cursor()
        cursor.execute(query)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _list(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names)
