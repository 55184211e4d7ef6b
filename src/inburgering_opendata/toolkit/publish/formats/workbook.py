"""A package as one Excel workbook: contents, codebook, sources, and a sheet for each table.

Every cell is typed, and none is a formula. Text that Excel would run once somebody edits it has
the property `quotePrefix`, which keeps it text and changes nothing of it. Excel keeps 15 digits and
knows no day before March 1900 for sure: numbers, days and date-times beyond that are written as
text. A date-time shows that it is in UTC, which Excel itself does not know.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from inburgering_opendata.toolkit.describe.arrow import without_zone
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import InMemory
from inburgering_opendata.toolkit.ground.moments import in_text
from inburgering_opendata.toolkit.ground.version import release_date
from inburgering_opendata.toolkit.publish.formats.archive import write_zip
from inburgering_opendata.toolkit.publish.formats.errors import CELL_DOES_NOT_FIT
from inburgering_opendata.toolkit.publish.formats.formulas import runs
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.workbook_words import (
    TAKEN,
    codebook_rows,
    contents_rows,
    sheets_of_words,
    source_rows,
)

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can have; a longer table is left out, and named so."""
MOST_CELLS = 2_000_000
"""Cells of a table on a sheet: with more, a workbook takes minutes to open and gigabytes of memory,
where the CSV and Parquet files beside it take neither. Such a table is left out as well."""
MOST_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)

_LONGEST_TEXT = 32_767
# Not characters of XML, and what xlsxwriter escapes in a way that no reader undoes.
_UNWRITABLE = re.compile("[\ufffe\uffff]|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_LONGEST_NAME = 31


def to_workbook(contents: PackageContents) -> bytes:
    """The workbook of a package; the same bytes whenever it is written.

    Raises:
        OpendataError: `CELL_DOES_NOT_FIT`, for a text that no workbook can hold.
    """
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = release_date(contents.version)
    workbook.set_properties(
        {
            "title": contents.package.title,
            "author": contents.package.descriptor["contributors"][0]["title"],
            "created": datetime(day.year, day.month, day.day),
        }
    )
    styles = _Styles(workbook)
    sheets = sheets_of(contents)
    of_contents, of_codebook, of_sources = sheets_of_words(contents)
    texts = [60 for _ in contents.languages]
    widths = (25, 25, 10, 14, *texts, 20)
    front = workbook.add_worksheet(of_contents)
    _write_words(front, contents_rows(contents, sheets), (30, 90), styles)
    written = workbook.add_worksheet(of_codebook)
    _write_words(written, codebook_rows(contents), widths, styles)
    written.freeze_panes(1, 0)
    written = workbook.add_worksheet(of_sources)
    _write_words(written, source_rows(contents), (25, *texts, 40, 12, 40), styles)
    written.freeze_panes(1, 0)
    for name, sheet in sheets.items():
        written = workbook.add_worksheet(sheet)
        _write_table(written, contents.tables[name], contents.schemas[name], styles)
    workbook.close()
    return _packed(stream)


def fits_on_a_sheet(table: pa.Table) -> bool:
    """Whether a table is in the workbook of its package, or is left out as it is too large."""
    rows: int = table.num_rows
    return rows <= MOST_ROWS and rows * table.num_columns <= MOST_CELLS


def left_out_of_workbook(tables: Mapping[str, pa.Table]) -> list[str]:
    """The tables that are in their other files only."""
    return [name for name, table in tables.items() if not fits_on_a_sheet(table)]


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """A sheet for each table: its name, cut off where Excel asks so, and then numbered."""
    names: dict[str, str] = {}
    for number, table in enumerate(tables, start=1):
        fits = len(table) <= _LONGEST_NAME and table.lower() not in TAKEN
        names[table] = table if fits else f"{table[: _LONGEST_NAME - 4]}~{number}"
    return names


def sheets_of(contents: PackageContents) -> dict[str, str]:
    """The sheet of each table that is not too large for one."""
    names = sheet_names(contents.tables)
    return {name: names[name] for name, each in contents.tables.items() if fits_on_a_sheet(each)}


class _Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.header: Format = workbook.add_format({"bold": True, "bottom": 1})
        self.inert: Format = workbook.add_format({"quote_prefix": True})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        in_utc = 'yyyy-mm-dd"T"hh:mm:ss"Z"'
        self.moment: Format = workbook.add_format({"num_format": in_utc})
        self._workbook = workbook
        self._decimals: dict[int, Format] = {}

    def decimals(self, count: int) -> Format:
        if count not in self._decimals:
            pattern = {"num_format": "0." + "0" * count if count else "0"}
            self._decimals[count] = self._workbook.add_format(pattern)
        return self._decimals[count]


def _write_table(sheet: Worksheet, table: pa.Table, schema: TableSchema, styles: _Styles) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.num_rows, 1), table.num_columns - 1)
    for number, field in enumerate(schema.fields):
        sheet.set_column(number, number, max(12, min(len(field.name) + 3, 40)))
        sheet.write_string(0, number, field.name, styles.header)
        column = table.column(field.name)
        match field.type:
            case "string":
                _write_texts(sheet, number, column, schema, field, styles)
            case "integer" | "number":
                _write_numbers(sheet, number, column, field, styles)
            case "date":
                for row, day in enumerate(column.to_pylist(), start=1):
                    if day is not None and day >= FIRST_DAY:
                        sheet.write_datetime(row, number, day, styles.day)
                    elif day is not None:
                        sheet.write_string(row, number, day.isoformat())
            case "datetime":
                for row, moment in enumerate(without_zone(column).to_pylist(), start=1):
                    if moment is not None and moment.date() >= FIRST_DAY:
                        sheet.write_datetime(row, number, moment, styles.moment)
                    elif moment is not None:
                        sheet.write_string(row, number, in_text(moment))
            case "boolean":
                for row, value in enumerate(column.to_pylist(), start=1):
                    if value is not None:
                        sheet.write_boolean(row, number, value)


