"""What each reported figure says of each rule that could explain it.

Whether a figure is comparable follows from the words of its source alone: whether it says that
arrears are inside, or contradicts itself. How well a rule fits has no part in it. What an official
document prints for each municipality is exact and comparable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from inburgering_opendata.apportionment import largest_remainder
from inburgering_opendata.funding.grant.grant import stream_of
from inburgering_opendata.funding.housing import METHODS
from inburgering_opendata.funding.official import (
    BEFORE_LOWERING,
    FINAL,
    HOUSING,
    OFFICIAL,
    amounts_of,
    targets_of,
)
from inburgering_opendata.funding.precision import meets
from inburgering_opendata.funding.relations import Key, by_key, statement_of
from inburgering_opendata.funding.running_costs import running_cost_evidence
from inburgering_opendata.toolkit.assemble.derivations import derives

BY_INHABITANTS = "inhabitants"
"""The method of a rule that divides a national amount by the inhabitants of a day."""

TARGETS = {
    "housing_target_excl_arrears": FINAL,
    "housing_target_arrears_unstated": FINAL,
    "housing_target_incl_arrears": FINAL,
    "housing_target_before_lowering": BEFORE_LOWERING,
    "housing_target_incl_arrears_before_lowering": BEFORE_LOWERING,
}
"""The subjects that are housing targets, and the edition of the half-year that each is of."""

OFFICIAL_TARGETS = {
    FINAL: "housing_target_excl_arrears",
    BEFORE_LOWERING: "housing_target_before_lowering",
}
"""The subject of official targets by their edition."""

OFFICIAL_AMOUNT = "official_amount"
"""The subject of official amounts."""

GRANTS = "provisions"
"""The stream of the grants, and how the streams begin in which they stand by year."""

GRANT_RULE = "spuk_formula"
"""The rule by which grants are computed."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A reported or official figure, or one that follows from several reported ones."""

    place: str
    place_nl: str
    area: str | None
    period: str
    subject: str
    source_address: str
    value: int
    unit: str
    precision: str
    kind: str
    """Its class: stated, unstated, provincial, derived, before_lowering, arrears_inside, money,
    official."""
    arrears: str | None
    obstacle: str | None
    """Why it is not comparable, by the words of its source; None where it is."""
    found: frozenset[str]
    """The rules that were inferred from it, among others."""
    stream: str
    editions: tuple[tuple[int, str], ...]
    """Of a housing target: the sign and edition of each computed value that it stands beside."""
    derivation: str | None = None


@derives()
def evidence(
    rule_statement: pa.Table,
    reported_statement: pa.Table,
    reported_relation: pa.Table,
    reported_comparison: pa.Table,
    municipality: pa.Table,
    housing_target_edition: pa.Table,
    national_amount: pa.Table,
    population: pa.Table,
    official_amount: pa.Table,
    official_target: pa.Table,
    spuk_grant: pa.Table,
) -> pa.Table:
    """One row for each reported or official figure and each rule that could explain it.

    Args:
        rule_statement: rule, stream, method, national_amount, reference_date.
        reported_statement: the columns of that table.
        reported_relation: relation, kind, role, sign, place, period, subject, source_address,
            gives, is_inferred; those of the kind `derived` give a figure.
        reported_comparison: subject, period, compared_with; which money is of which stream.
        municipality: municipality_code, municipality_name, province_code.
        housing_target_edition: half_year, edition, municipality_code, persons_….
        national_amount: id, amount_eur.
        population: municipality_code, reference_date, inhabitants.
        official_amount: stream, period, municipality_code, amount_eur, source_address.
        official_target: half_year, edition, municipality_code, persons, source_address.
        spuk_grant: grant, municipality_code, total_eurocent; has rows where a caseload is declared.

    Returns:
        The columns of the table `evidence`; `difference` is reported minus computed, in the unit.

    Raises:
        OpendataError: `NO_SUCH_FIGURE`, naming a term of a relation, or `OFFICIAL_FIGURE_TWICE`.
    """
    targets = _Targets(housing_target_edition, municipality)
    money = _Money(national_amount, population)
    statements = by_key(reported_statement)
    streams = {
        (row["subject"], row["period"]): row["compared_with"]
        for row in reported_comparison.to_pylist()
    }
    official = list(_official(official_amount, official_target, municipality))
    figures = [
        *_stated(statements.values(), streams),
        *_derived(reported_relation.to_pylist(), statements),
        *official,
    ]
    rules = [row for row in rule_statement.to_pylist() if row["method"] != "none"]
    rows = [
        _judged(figure, rule, targets, money)
        for figure in figures
        for rule in rules
        if rule["stream"] == figure.stream
    ]
    rows += _grants(official, spuk_grant)
    rows += running_cost_evidence(rule_statement, reported_statement, population)
    return pa.Table.from_pylist(rows)


