"""A table as the text of its cells: nothing is read as a type, so anything can be spoilt."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

Row = tuple[str, ...]


@dataclass(frozen=True)
class CsvTable:
    """A header and rows; every change gives a new table, so that the pristine one stays so."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        return cls(tuple(header), tuple(map(tuple, rows)))

    def to_csv(self) -> bytes:
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([self.columns, *self.rows])
        return stream.getvalue().encode()

    def column(self, name: str) -> Row:
        position = self.columns.index(name)
        return tuple(row[position] for row in self.rows)

    def cell(self, row: int, column: str) -> str:
        return self.rows[row][self.columns.index(column)]

    def where(self, **cells: str) -> tuple[int, ...]:
        """The rows that have all of `cells`; there must be one, or a mutation spoils nothing."""
        wanted = [(self.columns.index(name), text) for name, text in cells.items()]
        found = tuple(
            number
            for number, row in enumerate(self.rows)
            if all(row[position] == text for position, text in wanted)
        )
        if not found:
            raise LookupError(f"no row has {cells}")
        return found

    def find(self, **cells: str) -> int:
        """The only row that has all of `cells`."""
        [row] = self.where(**cells)
        return row

    def with_cells(self, row: int, cells: Mapping[str, str]) -> Self:
        changed = list(self.rows[row])
        for name, text in cells.items():
            changed[self.columns.index(name)] = text
        return replace(self, rows=(*self.rows[:row], tuple(changed), *self.rows[row + 1 :]))

    def with_number(self, row: int, column: str, difference: int) -> Self:
        """The table with `difference` added to one whole number."""
        return self.with_cells(row, {column: str(int(self.cell(row, column)) + difference)})

    def with_column(self, name: str, texts: Collection[str]) -> Self:
        position = self.columns.index(name)
        rows = tuple(
            (*row[:position], text, *row[position + 1 :])
            for row, text in zip(self.rows, texts, strict=True)
        )
        return replace(self, rows=rows)

    def with_copy(self, row: int, cells: Mapping[str, str] | None = None) -> Self:
        """The table with a copy of `row` behind its last, changed in `cells`."""
        longer = replace(self, rows=(*self.rows, self.rows[row]))
        return longer.with_cells(len(self.rows), cells or {})

    def without(self, rows: Collection[int]) -> Self:
        kept = tuple(row for number, row in enumerate(self.rows) if number not in rows)
        return replace(self, rows=kept)

    def line_of(self, row: int) -> int:
        """The line of the file on which a row ends; a cell may hold line feeds."""
        before = (self.columns, *self.rows[: row + 1])
        return sum(1 + "".join(cells).count("\n") for cells in before)
