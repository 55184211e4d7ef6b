"""Names of columns that every engine can tell apart, from each other and from its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

_KEPT = ("rowid", "file_row_number")
"""What DuckDB calls the number of a row; an engine adds columns with a # in their name."""


def problem_with_columns(names: Sequence[str]) -> str | None:
    """Why a table with these columns cannot be read, or None.

    Databases do not tell names apart by capitals, so two that differ in nothing else are one.
    """
    if "" in names:
        return f"column {names.index('') + 1} has no name"
    counts = Counter(name.lower() for name in names)
    if doubled := sorted({name for name in names if counts[name.lower()] > 1}):
        return f"the column {doubled} stands there twice"
    if kept := [name for name in names if "#" in name or name.lower() in _KEPT]:
        return f"a column cannot have the name {kept}, which is kept for the numbers of rows"
    return None


def in_declared_place(
    columns: Sequence[str], from_folders: Collection[str], declared: Sequence[str]
) -> list[str]:
    """The columns, with those that the names of folders give where they are declared to stand.

    Inside the files they have no place; each reader puts them last.
    """
    placed = [name for name in columns if name not in from_folders or name not in declared]
    for position, name in enumerate(declared):
        if name in from_folders and name in columns:
            before = [other for other in declared[:position] if other in placed]
            placed.insert(placed.index(before[-1]) + 1 if before else 0, name)
    return placed