def _stated(
    statements: Iterable[Mapping[str, Any]], streams: Mapping[tuple[str, str], str]
) -> Iterator[Figure]:
    for row in statements:
        edition = TARGETS.get(row["subject"])
        stream = HOUSING if edition else streams.get((row["subject"], row["period"]))
        if stream is None:
            continue
        yield Figure(
            **{name: row[name] for name in ("place", "place_nl", "area", "period", "subject")},
            **{name: row[name] for name in ("source_address", "value", "unit", "precision")},
            kind=_class_of(row) if edition else "money",
            arrears=row["arrears"],
            obstacle=_obstacle(row, is_target=edition is not None),
            found=frozenset([row["used_to_find"]] if row["used_to_find"] else []),
            stream=stream,
            editions=((1, edition),) if edition else (),
        )


def _class_of(row: Mapping[str, Any]) -> str:
    """The class in which a housing target is counted."""
    if row["arrears"] == "inside":
        return "arrears_inside"
    if row["area"] and (not row["area"].startswith("GM") or "+" in row["area"]):
        return "provincial"
    if TARGETS[row["subject"]] == BEFORE_LOWERING:
        return "before_lowering"
    return "stated" if row["arrears"] == "without" else "unstated"


def _obstacle(row: Mapping[str, Any], *, is_target: bool) -> str | None:
    """Why the words of the source do not let a figure be compared."""
    if row["status"] == "contested":
        return "contested"
    if row["precision"] == "part_of_period":
        return "part_of_period"
    if is_target:
        return {"without": None, "inside": "arrears_inside"}.get(row["arrears"], "arrears_unstated")
    return None if row["nature"] == "received" else "not_a_receipt"


def _derived(
    terms: Iterable[Mapping[str, Any]], statements: Mapping[Key, Mapping[str, Any]]
) -> Iterator[Figure]:
    """The figures that follow from others, such as a target with arrears less the arrears."""
    relations: dict[str, list[Mapping[str, Any]]] = {}
    for term in terms:
        if term["kind"] == "derived":
            relations.setdefault(term["relation"], []).append(term)
    for parts in relations.values():
        stated = [statement_of(term, statements) for term in parts]
        [(first, own), *_] = zip(parts, stated, strict=True)
        inferred = any(term["is_inferred"] for term in parts)
        contested = any(row["status"] == "contested" for row in stated)
        yield Figure(
            place=own["place"],
            place_nl=own["place_nl"],
            area=own["area"],
            period=own["period"],
            subject=first["gives"],
            source_address=own["source_address"],
            value=sum(term["sign"] * row["value"] for term, row in zip(parts, stated, strict=True)),
            unit=own["unit"],
            precision="exact" if {r["precision"] for r in stated} == {"exact"} else "about",
            kind="derived",
            arrears="without",
            obstacle="contested" if contested else "inferred" if inferred else None,
            found=frozenset(row["used_to_find"] for row in stated if row["used_to_find"]),
            stream=HOUSING,
            editions=tuple(
                (term["sign"], TARGETS[row["subject"]])
                for term, row in zip(parts, stated, strict=True)
                if term["role"] == "target"
            ),
            derivation=" ".join(
                f"{'-' if term['sign'] < 0 else '+'} {row['value']}"
                for term, row in zip(parts, stated, strict=True)
            ).removeprefix("+ "),
        )


def _official(
    official_amount: pa.Table, official_target: pa.Table, municipality: pa.Table
) -> Iterator[Figure]:
    """The figures of official documents, each of one municipality."""
    register = municipality.to_pylist()
    names = {row["municipality_code"]: row["municipality_name"] for row in register}

    def figure(code: str, row: Mapping[str, Any], **told: Any) -> Figure:
        return Figure(
            place=names[code],
            place_nl=names[code],
            area=code,
            source_address=row["source_address"],
            precision="exact",
            kind=OFFICIAL,
            obstacle=None,
            found=frozenset(),
            **told,
        )

    for edition, subject in OFFICIAL_TARGETS.items():
        for half_year, rows in targets_of(official_target, edition).items():
            for code, row in rows.items():
                yield figure(
                    code,
                    row,
                    period=half_year,
                    subject=subject,
                    value=row["persons"],
                    unit="persons",
                    arrears="without",
                    stream=HOUSING,
                    editions=((1, edition),),
                )
    for stream, rows in amounts_of(official_amount).items():
        for code, row in rows.items():
            yield figure(
                code,
                row,
                period=row["period"],
                subject=OFFICIAL_AMOUNT,
                value=row["amount_eur"],
                unit="EUR",
                arrears=None,
                stream=stream,
                editions=(),
            )


