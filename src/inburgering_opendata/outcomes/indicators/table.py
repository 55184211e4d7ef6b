"""The table `indicator`: the declaration as rows."""

from __future__ import annotations

import pyarrow as pa

from inburgering_opendata.outcomes.indicators.declaration import COUNTED, Indicators


def indicator_rows(indicators: Indicators, schema: pa.Schema) -> pa.Table:
    """One row an indicator, in the columns of the table `indicator`."""
    rows = [
        {
            "id": each.id,
            "title": each.title,
            "title_nl": each.title_nl,
            "definition": each.definition,
            "definition_nl": each.definition_nl,
            "unit": each.unit,
            "kind": each.kind,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "parts": "; ".join(each.parts) or None,
            "part_of": "; ".join(each.part_of) or None,
            "kept": each.kept,
            "noise_unit": each.noise_unit if each.kind in COUNTED else None,
            "days_from_asylum": each.days_from["asiel"],
            "article_asylum": each.article.get("asiel"),
            "days_from_family": each.days_from["gezin_overig"],
            "article_family": each.article.get("gezin_overig"),
            "cohort": each.cohort,
            "municipality": each.municipality,
            "legal_regimes": "; ".join(each.legal_regimes),
            "disclosure": each.disclosure,
            "is_health": each.is_health,
            "source": each.source,
            "source_nl": each.source_nl,
        }
        for each in indicators.all
    ]
    return pa.Table.from_pylist(rows, schema)
