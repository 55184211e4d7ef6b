"""Rules that hold reported figures, and what is said of rules, against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Annotated

from inburgering_opendata.funding.fit import fits_of
from inburgering_opendata.funding.official import COMPUTED, OFFICIAL, half_years_of
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import (
    Like,
    Number,
    Numbers,
    Text,
    There,
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
from inburgering_opendata.toolkit.validate.spill import Spill, gathered

Values = Annotated[Sequence[object], ValuesOf("condition_column")]
"""What `condition_column` is one of."""

Subjects = Annotated[Sequence[object], ValuesOf("subject_column")]
"""Some of what `subject_column` may be."""

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
"""Sums of one relation that are kept, as each contested figure may be read in two ways: six such
figures are tried in full.
"""

EVIDENCE = ("evidence", ("stream", "rule", "period", "is_comparable", "is_met", "precision"))
TARGETS = (
    "housing_target_edition",
    ("half_year", "edition", "municipality_code", "persons_adams", "persons_largest_remainder"),
)
BASES = ("housing_target", ("half_year", "basis"))
REGISTER = ("municipality", ("municipality_code", "province_code"))


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
    breaches: Spill[Breach] = Spill()
    right = 0
    names = (sign_column, amount_column, other_column, condition_column)
    for (name,), rows in table.in_groups([group_column], names):
        sums, judged = {0}, False
        for _, (sign, amount, other, case) in rows:
            if case not in condition_values:
                continue
            judged = True
            readings = {each for each in (amount, other) if each is not None} or {0}
            ways = {each + (sign or 0) * reading for each in sums for reading in readings}
            sums = set(islice(sorted(ways), CHOICES))
        if judged and 0 not in sums:
            key, nearest = {group_column: as_text(name)}, min(sums, key=abs)
            breaches.append(Breach(as_amount(0), as_signed(nearest), as_signed(nearest), key=key))
        right += judged and 0 in sums
    return summed_up(
        f"the {amount_column} of each {group_column} adds up to 0",
        f"{right} of {right + len(breaches)} do",
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
    `condition_values`; where `condition_column` is empty no column is named.
    """
    breaches: Spill[Breach] = Spill()
    known = f"one of {as_text(tuple(condition_values))}"
    for row, (value, case, *choices) in table.numbered(value_column, condition_column, *columns):
        if case is None:
            continue
        if case not in condition_values:
            breaches.append(Breach(known, as_text(case), row=row))
        elif value != (want := choices[list(condition_values).index(case)]):
            breaches.append(Breach(as_amount(want), as_amount(value), row=row))
    return summed_up(
        f"{value_column} is that of the column that {condition_column} names",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_values_to_stand_in_reference")
def values_stand_in_reference(
    table: Columns,
    columns: Sequence[str],
    condition_column: str,
    condition_values: Values,
    reference_table: Columns,
    reference_columns: Annotated[Sequence[str], There("reference_table"), Like("columns")],
    reference_condition: Annotated[str, There("reference_table")],
    reference_values: Sequence[str],
) -> Finding:
    """Where `condition_column` is one of `condition_values`, the values of `columns` stand together
    in a row of the reference in which `reference_condition` is one of `reference_values`: two
    tables that hold the same fact hold the same number.
    """
    known = {
        tuple(values)
        for *values, case in reference_table.rows(*reference_columns, reference_condition)
        if case in reference_values
    }
    breaches: Spill[Breach] = Spill()
    for row, (*values, case) in table.numbered(*columns, condition_column):
        if case in condition_values and tuple(values) not in known:
            expected = "the same in the referenced table"
            breaches.append(Breach(expected, as_text(tuple(values)), row=row, column=columns[-1]))
    return summed_up(
        f"{as_text(tuple(columns))} are as in the referenced table",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_differences_to_be_of_exact_values")
def differences_are_of_exact_values(
    table: Columns,
    amount_column: Whole,
    compared_column: Whole,
    value_column: Whole,
    precision_column: Text,
    obstacle_column: Text,
    condition_column: str,
    condition_values: Values,
) -> Finding:
    """`value_column` is `amount_column` minus `compared_column` where both are there and exact, and
    is empty elsewhere.

    Args:
        precision_column: how precise the amount is; `exact` where it is.
        obstacle_column: why the two are not comparable; a contested amount is not known exactly.
        condition_column, condition_values: the rows of which what is compared is not exact, or is
            not of the same thing.
    """
    breaches: Spill[Breach] = Spill()
    names = (amount_column, compared_column, value_column, precision_column, obstacle_column)
    for row, values in table.numbered(*names, condition_column):
        amount, compared, stated, precision, obstacle, case = values
        exact = precision == "exact" and obstacle != "contested" and case not in condition_values
        want = amount - compared if exact and None not in (amount, compared) else None
        if stated != want:
            breaches.append(
                Breach(as_amount(want), as_amount(stated), row=row, column=value_column)
            )
    return summed_up(
        f"{value_column} is {amount_column} - {compared_column} where both are exact",
        f"{len(breaches)} rows are not",
        breaches,
    )


@rule("expect_basis_to_follow_targets", tables={"targets": BASES})
def basis_follows_targets(
    table: Columns, column: Text, period_column: Text, targets: Columns
) -> Finding:
    """The basis of each period is `official` exactly where that of the targets of all its
    half-years is, and else `statutory_formula`.
    """
    bases: dict[str, set[object]] = {}
    for half_year, basis in targets.rows(*BASES[1]):
        bases.setdefault(half_year, set()).add(basis)
    breaches: Spill[Breach] = Spill()
    for row, (basis, period) in table.numbered(column, period_column):
        found: set[object] = set()
        for half_year in half_years_of(period or ""):
            found |= bases.get(half_year, set())
        want = OFFICIAL if found == {OFFICIAL} else COMPUTED
        if basis != want:
            breaches.append(Breach(want, as_text(basis), row=row, column=column))
    return summed_up(
        f"{column} is that of the targets of the period", f"{len(breaches)} rows are not", breaches
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
    final_values: Subjects,
    lowered_values: Subjects,
    housed_values: Subjects,
    targets: Columns,
    register: Columns,
) -> Finding:
    """No reported housing target, or number housed, is filed under another period than its own.

    A figure of a year that is the computed target of one of its half-years, and a target that is
    far from the computed one of its half-year and is that of another half-year, or is reported
    elsewhere for another half-year, was misread: 246 of 2021-H2 was once filed as housed in 2021,
    and 77 of 2023-H1 as a target of 2025-H1.

    Args:
        column: the area, as in reported_figure.
        subject_column, value_column: what was reported, and how many persons.
        final_values, lowered_values: subjects that are targets, without arrears as far as the
            source says, and those among them of before a lowering.
        housed_values: subjects that are numbers housed.
    """
    computed = _Computed(targets, register)
    subjects = [*final_values, *lowered_values, *housed_values]
    breaches: Spill[Breach] = Spill()
    # All figures of one area with one value: filed under one period, or under several.
    for (area, value), rows in table.in_groups(
        [column, value_column], [period_column, subject_column]
    ):
        if None in (area, value):
            continue
        members = gathered(rows)
        filed = {p for _, (p, subject) in members if subject in subjects and p is not None}
        for row, (period, subject) in members:
            if period is None or subject not in subjects:
                continue
            lowered, housed = subject in lowered_values, subject in housed_values
            own = computed.of(area, period, lowered)
            if not own or value in own or (housed and value < NO_COINCIDENCE):
                continue
            far = not housed and _is_far(value, own)
            others = [
                half
                for half in computed.half_years
                if half != period
                and (far or half.startswith(period))
                and value in computed.of(area, half, lowered)
            ]
            others += sorted(filed - {period}) if far else []
            if others:
                expected = f"the period {others[0]}, of which it is the target"
                breaches.append(Breach(expected, as_text(period), row=row, column=period_column))
    return summed_up(
        "each target is of its own period", f"{len(breaches)} are of another", breaches
    )


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
