"""The housing targets of a municipality, each computed anew from the national one.

An official target is not computed; the ways of rounding are computed anew beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inburgering_opendata.apportionment import (
    adams,
    adams_divisor,
    largest_remainder,
    ordinary_rounding,
    rounded_up,
)
from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS
from inburgering_opendata.funding.official import OFFICIAL
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow

HOUSING_TARGET = "housing_target"

ADAMS = "housing_adams"

METHODS = {
    ADAMS: adams,
    "housing_largest_remainder": largest_remainder,
    "housing_ordinary_rounding": ordinary_rounding,
    "housing_rounded_up": rounded_up,
}
"""The ways of rounding by the name of the rule; the column of each is `persons_…`."""

_COUNTS = ("compared", "met", "compared_unused", "met_unused")
_NO_RULE: TextRow = {**dict.fromkeys(_COUNTS, "0"), "fit": "", "remark": "", "remark_nl": ""}
"""What is known of the rule of an official target, which has none."""


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """A target of before a lowering, by the method of its half-year."""

    persons: int
    national_target: int


@dataclass(frozen=True, kw_only=True)
class TargetExplanation:
    """The housing target of one half-year, and why."""

    half_year: str
    national_target: int
    inhabitants: int
    inhabitants_total: int
    persons: int
    """As published where it is official, and else by the method of the half-year."""
    basis: str
    is_computed_by: str
    """The rule of that method; empty where the target is official."""
    status: str
    """How well it fits the comparable figures of the half-year: untested, met, partly_met or
    refuted; empty where the target is official.
    """
    compared: int
    met: int
    """How many comparable figures of the half-year there are, and how many the rule meets."""
    compared_unused: int
    met_unused: int
    """The same without the figures from which the rule was inferred."""
    remark: str
    """What must be known of the rule in this half-year; may be empty."""
    remark_nl: str
    candidates: Mapping[str, int]
    """By every way of rounding, named by its rule."""
    divisor: str | None
    """Of Adams' method: inhabitants for each person, as a decimal number. None for another method,
    or where equal priorities were broken by code, so that no single divisor gives every target.
    """
    published_persons: int | None
    before_lowering: Lowered | None
    """What it was before the national target was lowered; None where that was not, or where the
    target is official.
    """


@dataclass(frozen=True, kw_only=True)
class _HalfYear:
    rows: Mapping[str, TextRow]
    by_method: Mapping[str, Mapping[str, int]]
    divisor: str | None
    national: int
    inhabitants: int


class Targets:
    """Explains targets from the tables housing_target, housing_balance, population, rule and
    housing_target_edition.
    """

    def __init__(
        self,
        targets: Iterable[TextRow],
        balance: Iterable[TextRow],
        population: Iterable[TextRow],
        rules: Iterable[TextRow],
        editions: Iterable[TextRow],
    ) -> None:
        self._lowered = {
            (row["half_year"], row["municipality_code"]): row
            for row in editions
            if row["edition"] == "before_lowering"
        }
        self._rules = {(row["rule"], row["period"]): row for row in rules}
        self._rows: dict[str, dict[str, TextRow]] = {}
        for row in targets:
            self._rows.setdefault(row["half_year"], {})[row["municipality_code"]] = row
        self._national = {row["half_year"]: row["persons"] for row in balance}
        self._inhabitants: dict[str, int] = {}
        for row in population:
            day = row["reference_date"]
            self._inhabitants[day] = self._inhabitants.get(day, 0) + int(row["inhabitants"])
        self._computed: dict[str, _HalfYear] = {}
        self._before_lowering: dict[tuple[str, int], Mapping[str, int]] = {}

    def explain(self, code: str) -> tuple[TargetExplanation, ...]:
        """Every target of a municipality.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a number does not follow from the national
                target and the inhabitants.
        """
        return tuple(
            self._explained(half_year, code)
            for half_year, rows in self._rows.items()
            if code in rows
        )

    def unknown(self, code: str) -> tuple[str, ...]:
        """The half-years between the first and the last target of a municipality that have no
        national target.
        """
        known = sorted(half_year for half_year, rows in self._rows.items() if code in rows)
        if not known:
            return ()
        years = range(int(known[0][:4]), int(known[-1][:4]) + 1)
        every = [f"{year}-H{half}" for year in years for half in (1, 2)]
        return tuple(h for h in every if known[0] < h < known[-1] and h not in known)

    def _explained(self, half_year: str, code: str) -> TargetExplanation:
        row = self._rows[half_year][code]
        found = self._half_year(half_year, row)
        published = int(row["published_persons"]) if row["published_persons"] else None
        candidates = {name: by_code[code] for name, by_code in found.by_method.items()}
        name, official = row["is_computed_by"], row["basis"] == OFFICIAL
        rule = _NO_RULE if official else self._rules[name, half_year]
        persons = int(row["persons"]) if official else candidates[name]
        for column, computed in {
            "inhabitants_total": found.inhabitants,
            **{name.replace("housing", "persons", 1): n for name, n in candidates.items()},
            "persons": persons,
            "status": rule["fit"],
            "difference": "" if published is None else persons - published,
        }.items():
            _check(row, column, computed)
        return TargetExplanation(
            half_year=half_year,
            national_target=found.national,
            inhabitants=int(row["inhabitants"]),
            inhabitants_total=found.inhabitants,
            persons=persons,
            basis=row["basis"],
            is_computed_by=name,
            status=row["status"],
            **{name: int(rule[name]) for name in _COUNTS},
            remark=rule["remark"],
            remark_nl=rule["remark_nl"],
            candidates=candidates,
            divisor=found.divisor if name == ADAMS else None,
            published_persons=published,
            before_lowering=None if official else self._before(half_year, code, name),
        )

    def _before(self, half_year: str, code: str, rule: str) -> Lowered | None:
        row = self._lowered.get((half_year, code))
        if row is None:
            return None
        national, rows = int(row["national_target"]), self._rows[half_year]
        key = (half_year, national)
        if key not in self._before_lowering:
            weights = {other: int(each["inhabitants"]) for other, each in rows.items()}
            self._before_lowering[key] = METHODS[rule](national, weights)
        persons = self._before_lowering[key][code]
        _check(row, rule.replace("housing", "persons", 1), persons)
        return Lowered(persons=persons, national_target=national)

    def _half_year(self, half_year: str, row: TextRow) -> _HalfYear:
        if half_year not in self._computed:
            _check(row, "national_target", self._national.get(half_year, ""))
            _check(row, "inhabitants_total", self._inhabitants.get(row["population_date"], ""))
            rows = self._rows[half_year]
            national = int(row["national_target"])
            weights = {code: int(other["inhabitants"]) for code, other in rows.items()}
            by_method = {name: method(national, weights) for name, method in METHODS.items()}
            self._computed[half_year] = _HalfYear(
                rows=rows,
                by_method=by_method,
                divisor=adams_divisor(by_method[ADAMS], weights),
                national=national,
                inhabitants=sum(weights.values()),
            )
        return self._computed[half_year]


def _check(row: TextRow, column: str, computed: object) -> None:
    if str(computed) != row[column]:
        raise OpendataError(
            EXPLANATION_DIFFERS,
            stream=f"{HOUSING_TARGET} ({row['half_year']})",
            municipality=row["municipality_code"],
            column=column,
            published=row[column],
            computed=computed,
        )
