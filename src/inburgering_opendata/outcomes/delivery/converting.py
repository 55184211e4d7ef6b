"""From a table as found to the columns and types of its schema, with all that does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from inburgering_opendata.outcomes.delivery.column import Column, as_text, is_blank
from inburgering_opendata.outcomes.delivery.headers import Matched
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Note, Sheet
from inburgering_opendata.outcomes.delivery.values import (
    COMMA,
    POINT,
    Fault,
    day_in,
    is_day_first,
    is_midnight,
    number_in,
    parser_of,
    without_time,
)
from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.tables.xlsx.places import letter

_EMPTY = (None, "")


@dataclass(frozen=True)
class Converted:
    """The rows of a sheet in the types of the schema; a cell that does not fit is empty."""

    table: pa.Table
    problems: tuple[Problem, ...]
    unfit: Mapping[str, frozenset[int]]
    """By field the rows whose cell did not fit."""


def convert(sheet: Sheet, matched: Matched, schema: TableSchema, decimal_sign: str) -> Converted:
    """Every field of `schema` as a column; a field without a column is empty throughout."""
    arrays, problems, unfit = [], [], {}
    for field in schema.fields:
        position = matched.columns.get(field.name)
        if position is None:
            arrays.append(pa.nulls(len(sheet.row_numbers), arrow_type(field)))
            continue
        array, faults = _typed(sheet.columns[position], field, decimal_sign)
        arrays.append(array)
        unfit[field.name] = frozenset(row for row, _, _ in faults)
        problems += [
            Problem(
                rule=fault.rule,
                sheet=sheet.name,
                row=sheet.row_numbers[row],
                column=letter(position),
                header=sheet.header[position],
                details={"field": field.name},
                value=text or None,
            )
            for row, fault, text in faults
        ]
    table = pa.table(arrays, names=list(schema.field_names))
    return Converted(table, tuple(problems), unfit)


def decimal_sign_of(columns: Iterable[tuple[Field, Column]]) -> str | None:
    """The decimal sign of the numbers that are written as text; None when it cannot be told.

    A text that is a number with one sign only, decides; `1.234`, which is a number with either,
    decides nothing, and is in doubt unless another text decides. Without any sign it is a comma.
    """
    only: set[str] = set()
    doubtful = False
    for text in _numbers_as_text(columns):
        read = {sign: number_in(text, sign) for sign in (COMMA, POINT)}
        fitting = [sign for sign, number in read.items() if number is not None]
        if len(fitting) == 1:
            only.add(fitting[0])
        elif fitting and read[COMMA] != read[POINT]:
            doubtful = True
    if len(only) == 1:
        return only.pop()
    return None if only or doubtful else COMMA


def has_signs(columns: Iterable[tuple[Field, Column]]) -> bool:
    """Whether a number that is written as text has a decimal sign, or one between groups."""
    return any(COMMA in text or POINT in text for text in _numbers_as_text(columns))


def notes_on_days(columns: Iterable[tuple[Field, Column]]) -> Iterator[Note]:
    """How many days are written as text in another way than ISO 8601 has it."""
    day_first = midnights = 0
    for field, column in columns:
        if field.type != "date":
            continue
        texts = {
            p: as_text(value) for p, value in enumerate(column.values) if isinstance(value, str)
        }
        read = {place: without_time(text) for place, text in texts.items()}
        days = {place: rest for place, (day, rest) in read.items() if day_in(day)}
        of_dutch = [place for place in days if is_day_first(texts[place])]
        of_midnight = [place for place, rest in days.items() if rest and is_midnight(rest)]
        day_first += column.count(of_dutch)
        midnights += column.count(of_midnight)
    if day_first:
        yield Note("days_day_first", {"number": day_first})
    if midnights:
        yield Note("midnights", {"number": midnights})


def _numbers_as_text(columns: Iterable[tuple[Field, Column]]) -> Iterator[str]:
    for field, column in columns:
        if field.type in ("integer", "number"):
            yield from (as_text(value) for value in column.values if isinstance(value, str))


def _typed(
    column: Column, field: Field, decimal_sign: str
) -> tuple[pa.Array, Sequence[tuple[int, Fault, str]]]:
    parse = parser_of(field, decimal_sign)
    values: list[object] = []
    faults: dict[int, Fault] = {}
    for place, cell in enumerate(column.values):
        # Most cells that are blank are empty; of the others only few are no value of the field.
        value = parse(cell) if cell not in _EMPTY else None
        if value == "" or (isinstance(value, Fault) and is_blank(cell)):
            value = None
        elif isinstance(value, Fault):
            faults[place] = value
            value = None
        values.append(value)
    found = [
        (row, faults[place], as_text(column.values[place]))
        for row, place in column.rows_of(list(faults))
    ]
    return pa.array(values, arrow_type(field)).take(column.indices), found
