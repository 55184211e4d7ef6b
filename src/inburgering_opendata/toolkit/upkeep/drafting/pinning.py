"""`opendata pin`, as a function: hashes, totals and counts as the sources have them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.errors import SOURCE_MISSING
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.data_package import (
    DataPackage,
    Source,
    load_data_packages,
)
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import (
    read_json,
    read_regular,
    sha256,
    to_json,
    write_all,
)
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.upkeep.drafting.errors import NO_SUCH_TABLE
from inburgering_opendata.toolkit.validate.rules.finding import as_text

SHOWN = 10
"""Rows of a table that are shown of each kind of change."""


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """One thing that is pinned anew."""

    path: Path
    place: str
    """What it is, in words: `sources/station.csv` or `totals.2026`."""
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Revised:
    """What became of the rows of a table since they were assembled."""

    table: str
    added: int
    removed: int
    changed: int
    examples: Sequence[str]
    doubled: Sequence[str] = ()
    """Keys that several rows have now, which no check lets pass."""


@dataclass(frozen=True, kw_only=True)
class Pins:
    """What `opendata pin` would change, and the files with the change in them."""

    pinned: Sequence[Pinned]
    revised: Sequence[Revised]
    unseen: Sequence[str]
    """Tables of a changed source that no build has, so that nobody sees which rows changed."""
    files: Mapping[Path, bytes]

    def write(self) -> None:
        """Put the files in their place; raises what `write_all` does."""
        write_all(self.files)


def pins_of(project: Project, tables: Sequence[str] = (), build: Path | None = None) -> Pins:
    """What the pins of the named tables, or of all of them, would become.

    Everything is read and made first: a source that cannot be read stops it, and nothing changes.

    Args:
        build: a folder with the packages as they were assembled before, to compare with.

    Raises:
        OpendataError: `NO_SUCH_TABLE`, or what assembling raises of a source.
    """
    packages = load_data_packages(project)
    known = {table: package for package in packages for table in package.tables}
    every = {*known, *(table for package in packages for table in package.inputs)}
    for table in tables:
        if table not in every:
            raise OpendataError(NO_SUCH_TABLE, table=table, known=", ".join(sorted(every)))
    pinned: list[Pinned] = []
    files: dict[Path, bytes] = {}
    repinned = []
    for package in packages:
        anew = [_anew(source, set(tables) or every) for source in package.sources]
        changed = [
            (old, new)
            for old, new in zip(package.sources, anew, strict=True)
            if old.sha256 != new.sha256
        ]
        repinned.append(replace(package, sources=tuple(anew)))
        if changed:
            text = package.path.read_text(encoding="utf-8")
            for old, new in changed:
                pinned.append(
                    Pinned(
                        path=package.path,
                        place=old.path.relative_to(package.path.parent).as_posix(),
                        before=f"sha256 {old.sha256[:12]}…",
                        after=f"sha256 {new.sha256[:12]}…",
                    )
                )
                # In its place, so that the rest of the file stays as somebody wrote it.
                text = text.replace(old.sha256, new.sha256)
            files[package.path] = text.encode()
    touched = {
        new.table
        for package, before in zip(repinned, packages, strict=True)
        for new, old in zip(package.sources, before.sources, strict=True)
        if new.sha256 != old.sha256
    }
    assembly = Assembly(project, repinned)
    unseen: list[str] = []
    revised: list[Revised] = []
    for table, package in known.items():
        if not tables or table in tables:
            rows = assembly.table(table)
            suite, changes = _suite_anew(project, table, rows)
            pinned += changes
            files |= suite
            revised += _revised(project, package, table, rows, build)
            if table in touched and not (build and _built(package, table, build).is_file()):
                unseen.append(table)
    return Pins(pinned=pinned, revised=revised, unseen=unseen, files=files)


def _anew(source: Source, tables: Iterable[str]) -> Source:
    if source.table not in tables:
        return source
    try:
        return replace(source, sha256=sha256(read_regular(source.path)))
    except FileNotFoundError as error:
        raise OpendataError(SOURCE_MISSING, path=source.path) from error


def _suite_anew(
    project: Project, table: str, rows: pa.Table
) -> tuple[dict[Path, bytes], list[Pinned]]:
    path = project.expectations / f"{table}.json"
    if not path.is_file():
        return {}, []
    suite = read_json(path)
    changes: list[Pinned] = []
    for each in suite["expectations"]:
        recount = _RECOUNTED.get(each["type"])
        if recount is None:
            continue
        kwargs = each["kwargs"]
        for name, value in recount(kwargs, rows).items():
            if kwargs[name] != value:
                of = f"{each['meta']['id']}: {name}"
                changes += _changes(path, of, kwargs[name], value)
                kwargs[name] = value
    return ({path: to_json(suite)} if changes else {}), changes


def _changes(path: Path, of: str, before: Any, after: Any) -> Iterator[Pinned]:
    if not isinstance(before, dict):
        yield Pinned(path=path, place=of, before=str(before), after=str(after))
        return
    for key in dict.fromkeys([*before, *after]):
        old, new = (str(each.get(key, "(none)")) for each in (before, after))
        if old != new:
            yield Pinned(path=path, place=f"{of}.{key}", before=old, after=new)


def _rows(kwargs: Mapping[str, Any], rows: pa.Table) -> dict[str, Any]:
    return _exactly(kwargs, rows.num_rows)


def _distinct(kwargs: Mapping[str, Any], rows: pa.Table) -> dict[str, Any]:
    return _exactly(kwargs, pc.count_distinct(rows.column(kwargs["column"])).as_py())


def _exactly(kwargs: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Only where the bounds are one number is it a pin; a range is somebody's judgement."""
    bounds = {name: kwargs[name] for name in ("min_value", "max_value") if name in kwargs}
    pins = len(bounds) > 1 and len({*bounds.values()}) == 1
    return dict.fromkeys(bounds, number) if pins else {}


