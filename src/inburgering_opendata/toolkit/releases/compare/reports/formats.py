"""The formats of a comparison: text, JSON, Markdown and HTML, each a piece at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from inburgering_opendata.toolkit.ground.moments import in_text
from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.releases.compare.comparison import Comparison
from inburgering_opendata.toolkit.releases.compare.difference import RowChange, TableDifference
from inburgering_opendata.toolkit.releases.compare.reports.document import Grid, Section, document
from inburgering_opendata.toolkit.validate.reports import markdown


def as_text(comparison: Comparison) -> Iterator[str]:
    """For a terminal; `click.echo` drops the colours where there is none to show them."""
    for section in document(comparison):
        yield click.style(visible(section.title), bold=True) + "\n"
        yield from (f"{visible(line)}\n" for line in section.lines)
        for grid in section.grids:
            yield f"\n  {visible(grid.caption)}\n{_columns(grid)}\n"
        yield "\n"


def as_markdown(comparison: Comparison) -> Iterator[str]:
    """For a pull request."""
    return markdown_of(document(comparison))


def markdown_of(sections: Iterable[Section]) -> Iterator[str]:
    """The sections as Markdown, nothing in a value being markup."""
    for number, section in enumerate(sections):
        yield f"{'##' if number else '#'} {markdown.plain(section.title)}\n\n"
        yield from (f"{markdown.plain(line)}\n\n" for line in section.lines)
        for grid in section.grids:
            lines = [
                f"**{markdown.plain(grid.caption)}**",
                "",
                *markdown.table_head(*grid.columns),
                *(markdown.table_row(*row) for row in grid.rows),
            ]
            yield "\n".join(lines) + "\n\n"


def as_html(comparison: Comparison) -> Iterator[str]:
    """One page that needs nothing else."""
    from inburgering_opendata.toolkit.validate.reports.html_ import page

    folder = Path(__file__).with_name("templates")
    yield page("comparison.html", folder, sections=document(comparison)) + "\n"


def as_json(comparison: Comparison) -> Iterator[str]:
    """For machines: every difference, so that it can be applied to the old release.

    Of each table: the changes of its schema with their rules, totals before and after, then the
    `rows` that were added, removed or changed, and `filled`: the values of new columns in rows
    that were there before.
    """
    head = {
        "old": _side(comparison, 0),
        "new": _side(comparison, 1),
        "same": comparison.same,
        "breaking": comparison.breaking,
        "packages": [
            {
                "package": package.package,
                "change": package.what,
                "licences": {"old": package.licences[0], "new": package.licences[1]},
                "sources": [
                    {
                        "table": c.table,
                        "change": c.what,
                        "properties": c.properties,
                        "old": c.old,
                        "new": c.new,
                    }
                    for c in package.sources
                ],
            }
            for package in comparison.packages
        ],
    }
    yield _dump(head)[:-1] + ', "tables": ['
    for number, table in enumerate(comparison.tables):
        yield ("," if number else "") + "\n" + _dump(_table(table))[:-1]
        yield from _listed("rows", comparison.rows(table))
        yield from _listed("filled", comparison.filled(table))
        yield "}"
    yield "\n]}\n"


FORMATS: dict[str, Callable[[Comparison], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "html": as_html,
}


def _columns(grid: Grid) -> str:
    rows = [[visible(cell) for cell in row] for row in [grid.columns, *grid.rows]]
    widths = [max(len(row[n]) for row in rows) for n in range(len(grid.columns))]
    return "\n".join(
        "  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _side(comparison: Comparison, side: int) -> dict[str, Any]:
    published = (comparison.old, comparison.new)[side]
    return {"path": str(published.path), "version": published.version}


def _table(table: TableDifference) -> dict[str, Any]:
    return {
        "package": table.package,
        "table": table.table,
        "change": table.what,
        "breaking": table.breaking,
        "schema": {
            "old": table.versions[0],
            "new": table.versions[1],
            "changes": [
                {
                    "rule": change.rule.name,
                    "level": change.rule.level.name.lower(),
                    "field": change.field,
                    "old": change.old,
                    "new": change.new,
                }
                for change in table.schema
            ],
        },
        "count": {
            "old": table.rows[0],
            "new": table.rows[1],
            **{what: table.count(what) for what in ("added", "removed", "changed")},
            "kinds": table.kinds(),
        },
        "fields": table.fields,
        "totals": [
            {
                "group": dict(total.group),
                "field": total.field,
                "old": total.old,
                "new": total.new,
                "difference": total.difference,
            }
            for total in table.totals
        ],
        "key": table.layout.key,
    }


def _listed(name: str, rows: Iterable[RowChange]) -> Iterator[str]:
    yield f', "{name}": ['
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n" + _dump(_row(row))
    yield "]"


def _row(row: RowChange) -> dict[str, Any]:
    return {
        "change": row.what,
        "kind": row.kind,
        "key": row.key,
        "cells": [
            {"field": c.field, "old": c.old, "new": c.new, "difference": c.difference}
            for c in row.cells
        ],
        **({"others": row.others} if row.others else {}),
    }


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_exactly)


def _exactly(value: object) -> str:
    """A decimal, a day or a moment as text, so that no reader makes a float of it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return in_text(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
