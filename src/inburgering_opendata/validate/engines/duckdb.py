"""Run the list of checks as SQL in DuckDB: fast, in bounded memory, without Great Expectations.

All checks of single rows are counted in one pass over the table; rows are only looked up for the
checks that fail.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import duckdb

from inburgering_opendata.tables.records import records
from inburgering_opendata.validate.checks import Check
from inburgering_opendata.validate.columns import Columns, Values
from inburgering_opendata.validate.describing import (
    cells_in_words,
    in_words,
    judged_columns,
    mistyped_finding,
    rows_finding,
    table_finding,
)
from inburgering_opendata.validate.engines.duckdb_tables import (
    ROW,
    Relation,
    literal,
    open_csv,
    open_parquet,
    quoted,
    raw,
)
from inburgering_opendata.validate.engines.engine import Engine, Place
from inburgering_opendata.validate.field_checks import FIELD_CHECKS
from inburgering_opendata.validate.preconditions import TYPE_CHECK, TableState
from inburgering_opendata.validate.rules import Finding
from inburgering_opendata.validate.workspace import TableFile

MEMORY_LIMIT = "640MB"
"""What DuckDB may hold; what does not fit goes to a folder on disk while it works."""

BATCH = 10_000


class DuckdbEngine(Engine):
    """One in-memory database with the tables it was asked to open."""

    name = "duckdb"

    def __init__(self) -> None:
        self._overflow = tempfile.TemporaryDirectory(prefix="opendata-duckdb-")
        self._connection = duckdb.connect(
            ":memory:",
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": self._overflow.name},
        )
        self._relations: dict[Path, Relation] = {}

    def open(self, file: TableFile) -> TableState:
        return self._relation(file).state

    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        relation = self._relation(file)
        table = DuckdbColumns(self._connection, relation.name)

        def reference(name: str) -> DuckdbColumns:
            return DuckdbColumns(self._connection, self._relation(references[name]).name)

        findings: dict[str, Finding | str] = {}
        of_rows: dict[str, tuple[Check, str]] = {}
        for check in checks:
            try:
                if check.type in FIELD_CHECKS:
                    rule = FIELD_CHECKS[check.type]
                    findings[check.id] = rule(table, check.kwargs, reference)
                elif condition := _failing_row(check, relation):
                    of_rows[check.id] = check, condition
                else:
                    findings[check.id] = self._of_table(check, relation, table)
            except (duckdb.Error, LookupError, TypeError, ValueError) as error:
                findings[check.id] = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        findings |= self._of_rows(of_rows, table)
        return findings

    def locate(self, file: TableFile, rows: Sequence[int]) -> list[Place]:
        relation = self._relation(file)
        names = [n for n in file.schema.primary_key if n in relation.state.columns]
        table = DuckdbColumns(self._connection, relation.name)
        shadows = {f"{name}#raw" for name in relation.state.unreadable if file.format == "csv"}
        listed = [*names, *(f"{name}#raw" for name in names if f"{name}#raw" in shadows)]
        found = table.at(rows, listed)
        lines = _line_numbers(file) if file.format == "csv" else None
        places: list[Place] = []
        for row in rows:
            values = dict(zip(listed, found[row], strict=True))
            unread = {name: values.get(f"{name}#raw") for name in names if values[name] is None}
            key = {name: cells_in_words([unread.get(name, values[name])]) for name in names}
            places.append((lines[row] if lines else None, key))
        return places

    def _relation(self, file: TableFile) -> Relation:
        if file.path not in self._relations:
            opener = open_csv if file.format == "csv" else open_parquet
            name = f"table_{len(self._relations)}"
            self._relations[file.path] = opener(self._connection, file, name)
        return self._relations[file.path]

    def _of_rows(
        self, asked: Mapping[str, tuple[Check, str]], table: DuckdbColumns
    ) -> dict[str, Finding | str]:
        """Count the failing rows of every check at once, and look up those there are."""
        if not asked:
            return {}
        conditions = [condition for _, condition in asked.values()]
        counts = table.count(conditions)
        findings: dict[str, Finding | str] = {}
        for (id, (check, condition)), count in zip(asked.items(), counts, strict=True):
            found = list(table.where(condition, _shown_columns(check))) if count else []
            values = (cells_in_words(values) for _, values in found)
            findings[id] = rows_finding(check, [row for row, _ in found], values)
        return findings

    def _of_table(self, check: Check, relation: Relation, table: DuckdbColumns) -> Finding:
        """The finding for a check of the table, or of a column, as a whole."""
        k, state = check.kwargs, relation.state
        column = k.get("column")
        match check.type:
            case "expect_table_row_count_to_be_between":
                return table_finding(check, _within(state.rows, k), str(state.rows))
            case "expect_table_columns_to_match_ordered_list":
                right = list(state.columns) == list(k["column_list"])
                return table_finding(check, right, in_words(state.columns))
            case "expect_column_values_to_be_of_field_type":
                return mistyped_finding(check, relation.stored_as[k["column"]])
            case "expect_column_proportion_of_non_null_values_to_be_between":
                [empty] = table.count([f"{quoted(str(column))} is null"])
                proportion = (state.rows - empty) / state.rows
                return table_finding(check, _within(proportion, k), str(proportion))
            case "expect_column_unique_value_count_to_be_between":
                number = table.number_of_values(str(column))
                return table_finding(check, _within(number, k), str(number))
            case "expect_column_values_to_be_unique":
                return self._repeated(check, [str(column)], table)
            case "expect_compound_columns_to_be_unique":
                return self._repeated(check, k["column_list"], table)
            case other:
                raise ValueError(f"no SQL for '{other}'")

    def _repeated(self, check: Check, columns: Sequence[str], table: DuckdbColumns) -> Finding:
        found = list(table.repeated(columns))
        values = (cells_in_words(values) for _, values in found)
        return rows_finding(check, [row for row, _ in found], values)


class DuckdbColumns(Columns):
    """A relation in DuckDB; what can be asked of all rows at once is asked in SQL."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, *names: str) -> Iterator[Values]:
        return self._ask(f"select {_list(names)} from {self._name} order by {ROW}")

    def at(self, rows: Sequence[int], names: Sequence[str]) -> dict[int, Values]:
        """The values of the named columns in some rows."""
        self._connection.execute("create or replace table wanted (row bigint)")
        self._connection.execute("insert into wanted select unnest($rows)", {"rows": list(rows)})
        listed = ", ".join([ROW, *map(quoted, names)])
        query = f"select {listed} from {self._name} where {ROW} in (select row from wanted)"
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

    def repeated(self, columns: Sequence[str]) -> Iterator[tuple[int, Values]]:
        """Every row whose values, not all of them empty, another row has as well."""
        listed = _list(columns)
        some = " or ".join(f"{quoted(column)} is not null" for column in columns)
        groups = f"select {listed} from {self._name} where {some} group by all having count(*) > 1"
        [[number]] = self._ask(f"select count(*) from ({groups})")
        if not number:
            return iter(())
        same = " and ".join(f"t.{quoted(c)} is not distinct from g.{quoted(c)}" for c in columns)
        query = (
            f"select t.{ROW}, {', '.join(f't.{quoted(c)}' for c in columns)} "
            f"from {self._name} t where exists (select 1 from ({groups}) g where {same}) "
            f"order by {ROW}"
        )
        return ((row, tuple(values)) for row, *values in self._ask(query))

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
        found = list(self._ask(strange))
        if not found:
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


