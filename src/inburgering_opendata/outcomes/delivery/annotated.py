"""A copy of the delivered sheets with what is wrong beside each row.

The copy is for whoever has the sheet: it holds the same cells, as values and never as formulas, and
nothing more, save that a value which identifies a person is left out. Only its owner may read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from typing import Any

from inburgering_opendata.outcomes.delivery.column import as_text
from inburgering_opendata.outcomes.delivery.errors import COPY_NOT_WRITTEN
from inburgering_opendata.outcomes.delivery.identity import identifying_cell, names_a_person
from inburgering_opendata.outcomes.delivery.intake import Examined
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Sheet
from inburgering_opendata.outcomes.delivery.wording import Wording
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_file, flush_name
from inburgering_opendata.toolkit.ground.visible import inert
from inburgering_opendata.toolkit.tables.xlsx.places import letter

_LONGEST = 32_000
"""Characters that are written of one text; a cell holds 32,767."""

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_FIRST_YEAR = 1901
"""The first whole year whose days Excel has as days."""


def write_annotated(path: Path, examined: Examined, wording: Wording) -> Path | None:
    """Write the copy to `path`, whole or not at all; None, and no file, when nothing is wrong.

    Raises:
        OpendataError: `COPY_NOT_WRITTEN`.
    """
    if not examined.problems or not examined.sheets:
        return None
    # Here, as a delivery that is CSV and right needs it nowhere.
    import xlsxwriter

    try:
        with partial_folder(path) as partial:
            made = partial / "new.xlsx"
            _write(made, examined, wording)
            made.chmod(0o600)
            flush_file(made)
            made.replace(path)
            flush_name(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise OpendataError(COPY_NOT_WRITTEN, path=inert(path), problem=error) from error
    return path


def _write(path: Path, examined: Examined, wording: Wording) -> None:
    # Row by row to disk: a long sheet does not stand in memory twice.
    options = {"constant_memory": True, "nan_inf_to_errors": True, "tmpdir": str(path.parent)}
    import xlsxwriter

    workbook = xlsxwriter.Workbook(path, options)
    styles = _styles(workbook)
    for sheet in examined.sheets:
        problems = [p for p in examined.problems if p.sheet == sheet.name]
        called = sheet.name or ""
        if identifying_cell(called):
            called = wording.words("where.withheld")
        name = _free_name(called, workbook) if called else None
        _write_sheet(workbook.add_worksheet(name), sheet, problems, wording, styles)
    header_rows = {sheet.name: sheet.header_row for sheet in examined.sheets}
    elsewhere = [p for p in examined.problems if p.row in (None, header_rows.get(p.sheet))]
    if elsewhere:
        listed = workbook.add_worksheet(_free_name(wording.words("copy.sheet"), workbook))
        listed.set_column(0, 0, 120)
        for row, problem in enumerate(elsewhere):
            listed.write_string(row, 0, wording.line(problem)[:_LONGEST], styles["message"])
    workbook.close()


def _free_name(name: str, workbook: Any) -> str:
    """A name that Excel allows and that no other sheet has."""
    allowed = _NOT_IN_NAMES.sub("_", name)[: _LONGEST_NAME - 3].strip("'") or "_"
    taken = {sheet.get_name().casefold() for sheet in workbook.worksheets()}
    numbered = (f"{allowed} {number}" for number in count(2))
    return next(free for free in chain([allowed], numbered) if free.casefold() not in taken)


def _styles(workbook: Any) -> Mapping[str, Any]:
    wrong, day = {"bg_color": "#F8CBAD"}, {"num_format": "dd-mm-yyyy"}
    inert = {"quote_prefix": True}
    return {
        "header": workbook.add_format({"bold": True, "bottom": 1, **inert}),
        "text": workbook.add_format(inert),
        "day": workbook.add_format(day),
        "message": workbook.add_format({"bg_color": "#FCE4D6", "text_wrap": True, **inert}),
        "wrong": workbook.add_format({**wrong, **inert}),
        "wrong_day": workbook.add_format({**wrong, **day}),
    }


def _write_sheet(
    written: Any,
    sheet: Sheet,
    problems: Sequence[Problem],
    wording: Wording,
    styles: Mapping[str, Any],
) -> None:
    withheld = wording.words("where.withheld")
    personal = {p.column for p in problems if p.rule in ("personal_column", "bsn_hidden")}
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None and problem.row != sheet.header_row:
            by_row.setdefault(problem.row, []).append(problem)
    last = len(sheet.header)
    # Parquet has no row for its header: everything is then one row lower than it is numbered.
    shift = 0 if sheet.header_row else 1
    top = sheet.header_row - 1 + shift
    written.freeze_panes(top + 1, 0)
    written.set_column(last, last, 80)
    for position, header in enumerate(sheet.header):
        shown = withheld if names_a_person(header) else header
        written.write_string(top, position, shown, styles["header"])
    written.write_string(top, last, wording.words("copy.title"), styles["header"])
    cells = [column.indices.to_pylist() for column in sheet.columns]
    rows = {number: row for row, number in enumerate(sheet.row_numbers)}
    for number in sorted({*rows, *by_row}):
        at, of_row = number - 1 + shift, by_row.get(number, ())
        marked = {problem.column for problem in of_row}
        for position, column in enumerate(sheet.columns if number in rows else ()):
            value = column.values[cells[position][rows[number]]]
            hidden = letter(position) in personal or identifying_cell(value)
            shown = withheld if hidden and as_text(value) else value
            _write_cell(written, at, position, shown, letter(position) in marked, styles)
        if of_row:
            lines = "\n".join(map(wording.line, of_row))
            written.write_string(at, last, lines[:_LONGEST], styles["message"])


def _write_cell(
    written: Any, row: int, column: int, value: object, is_wrong: bool, styles: Mapping[str, Any]
) -> None:
    """A cell as a value of its own type; a text is a text, whatever it begins with."""
    style = styles["wrong"] if is_wrong else None
    match value:
        case None | "":
            if is_wrong:
                written.write_blank(row, column, None, style)
        case bool():
            written.write_boolean(row, column, value, style)
        case int() | float() | Decimal():
            written.write_number(row, column, value, style)
        case datetime() | date() if value.year >= _FIRST_YEAR:
            written.write_datetime(row, column, value, styles["wrong_day" if is_wrong else "day"])
        case _:
            written.write_string(row, column, str(value)[:_LONGEST], style or styles["text"])
