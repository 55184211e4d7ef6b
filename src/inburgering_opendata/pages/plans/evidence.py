"""The picture of evidence: what was reported against what the rule of the period gives."""

from __future__ import annotations

from dataclasses import replace

from inburgering_opendata.explain.targets import HOUSING_TARGET
from inburgering_opendata.pages import charts
from inburgering_opendata.pages.meanings import of_nation, span
from inburgering_opendata.pages.plans.plan import fields_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.pictures import Plan
from inburgering_opendata.toolkit.tables.rows import TextRow

KINDS = ("not_comparable", "missed", "met")
"""In the order in which they are drawn: the figures that count lie on top."""


def scatter(contents: Contents, language: Language) -> Plan:
    """Every reported housing target with a computed counterpart, as a dot."""
    words = words_of_pages(language)
    used = {(row["rule"], row["period"]) for row in contents.rows("rule") if row["use"] == "used"}
    rows = tuple(
        row
        for row in contents.rows("evidence")
        if row["stream"] == HOUSING_TARGET
        and row["computed_value"]
        and (row["rule"], row["period"]) in used
    )
    dots = [
        {
            "computed": int(row["computed_value"]),
            "reported": int(row["value"]),
            "kind": words(f"scatter_evidence.{_kind(row)}"),
        }
        for row in sorted(rows, key=lambda row: KINDS.index(_kind(row)))
    ]
    # Releases of before have the place in one language.
    own, named = f"place_{language.code}", contents.tables["evidence"].fields
    place = own if any(field["name"] == own for field in named) else "place"
    fields = fields_of(
        contents,
        "evidence",
        *(place, "municipality_code", "period", "rule", "value", "computed_value"),
        *("is_met", "is_comparable", "class"),
    )
    count = {kind: sum(_kind(row) == kind for row in rows) for kind in KINDS}
    return Plan(
        id="scatter_evidence",
        spec=charts.scatter_of(
            dots,
            axes=(words("scatter_evidence.computed"), words("scatter_evidence.reported")),
            kinds=[words(f"scatter_evidence.{kind}") for kind in KINDS],
        ),
        fields=fields,
        rows=rows,
        values={"all": len(rows), **count},
        meaning=replace(
            of_nation(
                "scatter_evidence",
                rows,
                language,
                period=span([row["period"] for row in rows]),
                basis=words("scatter_evidence.basis"),
                tables=("evidence", "reported_statement", "housing_balance", "population"),
            ),
            boundaries=words("scatter_evidence.boundaries"),
        ),
        form=words_of_pages(language)("form.reported"),
    )


def _kind(row: TextRow) -> str:
    if row["is_comparable"] != "true":
        return "not_comparable"
    return "met" if row["is_met"] == "true" else "missed"
