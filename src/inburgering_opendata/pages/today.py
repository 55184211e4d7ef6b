"""Figures of municipalities on the boundaries of today: what merged is added up, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from inburgering_opendata.municipalities.reorganisations import (
    Ending,
    Municipality,
    Reorganisations,
)
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a municipality of then adds to one of today."""

    code: str
    name: str
    value: int
    is_estimated: bool
    """Whether it was divided, by the inhabitants that moved."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A figure of a municipality of today."""

    code: str
    value: int
    parts: tuple[Part, ...]

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing came to it since."""
        return [part.code for part in self.parts] == [self.code]


class Today:
    """The boundaries of the last day that the release knows of."""

    def __init__(self, contents: Contents) -> None:
        days = [row["reference_date"] for row in contents.rows("population")]
        days += [f"{row['year']}-01-01" for row in contents.rows("municipality_region")]
        days += [row["date"] for row in contents.rows("municipality_change")]
        self.day = date.fromisoformat(max(days))
        self._names = {
            row["municipality_code"]: row["municipality_name"]
            for row in contents.rows("municipality")
        }
        self._changes = Reorganisations(
            tuple(_endings(contents.rows("municipality_change"))), _register(contents)
        )

    def changed_since(self, day: str) -> bool:
        """Whether boundaries are other ones than on `day`."""
        return bool(self._changes.between(date.fromisoformat(day), self.day))

    def carried(
        self, rows: Iterable[TextRow], value: str, day: str = "reference_date"
    ) -> dict[str, Carried]:
        """The figures of one stream, half-year or day, by the code of the municipality of today.

        Args:
            rows: municipality_code and, in the columns `value` and `day`, a whole number that adds
                up and the day on whose boundaries it stands.

        Raises:
            OpendataError: `SPLIT_WITHOUT_KEY` when it is not known how a municipality was divided.
        """
        parts: dict[str, list[Part]] = {}
        for row in rows:
            code, on = row["municipality_code"], date.fromisoformat(row[day])
            went = self._changes.successors(code, on, self.day)
            divided = self._changes.divide(code, int(row[value]), on, self.day)
            for receiver, amount in divided.items():
                part = Part(
                    code=code, name=self._names[code], value=amount, is_estimated=went[receiver]
                )
                parts.setdefault(receiver, []).append(part)
        return {
            code: Carried(
                code=code,
                value=sum(part.value for part in of),
                parts=tuple(sorted(of, key=lambda part: (part.code != code, part.name))),
            )
            for code, of in sorted(parts.items())
        }


@lru_cache(maxsize=1)
def today_of(contents: Contents) -> Today:
    """The boundaries of the last day of a release, found once."""
    return Today(contents)


def _endings(rows: Iterable[TextRow]) -> Iterator[Ending]:
    def key(row: TextRow) -> tuple[str, str]:
        return row["date"], row["old_municipality_code"]

    for (day, code), steps in groupby(sorted(rows, key=key), key):
        receivers: Mapping[str, int | None] = {
            row["new_municipality_code"]: int(row["inhabitants_moved"])
            if row["inhabitants_moved"]
            else None
            for row in steps
        }
        yield Ending(date.fromisoformat(day), code, receivers)


def _register(contents: Contents) -> dict[str, Municipality]:
    return {
        row["municipality_code"]: Municipality(
            row["municipality_code"],
            row["municipality_name"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min,
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
        )
        for row in contents.rows("municipality")
    }
