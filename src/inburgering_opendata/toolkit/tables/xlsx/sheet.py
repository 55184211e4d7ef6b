"""The rows of one sheet, as its XML streams by (ECMA-376, part 1, 18.3.1).

Only what cells hold is kept, and only until the row is handed on: a cell a million rows down costs
what its row costs. Rows and cells say where they stand, or stand behind the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError
from inburgering_opendata.toolkit.tables.xlsx.parts import Parts
from inburgering_opendata.toolkit.tables.xlsx.places import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    area_of,
    column_of,
    letter,
)
from inburgering_opendata.toolkit.tables.xlsx.values import (
    Meaning,
    NeverComputed,
    Value,
    shown_as,
    value_of,
)
from inburgering_opendata.toolkit.tables.xlsx.xml import is_true, local, parsing

MOST_CELLS = 1 << 26
"""Rows times columns that a sheet may reach: 64 columns down to the last row that there is."""

MOST_TEXT = 1 << 27
"""Characters of the texts that stand in the cells of a sheet themselves."""

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # of strict documents
)
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


class SheetRow(NamedTuple):
    """A row in which something stands."""

    number: int
    """From 1, as Excel numbers it."""
    cells: dict[int, Value]
    """By column from 0, in their order; no empty cells."""
    is_hidden: bool
    """By hand, or by a filter."""


class Sheet:
    """A sheet that is read once; what is known beside its rows is known after the last of them."""

    def __init__(self, name: str, parts: Parts, part: str | None, meaning: Meaning) -> None:
        self.name = name
        self.merged: list[Area] = []
        self.hidden_columns: list[tuple[int, int]] = []
        """First and last column of each stretch, from 0."""
        self.formulas = 0
        """Formulas with an outcome."""
        self._parts, self._part, self._meaning = parts, part, meaning

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def rows(self) -> Iterator[SheetRow]:
        """Every row in which something stands, in order.

        Raises:
            WorkbookError: it is not XML, or holds what no sheet may; or it reaches too far.
        """
        if self._part is None:
            return
        seen = _Seen(self, self._meaning)
        with self._parts.open(self._part) as stream:
            for _ in parsing(stream, seen.start, seen.end, seen.characters):
                yield from seen.taken()


class _Seen:
    """What the parser has come by, and the rows that are whole."""

    def __init__(self, sheet: Sheet, meaning: Meaning) -> None:
        self._sheet, self._meaning = sheet, meaning
        self._rows: list[SheetRow] = []
        self._known = _Known(self)
        self._text_size = 0
        self._row = 0
        self._row_text = "0"
        self._column = self._furthest = -1
        self._cells: dict[int, Value] = {}
        self._row_hidden = False
        self._cell: Mapping[str, str] = {}
        self._has_formula = False
        self._text = ""
        self._pieces: list[str] = []
        self._inside: list[str] = []
        self.characters = self._pieces.append
        self._names_of_namespace("")

    def taken(self) -> list[SheetRow]:
        if sum(map(len, self._pieces)) > MOST_TEXT:
            raise self._too_much_text()
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._v:
            self._pieces.clear()
        elif name == self._c:
            self._cell, self._text, self._has_formula = attributes, "", False
        elif name == self._r:
            self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def end(self, name: str) -> None:
        if name == self._v:
            self._text = "".join(self._pieces)
        elif name == self._c:
            self._end_cell()
        elif name == self._r:
            self._end_row()
        elif self._inside.pop() == "t" and self._inside[-1] in ("is", "r"):
            self._text += "".join(self._pieces)

    def _names_of_namespace(self, namespace: str) -> None:
        self._c, self._v, self._r = (f"{namespace}}}{each}" for each in ("c", "v", "row"))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        self._column = -1
        if number is None:
            self._row += 1
            self._row_text = str(self._row)
        elif not _ROW_NUMBER.fullmatch(number) or int(number) <= self._row:
            raise self._damage(f"it says that row {number} follows row {self._row}")
        else:
            self._row, self._row_text = int(number), number
        if self._row > MOST_ROWS:
            raise self._damage(f"a sheet has no row {self._row}")
        height = attributes.get("ht", "")
        flat = bool(height) and not height.strip("0.")
        self._row_hidden = flat or is_true(attributes.get("hidden"))

    def _end_row(self) -> None:
        if not self._cells:
            return
        self._furthest = max(self._furthest, next(reversed(self._cells)))
        if self._row * (self._furthest + 1) > MOST_CELLS:
            problem = f"it reaches to {letter(self._furthest)}{self._row}; at most {MOST_CELLS:,} "
            raise self._fault(Kind.TOO_LARGE, f"{problem}cells, rows times columns, are read")
        self._rows.append(SheetRow(self._row, self._cells, self._row_hidden))
        self._cells = {}

    def _end_cell(self) -> None:
        get, text = self._cell.get, self._text
        place = get("r")
        if place is None:
            column = self._column + 1
        else:
            column = column_of(place.removesuffix(self._row_text))
        if not self._column < column < MOST_COLUMNS:
            said = "without a place" if place is None else place
            raise self._damage(f"a cell {said} stands where none can stand")
        self._column = column
        kind = get("t", "n")
        if self._has_formula:
            if self._was_never_computed(kind, text):
                self._cells[column] = NeverComputed()
                return
            self._sheet.formulas += kind != "e"
        if text or kind == "e":
            value = self._known[kind, get("s")][text]
            if value is not None:
                self._cells[column] = value

    def _was_never_computed(self, kind: str, text: str) -> bool:
        # The outcome of a formula may be empty text, which is a value.
        if not text:
            return kind not in ("str", "e")
        if not self._meaning.computed_when_opened or kind != "n":
            return False
        return not text.strip("0.+- ")

    def value(self, kind: str, style: str | None, text: str) -> Value | None:
        """What a cell of this type and style holds; None for nothing, which empty text is."""
        try:
            value = value_of(kind, shown_as(style, self._meaning), text, self._meaning)
        except ValueError as error:
            raise self._damage(str(error), self._column) from error
        if kind != "s" and isinstance(value, str):
            self._text_size += len(value)
            if self._text_size > MOST_TEXT:
                raise self._too_much_text()
        return None if value == "" else value

    def _start_other(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._inside:
            self._start_sheet(name)
        self._inside.append(local(name))
        sheet = self._sheet
        match self._inside:
            case [_, "sheetData", "f"]:
                self._has_formula = True
            case [_, "sheetData", "is", "t"] | [_, "sheetData", "is", "r", "t"]:
                self._pieces.clear()
            case [_, "cols", "col"]:
                narrow = attributes.get("width", "1").strip("0.") == ""
                if narrow or is_true(attributes.get("hidden")):
                    first, last = attributes.get("min", ""), attributes.get("max", "")
                    if not (first.isdigit() and last.isdigit()):
                        raise self._damage("a column that is hidden has no place")
                    sheet.hidden_columns.append((int(first) - 1, int(last) - 1))
            case [_, "mergeCells", "mergeCell"]:
                area = area_of(attributes.get("ref", ""))
                if area is None:
                    raise self._damage(f"no cells can be merged at {attributes.get('ref')}")
                sheet.merged.append(area)

    def _start_sheet(self, name: str) -> None:
        namespace, _, kind = name.rpartition("}")
        if kind != "worksheet" or namespace not in _NAMESPACES:
            raise self._damage("its XML is not that of a sheet")
        self._names_of_namespace(namespace)

    def _too_much_text(self) -> WorkbookError:
        problem = f"the texts in its cells have more than {MOST_TEXT:,} characters"
        return self._fault(Kind.TOO_LARGE, problem)

    def _damage(self, problem: str, column: int | None = None) -> WorkbookError:
        return self._fault(Kind.DAMAGED, problem, column)

    def _fault(self, kind: Kind, problem: str, column: int | None = None) -> WorkbookError:
        at = None if column is None else letter(column)
        return WorkbookError(
            kind, problem, sheet=self._sheet.name, row=self._row or None, column=at
        )


class _Known(dict[tuple[str, str | None], "_OfStyle"]):
    """What was read before, by type and style: a sheet has few different cells."""

    def __init__(self, seen: _Seen) -> None:
        self._seen = seen

    def __missing__(self, key: tuple[str, str | None]) -> _OfStyle:
        self[key] = found = _OfStyle(self._seen, *key)
        return found


class _OfStyle(dict[str, Value | None]):
    """The values of cells of one type and style, by the text in them."""

    def __init__(self, seen: _Seen, kind: str, style: str | None) -> None:
        self._seen, self._kind, self._style = seen, kind, style

    def __missing__(self, text: str) -> Value | None:
        self[text] = found = self._seen.value(self._kind, self._style, text)
        return found