def group_totals(rows: pa.Table, group: str, amount: str) -> dict[str, Any]:
    """The sum of an amount by group, exactly, in the order of the groups.

    Rows without a group are one as well, `(empty)`, as they are to the rules that are pinned.
    """
    totals: dict[str, Any] = {}
    pairs = zip(rows.column(group).to_pylist(), rows.column(amount).to_pylist(), strict=True)
    for key, value in pairs:
        totals[as_text(key)] = totals.get(as_text(key), 0) + (value or 0)
    return {key: _as_json(totals[key]) for key in sorted(totals)}


def group_sizes(rows: pa.Table, group: str) -> dict[str, int]:
    """The number of rows by group; those without one are `(empty)`."""
    counted = Counter(as_text(each) for each in rows.column(group).to_pylist())
    return dict(sorted(counted.items()))


def distinct_counts(rows: pa.Table, group: str, column: str) -> dict[str, int]:
    """The number of different values of a column by group."""
    return group_sizes(rows.group_by([group, column]).aggregate([]), group)


def _as_json(number: Any) -> Any:
    return number if isinstance(number, int) else str(number)


def _totals(kwargs: Mapping[str, Any], rows: pa.Table) -> dict[str, Any]:
    anew = group_totals(rows, kwargs["group_column"], kwargs["amount_column"])
    return {"totals": _like(kwargs["totals"], anew)}


def _sizes(kwargs: Mapping[str, Any], rows: pa.Table) -> dict[str, Any]:
    return {"sizes": _like(kwargs["sizes"], group_sizes(rows, kwargs["group_column"]))}


def _counts(kwargs: Mapping[str, Any], rows: pa.Table) -> dict[str, Any]:
    anew = distinct_counts(rows, kwargs["group_column"], kwargs["column"])
    return {"counts": _like(kwargs["counts"], anew)}


def _like(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The new numbers in the order of the old ones, and as they were where they are equal."""
    order = [*(key for key in before if key in after), *(key for key in after if key not in before)]
    return {
        key: before[key] if key in before and str(before[key]) == str(after[key]) else after[key]
        for key in order
    }


_RECOUNTED: Mapping[str, Callable[[Mapping[str, Any], pa.Table], dict[str, Any]]] = {
    "expect_table_row_count_to_be_between": _rows,
    "expect_column_unique_value_count_to_be_between": _distinct,
    "expect_group_totals_to_equal": _totals,
    "expect_group_sizes_to_equal": _sizes,
    "expect_distinct_counts_to_equal": _counts,
}
"""The expectations that pin numbers, and how these are counted anew."""


def _built(package: DataPackage, table: str, build: Path) -> Path:
    return build / package.name / "data" / f"{table}.csv"


def _revised(
    project: Project, package: DataPackage, table: str, rows: pa.Table, build: Path | None
) -> Iterator[Revised]:
    """What became of the rows since the build, by the key; nothing where there is no build of it,
    or it is the same."""
    schema = load_table_schema(project, table)
    if build is None or schema.is_confidential:
        return
    path = _built(package, table, build)
    if not path.is_file():
        return
    before = read_csv(path.read_bytes(), schema).table
    if before is None or tuple(before.column_names) != schema.field_names:
        return
    try:
        before = before.cast(arrow_schema(schema))
    except (pa.ArrowInvalid, ValueError):
        return
    if before.equals(rows):
        return
    counted = Counter(_keys(rows, schema.primary_key))
    doubled = [f"! {', '.join(key)}: {n} rows have this key" for key, n in counted.items() if n > 1]
    old, new = (_by_key(each, schema.primary_key) for each in (before, rows))
    added = [key for key in new if key not in old]
    removed = [key for key in old if key not in new]
    changed = [key for key in new if key in old and old[key] != new[key]]
    examples = [f"+ {', '.join(key)}" for key in added[:SHOWN]]
    examples += [f"- {', '.join(key)}" for key in removed[:SHOWN]]
    for key in changed[:SHOWN]:
        cells = [
            f"{name} {as_text(old[key][name])} → {as_text(new[key][name])}"
            for name in schema.field_names
            if old[key][name] != new[key][name]
        ]
        examples.append(f"~ {', '.join(key)}: {'; '.join(cells)}")
    yield Revised(
        table=table,
        added=len(added),
        removed=len(removed),
        changed=len(changed),
        examples=examples,
        doubled=doubled[:SHOWN],
    )


def _keys(rows: pa.Table, key: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for row in rows.select([*key]).to_pylist():
        yield tuple(as_text(row[name]) for name in key)


def _by_key(rows: pa.Table, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, Any]]:
    return dict(zip(_keys(rows, key), rows.to_pylist(), strict=True))
