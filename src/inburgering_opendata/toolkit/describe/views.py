"""Views: tables that are made of one other table, by a rule that a subject has.

A view has no schema and no suite of its own: both follow from those of its table. A project without
a subject has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.ground.files import Json

if TYPE_CHECKING:
    import pyarrow as pa

TableOf = Callable[[str], "pa.Table"]
"""The table of a name, in the columns and types of its schema."""


@dataclass(frozen=True)
class AddingUp:
    """What of a table adds up, and over what: `sums` over `over`, within each of `groups`."""

    over: str
    sums: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Views:
    """What a subject tells of views; schemas are given as they stand in a file, `raw`."""

    properties: tuple[str, ...] = ()
    """What the descriptor of a package says when it has views, such as a day."""
    table_of: Callable[[str], str | None] = lambda name: None
    """The table that a name is a view of; None for the name of a table itself."""
    schema: Callable[[Json, str], Json] = lambda raw, name: raw
    """The Table Schema of the view of that name, from the one of its table."""
    suite: Callable[[Json, str], Sequence[Json]] = lambda raw, name: ()
    """The expectations of the view of that name, as a suite has them."""
    rows: Callable[[TableOf, Json, str], pa.Table] = lambda table_of, raw, name: table_of(name)
    """The rows of the view of that name, without what is computed after all amounts."""
    names: Callable[[Sequence[Json], Json], Sequence[str]] = lambda tables, asked: ()
    """The views of a package with these tables, as `asked` for in those properties; raises
    ValueError or TypeError for what cannot be asked."""
    adding_up: Callable[[Json], AddingUp | None] = lambda raw: None
    """What of a table adds up; None where nothing says that a sum means anything."""


NO_VIEWS = Views()
"""What is told where there is no subject."""
