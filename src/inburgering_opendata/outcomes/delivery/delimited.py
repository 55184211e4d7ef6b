"""A CSV file whose encoding and delimiter are stated, or found out beyond doubt and reported."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from inburgering_opendata.outcomes.delivery.column import columns_of
from inburgering_opendata.outcomes.delivery.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_TEXT,
    TooLargeError,
)
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import KnownHeaders, Note, Reading, Sheet
from inburgering_opendata.toolkit.tables.malformed import OF_LENGTH
from inburgering_opendata.toolkit.tables.preamble import Preamble, preamble_of
from inburgering_opendata.toolkit.tables.structure import Form, problems_of_structure
from inburgering_opendata.toolkit.tables.xlsx.places import letter

DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHER_FORMATS = {
    b"PK\x03\x04": ("Excel", ".xlsx"),
    b"\xd0\xcf\x11\xe0": ("Excel 97-2003", ".xlsx"),
    b"PAR1": ("Parquet", ".parquet"),
}
"""How files begin that are no text, and the ending under which such a delivery is read."""

_OLD_ENCODINGS = ("cp1252", "iso8859-15", "cp850", "mac_roman")
"""What Windows, DOS and the Macintosh wrote in this country before UTF-8."""


@dataclass(frozen=True)
class Stated:
    """What the deliverer says of a CSV file; None where nothing is said."""

    encoding: str | None = None
    delimiter: str | None = None


def read_delimited(data: bytes, stated: Stated, known: KnownHeaders) -> Reading:
    """The table of a CSV file; quotes and line ends as RFC 4180 has them.

    An encoding is beyond doubt when it is marked, when the bytes are UTF-8, or when of the old
    ones one makes most of the header known. A delimiter is, when only one makes it known.
    """
    for start, (format, ending) in _OTHER_FORMATS.items():
        if data.startswith(start):
            details = {"format": format, "ending": ending}
            return Reading(problems=(Problem("other_format", details=details),))
    if len(data) > MOST_TEXT:
        return Reading(problems=(_too_large(data.count(b"\n"), 0),))
    decoded = _decoded(data, stated, known)
    if isinstance(decoded, Problem):
        return Reading(problems=(decoded,))
    text, encoding = decoded
    if "\0" in text or not text.strip():
        return Reading(problems=(Problem("not_csv" if text.strip() else "empty_file"),))
    above = preamble_of(text)
    found = _delimiter(text, stated, above, known)
    if isinstance(found, Problem):
        return Reading(problems=(found,))
    told: dict[str, object] = {
        "encoding": encoding,
        "encoding_how": "stated" if stated.encoding else "detected",
        "delimiter": DELIMITERS.get(found, found),
        "delimiter_how": "stated" if stated.delimiter or above.has_sep else "detected",
    }
    notes = [Note("read_as_csv", told)]
    if above.has_sep:
        notes.append(Note("sep_line"))
    if above.blank_lines:
        notes.append(Note("blank_lines", {"number": above.blank_lines}))
    text = text[above.length :]
    columns, lines = len(_first_record(text, found)), max(text.count("\n"), text.count("\r")) + 1
    too_large = Reading(problems=(_too_large(lines, columns),), notes=tuple(notes))
    if columns > MOST_COLUMNS or columns * lines > MOST_CELLS:
        return too_large
    if problems := _lost_structure(text, found, above.lines):
        return Reading(problems=problems, notes=tuple(notes))
    try:
        return Reading((_sheet(text, found, above.lines),), tuple(notes))
    except TooLargeError:
        return too_large
    except (pa.ArrowInvalid, csv.Error):
        return Reading(problems=(Problem("not_csv"),))


def _too_large(lines: int, columns: int) -> Problem:
    return Problem("csv_too_large", details={"lines": lines, "columns": columns})


def _decoded(data: bytes, stated: Stated, known: KnownHeaders) -> tuple[str, str] | Problem:
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    encoding = stated.encoding or marked
    if encoding == "utf-8" and marked == "utf-8-sig":
        encoding = marked
    try:
        return data.decode(encoding or "utf-8").removeprefix("\ufeff"), encoding or "utf-8"
    except (UnicodeDecodeError, LookupError):
        if encoding:
            return Problem("not_in_encoding", details={"encoding": encoding})
    readings: dict[int, tuple[int, str]] = {}
    for name in _OLD_ENCODINGS:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        # A control character where a letter should be: nobody wrote that.
        if not any("\x80" <= sign <= "\x9f" for sign in text):
            headers = (_first_record(text, sign) for sign in DELIMITERS)
            # Known by its hash, as several readings of a large file would take much memory.
            readings.setdefault(hash(text), (max(map(known, headers)), name))
    best = max((score for score, _ in readings.values()), default=0)
    likely = [name for score, name in readings.values() if score == best > 0]
    if len(likely) == 1:
        return data.decode(likely[0]), likely[0]
    return Problem("encoding_unclear", details={"encodings": ", ".join(_OLD_ENCODINGS)})


def _delimiter(text: str, stated: Stated, above: Preamble, known: KnownHeaders) -> str | Problem:
    if above.has_sep:
        if above.delimiter is None:
            return Problem("sep_line", row=1)
        if stated.delimiter not in (None, above.delimiter):
            name = DELIMITERS.get(above.delimiter, above.delimiter)
            return Problem("delimiter_contradicted", row=1, details={"delimiter": name})
        return above.delimiter
    if stated.delimiter:
        return stated.delimiter
    found = [sign for sign in DELIMITERS if known(_first_record(text, sign))]
    if len(found) == 1:
        return found[0]
    names = ", ".join(DELIMITERS.values())
    return Problem("delimiter_unclear" if found else "no_header", details={"delimiters": names})


def _lost_structure(text: str, delimiter: str, above: int) -> tuple[Problem, ...]:
    """What forbids to tell rows and cells apart; a row of another length does not.

    Args:
        above: lines above the header, which are not in `text`.
    """
    found = problems_of_structure(text, Form(delimiter=delimiter, blank_lines=True))
    return tuple(
        Problem(
            each.kind,
            row=each.row + above,
            column=letter(each.column - 1) if each.column else None,
            details={"line": each.line + above, **_moved(each.details, above)},
        )
        for each in found
        if each.kind not in OF_LENGTH
    )


def _moved(details: Mapping[str, object], above: int) -> Mapping[str, object]:
    """Details in which a line is counted from the top of the file."""
    began = details.get("began")
    return {**details, "began": began + above} if isinstance(began, int) else details


def _first_record(text: str, delimiter: str) -> list[str]:
    """The cells of the header."""
    start = preamble_of(text).length
    header = io.StringIO(text[start : start + (1 << 16)], newline="")
    reader = csv.reader(header, delimiter=delimiter)
    try:
        return [cell.strip() for cell in next(reader)]
    except (csv.Error, StopIteration):
        return []


def _sheet(text: str, delimiter: str, above: int) -> Sheet:
    cells = _first_record(text, delimiter)
    header = tuple(cells)
    while header and not header[-1]:
        header = header[:-1]
    malformed: list[Problem] = []

    def note(row: pa_csv.InvalidRow) -> str:
        details = {"cells": row.actual_columns, "expected": row.expected_columns}
        malformed.append(Problem("row_length", None, row.number + above, details=details))
        return "skip"

    names = [str(n) for n in range(len(cells))]
    # The header is read as the first row: so rows are numbered as an editor numbers them. Which
    # rows are malformed is only known without threads, and in one block.
    table = pa_csv.read_csv(
        pa.BufferReader(text.encode()),
        read_options=pa_csv.ReadOptions(
            use_threads=False, column_names=names, block_size=4 * len(text)
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    ).slice(1)
    passed_over = {problem.row for problem in malformed}
    rows = range(above + 2, above + 2 + table.num_rows + len(malformed))
    numbers = [number for number in rows if number not in passed_over]
    columns = columns_of(table)
    filled = pc.invert(reduce(pc.and_, (column.is_empty() for column in columns)))
    kept = pc.indices_nonzero(filled)
    beyond = [
        Problem("column_without_header", None, above + 1, letter(position))
        for position in range(len(header), len(columns))
        if not pc.all(columns[position].is_empty()).as_py()
    ]
    return Sheet(
        name=None,
        header=header,
        columns=tuple(column.take(kept) for column in columns[: len(header)]),
        row_numbers=[numbers[row] for row in kept.to_pylist()],
        header_row=above + 1,
        problems=(*beyond, *malformed),
    )
