"""Where municipalities went: the reorganisations between two dates, step by step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from inburgering_opendata.apportionment import largest_remainder
from inburgering_opendata.municipalities.errors import SPLIT_WITHOUT_KEY
from inburgering_opendata.toolkit.ground.errors import OpendataError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Ending:
    """A municipality that ended on `day`, and who received it."""

    day: date
    code: str
    receivers: Mapping[str, int | None]
    """By code, the inhabitants that moved there: known for a split only."""

    @property
    def is_split(self) -> bool:
        return len(self.receivers) > 1


_DAY = attrgetter("day")


@dataclass(frozen=True)
class Municipality:
    """A municipality of the register and the days on which it existed."""

    code: str
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Reorganisations:
    """Every municipality, and every reorganisation in the order of their days."""

    endings: tuple[Ending, ...]
    register: Mapping[str, Municipality]

    @classmethod
    def of(cls, municipality_change: pa.Table, municipality: pa.Table) -> Reorganisations:
        """From the tables municipality_change (date, old_municipality_code,
        new_municipality_code, inhabitants_moved) and municipality (municipality_code,
        municipality_name, valid_from, valid_to; empty: always, or still).
        """
        rows = sorted(
            municipality_change.select(
                ["date", "old_municipality_code", "new_municipality_code", "inhabitants_moved"]
            ).to_pylist(),
            key=lambda row: (
                row["date"],
                row["old_municipality_code"],
                row["new_municipality_code"],
            ),
        )
        endings = tuple(
            Ending(
                day, code, {row["new_municipality_code"]: row["inhabitants_moved"] for row in steps}
            )
            for (day, code), steps in groupby(
                rows, key=lambda row: (row["date"], row["old_municipality_code"])
            )
        )
        register = {
            row["municipality_code"]: Municipality(
                row["municipality_code"],
                row["municipality_name"],
                row["valid_from"] or date.min,
                row["valid_to"] or date.max,
            )
            for row in municipality.to_pylist()
        }
        return cls(endings, register)

    def existed(self, code: str, day: date) -> bool:
        found = self.register.get(code)
        return found is not None and found.first <= day <= found.last

    def between(self, start: date, end: date) -> tuple[Ending, ...]:
        """What changed after the boundaries of `start`, up to and including those of `end`."""
        first, last = (bisect_right(self.endings, day, key=_DAY) for day in (start, end))
        return self.endings[first:last]

    def successors(self, code: str, start: date, end: date) -> dict[str, bool]:
        """The municipalities on `end` that `code` on `start` went to, by code, and whether a
        split lies between. A municipality that stayed is its own successor.
        """
        reached = {code: False}
        for ending in self.between(start, end):
            if ending.code in reached:
                split = reached.pop(ending.code) or ending.is_split
                for receiver in ending.receivers:
                    reached[receiver] = reached.get(receiver, False) or split
        return reached

    def divide(self, code: str, amount: int, start: date, end: date) -> dict[str, int]:
        """What becomes of `amount` of `code`: all of it for each merger, and at a split by the
        inhabitants that moved (largest remainder), so that nothing is lost.

        Raises:
            OpendataError: `SPLIT_WITHOUT_KEY`, with the names.
        """
        amounts = {code: amount}
        for ending in self.between(start, end):
            if ending.code in amounts:
                parts = self._parts(ending, amounts.pop(ending.code))
                for receiver, part in parts.items():
                    amounts[receiver] = amounts.get(receiver, 0) + part
        return amounts

    def carry(
        self, amounts: Mapping[str, int], start: date, end: date
    ) -> tuple[dict[str, int], set[str]]:
        """`amounts` by municipality on `start` as amounts by municipality on `end`, in the order
        of the codes, and those among the latter that a part of a split went into.

        Raises:
            OpendataError: `SPLIT_WITHOUT_KEY`, with the names.
        """
        carried: dict[str, int] = {}
        estimated: set[str] = set()
        for code, amount in amounts.items():
            for receiver, part in self.divide(code, amount, start, end).items():
                carried[receiver] = carried.get(receiver, 0) + part
            reached = self.successors(code, start, end)
            estimated |= {receiver for receiver, split in reached.items() if split}
        return dict(sorted(carried.items())), estimated

    def _parts(self, ending: Ending, amount: int) -> Mapping[str, int]:
        if not ending.is_split:
            return dict.fromkeys(ending.receivers, amount)
        weights = {code: moved for code, moved in ending.receivers.items() if moved is not None}
        if len(weights) < len(ending.receivers):
            raise OpendataError(
                SPLIT_WITHOUT_KEY,
                municipality=self._named(ending.code),
                day=ending.day,
                receivers=", ".join(self._named(code) for code in ending.receivers),
            )
        sign = -1 if amount < 0 else 1
        return {c: sign * part for c, part in largest_remainder(abs(amount), weights).items()}

    def _named(self, code: str) -> str:
        return f"{self.register[code].name} ({code})"
