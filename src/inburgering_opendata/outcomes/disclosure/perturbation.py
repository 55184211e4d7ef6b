"""The perturbation table: for each count, what is added to it and with which chance.

Of all distributions with mean 0 and the declared variance, within the declared maximum, that never
give a count that is too small to publish, the one of maximum entropy is taken: it says the least
of the true count (Marley and Leaver 2011, Giessing 2016; the R package ptable makes its tables so).
Its chances are rounded to a billionth in such a way that the mean is exactly 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from inburgering_opendata.outcomes.disclosure.entropy import chances_of_most_entropy
from inburgering_opendata.outcomes.disclosure.errors import (
    PERTURBATION_IMPOSSIBLE,
    PERTURBATION_WRONG,
)
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.toolkit.ground.errors import OpendataError

CHANCES = 1_000_000_000
"""Cell keys there are: each weight is a number of them. It is the number of cell keys that
counting draws from."""

SCHEMA = pa.schema(
    [
        pa.field("count", pa.int64(), nullable=False),
        pa.field("added", pa.int64(), nullable=False),
        pa.field("weight", pa.int64(), nullable=False),
        pa.field("first_key", pa.int64(), nullable=False),
    ]
)

_TOLERANCE = 1e-6
"""How far the variance may be from the declared one, after rounding the chances."""


@dataclass(frozen=True)
class PerturbationTable:
    """What may be added to each count, with its weight; the last count stands for all above it."""

    weights: Mapping[int, Mapping[int, int]]

    @cached_property
    def last(self) -> int:
        return max(self.weights)

    def of(self, count: int) -> Mapping[int, int]:
        return self.weights[min(count, self.last)]

    def added(self, count: int, cell_key: int) -> int:
        """What is added to a count whose cell has this key."""
        before = 0
        for added, weight in self.of(count).items():
            before += weight
            if cell_key < before:
                return added
        raise ValueError(f"{cell_key} is no cell key")

    @property
    def maximum(self) -> int:
        return max(max(row) for row in self.weights.values())

    def half_width(self, percent: int) -> int:
        """Within how much of the true count a perturbed one is in so many of 100 cases."""
        return next(
            width
            for width in range(self.maximum + 1)
            if all(
                100 * sum(w for added, w in row.items() if abs(added) <= width) >= percent * CHANCES
                for row in self.weights.values()
            )
        )

    @property
    def rows(self) -> pa.Table:
        """The columns count, added, weight (of a billion cell keys) and first_key."""
        made = []
        for count, row in self.weights.items():
            first = 0
            for added, weight in row.items():
                made.append((count, added, weight, first))
                first += weight
        columns = zip(*made, strict=True)
        return pa.table([pa.array(c, pa.int64()) for c in columns], schema=SCHEMA)

    @classmethod
    def of_rows(cls, table: pa.Table) -> PerturbationTable:
        weights: dict[int, dict[int, int]] = {}
        for row in table.to_pylist():
            weights.setdefault(row["count"], {})[row["added"]] = row["weight"]
        return cls(weights)


def perturbation_table(settings: Settings) -> PerturbationTable:
    """The table of the declared parameters, checked.

    Raises:
        OpendataError: `PERTURBATION_IMPOSSIBLE` when nothing has that variance within the maximum,
            `PERTURBATION_WRONG` when what was made is not what was declared.
    """
    table = PerturbationTable(_computed(settings))
    check(table, settings)
    return table


def check(table: PerturbationTable, settings: Settings) -> None:
    """That a table is what its parameters say.

    Raises:
        OpendataError: `PERTURBATION_WRONG`, naming the count and what is wrong with it.
    """
    for count, row in table.weights.items():
        mean = sum(added * weight for added, weight in row.items())
        variance = sum(added**2 * weight for added, weight in row.items()) / CHANCES
        problems = {
            "its weights do not add up": sum(row.values()) != CHANCES,
            "a weight is below 1": min(row.values()) < 1,
            "its mean is not 0": mean != 0,
            "its variance is another": bool(count)
            and abs(variance - float(settings.variance)) > _TOLERANCE,
            "more is added than the maximum": max(map(abs, row)) > settings.maximum,
            "it becomes negative": count + min(row) < 0,
            "it becomes too small to publish": any(
                1 <= count + added <= settings.largest_unpublished for added in row
            ),
        }
        if found := [problem for problem, is_so in problems.items() if is_so]:
            raise OpendataError(PERTURBATION_WRONG, count=count, problem="; ".join(found))


def _computed(settings: Settings) -> dict[int, dict[int, int]]:
    last = settings.maximum + settings.largest_unpublished + 1
    return {0: {0: CHANCES}} | {count: _row(count, settings) for count in range(1, last + 1)}


def _row(count: int, settings: Settings) -> dict[int, int]:
    """The distribution of maximum entropy for one count."""
    support = [
        added
        for added in range(max(-settings.maximum, -count), settings.maximum + 1)
        if not 1 <= count + added <= settings.largest_unpublished
    ]
    below = max((added for added in support if added < 0), default=0)
    above = min((added for added in support if added > 0), default=0)
    least, most = (0 if 0 in support else -below * above), -support[0] * support[-1]
    variance = float(settings.variance)
    if not least < variance < most:
        raise OpendataError(
            PERTURBATION_IMPOSSIBLE, count=count, variance=variance, least=least, most=most
        )
    chances = chances_of_most_entropy(support, variance)
    return _whole(dict(zip(support, chances, strict=True)))


def _whole(chances: Mapping[int, float]) -> dict[int, int]:
    """The chances as weights, with the sum and the mean exactly right.

    Weight that moves between two neighbours changes the mean by as much; the heaviest ones bear it.
    """
    weights = {added: max(1, round(chance * CHANCES)) for added, chance in chances.items()}
    weights[max(weights, key=lambda added: weights[added])] += CHANCES - sum(weights.values())
    mean = sum(added * weight for added, weight in weights.items())
    below = max(
        (added for added in weights if added + 1 in weights),
        key=lambda added: min(weights[added], weights[added + 1]),
    )
    weights[below] += mean
    weights[below + 1] -= mean
    return weights
