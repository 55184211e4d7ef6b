"""Periods have no cell in common: each is a system of its own, and several go beside each other."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa

from inburgering_opendata.disclosure.cells import TOTAL
from inburgering_opendata.laziness import without_collecting

Result = TypeVar("Result")
Progress = Callable[[str], None]

_ROWS = 20_000
"""Fewer rows are done before a second process has started."""


@dataclass(frozen=True)
class Part:
    """The rows of one period in all tables, or all rows where periods add up to a total."""

    period: str
    tables: tuple[pa.Table, ...]
    rows: tuple[pa.Array, ...]
    """By table, which of its rows these are."""
    earlier: tuple[pa.Table, ...]

    def __str__(self) -> str:
        return self.period


def split(tables: Sequence[pa.Table], earlier: Sequence[pa.Table]) -> list[Part]:
    """The parts of a release, in order of their period; rows without one are a part as well."""
    import pyarrow.compute as pc

    periods = {
        value for table in (*tables, *earlier) for value in table["period"].unique().to_pylist()
    }
    if TOTAL in periods:
        every = tuple(pa.array(range(table.num_rows), pa.int64()) for table in tables)
        return [Part("all periods", tuple(tables), every, tuple(earlier))]

    def rows_of(table: pa.Table, period: str | None) -> pa.Array:
        chosen = (
            pc.is_null(table["period"]) if period is None else pc.equal(table["period"], period)
        )
        return pc.indices_nonzero(chosen)

    parts = []
    for period in sorted(periods, key=str):
        rows = tuple(rows_of(table, period) for table in tables)
        parts.append(
            Part(
                str(period),
                tuple(table.take(at) for table, at in zip(tables, rows, strict=True)),
                rows,
                tuple(table.take(rows_of(table, period)) for table in earlier),
            )
        )
    return parts


def joined(parts: Sequence[Part], tables: Sequence[Sequence[pa.Table]]) -> tuple[pa.Table, ...]:
    """Whole tables in the order of their rows, from those that each part became."""
    import pyarrow.compute as pc

    whole = []
    for number, pieces in enumerate(zip(*tables, strict=True)):
        rows = pa.chunked_array([part.rows[number] for part in parts])
        whole.append(pa.concat_tables(pieces).take(pc.sort_indices(rows)))
    return tuple(whole)


def of_each(
    work: Callable[[Part, Progress], Result], parts: Sequence[Part], progress: Progress
) -> Iterator[Result]:
    """What `work` makes of each part, in their order; in processes beside each other if it pays.

    Args:
        work: can be sent to another process.
    """
    large = sum(sum(table.num_rows for table in part.tables) > _ROWS for part in parts)
    if min(large, _cores()) < 2:
        for part in parts:
            with without_collecting():
                result = work(part, progress)
            yield result
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not by forking: libraries in use here have threads, which a fork would leave behind.
    context = get_context("spawn")
    with ProcessPoolExecutor(min(large, _cores()), context, initializer=gc.disable) as pool:
        waiting = [pool.submit(work, part, _silent) for part in parts]
        for number, (part, future) in enumerate(zip(parts, waiting, strict=True), start=1):
            progress(f"period {part}, {number} of {len(parts)}")
            yield future.result()


def _cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _silent(message: str) -> None:
    """Another process has no terminal to speak to."""
