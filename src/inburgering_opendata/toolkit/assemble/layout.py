"""Sources that stay as they were published: read as `layout` of the source says.

The schema says what the table is; the layout says how this file writes it: where the header is,
what its columns are called, how it writes numbers and days, and what stands for no value. Nothing
is guessed, and every cell that is something else is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.errors import SOURCE_LAID_OUT_OTHERWISE
from inburgering_opendata.toolkit.assemble.sources import MOST_PROBLEMS
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.forms import Form, form_of
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.tables.csv_reader import typed
from inburgering_opendata.toolkit.tables.printed import (
    PARQUET,
    WORKBOOKS,
    Cell,
    Frame,
    PrintedTable,
    read_printed,
)

_FORMS: Mapping[str, tuple[str, ...]] = {
    "integer": ("decimalChar", "groupChar"),
    "number": ("decimalChar", "groupChar"),
    "boolean": ("trueValues", "falseValues"),
}
"""What a layout says of the cells of a field, by its type."""


def is_laid_out(path: Path, source: Json) -> bool:
    """Whether a source is not a CSV file in the columns and forms of its schema."""
    return "layout" in source or path.suffix.lower() in (PARQUET, *WORKBOOKS)


def read_laid_out(path: Path, data: bytes, layout: Json, schema: TableSchema) -> pa.Table:
    """The rows of the file `data`, read from `path`, in the columns and types of `schema`.

    Args:
        layout: that property of the source, as package.schema.json has it.

    Raises:
        OpendataError: `SOURCE_LAID_OUT_OTHERWISE`, naming each column and cell that is not so.
    """
    try:
        table = printed_table(path, data, layout)
        places = columns_of(table, layout, schema)
        fields = [_as_written(field, layout) for field in schema.fields]
    except ValueError as error:
        raise _unreadable(path, [str(error)]) from error
    columns, problems = [], [f"{each}: it is hidden in the workbook" for each in table.hidden]
    for field in fields:
        texts = _texts(field, places.get(field.name), table, layout)
        column, cells = typed(texts, field)
        problems += [
            f"{table.place_of(cell.row)}, field '{field.name}': '{cell.value}' is not "
            f"{_expected(field)}"
            for cell in cells
        ]
        if field.required and column.null_count:
            row = column.to_pylist().index(None)
            problems.append(
                f"{table.place_of(row)}, field '{field.name}': the cell is empty; a value was "
                "expected"
            )
        columns.append(column)
    if problems:
        raise _unreadable(path, problems)
    return pa.table(columns, names=list(schema.field_names)).cast(arrow_schema(schema))


def printed_table(path: Path, data: bytes, layout: Json) -> PrintedTable:
    """The file as it stands there.

    Raises:
        ValueError: it cannot be read so.
    """
    return read_printed(
        path,
        data,
        frame=frame_of(layout),
        delimiter=layout.get("delimiter", ","),
        encoding=layout.get("encoding", "utf-8"),
        sheet=layout.get("sheet"),
    )


def frame_of(layout: Json) -> Frame:
    """Where the table stands in its file."""
    return Frame(
        header=layout.get("header", 1),
        header_rows=layout.get("headerRows", 1),
        notes=layout.get("notes", 0),
    )


def _unreadable(path: Path, problems: Sequence[str]) -> OpendataError:
    shown = [*problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"and {len(problems) - MOST_PROBLEMS:,} more")
    return OpendataError(SOURCE_LAID_OUT_OTHERWISE, path=path, problems=Lines(shown))


def columns_of(table: PrintedTable, layout: Json, schema: TableSchema) -> dict[str, int]:
    """By field: the number of its column in the file.

    Raises:
        ValueError: it names all that does not fit.
    """
    problems = [*_strangers(layout, schema)]
    columns, values = layout.get("columns", {}), layout.get("values", {})
    wanted = {name: columns.get(name, name) for name in schema.field_names if name not in values}
    for field, name in wanted.items():
        if (times := table.names.count(name)) != 1:
            meant = did_you_mean(name, filter(None, table.names)) if not times else ""
            found = f"stands there {times} times" if times else f"is not in the file{meant}"
            problems.append(f"the column '{name}' of the field '{field}' {found}")
    known = {*wanted.values(), *layout.get("ignored", ())}
    for place, name in enumerate(table.names):
        if name in known or (not name and not any(_filled(table.columns[place]))):
            continue
        problems.append(
            f"column {place + 1} of the file, '{name}', is no field: name it in 'columns', or in "
            "'ignored' to leave it out"
        )
    if problems:
        raise ValueError("; ".join(problems))
    return {field: table.names.index(name) for field, name in wanted.items()}


def _filled(column: Sequence[Cell] | pa.ChunkedArray) -> Iterator[bool]:
    if isinstance(column, pa.ChunkedArray):
        yield column.null_count < len(column)
    else:
        yield from (cell is not None for cell in column)


def _strangers(layout: Json, schema: TableSchema) -> Iterator[str]:
    for part in ("columns", "values", "formats"):
        for name in layout.get(part, {}):
            if name not in schema.field_names:
                meant = did_you_mean(name, schema.field_names)
                yield f"'layout.{part}' names '{name}', which is no field of the table{meant}"


def _as_written(field: Field, layout: Json) -> Field:
    """The field with the form that its cells have in the file.

    Raises:
        ValueError: the layout says what cannot be held to.
    """
    told: dict[str, Any] = {
        name: layout[name] for name in _FORMS.get(field.type, ()) if name in layout
    }
    if field.name in layout.get("formats", {}):
        told["format"] = layout["formats"][field.name]
    # An integer is grouped as a number is.
    type = "number" if field.type == "integer" else field.type
    form = form_of({"type": type, **told}, ["", *layout.get("missingValues", ())])
    return replace(field, form=form)


def _expected(field: Field) -> str:
    form = field.form
    if form.words:
        return f"one of {', '.join(text for text, _ in form.words)}"
    if form.written:
        return f"a {field.type} written as {form.written}"
    decimals = f" of at most {field.decimals} decimals" if field.type == "number" else ""
    if form.pattern or form.decimal != ".":
        groups = "".join(old for old, _ in form.replaced if old != form.decimal)
        grouped = f", with {groups!r} between thousands" if groups else ""
        return f"{_A[field.type]}{decimals} with {form.decimal!r} before decimals{grouped}"
    return f"{_A[field.type]}{decimals}, as the layout says that it is written"


_A = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "date": "a date",
    "datetime": "a date-time in UTC",
    "boolean": "true or false",
}


def _texts(field: Field, place: int | None, table: PrintedTable, layout: Json) -> pa.ChunkedArray:
    """The cells of a field as text, in the form that the layout says."""
    if place is None:
        value = layout["values"][field.name] or None
        return pa.chunked_array([pa.array([value] * table.rows, pa.string())])
    column = table.columns[place]
    if isinstance(column, pa.ChunkedArray):
        return column
    return pa.chunked_array([pa.array([_text(cell, field) for cell in column], pa.string())])


def _text(cell: Cell, field: Field) -> str | None:
    """A cell as a file of text would have it, in the form of the field."""
    if cell is None or isinstance(cell, str):
        return cell
    for types, write in _WRITTEN:
        if isinstance(cell, types):
            return write(cell, field.form)
    return str(cell)


def _truth(cell: Any, form: Form) -> str:
    means = "true" if cell else "false"
    return next((text for text, meaning in form.words if meaning == means), means)


def _moment(cell: Any, form: Form) -> str:
    if cell.tzinfo is not None:
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    return str(cell.strftime(form.written) if form.written else f"{cell.isoformat('T')}Z")


def _day(cell: Any, form: Form) -> str:
    return str(cell.strftime(form.written) if form.written else cell.isoformat())


def _number(cell: Any, form: Form) -> str:
    return f"{cell:f}".replace(".", form.decimal)


_WRITTEN: Sequence[tuple[type | tuple[type, ...], Callable[[Any, Form], str]]] = (
    (bool, _truth),
    (datetime, _moment),
    (date, _day),
    (int, lambda cell, form: str(cell)),
    (Decimal, _number),
)
"""In this order, as a truth value is an integer, and a moment a day, to Python."""
