"""Names that are spelled much like one another."""

from __future__ import annotations

from collections.abc import Iterable

SHORT = 5
"""Letters up to which one slip is forgiven; of a longer name two are."""

LEAST = 3
"""Letters that a name has at least for a slip to be forgiven: any two are alike."""


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """Those of `names` with the fewest slips, when these are few enough, in their order.

    The script of the pages does the same, `pages/scripts/search.js`, and a test holds them to it.
    """
    if len(wanted) < LEAST:
        return []
    most = 1 if len(wanted) <= SHORT else 2
    found: list[str] = []
    for name in names:
        number = slips(wanted, name, most)
        if number < most:
            most, found = number, []
        if number == most:
            found.append(name)
    return found


def slips(one: str, other: str, most: int) -> int:
    """How many letters must be added, left out, changed or swapped with their neighbour; counted
    no further than one more than `most`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
