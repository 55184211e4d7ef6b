"""The municipalities of a day, where each belongs, and in which of them old ones are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow as pa

from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.outcomes.indicators.errors import MUNICIPALITY_SPLIT, MUNICIPALITY_STRANGE
from inburgering_opendata.toolkit.ground.errors import OpendataError

NATION = "NL"


@dataclass(frozen=True)
class Register:
    """The register on the day of the boundaries."""

    day: date
    changes: Reorganisations
    province_of: Mapping[str, str]

    @classmethod
    def of(cls, municipality: pa.Table, municipality_change: pa.Table, day: date) -> Register:
        """From the tables of the package municipalities: municipality (code, name, province_code,
        valid_from, valid_to) and municipality_change.
        """
        codes, provinces = (
            municipality[name].to_pylist() for name in ("municipality_code", "province_code")
        )
        changes = Reorganisations.of(municipality_change, municipality)
        return cls(day, changes, dict(zip(codes, provinces, strict=True)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The municipalities that existed on the day, in the order of their codes."""
        return tuple(c for c in sorted(self.changes.register) if self.changes.existed(c, self.day))

    def totals(self) -> tuple[tuple[str, str, str], ...]:
        """Municipality, area and kind of area of every total that it is part of."""
        return tuple(
            row
            for code in self.codes
            for row in (
                (code, self.province_of[code], "province"),
                (code, NATION, "nation"),
            )
        )

    def carried(self, codes: Iterable[tuple[str, int]]) -> dict[str, str]:
        """In which municipality of the day each of `codes` is counted.

        Args:
            codes: delivered codes, each with the number of its trajectories.

        Raises:
            OpendataError: `MUNICIPALITY_SPLIT` or `MUNICIPALITY_STRANGE`, naming the municipality.
        """
        found: dict[str, str] = {}
        strange = []
        for code, count in codes:
            known = self.changes.register.get(code)
            reached = self.changes.successors(code, known.last, self.day) if known else {}
            if known and self.changes.existed(code, self.day):
                reached = {code: False}
            reached = {c: s for c, s in reached.items() if self.changes.existed(c, self.day)}
            if len(reached) > 1:
                assert known is not None
                raise OpendataError(
                    MUNICIPALITY_SPLIT,
                    count=count,
                    municipality=f"{known.name} ({code})",
                    day=self.day,
                )
            if reached:
                found[code] = next(iter(reached))
            else:
                strange.append(code)
        if strange:
            listed = ", ".join(sorted(strange))
            raise OpendataError(MUNICIPALITY_STRANGE, codes=listed, day=self.day)
        return found
