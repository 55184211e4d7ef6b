"""The attack on published tables: linked, attacked period by period, and told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from inburgering_opendata.disclosure.attack import attack
from inburgering_opendata.disclosure.cells import IndicatorRule
from inburgering_opendata.disclosure.linking import link
from inburgering_opendata.disclosure.periods import Part, of_each, split
from inburgering_opendata.disclosure.places import Places
from inburgering_opendata.disclosure.settings import Settings


@dataclass(frozen=True)
class Exposed:
    """A figure that is not protected."""

    name: str
    how: str
    equations: tuple[str, ...]
    """What gives it away, in words and without its numbers."""


@dataclass(frozen=True)
class Verdict:
    """What the attack found: nothing exposed and nothing unfinished is what a release needs."""

    suppressed: int
    components: int
    exposed: tuple[Exposed, ...]
    unfinished: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.exposed and not self.unfinished


def attack_tables(
    tables: Sequence[pa.Table],
    rules: Mapping[str, IndicatorRule],
    places: Places,
    settings: Settings,
    *,
    earlier: Sequence[pa.Table] = (),
    progress: Callable[[str], None] = lambda message: None,
) -> Verdict:
    """Try to work out every suppressed figure of `tables`, with those of earlier releases.

    Args:
        tables: observation and views of it, as published.
        earlier: observation and views of earlier releases.

    Raises:
        OpendataError: what `link` and `attack` raise.
    """
    work = partial(_attack_part, rules=rules, places=places, settings=settings)
    found = list(of_each(work, split(tables, earlier), progress))
    return Verdict(
        sum(each.suppressed for each in found),
        sum(each.components for each in found),
        tuple(exposed for each in found for exposed in each.exposed),
        tuple(reason for each in found for reason in each.unfinished),
    )


def _attack_part(
    part: Part,
    progress: Callable[[str], None],
    *,
    rules: Mapping[str, IndicatorRule],
    places: Places,
    settings: Settings,
) -> Verdict:
    found = attack(link(part.tables, rules, places, part.earlier, settings), settings, progress)
    exposed = (
        Exposed(found.name(each), each.how, tuple(found.equations_of(each)))
        for each in found.disclosures
    )
    return Verdict(found.suppressed, found.components, tuple(exposed), tuple(found.unfinished))
