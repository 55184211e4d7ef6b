"""The columns of a relation in DuckDB: what can be asked of all rows at once is asked in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import duckdb

from inburgering_opendata.toolkit.validate.columns import SUM, Columns, Rows, Values, split
from inburgering_opendata.toolkit.validate.engines.duckdb_expressions import doubtful
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    ROW,
    is_one_of,
    literal,
    quoted,
)
from inburgering_opendata.toolkit.validate.expressions import Expression

BATCH = 10_000
"""Rows that are fetched at a time."""


class DuckdbColumns(Columns):
    """A relation in DuckDB; what can be asked of all rows at once is asked in SQL."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, *, plain: bool = False
    ) -> None:
        """Of `plain` columns every text is known to be printable ASCII in lines."""
        self._connection = connection
        self._name = name
        self._plain = plain

    def rows(self, *names: str) -> Iterator[Values]:
        return self._ask(f"select {_list(names)} from {self._name} order by {ROW}")

    def numbered(
        self, *names: str, surely: Expression | None = None
    ) -> Iterator[tuple[int, Values]]:
        relation = doubtful(surely, self._name) if surely else self._name
        query = f"select {_list(names, ROW)} from {relation} order by {ROW}"
        return _numbered(self._ask(query))

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
        return _numbered(self._ask(query))

    def number_of_values(self, column: str) -> int:
        [[number]] = self._ask(f"select count(distinct {quoted(column)}) from {self._name}")
        return int(number)

    def repeated(
        self, columns: Sequence[str], filled_rows: int | None = None, *, whole: bool = False
    ) -> Iterator[tuple[int, Values]]:
        """Every row whose values, not all of them empty, another row has as well.

        Args:
            filled_rows: the number of rows, where it is known that no row is passed over.
            whole: a row in which one of them is empty is like no other.
        """
        listed = _list(columns)
        some = (" and " if whole else " or ").join(f"{quoted(c)} is not null" for c in columns)
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
        return _numbered(self._ask(query))

    def matching(self, column: str, pattern: str) -> Iterator[tuple[int, str]]:
        condition = f"regexp_matches({quoted(column)}, {literal(pattern)})"
        return ((row, text) for row, (text,) in self.where(condition, [column]))

    def unsure_texts(self, column: str) -> Iterator[tuple[int, str]]:
        text = f"{quoted(column)}::varchar"
        is_plain = f"{text} >= '!'"
        if not self._plain:
            # Bytes are written out with every one that is not printable ASCII as several signs,
            # which takes a sixth of the time of a pattern.
            is_plain += f" and strlen(encode({text})::varchar) = strlen({text})"
        condition = f"{quoted(column)} is not null and not ({is_plain})"
        return ((row, text) for row, (text,) in self.where(condition, [column]))

    def given(self, names: Sequence[str], also: Sequence[str] = ()) -> Iterator[tuple[int, Values]]:
        filled = " and ".join(f"{quoted(name)} is not null" for name in names)
        return self.where(filled, [*names, *also])

    def misplaced(
        self, column: str, condition: str, values: Sequence[object], may_be_empty: bool
    ) -> Iterator[tuple[int, Any, Any]]:
        given = f"{quoted(column)} is not null"
        fits = is_one_of(condition, values)
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

    def grouped(self, columns: Sequence[str], amount: str | None = None) -> DuckdbColumns:
        listed = [*map(quoted, columns), f"min({ROW}) as {ROW}"]
        if amount:
            # Decimals stay decimals: an integer would be made of each, and rounded.
            part = quoted(amount) + ("" if self._is_decimal(amount) else "::hugeint")
            listed.append(f"coalesce(sum({part}), 0) as {quoted(SUM)}")
        query = f"select {', '.join(listed)} from {self._name} group by {_list(columns)}"
        return DuckdbColumns(self._connection, f"({query})")

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
        direction = "desc" if largest_first else "asc"
        order = [*(f"{quoted(c)} {direction} nulls last" for c in by), ROW]
        wanted = []
        if surely:
            some = doubtful(surely, self._name, groups, order)
            wanted.append(f"select {_list(groups)} from {some} group by all")
        if not alone:
            many = f"select {_list(groups)} from {self._name} group by all having count(*) > 1"
            wanted.append(many)
        same = " and ".join(f"t.{quoted(c)} is not distinct from g.{quoted(c)}" for c in groups)
        conditions = [f"exists (select 1 from ({each}) g where {same})" for each in wanted]
        query = (
            f"select {_list([*groups, *names], ROW)} from {self._name} t "
            f"where {' and '.join(conditions) or 'true'} "
            f"order by {', '.join([*(f'{quoted(c)} nulls last' for c in groups), *order])}"
        )
        return split(self._ask(query), len(groups), alone=True)

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterator[tuple[int, Values, int | None, int | None]]:
        same = " and ".join(
            f"t.{quoted(own)} is not distinct from s.{quoted(theirs)}"
            for own, theirs in zip(columns, reference_columns, strict=True)
        )
        summed = reference.grouped(reference_columns, reference_value)
        own, total = f"t.{quoted(value)}", f"s.{quoted(SUM)}"
        listed = ", ".join([f"t.{ROW}", *(f"t.{quoted(c)}" for c in columns), own, total])
        query = (
            f"select {listed} from {self._name} t left join {summed._name} s on {same} "
            f"where {own} is distinct from {total} order by t.{ROW}"
        )
        return ((row, values[:-2], *values[-2:]) for row, values in _numbered(self._ask(query)))

    def _is_decimal(self, column: str) -> bool:
        query = f"describe select {quoted(column)} from {self._name}"
        [(_, type, *_)] = self._ask(query)
        return str(type).startswith("DECIMAL")

    def _ask(self, query: str) -> Iterator[Values]:
        # A cursor of its own: another question may come before the last answer is read out.
        cursor = self._connection.cursor()
        cursor.execute(query)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _numbered(rows: Iterable[Values]) -> Iterator[tuple[int, Values]]:
    return ((values[0], values[1:]) for values in rows)


def _list(names: Sequence[str], *before: str) -> str:
    return ", ".join([*before, *map(quoted, names)])
