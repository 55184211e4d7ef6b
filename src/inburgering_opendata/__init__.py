"""Open data on the money and the results of Dutch civic integration, by municipality.

`load` gives a published table: `ino.load("allocation", version="latest")`. The rooms follow the
journey of the data: `describe` (what a table and a package are) → `assemble` (pinned sources to
data packages) → `validate` → `publish`; and back again: `download`, `verify`, `compare`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inburgering_opendata.loading import load

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> Any:
    """`load`, imported when it is first asked for, so that importing this costs nothing."""
    if name == "load":
        from inburgering_opendata.loading import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
