"""Run the list of checks as SQL in DuckDB: fast, in bounded memory, without Great Expectations.

All checks of single rows are counted in one pass over the table; rows are only looked up for the
checks that fail.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.tables.records import records
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.describing import (
    cells_in_words,
    in_words,
    mistyped_finding,
    rows_finding,
    table_finding,
)
from inburgering_opendata.toolkit.validate.engines.duckdb_columns import DuckdbColumns
from inburgering_opendata.toolkit.validate.engines.duckdb_conditions import (
    NO_ROW,
    PROPORTION_CHECK,
    counted_row,
    is_empty,
    shown_columns,
)
from inburgering_opendata.toolkit.validate.engines.duckdb_parquet import open_parquet
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    Relation,
    open_arrow,
    open_csv,
)
from inburgering_opendata.toolkit.validate.engines.engine import Engine, Place
from inburgering_opendata.toolkit.validate.engines.held_columns import HeldColumns
from inburgering_opendata.toolkit.validate.preconditions import TableState
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from inburgering_opendata.toolkit.validate.rules.rule import Judge
from inburgering_opendata.toolkit.validate.spill import numbers_on_disk
from inburgering_opendata.toolkit.validate.vocabulary import ANY_EMPTY
from inburgering_opendata.toolkit.validate.workspace import TableFile

if TYPE_CHECKING:
    import pyarrow as pa

PROBLEMS = (duckdb.Error, ArithmeticError, LookupError, TypeError, ValueError)
"""What goes wrong when a check cannot be made of the table as it is."""

MEMORY_LIMIT = "640MB"
"""What DuckDB may hold; what does not fit goes to a folder on disk while it works."""

SMALL = 4 << 20
"""Bytes of a table up to which one thread is enough: more would cost more than they do."""

HELD = 2_500
"""Rows of such a file up to which it is held, and what is about several rows is asked in memory:
making a plan for the question takes DuckDB a millisecond or two, however few there are."""


class DuckdbEngine(Engine):
    """One in-memory database with the tables it was asked to open.

    Args:
        held_rows: rows of a small file up to which rules are asked of it in memory.
    """

    name = "duckdb"

    def __init__(self, held_rows: int = HELD) -> None:
        self._held_rows = held_rows
        # Rows of persons may be among what does not fit in memory; what is left behind by a process
        # that was killed is removed by the next.
        overflow = ExitStack()
        self._overflow = overflow.enter_context(scratch_folder("opendata-duckdb"))
        weakref.finalize(self, overflow.close)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(self._overflow),
                "threads": 1,
            },
        )
        self._relations: dict[Path, Relation] = {}
        self._small: set[Path] = set()
        self._held: dict[Path, HeldColumns | None] = {}
        self._line_numbers: dict[Path, Sequence[int]] = {}

    def open(self, file: TableFile) -> TableState:
        return self._relation(file).state

    def hold(self, file: TableFile, rows: pa.Table) -> None:
        """Take `rows`, in the types of the schema, for what stands in `file`; nothing is read."""
        if rows.nbytes > SMALL:
            self._connection.execute("reset threads")
        else:
            self._small.add(file.path)
        name = f"table_{len(self._relations)}"
        self._relations[file.path] = open_arrow(self._connection, rows, name)

    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        relation = self._relation(file)
        table = self._in_database(file)

        def rule_says(check: Check, judge: Judge) -> Finding:
            names = {name for name, _ in check.references}
            known = {name: self._in_memory(references[name]) for name in names}
            held = {name: found for name, found in known.items() if found is not None}
            own = self._in_memory(file)
            if own is not None and held.keys() == names:
                return judge(own, check.kwargs, held.__getitem__)
            return judge(table, check.kwargs, lambda name: self._in_database(references[name]))

        findings: dict[str, Finding | str] = {}
        counted: dict[str, str] = {}
        for check in checks:
            try:
                if condition := counted_row(check, relation):
                    counted[check.id] = condition
            except PROBLEMS as error:
                findings[check.id] = _in_words(error)
        counts = _count(table, relation.empty_cells, dict.fromkeys(counted.values()))
        for check in checks:
            if check.id in findings:
                continue
            try:
                if check.rule is not None and check.rule.judge is not None:
                    findings[check.id] = rule_says(check, check.rule.judge)
                elif condition := counted.get(check.id):
                    findings[check.id] = _of_rows(
                        check, condition, counts[condition], relation.state.rows, table
                    )
                else:
                    held = self._in_memory(file)
                    findings[check.id] = _of_table(check, relation, table, held)
            except PROBLEMS as error:
                findings[check.id] = _in_words(error)
        return findings

    def locate(self, file: TableFile, rows: Sequence[int]) -> list[Place]:
        relation = self._relation(file)
        names = [n for n in file.schema.primary_key if n in relation.state.columns]
        table = self._in_database(file)
        shadows = {f"{name}#raw" for name in relation.state.unreadable if file.format == "csv"}
        listed = [*names, *(f"{name}#raw" for name in names if f"{name}#raw" in shadows)]
        found = table.at(rows, listed)
        lines = self._lines(file) if file.format == "csv" else None
        places: list[Place] = []
        for row in rows:
            values = dict(zip(listed, found[row], strict=True))
            unread = {name: values.get(f"{name}#raw") for name in names if values[name] is None}
            key = {name: cells_in_words([unread.get(name, values[name])]) for name in names}
            places.append((lines[row] if lines else None, key))
        return places

    def _state(self, file: TableFile | None) -> TableState | None:
        is_held = file is not None and file.path in self._relations
        return self.open(file) if file and is_held else super()._state(file)

    def _relation(self, file: TableFile) -> Relation:
        if file.path not in self._relations:
            opener = open_csv if file.format == "csv" else open_parquet
            if file.path.is_file() and file.scan is not None and file.scan.bytes <= SMALL:
                self._small.add(file.path)
            else:
                self._connection.execute("reset threads")
            name = f"table_{len(self._relations)}"
            self._relations[file.path] = opener(self._connection, self._nameable(file), name)
        return self._relations[file.path]

    def _nameable(self, file: TableFile) -> TableFile:
        """The file, or another name of it when its own is no text, which SQL is made of."""
        try:
            str(file.path).encode()
        except UnicodeEncodeError:
            link = self._overflow / f"link_{len(self._relations)}.{file.format}"
            link.symlink_to(file.path.absolute())
            return replace(file, path=link)
        return file

    def _in_database(self, file: TableFile) -> DuckdbColumns:
        plain = file.scan is not None and file.scan.plain
        return DuckdbColumns(self._connection, self._relation(file).name, plain=plain)

    def _in_memory(self, file: TableFile) -> HeldColumns | None:
        """The declared columns of a small table, all of their declared types."""
        if file.path not in self._held:
            relation = self._relation(file)
            rows = relation.state.rows
            held = None
            if rows <= self._held_rows and not relation.stored_as and file.path in self._small:
                present = set(relation.state.columns)
                names = [name for name in file.schema.field_names if name in present]
                columns = zip(*self._in_database(file).rows(*names), strict=True)
                empty = ((),) * len(names)
                held = HeldColumns(dict(zip(names, columns if rows else empty, strict=True)), rows)
            self._held[file.path] = held
        return self._held[file.path]

    def _lines(self, file: TableFile) -> Sequence[int]:
        """The line of each row, where quoted line ends make it another than the row plus two."""
        assert file.scan is not None
        rows = self._relation(file).state.rows
        if file.scan.lines == rows + 1:
            return range(2, rows + 2)
        if file.path not in self._line_numbers:
            with file.path.open(encoding="utf-8", newline="") as stream:
                lines = (line for line, _ in islice(records(stream), 1, None))
                self._line_numbers[file.path] = numbers_on_disk(lines)
        return self._line_numbers[file.path]


def _count(
    table: DuckdbColumns, empty_cells: Mapping[str, int], conditions: Iterable[str]
) -> dict[str, int | duckdb.Error]:
    """How many rows meet each condition: in one pass, for what is not known already."""
    counts: dict[str, int | duckdb.Error] = {NO_ROW: 0}
    counts |= {is_empty(column): number for column, number in empty_cells.items()}
    asked = [condition for condition in conditions if condition not in counts]
    if not asked:
        return counts
    try:
        return counts | dict(zip(asked, table.count(asked), strict=True))
    except duckdb.Error:
        pass  # one of them is at fault, and must not take the others with it
    for condition in asked:
        try:
            [counts[condition]] = table.count([condition])
        except duckdb.Error as error:
            counts[condition] = error
    return counts


def _of_rows(
    check: Check, condition: str, count: int | duckdb.Error, rows: int, table: DuckdbColumns
) -> Finding:
    """The finding for a check that counts rows, which are only looked up when some fail."""
    if isinstance(count, duckdb.Error):
        raise count
    if check.type == PROPORTION_CHECK:
        proportion = (rows - count) / rows
        return table_finding(check, _within(proportion, check.kwargs), str(proportion))
    found = table.where(condition, shown_columns(check)) if count else ()
    return rows_finding(check, ((row, cells_in_words(values)) for row, values in found))


def _of_table(
    check: Check, relation: Relation, table: DuckdbColumns, held: HeldColumns | None
) -> Finding:
    """The finding for a check of the table, or of a column, as a whole."""
    k, state = check.kwargs, relation.state
    column = str(k.get("column"))
    match check.type:
        case "expect_table_row_count_to_be_between":
            return table_finding(check, _within(state.rows, k), str(state.rows))
        case "expect_table_columns_to_match_ordered_list":
            right = list(state.columns) == list(k["column_list"])
            return table_finding(check, right, in_words(state.columns))
        case "expect_column_values_to_be_of_field_type":
            return mistyped_finding(check, relation.stored_as[column])
        case "expect_column_unique_value_count_to_be_between":
            number = table.number_of_values(column)
            return table_finding(check, _within(number, k), str(number))
        case "expect_column_values_to_be_unique":
            return _repeated(check, [column], relation, table, held)
        case "expect_compound_columns_to_be_unique":
            return _repeated(check, k["column_list"], relation, table, held)
        case other:
            raise ValueError(f"no SQL for '{other}'")


def _repeated(
    check: Check,
    columns: Sequence[str],
    relation: Relation,
    table: DuckdbColumns,
    held: HeldColumns | None,
) -> Finding:
    whole = check.kwargs.get("ignore_row_if") == ANY_EMPTY
    if held is not None:
        found = held.repeated(columns, whole=whole)
    else:
        are_filled = (relation.empty_cells.get(column) == 0 for column in columns)
        filled = all(are_filled) if whole else any(are_filled)
        found = table.repeated(columns, relation.state.rows if filled else None, whole=whole)
    return rows_finding(check, ((row, cells_in_words(values)) for row, values in found))


def _within(value: float, kwargs: Mapping[str, Any]) -> bool:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and (value < low or (value == low and kwargs.get("strict_min"))):
        return False
    return not (high is not None and (value > high or (value == high and kwargs.get("strict_max"))))


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
