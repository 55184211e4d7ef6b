"""What reading a table file found, whichever its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class CellProblem:
    """A cell that is not what its field declares; `row` counts from 0."""

    row: int
    field: str
    value: str
    expected: str


@dataclass(frozen=True)
class Reading:
    """What a file turned out to hold.

    `table` has the columns of the file, in its order: typed where every value could be read, as
    found where one could not or where the schema does not know the column. It is None when the
    file could not be read as a table at all; `broken` then says why, a line each.
    """

    table: pa.Table | None
    cells: tuple[CellProblem, ...] = ()
    broken: tuple[str, ...] = ()
    mistyped: tuple[tuple[str, str], ...] = ()
    """Columns that are stored as another type than declared, with that type."""
    line_numbers: Callable[[], list[int]] = list
    """The line of the file on which each row ends; none for a format without lines."""

    def unreadable(self) -> frozenset[str]:
        """Columns with values that are not of their declared type."""
        return frozenset({cell.field for cell in self.cells} | {name for name, _ in self.mistyped})
