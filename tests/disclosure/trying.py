"""The audit and the protection held against the oracle, on random small tables.

`python -m tests.disclosure.trying 1000` tries as many.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from inburgering_opendata.outcomes.audit import attackers
from inburgering_opendata.outcomes.audit.audit import World
from inburgering_opendata.outcomes.audit.published import read_published
from inburgering_opendata.outcomes.audit.relations import Relations
from inburgering_opendata.outcomes.audit.verdict import Verdict
from inburgering_opendata.outcomes.disclosure.errors import NOT_PROTECTED
from inburgering_opendata.outcomes.disclosure.perturbation import (
    PerturbationTable,
)
from inburgering_opendata.outcomes.disclosure.withholding import Protection, protect_and_audit
from inburgering_opendata.toolkit.ground.errors import OpendataError
from tests.disclosure.oracle import Oracle, TooLargeError
from tests.disclosure.publication import Integers
from tests.disclosure.small_tables import (
    AMOUNTS,
    LAYOUTS,
    NO_CELL,
    YEARS,
    Small,
    count,
    extreme,
    flat,
    of_year,
    protection,
    publication,
    random_table,
    real,
    types_of,
    without_other_names,
)
from tests.indicators.made_up import INDICATORS


def missed(oracle: Oracle, table: pa.Table, small: Small, world: World) -> list[str]:
    """What there can be though the audit says that there cannot, in words."""
    relations = world.relations
    published = read_published([[table]], relations, INDICATORS, world.reach, world.places)
    bounds = attackers.outsider(published, relations, world.limits, Verdict())
    vectors = [_vector(oracle, relations, variable) for variable in range(relations.size)]
    for rest in relations.residuals:
        if not vectors[rest.rest].any():
            vectors[rest.rest] = vectors[rest.whole] - vectors[rest.part]
    found = []
    for column, place in enumerate(published.places):
        for variable, vector in enumerate(vectors):
            low, high = oracle.public.extremes(small.members[place.area], vector)
            known = int(bounds.low[variable, column]), int(bounds.high[variable, column])
            if low < known[0] or high > known[1]:
                found.append(f"{relations.names[variable]}, {place}: {(low, high)} in {known}")
    return found


def _vector(oracle: Oracle, relations: Relations, variable: int) -> Integers:
    """What one person of each type adds to a variable of the audit."""
    cells = relations.cells_of([variable])
    if not cells:
        return oracle.types.figure(NO_CELL)
    indicator = INDICATORS[cells[0][0]]
    scale = 1 if indicator.noise_unit > 1 else 100
    return oracle.types.figure(cells[0]) // scale


@dataclass
class Result:
    """What was found of random tables."""

    tables: int = 0
    tried: int = 0
    judged: int = 0
    """Of those tried, without what only intervals are held against."""
    too_large: int = 0
    refused: int = 0
    withheld: int = 0
    reduced: int = 0
    """Tables of which something was withheld."""
    certain: list[str] = field(default_factory=list)
    by_name: list[str] = field(default_factory=list)
    """What is certain only to somebody who knows that two indicators are of the same persons here,
    though no declaration says so, where one was withheld and the other was not.
    """
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.tables} tables: {self.tried} tried ({self.judged} for what is certain), "
            f"{self.too_large} too large, {self.refused} refused; {self.withheld} figures withheld "
            f"in {self.reduced}; {len(self.certain)} small counts certain, {len(self.by_name)} "
            f"under another name, {len(self.missed)} intervals wrong"
        )

    def add(self, other: Result) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def try_batch(batch: int, years: Sequence[int] = YEARS) -> Result:
    """What the oracle finds of tables that are counted together, protected and audited."""
    provinces = LAYOUTS[batch % len(LAYOUTS)]
    noise = (real, flat, extreme)[batch // len(LAYOUTS) % 3]()
    how = protection(provinces, noise)
    tables = {year: random_table(10_000 * batch + year, provinces) for year in years}
    rows = [row for year, small in tables.items() for row in small.rows(year)]
    counted = count(rows, provinces, f"secret of batch {batch}".encode())
    result = Result()
    for year, small in tables.items():
        if any(counts.any() for counts in small.truth):
            result.add(_try_table(f"{batch}, {year}", of_year(counted, year), small, noise, how))
    return result


def _try_table(
    name: str, counted: pa.Table, small: Small, noise: PerturbationTable, how: Protection
) -> Result:
    try:
        protected = protect_and_audit(counted, how)
    except OpendataError as error:
        if error.kind is not NOT_PROTECTED:
            raise
        return Result(tables=1, refused=1)
    withheld = sum(protected.withheld.values())
    result = Result(tables=1, withheld=withheld, reduced=withheld > 0)
    try:
        published = publication(protected.table, small, noise)
        oracle = Oracle(types_of(small.choice), published)
        if not AMOUNTS & set(small.choice) and (found := oracle.everything(small.truth)):
            alike = without_other_names(published, oracle.types)
            most = max(int(counts.max()) for counts in small.truth)
            certain = Oracle(oracle.types, alike, most).everything(small.truth)
            result.certain = [f"{name}: {each}" for each in certain]
            result.by_name = [f"{name}: {each}" for each in found if each not in certain]
        wrong = missed(oracle, protected.table, small, how.world)
        result.missed = [f"{name}: {each}" for each in wrong]
    except TooLargeError:
        result.too_large = 1
    else:
        result.tried, result.judged = 1, not AMOUNTS & set(small.choice)
    return result


def main() -> int:
    """Try random tables and tell what was found; 1 when a small count is certain to anybody, or a
    table is refused, as there is always something to withhold.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.disclosure.trying", description=__doc__)
    parser.add_argument("tables", type=int)
    parser.add_argument("--first", type=int, default=0, help="the batch of tables to begin with")
    arguments = parser.parse_args()
    total, start = Result(), time.monotonic()
    for batch in range(arguments.first, arguments.first + -(-arguments.tables // len(YEARS))):
        found = try_batch(batch)
        total.add(found)
        for problem in (*found.certain, *found.missed):
            print(problem)
        for problem in found.by_name:
            print(f"under another name: {problem}")
        print(f"{batch}: {total}; {time.monotonic() - start:.0f} s", flush=True)
    return 1 if total.certain or total.missed or total.refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
