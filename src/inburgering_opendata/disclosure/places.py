"""Where a municipality belongs, and which municipalities are the same at two dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import pyarrow as pa

from inburgering_opendata.boundaries.reorganisations import Reorganisations

NATION = "NL"


def region_area(name: str) -> str:
    """How observation writes a labour-market region in its column `area`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "R-" + re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True)
class Places:
    """The hierarchy that everybody can look up: provinces, regions and reorganisations."""

    province_of: Mapping[str, str]
    """Province code by municipality code."""
    regions_of: Mapping[int, Mapping[str, str]]
    """By year, the area of the labour-market region by municipality code."""
    changes: Reorganisations

    @classmethod
    def of(
        cls, municipality: pa.Table, municipality_change: pa.Table, municipality_region: pa.Table
    ) -> Places:
        """From the three published tables of the package municipalities."""
        codes, provinces = (municipality[name].to_pylist() for name in ("code", "province_code"))
        regions: dict[int, dict[str, str]] = {}
        for row in municipality_region.to_pylist():
            of_year = regions.setdefault(int(row["year"]), {})
            of_year[row["municipality_code"]] = region_area(row["region_name"])
        changes = Reorganisations.of(municipality_change, municipality)
        return cls(dict(zip(codes, provinces, strict=True)), regions, changes)

    def regions_on(self, day: date | None) -> Mapping[str, str]:
        """The regions of the last year at or before `day`; of the last year without one."""
        years = sorted(self.regions_of)
        known = [year for year in years if day is None or year <= day.year]
        return self.regions_of[(known or years)[-1]] if years else {}

    def extent(self, area_type: str, area: str, day: date | None) -> date | None:
        """Since when an area is the area that it is on `day`: rows with the same extent are of
        the same inhabitants. None when nothing ever happened to it, or no day is given.
        """
        if day is None or area == NATION:
            return None
        touched = self._touched.get(area, ()) if area_type != "labour_market_region" else (day,)
        return max((change for change in touched if change <= day), default=None)

    @cached_property
    def _touched(self) -> dict[str, set[date]]:
        """The days on which a municipality received another, or a province lost or won one."""
        days: dict[str, set[date]] = {}
        for ending in self.changes.endings:
            old = self.province_of.get(ending.code)
            for receiver in ending.receivers:
                days.setdefault(receiver, set()).add(ending.day)
                new = self.province_of.get(receiver)
                for province in {old, new} - {None} if old != new else ():
                    days.setdefault(str(province), set()).add(ending.day)
        return days

    def sources(self, start: date, end: date) -> dict[str, dict[str, Fraction | None]]:
        """By municipality on `end` that changed since `start`, the municipalities on `start` that
        it came from; with the part of each that went into it, where that one was split.
        """
        found: dict[str, dict[str, Fraction | None]] = {}
        endings = self.changes.between(start, end)
        touched = {ending.code for ending in endings} | {c for e in endings for c in e.receivers}
        for code in sorted(touched):
            if self.changes.existed(code, start):
                reached = self.changes.successors(code, start, end)
                for receiver, split in reached.items():
                    share = self._share(code, receiver, start, end) if split else None
                    found.setdefault(receiver, {})[code] = share
        return found

    def _share(self, code: str, receiver: str, start: date, end: date) -> Fraction:
        """The part of `code` that went to `receiver`, by the inhabitants that moved."""
        shares = {code: Fraction(1)}
        for ending in self.changes.between(start, end):
            if ending.code in shares:
                whole = shares.pop(ending.code)
                moved = {c: n if n is not None else 1 for c, n in ending.receivers.items()}
                for each, number in moved.items():
                    part = whole * Fraction(number, sum(moved.values()))
                    shares[each] = shares.get(each, Fraction(0)) + part
        return shares.get(receiver, Fraction(0))
