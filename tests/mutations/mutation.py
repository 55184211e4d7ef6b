"""What a mutation is: a way to spoil a table, and what a check that notices must name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.mutations.csv_table import CsvTable

Key = Mapping[str, str]

WHOLE_TABLE: tuple[Key, ...] = ({},)
"""The group that a check names when the fault lies in no row: the table as a whole."""


@dataclass(frozen=True)
class Spoilt:
    """A table with one fault, and exactly the rows and groups that are to be named for it."""

    table: CsvTable
    rows: tuple[int, ...] = ()
    """Rows of the spoilt table, counted from 0; each must be named by line and primary key."""
    groups: tuple[Key, ...] = ()
    """Keys of what is wrong without being a row, such as a total or a row that is missing."""
    stored_as: Mapping[str, str] = field(default_factory=dict)
    """Arrow types of columns stored as another type than declared. Text has no wrong type, so the
    table is then written as Parquet."""


Spoil = Callable[[CsvTable], Spoilt]


@dataclass(frozen=True)
class Mutation:
    """One way to break one check of one table."""

    table: str
    check: str
    name: str
    spoil: Spoil

    def __str__(self) -> str:
        return f"{self.table}/{self.check}/{self.name}"
