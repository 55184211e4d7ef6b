"""Text in aligned columns."""

from __future__ import annotations

from collections.abc import Sequence

from inburgering_opendata.toolkit.ground.visible import shown


def as_columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows of text in aligned columns, those in `right` to the right; of no rows nothing.

    A cell is on one line, and gives no orders to what shows it.
    """
    rows = [[shown(cell) for cell in row] for row in rows]
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