def _failing_row(check: Check, relation: Relation) -> str | None:
    """The condition, never empty itself, that a row meets when it fails the check."""
    k = check.kwargs
    c = quoted(str(k.get("column")))
    match check.type:
        case "expect_column_values_to_not_be_null":
            return f"{c} is null"
        case "expect_column_values_to_be_in_set":
            values = ", ".join(literal(value) for value in k["value_set"])
            return f"({c} is not null and {c} not in ({values}))"
        case "expect_column_values_to_match_regex":
            return f"({c} is not null and not regexp_matches({c}, {literal(k['regex'])}))"
        case "expect_column_values_to_be_between":
            return f"({c} is not null and not ({_bounds(c, k)}))"
        case "expect_column_pair_values_to_be_in_set":
            a, b = quoted(k["column_A"]), quoted(k["column_B"])
            pairs = " or ".join(
                f"({a} is not distinct from {literal(x)} and {b} is not distinct from {literal(y)})"
                for x, y in k["value_pairs_set"]
            )
            return f"(({a} is not null or {b} is not null) and not ({pairs}))"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            a, b = quoted(k["column_A"]), quoted(k["column_B"])
            order = ">=" if k.get("or_equal") else ">"
            return f"({a} is not null and {b} is not null and not ({a} {order} {b}))"
        case "expect_column_values_to_be_of_field_type":
            if k["column"] in relation.stored_as:
                return None
            return f"{raw(k['column'])} is not null" if _has_shadow(k, relation) else "false"
        case _:
            return None


def _has_shadow(kwargs: Mapping[str, Any], relation: Relation) -> bool:
    return kwargs["column"] in relation.state.unreadable


def _shown_columns(check: Check) -> list[str]:
    if check.type == TYPE_CHECK:
        return [f"{check.kwargs['column']}#raw"]
    return judged_columns(check)


def _bounds(column: str, kwargs: Mapping[str, Any]) -> str:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    terms = []
    if low is not None:
        terms.append(f"{column} {'>' if kwargs.get('strict_min') else '>='} {literal(low)}")
    if high is not None:
        terms.append(f"{column} {'<' if kwargs.get('strict_max') else '<='} {literal(high)}")
    return " and ".join(terms)


def _within(value: float, kwargs: Mapping[str, Any]) -> bool:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and (value < low or (value == low and kwargs.get("strict_min"))):
        return False
    return not (high is not None and (value > high or (value == high and kwargs.get("strict_max"))))


def _line_numbers(file: TableFile) -> list[int]:
    """The line of each row, where quoted line ends make it another than the row plus two."""
    assert file.scan is not None
    with file.path.open(encoding="utf-8", newline="") as stream:
        return [line for line, _ in records(stream)][1:]


def _list(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names)
