"""What a service has by the titles that readers see, where identifiers are other ones each year.

“Gebieden in Nederland” of CBS is another dataset each year, and its measures are named anew:
by their place in version 3 (`Code_34` in 83287NED of 2016, `Code_28` in 86247NED of 2026), by code
in version 4. Their titles stay, below those of their groups: `Provincies` / `Code`. Both versions
tell them: `DataProperties` has groups of topics and topics, `MeasureGroups` and `MeasureCodes` the
same. `tests/refresh/areas.py` says where each was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.refresh.declaration import Column, Fetch, Part
from inburgering_opendata.toolkit.refresh.observations import unreadable

YEAR = "{year}"
"""Stands for the four digits of a year in a title, and for those that were found in a text."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´", "'"))


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure as its service lists it."""

    name: str
    title: str
    group: str | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A heading above measures, and the one above that."""

    title: str
    above: str | None


def group_of(row: Mapping[str, object], name: str) -> str | None:
    """The identifier of the group that a row says it is in; some say none."""
    return None if row.get(name) is None else str(row[name])


def newest(title: str, entries: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Of entries (identifier, title) the one with that title; the newest for `{year}` in it."""
    found = [(name, called) for name, called in entries if _match(title, called)]
    return max(found, key=lambda entry: (entry[1], entry[0])) if found else None


def year_of(title: str | None, called: str) -> str | None:
    """The year that a dataset has in its title."""
    match = _match(title or "", called)
    return match[1] if match and match.groups() else None


def has_titles(fetch: Fetch) -> bool:
    """Whether a column is made of a measure that only its title tells."""
    return any(column.part is Part.TITLED for column in fetch.columns.values())


def by_title(
    fetch: Fetch, measures: Iterable[Measure], groups: Mapping[str, Group], address: str
) -> Fetch:
    """`fetch` with the identifiers of the measures that its columns know by their titles.

    Args:
        groups: by identifier.
        address: where they were found, for messages.

    Raises:
        OpendataError: `ANSWER_UNREADABLE`, when no measure has the titles, or several have.
    """
    paths = {each.name: (*_above(each.group, groups), each.title) for each in measures}
    columns = {
        name: _identified(column, paths, address) if column.part is Part.TITLED else column
        for name, column in fetch.columns.items()
    }
    return replace(fetch, columns=columns)


def _identified(column: Column, paths: Mapping[str, tuple[str, ...]], address: str) -> Column:
    wanted = tuple(map(_plain, column.titles))
    ends = {name: path[-len(wanted) :] for name, path in paths.items()}
    found = [name for name, end in ends.items() if tuple(map(_plain, end)) == wanted]
    said = " / ".join(column.titles)
    if not found:
        meant = did_you_mean(said, sorted({" / ".join(end) for end in ends.values()}))
        raise unreadable(address, f"no measure has the title '{said}'{meant}")
    if len(found) > 1:
        both = " and ".join(f"'{' / '.join(paths[name])}' ({name})" for name in found[:2])
        raise unreadable(address, f"'{said}' is the title of {both}: name the groups above it")
    return Column(part=Part.MEASURE, name=found[0])


def _above(group: str | None, groups: Mapping[str, Group]) -> tuple[str, ...]:
    """The titles of a group and of those above it, the outermost first."""
    titles: list[str] = []
    seen: set[str] = set()
    while group is not None and group in groups and group not in seen:
        seen.add(group)
        titles.append(groups[group].title)
        group = groups[group].above
    return tuple(reversed(titles))


def _plain(title: str) -> str:
    """A title without what is written now this way, now that: apostrophes, spaces, capitals."""
    return " ".join(title.translate(_APOSTROPHES).split()).casefold()


def _match(title: str, called: str) -> re.Match[str] | None:
    pattern = "([0-9]{4})".join(re.escape(part) for part in title.split(YEAR))
    return re.fullmatch(pattern, called.strip())
