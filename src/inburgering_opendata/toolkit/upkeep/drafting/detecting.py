"""How a file is laid out, seen from the file: encoding, delimiter, header."""

from __future__ import annotations

import csv
import io
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
from inburgering_opendata.toolkit.tables.printed import PARQUET, WORKBOOKS, PrintedTable, decoded

_ENCODINGS = ("utf-8", "cp1252")
_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 200
"""Lines in which a header is looked for."""


@dataclass(frozen=True)
class Detected:
    """A file as a table, and the layout by which it is read so."""

    table: PrintedTable
    layout: Mapping[str, Any] = field(default_factory=dict)
    """Only what is not the usual."""


def detect(path: Path, data: bytes, told: Mapping[str, Any]) -> Detected:
    """The table in a file, and how it is laid out.

    Args:
        told: what is known of it: `sheet`, `header`, `delimiter`, `encoding`.

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
    return Detected(table, layout)


def _of_grid(grid: Grid, told: Mapping[str, Any]) -> dict[str, Any]:
    rows = [(line.number, [printed(cell) for cell in line.cells]) for line in grid.lines]
    header = told.get("header") or _header(rows[:_LOOKED_AT])
    return {
        **({"sheet": told["sheet"]} if "sheet" in told else {}),
        **({"header": header} if header > 1 else {}),
    }


def _of_text(data: bytes, told: Mapping[str, Any]) -> dict[str, Any]:
    encoding, text = _decoded(data, told.get("encoding"))
    above = preamble_of(text)
    delimiter = told.get("delimiter") or above.delimiter or _delimiter(text)
    lines = io.StringIO(text, newline="").readlines()[:_LOOKED_AT]
    rows = []
    for cells in (reader := csv.reader(lines, delimiter=delimiter)):
        rows.append((reader.line_num, [cell.strip() for cell in cells]))
    header = told.get("header") or _header(rows[above.has_sep :])
    return {
        **({"encoding": encoding} if encoding != "utf-8" else {}),
        **({"delimiter": delimiter} if delimiter != "," else {}),
        **({"header": header} if header > 1 else {}),
    }


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


def _header(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The row that names the columns: the first that is as wide as the table, all of it words.

    Raises:
        ValueError: there is no such row.
    """
    widths = Counter(_width(cells) for _, cells in rows if _width(cells))
    if not widths:
        raise ValueError("it is empty")
    # A title above a table, and a note below it, are narrower than most of its rows.
    usual = max(widths, key=lambda width: (widths[width], width))
    for number, cells in rows:
        named = [cell for cell in cells if cell]
        if len(named) >= usual and len({*named}) == len(named):
            return number
    raise ValueError("no row names the columns, each with a name of its own")


def _width(cells: Sequence[str]) -> int:
    """The cells of a row up to the last that is filled."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
