"""One source: fetched, compared with what is pinned, and put where it waits or is pinned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.refresh.accepting import accept
from inburgering_opendata.toolkit.refresh.asking import Visitor
from inburgering_opendata.toolkit.refresh.declaration import Fetched, Part
from inburgering_opendata.toolkit.refresh.errors import ROWS_LOST
from inburgering_opendata.toolkit.refresh.fetching import (
    Edition,
    came_and_went,
    difference,
    fetched_edition,
)
from inburgering_opendata.toolkit.refresh.staging import forget, stage
from inburgering_opendata.toolkit.releases.compare.comparison import Comparison

Tell = Callable[[Comparison], Iterable[str]]


SHOWN = 20
"""Codes that are named; the difference has them all."""


class What(StrEnum):
    """What became of a source."""

    SAME = "same"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    HELD = "held"
    """Rows that are pinned are gone, and nobody said that they may be."""
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What the publisher has today, beside what is pinned."""

    source: str
    what: What
    change: str = ""
    """In a line: how many rows came, went and changed."""
    remarks: tuple[str, ...] = ()
    difference: str = ""
    sha256: str | None = None
    kept: Path | None = None
    """Where it waits; or, once accepted, where the edition of before is kept."""
    error: OpendataError | None = None


def refreshed(
    project: Project,
    fetched: Fetched,
    visitor: Visitor,
    *,
    accepts: bool,
    may_lose: bool,
    staging: Path,
    today: date,
    tell: Tell,
    progress: Callable[[str], None],
) -> Refreshed:
    """What became of a source; an error is one outcome, as the other sources are fetched still.

    Args:
        accepts: whether another edition is pinned.
        may_lose: whether that may have fewer of the rows that are pinned; otherwise it waits.
    """
    try:
        edition = fetched_edition(project, fetched, visitor, progress)
        if edition.is_pinned:
            forget(staging, fetched.package, fetched.source)
            return Refreshed(
                source=fetched.name,
                what=What.SAME,
                remarks=edition.remarks,
                sha256=edition.sha256,
            )
        with difference(project, edition) as found:
            change = _in_a_line(found)
            told = "".join(tell(found))
            lost = None if may_lose else _lost(edition, found)
        codes = _codes(*came_and_went(project, edition))
        remarks = (*_finding(edition, found), *codes, *edition.remarks)
        is_pinned = accepts and lost is None
        if is_pinned:
            kept = accept(edition, today=today, summary=change)
            forget(staging, fetched.package, fetched.source)
        else:
            kept = stage(staging, edition, today=today, change=change)
        return Refreshed(
            source=fetched.name,
            what=What.ACCEPTED if is_pinned else What.HELD if accepts else What.CHANGED,
            change=change,
            remarks=remarks,
            difference=told,
            sha256=edition.sha256,
            kept=kept,
            error=lost if accepts else None,
        )
    except OpendataError as error:
        return Refreshed(source=fetched.name, what=What.FAILED, change=error.message, error=error)


def _lost(edition: Edition, found: Comparison) -> OpendataError | None:
    """That rows are gone; of rows without a key, which nothing tells apart, their number counts."""
    [table] = found.tables
    before, after = table.rows
    number = table.count("removed") if table.layout.key else max(before - after, 0)
    if not number:
        return None
    row = next(found.rows(table, "removed", 1))
    named = row.key or {cell.field: cell.old for cell in row.cells}
    return OpendataError(
        ROWS_LOST,
        number=f"{number:,}",
        row=", ".join(f"{name} {value}" for name, value in named.items()),
    )


def _in_a_line(found: Comparison) -> str:
    [table] = found.tables
    counts = {"added": "added", "changed": "changed", "removed": "gone"}
    parts = [f"{table.count(what):,} {word}" for what, word in counts.items() if table.count(what)]
    return "rows: " + ", ".join(parts) if parts else "written otherwise, the rows are the same"


def _codes(came: tuple[str, ...], went: tuple[str, ...]) -> Iterator[str]:
    """What is counted under another code than before, such as after a reorganisation."""
    for word, codes in (("came", came), ("went", went)):
        if codes:
            more = f" and {len(codes) - SHOWN:,} more" if len(codes) > SHOWN else ""
            yield f"codes that {word}: {', '.join(codes[:SHOWN])}{more}"


def _finding(edition: Edition, found: Comparison) -> tuple[str, ...]:
    """Publishers revise in silence, so that a published figure that changed is told first."""
    [table] = found.tables
    said = []
    if table.fields:
        where, columns = edition.fetched.fetch.address, edition.fetched.fetch.columns
        # What the project itself says in each row hides no figure that was revised.
        own = {name for name, column in columns.items() if column.part is Part.TEXT}
        named = sorted(table.fields, key=lambda name: name in own)
        told = ", ".join(f"{name} in {table.fields[name]:,}" for name in named)
        said.append(f"published rows are otherwise now at the same place ({where}): {told}")
    if gone := table.count("removed"):
        said.append(f"{gone:,} rows that are pinned are not there any more")
    return tuple(said)
