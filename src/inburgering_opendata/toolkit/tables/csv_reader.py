"""A strict CSV reader: nothing is guessed, nothing is skipped, every bad cell is named.

RFC 4180 with a header, UTF-8 without a byte-order mark, comma, `""` for a quote. An empty cell is
a missing value, for text as well. A field that is written in a form of its own is read by that.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from inburgering_opendata.toolkit.describe.arrow import arrow_type
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.moments import EXPECTED, FORM, YEAR
from inburgering_opendata.toolkit.tables.reading import CellProblem, Reading
from inburgering_opendata.toolkit.tables.records import records
from inburgering_opendata.toolkit.tables.scan import CHUNK, problems_with_text, scan_file


def read_csv(data: bytes, schema: TableSchema) -> Reading:
    """Read `data` as the table that `schema` describes, reporting everything that is wrong."""
    if broken := problems_with_text(data, schema.field_names):
        return Reading(None, broken=broken)
    try:
        text = _read_as_text(data)
    except (pa.ArrowInvalid, ValueError) as error:
        return Reading(None, broken=(str(error).splitlines()[0],))
    known: Mapping[str, Field] = {f.name: f for f in schema.fields}
    columns: list[pa.ChunkedArray] = []
    cells: list[CellProblem] = []
    for name in text.column_names:
        column = text.column(name)
        if name in known:
            column, problems = typed(column, known[name])
            cells.extend(problems)
        columns.append(column)
    return Reading(
        pa.table(columns, names=text.column_names),
        tuple(cells),
        line_numbers=cache(lambda: _line_numbers(data)[1:]),
    )


def csv_parts(path: Path, schema: TableSchema) -> Iterator[pa.Table]:
    """The table in the file `path`, part by part: for one that is larger than memory.

    There is one part at the least, with no rows where the file has none.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such table; it says where, and of a cell what was expected.
    """
    if broken := scan_file(path, True, schema.field_names).problem:
        raise ValueError(broken)
    known: Mapping[str, Field] = {f.name: f for f in schema.fields}
    first = 0
    for text in texts_of_csv(path):
        columns: list[pa.ChunkedArray] = []
        for name in text.column_names:
            column = text.column(name)
            if name in known:
                column, problems = typed(column, known[name])
                for problem in problems[:1]:
                    where = f"row {first + problem.row + 1}, {problem.field}"
                    raise ValueError(f"{where}: '{problem.value}', {problem.expected} was expected")
            columns.append(column)
        first += text.num_rows
        yield pa.table(columns, names=text.column_names)


def texts_of_csv(path: Path, *, delimiter: str = ",") -> Iterator[pa.Table]:
    """The cells of a CSV file as text, part by part; an empty one is missing.

    There is one part at the least, with no rows where the file has none.

    Raises:
        OSError: it cannot be read.
        ValueError: its rows are not of the same length.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        _, header = next(records(lines, delimiter), (0, []))
        if not header:
            raise ValueError("the file is empty, without even a header")
        if next(lines, None) is None:
            # Arrow takes a header that no line feed ends for nothing at all.
            yield pa.table([pa.array([], pa.string())] * len(header), names=header)
            return
    reader = pa_csv.open_csv(
        path,
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=_PART),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=_as_text(header),
    )
    for batch in reader:
        yield pa.Table.from_batches([batch])


_PART = 16 * CHUNK
"""Bytes that are read at a time; a line must fit in it."""


def _line_numbers(data: bytes) -> list[int]:
    """Line on which each record ends, the header included."""
    return [line for line, _ in _records(data)]


def _records(data: bytes) -> Iterator[tuple[int, list[str]]]:
    return records(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""))


def _read_as_text(data: bytes) -> pa.Table:
    _, header = next(_records(data))
    if b"\n" not in data:
        # Arrow takes a header that no line feed ends for nothing at all.
        data += b"\n"
    return pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=max(len(data), 1)),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=_as_text(header),
    )


def _as_text(header: Sequence[str]) -> pa_csv.ConvertOptions:
    return pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in header},
        null_values=[""],
        strings_can_be_null=True,
    )


