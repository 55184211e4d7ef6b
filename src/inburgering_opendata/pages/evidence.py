"""How well the rules of the housing targets are known: every number is counted from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inburgering_opendata.explain.targets import ADAMS, METHODS
from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.funding.official import OFFICIAL
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow

LAST_OF_ADAMS = "2024-H2"
"""Up to here the evidence is added up over the half-years of Adams' method."""

TIED = "2025-H1"
"""The half-year in which largest remainder and ordinary rounding meet the same figures."""

TIED_METHODS = ("housing_largest_remainder", "housing_ordinary_rounding")


@dataclass(frozen=True, kw_only=True)
class HalfYear:
    """One half-year: the rule that is used, and how every rule fits."""

    period: str
    used: str
    """The rule, in words, or that the targets were published; empty where there are none."""
    fits: tuple[str, ...]
    """Of each way of rounding: its fit with the numbers, in words."""


@dataclass(frozen=True, kw_only=True)
class Tied:
    """A municipality of which two methods that meet the same figures give another target."""

    name: str
    first: str
    second: str


def evidence_in_numbers(contents: Contents) -> dict[str, int]:
    """What the sentences about the evidence for housing targets are filled with.

    Returns:
        Of each way of rounding its figures and how many are met, up to the last half-year of
        Adams' method, of the municipal targets that are stated without arrears (`stated_…`) and
        those that do not say (`unstated_…`); and of the comparable ones of `TIED`.
    """
    counts = contents.rows("evidence_count")
    numbers: dict[str, int] = {}
    for rule in METHODS:
        name = rule.removeprefix("housing_")
        for kind in ("stated", "unstated", "provincial"):
            rows = [
                row
                for row in counts
                if (row["rule"], row["class"]) == (rule, kind) and row["period"] < LAST_OF_ADAMS
            ]
            numbers[f"{kind}_{name}"] = sum(int(row["met"]) for row in rows)
            numbers[f"{kind}_{name}_unused"] = sum(int(row["met_unused"]) for row in rows)
            numbers[kind] = sum(int(row["figures"]) for row in rows)
            numbers[f"{kind}_{name}_fresh"] = sum(int(row["figures_unused"]) for row in rows)
        [tied] = [r for r in contents.rows("rule") if (r["rule"], r["period"]) == (rule, TIED)]
        numbers[f"tied_{name}"] = int(tied["met"])
        numbers["tied"] = int(tied["compared"])
    numbers["differ"] = len(_differing(contents))
    return numbers


def rounding_in_time(contents: Contents) -> dict[str, str]:
    """Until when each way of rounding is used, and of which half-years nothing is known."""
    rows = [
        row
        for row in contents.rows("rule")
        if row["rule"] in METHODS and "-H" in row["period"] and row["use"] == "used"
    ]
    first = [row["period"] for row in rows if row["rule"] == ADAMS]
    later = [row["period"] for row in rows if row["rule"] != ADAMS]
    untested = sorted(row["period"] for row in rows if row["fit"] == "untested")
    return {"until": max(first), "since": min(later), "untested": ", ".join(untested)}


def half_years(contents: Contents, language: Language) -> Iterator[HalfYear]:
    """Each half-year with the fit of every way of rounding."""
    words = words_of_explanations(language)
    rules = {
        (row["rule"], row["period"]): row
        for row in contents.rows("rule")
        if row["rule"] in METHODS and "-H" in row["period"]
    }
    targets = contents.rows("housing_target")
    published = {row["half_year"] for row in targets if row["basis"] == OFFICIAL}
    for period in sorted({period for _, period in rules}):
        of_period = {name: rules.get((name, period)) for name in METHODS}
        used = [name for name, row in of_period.items() if row and row["use"] == "used"]
        method = words(f"method.{used[0]}") if used else ""
        yield HalfYear(
            period=period,
            used=words("key.published") if period in published else method,
            fits=tuple(_fit(row, language) for row in of_period.values()),
        )


def _fit(row: TextRow | None, language: Language) -> str:
    words = words_of_explanations(language)
    if row is None or row["fit"] == "untested":
        return words("fit_short.untested")
    return words(f"fit_short.{row['fit']}", met=row["met"], compared=row["compared"])


def tied(contents: Contents, language: Language) -> Iterator[Tied]:
    """The municipalities in which the two methods differ, with both targets."""
    for row in _differing(contents):
        first, second = (row[_column(method)] for method in TIED_METHODS)
        yield Tied(
            name=row["municipality_name"],
            first=language.number(int(first)),
            second=language.number(int(second)),
        )


def _differing(contents: Contents) -> list[TextRow]:
    first, second = map(_column, TIED_METHODS)
    rows = contents.rows("housing_target")
    return [row for row in rows if row["half_year"] == TIED and row[first] != row[second]]


def _column(rule: str) -> str:
    return rule.replace("housing", "persons", 1)
