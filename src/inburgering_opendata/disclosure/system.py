"""All published tables as one linked system: whole-number cells, and the equations between them.

It is built from what is published alone: observations, the indicators' definitions and the register
of municipalities. The protector holds it with every value, the attacker with the published ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from inburgering_opendata.disclosure.cells import Key

ROUNDING = "rounding"
"""Equation: a cell is less than the base away from what it was rounded to."""
WHOLE_OF_A_RATE = "whole of a rate"
"""Equation: denominator, numerator, and who is left."""


@dataclass(frozen=True)
class Cell:
    """One unknown of the system: a whole number of persons, or of the smallest unit of a sum."""

    name: str
    indicator: str
    is_count: bool
    is_latent: bool = False
    """Nobody publishes it, yet it follows from what is published: who is left of a whole."""
    value: int | None = None
    """What this release says it is, if it does."""
    is_suppressed: bool = False
    """A table of this release suppresses it."""
    earlier: int | None = None
    """What an earlier release says it is."""
    rounded: int | None = None
    """The multiple that this release gives instead of it."""

    @property
    def given(self) -> int | None:
        """What this release gives as its value, be it rounded."""
        return self.rounded if self.value is None else self.value

    @property
    def known(self) -> int | None:
        """Its value, as far as anybody published it."""
        return self.earlier if self.value is None else self.value


@dataclass(frozen=True)
class Equation:
    """low ≤ Σ coefficient × member ≤ high, in whole numbers."""

    kind: str
    members: tuple[int, ...]
    coefficients: tuple[int, ...]
    low: int | None = 0
    high: int | None = 0


@dataclass(frozen=True)
class Rate:
    """A published quotient of two cells, or a suppressed one (`value` None)."""

    key: Key
    numerator: int
    denominator: int
    factor: int
    """100 for a percentage, 1 for a mean."""
    scale: int
    """Units of the numerator in one of what the rate is given in, such as 100 cents in a euro."""
    decimals: int
    """To how many decimals rates of this indicator are rounded."""
    value: Decimal | None


@dataclass(frozen=True)
class Base:
    """A sum over persons, and the cell that counts these persons."""

    amount: int
    count: int


@dataclass(frozen=True)
class LinkedSystem:
    """Cells by number, the equations between them, and where each row of each table is."""

    cells: tuple[Cell, ...]
    equations: tuple[Equation, ...]
    rates: tuple[Rate, ...]
    bases: tuple[Base, ...]
    cell_of_row: tuple[dict[int, int], ...]
    """A table each: the cell of a row, by its number."""
    rate_of_row: tuple[dict[int, int], ...]

    def describe(self, equation: Equation) -> str:
        """An equation in words, without its numbers."""
        first, *others = (self.cells[member].name for member in equation.members)
        shown = " + ".join(others[:3]) + (f" + {len(others) - 3} more" if len(others) > 3 else "")
        return f"{equation.kind}: {first} = {shown}"


def rate_equations(rate: Rate) -> Iterator[Equation]:
    """What a published rate says of its two cells, whichever way its last decimal was rounded:
    (rate − h) × denominator ≤ factor × numerator ≤ (rate + h) × denominator, h half a decimal.
    """
    if rate.value is None:
        return
    unit = 10**rate.decimals
    rounded = int(rate.value * unit)
    left = 2 * rate.factor * unit
    members = (rate.numerator, rate.denominator)
    kind = f"rounded rate {rate.key}"
    yield Equation(kind, members, (left, -rate.scale * (2 * rounded - 1)), 0, None)
    yield Equation(kind, members, (left, -rate.scale * (2 * rounded + 1)), None, 0)
