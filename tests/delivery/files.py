"""Deliveries as files, with cells spoilt here and there."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project
from tests.delivery.made_up import trajectories

Cells = Mapping[tuple[int, str], Any]
"""What stands in a cell instead, by row (the first below the header is 2) and field."""


def titles(kind: str) -> list[str]:
    schema = load_table_schema(installed_project(), kind)
    return [field.descriptor["title@nl"] for field in schema.fields]


def write_workbook(
    path: Path,
    rows: pa.Table | None = None,
    cells: Cells | None = None,
    *,
    kind: str = "trajectory",
    header: Sequence[str] | None = None,
    sheets: Sequence[str] = ("Trajecten",),
) -> Path:
    """A workbook with the header and the rows, the same on every sheet."""
    table = trajectories(20) if rows is None else rows
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
    for name in sheets:
        sheet = workbook.add_worksheet(name)
        sheet.write_row(0, 0, titles(kind) if header is None else header)
        for at, row in enumerate(table.to_pylist(), start=2):
            for position, (field, value) in enumerate(row.items()):
                cell = (cells or {}).get((at, field), value)
                if isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(at - 1, position, cell)
                elif cell is not None:
                    sheet.write(at - 1, position, cell)
    workbook.close()
    return path


def write_csv(
    path: Path,
    rows: pa.Table | None = None,
    cells: Cells | None = None,
    *,
    kind: str = "trajectory",
    header: Sequence[str] | None = None,
    delimiter: str = ";",
    decimal: str = ",",
    encoding: str = "utf-8-sig",
) -> Path:
    """A CSV file as Excel with Dutch settings writes it, or otherwise."""
    table = trajectories(20) if rows is None else rows
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(titles(kind) if header is None else header)
    for at, row in enumerate(table.to_pylist(), start=2):
        spoilt = ((cells or {}).get((at, field), value) for field, value in row.items())
        writer.writerow([_text(cell, decimal) for cell in spoilt])
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def _text(cell: Any, decimal: str) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "ja" if cell else "nee"
        case date():
            return f"{cell:%d-%m-%Y}"
        case Decimal():
            return str(cell).replace(".", decimal)
        case _:
            return str(cell)
