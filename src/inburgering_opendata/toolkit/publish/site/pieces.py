"""The rows of a table in pieces that a page fetches when they are asked for.

Each piece is a script and not JSON, as a page that was opened from disk may not fetch, and as the
policy of the pages lets scripts of the site run and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from inburgering_opendata.toolkit.publish.site.contents import Contents, Table

PIECE = 100_000
"""Bytes of a piece, about: a page with one or two of them stays below 300 kB."""

MOST = 30_000_000
"""Bytes of the CSV of a table above which it is not put in pieces: a browser would have to hold
them all to sort them."""

BETWEEN = ",\n"

_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some rows of a table, one after the other."""

    path: str
    """Within the site."""
    rows: int
    script: bytes

    @property
    def size(self) -> int:
        return len(self.script)


def pieces_of(contents: Contents) -> dict[str, tuple[Piece, ...]]:
    """The pieces of each table, by `package/table`; a table above `MOST` has none."""
    return {
        f"{table.package}/{table.name}": tuple(_pieces(table))
        for package in contents.packages
        for table in package.tables
        if table.size <= MOST
    }


def _pieces(table: Table) -> Iterator[Piece]:
    names = [str(field["name"]) for field in table.fields]
    lines: list[str] = []
    held = number = 0
    for row in table.texts:
        line = _LINE.encode([row[name] for name in names])
        size = len(line.encode()) + len(BETWEEN)
        if lines and held + size > PIECE:
            yield _piece(table, number, lines)
            lines, held, number = [], 0, number + 1
        lines.append(line)
        held += size
    if lines:
        yield _piece(table, number, lines)


def _piece(table: Table, number: int, lines: list[str]) -> Piece:
    path = f"tables/{table.package}/{table.name}.{number}.js"
    rows = BETWEEN.join(lines)
    script = f"(window.opendataPieces||={{}})[{json.dumps(path)}]=[\n{rows}\n];\n"
    return Piece(path=path, rows=len(lines), script=script.encode())
