"""The rows of all sheets of a file as one table of its kind, with all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.outcomes.delivery.checking import breaches_of
from inburgering_opendata.outcomes.delivery.column import Column
from inburgering_opendata.outcomes.delivery.converting import (
    convert,
    decimal_sign_of,
    has_signs,
    notes_on_days,
)
from inburgering_opendata.outcomes.delivery.footnotes import footnotes, without_footnotes
from inburgering_opendata.outcomes.delivery.headers import Matched, match_header
from inburgering_opendata.outcomes.delivery.municipality_cells import FIELD, with_codes
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Note, Sheet
from inburgering_opendata.outcomes.delivery.statement import Statement
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.table_schema import TEXT_CHECK, Field, TableSchema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.xlsx.places import letter
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.rules.finding import Breach

_RULES: Mapping[str, str] = {
    "expect_table_row_count_to_be_between": "no_rows",
    "expect_column_values_to_not_be_null": "required",
    TEXT_CHECK: "not_text",
    "expect_column_values_to_match_regex": "pattern",
    "expect_column_values_to_be_between": "range",
    "expect_column_values_to_be_unique": "doubled",
    "expect_compound_columns_to_be_unique": "doubled",
    "expect_foreign_key_to_exist": "unknown_key",
}


def rule_of(check: Check) -> str:
    """The sentence for a check: its own words when it is of a suite, else those of its type."""
    return "suite" if check.reason_nl else _RULES[check.type]


class Rows:
    """The rows of all sheets in one table, and what is wrong with them."""

    def __init__(
        self,
        project: Project,
        schema: TableSchema,
        sheets: Sequence[Sheet],
        said: Statement,
        language: Language,
    ) -> None:
        self._matched = [match_header(sheet, schema, language) for sheet in sheets]
        self.problems = [problem for matched in self._matched for problem in matched.problems]
        self.problems += [problem for sheet in sheets for problem in footnotes(sheet)]
        sheets = [without_footnotes(sheet) for sheet in sheets]
        self._sheets = [_without_prefilled(sheet, m) for sheet, m in self._pairs(sheets)]
        self.notes: list[Note] = []
        every = sum(len(sheet.row_numbers) for sheet in sheets)
        if prefilled := every - sum(len(sheet.row_numbers) for sheet in self._sheets):
            self.notes.append(Note("only_municipality", {"number": prefilled}))
        absent = {field.name: field for matched in self._matched for field in matched.absent}
        if absent:
            titles = (language.of(field.descriptor, "title") for field in absent.values())
            self.notes.append(Note("columns_absent", {"columns": ", ".join(titles)}))
        register = cache(lambda: Names(Assembly(project).table("municipality").to_pylist()))
        read = [
            with_codes(sheet, matched, register) for sheet, matched in self._pairs(self._sheets)
        ]
        self._sheets = [sheet for sheet, _ in read]
        if named := sum(number for _, number in read):
            self.notes.append(Note("municipalities_named", {"number": named}))
        self.rows: pa.Table | None = None
        sign = said.decimal_sign or decimal_sign_of(self._columns(schema))
        if sign is None:
            self.problems.append(Problem("decimal_sign_unclear"))
            return
        if not said.decimal_sign and has_signs(self._columns(schema)):
            name = "comma" if sign == "," else "point"
            self.notes.append(Note("decimal_sign", {"sign": name}))
        self.notes += notes_on_days(self._columns(schema))
        self._converted = [
            convert(sheet, matched, schema, sign) for sheet, matched in self._pairs(self._sheets)
        ]
        self.problems += [p for converted in self._converted for p in converted.problems]
        if any(matched.problems for matched in self._matched):
            # Rules about columns that are not there would only mislead.
            self.notes.append(Note("rules_not_asked"))
            return
        self.rows = pa.concat_tables([converted.table for converted in self._converted])
        self._starts = [0, *accumulate(len(sheet.row_numbers) for sheet in self._sheets)]
        self.problems += self._broken_rules(breaches_of(project, schema.name, self.rows))

    def at(self, rule: str, row: int, field: str, **more: Any) -> Problem:
        """The problem of one row, numbered over all sheets, in the column of a field."""
        place = next(n for n, start in enumerate(self._starts[1:]) if row < start)
        sheet, position = self._sheets[place], self._matched[place].columns.get(field)
        number = sheet.row_numbers[row - self._starts[place]]
        column = header = None
        if position is not None:
            column, header = letter(position), sheet.header[position]
        details = {"field": field, **more.pop("details", {})}
        if is_empty := self._is_empty(row, field):
            more["value"] = None
        return Problem(
            rule=rule,
            sheet=sheet.name,
            row=number,
            column=column,
            header=header,
            details=details,
            is_empty=is_empty,
            **more,
        )

    def _pairs(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Matched]]:
        return zip(sheets, self._matched, strict=True)

    def _columns(self, schema: TableSchema) -> Iterator[tuple[Field, Column]]:
        for sheet, matched in self._pairs(self._sheets):
            for name, position in matched.columns.items():
                yield schema.field(name), sheet.columns[position]

    def _broken_rules(self, breaches: Iterable[tuple[Check, Breach]]) -> Iterator[Problem]:
        told_empty: set[tuple[int, str]] = set()
        for check, breach in breaches:
            rule, warning = rule_of(check), check.severity == "warning"
            if breach.row is None:
                yield Problem(rule, check=check, is_warning=warning)
                continue
            cell = breach.row, self._field_at_fault(check, breach)
            # What follows from a cell that is told to be empty is not told beside it.
            if cell in told_empty or self._is_unfit(breach.row, check.columns):
                continue
            if rule == "required":
                told_empty.add(cell)
            value = breach.observed
            yield self.at(rule, *cell, value=value, check=check, is_warning=warning)

    def _field_at_fault(self, check: Check, breach: Breach) -> str:
        """The field of the cell to look at: of a pair the one that is empty, when one is."""
        if breach.column is not None:
            return breach.column
        pair = [check.kwargs[name] for name in ("column_A", "column_B") if name in check.kwargs]
        assert breach.row is not None
        empty = [name for name in pair if self._is_empty(breach.row, name)]
        return str(next(iter(empty), check.columns[0]))

    def _is_empty(self, row: int, field: str) -> bool:
        assert self.rows is not None
        return not self.rows.column(field)[row].is_valid

    def _is_unfit(self, row: int, columns: Sequence[str]) -> bool:
        """Whether what is wrong with one of the cells was told already."""
        place = next(n for n, start in enumerate(self._starts[1:]) if row < start)
        unfit, in_sheet = self._converted[place].unfit, row - self._starts[place]
        return any(in_sheet in unfit.get(name, ()) for name in columns)


def _without_prefilled(sheet: Sheet, matched: Matched) -> Sheet:
    """The sheet without the rows of a template that nobody filled in."""
    position = matched.columns.get(FIELD)
    if position is None or not sheet.row_numbers:
        return sheet
    empty = pa.array([True] * len(sheet.row_numbers))
    others = [column for n, column in enumerate(sheet.columns) if n != position]
    # Those with few different values tell soonest that no row is empty.
    for column in sorted(others, key=lambda column: len(column.values)):
        empty = pc.and_(empty, column.is_empty())
        if not pc.any(empty).as_py():
            return sheet
    kept = pc.indices_nonzero(pc.invert(empty))
    numbers = [sheet.row_numbers[row] for row in kept.to_pylist()]
    columns = tuple(column.take(kept) for column in sheet.columns)
    return replace(sheet, columns=columns, row_numbers=numbers)
