"""Names of columns that every engine can tell apart, from each other and from its own."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence

_KEPT = ("rowid", "file_row_number")
"""What DuckDB calls the number of a row; an engine adds columns with a # in their name."""

_OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}

_SHOWN = 8
"""Names of columns in a message before the rest is only counted."""


def problem_with_columns(names: Sequence[str]) -> str | None:
    """Why a table with these columns cannot be read, or None.

    Databases do not tell names apart by capitals, so two that differ in nothing else are one.
    """
    if not names:
        return "there is no column"
    if "" in names:
        return f"column {names.index('') + 1} has no name"
    counts = Counter(name.lower() for name in names)
    if doubled := sorted({name for name in names if counts[name.lower()] > 1}):
        return f"the column {doubled} stands there twice"
    if marked := [name for name in names if "#" in name]:
        return f"a column cannot have a # in its name: {marked}; rename it"
    if kept := [name for name in names if name.lower() in _KEPT]:
        return f"a column cannot have the name {kept}, which is kept for the numbers of rows"
    return None


def problem_with_header(names: Sequence[str], declared: Collection[str]) -> str | None:
    """Why a file with these columns cannot be the table with the `declared` ones, or None.

    Columns too few or too many are for the checks of the table: only where none is known, the file
    is another one. Nothing is declared where `declared` is empty.
    """
    if problem := problem_with_columns(names):
        return problem
    if not declared or not set(declared).isdisjoint(names):
        return None
    known = {name.lower() for name in declared}
    hint = "use the declared names as the header"
    if any(name.strip().lower() in known for name in names):
        hint = "write them exactly so, capitals and spaces included"
    expected, found = _listed(list(declared)), _listed(names)
    return f"none of the declared columns is there: {expected} were expected, not {found}; {hint}"


def other_delimiter(line: str, declared: Collection[str]) -> str | None:
    """What is wrong with a first line that seems to be delimited by another sign than commas."""
    by_comma = _cells(line, ",")
    known = {name.lower() for name in declared}
    most = len(known.intersection(by_comma))
    for sign, words in _OTHER_SIGNS.items():
        cells = _cells(line, sign)
        alone = len(by_comma) == 1 and not most and len(cells) > 1
        if alone or len(known.intersection(cells)) > max(most, 1):
            return f"columns are separated by {words}; commas were expected; save it with commas"
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


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
