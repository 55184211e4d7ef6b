"""What a comparison found, as values: of a table as a whole, and of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inburgering_opendata.toolkit.releases.compare.layout import Layout
from inburgering_opendata.toolkit.releases.compare.schema_changes import SchemaChange
from inburgering_opendata.toolkit.releases.compare.sources import SourceChange
from inburgering_opendata.toolkit.releases.compare.totals import Total

Value = str | int | Decimal | date | bool | None

ROW_KINDS = {
    "added": "row added",
    "removed": "row removed",
    "value_revised": "value revised",
    "status_changed": "status changed",
    "definition_changed": "definition changed",
    "recoded": "recoded",
}
"""The kinds of difference that a row can have, and what they are called.

A row with several is called after the one that explains the others: its code went over, what
its figures mean changed, its status changed, or, when nothing else did, a value was revised.
"""


@dataclass(frozen=True)
class CellChange:
    """A value before and after."""

    field: str
    old: Value
    new: Value

    @property
    def difference(self) -> int | Decimal | None:
        """How much was added, of a number that was there before and after."""
        numbers = (int, Decimal)
        if isinstance(self.old, bool) or isinstance(self.new, bool):
            return None
        if not isinstance(self.old, numbers) or not isinstance(self.new, numbers):
            return None
        return self.new - self.old


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """A row that is not the same."""

    what: str
    """`added`, `removed` or `changed`."""
    kind: str
    """One of `ROW_KINDS`."""
    key: Mapping[str, Value]
    cells: tuple[CellChange, ...]
    """What changed; of a row that was added or removed, every value outside the key."""
    others: tuple[str, ...] = ()
    """Of a row that was recoded: the codes that the row went to, or came from."""


@dataclass(frozen=True, kw_only=True)
class TableDifference:
    """What changed in one table."""

    package: str
    table: str
    what: str
    """`added`, `removed`, `changed` or `same`."""
    versions: tuple[str | None, str | None]
    """Versions of the schema, before and after."""
    schema: tuple[SchemaChange, ...]
    rows: tuple[int, int]
    """Number of rows, before and after."""
    counts: Mapping[tuple[str, str], int]
    """How many rows are not the same, by what and kind."""
    fields: Mapping[str, int]
    """In how many rows a field changed, for those where it did."""
    totals: tuple[Total, ...]
    layout: Layout
    differences: str
    """Name of the table in the database with the rows."""

    @property
    def breaking(self) -> bool:
        return any(change.rule.breaking for change in self.schema)

    def count(self, what: str) -> int:
        return sum(number for (found, _), number in self.counts.items() if found == what)

    def kinds(self) -> Mapping[str, int]:
        """How many rows there are of each kind, those without left out."""
        found: dict[str, int] = {}
        for (_, kind), number in self.counts.items():
            found[kind] = found.get(kind, 0) + number
        return {kind: found[kind] for kind in ROW_KINDS if kind in found}


@dataclass(frozen=True)
class PackageDifference:
    """What changed in one package besides its tables."""

    package: str
    what: str
    """`added`, `removed` or `kept`."""
    licences: tuple[tuple[str, ...], tuple[str, ...]]
    sources: tuple[SourceChange, ...]
