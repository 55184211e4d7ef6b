"""Controlled rounding: every count a multiple of the base, and every sum still exact.

Each count goes to the multiple just below or above it, and one that is a multiple stays. Where the
sums leave no such table, counts may go one multiple further. Which way each goes is decided for all
tables together, at the least distance to the true values, by branch and bound.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from inburgering_opendata.disclosure.errors import NO_ROUNDING
from inburgering_opendata.disclosure.linear_program import ImpossibleError, Program, UnfinishedError
from inburgering_opendata.disclosure.rows import Rows
from inburgering_opendata.disclosure.settings import Settings
from inburgering_opendata.disclosure.system import Equation, LinkedSystem, Rate
from inburgering_opendata.errors import OpendataError


def rounded_counts(system: LinkedSystem, values: Sequence[int], settings: Settings) -> list[int]:
    """The cells, every count of them rounded; sums of hours or money as they are.

    A zero stays zero. What nobody publishes, such as who is left of a whole, is rounded too, so
    that no rate exceeds 100 percent.

    Raises:
        OpendataError: `NO_ROUNDING` when no such table was found in the time of `attack_seconds`.
    """
    base = settings.rounding
    assert base is not None
    deadline = time.monotonic() + settings.attack_seconds
    counts = [number for number, cell in enumerate(system.cells) if cell.is_count]
    try:
        for further in (0, 1):
            try:
                found = _solve(system, values, counts, base, further, deadline)
            except ImpossibleError:
                continue
            return found
    except UnfinishedError as error:
        raise OpendataError(NO_ROUNDING, base=base, problem=error) from error
    raise OpendataError(NO_ROUNDING, base=base, problem="there is none")


def recomputed(rate: Rate, cells: Sequence[int]) -> Decimal | None:
    """A rate or mean of rounded cells; None where it is one of nobody."""
    if cells[rate.denominator] == 0:
        return None
    quotient = Decimal(cells[rate.numerator] * rate.factor) / (cells[rate.denominator] * rate.scale)
    return quotient.quantize(Decimal(1).scaleb(-rate.decimals), ROUND_HALF_UP)


def _solve(
    system: LinkedSystem,
    values: Sequence[int],
    counts: Sequence[int],
    base: int,
    further: int,
    deadline: float,
) -> list[int]:
    """Rounded cells, each at most `further` multiples beyond the two around it."""
    size, at = len(counts), {cell: position for position, cell in enumerate(counts)}
    true = np.array([values[cell] for cell in counts], dtype=np.int64)
    below, rest = np.divmod(true, base)
    stays = np.array([values[cell] == 0 and not system.cells[cell].is_latent for cell in counts])
    # Three unknowns a cell: up to the multiple above, and further up or down from there.
    upper = np.concatenate(
        [
            np.where(rest > 0, 1, 0),
            np.where(stays, 0, further),
            np.minimum(below, further),
        ]
    )
    rows, low, high = [], [], []
    for equation in system.equations:
        if all(member in at for member in equation.members):
            row, sides = _in_multiples(equation, at, below, base)
            rows.append(
                row
                | {size + place: factor for place, factor in row.items()}
                | {2 * size + place: -factor for place, factor in row.items()}
            )
            low.append(sides[0])
            high.append(sides[1])
    costs = np.concatenate([base - 2 * rest, np.full(2 * size, 2 * base)]).astype(np.float64)
    lower = np.zeros(3 * size, dtype=np.int64)
    program = Program(Rows.of(rows, low, high, 3 * size), lower, upper, deadline)
    moves = program.whole_best(-costs)
    multiples = below + moves[:size] + moves[size : 2 * size] - moves[2 * size :]
    found = list(values)
    for cell, multiple in zip(counts, multiples, strict=True):
        found[cell] = int(multiple) * base
    return found


def _in_multiples(
    equation: Equation, at: dict[int, int], below: np.ndarray, base: int
) -> tuple[dict[int, int], tuple[int | None, int | None]]:
    """An equation in multiples of the base, from those just below the true values on."""
    row: dict[int, int] = {}
    there = 0
    for member, factor in zip(equation.members, equation.coefficients, strict=True):
        row[at[member]] = factor
        there += factor * int(below[at[member]])
    low = None if equation.low is None else -(-equation.low // base) - there
    high = None if equation.high is None else equation.high // base - there
    return row, (low, high)
