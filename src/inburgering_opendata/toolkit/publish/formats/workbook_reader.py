"""The tables of a workbook that `workbook` wrote, in the types of their schemas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground import moments
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.workbook import sheet_names, sheets_of
from inburgering_opendata.toolkit.publish.formats.workbook_words import (
    codebook_rows,
    contents_rows,
    sheets_of_words,
    source_rows,
)
from inburgering_opendata.toolkit.tables.xlsx.places import letter
from inburgering_opendata.toolkit.tables.xlsx.sheet import Sheet, SheetRow
from inburgering_opendata.toolkit.tables.xlsx.values import Value
from inburgering_opendata.toolkit.tables.xlsx.workbook import open_workbook


def read_workbook(data: bytes, schemas: Mapping[str, TableSchema]) -> dict[str, pa.Table]:
    """Each table of `schemas`; those that were too long for a sheet are left out.

    Raises:
        ValueError: it is not a workbook, a cell is not of the type of its field, or something of a
            table is hidden.
    """
    workbook = open_workbook(data)
    wanted = sheet_names(schemas)
    if hidden := sorted(set(wanted.values()) & set(workbook.hidden)):
        raise ValueError(f"sheet {hidden[0]!r} is hidden")
    return {
        table: _table(workbook.sheet(sheet), schemas[table])
        for table, sheet in wanted.items()
        if sheet in workbook.visible
    }


def words_difference(data: bytes, contents: PackageContents) -> str | None:
    """What a workbook has beside the rows of its tables, or lacks, that `to_workbook` would write
    otherwise: a sheet, or a word on one; None when it is the same.

    Raises:
        ValueError: it is not a workbook.
    """
    workbook = open_workbook(data)
    sheets = sheets_of(contents)
    rows_of_words = (
        contents_rows(contents, sheets),
        codebook_rows(contents),
        source_rows(contents),
    )
    words = dict(zip(sheets_of_words(contents), rows_of_words, strict=True))
    wanted = [*words, *sheets.values()]
    found = [sheet.name for sheet in workbook.sheets]
    if other := [name for name in (*wanted, *found) if name not in wanted or name not in found]:
        return f"it has {'no' if other[0] in wanted else 'the'} sheet {other[0]!r}"
    if workbook.hidden:
        return f"sheet {workbook.hidden[0]!r} is hidden"
    for name, rows in words.items():
        texts = [{at: str(cell) for at, cell in enumerate(row) if str(cell)} for row in rows]
        there = [row.cells for row in workbook.sheet(name).rows()]
        for number, (ours, theirs) in enumerate(zip_longest(texts, there), start=1):
            if ours != theirs:
                return f"sheet {name!r}, row {number} is another"
    return None


def _table(sheet: Sheet, schema: TableSchema) -> pa.Table:
    rows = sheet.rows()
    fields = _fields(sheet, next(rows, None), schema)
    cells: dict[str, list[Any]] = {name: [] for name in schema.field_names}
    length = 0
    for row in rows:
        if row.is_hidden or not row.cells.keys() <= fields.keys():
            raise ValueError(f"sheet {sheet.name!r}, row {row.number}: it is hidden, or too long")
        # A row in which nothing stands may be left out.
        missing = [None] * (row.number - 2 - length)
        for column, field in fields.items():
            cell = row.cells.get(column)
            try:
                value = None if cell is None else _value(cell, field)
            except (ValueError, ArithmeticError) as error:
                place = f"sheet {sheet.name!r}, cell {letter(column)}{row.number}"
                raise ValueError(f"{place}: {cell!r} is no {field.type}") from error
            cells[field.name] += [*missing, value]
        length = row.number - 1
    if sheet.hidden_columns:
        raise ValueError(f"sheet {sheet.name!r}: columns are hidden")
    arrays = [pa.array(cells[field.name], arrow_type(field)) for field in schema.fields]
    return pa.table(arrays, names=list(schema.field_names))


def _fields(sheet: Sheet, header: SheetRow | None, schema: TableSchema) -> dict[int, Field]:
    """The field of each column, by the first row of the sheet."""
    names = [str(cell) for cell in header.cells.values()] if header else []
    if header is None or header.number != 1 or sorted(names) != sorted(schema.field_names):
        raise ValueError(f"sheet {sheet.name!r}, row 1: {names} is not the header of {schema.name}")
    return dict(zip(header.cells, map(schema.field, names), strict=True))


def _value(cell: Value, field: Field) -> Any:
    """A cell in the type of its field.

    Raises:
        ValueError, ArithmeticError: it is of another type.
    """
    match field.type, cell:
        case ("boolean", bool()) | ("string", str()):
            return cell
        case _, bool():
            pass
        case "integer", str():
            return int(cell)
        case "integer", float() if cell.is_integer():
            return int(cell)
        case "number", str():
            return Decimal(cell)
        case "number", float():
            # The digits of the cell, not those of the binary fraction nearest to it.
            return Decimal(repr(cell))
        case "date", str():
            return date.fromisoformat(cell)
        case "datetime", str():
            return moments.moment(cell).replace(tzinfo=UTC)
        case "datetime", datetime():
            return cell.replace(tzinfo=UTC)
        case "datetime", date():
            # Midnight is read as the day itself.
            return datetime.combine(cell, time(), UTC)
        case "date", date() if not isinstance(cell, datetime):
            return cell
    raise ValueError
