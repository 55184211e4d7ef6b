"""Every table of whole numbers that agrees with what is published, counted out one by one.

The tables are three municipalities of a province by two target groups, with their totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pyarrow as pa

from tests.disclosure.made_up import table

PLACES = ("GM0363", "GM0394", "GM0392")
PROVINCE = "PV27"
GROUPS = ("asiel", "gezin_overig")
CAP = 24

CellName = tuple[str, str]
"""Area, and target group or `total`."""
NAMES: tuple[CellName, ...] = tuple(product((*PLACES, PROVINCE), (*GROUPS, "total")))


def with_margins(inner: Mapping[CellName, int]) -> dict[CellName, int]:
    """All twelve cells, from the six that add up to the others."""
    found = dict(inner)
    for group in GROUPS:
        found[PROVINCE, group] = sum(inner[place, group] for place in PLACES)
    for area in (*PLACES, PROVINCE):
        found[area, "total"] = sum(found[area, group] for group in GROUPS)
    return found


def as_table(values: Mapping[CellName, int | None]) -> pa.Table:
    return table(
        {"area": area, "target_group": group, "value": value}
        for (area, group), value in values.items()
    )


def as_values(observations: pa.Table) -> dict[CellName, int | None]:
    return {
        (row["area"], row["target_group"]): None if row["value"] is None else int(row["value"])
        for row in observations.to_pylist()
    }


def possible(published: Mapping[CellName, int | None]) -> dict[CellName, set[int]]:
    """Every value that each cell can have, none above `CAP` for an inner one."""
    found: dict[CellName, set[int]] = {name: set() for name in NAMES}
    pairs = [list(_of_place(published, place)) for place in PLACES]
    sums = {
        at: {(a + c, b + d) for (a, b), (c, d) in product(*(pairs[i] for i in range(3) if i != at))}
        for at in range(3)
    }
    totals = [published[PROVINCE, group] for group in (*GROUPS, "total")]
    for at, place in enumerate(PLACES):
        for (asylum, family), (a, b) in product(pairs[at], sums[at]):
            whole = (asylum + a, family + b, asylum + a + family + b)
            if all(t is None or t == w for t, w in zip(totals, whole, strict=True)):
                for group, value in zip(
                    (*GROUPS, "total"), (asylum, family, asylum + family), strict=True
                ):
                    found[place, group].add(value)
                for group, value in zip((*GROUPS, "total"), whole, strict=True):
                    found[PROVINCE, group].add(value)
    return found


def _of_place(published: Mapping[CellName, int | None], place: str) -> Iterator[tuple[int, int]]:
    known = [published[place, group] for group in GROUPS]
    total = published[place, "total"]
    for pair in product(*(range(CAP + 1) if k is None else (k,) for k in known)):
        if total is None or sum(pair) == total:
            yield pair[0], pair[1]
