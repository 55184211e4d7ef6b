"""Lists that may grow beyond memory: a table of many millions of rows can fail in every one."""

from __future__ import annotations

import mmap
import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, TypeVar, overload

T = TypeVar("T")

KEPT = 10_000
"""Items that stay in memory, and items that are written to the file at a time."""


class Spill(Sequence[T]):
    """A list that only grows, with its first `KEPT` items in memory and the others in a file.

    The file has no name, and is gone when the list is, or the process.
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._kept: list[T] = []
        self._waiting: list[T] = []
        self._file: IO[bytes] | None = None
        self._written = 0
        self.extend(items)

    def append(self, item: T) -> None:
        if len(self._kept) < KEPT:
            self._kept.append(item)
            return
        self._waiting.append(item)
        if len(self._waiting) == KEPT:
            self._write()

    def extend(self, items: Iterable[T]) -> None:
        for item in items:
            self.append(item)

    def __len__(self) -> int:
        return len(self._kept) + self._written + len(self._waiting)

    def __iter__(self) -> Iterator[T]:
        yield from self._kept
        end = self._file.seek(0, 2) if self._file else 0
        position = 0
        while self._file and position < end:
            # Another iteration may have moved it.
            self._file.seek(position)
            batch: list[T] = pickle.load(self._file)  # noqa: S301  (written here, seen by nobody)
            position = self._file.tell()
            yield from batch
        yield from self._waiting

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """One item or some, found by going through the list up to there."""
        if isinstance(index, slice):
            return tuple(islice(self, *index.indices(len(self))))
        return next(islice(self, range(len(self))[index], None))

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="opendata-")  # noqa: SIM115
        self._file.seek(0, 2)
        pickle.dump(self._waiting, self._file, pickle.HIGHEST_PROTOCOL)
        self._written += len(self._waiting)
        self._waiting = []


def gathered(items: Iterable[T]) -> Sequence[T]:
    """The items as a tuple, or where there are too many for memory as a `Spill`."""
    if isinstance(items, Spill) and len(items) > KEPT:
        return items
    rest = iter(items)
    first = tuple(islice(rest, KEPT + 1))
    if len(first) <= KEPT:
        return first
    spill = Spill(first)
    spill.extend(rest)
    return spill


def numbers_on_disk(numbers: Iterable[int]) -> Sequence[int]:
    """Whole numbers of 64 bits, at least one, in a file without a name.

    Of the file only what is looked at is in memory, and the system lets go of that when it must.
    """
    rest = iter(numbers)
    with tempfile.TemporaryFile(prefix="opendata-") as file:
        while batch := array("q", islice(rest, KEPT)):
            batch.tofile(file)
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("q")
