"""What an attacker found: how many counts are certain, or nearly so, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from inburgering_opendata.outcomes.audit.bounds import Bools, Bounds, Integers
from inburgering_opendata.outcomes.audit.limits import Limits
from inburgering_opendata.outcomes.audit.published import Place, Published
from inburgering_opendata.outcomes.audit.relations import Relations


class Attacker(StrEnum):
    """Whom the audit plays."""

    OUTSIDER = "outsider"
    """Somebody who has all that is published."""
    MUNICIPALITY = "municipality"
    """One that knows all counts of its own beside that."""
    ALONE = "alone"
    """Somebody who knows to be the only one in a cell."""


@dataclass(frozen=True)
class Finding:
    """A count that is not protected enough."""

    attacker: Attacker
    place: Place
    variable: int
    how: str

    def named(self, names: Sequence[str]) -> str:
        return f"{names[self.variable]}, {self.place}"


@dataclass
class Tally:
    """What an attacker found in a period, in numbers of counts."""

    counts: int = 0
    certain: int = 0
    """Of 1 up to `small`, and known exactly."""
    narrow: int = 0
    """Known more narrowly than `width`; the certain ones among them."""
    inside: int = 0
    """Known to be of 1 up to `small`, though not which."""


@dataclass
class Verdict:
    """What one or more attackers found."""

    tallies: dict[tuple[Attacker, str], Tally] = field(default_factory=dict)
    """By attacker and period."""
    only_numbers: bool = False
    """Whether findings are counted and not kept, as of an unprotected table they are millions."""
    findings: list[Finding] = field(default_factory=list)
    inside: list[Finding] = field(default_factory=list)
    """What an outsider knows to be small, though not how small."""
    strange_quotients: tuple[str, ...] = ()
    """Shares and means that do not follow from published figures."""
    _known: set[Finding] = field(default_factory=set)

    def look(
        self,
        attacker: Attacker,
        bounds: Bounds,
        looked_at: Bools,
        columns: Integers,
        published: Published,
        relations: Relations,
        limits: Limits,
    ) -> None:
        """Judge the intervals that are `looked_at`, in so many columns of what is published; one
        that is there more than once is judged each time, and is one finding.
        """
        low, high = bounds.low, bounds.high
        inside = looked_at & (low >= 1) & (high <= limits.small)
        inside &= relations.counts_persons[:, None]
        certain = inside & (low == high)
        narrow = looked_at & (high - low < limits.width * relations.unit[:, None])
        periods = np.array([published.places[column].period for column in columns])
        for period in np.unique(periods):
            tally = self.tallies.setdefault((attacker, str(period)), Tally())
            mine = periods == period
            tally.counts += int(looked_at[:, mine].sum())
            tally.certain += int(certain[:, mine].sum())
            tally.narrow += int(narrow[:, mine].sum())
            tally.inside += int(inside[:, mine].sum())
        if self.only_numbers:
            return
        surely_small = np.zeros_like(certain) if attacker is not Attacker.OUTSIDER else inside
        for into, which, how in (
            (self.findings, certain, "it is a small count that is certain"),
            (self.findings, narrow & ~certain, "what it can be is too narrow"),
            (self.inside, surely_small, "it is surely a small count"),
        ):
            variables, at = np.nonzero(which)
            for variable, column in zip(variables.tolist(), columns[at].tolist(), strict=True):
                finding = Finding(attacker, published.places[column], variable, how)
                if finding not in self._known:
                    self._known.add(finding)
                    into.append(finding)

    def too_many_inside(self, limits: Limits) -> bool:
        """Whether an outsider knows of too many counts that they are small."""
        tally = self.of(Attacker.OUTSIDER)
        return 100 * tally.inside > limits.inside_percent * tally.counts

    def holds(self, limits: Limits) -> bool:
        """Whether nobody finds out more than may be."""
        return not (self.findings or self.strange_quotients or self.too_many_inside(limits))

    def of(self, attacker: Attacker) -> Tally:
        """The tallies of an attacker, all periods together."""
        total = Tally()
        for (who, _), each in self.tallies.items():
            if who is attacker:
                for name, number in vars(each).items():
                    setattr(total, name, getattr(total, name) + number)
        return total
