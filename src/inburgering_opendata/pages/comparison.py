"""How a municipality compares: the amount per inhabitant of its province, size class and nation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.rows import TextRow

# Lower bounds of the size classes of CBS (gemeentegrootte), in inhabitants:
# https://www.cbs.nl/nl-nl/onze-diensten/methoden/begrippen/gemeentegrootte
SIZE_CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 250_000)

NATION = "NL"


def size_class(inhabitants: int) -> int:
    """The lower bound of the size class that a municipality falls in."""
    return max(bound for bound in SIZE_CLASSES if bound <= inhabitants)


@dataclass(frozen=True)
class Group:
    """Municipalities taken together, for one stream: whole euros and inhabitants."""

    municipalities: int
    amount_eur: int
    inhabitants: int

    @property
    def per_inhabitant_eurocent(self) -> int:
        """Rounded half up."""
        return (200 * self.amount_eur + self.inhabitants) // (2 * self.inhabitants)


class Comparisons:
    """The groups of every stream, from the table `allocation` and the provinces of the register."""

    def __init__(self, allocation: Iterable[TextRow], provinces: Mapping[str, str]) -> None:
        self._groups: dict[tuple[str, str], Group] = {}
        self._provinces = provinces
        for row in allocation:
            for name in self._groups_of(row):
                key = (row["stream"], name)
                group = self._groups.get(key, Group(0, 0, 0))
                self._groups[key] = Group(
                    group.municipalities + 1,
                    group.amount_eur + int(row["amount_eur"]),
                    group.inhabitants + int(row["inhabitants"]),
                )

    def of(self, stream: str, code: str, inhabitants: int) -> tuple[Group, Group, Group]:
        """The province, the size class and the nation of a municipality with an amount."""
        row = {"municipality_code": code, "inhabitants": str(inhabitants)}
        province, class_, nation = (self._groups[stream, name] for name in self._groups_of(row))
        return province, class_, nation

    def _groups_of(self, row: TextRow) -> tuple[str, str, str]:
        province = self._provinces[row["municipality_code"]]
        return province, f"size {size_class(int(row['inhabitants']))}", NATION
