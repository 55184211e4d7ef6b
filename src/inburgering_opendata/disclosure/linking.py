"""The linked system of a release: which rows speak of one cell, and which cells add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from inburgering_opendata.disclosure.boundary_links import BoundaryLink, boundary_links
from inburgering_opendata.disclosure.cells import (
    ADDITIVE,
    IndicatorRule,
    Key,
    Row,
    decimals_of,
    rows_of,
    rule_of,
)
from inburgering_opendata.disclosure.earlier import taken_as_unchanged
from inburgering_opendata.disclosure.errors import (
    CONTRADICTION,
    RATE_OF_NOTHING,
    ROUNDED_TO_WHAT,
    SUM_OF_NOBODY,
)
from inburgering_opendata.disclosure.places import Places
from inburgering_opendata.disclosure.settings import DEFAULTS, Settings
from inburgering_opendata.disclosure.sums import Sum, sums_of
from inburgering_opendata.disclosure.system import (
    ROUNDING,
    WHOLE_OF_A_RATE,
    Base,
    Cell,
    Equation,
    LinkedSystem,
    Rate,
)
from inburgering_opendata.errors import OpendataError

_GIVEN = ("observed", "suppressed")


def link(
    tables: Sequence[pa.Table],
    rules: Mapping[str, IndicatorRule],
    places: Places,
    earlier: Sequence[pa.Table] = (),
    settings: Settings = DEFAULTS,
) -> LinkedSystem:
    """The system of all `tables` of a release, together with those of releases before it.

    Args:
        tables: observation and views of it, in the columns of that table.
        rules: by id of the indicator.
        places: provinces, regions and reorganisations.
        earlier: observation and views of earlier releases.
        settings: of these `leaves_some`, dimensions in which a person may be in none of the
            categories (whether any is, is seen from the sums that are published whole), and
            `persons_of`, the count of persons that a sum is over.

    Raises:
        OpendataError: `INDICATOR_UNDECLARED`, `RATE_OF_NOTHING`, `SUM_OF_NOBODY`, or
            `CONTRADICTION` when two rows give one cell two values, or a sum is not that of its
            parts.
    """
    current = [list(rows_of(table)) for table in tables]
    before = [taken_as_unchanged(list(rows_of(table)), current, places) for table in earlier]
    builder = _Builder(rules, places, _decimals([*current, *before]), settings.rounding)
    for rows in current:
        builder.add_table(rows, is_earlier=False)
    for rows in before:
        builder.add_table(rows, is_earlier=True)
    return builder.finish(settings.leaves_some, settings.persons_of)


def _decimals(tables: Iterable[Sequence[Row]]) -> dict[str, int]:
    """By indicator, the most decimals that any of its values is given with."""
    found: dict[str, int] = {}
    for rows in tables:
        for row in rows:
            if row.value is not None:
                name = row.key.indicator
                found[name] = max(found.get(name, 0), decimals_of(row.value))
    return found


Identity = tuple[object, ...]
"""What makes two rows speak of one cell, whatever the boundaries they are given on."""


@dataclass
class _Builder:
    rules: Mapping[str, IndicatorRule]
    places: Places
    decimals: Mapping[str, int]
    base: int | None
    """What rounded counts are rounded to."""
    cells: list[Cell] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    at: dict[Key, int] = field(default_factory=dict)
    """The cell that a row of this key gives; several keys may give one."""
    empty: set[Key] = field(default_factory=set)
    """Keys of rows that say there is nothing to give."""
    same: dict[Identity, int] = field(default_factory=dict)
    quotients: dict[Key, list[tuple[int, Row]]] = field(default_factory=dict)
    """Rows that give a rate or a mean, each with the number of its table."""
    cell_of_row: list[dict[int, int]] = field(default_factory=list)
    rate_of_row: list[dict[int, int]] = field(default_factory=list)

    def add_table(self, rows: Sequence[Row], *, is_earlier: bool) -> None:
        table = len(self.cell_of_row)
        self.cell_of_row.append({})
        self.rate_of_row.append({})
        for row in rows:
            rule = rule_of(self.rules, row.key.indicator)
            if row.status not in _GIVEN:
                self.empty.add(row.key)
            elif rule.kind in ADDITIVE:
                self.cell_of_row[table][row.number] = self._add_row(row, is_earlier)
            else:
                self.quotients.setdefault(row.key, []).append((table, row))

    def finish(self, leaves_some: Sequence[str], persons_of: Mapping[str, str]) -> LinkedSystem:
        sums = list(sums_of(self.at, self.empty - set(self.at), self.rules, self.places))
        incomplete = {
            (each.family, each.dimension) for each in sums if self._leaves_some(each, leaves_some)
        }
        for each in sums:
            self._add_sum(each, (each.family, each.dimension) in incomplete)
        for link in boundary_links(self.at, self.places):
            self._add_link(link)
        rates = [self._add_rate(key, rows) for key, rows in self.quotients.items()]
        for number, rows in enumerate(self.quotients.values()):
            for table, row in rows:
                self.rate_of_row[table][row.number] = number
        bases = self._bases(persons_of)
        return LinkedSystem(
            tuple(self.cells),
            tuple(dict.fromkeys(self.equations)),
            tuple(rates),
            tuple(dict.fromkeys(bases)),
            tuple(self.cell_of_row),
            tuple(self.rate_of_row),
        )

    def _add_row(self, row: Row, is_earlier: bool) -> int:
        key = row.key
        extent = self.places.extent(key.area_type, key.area, key.boundaries)
        identity = (extent, key.publication, *key[2:])
        value = None if row.value is None else int(row.value * self._scale(key.indicator))
        number = self.same.get(identity)
        if number is None:
            number = self.same[identity] = len(self.cells)
            is_count = self.rules[key.indicator].kind == "count"
            self.cells.append(Cell(str(key), key.indicator, is_count))
        if row.is_rounded and value is not None:
            self._add_rounded(number, value)
        else:
            self.cells[number] = _seen(self.cells[number], value, is_earlier)
        self.at[key] = number
        return number

    def _add_rounded(self, number: int, value: int) -> None:
        """That a count is near what it was rounded to."""
        cell = self.cells[number]
        if self.base is None:
            raise OpendataError(ROUNDED_TO_WHAT, figure=cell.name)
        self.cells[number] = replace(cell, rounded=value)
        # Further where sums left no other way: readers do not know where, so nor may this.
        low, high = max(0, value - self.base + 1), value + self.base - 1
        self.equations.append(Equation(ROUNDING, (number,), (1,), low, high))

    def _bases(self, persons_of: Mapping[str, str]) -> list[Base]:
        """Every sum over persons with the cell that counts them: as its mean says, or as given."""
        counted = {
            rule.numerator: rule.denominator for rule in self.rules.values() if rule.kind == "mean"
        }
        bases = []
        for key, cell in self.at.items():
            if not self.cells[cell].is_latent and not self.cells[cell].is_count:
                persons = persons_of.get(key.indicator) or counted.get(key.indicator)
                count = self.at.get(key._replace(indicator=persons or ""))
                if count is None:
                    raise OpendataError(SUM_OF_NOBODY, amount=key, persons=persons)
                bases.append(Base(cell, count))
        return bases

    def _scale(self, indicator: str) -> int:
        """Smallest units in one, such as 100 cents in a euro."""
        return int(10 ** self.decimals.get(indicator, 0))

    def _latent(self, name: str, indicator: str) -> int:
        """A new cell that nobody publishes, yet which follows from what is published."""
        rule = self.rules.get(indicator)
        is_count = rule is not None and rule.kind in ("count", "rate")
        self.cells.append(Cell(name, indicator, is_count, is_latent=True))
        return len(self.cells) - 1

    def _leaves_some(self, found: Sum, leaves_some: Sequence[str]) -> bool:
        """Whether a sum that is known whole is more than its parts."""
        whole, *parts = (self.cells[number].given for number in (found.whole, *found.parts))
        if whole is None or None in parts:
            return False
        rest = whole - sum(part for part in parts if part is not None)
        may_leave = found.is_open or found.dimension in leaves_some
        if rest < 0 or (rest > 0 and not may_leave):
            name = self.cells[found.whole].name
            raise OpendataError(
                CONTRADICTION, equation=f"{name} is not the sum by {found.dimension}"
            )
        return rest > 0 and not found.is_open

    def _add_sum(self, found: Sum, with_rest: bool) -> None:
        members = [found.whole, *found.parts]
        if with_rest or found.is_open:
            whole = self.cells[found.whole]
            members.append(self._latent(f"{whole.name}: no {found.dimension}", whole.indicator))
        self._add_equation(f"sum by {found.dimension}", members)

    def _add_equation(self, kind: str, members: Sequence[int]) -> None:
        """That the first member is the sum of the others."""
        signs = (1, *(-1 for _ in members[1:]))
        self.equations.append(Equation(kind, tuple(members), signs))

    def _add_link(self, link: BoundaryLink) -> None:
        """A municipality on later boundaries is the sum of what went into it."""
        members = [link.target]
        for source, share in link.sources:
            if share is None:
                members.append(source)
                continue
            part = self._latent(
                f"{self.cells[source].name}: part of a split", self.cells[source].indicator
            )
            members.append(part)
            # Divided by largest remainder, at each of at most two reorganisations.
            scaled = (share.denominator, -share.numerator)
            slack = 2 * share.denominator
            kind = "known key of a split"
            self.equations.append(Equation(kind, (part, source), scaled, -slack, slack))
        self._add_equation("boundaries of a later day", members)

    def _add_rate(self, key: Key, rows: Sequence[tuple[int, Row]]) -> Rate:
        rule = self.rules[key.indicator]
        denominator = self.at.get(key._replace(indicator=rule.denominator or ""))
        if denominator is None:
            raise OpendataError(RATE_OF_NOTHING, rate=key, denominator=rule.denominator)
        of = key._replace(indicator=rule.numerator or "")
        if of not in self.at:
            self.at[of] = self._latent(f"numerator of {key}", rule.numerator or key.indicator)
        numerator = self.at[of]
        if rule.kind == "rate":
            rest = self._latent(f"{self.cells[denominator].name}: not {of.indicator}", of.indicator)
            self._add_equation(WHOLE_OF_A_RATE, (denominator, numerator, rest))
        # One of rounded counts says nothing that these do not.
        told = (row.value for _, row in rows if row.value is not None and not row.is_rounded)
        value = next(told, None)
        return Rate(
            key,
            numerator,
            denominator,
            100 if rule.kind == "rate" else 1,
            self._scale(of.indicator),
            self.decimals.get(key.indicator, 0),
            value,
        )


def _seen(cell: Cell, value: int | None, is_earlier: bool) -> Cell:
    """The cell with what one more row says of it."""
    if is_earlier:
        # A figure that was corrected under the same name is what it is now.
        return cell if value is None else replace(cell, earlier=value)
    if value is None:
        return replace(cell, is_suppressed=True)
    if cell.value not in (None, value):
        raise OpendataError(CONTRADICTION, equation=f"two rows of {cell.name} differ")
    return replace(cell, value=value)