def typed(column: pa.ChunkedArray, field: Field) -> tuple[pa.ChunkedArray, list[CellProblem]]:
    """A column of text in its declared type, or as text beside the cells that forbid it."""
    column = without_missing(column, field)
    if field.type == "string":
        return column, []
    pattern, expected = _lexical_form(field)
    usual = in_usual_form(column, field)
    strange = pc.and_(column.is_valid(), usual.is_null())
    is_formed = pc.fill_null(pc.match_substring_regex(usual, pattern), True)
    suspect = pc.or_(strange, pc.invert(is_formed))
    if not pc.any(suspect).as_py():
        try:
            return usual.cast(arrow_type(field)), []
        except pa.ArrowInvalid:
            pass  # well formed, yet impossible: 30 February, or a number beyond 64 bits
    formed = pc.if_else(is_formed, usual, pa.scalar(None, usual.type))
    bad = {*pc.indices_nonzero(suspect).to_pylist(), *_impossible(formed, arrow_type(field))}
    rows = sorted(bad)
    problems = [CellProblem(row, field.name, column[row].as_py(), expected) for row in rows]
    is_bad = pa.array([row in bad for row in range(len(column))], pa.bool_())
    return pc.if_else(is_bad, column, usual), problems


def _impossible(column: pa.ChunkedArray, type: pa.DataType, first: int = 0) -> Iterator[int]:
    """The rows whose cell cannot be of the type, found by halving: mostly there are few.

    Args:
        first: the row of the first cell.
    """
    try:
        column.cast(type)
    except pa.ArrowInvalid:
        if len(column) == 1:
            yield first
            return
        half = len(column) // 2
        yield from _impossible(column.slice(0, half), type, first)
        yield from _impossible(column.slice(half), type, first + half)


def without_missing(column: pa.ChunkedArray, field: Field) -> pa.ChunkedArray:
    """A column of text in which what stands for no value is none."""
    if not field.form.missing:
        return column
    texts = pa.array(field.form.missing, column.type)
    return pc.if_else(pc.is_in(column, texts), pa.scalar(None, column.type), column)


def in_usual_form(column: pa.ChunkedArray, field: Field) -> pa.ChunkedArray:
    """A column of text in the usual form of the field's type; null where it is of neither form."""
    form = field.form
    if form.words:
        texts, meant = zip(*form.words, strict=True)
        places = pc.index_in(column, pa.array(texts, pa.string()))
        return pa.chunked_array([pa.array(meant).take(each) for each in places.chunks], pa.string())
    if not form.pattern:
        return column
    fits = pc.match_substring_regex(column, form.pattern)
    column = pc.if_else(fits, column, pa.scalar(None, pa.string()))
    if form.rewritten:
        return pc.replace_substring_regex(column, form.pattern, form.rewritten)
    for old, new in form.replaced:
        column = pc.replace_substring(column, old, new)
    return column


def _lexical_form(field: Field) -> tuple[str, str]:
    """How a value of this type is written, as a pattern of the usual form and in words."""
    if not field.form.is_usual:
        pattern, _ = _lexical_form(Field(field.name, field.type, field.descriptor))
        return pattern, f"{field.type} as its schema says that it is written"
    match field.type:
        case "integer":
            return "^(0|-?[1-9][0-9]*)$", "a whole number such as 1200, without separators"
        case "number":
            decimals = max(field.decimals, 1)
            expected = f"a number with a point and at most {field.decimals} decimals"
            return rf"^-?(0|[1-9][0-9]*)(\.[0-9]{{1,{decimals}}})?$", expected
        case "date":
            return f"^{YEAR}-[0-9]{{2}}-[0-9]{{2}}$", "an existing date such as 2020-01-31"
        case "datetime":
            return f"^{FORM}$", EXPECTED
        case "boolean":
            return "^(true|false)$", "true or false"
        case other:
            raise ValueError(f"field '{field.name}': no lexical form for '{other}'")
