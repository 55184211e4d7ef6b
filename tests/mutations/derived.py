"""Mutations of what a Table Schema demands, made from the demand itself.

A new field, key or constraint is thereby proved able to fail as soon as it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import TEXT_CHECK, Field, TableSchema
from inburgering_opendata.toolkit.ground.moments import in_text, moment
from inburgering_opendata.toolkit.validate.check import Check
from tests.mutations.csv_table import CsvTable
from tests.mutations.mutation import WHOLE_TABLE, Mutation, Spoil, Spoilt

Named = tuple[str, Spoil]
Kwargs = Mapping[str, Any]

UNREADABLE = {
    "integer": ("x", "1.0", "1e3", "9223372036854775808"),
    "number": ("x", "1,5", "NaN"),
    "date": ("x", "2020-02-30", "01-02-2020"),
    "datetime": ("x", "2020-02-30T12:00:00Z", "2020-01-31T12:00:00"),
    "boolean": ("x", "1", "True"),
}
"""Cells that are not of a type, the last of them closest to it."""

USUAL_CELL = {
    "number": "1.5",
    "date": "2020-01-31",
    "datetime": "2020-01-31T12:00:00Z",
    "boolean": "true",
}
"""Cells that a field does not have which is written in another form."""

OTHER_ARROW_TYPE = {
    "string": "binary",
    "integer": "double",
    "number": "double",
    "date": "string",
    "datetime": "string",
    "boolean": "string",
}

NO_TEXT: Mapping[str, Callable[[str], str]] = {
    "only spaces": lambda _: " \u00a0",
    "UTF-8 read as Windows-1252": lambda text: f"{text}\u00e9".encode().decode("cp1252", "replace"),
    "a sign that was lost": lambda text: f"{text}\ufffd",
    "a space without width behind": lambda text: f"{text}\u200b",
    "a control character before": lambda text: f"\x07{text}",
    "an accent apart from its letter": lambda text: f"{text}e\u0301",
}

NOWHERE = {
    "string": ("GM9999", "absent", "1999-H2", "1999", "L9", "https://nowhere.example/"),
    "integer": ("999999999",),
    "number": ("999",),
    "date": ("1999-12-31",),
    "datetime": ("1999-12-31T23:59:59Z",),
}
"""Values that no referenced table has."""


def derive(check: Check, schema: TableSchema) -> Iterator[Mutation]:
    """The mutations of a compiled constraint; none when nobody said how its type is broken."""
    deriver = DERIVERS.get(check.type)
    for name, spoil in deriver(check.kwargs, schema) if deriver else ():
        yield Mutation(schema.name, check.id, name, spoil)


def _no_rows(_: Kwargs, __: TableSchema) -> Iterator[Named]:
    yield "no rows", lambda table: Spoilt(CsvTable(table.columns, ()), groups=WHOLE_TABLE)


def _columns(_: Kwargs, __: TableSchema) -> Iterator[Named]:
    def rearranged(order: Callable[[list[str]], list[str]]) -> Spoil:
        def spoil(table: CsvTable) -> Spoilt:
            columns = order(list(table.columns))
            rows = tuple(zip(*map(table.column, columns), strict=True))
            return Spoilt(CsvTable(tuple(columns), rows), groups=WHOLE_TABLE)

        return spoil

    def renamed(table: CsvTable) -> Spoilt:
        columns = (*table.columns[:-1], f"{table.columns[-1]}_renamed")
        return Spoilt(CsvTable(columns, table.rows), groups=WHOLE_TABLE)

    def added(table: CsvTable) -> Spoilt:
        rows = tuple((*row, "1") for row in table.rows)
        return Spoilt(CsvTable((*table.columns, "surplus"), rows), groups=WHOLE_TABLE)

    yield "last column renamed", renamed
    yield "first column moved to the end", rearranged(lambda names: [*names[1:], names[0]])
    yield "last column missing", rearranged(lambda names: names[:-1])
    yield "column added", added


def _type(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    column, field_type = k["column"], k["field_type"]
    form = schema.field(column).form
    of_usual_form = () if form.is_usual else (USUAL_CELL[field_type],)
    for text in (*of_usual_form, *UNREADABLE.get(field_type, ())):
        if not (form.pattern and re.search(form.pattern, text)):
            yield f"cell '{text}'", _one_cell(column, _always(text))
    other = OTHER_ARROW_TYPE[field_type]
    if schema.field(column).stored_as_double:
        # A double that stands for one of its numbers is none of another type.
        other = "string"
    yield (
        f"stored as {other}",
        lambda table: Spoilt(table, groups=({"column": column},), stored_as={column: other}),
    )


def _required(k: Kwargs, _: TableSchema) -> Iterator[Named]:
    yield "cell emptied", _one_cell(k["column"], _always(""))


def _is_text(k: Kwargs, _: TableSchema) -> Iterator[Named]:
    for fault, change in NO_TEXT.items():
        yield fault, _one_cell(k["column"], change)


def _not_all_empty(k: Kwargs, _: TableSchema) -> Iterator[Named]:
    def emptied(table: CsvTable) -> Spoilt:
        return Spoilt(table.with_column(k["column"], [""] * len(table.rows)), groups=WHOLE_TABLE)

    yield "column emptied", emptied


def _enum(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    allowed = k["value_set"]
    if schema.field(k["column"]).type == "integer":
        # Zero is where a value is easily taken for none.
        for number in sorted({0, max(allowed) + 1} - set(allowed)):
            yield f"cell {number}", _one_cell(k["column"], _always(str(number)))
        return
    yield "value outside", _one_cell(k["column"], _always(f"not_{allowed[0]}"))
    yield "space behind a value", _one_cell(k["column"], lambda text: f"{text} ")
    yield "line feed behind a value", _one_cell(k["column"], lambda text: f"{text}\n")


def _pattern(k: Kwargs, _: TableSchema) -> Iterator[Named]:
    # Engines differ in where a pattern must begin and end, and `$` may let a line feed be.
    column, pattern = k["column"], k["regex"]
    if re.search("[A-Za-z]", re.sub(r"\[[^]]*\]", "", pattern)):
        yield "capitals swapped", _unlike(column, pattern, str.swapcase)
    yield "space before", _unlike(column, pattern, lambda text: f" {text}")
    if not pattern.endswith(".+$"):
        yield "sign behind", _unlike(column, pattern, lambda text: f"{text}!")
    yield "line feed behind", _unlike(column, pattern, lambda text: f"{text}\n")


def _unlike(column: str, pattern: str, change: Callable[[str], str]) -> Spoil:
    """Spoil a cell for which `change` indeed gives a text that `pattern` forbids."""
    allowed = re.compile(pattern.removeprefix("^").removesuffix("$"))

    def spoil(table: CsvTable) -> Spoilt:
        filled = [(row, text) for row, text in enumerate(table.column(column)) if text]
        # A column that may be empty throughout gets a text of its own to spoil.
        filled = filled or [(row, "x") for row in range(len(table.rows))]
        texts = [(row, change(text)) for row, text in filled]
        breaking = [(row, text) for row, text in texts if not allowed.fullmatch(text)]
        if not breaking:
            raise LookupError(f"no value of {column} breaks {pattern} that way")
        row, text = breaking[len(breaking) // 2]
        return Spoilt(table.with_cells(row, {column: text}), rows=(row,))

    return spoil


def _length(k: Kwargs, _: TableSchema) -> Iterator[Named]:
    if (most := k.get("max_value")) is not None:
        yield "one character too many", _one_cell(k["column"], _always("é" * (most + 1)))
    # A text without characters is an empty cell, which is not asked.
    if (least := k.get("min_value", 0)) > 1:
        yield "one character too few", _one_cell(k["column"], _always("é" * (least - 1)))


def _range(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    field = schema.field(k["column"])
    for bound, sign in (("min_value", -1), ("max_value", 1)):
        if bound in k:
            is_open = k.get(f"strict_{bound[:3]}")
            beyond = _beyond(k[bound], 0 if is_open else sign, field)
            side = "below the minimum" if sign < 0 else "above the maximum"
            way = f"the {bound[:3]}imum itself" if is_open else f"one step {side}"
            yield way, _one_cell(field.name, _always(beyond))


def _beyond(bound: Any, sign: int, field: Field) -> str:
    """What lies one step below or above a bound."""
    match field.type:
        case "datetime":
            return in_text(moment(bound) + timedelta(seconds=sign))
        case "date":
            return str(date.fromisoformat(bound) + timedelta(days=sign))
        case "number":
            beyond = Decimal(str(bound)) + sign * Decimal(1).scaleb(-field.decimals)
            return f"{beyond:f}".replace(".", field.form.decimal)
        case _:
            return str(bound + sign)


def _unique(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    columns = k.get("column_list") or [k["column"]]

    def row_doubled(table: CsvTable) -> Spoilt:
        row = _middle(table, columns[0])
        return Spoilt(table.with_copy(row), rows=(row, len(table.rows)))

    def key_taken(table: CsvTable) -> Spoilt:
        row, other = _middle(table, columns[0]), 0
        taken = {column: table.cell(row, column) for column in columns}
        return Spoilt(table.with_cells(other, taken), rows=(other, row))

    if tuple(columns) == schema.primary_key:
        yield "row doubled", row_doubled
    yield "key given to another row", key_taken


def _foreign_key(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    # One column at a time: each must count for the combination.
    for column in k["columns"]:
        yield f"{column} of nowhere", _elsewhere(schema.field(column), k["columns"])


def _follows(k: Kwargs, schema: TableSchema) -> Iterator[Named]:
    *keys, column = k["columns"]
    field = schema.field(column)
    yield f"{column} of nowhere", _elsewhere(field, k["columns"])
    yield f"{column} of another", _of_another(column, keys)
    yield f"{column} forgotten", _one_cell(column, _always(""))
    if not schema.field(keys[0]).required:
        yield f"{column} of nothing", _of_nothing(column, keys)


def _of_another(column: str, keys: Sequence[str]) -> Spoil:
    """Give a row what another key has."""

    def spoil(table: CsvTable) -> Spoilt:
        row = _middle(table, column, *keys)
        own = ("", table.cell(row, column))
        others = [text for text in table.column(column) if text not in own]
        return Spoilt(table.with_cells(row, {column: others[0]}), rows=(row,))

    return spoil


def _of_nothing(column: str, keys: Sequence[str]) -> Spoil:
    """Give a row without a key what one with a key has."""

    def spoil(table: CsvTable) -> Spoilt:
        row = next(row for row, text in enumerate(table.column(keys[0])) if not text)
        text = next(text for text in table.column(column) if text)
        return Spoilt(table.with_cells(row, {column: text}), rows=(row,))

    return spoil


def _elsewhere(field: Field, columns: Sequence[str]) -> Spoil:
    def spoil(table: CsvTable) -> Spoilt:
        # Where one of the columns is empty the row refers to nothing.
        row = _middle(table, *columns)
        text = _absent(field, set(table.column(field.name)))
        return Spoilt(table.with_cells(row, {field.name: text}), rows=(row,))

    return spoil


def _absent(field: Field, present: set[str]) -> str:
    """A good value of the field, where there is one, that the column does not hold."""
    pattern = field.constraints.get("pattern", "")
    others = [str(value) for value in field.constraints.get("enum", ())]
    candidates = [*others, *NOWHERE[field.type]]
    return next(c for c in candidates if c not in present and re.search(pattern, c))


def _one_cell(column: str, change: Callable[[str], str]) -> Spoil:
    """Spoil one cell of `column` that has a value, in the middle of the table; any cell where
    none has, as the column may be empty throughout.
    """

    def spoil(table: CsvTable) -> Spoilt:
        row = _middle(table, column) if any(table.column(column)) else len(table.rows) // 2
        text = change(table.cell(row, column))
        return Spoilt(table.with_cells(row, {column: text}), rows=(row,))

    return spoil


def _always(text: str) -> Callable[[str], str]:
    return lambda _: text


def _middle(table: CsvTable, *columns: str) -> int:
    """A row in the middle of those that have a value in all of `columns`."""
    rows = zip(*(table.column(column) for column in columns), strict=True)
    filled = [row for row, texts in enumerate(rows) if all(texts)]
    return filled[len(filled) // 2]


DERIVERS: Mapping[str, Callable[[Kwargs, TableSchema], Iterator[Named]]] = {
    "expect_table_row_count_to_be_between": _no_rows,
    "expect_table_columns_to_match_ordered_list": _columns,
    "expect_column_values_to_be_of_field_type": _type,
    "expect_column_values_to_not_be_null": _required,
    TEXT_CHECK: _is_text,
    "expect_column_proportion_of_non_null_values_to_be_between": _not_all_empty,
    "expect_column_values_to_be_in_set": _enum,
    "expect_column_values_to_match_regex": _pattern,
    "expect_column_values_to_be_between": _range,
    "expect_column_value_lengths_to_be_between": _length,
    "expect_column_values_to_be_unique": _unique,
    "expect_compound_columns_to_be_unique": _unique,
    "expect_foreign_key_to_exist": _foreign_key,
    "expect_values_to_follow_their_key": _follows,
}
