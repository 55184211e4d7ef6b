"""What a run of the intake said, and what stands in the copy that it made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import Result


def problems(run: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run.stdout)[0]["problems"]
    return found


def texts_in(copy: Path) -> list[str]:
    sheets = openpyxl.load_workbook(copy).worksheets
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]


def messages_in(copy: Path) -> list[str]:
    """What the copy adds to the sheet: its last column, and the sheet of other problems."""
    book = openpyxl.load_workbook(copy)
    sheet = book.worksheets[0]
    texts = [str(row[-1].value) for row in sheet.iter_rows() if row[-1].value]
    return texts + [str(row[0].value) for other in book.worksheets[1:] for row in other.iter_rows()]
