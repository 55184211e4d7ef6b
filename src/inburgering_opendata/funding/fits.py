"""The tables of how well each rule fits each period, counted from the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import UNKNOWN_RULE
from inburgering_opendata.funding.fit import Fit, fits_of
from inburgering_opendata.funding.official import (
    FINAL,
    HOUSING,
    amounts_of,
    half_years_of,
    targets_of,
)
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

CANDIDATE = "candidate"

ALL = "all"
"""The period of a rule that holds in every one."""

COUNTED = ("compared_unused", "met_unused", "counterparts", "counterparts_met")
"""What is counted of a rule and period besides the comparable figures."""


@derives()
def rule(
    rule_statement: pa.Table,
    rule_period: pa.Table,
    evidence: pa.Table,
    official_amount: pa.Table,
    official_target: pa.Table,
) -> pa.Table:
    """Every rule by period, with how well it fits what was reported.

    Args:
        rule_statement: rule, stream and the words of each rule.
        rule_period: rule, period, use, remark, remark_nl.
        evidence: rule, stream, period, is_comparable, is_met, is_used_to_find, precision.
        official_amount: stream, municipality_code; nothing of such a stream is computed.
        official_target: half_year, edition, municipality_code; no final target of such a
            half-year is computed.

    Returns:
        The columns of the table `rule`. A period in which a figure has a computed counterpart has
        a row for each rule that gave it, whether or not it is declared. Where official figures
        took the place of the computed ones no rule is used: it is a candidate.

    Raises:
        OpendataError: `UNKNOWN_RULE`.
    """
    stated = {row["rule"]: row for row in rule_statement.to_pylist()}
    declared = {(row["rule"], row["period"]): row for row in rule_period.to_pylist()}
    for name, _ in declared:
        if name not in stated:
            raise OpendataError(UNKNOWN_RULE, table="rule_period", rule=name)
    asked = [row for row in evidence.to_pylist() if row["is_met"] is not None]
    fits = fits_of(asked)
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in asked:
        count = counts.setdefault((row["rule"], row["period"]), Counter())
        fresh = not row["is_used_to_find"]
        count["counterparts"] += 1
        count["counterparts_met"] += row["is_met"]
        count["compared_unused"] += row["is_comparable"] and fresh
        count["met_unused"] += row["is_comparable"] and fresh and row["is_met"]
    published = amounts_of(official_amount), targets_of(official_target, FINAL)
    rows = []
    for name, period in sorted({*declared, *counts}):
        words, said = stated[name], declared.get((name, period), {})
        fit, called = fits.get((words["stream"], name, period), (Fit(0, 0, 0), "untested"))
        count = counts.get((name, period), Counter())
        rows.append(
            {
                **words,
                "period": period,
                "use": CANDIDATE
                if _is_replaced(words["stream"], period, *published)
                else said.get("use", CANDIDATE),
                "fit": called,
                "compared": fit.compared,
                "met": fit.met,
                **{column: count[column] for column in COUNTED},
                "remark": said.get("remark"),
                "remark_nl": said.get("remark_nl"),
            }
        )
    return pa.Table.from_pylist(rows)


def _is_replaced(
    stream: str | None, period: str, amounts: Mapping[str, Any], targets: Mapping[str, Any]
) -> bool:
    """Whether every figure of the stream and period was published, so that none is computed."""
    if stream == HOUSING:
        return period != ALL and all(half_year in targets for half_year in half_years_of(period))
    return stream in amounts


@derives()
def evidence_count(evidence: pa.Table) -> pa.Table:
    """How many figures each rule meets, by period and class, with and without those it rests on.

    Args:
        evidence: rule, period, class, is_met, is_comparable, is_used_to_find.

    Returns:
        The columns of the table `evidence_count`.
    """
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for row in evidence.to_pylist():
        if row["is_met"] is None:
            continue
        count = counts.setdefault((row["rule"], row["period"], row["class"]), Counter())
        fresh = not row["is_used_to_find"]
        count["figures"] += 1
        count["met"] += row["is_met"]
        count["comparable"] += row["is_comparable"]
        count["comparable_met"] += row["is_comparable"] and row["is_met"]
        count["figures_unused"] += fresh
        count["met_unused"] += fresh and row["is_met"]
    names = ("figures", "met", "comparable", "comparable_met", "figures_unused", "met_unused")
    return pa.Table.from_pylist(
        [
            {"rule": rule, "period": period, "class": kind, **{name: count[name] for name in names}}
            for (rule, period, kind), count in counts.items()
        ]
    )
