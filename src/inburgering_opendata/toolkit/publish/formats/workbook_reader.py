"""The tables of a workbook that `workbook` wrote, in the types of their schemas."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
from python_calamine import CalamineWorkbook

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground import moments
from inburgering_opendata.toolkit.publish.formats.workbook import sheet_names


def read_workbook(data: bytes, schemas: Mapping[str, TableSchema]) -> dict[str, pa.Table]:
    """Each table of `schemas`; those that were too long for a sheet are left out.

    Raises:
        ValueError: it is not a workbook, or a cell is not of the type of its field.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Exception as error:
        raise ValueError(f"not a readable workbook: {error}") from error
    present = set(workbook.sheet_names)
    return {
        table: _table(workbook, sheet, schemas[table])
        for table, sheet in sheet_names(schemas).items()
        if sheet in present
    }


def _table(workbook: CalamineWorkbook, sheet: str, schema: TableSchema) -> pa.Table:
    header, *rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    arrays = [
        pa.array([_value(cell, field) for cell in columns.get(field.name, ())], arrow_type(field))
        for field in schema.fields
    ]
    return pa.table(arrays, names=list(schema.field_names))


def _value(cell: Any, field: Field) -> Any:
    if cell == "":
        return None
    match field.type:
        case "integer":
            return int(cell)
        case "number":
            # The digits of the cell, not those of the binary fraction nearest to it.
            text = cell if isinstance(cell, str) else f"{cell:.{field.decimals}f}"
            return Decimal(text)
        case "date":
            return date.fromisoformat(cell) if isinstance(cell, str) else cell
        case "datetime":
            return _moment(cell).replace(tzinfo=UTC)
        case _:
            return cell


def _moment(cell: str | date) -> datetime:
    """A date-time without a zone; midnight is read as the day itself."""
    if isinstance(cell, str):
        return moments.moment(cell)
    return cell if isinstance(cell, datetime) else datetime.combine(cell, time())
