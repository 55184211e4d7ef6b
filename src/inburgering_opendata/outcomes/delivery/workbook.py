"""The sheets of a workbook (xlsx), and what whoever looks at them in Excel does not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from inburgering_opendata.outcomes.delivery.column import ColumnsBeingRead, as_text
from inburgering_opendata.outcomes.delivery.identity import identifying_in_workbook
from inburgering_opendata.outcomes.delivery.limits import MOST_COLUMNS, TooLargeError
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import KnownHeaders, Note, Reading, Sheet
from inburgering_opendata.toolkit.tables.xlsx import sheet as xlsx
from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError
from inburgering_opendata.toolkit.tables.xlsx.places import letter, stretches
from inburgering_opendata.toolkit.tables.xlsx.workbook import Workbook, open_workbook

_RULES = {
    Kind.NOT_A_WORKBOOK: "not_a_workbook",
    Kind.TOO_LARGE: "workbook_too_large",
    Kind.DAMAGED: "workbook_damaged",
}


def read_workbook(data: bytes, wanted: str | None, known: KnownHeaders) -> Reading:
    """The sheets of a workbook whose first row that is not empty is a header, or the named one.

    A hidden sheet is only read when it is named. Hidden rows and columns are read, and told.

    Args:
        wanted: the only sheet to read.
        known: how many columns a header names; 0 when a row is no header of a delivery.
    """
    personal: tuple[Problem, ...] = ()
    try:
        workbook = open_workbook(data)
        names = [sheet.name for sheet in workbook.sheets]
        personal = (*identifying_in_workbook(names, workbook.comments()),)
        return replace(_read(workbook, wanted, known), personal=personal)
    except TooLargeError:
        return Reading(problems=(Problem("workbook_too_large"),), personal=personal)
    except WorkbookError as error:
        problem = Problem(_RULES[error.kind], error.sheet, error.row, error.column)
        return Reading(problems=(problem,), personal=personal)


def _read(workbook: Workbook, wanted: str | None, known: KnownHeaders) -> Reading:
    names = [sheet.name for sheet in workbook.sheets]
    if wanted is not None and wanted not in names:
        details = {"wanted": wanted, "sheets": ", ".join(names)}
        return Reading(problems=(Problem("no_such_sheet", details=details),))
    looked_at = workbook.visible if wanted is None else [wanted]
    sheets, notes, passed_over, formulas = [], [], [], 0
    for name in looked_at:
        found = workbook.sheet(name)
        sheet = _sheet(found, None if wanted else known)
        if sheet is None:
            passed_over.append(name)
            continue
        read, unseen = sheet
        sheets.append(read)
        notes += unseen
        formulas += found.formulas
    if wanted is None and workbook.hidden:
        notes.append(Note("sheets_hidden", {"sheets": ", ".join(workbook.hidden)}))
    elif wanted in workbook.hidden:
        notes.append(Note("sheet_hidden", {"sheet": wanted}))
    if passed_over:
        notes.append(Note("sheets_passed_over", {"sheets": ", ".join(passed_over)}))
    if not sheets:
        problem = Problem("no_table", details={"sheets": ", ".join(looked_at)})
        return Reading(notes=tuple(notes), problems=(problem,))
    notes.insert(0, Note("sheets_read", {"sheets": ", ".join(str(s.name) for s in sheets)}))
    if formulas:
        notes.append(Note("formulas", {"number": formulas}))
    return Reading(tuple(sheets), tuple(notes))


def _sheet(found: xlsx.Sheet, known: KnownHeaders | None) -> tuple[Sheet, list[Note]] | None:
    """A sheet below its header, and what in it is hidden; None when it has no known header."""
    rows = _with_something(found.rows())
    top = next(rows, None)
    if top is None:
        return None
    texts = _texts(top)
    if known and not known(texts):
        return None
    if len(texts) > MOST_COLUMNS:
        raise TooLargeError
    columns, numbers, hidden_rows = ColumnsBeingRead(len(texts)), [], []
    filled: set[int] = set(top.cells)
    for row in rows:
        columns.add(row.cells)
        numbers.append(row.number)
        filled.update(row.cells)
        if row.is_hidden:
            hidden_rows.append(row.number)
    problems = [
        *(
            Problem("column_without_header", found.name, top.number, letter(column))
            for column in sorted(filled)
            if column >= len(texts)
        ),
        *(
            Problem("merged", found.name, area.top, letter(area.left), details={"rows": area.rows})
            for area in found.merged
            if area.bottom >= top.number
        ),
    ]
    sheet = Sheet(
        name=found.name,
        header=tuple(texts),
        columns=columns.finished(),
        row_numbers=numbers,
        header_row=top.number,
        problems=tuple(problems),
    )
    hidden_columns = [column for column in filled if found.hides(column)]
    return sheet, [*_unseen(found, hidden_rows, hidden_columns)]


def _with_something(rows: Iterable[xlsx.SheetRow]) -> Iterator[xlsx.SheetRow]:
    """The rows with more than spaces in them."""
    for row in rows:
        if any(map(as_text, row.cells.values())):
            yield row


def _texts(row: xlsx.SheetRow) -> list[str]:
    """A row as a header, up to the last text in it."""
    texts = [""] * (1 + max(row.cells))
    for column, cell in row.cells.items():
        texts[column] = as_text(cell)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _unseen(
    found: xlsx.Sheet, hidden_rows: Sequence[int], hidden_columns: Sequence[int]
) -> Iterator[Note]:
    if hidden_rows:
        places = ", ".join(_from_to(*map(str, each)) for each in stretches(hidden_rows))
        yield Note("rows_hidden", {"sheet": found.name, "rows": places})
    if hidden_columns:
        places = ", ".join(_from_to(*map(letter, each)) for each in stretches(hidden_columns))
        yield Note("columns_hidden", {"sheet": found.name, "columns": places})


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