def _grants(official: Iterable[Figure], spuk_grant: pa.Table) -> Iterator[dict[str, Any]]:
    """Each published grant beside the one by the formula in law, to the euro."""
    computed = {
        (stream_of(row["grant"]), row["municipality_code"]): (row["total_eurocent"] + 50) // 100
        for row in spuk_grant.to_pylist()
    }
    for figure in official:
        if figure.stream.startswith(f"{GRANTS}_"):
            found = computed.get((figure.stream, figure.area or ""))
            yield _row(replace(figure, stream=GRANTS), GRANT_RULE, found)


def _judged(
    figure: Figure, rule: Mapping[str, Any], targets: _Targets, money: _Money
) -> dict[str, Any]:
    if figure.stream == HOUSING:
        computed = targets.of(figure, rule["rule"].removeprefix("housing_"))
    else:
        computed = money.of(figure.area, rule)
    return _row(figure, rule["rule"], computed)


def _row(figure: Figure, rule: str, computed: int | None) -> dict[str, Any]:
    """A figure beside what a rule gives, if it gives anything."""
    asked = computed is not None and figure.kind != "arrears_inside"
    obstacle = "nothing_computed" if computed is None else figure.obstacle
    exact = asked and figure.precision == "exact" and obstacle != "contested"
    area = figure.area or ""
    return {
        "rule": rule,
        "stream": figure.stream,
        "place": figure.place,
        "place_nl": figure.place_nl,
        "area": figure.area,
        "municipality_code": area if area.startswith("GM") and "+" not in area else None,
        "period": figure.period,
        "subject": figure.subject,
        "source_address": figure.source_address,
        "class": figure.kind,
        "value": figure.value,
        "unit": figure.unit,
        "precision": figure.precision,
        "computed_value": computed,
        "is_met": meets(figure.precision, figure.value, computed)
        if asked and computed is not None
        else None,
        "difference": figure.value - computed if exact and computed is not None else None,
        "is_comparable": obstacle is None,
        "not_comparable_because": obstacle,
        "is_used_to_find": rule in figure.found,
        "derivation": figure.derivation,
    }


class _Targets:
    """Computed housing targets of areas, by edition and way of rounding."""

    def __init__(self, housing_target_edition: pa.Table, municipality: pa.Table) -> None:
        codes = (
            municipality["municipality_code"].to_pylist(),
            municipality["province_code"].to_pylist(),
        )
        self._province = dict(zip(*codes, strict=True))
        self._rows: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for row in housing_target_edition.to_pylist():
            of_edition = self._rows.setdefault((row["half_year"], row["edition"]), {})
            of_edition[row["municipality_code"]] = row

    def of(self, figure: Figure, method: str) -> int | None:
        """The computed value beside a figure; None where there is none for all of it."""
        if method not in METHODS or figure.area is None:
            return None
        year = figure.period[:4]
        periods = (
            [figure.period] if figure.period != year else [f"{year}-H{half}" for half in (1, 2)]
        )
        sums = [
            self._sum(figure.area, period, edition, f"persons_{method}", sign)
            for sign, edition in figure.editions
            for period in periods
        ]
        known = [number for number in sums if number is not None]
        return sum(known) if sums and len(known) == len(sums) else None

    def _sum(self, area: str, period: str, edition: str, column: str, sign: int) -> int | None:
        rows = self._rows.get((period, edition), {})
        if area == "NL":
            members = set(rows)
        elif area.startswith("PV"):
            members = {code for code in rows if self._province[code] == area}
        else:
            members = set(area.split("+"))
        if not members or not members <= rows.keys():
            return None
        return sign * sum(int(rows[code][column]) for code in members)


class _Money:
    """National amounts divided by the inhabitants of a day, as a rule says."""

    def __init__(self, national_amount: pa.Table, population: pa.Table) -> None:
        columns = (national_amount["id"].to_pylist(), national_amount["amount_eur"].to_pylist())
        self._totals = dict(zip(*columns, strict=True))
        self._inhabitants: dict[date, dict[str, int]] = {}
        for row in population.to_pylist():
            on_day = self._inhabitants.setdefault(row["reference_date"], {})
            on_day[row["municipality_code"]] = row["inhabitants"]
        self._divided: dict[tuple[str, date], dict[str, int]] = {}

    def of(self, area: str | None, rule: Mapping[str, Any]) -> int | None:
        """The amount of a municipality by `rule`; None where it gives none."""
        total, day = self._totals.get(rule["national_amount"]), rule["reference_date"]
        if rule["method"] != BY_INHABITANTS or total is None or day not in self._inhabitants:
            return None
        key = (rule["national_amount"], day)
        if key not in self._divided:
            self._divided[key] = largest_remainder(total, self._inhabitants[day])
        return self._divided[key].get(area or "")