def _write_texts(
    sheet: Worksheet,
    number: int,
    column: pa.ChunkedArray,
    schema: TableSchema,
    field: Field,
    styles: _Styles,
) -> None:
    inert = runs(column).to_pylist()
    for row, text in enumerate(column.to_pylist(), start=1):
        if text is None:
            continue
        if problem := _problem_with(text):
            raise OpendataError(
                CELL_DOES_NOT_FIT, table=schema.name, row=row, field=field.name, problem=problem
            )
        sheet.write_string(row, number, text, styles.inert if inert[row - 1] else None)


def _write_numbers(
    sheet: Worksheet, number: int, column: pa.ChunkedArray, field: Field, styles: _Styles
) -> None:
    style = styles.decimals(field.decimals) if field.type == "number" else None
    for row, value in enumerate(column.to_pylist(), start=1):
        if value is None:
            continue
        if _digits(value) <= MOST_DIGITS:
            sheet.write_number(row, number, value, style)
        else:
            text = f"{value:f}" if field.type == "number" else str(value)
            sheet.write_string(row, number, text, styles.inert)


def _digits(value: int | Decimal) -> int:
    return len(value.as_tuple().digits) if isinstance(value, Decimal) else len(str(abs(value)))


def _problem_with(text: str) -> str | None:
    if len(text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
        return f"{len(text):,} characters; at most {_LONGEST_TEXT:,} fit"
    if found := _UNWRITABLE.search(text):
        return f"{found[0]!r} cannot be written"
    return None


def _write_words(
    sheet: Any,
    rows: Iterator[Sequence[Any]],
    widths: Sequence[int],
    styles: _Styles,
) -> None:
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for row, cells in enumerate(rows):
        for number, cell in enumerate(cells):
            text = str(cell)
            inert = runs(pa.chunked_array([[text]]))[0].as_py()
            style = styles.header if row == 0 else styles.inert if inert else None
            sheet.write_string(row, number, text, style)


def _packed(stream: io.BytesIO) -> bytes:
    """The same archive, deflated in the one way that is the same everywhere."""
    with zipfile.ZipFile(stream) as written:
        files = {entry.filename: InMemory(written.read(entry)) for entry in written.infolist()}
    packed = io.BytesIO()
    write_zip(files, packed)
    return packed.getvalue()
