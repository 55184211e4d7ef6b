"""A column as it was found in a file: its different values, and which of them each row has.

A column has far fewer different values than rows, so that looking at each of those once in Python
costs little, however long the file is.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.delivery.limits import MOST_CELLS, MOST_VALUES, TooLargeError


@dataclass(frozen=True)
class Column:
    """`values[indices[row]]` is the cell of a row; None and empty text are empty cells."""

    values: tuple[object, ...]
    indices: pa.Array
    """int32, without nulls."""

    @classmethod
    def of_array(cls, column: pa.ChunkedArray, most: int = MOST_VALUES) -> Column:
        """The column of a table, whose cells are all of one type.

        Args:
            most: different values that it may have.

        Raises:
            TooLargeError: it has more.
        """
        try:
            column = column.unify_dictionaries()
        except pa.ArrowInvalid:
            # A dictionary has an empty cell among its values.
            column = column.cast(column.type.value_type)
        whole = column.combine_chunks()
        if isinstance(whole, pa.ChunkedArray):
            whole = pa.concat_arrays(whole.chunks)
        if pa.types.is_dictionary(whole.type):
            # Of a dictionary only what a row has.
            _refuse_more_than(most, whole.indices)
            used = whole.indices.dictionary_encode()
            different, indices = whole.dictionary.take(used.dictionary), used.indices
        else:
            _refuse_more_than(most, whole)
            encoded = whole.dictionary_encode()
            different, indices = encoded.dictionary, encoded.indices
        if len(different) > most:
            raise TooLargeError
        values = (*_held(different), None)
        return cls(values, pc.fill_null(indices.cast(pa.int32()), len(values) - 1))

    def __len__(self) -> int:
        return len(self.indices)

    def rows_of(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Each row whose value is at one of `places`, with that place, in the order of rows."""
        if not places:
            return iter(())
        found = pc.indices_nonzero(pc.is_in(self.indices, pa.array(places, pa.int32())))
        return zip(found.to_pylist(), self.indices.take(found).to_pylist(), strict=True)

    def count(self, places: Sequence[int]) -> int:
        """How many rows have their value at one of `places`."""
        if not places:
            return 0
        return int(pc.sum(pc.is_in(self.indices, pa.array(places, pa.int32()))).as_py() or 0)

    def take(self, rows: pa.Array) -> Column:
        return Column(self.values, self.indices.take(rows))

    def is_empty(self) -> pa.Array:
        """For each row whether the cell is empty."""
        nothing = [
            place
            for place, value in enumerate(self.values)
            if value is None or value == "" or (isinstance(value, str) and value.isspace())
        ]
        return pc.is_in(self.indices, pa.array(nothing, pa.int32()))


def _refuse_more_than(most: int, values: pa.Array) -> None:
    """Raise `TooLargeError` for more different values, which are not all looked for at once."""
    if len(values) <= most:
        return
    found = values.slice(0, 0)
    for start in range(0, len(values), most):
        found = pc.unique(pa.concat_arrays([found, pc.unique(values.slice(start, most))]))
        if len(found) > most:
            raise TooLargeError


def columns_of(table: pa.Table) -> tuple[Column, ...]:
    """The columns of a table.

    Raises:
        TooLargeError: they have more different values than a delivery may have.
    """
    columns: list[Column] = []
    left = MOST_VALUES
    for column in table.columns:
        columns.append(Column.of_array(column, left))
        left -= len(columns[-1].values) - 1
    return tuple(columns)


class ColumnsBeingRead:
    """Columns that are read row by row; a row costs four bytes a column, whatever is in it."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._cells = array("i")
        self._different = 0
        self._empty = array("i", [0] * number)
        # None, the empty cell, is at the first place of each.
        self._values: list[list[object]] = [[None] for _ in range(number)]
        self._places: list[dict[object, int]] = [{} for _ in range(number)]
        self._flags: list[dict[object, int]] = [{} for _ in range(number)]

    def add(self, row: Mapping[int, object]) -> None:
        """One row, by column; what is further than the columns is left out.

        Raises:
            TooLargeError: there are more cells or different values than a delivery may have.
        """
        start = len(self._cells)
        if start > MOST_CELLS or self._different > MOST_VALUES:
            raise TooLargeError
        self._cells.extend(self._empty)
        for column, value in row.items():
            if column >= self._number:
                continue
            # True equals 1 and False 0, and one must not become the other.
            places = (self._flags if isinstance(value, bool) else self._places)[column]
            place = places.get(value)
            if place is None:
                values = self._values[column]
                place = places[value] = len(values)
                values.append(value)
                self._different += 1
            self._cells[start + column] = place

    def finished(self) -> tuple[Column, ...]:
        import numpy as np

        cells = np.frombuffer(self._cells, dtype=np.int32).reshape(-1, max(self._number, 1))
        return tuple(
            Column(tuple(values), pa.array(np.ascontiguousarray(cells[:, column])))
            for column, values in enumerate(self._values)
        )


@dataclass(frozen=True)
class Unheld:
    """What stands in a file and can be no value here: a year 10000, text that is not UTF-8."""

    def __str__(self) -> str:
        return ""


def _held(values: pa.Array) -> list[object]:
    """Each value as Python has it."""
    try:
        if not _is_binary(values.type):
            return list(values.to_pylist())
    except _NOT_HELD:
        pass
    return [_held_one(value) for value in values]


def _held_one(value: pa.Scalar) -> object:
    try:
        held = value.as_py()
        # Text that does not say that it is text.
        return held.decode() if isinstance(held, bytes) else held
    except _NOT_HELD:
        return Unheld()


_NOT_HELD = (ValueError, OverflowError, LookupError, pa.ArrowException)
"""What is raised for a moment beyond the calendar, bytes that are no text, an unknown zone."""


def _is_binary(type: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type) or pa.types.is_large_binary(type))


def is_blank(cell: object) -> bool:
    """Whether a cell is empty, or text without anything to read."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(value: object) -> str:
    """A cell as its reader sees it, without spaces around; a whole number without decimals."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()
