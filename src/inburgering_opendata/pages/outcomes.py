"""Targets and outcomes of one municipality, each with its status, in the words of one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inburgering_opendata.explain.targets import TargetExplanation
from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow

SHOWN = 80
"""How many observations a page shows at most; its file of rows has them all."""

_DIMENSIONS = ("target_group", "legal_regime", "route")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a municipality had to house in a period, and what became of it; empty is not known."""

    period: str
    persons: str
    basis: str
    basis_label: str
    method: str
    """By which way of rounding, and how well that is known; empty of a year."""
    candidates: str
    """The least and the most that the ways of rounding give; empty of a year."""
    published: str
    with_arrears: str
    realised: str
    status: str
    difference: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One observation; `value` is empty unless the status says that it was observed."""

    indicator: str
    definition: str
    period: str
    who: str
    value: str
    status: str
    remarks: str
    """Precision, nature, and whether it is provisional or estimated."""
    publication: str
    address: str
    quote: str


def targets_of(
    contents: Contents,
    explained: Sequence[TargetExplanation],
    rows: Mapping[str, tuple[TextRow, ...]],
    language: Language,
) -> Iterator[Target]:
    """The half-years of the explanation, and years for which something was realised.

    Args:
        explained: the targets as the explanation computed them anew.
        rows: the rows of the municipality, by table.
    """
    results = {row["period"]: row for row in rows.get("housing_result", ())}
    by_half_year = {target.half_year: target for target in explained}
    bases = {row["half_year"]: row["basis"] for row in rows.get("housing_target", ())}
    known = {period for period, row in results.items() if row["realised"]}
    for period in sorted(by_half_year.keys() | known):
        target, result = by_half_year.get(period), results.get(period)
        basis = bases.get(period) or (result or {}).get("target_basis", "")
        yield Target(
            period=period,
            persons=language.number(target.persons)
            if target
            else _number(result, "target", language),
            basis=basis,
            basis_label=short(cell(field_of(contents, "housing_target", "basis"), basis, language)),
            method=_method(
                target.is_computed_by, target.status, target.met, target.compared, language
            )
            if target
            else "",
            candidates=_range(target, language) if target else "",
            published=_optional(target.published_persons, language) if target else "",
            with_arrears=_number(result, "target_with_arrears", language),
            realised=_number(result, "realised", language),
            status=_status(contents, result, language),
            difference=_number(result, "difference", language, language.difference),
            address=result["source_address"] if result else "",
        )


@lru_cache(maxsize=256)
def _method(rule: str, status: str, met: int, compared: int, language: Language) -> str:
    if not rule:
        return ""  # an official target; its basis says so
    words = words_of_explanations(language)
    fit = words(f"fit_short.{status}", met=met, compared=compared)
    return f"{words(f'method.{rule}')} ({fit})"


def _range(target: TargetExplanation, language: Language) -> str:
    least, most = (language.number(end(target.candidates.values())) for end in (min, max))
    return least if least == most else f"{least}–{most}"


def shown(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows that a page has room for: totals before parts, and among them the latest periods.

    They keep the order of the table.
    """
    if len(rows) <= SHOWN:
        return list(rows)

    def parts(row: TextRow) -> int:
        return sum(row[name] != "total" for name in _DIMENSIONS)

    latest = sorted(range(len(rows)), key=lambda number: rows[number]["period"], reverse=True)
    first = sorted(latest, key=lambda number: parts(rows[number]))[:SHOWN]
    return [rows[number] for number in sorted(first)]


def outcomes_of(
    contents: Contents, rows: Sequence[TextRow], language: Language
) -> Iterator[Outcome]:
    """What is shown of the observations of a municipality."""
    if not rows:
        return
    coded = ("status", "target_group", "legal_regime", "route", "precision", "nature", "unit")
    fields = {name: field_of(contents, "observation", name) for name in coded}
    indicators = {row["id"]: row for row in contents.rows("indicator")}
    words = words_of_pages(language)
    for row in shown(rows):
        label = {name: cell(fields[name], row[name], language) for name in coded}
        indicator = indicators.get(row["indicator"])
        who = [label[n] for n in _DIMENSIONS if row[n] != "total"]
        remarks = [label["nature"], label["precision"]]
        remarks += [
            words(f"municipality.{name}")
            for name in ("is_provisional", "is_estimated")
            if row[name] == "true"
        ]
        yield Outcome(
            indicator=language.of(indicator, "title") if indicator else row["indicator"],
            definition=language.of(indicator, "definition") if indicator else "",
            period=row["period"],
            who="; ".join(who) or words("municipality.everybody"),
            value=_with_interval(row, label["unit"], language) if row["value"] else "",
            status=label["status"],
            remarks=", ".join(remark for remark in remarks if remark),
            publication=row["publication"],
            address=row["source_address"],
            quote=row["quote_nl"],
        )


def _with_interval(row: TextRow, unit: str, language: Language) -> str:
    value = f"{plain(row['value'], language)} {unit}"
    if not row["interval_low"]:
        return value
    low, high = (plain(row[f"interval_{end}"], language) for end in ("low", "high"))
    return words_of_pages(language)("municipality.interval", value=value, low=low, high=high)


def plain(value: str, language: Language) -> str:
    """A decimal number without the zeros that end it: `99.00` is 99, `26.50` is 26,5."""
    return language.decimals(value.rstrip("0").rstrip(".") if "." in value else value)


def _status(contents: Contents, result: TextRow | None, language: Language) -> str:
    if result is None:
        return words_of_pages(language)("municipality.not_reported")
    origin = cell(
        field_of(contents, "housing_result", "realised_from"), result["realised_from"], language
    )
    precision = cell(
        field_of(contents, "housing_result", "realised_precision"),
        result["realised_precision"],
        language,
    )
    return ", ".join(part for part in (origin, precision) if part)


def _number(
    row: TextRow | None, name: str, language: Language, write: Callable[[int], str] | None = None
) -> str:
    return (write or language.number)(int(row[name])) if row and row[name] else ""


def _optional(number: int | None, language: Language) -> str:
    return "" if number is None else language.number(number)
