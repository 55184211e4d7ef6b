"""What the page of a municipality says: everything that the release tells of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inburgering_opendata.explain.streams import StreamExplanation
from inburgering_opendata.pages.comparison import Group
from inburgering_opendata.pages.distribution import Bar
from inburgering_opendata.pages.outcomes import Outcome, Target
from inburgering_opendata.pages.today import Part
from inburgering_opendata.toolkit.publish.site.meaning import Meaning

PICTURED = "introduction"
"""The stream of the small picture: the one with an agreed key."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What the page says of one stream of money."""

    id: str
    title: str
    note: str
    basis: str
    recurrence: str
    stage: str
    """That the amount is computed, and from what."""
    same_money: tuple[str, ...]
    """A sentence for each other stream that is the same money."""
    explanation: StreamExplanation
    calculation: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Added:
    """What the page says of one stream on the boundaries of today."""

    id: str
    title: str
    basis: str
    basis_label: str
    recurrence: str
    stage: str
    on: str
    """The day on whose boundaries the parts stand."""
    amount_eur: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class AddedTarget:
    """The targets of one half-year on the boundaries of today."""

    period: str
    persons: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedFigure:
    subject: str
    period: str
    value: str
    precision: str
    nature: str
    computed: str
    difference: str
    """Where what was reported is exact and not contested."""
    contested: str
    """The other figure of the same source, in words; empty for a figure that is not contested."""
    address: str
    host: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Where the municipality stands among all of one day, for one stream."""

    on: str
    """The boundaries: of `then`, the reference date, or of `now`."""
    title: str
    basis: str
    basis_label: str
    alternative: str
    bars: tuple[Bar, ...]
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class First:
    """The number that a page begins with, in words."""

    amount: str
    title: str
    stage: str


def rows_path(table: str, code: str) -> str:
    """Where the rows of a municipality in a table are, within the site.

    All in one folder: a folder for each municipality takes a file system longer than their pages.
    """
    return f"rows/{table}-{code}.csv"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the page shows, in the words of one language."""

    code: str
    name: str
    province: str
    region: str
    valid_from: str
    valid_to: str
    inhabitants: str
    inhabitants_on: str
    compared: tuple[Group, ...]
    """The groups of a municipality of today, itself first."""
    successors: tuple[tuple[str, str, str], ...]
    predecessors: tuple[tuple[str, str, str], ...]
    streams: tuple[Stream, ...]
    pictures: tuple[Picture, ...]
    """On the boundaries of then and of now, where the municipality existed."""
    only: str
    """Why there are no two of them, in words; empty where there are."""
    reported: tuple[ReportedFigure, ...]
    targets: tuple[Target, ...]
    targets_in_words: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    observations: int
    """How many there are, shown or not."""
    today: date
    """The day of the boundaries of today."""
    added: tuple[Added, ...]
    """Every stream on them; none when nothing came to this municipality since."""
    added_targets: tuple[AddedTarget, ...]
    """The half-years before something came to it."""
    first: First | None
    """The number that the page begins with; None where there is none."""
    row_files: tuple[tuple[str, str, int], ...]
    """Table, title and number of rows of each file with just its rows."""

    def rows_of(self, table: str) -> str:
        """The path within the site of its rows of a table."""
        return rows_path(table, self.code)
