"""Guarded corrections: of a value that its publisher has wrong, until the publisher mends it.

    - table: measurement
      where: {station: NL10404, hour: 3}
      field: taken_on
      from: 2022-13-01
      to: 2022-03-01
      why: month and day were exchanged
      source: e-mail of the sender of 2 March 2026

`why@nl` may say the same in Dutch, where the correction is published.
`from` guards it: as soon as a row has another value, the correction is stale and nothing is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.describe.errors import CORRECTION_STALE, CORRECTIONS_UNREADABLE
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import Json

if TYPE_CHECKING:
    import pyarrow as pa

CORRECTIONS = Kind(
    name="corrections",
    files="corrections.yaml, beside a package.json or in a store",
    schema=Path(__file__).with_name("corrections.schema.json"),
    all_texts=True,
)


@dataclass(frozen=True)
class Correction:
    """One value, in every row that has the values of `where`."""

    table: str
    where: Mapping[str, str]
    field: str
    was: str
    """The value that is corrected, as text; empty for an empty cell."""
    becomes: str
    why: str
    source: str
    why_nl: str = ""


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections in a file, in order; none when there is no file.

    Raises:
        OpendataError: `CORRECTIONS_UNREADABLE`, saying which correction lacks what.
    """
    if not path.is_file():
        return ()
    try:
        raw = read_declared(path, CORRECTIONS)
        return tuple(_correction(number, entry) for number, entry in enumerate(raw, start=1))
    except (OSError, ValueError) as error:
        raise OpendataError(CORRECTIONS_UNREADABLE, path=path, problem=error) from error


def corrected(
    rows: pa.Table, schema: TableSchema, corrections: Iterable[Correction], path: Path
) -> pa.Table:
    """The rows with every correction made, one after the other.

    Raises:
        OpendataError: `CORRECTION_STALE`, naming every correction whose rows are gone or have
            another value; `CORRECTIONS_UNREADABLE` for a field or value that the table cannot have.
    """
    stale: list[str] = []
    for number, correction in enumerate(corrections, start=1):
        try:
            rows = _made(rows, schema, correction)
        except _StaleError as error:
            stale.append(f"correction {number} ({schema.name}.{correction.field}): {error}")
        except (KeyError, ValueError, LookupError) as error:
            problem = f"correction {number}: {error}"
            raise OpendataError(CORRECTIONS_UNREADABLE, path=path, problem=problem) from error
    if stale:
        raise OpendataError(CORRECTION_STALE, path=path, problems="; ".join(stale))
    return rows


class _StaleError(Exception):
    """The value to correct is not there any more."""


def _correction(number: int, entry: Json) -> Correction:
    if entry["from"] == entry["to"]:
        raise ValueError(f"correction {number}: 'from' and 'to' are the same")
    return Correction(
        table=entry["table"],
        where=entry["where"],
        field=entry["field"],
        was=entry["from"],
        becomes=entry["to"],
        why=entry["why"],
        source=entry["source"],
        why_nl=entry.get("why@nl", ""),
    )


def _made(rows: pa.Table, schema: TableSchema, correction: Correction) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = {field.name: field for field in schema.fields}
    unknown = [name for name in (*correction.where, correction.field) if name not in known]
    if unknown:
        raise ValueError(f"{schema.name} has no field {', '.join(unknown)}")
    mask = pa.chunked_array([pa.array([True] * rows.num_rows, pa.bool_())])
    for name, text in correction.where.items():
        mask = pc.and_(mask, _equals(rows.column(name), known[name], text))
    found = pc.sum(mask).as_py() or 0
    if not found:
        raise _StaleError("no row is there any more")
    field = known[correction.field]
    column = rows.column(field.name)
    if pc.sum(pc.and_(mask, _equals(column, field, correction.was))).as_py() != found:
        mended = pc.sum(pc.and_(mask, _equals(column, field, correction.becomes))).as_py() == found
        raise _StaleError(
            "the value is the corrected one already" if mended else "the value is another by now"
        )
    changed = pc.if_else(mask, _scalar(field, correction.becomes), column)
    return rows.set_column(rows.column_names.index(field.name), rows.field(field.name), changed)


def _equals(column: pa.ChunkedArray, field: Field, text: str) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    if not text:
        return pc.is_null(column)
    return pc.fill_null(pc.equal(column, _scalar(field, text)), False)


def _scalar(field: Field, text: str) -> pa.Scalar:
    """The value that `text` is in CSV; missing when it is empty."""
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.arrow import arrow_type

    if not text:
        return pa.scalar(None, arrow_type(field))
    try:
        return pa.scalar(text, pa.string()).cast(arrow_type(field))
    except pa.ArrowInvalid as error:
        raise ValueError(f"'{text}' is no value of {field.name}") from error
