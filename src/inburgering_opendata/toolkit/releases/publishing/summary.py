"""What a subject tells of a release that was just made: what its maker wants to see first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary:
    """A text about the tables of a release; a project without a subject has none."""

    of: Callable[[Mapping[str, pa.Table]], str] = lambda tables: ""
