"""Why a workbook cannot be read."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What stands in the way of reading."""

    NOT_A_WORKBOOK = "not a workbook"
    TOO_LARGE = "too large"
    """It would unpack to more than is accepted, or a sheet reaches further."""
    DAMAGED = "damaged"
    """A sheet holds what no workbook may hold; Excel would offer to repair it."""


class WorkbookError(ValueError):
    """Why a workbook cannot be read, and as far as it is known where; its text is for people."""

    def __init__(
        self,
        kind: Kind,
        problem: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        cell = f"cell {column or ''}{row}" if column else f"row {row}" if row else ""
        where = ", ".join(filter(None, (sheet and f"sheet {sheet!r}", cell)))
        super().__init__(f"{where}: {problem}" if where else problem)
        self.kind, self.sheet, self.row, self.column = kind, sheet, row, column
