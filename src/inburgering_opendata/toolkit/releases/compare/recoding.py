"""What a subject tells of codes that went over into others, so that a diff can recognise them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Recoding:
    """The register of successions, and the one of names; a table of None is not there."""

    changes: str | None = None
    """The table of successions, with a column of old codes and one of new ones."""
    old_code: str = "old_code"
    new_code: str = "new_code"
    register: str | None = None
    """The table with the name of each code."""
    code: str = "code"
    name: str = "name"
    called: str = "recoded"
    """What a row is called that went over with its code."""
