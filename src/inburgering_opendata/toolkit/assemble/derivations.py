"""What a subject tells of tables that are computed: the register of derived tables.

A rule is a pure function whose parameters are named after the tables it needs. One that needs its
own table gets the rows that the sources have of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.describe.views import TableOf
from inburgering_opendata.toolkit.ground.files import Json

if TYPE_CHECKING:
    import pyarrow as pa

Rule = Callable[..., "pa.Table"]

Function = TypeVar("Function", bound=Rule)

Finish = Callable[["pa.Table"], "pa.Table"]
"""Adds what is computed after all amounts, also in a view: ranks, shares and the like."""

Declared = Callable[[Path, bytes, "pa.Schema"], "pa.Table"]
"""Makes the rows of a table from a declaration; the path is for messages."""

Reader = Callable[[Path, bytes, Json, TableSchema, TableOf], "pa.Table"]
"""Reads a source that is not a table of ours as yet, as a property of the source says."""


@dataclass(frozen=True)
class Derived:
    """How a table comes about that is not just read: any of these."""

    rule: Rule | None = None
    finish: Finish | None = None
    declared: Declared | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The tables that its rule needs."""
        return tuple(inspect.signature(self.rule).parameters) if self.rule else ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Derivations:
    """What a subject tells of derived tables, and of sources that are not tables."""

    tables: Callable[[], Mapping[str, Derived]] = dict
    """By name of the table."""
    readers: Mapping[str, Reader] | None = None
    """By the property of a source that says how it is to be read."""


def derives(*, finish: Finish | None = None) -> Callable[[Function], Function]:
    """Make a function the rule of the table that it is named after.

    Args:
        finish: adds what is computed after all amounts.
    """

    def make(function: Function) -> Function:
        function.derived = Derived(function, finish)  # type: ignore[attr-defined]
        return function

    return make


def tables_of(modules: Iterable[ModuleType]) -> dict[str, Derived]:
    """The tables that `modules` derive, by name."""
    found = {}
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(made := getattr(value, "derived", None), Derived):
                found[name] = made
    return found


def derived(known: Mapping[str, Derived], table: str) -> Derived:
    """How `table` comes about; one that is only read has neither rule nor declaration."""
    return known.get(table, Derived())
