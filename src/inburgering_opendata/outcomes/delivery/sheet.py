"""A table as it stands in a file, before anything is known of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from inburgering_opendata.outcomes.delivery.column import Column
from inburgering_opendata.outcomes.delivery.problem import Problem

KnownHeaders = Callable[[Sequence[str]], int]
"""How many fields a row of texts names as a header; 0 when it is the header of no delivery."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook, or a whole CSV or Parquet file.

    Rows without any value are not among its rows.
    """

    name: str | None
    """Name of the sheet; None for a file without sheets."""
    header: tuple[str, ...]
    columns: tuple[Column, ...]
    row_numbers: Sequence[int]
    """Of each row, as the spreadsheet or editor numbers it."""
    header_row: int = 1
    problems: tuple[Problem, ...] = ()
    """What is wrong with the sheet as such: merged cells, formulas, rows of another length."""


@dataclass(frozen=True)
class Note:
    """What was found out about a file, to be told: the sentence `note.<name>` of words.toml."""

    name: str
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """The tables of a file, and what was assumed to read them."""

    sheets: tuple[Sheet, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read; there are then no sheets."""
    personal: tuple[Problem, ...] = ()
    """What identifies a person beside the cells: in names of sheets, and in remarks."""
    decimal_sign: str | None = None
    """The decimal sign, where it is stated."""
