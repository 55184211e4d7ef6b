"""What the audit holds the figures to, apart so that the settings can be read without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Limits:
    """What may not be found out: our choices, from disclosure.yaml."""

    small: int
    """The largest count that may not become certain."""
    width: int
    """How far apart the least and the most that a count can be must stay."""
    inside_percent: Decimal
    """The share of counts that an outsider may know to be small, though not how small."""
    least_denominator: int
    """The least published count by which a share or mean is divided."""
