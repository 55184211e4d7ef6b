"""Numbers as Dutch documents print them; with a mark or a misplaced point it is no number."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+|,-)?", re.ASCII)

EXPECTED = (
    "a number in Dutch notation, such as 1.234 or 1.234,50, or - for nil; without footnote marks"
)


def dutch_number(text: str) -> Decimal | None:
    """The number that `text` prints, or None when it prints none.

    Points stand between groups of three digits or not at all, the decimal sign is a comma, `-`
    alone is nil (CBS, explanation of symbols: `.` is missing and `x` is secret, so no number), and
    behind the comma it is no cents. A euro sign in front, and spaces around, are let be.
    """
    bare = text.strip().removeprefix("€").strip()
    if bare == "-":
        return Decimal(0)
    if not _NUMBER.fullmatch(bare):
        return None
    return Decimal(bare.removesuffix(",-").replace(".", "").replace(",", "."))
