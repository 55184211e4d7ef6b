"""Rules that hold reported figures, and what is said of rules, against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Annotated, Any

from inburgering_opendata.funding.fits import fits_of
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Number,
    Numbers,
    Text,
    ValuesOf,
    Whole,
)
from inburgering_opendata.toolkit.validate.rules.finding import (
    Breach,
    Finding,
    as_amount,
    as_signed,
    as_text,
    summed_up,
)
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill

Values = Annotated[Sequence[object], ValuesOf("condition_column")]
"""What `condition_column` is one of."""

NEAR_PERCENT = 15
"""A target is far from its rule when it is further from it than this part: arrears of a half-year
are seldom less, and the ways of rounding differ by far less.
"""

NEAR_PERSONS = 3
"""The same for small municipalities, in persons."""

NO_COINCIDENCE = 50
"""From this number on it is no coincidence that as many were housed in a year as were to be housed
in one of its half-years.
"""

CHOICES = 64
"""Ways of reading the contested figures of one relation that are tried: six of them at most."""

EVIDENCE = ("evidence", ("stream", "rule", "period", "is_comparable", "is_met", "precision"))
TARGETS = (
    "housing_target_edition",
    ("half_year", "edition", "municipality_code", "persons_adams", "persons_largest_remainder"),
)
REGISTER = ("municipality", ("code", "province_code"))


@rule("expect_signed_amounts_to_cancel")
def signed_amounts_cancel(
    table: Columns,
    group_column: str,
    sign_column: Whole,
    amount_column: Whole,
    other_column: Whole,
    condition_column: str,
    condition_values: Values,
) -> Finding:
    """In each group of `condition_values` the amounts with their signs add up to 0.

    A row with an amount in `other_column` is contested: either of its two amounts will do.
    """
    groups: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
    for name, sign, amount, other, case in table.rows(
        group_column, sign_column, amount_column, other_column, condition_column
    ):
        if case in condition_values:
            readings = tuple(each for each in (amount, other) if each is not None)
            groups.setdefault(as_text(name), []).append((sign or 0, readings))
    breaches: Spill[Breach] = Spill()
    for name, terms in groups.items():
        ways = product(*(readings or (0,) for _, readings in terms))
        sums = [
            sum(sign * amount for (sign, _), amount in zip(terms, way, strict=True))
            for way in islice(ways, CHOICES)
        ]
        if 0 not in sums:
            key = {group_column: name}
            breaches.append(Breach(as_amount(0), as_signed(sums[0]), as_signed(sums[0]), key=key))
    return summed_up(
        f"the {amount_column} of each {group_column} adds up to 0",
        f"{len(breaches)} of {len(groups)} do not",
        breaches,
    )


@rule("expect_values_to_be_chosen")
def values_are_chosen(
    table: Columns,
    value_column: Number,
    condition_column: str,
    condition_values: Values,
    columns: Numbers,
) -> Finding:
    """`value_column` is the one of `columns` that `condition_column` names, by its place in
    `condition_values`.
    """
    breaches: Spill[Breach] = Spill()
    known = f"one of {as_text(tuple(condition_values))}"
    for row, (value, case, *choices) in table.numbered(value_column, condition_column, *columns):
        if case not in condition_values:
            breaches.append(Breach(known, as_text(case), row=row))
        elif value != (want := choices[list(condition_values).index(case)]):
            breaches.append(Breach(as_amount(want), as_amount(value), row=row))
    return summed_up(
        f"{value_column} is that of the column that {condition_column} names",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_fits_to_follow_evidence", tables={"evidence": EVIDENCE})
def fits_follow_evidence(
    table: Columns,
    group_column: Text,
    column: Text,
    period_column: Text,
    value_column: Text,
    total_column: Whole,
    amount_column: Whole,
    evidence: Columns,
) -> Finding:
    """The fit of each rule and period, and the numbers compared and met, follow from the table
    evidence.

    Args:
        group_column: the stream.
        column: the rule.
        value_column: the fit.
        total_column, amount_column: how many figures were compared, and how many met.
    """
    _, names = EVIDENCE
    rows = (dict(zip(names, values, strict=True)) for values in evidence.rows(*names))
    known = fits_of(row for row in rows if row["is_met"] is not None)
    breaches: Spill[Breach] = Spill()
    for row, (stream, name, period, called, compared, met) in table.numbered(
        group_column, column, period_column, value_column, total_column, amount_column
    ):
        fit, word = known.get((stream, name, period), (None, "untested"))
        want = (word, fit.met if fit else 0, fit.compared if fit else 0)
        if (called, met, compared) != want:
            expected, observed = (
                f"{a}, {as_text(b)} of {as_text(c)}" for a, b, c in (want, (called, met, compared))
            )
            breaches.append(Breach(expected, observed, row=row, column=value_column))
    return summed_up(
        f"{value_column} follows from the evidence", f"{len(breaches)} rows do not", breaches
    )


@rule(
    "expect_targets_to_belong_to_their_period",
    tables={"targets": TARGETS, "register": REGISTER},
)
def targets_belong_to_their_period(
    table: Columns,
    column: Text,
    period_column: Text,
    subject_column: Text,
    value_column: Whole,
    targets: Columns,
    register: Columns,
) -> Finding:
    """No reported housing target, or number housed, is filed under another period than its own.

    A figure of a year that is the computed target of one of its half-years, and a target that is
    far from the computed one of its half-year and is that of another half-year, or is reported
    elsewhere for another half-year, was misread: 246 of 2021-H2 was once filed as housed in 2021,
    and 77 of 2023-H1 as a target of 2025-H1. Targets with arrears inside are let be.

    Args:
        column: the area, as in reported_figure.
        subject_column, value_column: what was reported, and how many persons.
    """
    computed = _Computed(targets, register)
    figures = [
        (row, area, period, subject, value)
        for row, (area, period, subject, value) in table.numbered(
            column, period_column, subject_column, value_column
        )
        if None not in (area, period, subject, value) and _is_judged(subject, value)
    ]
    filed: dict[tuple[str, Any], set[str]] = {}
    for _, area, period, subject, value in figures:
        if subject != _HOUSED:
            filed.setdefault((area, value), set()).add(period)
    breaches: Spill[Breach] = Spill()
    for row, area, period, subject, value in figures:
        lowered = "before_lowering" in subject
        own = computed.of(area, period, lowered)
        if not own or value in own:
            continue
        others = [
            half
            for half in computed.half_years
            if half != period
            and (half.startswith(period) or (subject != _HOUSED and _is_far(value, own)))
            and value in computed.of(area, half, lowered)
        ]
        if subject != _HOUSED and _is_far(value, own):
            others += sorted(filed[area, value] - {period})
        if others:
            expected = f"the period {others[0]}, of which it is the target"
            breaches.append(Breach(expected, as_text(period), row=row, column=period_column))
    return summed_up(
        "each target is of its own period", f"{len(breaches)} are of another", breaches
    )


_HOUSED = "housed"


def _is_judged(subject: str, value: int) -> bool:
    if subject == _HOUSED:
        return value >= NO_COINCIDENCE
    return subject.startswith("housing_target_") and "incl_arrears" not in subject


def _is_far(value: int, own: Iterable[int]) -> bool:
    return all(
        abs(value - each) > NEAR_PERSONS and 100 * abs(value - each) > NEAR_PERCENT * each
        for each in own
    )


class _Computed:
    """Computed targets of areas, by Adams' method and by largest remainder."""

    def __init__(self, targets: Columns, register: Columns) -> None:
        self._province: dict[str, str] = dict(register.rows(*REGISTER[1]))
        self._rows: dict[tuple[str, bool], dict[str, tuple[int, int]]] = {}
        for half_year, edition, code, *persons in targets.rows(*TARGETS[1]):
            key = (half_year, edition == "before_lowering")
            self._rows.setdefault(key, {})[code] = (persons[0], persons[1])

    @property
    def half_years(self) -> list[str]:
        return sorted({half_year for half_year, _ in self._rows})

    def of(self, area: str, period: str, lowered: bool) -> set[int]:
        """What the methods give for the whole of an area and period; nothing where a part lacks."""
        halves = [period] if "-H" in period else [f"{period}-H1", f"{period}-H2"]
        parts = [self._rows.get((half, lowered)) for half in halves]
        if None in parts:
            return set()
        found = [list(self._members(area, part)) for part in parts if part is not None]
        if not all(found):
            return set()
        return {sum(pair[n] for pairs in found for pair in pairs) for n in (0, 1)}

    def _members(self, area: str, rows: Mapping[str, tuple[int, int]]) -> Iterator[tuple[int, int]]:
        if area.startswith("GM"):
            codes = area.split("+")
            yield from (rows[code] for code in codes) if {*codes} <= rows.keys() else ()
        else:
            for code, pair in rows.items():
                if area in ("NL", self._province.get(code)):
                    yield pair
