"""The document that every format for people is written from: sections with lines and grids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inburgering_opendata.toolkit.releases.compare.comparison import Comparison
from inburgering_opendata.toolkit.releases.compare.difference import (
    RowChange,
    TableDifference,
    Value,
)
from inburgering_opendata.toolkit.releases.compare.listing import plain
from inburgering_opendata.toolkit.releases.compare.rules import Level

SHOWN = 10
"""Rows and totals of a table that are shown to people; the JSON has them all."""


@dataclass(frozen=True)
class Grid:
    """A table of texts."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Section:
    """A part of the document; the first one has the title of the whole."""

    title: str
    lines: Sequence[str] = ()
    grids: Sequence[Grid] = ()


def document(comparison: Comparison, shown: int = SHOWN) -> list[Section]:
    """What a reader of the new release should know, what breaks first."""
    changed = [table for table in comparison.tables if table.what != "same"]
    return [
        Section(_title(comparison), list(_summary(comparison)), list(_overview(comparison))),
        *(_section(comparison, table, shown) for table in changed),
    ]


def _title(comparison: Comparison) -> str:
    sides = (comparison.old, comparison.new)
    old, new = (side.version or side.path.name or str(side.path) for side in sides)
    return f"Changes from {old} to {new}"


def _summary(comparison: Comparison) -> Iterator[str]:
    breaking = [table.table for table in comparison.tables if table.breaking]
    if comparison.same:
        yield "Nothing changed."
    elif breaking:
        yield f"Breaking changes in: {', '.join(breaking)}."
    else:
        yield "No breaking changes."
    for package in comparison.packages:
        if package.what != "kept":
            yield f"The package {package.package} was {package.what}."
        elif package.licences[0] != package.licences[1]:
            before, after = (", ".join(names) or "none" for names in package.licences)
            yield f"The licence of {package.package} was {before} and is now {after}."
    same = [table.table for table in comparison.tables if table.what == "same"]
    if same and not comparison.same:
        yield f"The same as before: {', '.join(same)}."


def _overview(comparison: Comparison) -> Iterator[Grid]:
    changed = [table for table in comparison.tables if table.what != "same"]
    if changed:
        yield Grid(
            "Tables",
            ("table", "schema", "rows before", "rows after", "what changed"),
            [_overview_row(comparison, table) for table in changed],
        )
    sources = [
        (
            change.table,
            f"changed: {', '.join(change.properties)}" if change.properties else change.what,
            _edition(change.old),
            _edition(change.new),
        )
        for package in comparison.packages
        for change in package.sources
    ]
    if sources:
        yield Grid("Sources", ("table", "what", "before", "after"), sources)


def _overview_row(comparison: Comparison, table: TableDifference) -> tuple[str, ...]:
    before, after = table.versions
    version = before if before == after else f"{before or '–'} → {after or '–'}"
    kinds = [f"{number:,} × {comparison.kind(kind)}" for kind, number in table.kinds().items()]
    if table.schema:
        kinds.insert(0, f"schema ({len(table.schema)})")
    rows = (f"{number:,}" for number in table.rows)
    return (f"{table.package}/{table.table}", version or "–", *rows, ", ".join(kinds))


def _edition(source: object) -> str:
    if not isinstance(source, dict):
        return "–"
    return f"{source['title']} ({source['date']}, {str(source['hash'])[:19]})"


def _section(comparison: Comparison, table: TableDifference, shown: int) -> Section:
    title = f"{table.package}/{table.table}"
    if table.what in ("added", "removed"):
        rows = table.rows[table.what == "added"]
        return Section(title, [f"The table was {table.what}, with {rows:,} rows."])
    lines = []
    if table.fields:
        most = sorted(table.fields.items(), key=lambda field: -field[1])
        named = ", ".join(f"{name} in {number:,} rows" for name, number in most)
        lines.append(f"Changed: {named}.")
    if kept := Counter(total.field for total in table.totals if not total.difference):
        named = ", ".join(f"{name} ({number:,})" for name, number in kept.items())
        lines.append(f"Totals that stayed the same: {named}.")
    return Section(
        title, lines, [*_schema(table), *_totals(table, shown), *_rows(comparison, table, shown)]
    )


def _schema(table: TableDifference) -> Iterator[Grid]:
    if table.schema:
        rows = [
            (
                "BREAKING" if change.rule.level is Level.MAJOR else change.rule.level.name.lower(),
                change.rule.name,
                change.field or "–",
                change.old or "–",
                change.new or "–",
                change.rule.why,
            )
            for change in table.schema
        ]
        yield Grid("Schema", ("level", "change", "field", "before", "after", "why"), rows)


def _totals(table: TableDifference, shown: int) -> Iterator[Grid]:
    changed = [total for total in table.totals if total.difference]
    if changed:
        rows = [
            (
                total.field,
                ", ".join(f"{name} {value}" for name, value in total.group) or "all",
                "–" if total.old is None else f"{total.old:,}",
                "–" if total.new is None else f"{total.new:,}",
                f"{total.difference:+,}",
            )
            for total in changed[:shown]
        ]
        columns = ("field", "of", "before", "after", "difference")
        yield Grid(_caption("Totals", len(changed), shown), columns, rows)


def _rows(comparison: Comparison, table: TableDifference, shown: int) -> Iterator[Grid]:
    for what in ("changed", "added", "removed"):
        if number := table.count(what):
            found = comparison.rows(table, what, shown)
            grids = {"changed": _changed, "added": _whole, "removed": _whole}
            columns, rows = grids[what](list(found), comparison)
            yield Grid(_caption(f"Rows {what}", number, shown), columns, rows)


def _changed(
    rows: Sequence[RowChange], comparison: Comparison
) -> tuple[Sequence[str], list[Sequence[str]]]:
    cells = [
        (
            _kind(row, comparison),
            _key(row, comparison.names),
            cell.field,
            _text(cell.old),
            _text(cell.new),
            _text(cell.difference),
        )
        for row in rows
        for cell in row.cells
    ]
    return ("kind", "row", "field", "before", "after", "difference"), [*cells]


def _whole(
    rows: Sequence[RowChange], comparison: Comparison
) -> tuple[Sequence[str], list[Sequence[str]]]:
    found = [
        (
            _kind(row, comparison),
            _key(row, comparison.names),
            ", ".join(
                f"{cell.field} {_text(cell.new if row.what == 'added' else cell.old)}"
                for cell in row.cells
            ),
        )
        for row in rows
    ]
    return ("kind", "row", "values"), [*found]


def _kind(row: RowChange, comparison: Comparison) -> str:
    kind = comparison.kind(row.kind)
    if not row.others:
        return kind
    others = ", ".join(_named(code, comparison.names) for code in row.others)
    return f"{kind} ({'to' if row.what == 'removed' else 'from'} {others})"


def _key(row: RowChange, names: Mapping[str, str]) -> str:
    return ", ".join(_named(_text(value), names) for value in row.key.values()) or "–"


def _named(text: str, names: Mapping[str, str]) -> str:
    """A code with its name, as nobody knows the codes; anything else as it is."""
    return f"{text} {names[text]}" if text in names else text


def _text(value: Value) -> str:
    return plain(value) or "–"


def _caption(what: str, number: int, shown: int) -> str:
    if number <= shown:
        return f"{what}: {number:,}"
    return f"{what}: {number:,}, the {shown} with the largest differences (all: --format json)"
