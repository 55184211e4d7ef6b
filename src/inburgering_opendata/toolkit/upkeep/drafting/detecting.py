"""How a file is laid out, seen from the file: encoding, delimiter, header."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.assemble.layout import printed_table
from inburgering_opendata.toolkit.tables.grid import (
    OTHER_WORKBOOKS,
    Grid,
    printed,
    read_other_workbook,
    read_workbook,
)
from inburgering_opendata.toolkit.tables.preamble import preamble_of
from inburgering_opendata.toolkit.tables.printed import (
    PARQUET,
    WORKBOOKS,
    PrintedTable,
    decoded,
    together,
)

_ENCODINGS = ("utf-8", "cp1252")
_DELIMITERS = (",", ";", "\t", "|")
_TAB = {"tab": "\t", "\\t": "\t"}
"""What somebody types for a sign that cannot be typed."""
_LOOKED_AT = 200
"""Lines in which a header is looked for, and as many for notes."""
_MOST_HEADER_ROWS = 3
"""Rows of one header: a group, a subgroup and a name."""
_FEWEST_NAMES = 2
"""Names in each row of a header of several: a title above it is one text."""
_FEWEST_APART = 3
"""Columns of a table below which a row with one cell, apart from the rest, is a note: of two
columns, the other may be empty."""
_LONGEST_CELL = 60
"""Characters; the only cell of a row that has more is a sentence, and no value."""
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\s]*%?")
_YEAR = re.compile(r"(?:18|19|20|21)[0-9]{2}")
_SAYS_NOTE = re.compile(
    r"(?:bron(?:nen)?|sources?|not[ae]s?|noot|toelichting|quelle|remarks?)\b|[*†¹²³]|[0-9]\) ", re.I
)

NumberedRow = tuple[int, Sequence[str]]
"""Cells with the number of their line, or their row in a sheet."""


@dataclass(frozen=True)
class Detected:
    """A file as a table, and the layout by which it is read so."""

    table: PrintedTable
    layout: Mapping[str, Any] = field(default_factory=dict)
    """Only what is not the usual."""


def detect(path: Path, data: bytes, told: Mapping[str, Any]) -> Detected:
    """The table in a file, and how it is laid out.

    Args:
        told: what is known of it: `sheet`, `header`, `headerRows`, `notes`, `delimiter`,
            `encoding`.

    Raises:
        ValueError: no table is found in it, and why.
    """
    ending = path.suffix.lower()
    if ending == PARQUET:
        layout: dict[str, Any] = {}
    elif ending in WORKBOOKS:
        read = read_other_workbook if ending in OTHER_WORKBOOKS else read_workbook
        layout = _of_grid(read(data, told.get("sheet")), told)
    else:
        layout = _of_text(data, told)
    table = printed_table(path, data, layout)
    if not table.rows:
        raise ValueError("there is no row below its header")
    if not layout and not all(table.names):
        layout = {"header": 1}  # as published, it has columns without a name and without a cell
    return Detected(table, layout)


def _of_grid(grid: Grid, told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [(line.number, [printed(cell) for cell in line.cells]) for line in grid.lines]
    header, header_rows = _header(rows[:_LOOKED_AT], told)
    below = [row for row in rows if row[0] >= header + header_rows]
    return {
        **({"sheet": told["sheet"]} if "sheet" in told else {}),
        **({"header": header} if header > 1 else {}),
        **({"headerRows": header_rows} if header_rows > 1 else {}),
        **({"notes": notes} if (notes := _notes(below, told)) else {}),
    }


def _of_text(data: bytes, told: Mapping[str, Any]) -> dict[str, Any]:
    encoding, text = _decoded(data, told.get("encoding"))
    above = preamble_of(text)
    delimiter = _told_delimiter(told, text) or above.delimiter or _delimiter(text)
    lines = io.StringIO(text, newline="").readlines()[:_LOOKED_AT]
    rows = []
    for cells in (reader := csv.reader(lines, delimiter=delimiter)):
        rows.append((reader.line_num, [cell.strip() for cell in cells]))
    header, header_rows = _header(rows[above.has_sep :], told)
    notes = _notes(_last_lines(text, delimiter, above=header + header_rows), told)
    return {
        **({"encoding": encoding} if encoding != "utf-8" else {}),
        **({"delimiter": delimiter} if delimiter != "," else {}),
        **({"header": header} if header > 1 else {}),
        **({"headerRows": header_rows} if header_rows > 1 else {}),
        **({"notes": notes} if notes else {}),
    }


def _told_delimiter(told: Mapping[str, Any], text: str) -> str | None:
    """The delimiter that is told, where one is.

    Raises:
        ValueError: it is not one sign, or divides nothing where another sign does.
    """
    if "delimiter" not in told:
        return None
    sign = _TAB.get(told["delimiter"], told["delimiter"])
    if len(sign) != 1 or sign in '"\r\n':
        raise ValueError(f"{sign!r} cannot be the delimiter, which is one sign, such as ; or tab")
    seen = _delimiter(text)
    if sign not in text and seen in text:
        raise ValueError(f"there is no {sign!r} in it to divide cells; {seen!r} does")
    return str(sign)


def _last_lines(text: str, delimiter: str, above: int) -> list[NumberedRow]:
    """The last lines, none of them above the one of that number; none from where a cell has several
    lines, as what looks like a note may be the rest of it."""
    lines = text.splitlines()
    found: list[NumberedRow] = []
    for number in range(len(lines), max(above, len(lines) - _LOOKED_AT) - 1, -1):
        line = lines[number - 1]
        if line.count('"') % 2:
            break
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        if any(cells):
            found.append((number, cells))
    return found[::-1]


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    if b"\0" in data[:1024] and not encoding:
        encoding = "utf-16"
    problem: ValueError | None = None
    for name in [encoding] if encoding else _ENCODINGS:
        try:
            return name, decoded(data, name)
        except ValueError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _delimiter(text: str) -> str:
    """The sign by which most lines have as many cells as one another, and more than one."""
    lines = io.StringIO(text, newline="").readlines()[:_LOOKED_AT]

    def regular(sign: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign))
        fits = [(times, width) for width, times in widths.items() if width > 1]
        return max(fits, default=(0, 0))

    return max(_DELIMITERS, key=regular)


def _header(rows: Sequence[NumberedRow], told: Mapping[str, Any]) -> tuple[int, int]:
    """The row that names the columns, and how many rows do so together: what is told, else the
    first that is as wide as the table, all of it words; else the first few that are so together.

    A row is no header when one above it is as wide and says some words twice: that is a header
    whose names are not told apart, and what is below it are the rows.

    Raises:
        ValueError: there is no such row.
    """
    if "header" in told or "headerRows" in told:
        return told.get("header", 1), told.get("headerRows", 1)
    widths = Counter(_width(cells) for _, cells in rows if _width(cells))
    if not widths:
        raise ValueError("it is empty")
    # A title above a table, and a note below it, are narrower than most of its rows.
    usual = max(widths, key=lambda width: (widths[width], width))
    doubled = ""
    for number, cells in rows:
        if _names_columns(cells, usual) and not doubled:
            return number, 1
        named = [cell for cell in cells if cell]
        if len(named) >= usual and not doubled:
            twice = next(cell for cell in named if named.count(cell) > 1)
            doubled = f": row {number} would, and has '{twice}' twice"
    for size in range(2, _MOST_HEADER_ROWS + 1):
        for place in range(len(rows) - size):
            heads = [cells for _, cells in rows[place : place + size]]
            if _name_together(heads, rows[place + size :], usual):
                return rows[place][0], size
    raise ValueError(f"no row names the columns, each with a name of its own{doubled}")


def _names_columns(cells: Sequence[str], usual: int) -> bool:
    """Whether each column has a name of its own; the first may have none, above names of rows."""
    named = [cell for cell in cells if cell]
    is_all = len(named) >= usual or (
        cells[:1] == [""] and len(named) == usual - 1 > 1 and not any(map(_is_number, named))
    )
    return is_all and len({*named}) == len(named)


def _name_together(
    heads: Sequence[Sequence[str]], below: Sequence[NumberedRow], usual: int
) -> bool:
    """Whether rows are a header together: words only, above at least one column of numbers."""
    if any(_is_number(cell) for cells in heads for cell in cells):
        return False
    if any(sum(map(bool, cells)) < _FEWEST_NAMES for cells in heads):
        return False
    names = together(heads)
    if len(names) < usual or len({*names}) < len(names) or not all(names[:usual]):
        return False
    columns = zip(*(cells[:usual] for _, cells in below if len(cells) >= usual), strict=False)
    return any(any(map(_is_number, filter(None, cells))) for cells in columns)


def _is_number(cell: str) -> bool:
    """Whether a cell is a number, and no year, as which columns are named."""
    return bool(_NUMBER.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def _notes(below: Sequence[NumberedRow], told: Mapping[str, Any]) -> int:
    """How many of the last rows are notes: each in one cell of a wider table, and below a row that
    is empty, or too much text for a cell, or it says that it is one."""
    if "notes" in told:
        return int(told["notes"])
    width = max((_width(cells) for _, cells in below), default=0)
    found = 0
    for place in range(len(below) - 1, 0, -1):
        number, cells = below[place]
        [text] = named if len(named := [cell for cell in cells if cell]) == 1 else [""]
        if not text or _is_number(text):
            break
        apart = width >= _FEWEST_APART and number > below[place - 1][0] + 1
        if width > 1 and (apart or len(text) > _LONGEST_CELL or _SAYS_NOTE.match(text)):
            found = len(below) - place
    return found


def _width(cells: Sequence[str]) -> int:
    """The cells of a row up to the last that is filled."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
