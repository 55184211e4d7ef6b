"""The sheets of a workbook (xlsx), and what in them a reader of values would not see.

The reader, calamine, gives a formula as the value it had when the workbook was saved, and an error
such as #N/A, or a formula that was never computed, as an empty cell; so those are looked for in the
XML itself (ECMA-376, part 1, 18.3.1.4: `c` is a cell, `t` its type, `f` its formula, `v` what it
holds).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from xml.etree import ElementTree

from inburgering_opendata.outcomes.delivery.column import Column, as_text
from inburgering_opendata.outcomes.delivery.problem import Problem, letter
from inburgering_opendata.outcomes.delivery.sheet import KnownHeaders, Note, Reading, Sheet

MOST_BYTES = 4 << 30
"""Unpacked bytes of a workbook that are accepted; a million full rows need less."""

_CHUNK = 1 << 22
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c (?P<about>[^>]*[^>/])>(?P<inside>.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>[^<]")
_PLACE = re.compile(rb'(?:^|\s)r="([A-Z]+[0-9]+)"')
_TYPE = re.compile(rb'(?:^|\s)t="(\w+)"')
_SIGNS = (b"<f", b":f>", b":f ", b't="e"')
"""What a formula or an error cannot do without."""


@dataclass(frozen=True)
class _Odd:
    """A cell that is a formula, or an error: column letter and row, and whether it has a value."""

    column: str
    row: int
    is_error: bool
    has_value: bool


def read_workbook(data: bytes, wanted: str | None, known: KnownHeaders) -> Reading:
    """The sheets of a workbook whose first row that is not empty is a header, or the named one.

    Args:
        wanted: the only sheet to read.
        known: how many columns a header names; 0 when a row is no header of a delivery.
    """
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, ThreadPoolExecutor(1) as beside:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                return Reading(problems=(Problem("workbook_too_large"),))
            parts = _parts(archive)
            workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            names = workbook.sheet_names
            if wanted is not None and wanted not in names:
                details = {"wanted": wanted, "sheets": ", ".join(names)}
                return Reading(problems=(Problem("no_such_sheet", details=details),))
            sheets, passed_over, formulas = [], [], 0
            for name in names if wanted is None else [wanted]:
                # Beside the reading, on another core.
                looked = beside.submit(_odd_cells, archive, parts.get(name))
                found = workbook.get_sheet_by_name(name)
                rows = found.to_python(skip_empty_area=False)
                header = next((n for n, row in enumerate(rows) if any(map(as_text, row))), None)
                if header is None or not (wanted or known([*map(as_text, rows[header])])):
                    passed_over.append(name)
                    continue
                odd = looked.result()
                merged = found.merged_cell_ranges or ()
                sheets.append(_sheet(name, rows, header, odd, merged))
                formulas += sum(cell.has_value and not cell.is_error for cell in odd)
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, OSError):
        return Reading(problems=(Problem("not_a_workbook"),))
    except ElementTree.ParseError:
        return Reading(problems=(Problem("not_a_workbook"),))
    if not sheets:
        return Reading(problems=(Problem("no_table", details={"sheets": ", ".join(names)}),))
    notes = [Note("sheets_read", {"sheets": ", ".join(str(sheet.name) for sheet in sheets)})]
    if passed_over:
        notes.append(Note("sheets_passed_over", {"sheets": ", ".join(passed_over)}))
    if formulas:
        notes.append(Note("formulas", {"number": formulas}))
    return Reading(tuple(sheets), tuple(notes))


def _sheet(
    name: str,
    rows: Sequence[Sequence[object]],
    header_at: int,
    odd: Sequence[_Odd],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> Sheet:
    texts = [as_text(cell) for cell in rows[header_at]]
    while texts and not texts[-1]:
        texts.pop()
    numbers, kept = [], []
    for number, row in enumerate(islice(rows, header_at + 1, None), start=header_at + 2):
        # Most rows have a value in front; only of the others must every cell be looked at.
        if row[0] != "" or any(map(as_text, row)):
            numbers.append(number)
            kept.append(row)
    columns = [Column.of_cells(cells) for cells in zip(*kept, strict=True)] if kept else []
    beyond = [n for n in range(len(texts), len(columns)) if not _is_empty(columns[n])]
    problems = [
        *(Problem("column_without_header", name, header_at + 1, letter(n)) for n in beyond),
        *(
            Problem("error_cell" if cell.is_error else "formula_without_value", name, *_at(cell))
            for cell in odd
            if cell.row > header_at + 1 and (cell.is_error or not cell.has_value)
        ),
        *(
            Problem("merged", name, top + 1, letter(left), details={"rows": bottom - top + 1})
            for (top, left), (bottom, _) in merged
            if bottom >= header_at
        ),
    ]
    read = tuple(columns[: len(texts)]) or tuple(Column.of_cells(()) for _ in texts)
    return Sheet(
        name=name,
        header=tuple(texts),
        columns=read,
        row_numbers=numbers,
        header_row=header_at + 1,
        problems=tuple(problems),
    )


def _at(cell: _Odd) -> tuple[int, str]:
    return cell.row, cell.column


def _is_empty(column: Column) -> bool:
    return not any(map(as_text, column.values))


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the name of the sheet."""
    relations = _xml(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    workbook = _xml(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in workbook.iterfind(".//{*}sheet"):
        target = targets[sheet.get(_RELATION)]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        parts[str(sheet.get("name"))] = part
    return parts


def _xml(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data:
        raise ElementTree.ParseError("a workbook has no document type")
    return ElementTree.fromstring(data)  # noqa: S314  (entities need a document type)


def _odd_cells(archive: zipfile.ZipFile, part: str | None) -> list[_Odd]:
    """Formulas and errors in a sheet, in one pass over its XML in bounded memory."""
    return [] if part is None else [*_odd_in_part(archive, part)]


def _odd_in_part(archive: zipfile.ZipFile, part: str) -> Iterator[_Odd]:
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            # What follows the last whole row is looked at together with the next chunk.
            whole = text.rfind(b"</row>") + len(b"</row>")
            if whole < len(b"</row>"):
                whole = max(text.rfind(b"</x:row>"), 0)
            rest = text[whole:]
            yield from _odd_in(text[:whole])
        yield from _odd_in(rest)


def _odd_in(text: bytes) -> Iterator[_Odd]:
    # Most sheets have none, and looking for bytes is much faster than for a pattern.
    if not any(sign in text for sign in _SIGNS):
        return
    for cell in _CELL.finditer(text):
        about, inside = cell["about"], cell["inside"]
        kind, place = _TYPE.search(about), _PLACE.search(about)
        is_error = kind is not None and kind[1] == b"e"
        is_formula = _FORMULA.search(inside) is not None
        if not (is_error or is_formula) or place is None:
            continue
        name = place[1].decode()
        column = name.rstrip("0123456789")
        # The outcome of a formula may be empty text, which is a value.
        is_text = kind is not None and kind[1] == b"str"
        has_value = is_text or _VALUE.search(inside) is not None
        yield _Odd(column, int(name[len(column) :]), is_error, has_value)
