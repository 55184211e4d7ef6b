"""How well a rule fits the reported figures, and what that is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fit:
    """How a rule fits the comparable figures of a period."""

    compared: int
    met: int
    exact_missed: int

    def word(self, most_of_others: int) -> str:
        """`untested`, `met`, `refuted` or `partly_met`.

        Args:
            most_of_others: the most figures of the period that another candidate meets.
        """
        if not self.compared:
            return "untested"
        if self.met == self.compared:
            return "met"
        return "refuted" if self.exact_missed and most_of_others > self.met else "partly_met"


def fits_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], tuple[Fit, str]]:
    """The fit of each stream, rule and period, and what it is called.

    Args:
        rows: stream, rule, period, is_comparable, is_met, precision of each row of evidence.
    """
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        if row["is_comparable"]:
            count = counts.setdefault((row["stream"], row["period"], row["rule"]), Counter())
            count["compared"] += 1
            count["met"] += row["is_met"]
            count["exact_missed"] += not row["is_met"] and row["precision"] == "exact"
    fits = {
        key: Fit(count["compared"], count["met"], count["exact_missed"])
        for key, count in counts.items()
    }
    named = {}
    for (stream, period, rule), fit in fits.items():
        others = [
            other.met
            for (of_stream, of_period, name), other in fits.items()
            if (of_stream, of_period) == (stream, period) and name != rule
        ]
        named[stream, rule, period] = fit, fit.word(max(others, default=0))
    return named
