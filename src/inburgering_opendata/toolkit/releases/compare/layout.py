"""How the rows of two versions of a table are laid side by side: by which key, which columns.

Three things are told apart by the schema. A field whose list of values knows `suppressed`, or that
has `"tellsStatus": true`, is a status; one with `"defines": true` says what the other figures of
the row mean; the fields that add up, or else those with a unit, are the measures that tell large
changes from small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.releases.compare.relations import is_numeric

SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Layout:
    """Two versions of a table; columns of the rows laid side by side are numbered, not named."""

    old: TableSchema
    new: TableSchema
    key: tuple[str, ...]
    """The columns that tell rows apart; empty when no key fits both: rows are the same or not."""

    @cached_property
    def common(self) -> tuple[tuple[Field, Field], ...]:
        """The fields that both have, outside the key, as they are in each."""
        return tuple(
            (self.old.field(field.name), field)
            for field in self.new.fields
            if field.name in self.old.field_names and field.name not in self.key
        )

    @cached_property
    def only_old(self) -> tuple[Field, ...]:
        return tuple(f for f in self.old.fields if f.name not in self.new.field_names)

    @cached_property
    def only_new(self) -> tuple[Field, ...]:
        return tuple(f for f in self.new.fields if f.name not in self.old.field_names)

    @property
    def status(self) -> list[int]:
        """Which of the common fields are a status."""
        return self._which(is_status)

    @property
    def defining(self) -> list[int]:
        """Which of the common fields say what the others mean."""
        return self._which(defines)

    @property
    def measures(self) -> list[int]:
        """Which of the common fields tell a large change from a small one."""
        numeric = [n for n, pair in enumerate(self.common) if all(map(is_numeric, pair))]
        adding_up = self.new.adding_up
        chosen = adding_up.sums if adding_up else with_unit(self.new)
        return [n for n in numeric if self.common[n][1].name in chosen] or numeric

    def _which(self, has: Callable[[Field], bool]) -> list[int]:
        return [n for n, pair in enumerate(self.common) if any(map(has, pair))]


def lay_out(old: TableSchema, new: TableSchema) -> Layout:
    """Rows are told apart by the new primary key where the old table has it, else by the old."""
    for key in (new.primary_key, old.primary_key):
        if key and {*key} <= {*old.field_names} & {*new.field_names}:
            return Layout(old, new, key)
    return Layout(old, new, ())


def is_status(field: Field) -> bool:
    told = bool(field.descriptor.get("tellsStatus", False))
    return told or SUPPRESSED in field.constraints.get("enum", ())


def defines(field: Field) -> bool:
    return bool(field.descriptor.get("defines", False))


def with_unit(schema: TableSchema) -> Sequence[str]:
    return [field.name for field in schema.fields if "unit" in field.descriptor]
