"""The rows of a CSV file as text, of which a row is made when it is asked for.

A row of text takes a kilobyte or more, and most texts of a table stand in it many times. Each is
kept once here, and of a row where its texts are kept: a million rows take some tens of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.tables.csv_reader import texts_of_csv
from inburgering_opendata.toolkit.tables.rows import TextRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

_AT_A_TIME = 10_000


@dataclass(frozen=True)
class _Column:
    """Each text of a column once, and for each row the number of its text."""

    texts: Sequence[str]
    numbers: NDArray[np.unsignedinteger]


class TextRows(Sequence[TextRow]):
    """Rows in the order of their file; nothing of them changes."""

    def __init__(self, columns: Mapping[str, _Column], length: int) -> None:
        self._columns, self._length = columns, length

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[TextRow]) -> TextRows:
        """Rows that are here already."""
        columns = [pa.chunked_array([[row[name] for row in rows]], pa.string()) for name in names]
        return cls._of_table(pa.table(columns, names=[*names]))

    @classmethod
    def read(cls, path: Path) -> TextRows:
        """The rows of a CSV file; a cell that is missing is an empty text.

        Raises:
            OSError: it cannot be read.
            ValueError: its rows are not of the same length.
        """
        # As dictionaries at once: plain, the texts of a long table fill the memory.
        parts = [
            pa.table(
                [column.dictionary_encode() for column in part.columns], names=part.column_names
            )
            for part in texts_of_csv(path)
        ]
        return cls._of_table(pa.concat_tables(parts))

    @classmethod
    def _of_table(cls, table: pa.Table) -> TextRows:
        columns = {name: _column(table.column(name)) for name in table.column_names}
        return cls(columns, table.num_rows)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> TextRow: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[TextRow, ...]: ...

    def __getitem__(self, place: int | slice) -> TextRow | tuple[TextRow, ...]:
        chosen = range(self._length)[place]
        if isinstance(chosen, int):
            return self.at(np.array([chosen]))[0]
        return self.at(np.array(chosen, np.int64))

    def __iter__(self) -> Iterator[TextRow]:
        for start in range(0, self._length, _AT_A_TIME):
            yield from self[start : start + _AT_A_TIME]

    def at(self, places: Places) -> tuple[TextRow, ...]:
        """The rows at some places, counted from 0."""
        columns = []
        for column in self._columns.values():
            texts = column.texts
            columns.append([texts[number] for number in column.numbers[places].tolist()])
        names = tuple(self._columns)
        return tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))

    def where(self, **wanted: str) -> tuple[TextRow, ...]:
        """The rows that have these texts in these columns."""
        chosen = np.ones(self._length, dtype=bool)
        for name, text in wanted.items():
            column = self._columns[name]
            known = text in column.texts
            chosen &= column.numbers == column.texts.index(text) if known else False
        return self.at(np.flatnonzero(chosen))

    def places(self, columns: Iterable[str]) -> dict[str, Places]:
        """By text, the places of the rows that have it in one of the columns, in their order."""
        found: dict[str, list[Places]] = {}
        for column in (self._columns[name] for name in columns):
            order = np.argsort(column.numbers, kind="stable")
            ends = np.searchsorted(column.numbers[order], np.arange(len(column.texts)), "right")
            for text, places in zip(column.texts, np.split(order, ends[:-1]), strict=True):
                found.setdefault(text, []).append(places)
        return {text: np.unique(np.concatenate(parts)) for text, parts in found.items()}

    def changed(self, changes: Mapping[str, Callable[[str], str]]) -> TextRows:
        """With the texts of some columns changed, each by a function of its own."""
        columns = {
            name: _Column([changes[name](text) for text in column.texts], column.numbers)
            if name in changes
            else column
            for name, column in self._columns.items()
        }
        return TextRows(columns, self._length)


def _column(column: pa.ChunkedArray) -> _Column:
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = encoded.unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    texts = whole.dictionary.to_pylist()
    numbers = np.full(len(whole), len(texts), np.min_scalar_type(len(texts)))
    # Not `to_numpy` or `fill_null`: for these pyarrow loads pandas, which takes a quarter second.
    known = np.from_dlpack(pc.indices_nonzero(whole.indices.is_valid()))
    numbers[known] = np.from_dlpack(whole.indices.drop_null())
    return _Column([*texts, ""], numbers)
