"""The areas that everybody can look up: provinces, and what municipalities became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from inburgering_opendata.municipalities.reorganisations import Reorganisations

NATION = "NL"


@dataclass(frozen=True)
class Places:
    """The hierarchy of areas, and the reorganisations."""

    province_of: Mapping[str, str]
    """Province code by municipality code."""
    changes: Reorganisations

    @classmethod
    def of(cls, municipality: pa.Table, municipality_change: pa.Table) -> Places:
        """From the published tables of the package municipalities."""
        codes, provinces = (
            municipality[name].to_pylist() for name in ("municipality_code", "province_code")
        )
        changes = Reorganisations.of(municipality_change, municipality)
        return cls(dict(zip(codes, provinces, strict=True)), changes)

    def municipalities(self, day: date) -> list[str]:
        return [code for code in sorted(self.province_of) if self.changes.existed(code, day)]

    def stayed(self, area_type: str, area: str, start: date, end: date) -> bool:
        """Whether an area had the same inhabitants on two days, as far as its boundaries go."""
        start, end = sorted((start, end))
        for ending in self.changes.between(start, end):
            codes = {ending.code, *ending.receivers}
            if area in codes:
                return False
            provinces = {self.province_of.get(code) for code in codes}
            if area_type == "province" and area in provinces and len(provinces) > 1:
                return False
        return True

    def merged(self, start: date, end: date) -> dict[str, list[str]]:
        """By municipality on `end` those of `start` that went into it whole and make it up."""
        parts: dict[str, list[str]] = {}
        for code in self.municipalities(start):
            reached = self.changes.successors(code, start, end)
            for receiver in reached:
                parts.setdefault(receiver, []).append(code if len(reached) == 1 else "")
        return {
            code: sources
            for code, sources in parts.items()
            if sources != [code] and "" not in sources and self.changes.existed(code, end)
        }
