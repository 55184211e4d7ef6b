"""How the need found by AEF becomes the structural amount of the agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.derivations import derives

TOTAL = "structural"
"""The published amount that need and adjustments must add up to."""

KINDS = {"estimate": "need", "adjustment": "adjustment"}
"""What adds to the running total, by its nature in national_amount, in that order."""


@derives()
def aef_reconciliation(national_amount: pa.Table, agreement_parameter: pa.Table) -> pa.Table:
    """Need, adjustments and published amount, with the parameter that explains each adjustment.

    Whether it adds up is left to the checks: an amount that does not fit gives a difference, an
    amount or a parameter that is missing leaves a gap.

    Args:
        national_amount: id, title, title_nl, amount_eur (whole euros), nature, letter_section.
        agreement_parameter: id, value_before, value_agreed, unit, explains (an id of
            national_amount, or empty).

    Returns:
        The columns of the table `aef_reconciliation`; the adjustments in the order of the letter.
    """
    explained_by = {row["explains"]: row for row in agreement_parameter.to_pylist()}
    natures = list(KINDS)
    amounts = national_amount.to_pylist()
    parts = sorted(
        (amount for amount in amounts if amount["nature"] in natures),
        key=lambda amount: (natures.index(amount["nature"]), amount["letter_section"]),
    )
    rows: list[dict[str, object]] = []
    running = 0
    for part in parts:
        running += part["amount_eur"]
        parameter = explained_by.get(part["id"], {})
        rows.append(_step(len(rows), part, KINDS[part["nature"]], running, parameter))
    for total in (amount for amount in amounts if amount["id"] == TOTAL):
        rows.append(_step(len(rows), total, "total", running, {}))
    return pa.Table.from_pylist(rows)


def _step(
    before: int,
    amount: Mapping[str, Any],
    kind: str,
    running: int,
    parameter: Mapping[str, Any],
) -> dict[str, object]:
    published = amount["amount_eur"] if kind == "total" else None
    return {
        "step": before + 1,
        "id": amount["id"],
        "kind": kind,
        "title": amount["title"],
        "title_nl": amount["title_nl"],
        "amount_eur": amount["amount_eur"],
        "running_total_eur": running,
        "published_eur": published,
        "difference_eur": None if published is None else published - running,
        "parameter": parameter.get("id"),
        "value_before": parameter.get("value_before"),
        "value_agreed": parameter.get("value_agreed"),
        "unit": parameter.get("unit"),
    }
