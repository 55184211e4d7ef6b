"""Which sources changed between two releases of a package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inburgering_opendata.toolkit.ground.files import Json


@dataclass(frozen=True)
class SourceChange:
    """A source before and after; None where it was not there."""

    table: str
    old: Json | None
    new: Json | None

    @property
    def what(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def properties(self) -> tuple[str, ...]:
        """What is not the same in the edition before and after; empty where there is only one."""
        if self.old is None or self.new is None:
            return ()
        names = {*self.old, *self.new}
        return tuple(sorted(name for name in names if self.old.get(name) != self.new.get(name)))


def source_changes(old: Iterable[Json], new: Iterable[Json]) -> tuple[SourceChange, ...]:
    """Sources that are not the same; a new edition of one is a change, not one gone and one more.

    What is the same on both sides is left out. Of the rest a source is the edition of another when
    they alone have its table and title, or else its table and address.
    """
    gone, come = list(old), list(new)
    for source in [source for source in gone if source in come]:
        gone.remove(source)
        come.remove(source)
    pairs = [*_pairs(gone, come, _title), *_pairs(gone, come, _address)]
    found = [SourceChange(str(after["table"]), before, after) for before, after in pairs]
    found += [SourceChange(str(source["table"]), source, None) for source in gone]
    found += [SourceChange(str(source["table"]), None, source) for source in come]
    return tuple(sorted(found, key=lambda change: (change.table, change.what)))


def _title(source: Json) -> tuple[object, ...]:
    return source["table"], source["title"]


def _address(source: Json) -> tuple[object, ...]:
    return source["table"], source.get("path")


def _pairs(
    gone: list[Json], come: list[Json], name: Callable[[Json], object]
) -> Iterator[tuple[Json, Json]]:
    """Take the pairs that share a name with nobody else out of both lists."""
    for source in [*gone]:
        mine = [other for other in gone if name(other) == name(source)]
        theirs = [other for other in come if name(other) == name(source)]
        if len(mine) == len(theirs) == 1:
            gone.remove(source)
            come.remove(theirs[0])
            yield source, theirs[0]
