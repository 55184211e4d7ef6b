"""What the deliverer says of a file, beside what the file itself shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from inburgering_opendata.outcomes.delivery.delimited import Stated


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the deliverer says of a file; None, or nothing, where it must show from the file."""

    kind: str | None = None
    sheet: str | None = None
    csv: Stated = field(default_factory=Stated)
    decimal_sign: str | None = None
    as_of: date | None = None
    municipalities: tuple[str, ...] = ()
    origin: str | None = None
    pseudonyms: Mapping[str, str] = field(default_factory=dict)
    """By new pseudonym the one that the same person had in an earlier delivery."""
