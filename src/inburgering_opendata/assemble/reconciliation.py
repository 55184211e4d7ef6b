"""From the need found by AEF to the structural amount: a table that adds up."""

from __future__ import annotations

import pyarrow as pa

from inburgering_opendata.errors import UNKNOWN_NATIONAL_AMOUNT, OpendataError

NEED, TOTAL = "aef_need", "structural"


def aef_reconciliation(national_amount: pa.Table, agreement_parameter: pa.Table) -> pa.Table:
    """The need, each adjustment with the number that explains it, and the structural amount.

    Letter, annex, A2: 42.3 - 2.2 - 2.6 - 2.3 = 35.2 million. Which adjustments there are is said
    by `explains` in agreement_parameter; their order is that of the points of the agreement.

    Args:
        national_amount: id, amount_eur (whole euros).
        agreement_parameter: id, agreement, explains, value_before, value_agreed.

    Returns:
        The columns of the table `aef_reconciliation`. Whether the last running total equals the
        published amount is not assumed here: a check of the table says so.

    Raises:
        OpendataError: `UNKNOWN_NATIONAL_AMOUNT`, naming the amount.
    """
    ids, amounts = national_amount["id"].to_pylist(), national_amount["amount_eur"].to_pylist()
    amount_of = dict(zip(ids, amounts, strict=True))
    explaining = sorted(
        (row for row in agreement_parameter.to_pylist() if row["explains"]),
        key=lambda row: (row["agreement"], row["id"]),
    )
    steps = [(NEED, None), *((row["explains"], row) for row in explaining), (TOTAL, None)]
    if missing := [name for name, _ in steps if name not in amount_of]:
        raise OpendataError(UNKNOWN_NATIONAL_AMOUNT, stream=missing[0])
    rows, running = [], 0
    for step, (name, parameter) in enumerate(steps, start=1):
        running += amount_of[name] if name != TOTAL else 0
        rows.append(
            {
                "step": step,
                "id": name,
                "amount_eur": amount_of[name],
                "running_total_eur": running,
                "parameter": parameter["id"] if parameter else None,
                "value_before": parameter["value_before"] if parameter else None,
                "value_agreed": parameter["value_agreed"] if parameter else None,
            }
        )
    return pa.Table.from_pylist(rows)
