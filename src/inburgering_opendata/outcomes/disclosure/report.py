"""What was protected, and what the audit found of it: as rows, and in words."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa

from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.outcomes.disclosure.withholding import Protected


def audit_rows(protected: Protected, publication: str, schema: pa.Schema) -> pa.Table:
    """A row for each attacker and period, in the columns of the table disclosure_audit."""
    rows = [
        {
            "publication": publication,
            "attacker": str(attacker),
            "period": period,
            "withheld": protected.withheld[period],
            **vars(tally),
        }
        for (attacker, period), tally in sorted(protected.verdict.tallies.items())
    ]
    return pa.Table.from_pylist(rows, schema)


def as_markdown(protected: Protected, settings: Settings) -> str:
    """The report in Dutch and English."""
    table = protected.table
    figures = Counter(
        zip(*(table[n].to_pylist() for n in ("indicator", "area_type", "status")), strict=True)
    )
    levels = sorted({(indicator, level) for indicator, level, _ in figures})
    lines = "".join(
        f"| {indicator} | {level} | {figures[indicator, level, 'observed']} "
        f"| {figures[indicator, level, 'withheld']} |\n"
        for indicator, level in levels
    )
    audit = "".join(
        f"| {attacker} | {period} | {tally.counts} | {tally.certain} | {tally.narrow} "
        f"| {tally.inside} | {protected.withheld[period]} |\n"
        for (attacker, period), tally in sorted(protected.verdict.tallies.items())
    )
    return (
        "# Onthullingsbeperking · Disclosure control\n\n"
        f"Elk aantal is verstoord, met hooguit {settings.maximum} en een variantie van "
        f"{settings.variance}; dezelfde personen altijd evenveel. Optellingen kloppen bijna, maar "
        f"niet precies. Een aandeel met een noemer onder {settings.least_denominator} is "
        "ingehouden.\n"
        f"Every count is perturbed, by {settings.maximum} at most and with a variance of "
        f"{settings.variance}; the same persons always by the same number. Sums are nearly but not "
        f"exactly additive. A share with a denominator below {settings.least_denominator} is "
        "withheld.\n\n"
        "## Wat een aanvaller te weten komt · What an attacker finds out\n\n"
        f"Van aantallen van 1 tot en met {settings.small}: hoeveel zeker zijn, te nauw bekend, of "
        "zeker klein.\n"
        f"Of counts of 1 up to {settings.small}: how many are certain, known too narrowly, or "
        "surely small.\n\n"
        "| aanvaller · attacker | periode · period | aantallen · counts | zeker · certain "
        "| te nauw · narrow | zeker klein · inside | ingehouden · withheld |\n"
        "|---|---|--:|--:|--:|--:|--:|\n"
        f"{audit}\n"
        "## Wat is gepubliceerd · What is published\n\n"
        "| indicator | niveau · level | cijfers · figures | ingehouden · withheld |\n"
        "|---|---|--:|--:|\n"
        f"{lines}"
    )
