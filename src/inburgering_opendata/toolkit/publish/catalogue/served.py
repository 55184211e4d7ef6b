"""Files of a release that the description of its service names one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Served:
    """A file whose address is named for itself, as it is the answer to a question."""

    name: str
    """Unique among them."""
    path: str
    """Within the release."""
    title: str
    media_type: str
